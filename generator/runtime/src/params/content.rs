//! A value as the text of a media type: parameters with `content`, parts of forms.

use serde_json::Value;

use super::styles::scalar;

/// Writes a value as a media type; as JSON text where it is one of JSON's. The error completes "it …".
pub(crate) fn written(media_type: &str, value: &Value) -> Result<String, &'static str> {
    if is_json(media_type) {
        return Ok(value.to_string());
    }
    match value {
        Value::Array(_) | Value::Object(_) => {
            Err("must not be an array or an object: its media type is not JSON")
        }
        single => scalar(single),
    }
}

/// Whether a media type is JSON or ends with the structured syntax suffix `+json` (RFC 6839, section 3.1).
pub(super) fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    let subtype = essence.rsplit_once('/').map_or("", |(_, subtype)| subtype);
    let suffix = subtype
        .rsplit_once('+')
        .map_or(subtype, |(_, suffix)| suffix);
    suffix.eq_ignore_ascii_case("json")
}

/// The same JSON in ASCII: outside of strings, where escapes mean the same, JSON has no other characters.
pub(super) fn ascii_json(text: &str) -> String {
    text.chars().map(ascii).collect()
}

fn ascii(character: char) -> String {
    if character.is_ascii() {
        return character.to_string();
    }
    match *character.encode_utf16(&mut [0; 2]) {
        [high, low] => format!("\\u{high:04x}\\u{low:04x}"),
        ref units => format!("\\u{:04x}", units.first().copied().unwrap_or_default()),
    }
}
