//! Base URL, path template and encoded parts in; exactly the URL that they make together out, or a refusal.

#[cfg(test)]
mod tests;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use reqwest::Url;

/// A base URL that passed the checks, without a slash at its end.
#[derive(Clone, Debug)]
pub(crate) struct BaseUrl {
    text: String,
    host: String,
    port: Option<u16>,
    is_loopback: bool,
}

/// Why a text is no base URL; completes "the base URL …".
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum BaseUrlProblem {
    Variable,
    NotAbsolute,
    NotHttp,
    UserInfo,
    QueryOrFragment,
    Plaintext,
}

impl BaseUrlProblem {
    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            Self::Variable => "has a variable in braces that nothing is put in for",
            Self::NotAbsolute => {
                "is not an absolute URL with a host, such as `https://api.example.com/v1`"
            }
            Self::NotHttp => "has a scheme other than https and http",
            Self::UserInfo => {
                "holds a user name or a password: hand credentials to the builder instead, where no log shows them"
            }
            Self::QueryOrFragment => "has a query or a fragment, which a base URL can't have",
            Self::Plaintext => {
                "is http to a host other than this machine, where everyone on the way could read the credentials: \
                 use https, or say `allow_plaintext()`"
            }
        }
    }
}

impl BaseUrl {
    pub(crate) fn parse(text: &str, allow_plaintext: bool) -> Result<Self, BaseUrlProblem> {
        // The URL parser would take braces for a part of the host's name, and the failure would be one of DNS.
        if text.contains(['{', '}']) {
            return Err(BaseUrlProblem::Variable);
        }
        let url = Url::parse(text).map_err(|_| BaseUrlProblem::NotAbsolute)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(BaseUrlProblem::NotHttp);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BaseUrlProblem::UserInfo);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(BaseUrlProblem::QueryOrFragment);
        }
        if url.scheme() == "http" && !allow_plaintext && !is_loopback(&url) {
            return Err(BaseUrlProblem::Plaintext);
        }
        let text = url.as_str().trim_end_matches('/').to_owned();
        let host = url.host_str().unwrap_or_default().to_owned();
        let port = url.port_or_known_default();
        let is_loopback = is_loopback(&url);
        Ok(Self {
            text,
            host,
            port,
            is_loopback,
        })
    }

    /// Whether it leads to this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        self.is_loopback
    }

    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// Also where it is the scheme's own.
    pub(crate) fn port(&self) -> Option<u16> {
        self.port
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Puts the URL together: behind the base the template, filled, and the pairs of the query. The error completes
    /// "the URL …".
    pub(crate) fn join(
        &self,
        template: &str,
        parameters: &[(&str, String)],
        query: &[(&str, String)],
    ) -> Result<Url, String> {
        let given = parameters.iter().chain(query);
        let mut text = String::with_capacity(
            self.text.len() + template.len() + given.map(|(_, text)| text.len() + 1).sum::<usize>(),
        );
        text.push_str(&self.text);
        fill(template, parameters, &mut text)?;
        // A template may have pairs of its own.
        let mut separator = if template.contains('?') { '&' } else { '?' };
        // An empty array has no text and no place.
        for (_, pairs) in query.iter().filter(|(_, pairs)| !pairs.is_empty()) {
            text.push(separator);
            text.push_str(pairs);
            separator = '&';
        }
        let url = Url::parse(&text).map_err(|_| "can't be composed".to_owned())?;
        // The WHATWG parser resolves `.` and `..` (also as `%2e`) and drops tabs and line breaks: whatever it changed
        // would be another resource than the one that was asked for.
        if url.as_str() == text {
            Ok(url)
        } else {
            Err(
                "would have another meaning once composed: a path segment must not be `.` or `..`"
                    .to_owned(),
            )
        }
    }
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    match address.parse::<std::net::IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => host == "localhost",
    }
}

/// Fills a path template, which may end in pairs of its own behind `?`, at the end of a URL. The error completes
/// "the URL …".
fn fill(template: &str, parameters: &[(&str, String)], url: &mut String) -> Result<(), String> {
    if !template.starts_with('/') {
        // Behind a base URL without a path it would become part of the host.
        return Err(format!(
            "has a template that does not begin with `/`: `{template}`"
        ));
    }
    let (mut rest, own_query) = match template.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (template, None),
    };
    let start = url.len();
    while let Some((literal, after)) = rest.split_once('{') {
        url.extend(utf8_percent_encode(literal, NOT_IN_PATH));
        let Some((name, after)) = after.split_once('}') else {
            return Err(format!("has an open brace in its template `{template}`"));
        };
        let Some((_, value)) = parameters.iter().find(|(given, _)| *given == name) else {
            return Err(format!("lacks a value for `{{{name}}}`"));
        };
        url.push_str(value);
        rest = after;
    }
    url.extend(utf8_percent_encode(rest, NOT_IN_PATH));
    // What is put in has no slash, so the segments are those of the template.
    let path = url.as_bytes().get(start..).unwrap_or_default();
    let mut segments = path.split(|byte| *byte == b'/');
    if let Some(position) = segments.position(|segment| matches!(segment, b"." | b"..")) {
        let of = template.split('/').nth(position).unwrap_or_default();
        let of = of.trim_matches(['{', '}']);
        return Err(format!(
            "must not have a path segment that is `.` or `..`, as `{of}` is"
        ));
    }
    if let Some(query) = own_query {
        url.push('?');
        url.extend(utf8_percent_encode(query, NOT_IN_QUERY));
    }
    Ok(())
}

/// The same for pairs behind a path, where `?` has no meaning of its own and the WHATWG parser encodes `'`.
const NOT_IN_QUERY: &AsciiSet = &NOT_IN_PATH.remove(b'?').add(b'\'');

/// What the document's own part of a path can't hold as it stands (RFC 3986, section 3.3: `pchar` and `/` can). `%` stays:
/// the document wrote it encoded.
const NOT_IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');
