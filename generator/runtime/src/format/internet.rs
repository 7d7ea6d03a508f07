//! Names of things on the internet: URIs, mailboxes, addresses.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use reqwest::Url;

use super::Format;

impl Format for Url {
    const NAME: &'static str = "uri";

    fn parse(text: &str) -> Option<Self> {
        // The parser is that of browsers, which mends what RFC 3986 forbids.
        is_uri(text).then(|| Self::parse(text).ok()).flatten()
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

/// `scheme ":" hier-part [ "?" query ] [ "#" fragment ]` (RFC 3986, section 3), as far as it is about characters.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let is_scheme = scheme.starts_with(|character: char| character.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character));
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (authority, rest) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len())),
        None => ("", rest),
    };
    is_scheme && has_only(authority, "[]:@") && has_only(rest, ":@/?") && has_only(fragment, ":@/?")
}

/// Whether there is nothing but `unreserved`, `pct-encoded`, `sub-delims` (RFC 3986, appendix A) and some more.
fn has_only(text: &str, more: &str) -> bool {
    let mut parts = text.split('%');
    let is_plain = |part: &str| {
        part.chars().all(|character| {
            character.is_ascii_alphanumeric()
                || "-._~!$&'()*+,;=".contains(character)
                || more.contains(character)
        })
    };
    let is_encoded = |part: &str| {
        part.split_at_checked(2).is_some_and(|(digits, rest)| {
            digits.chars().all(|digit| digit.is_ascii_hexdigit()) && is_plain(rest)
        })
    };
    parts.next().is_none_or(is_plain) && parts.all(is_encoded)
}

/// A mailbox: who, and where.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct EmailAddress {
    local: String,
    domain: String,
}

impl EmailAddress {
    /// What stands before the `@`, in quotes if it needs them.
    pub fn local(&self) -> &str {
        &self.local
    }

    /// What stands behind the `@`: a domain, or an address in brackets.
    pub fn domain(&self) -> &str {
        &self.domain
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}@{}", self.local, self.domain)
    }
}

impl Format for EmailAddress {
    const NAME: &'static str = "email";

    fn parse(text: &str) -> Option<Self> {
        // RFC 5321, sections 4.5.3.1.1 and 4.5.3.1.2.
        const LONGEST: (usize, usize) = (64, 255);
        let (local, domain) = text.rsplit_once('@')?;
        let fits = local.len() <= LONGEST.0 && domain.len() <= LONGEST.1;
        let is_one = fits
            && (is_dot_string(local) || is_quoted_string(local))
            && (is_domain(domain) || is_address_literal(domain));
        is_one.then(|| Self {
            local: local.to_owned(),
            domain: domain.to_owned(),
        })
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

/// `Atom *("."  Atom)`
fn is_dot_string(text: &str) -> bool {
    let is_atom_text = |character: char| {
        character.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(character)
    };
    text.split('.')
        .all(|atom| !atom.is_empty() && atom.chars().all(is_atom_text))
}

/// `DQUOTE *QcontentSMTP DQUOTE`
fn is_quoted_string(text: &str) -> bool {
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let Some(inner) = inner else {
        return false;
    };
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        let fits = match character {
            '\\' => characters
                .next()
                .is_some_and(|it| (' '..='~').contains(&it)),
            '"' => false,
            other => (' '..='~').contains(&other),
        };
        if !fits {
            return false;
        }
    }
    true
}

/// `sub-domain *("." sub-domain)`
fn is_domain(text: &str) -> bool {
    text.split('.').all(|label| {
        let is_letter_or_digit = |character: char| character.is_ascii_alphanumeric();
        label.starts_with(is_letter_or_digit)
            && label.ends_with(is_letter_or_digit)
            && label
                .chars()
                .all(|character| is_letter_or_digit(character) || character == '-')
    })
}

/// `"[" ( IPv4-address-literal / IPv6-address-literal ) "]"`; of other kinds of address the standard knows none.
fn is_address_literal(text: &str) -> bool {
    let inner = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    inner.is_some_and(|inner| match inner.strip_prefix("IPv6:") {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => inner.parse::<Ipv4Addr>().is_ok(),
    })
}

impl Format for IpAddr {
    const NAME: &'static str = "ip";

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

impl Format for Ipv4Addr {
    const NAME: &'static str = "ipv4";

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

impl Format for Ipv6Addr {
    const NAME: &'static str = "ipv6";

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn write(&self) -> String {
        self.to_string()
    }
}
