//! Media types (RFC 9110, section 8.3).

/// Without parameters and in lower case.
pub fn essence(media_type: &str) -> String {
    media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// Its parameters, names in lower case and values without quotes.
pub fn parameters(media_type: &str) -> Vec<(String, String)> {
    let parameters = media_type
        .split(';')
        .skip(1)
        .filter_map(|it| it.split_once('='));
    let plain = |text: &str| text.trim().trim_matches('"').to_owned();
    parameters
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), plain(value)))
        .collect()
}

/// Whether it is JSON: `application/json`, or with the suffix of RFC 6839.
pub fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    let subtype = essence.split_once('/').map_or("", |(_, subtype)| subtype);
    subtype == "json" || subtype.ends_with("+json")
}

/// Whether it is text that a person can read, of which the charset is a parameter.
pub fn is_text(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence.starts_with("text/") || essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// Whether `sent` is what the document writes as `documented`, which may be a range.
pub fn belongs(documented: &str, sent: &str) -> bool {
    let (documented_essence, sent_essence) = (essence(documented), essence(sent));
    let fits = match documented_essence.split_once('/') {
        Some(("*", "*")) => true,
        Some((kind, "*")) => sent_essence
            .split_once('/')
            .is_some_and(|(sent, _)| sent == kind),
        _ => documented_essence == sent_essence,
    };
    let (wanted, given) = (parameters(documented), parameters(sent));
    // A boundary is made for each body, and a charset says no more than what is so anyway.
    let free = |name: &str, value: &str| {
        name == "boundary" || (name == "charset" && value.eq_ignore_ascii_case("utf-8"))
    };
    fits && wanted.iter().all(|it| given.contains(it))
        && given
            .iter()
            .all(|it| wanted.contains(it) || free(&it.0, &it.1))
}

#[cfg(test)]
mod tests {
    use super::{belongs, is_json};

    #[test]
    fn a_media_type_belongs_with_its_parameters() {
        for (documented, sent, expected) in [
            ("application/json", "application/JSON", true),
            ("application/json", "application/json; charset=UTF-8", true),
            (
                "application/json",
                "application/json; charset=latin1",
                false,
            ),
            ("application/json; v=1", "application/json", false),
            ("application/json; v=1", "application/json;v=1", true),
            ("application/json", "application/json; v=1", false),
            ("image/*", "image/png", true),
            ("image/*", "text/plain", false),
            ("*/*", "a/b", true),
            (
                "multipart/form-data",
                "multipart/form-data; boundary=x",
                true,
            ),
        ] {
            assert_eq!(belongs(documented, sent), expected, "{documented} {sent}");
        }
        assert!(is_json("application/problem+json; a=b") && !is_json("application/jsonp"));
    }
}
