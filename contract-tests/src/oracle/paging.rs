//! Lists in pages: where a page says which one comes next.
//!
//! An operation and a value of its answer come in. OpenAPI does not tell of pages, so this goes by what widespread APIs call
//! what they are made of.

use serde_json::Value;

use super::{Operation, Place, Response};

/// Where a page says which one comes next; pointers are those of RFC 6901.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum NextPage {
    /// In the header `Link` (RFC 8288).
    Header,
    /// In the array `links`.
    Links,
    /// As a URL at this pointer.
    Url(&'static str),
    /// Nowhere, because pages are numbered.
    Number {
        /// The query parameter with the number.
        parameter: String,
        /// The first number.
        first: u64,
        /// How many items the value has.
        items: usize,
        /// Where the number of all items is.
        total: String,
    },
}

/// What a parameter of a list in pages is called, in lower case and in one word.
const POSITIONS: [&str; 8] = [
    "page",
    "pagenum",
    "pagenumber",
    "pagetoken",
    "offset",
    "cursor",
    "marker",
    "after",
];
const URLS: [&str; 4] = [
    "/links/next",
    "/links/pages/next",
    "/_links/next/href",
    "/next_page_uri",
];
const TOTALS: [&str; 5] = [
    "totalcount",
    "total",
    "totalitems",
    "itemstotal",
    "totalresults",
];
const ENVELOPES: [&str; 4] = ["", "/meta", "/pagination", "/paging"];
const ITEMS: [&str; 3] = ["results", "items", "data"];

/// Where `page`, a full value of the only success of a GET, says which page comes next; `None`: it is no page.
pub fn next_page(operation: &Operation, response: &Response, page: &Value) -> Option<NextPage> {
    let arrays: Vec<(&String, &Vec<Value>)> = page
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name, value.as_array()?)))
        .filter(|(name, _)| *name != "links")
        .collect();
    if !page.is_array() && arrays.is_empty() {
        return None;
    }
    if is_linked(page) && parameter(operation, &POSITIONS).is_some() {
        return Some(NextPage::Links);
    }
    let is_url = |at: &&&str| page.pointer(at).is_some_and(Value::is_string);
    if let Some(url) = URLS.iter().find(is_url) {
        return Some(NextPage::Url(url));
    }
    let mut headers = response.headers.iter();
    if headers.any(|header| header.name.eq_ignore_ascii_case("link")) {
        return Some(NextPage::Header);
    }
    let mut named = arrays.iter().filter(|(name, _)| is_one_of(name, &ITEMS));
    let (_, items) = match (named.next(), arrays.as_slice()) {
        (Some(named), _) => named,
        (None, [only]) => only,
        _ => return None,
    };
    let (parameter, first) = parameter(operation, &POSITIONS[..3])?;
    Some(NextPage::Number {
        parameter: parameter.to_owned(),
        first: first?,
        items: items.len(),
        total: total(page)?,
    })
}

/// A query parameter of one of these names, and the number that is its default.
fn parameter<'o>(operation: &'o Operation, names: &[&str]) -> Option<(&'o str, Option<u64>)> {
    let mut parameters = operation.parameters_in(Place::Query);
    let parameter = parameters.find(|it| is_one_of(&it.name, names))?;
    let schema = &parameter.schema;
    let is_number = schema.types() == ["integer"] && schema.keyword("enum").is_none();
    let default = schema.keyword("default").and_then(Value::as_u64);
    Some((&parameter.name, default.filter(|_| is_number)))
}

fn is_linked(page: &Value) -> bool {
    let links = page.get("links").and_then(Value::as_array);
    let mut links = links.into_iter().flatten();
    links.any(|link| link.get("rel").is_some() && link.get("href").is_some())
}

fn total(page: &Value) -> Option<String> {
    ENVELOPES.iter().find_map(|envelope| {
        let members = page.pointer(envelope)?.as_object()?;
        let mut members = members.iter();
        let (name, _) = members.find(|(name, value)| is_one_of(name, &TOTALS) && value.is_i64())?;
        Some(format!("{envelope}/{name}"))
    })
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    let letters = name.chars().filter(|it| it.is_alphanumeric());
    let word: String = letters.flat_map(char::to_lowercase).collect();
    names.contains(&word.as_str())
}
