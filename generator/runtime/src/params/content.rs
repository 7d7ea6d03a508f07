//! A value as the text of a media type: parameters with `content`, parts of forms.

use std::borrow::Cow;

use serde_json::Value;

use super::styles::scalar;
use crate::media::is_json;

/// Writes a value as a media type; as JSON text where it is one of JSON's. The error completes "it …".
pub(crate) fn written(media_type: &str, value: &Value) -> Result<String, &'static str> {
    if is_json(media_type) {
        Ok(value.to_string())
    } else {
        as_text(value)
    }
}

/// Writes a value as text that is not JSON. The error completes "it …".
pub(crate) fn as_text(value: &Value) -> Result<String, &'static str> {
    match value {
        Value::Array(_) | Value::Object(_) => {
            Err("must not be an array or an object: its media type is not JSON")
        }
        single => scalar(single).map(Cow::into_owned),
    }
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
