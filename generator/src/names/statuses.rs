//! The names of response statuses: reason phrases, as the standards register them.

use super::Ident;
use super::words::{Case, identifier};
use crate::ir::StatusKey;

/// The variant that stands for a key of the Responses Object.
pub(super) fn status(key: StatusKey) -> Ident {
    let text = match key {
        StatusKey::Code(code) => match reason_phrase(code) {
            Some(phrase) => Case::Camel.of(phrase),
            None => format!("Status{code}"),
        },
        StatusKey::Range(1) => "Informational".to_owned(),
        StatusKey::Range(2) => "Success".to_owned(),
        StatusKey::Range(3) => "Redirection".to_owned(),
        StatusKey::Range(4) => "ClientError".to_owned(),
        StatusKey::Range(5) => "ServerError".to_owned(),
        StatusKey::Range(digit) => format!("Status{digit}xx"),
        StatusKey::Default => "Default".to_owned(),
    };
    identifier(&text)
}

/// What the IANA registry of HTTP status codes calls a code. Codes marked as unused there have no name.
pub fn reason_phrase(code: u16) -> Option<&'static str> {
    Some(match code {
        100 => "Continue",
        101 => "Switching Protocols",
        102 => "Processing",
        103 => "Early Hints",
        104 => "Upload Resumption Supported",
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        203 => "Non-Authoritative Information",
        204 => "No Content",
        205 => "Reset Content",
        206 => "Partial Content",
        207 => "Multi-Status",
        208 => "Already Reported",
        226 => "IM Used",
        300 => "Multiple Choices",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        305 => "Use Proxy",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        407 => "Proxy Authentication Required",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "Length Required",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        414 => "URI Too Long",
        415 => "Unsupported Media Type",
        416 => "Range Not Satisfiable",
        417 => "Expectation Failed",
        421 => "Misdirected Request",
        422 => "Unprocessable Content",
        423 => "Locked",
        424 => "Failed Dependency",
        425 => "Too Early",
        426 => "Upgrade Required",
        428 => "Precondition Required",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        451 => "Unavailable For Legal Reasons",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        505 => "HTTP Version Not Supported",
        506 => "Variant Also Negotiates",
        507 => "Insufficient Storage",
        508 => "Loop Detected",
        511 => "Network Authentication Required",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_key_has_a_name_of_its_own() {
        let keys = (100..=599)
            .map(StatusKey::Code)
            .chain((1..=5).map(StatusKey::Range))
            .chain([StatusKey::Default])
            .collect::<Vec<_>>();
        let names: BTreeSet<_> = keys.iter().map(|key| status(*key)).collect();
        assert_eq!(names.len(), keys.len());
    }

    #[test]
    fn registered_codes_bear_their_phrase() {
        for (key, name) in [
            (StatusKey::Code(200), "Ok"),
            (StatusKey::Code(404), "NotFound"),
            (StatusKey::Code(499), "Status499"),
            (StatusKey::Range(4), "ClientError"),
            (StatusKey::Default, "Default"),
        ] {
            assert_eq!(status(key).to_string(), name);
        }
    }
}
