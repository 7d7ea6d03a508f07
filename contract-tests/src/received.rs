//! A request as a server got it.
//!
//! It is made of a wiremock request, or of the very bytes from a socket where the raw target matters: wiremock parses
//! the target into a URL, and a URL parser forgives some of what is looked for here.

use std::fmt;

use wiremock::Request;

/// A request.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Received {
    /// As sent.
    pub method: String,
    /// Path and query as they were sent.
    pub target: String,
    /// Names in lower case, in the order of arrival.
    pub headers: Vec<(String, String)>,
    /// The content.
    pub body: Vec<u8>,
}

impl Received {
    /// Reads the head and the body of an HTTP/1.1 message; `None` where the bytes are not one.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let end = head_end(bytes)?;
        let head = std::str::from_utf8(bytes.get(..end)?).ok()?;
        let mut lines = head.split("\r\n");
        let mut start = lines.next()?.split(' ');
        let (method, target) = (start.next()?.to_owned(), start.next()?.to_owned());
        let headers = lines.filter(|line| !line.is_empty()).filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_ascii_lowercase(), value.trim().to_owned()))
        });
        Some(Self {
            method,
            target,
            headers: headers.collect(),
            body: bytes.get(end..)?.to_vec(),
        })
    }

    /// Every value of the header `name`.
    pub fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    }

    /// The path as it was sent.
    pub fn raw_path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The query as it was sent, without the question mark.
    pub fn raw_query(&self) -> Option<&str> {
        self.target.split_once('?').map(|(_, query)| query)
    }
}

/// Where the body begins, once the whole head has arrived.
pub(crate) fn head_end(bytes: &[u8]) -> Option<usize> {
    bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .map(|start| start + 4)
}

impl From<&Request> for Received {
    fn from(request: &Request) -> Self {
        let query = request
            .url
            .query()
            .map_or_else(String::new, |query| format!("?{query}"));
        let headers = request.headers.iter().map(|(name, value)| {
            (
                name.as_str().to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        });
        Self {
            method: request.method.to_string(),
            target: format!("{}{query}", request.url.path()),
            headers: headers.collect(),
            body: request.body.clone(),
        }
    }
}

impl fmt::Display for Received {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{} {}", self.method, self.target)?;
        for (name, value) in &self.headers {
            writeln!(formatter, "{name}: {value}")?;
        }
        write!(formatter, "\n{}", crate::difference::shown(&self.body))
    }
}
