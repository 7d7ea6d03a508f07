//! Media types (RFC 9110, section 8.3.1): how well the one that an answer has fits one that the document names.

#[cfg(test)]
mod tests;

use reqwest::header::{CONTENT_TYPE, HeaderMap};

/// What bytes are that nobody says more about (RFC 9110, section 8.3).
pub(crate) const OCTETS: &str = "application/octet-stream";

/// A JSON value a line, under all the names that are in use; none of them is registered.
const LINES: [&str; 6] = [
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/x-jsonl",
    "application/jsonlines",
    "application/x-jsonlines",
];

/// How a media type fits a documented one; the greater the better.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Fit {
    /// The document says `*/*`.
    Anything,
    /// The document has a range such as `text/*`.
    Range,
    /// It is another name for what is in the body.
    Kin,
    /// It is the same, but for the documented parameters.
    Same,
    /// It is the same, and the document has no parameters.
    Plain,
    /// It is the same, and has the documented parameters.
    Exact,
}

/// Says how a media type fits a documented one; `None`: not at all.
pub(crate) fn fit(documented: &str, found: &str) -> Option<Fit> {
    let (wanted, named) = split(documented);
    let (it, given) = split(found);
    if it.eq_ignore_ascii_case(wanted) {
        // Of a text's encoding the document says nothing that matters: what is read must be UTF-8 anyway.
        let mut named = parameters(named).filter(|it| it.0 != "charset").peekable();
        Some(if named.peek().is_none() {
            Fit::Plain
        } else if named.all(|named| parameters(given).any(|it| it == named)) {
            Fit::Exact
        } else {
            Fit::Same
        })
    } else if is_kin(wanted, it) {
        Some(Fit::Kin)
    } else if wanted == "*/*" {
        Some(Fit::Anything)
    } else {
        // Also `application/*+json`, which no standard knows but documents do.
        let (head, tail) = wanted.split_once('*')?;
        let rest = it.get(head.len()..).filter(|_| starts_with(it, head))?;
        ends_with(rest, tail).then_some(Fit::Range)
    }
}

/// Whether one media type may stand where another is documented, because a reader of one can read the other.
///
/// Servers send errors as `application/json` where success has a vendor's type, and vendors' types where the document
/// says `application/json`. Two different vendors' types, however, may be two versions.
fn is_kin(wanted: &str, found: &str) -> bool {
    let among = |names: &[&str], it: &str| names.iter().any(|name| it.eq_ignore_ascii_case(name));
    let json = ["application/json"];
    let xml = ["application/xml", "text/xml"];
    let pair = |names: &[&str], suffix: &str| {
        let belongs = |it: &str| among(names, it) || ends_with(it, suffix);
        belongs(wanted) && belongs(found) && (among(names, wanted) || among(names, found))
    };
    let is_text = |it: &str| {
        let suffixes = ["+json", "+xml", "+csv"];
        starts_with(it, "text/")
            || among(&json, it)
            || among(&xml, it)
            || suffixes.iter().any(|suffix| ends_with(it, suffix))
    };
    let octets = (among(&[OCTETS], found) && !wanted.contains('*') && !is_text(wanted))
        || (among(&[OCTETS], wanted) && !is_text(found));
    pair(&json, "+json")
        || pair(&xml, "+xml")
        || pair(&["text/csv"], "+csv")
        || pair(&["application/gzip", "application/x-gzip"], "+gzip")
        || (among(&LINES, wanted) && among(&LINES, found))
        || octets
}

/// "A JSON MIME type is any MIME type whose subtype ends in `+json` or whose essence is `application/json` or `text/json`"
/// (WHATWG MIME Sniffing, section 4.6).
pub(crate) fn is_json(media_type: &str) -> bool {
    let it = essence(media_type);
    it.eq_ignore_ascii_case("application/json")
        || it.eq_ignore_ascii_case("text/json")
        || ends_with(it, "+json")
}

/// Whether the values of a stream each begin with a record separator (RFC 7464, section 2.2) and do not end with a line.
pub(crate) fn is_json_sequence(media_type: &str) -> bool {
    let it = essence(media_type);
    it.eq_ignore_ascii_case("application/json-seq") || ends_with(it, "+json-seq")
}

/// The media type of an answer; `None` where there is none, or more than one.
pub(crate) fn of(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let value = values.next()?;
    value.to_str().ok().filter(|_| values.next().is_none())
}

/// The `charset` parameter in lower case.
pub(crate) fn charset(media_type: &str) -> Option<String> {
    let mut given = parameters(split(media_type).1);
    given.find_map(|(name, value)| (name == "charset").then_some(value))
}

/// Type and subtype without parameters.
fn essence(media_type: &str) -> &str {
    split(media_type).0
}

/// Type and subtype, and the parameters behind.
fn split(media_type: &str) -> (&str, &str) {
    let (essence, parameters) = media_type.split_once(';').unwrap_or((media_type, ""));
    (essence.trim(), parameters)
}

/// The parameters in lower case; those whose case matters differ in more than case.
fn parameters(text: &str) -> impl Iterator<Item = (String, String)> {
    text.split(';').filter_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"');
        Some((name.trim().to_ascii_lowercase(), value.to_ascii_lowercase()))
    })
}

fn starts_with(text: &str, head: &str) -> bool {
    let start = text.get(..head.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(head))
}

fn ends_with(text: &str, tail: &str) -> bool {
    let start = text.len().checked_sub(tail.len());
    let end = start.and_then(|start| text.get(start..));
    end.is_some_and(|end| end.eq_ignore_ascii_case(tail))
}
