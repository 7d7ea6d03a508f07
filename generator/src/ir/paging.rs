//! Lists that come in pages.

use std::fmt;

use super::WireName;

/// How the pages of a list follow each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Paging {
    /// Where a page says which one comes next.
    pub next: NextPage,
    /// What of a page is listed; absent where several things might be.
    pub items: Option<Items>,
}

/// Where a page says which one comes next. Pointers (RFC 6901) lead into its body.
#[derive(Clone, Debug, PartialEq)]
pub enum NextPage {
    /// In the header `Link` (RFC 8288).
    Header,
    /// In the array at this pointer, whose elements have `rel` and `href`.
    Links(String),
    /// At this pointer, as a URL.
    Url(String),
    /// Nowhere: pages are numbered.
    Number {
        /// The query parameter that says which page is asked for.
        parameter: WireName,
        /// The number that it has by default.
        first: u64,
        /// Where the array of the items is.
        items: String,
        /// Where the number of the items of all pages is.
        total: String,
    },
}

/// What of a page is listed.
#[derive(Clone, Debug, PartialEq)]
pub enum Items {
    /// The body is the array of them.
    Body,
    /// The position of the property, in [`Object::properties`](super::Object::properties) of the body, that is the array of them.
    Property(usize),
}

/// In words that complete "by …".
impl fmt::Display for NextPage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header => formatter.write_str("the header `Link`"),
            Self::Links(at) => write!(formatter, "the links at {at}"),
            Self::Url(at) => write!(formatter, "the URL at {at}"),
            Self::Number {
                parameter,
                first,
                items,
                total,
            } => write!(
                formatter,
                "the number {parameter} from {first} on, with {items} of {total}"
            ),
        }
    }
}
