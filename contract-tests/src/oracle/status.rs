//! What a status is called.
//!
//! A number comes in, the name of the variant that a client must give it goes out. The table is this suite's own
//! copy of RFC 9110, section 15, and of the IANA registry: it may not come from where the generator has its names.

/// Reason phrases by status code.
const REASONS: &[(u16, &str)] = &[
    (100, "Continue"),
    (101, "Switching Protocols"),
    (102, "Processing"),
    (103, "Early Hints"),
    (200, "OK"),
    (201, "Created"),
    (202, "Accepted"),
    (203, "Non-Authoritative Information"),
    (204, "No Content"),
    (205, "Reset Content"),
    (206, "Partial Content"),
    (207, "Multi-Status"),
    (208, "Already Reported"),
    (226, "IM Used"),
    (300, "Multiple Choices"),
    (301, "Moved Permanently"),
    (302, "Found"),
    (303, "See Other"),
    (304, "Not Modified"),
    (305, "Use Proxy"),
    (307, "Temporary Redirect"),
    (308, "Permanent Redirect"),
    (400, "Bad Request"),
    (401, "Unauthorized"),
    (402, "Payment Required"),
    (403, "Forbidden"),
    (404, "Not Found"),
    (405, "Method Not Allowed"),
    (406, "Not Acceptable"),
    (407, "Proxy Authentication Required"),
    (408, "Request Timeout"),
    (409, "Conflict"),
    (410, "Gone"),
    (411, "Length Required"),
    (412, "Precondition Failed"),
    (413, "Content Too Large"),
    (414, "URI Too Long"),
    (415, "Unsupported Media Type"),
    (416, "Range Not Satisfiable"),
    (417, "Expectation Failed"),
    (421, "Misdirected Request"),
    (422, "Unprocessable Content"),
    (423, "Locked"),
    (424, "Failed Dependency"),
    (425, "Too Early"),
    (426, "Upgrade Required"),
    (428, "Precondition Required"),
    (429, "Too Many Requests"),
    (431, "Request Header Fields Too Large"),
    (451, "Unavailable For Legal Reasons"),
    (500, "Internal Server Error"),
    (501, "Not Implemented"),
    (502, "Bad Gateway"),
    (503, "Service Unavailable"),
    (504, "Gateway Timeout"),
    (505, "HTTP Version Not Supported"),
    (506, "Variant Also Negotiates"),
    (507, "Insufficient Storage"),
    (508, "Loop Detected"),
    (511, "Network Authentication Required"),
];

/// Every status code that has a reason phrase.
pub fn registered() -> impl Iterator<Item = u16> {
    REASONS.iter().map(|(code, _)| *code)
}

/// Whether answers of this status never have content: "cannot contain content", "MUST NOT generate content", "terminated by
/// the end of the header section" (RFC 9110, sections 15.3.5, 15.3.6, 15.4.5 and 15.2).
pub const fn is_bodiless(status: u16) -> bool {
    matches!(status, 100..=199 | 204 | 205 | 304)
}

/// Reason phrase of a status code that has one.
pub fn reason(status: u16) -> Option<&'static str> {
    REASONS
        .iter()
        .find(|(code, _)| *code == status)
        .map(|(_, reason)| *reason)
}

/// The variant that a key of the Responses Object must reach: `404` is `NotFound`, `299` is `Status299`, `4XX` is
/// `ClientError` and `default` is `Default`.
pub fn variant(key: &str) -> String {
    match key {
        "default" => "Default".to_owned(),
        "1XX" => "Informational".to_owned(),
        "2XX" => "Success".to_owned(),
        "3XX" => "Redirection".to_owned(),
        "4XX" => "ClientError".to_owned(),
        "5XX" => "ServerError".to_owned(),
        code => match code.parse().ok().and_then(reason) {
            Some(reason) => reason
                .split(|c: char| !c.is_alphanumeric())
                .map(capitalised)
                .collect(),
            None => format!("Status{code}"),
        },
    }
}

/// `OK` is `Ok`, but `IM` stays two letters of a word: each word starts with its only capital.
fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first
            .to_uppercase()
            .chain(letters.flat_map(char::to_lowercase))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::variant;

    #[test]
    fn variants_are_named_by_the_reason_phrase() {
        for (key, name) in [
            ("200", "Ok"),
            ("203", "NonAuthoritativeInformation"),
            ("404", "NotFound"),
            ("414", "UriTooLong"),
            ("299", "Status299"),
            ("4XX", "ClientError"),
            ("default", "Default"),
        ] {
            assert_eq!(variant(key), name);
        }
    }
}
