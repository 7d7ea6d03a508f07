//! Bodies of several parts (RFC 2046, section 5.1; RFC 7578), taken apart.

use super::media::parameters;

/// A part.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) filename: Option<String>,
    /// As it was sent.
    pub(super) content_type: Option<String>,
    /// Names of the header fields that a part has no need of.
    pub(super) others: Vec<String>,
    pub(super) body: Vec<u8>,
}

/// The parts of `body`, whose `Content-Type` this is. The error completes "it …".
pub(super) fn parts(content_type: &str, body: &[u8]) -> Result<Vec<Part>, String> {
    let mut of_type = parameters(content_type).into_iter();
    let boundary = of_type
        .find(|(name, _)| name == "boundary")
        .map(|(_, boundary)| boundary);
    let boundary = boundary.ok_or("has no `boundary` in its `Content-Type`")?;
    let delimiter = format!("--{boundary}");
    let mut rest = body
        .strip_prefix(delimiter.as_bytes())
        .ok_or("does not begin with its boundary")?;
    let between = format!("\r\n{delimiter}");
    let mut parts = Vec::new();
    loop {
        if let Some(end) = rest.strip_prefix(b"--") {
            return match end {
                b"" | b"\r\n" => Ok(parts),
                _ => Err("goes on behind its last boundary".to_owned()),
            };
        }
        rest = rest
            .strip_prefix(b"\r\n")
            .ok_or("has a boundary without a line break")?;
        let end = find(rest, between.as_bytes()).ok_or("ends without its boundary")?;
        let (one, behind) = rest.split_at(end);
        parts.push(part(one)?);
        rest = behind.get(between.len()..).unwrap_or_default();
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

fn part(bytes: &[u8]) -> Result<Part, String> {
    let end = find(bytes, b"\r\n\r\n").ok_or("has a part without a head")?;
    let (head, body) = bytes.split_at(end);
    let head = std::str::from_utf8(head).map_err(|_| "has a part whose head is not UTF-8")?;
    let mut part = Part {
        name: String::new(),
        filename: None,
        content_type: None,
        others: Vec::new(),
        body: body.get(4..).unwrap_or_default().to_vec(),
    };
    let mut named = false;
    for line in head.split("\r\n") {
        let (name, value) = line
            .split_once(':')
            .ok_or("has a part with a line that is no header")?;
        match name.to_ascii_lowercase().as_str() {
            "content-disposition" => {
                let (kind, _) = value.split_once(';').unwrap_or((value, ""));
                if kind.trim() != "form-data" {
                    return Err(format!("has a part with the disposition `{value}`"));
                }
                for (key, value) in disposition(value) {
                    match key.as_str() {
                        "name" => (part.name, named) = (value, true),
                        "filename" => part.filename = Some(value),
                        _ => {}
                    }
                }
            }
            "content-type" => part.content_type = Some(value.trim().to_owned()),
            other => part.others.push(other.to_owned()),
        }
    }
    // "Each part MUST contain a Content-Disposition header field … also containing … name" (RFC 7578, section 4.2).
    if named {
        Ok(part)
    } else {
        Err("has a part without a name".to_owned())
    }
}

/// The parameters of a disposition. In names, browsers and this suite write `%22` for a quote (URL standard's sister, HTML,
/// section 4.10.22.8).
fn disposition(value: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = value.split_once(';').map_or("", |(_, rest)| rest);
    while let Some((name, behind)) = rest.split_once('=') {
        let (text, behind) = match behind.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => behind
                .split_once(';')
                .map_or((behind, ""), |(text, rest)| (text, rest)),
        };
        let text = text
            .replace("%22", "\"")
            .replace("%0D", "\r")
            .replace("%0A", "\n");
        found.push((name.trim().to_ascii_lowercase(), text));
        rest = behind.trim_start_matches(';');
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Part, parts};

    #[test]
    fn a_body_is_taken_apart() {
        let body = b"--X\r\nContent-Disposition: form-data; name=\"a b\"\r\n\r\n1\r\n--X\r\n\
            content-disposition: form-data; name=\"f\"; filename=\"x.png\"\r\nContent-Type: image/png\r\n\r\n\xff\r\n\r\n--X--\r\n";
        let part = |name: &str, body: &[u8]| Part {
            name: name.to_owned(),
            filename: None,
            content_type: None,
            others: Vec::new(),
            body: body.to_vec(),
        };
        let file = Part {
            filename: Some("x.png".to_owned()),
            content_type: Some("image/png".to_owned()),
            ..part("f", b"\xff\r\n")
        };
        let found = parts("multipart/form-data; boundary=\"X\"", body);
        assert_eq!(found, Ok(vec![part("a b", b"1"), file]));
        for broken in [
            "",
            "--X--",
            "--X\r\n\r\n1\r\n--X--",
            "--X\r\nContent-Disposition: form-data; name=a\r\n\r\n1",
        ] {
            let found = parts("multipart/form-data; boundary=X", broken.as_bytes());
            assert!(
                found.is_err() || found == Ok(Vec::new()),
                "{broken:?}: {found:?}"
            );
        }
    }
}
