//! Which page comes next: an answer in, the query of the next call out.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher as _;

use reqwest::Url;
use serde_json::Value;

use crate::{Answer, Call, decode};

/// Where a page of an operation's answers says which one comes next. A constant of generated code; pointers are those of
/// RFC 6901, into the body.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum NextPage {
    /// In the header `Link`, as the target with `rel="next"` (RFC 8288). The last page has none.
    Header,
    /// At this pointer, in an array of objects with `rel` and `href`, as the one with `rel: next`. The last page has none.
    Links(&'static str),
    /// At this pointer, as a URL. On the last page it is absent, `null` or empty.
    Url(&'static str),
    /// Nowhere: pages are numbered.
    Number {
        /// The query parameter that says which page is asked for.
        parameter: &'static str,
        /// The number of the page that is given where nobody asks for one.
        first: u64,
        /// Where the array of a page's items is. A page without any is the last.
        items: &'static str,
        /// Where it says how many items all pages have together. That many of them, counted from the page that was asked
        /// for first, are all; a page that does not say it is not the last.
        total: &'static str,
    },
}

/// Where the pages of a list have led so far.
pub(super) struct Trail {
    next: NextPage,
    /// Of the query of the first page, and of those of all links that were followed, the hash: there may be many, and
    /// whatever stands in them is not kept.
    seen: HashSet<u64>,
    hasher: RandomState,
    /// How many items there were, where pages are numbered.
    items: usize,
}

impl Trail {
    /// Before the page that `call` asks for.
    pub(super) fn new(next: NextPage, call: &Call) -> Self {
        let hasher = RandomState::new();
        Self {
            next,
            seen: HashSet::from([hasher.hash_one(call.query())]),
            hasher,
            items: 0,
        }
    }

    /// Makes the call of the page at hand that of the one behind it; false: there is none.
    pub(super) fn follow(&mut self, page: &Answer, call: &mut Call) -> Result<bool, LinkProblem> {
        let link = match self.next {
            NextPage::Header => in_header(page)?,
            NextPage::Links(links) => in_links(body(page).pointer(links))?,
            NextPage::Url(url) => in_text(body(page).pointer(url))?,
            NextPage::Number {
                parameter,
                first,
                items,
                total,
            } => {
                let number = call.page_number(parameter).unwrap_or(first);
                call.set_page_number(parameter, number.saturating_add(1));
                return self.goes_on(page, items, total);
            }
        };
        let Some(link) = link else {
            return Ok(false);
        };
        let query = query(&link)?;
        if !self.seen.insert(self.hasher.hash_one(&query)) {
            return Err(LinkProblem::Loop);
        }
        call.set_query(&query);
        Ok(true)
    }

    /// Counts the items of a numbered page; false: it was the last.
    fn goes_on(&mut self, page: &Answer, items: &str, total: &str) -> Result<bool, LinkProblem> {
        let body = body(page);
        let here = body.pointer(items).and_then(Value::as_array);
        let here = here.map_or(0, Vec::len);
        self.items = self.items.saturating_add(here);
        let total = body.pointer(total).and_then(Value::as_u64);
        match total.and_then(|total| usize::try_from(total).ok()) {
            _ if here == 0 => Ok(false),
            Some(total) => Ok(self.items < total),
            // Nothing else would end what a server that does not look at the number gives for ever.
            None if self.seen.insert(self.hasher.hash_one(page.raw())) => Ok(true),
            None => Err(LinkProblem::Loop),
        }
    }
}

/// The body of an answer that was read as JSON before.
fn body(page: &Answer) -> Value {
    decode::value(page.raw()).unwrap_or_default()
}

fn in_header(page: &Answer) -> Result<Option<String>, LinkProblem> {
    let headers = page.deprecation();
    let mut links = headers.links().iter();
    match links.find(|link| link.has_relation("next")) {
        Some(link) => Ok(Some(link.target().to_owned())),
        // Behind the flaw a next page may be named, and a list must not seem to end before its end.
        None if headers.ill_formed().iter().any(|it| it.header() == "link") => {
            Err(LinkProblem::IllFormed)
        }
        None => Ok(None),
    }
}

fn in_links(links: Option<&Value>) -> Result<Option<String>, LinkProblem> {
    let is_next = |link: &&Value| {
        let relation = link.get("rel").and_then(Value::as_str);
        relation.is_some_and(|it| it.eq_ignore_ascii_case("next"))
    };
    let mut links = links.and_then(Value::as_array).into_iter().flatten();
    match links.find(is_next) {
        // A list that just stops would seem to be whole.
        Some(link) => match in_text(link.get("href"))? {
            Some(href) => Ok(Some(href)),
            None => Err(LinkProblem::NotUrl),
        },
        None => Ok(None),
    }
}

fn in_text(url: Option<&Value>) -> Result<Option<String>, LinkProblem> {
    match url {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(url)) => Ok((!url.is_empty()).then(|| url.clone())),
        Some(_) => Err(LinkProblem::NotUrl),
    }
}

/// The query of a link, which may be relative to the page's own URL: that has no say in it.
fn query(link: &str) -> Result<String, LinkProblem> {
    let url = Url::parse("https://page.invalid/").and_then(|page| page.join(link));
    let url = url.map_err(|_| LinkProblem::NotUrl)?;
    let query = url.query().filter(|query| !query.is_empty());
    query.map(str::to_owned).ok_or(LinkProblem::NoQuery)
}

/// A page whose link to the next one can't be followed.
#[derive(Debug)]
pub struct UnfitLink {
    answer: Answer,
    problem: LinkProblem,
}

impl UnfitLink {
    pub(super) fn new(answer: Answer, problem: LinkProblem) -> Self {
        Self { answer, problem }
    }

    /// The page.
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// What is wrong with its link.
    pub fn problem(&self) -> LinkProblem {
        self.problem
    }
}

/// Why a link to the next page can't be followed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum LinkProblem {
    /// It is no URL.
    NotUrl,
    /// It has no query, which alone tells one page from another.
    NoQuery,
    /// It leads to a page that was read already. Numbered pages have no link: one of them is as one before, and none says how
    /// many there are.
    Loop,
    /// The header `Link` is not well-formed, or too long, and names no next page before the flaw.
    IllFormed,
}

/// Completes "…, but …". It does not quote the link, whose query may hold what belongs in no log.
impl fmt::Display for LinkProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NotUrl => "its link to the next page is no URL",
            Self::NoQuery => {
                "its link to the next page has no query, which would say which page that is"
            }
            Self::Loop => "what it names as the next page is one that was read already",
            Self::IllFormed => "its header `Link`, which may name a next page, can't be read",
        })
    }
}
