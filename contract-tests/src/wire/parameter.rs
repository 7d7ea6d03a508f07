//! What a parameter says in a request, and what it should.

use serde_json::Value;

use super::{
    Said, Unsaid,
    characters::Characters,
    media::is_json,
    style::{Notation, Pair},
};
use crate::oracle::{Parameter, Place};

/// What `parameter` has to say if it is `value`.
pub fn expected(parameter: &Parameter, value: &Value) -> Result<Said, Unsaid> {
    if let Some(media_type) = &parameter.media_type {
        return if is_json(media_type) {
            Ok(Said::Json(value.clone()))
        } else {
            super::scalar(value).map(Said::Text)
        };
    }
    let said = Said::of(value)?.written(parameter.style)?;
    let notation = notation(parameter);
    if let (Some(separator), Said::List(_) | Said::Pairs(_)) = (notation.ambiguous(), &said)
        && said.texts().iter().any(|text| text.contains(separator))
    {
        return Err(Unsaid("an element that holds what separates elements"));
    }
    if said.is_undefined() {
        return match parameter.place {
            Place::Query | Place::Cookie => Ok(Said::Nothing),
            Place::Path | Place::Header => Err(Unsaid("a path or a header of no elements")),
        };
    }
    if parameter.place == Place::Header && !said.texts().iter().all(|text| is_field_value(text)) {
        return Err(Unsaid(
            "a header of other characters than those of ASCII that can be seen",
        ));
    }
    Ok(said)
}

/// "Field values are usually constrained to the range of US-ASCII characters" and have no space around (RFC 9110, section
/// 5.5).
fn is_field_value(text: &str) -> bool {
    text.trim() == text && text.chars().all(|it| it.is_ascii_graphic() || it == ' ')
}

/// What `raw`, the part of the path that stands for the parameter, says.
pub(crate) fn in_path(parameter: &Parameter, raw: &str, expected: &Said) -> Result<Said, String> {
    if parameter.media_type.is_some() {
        return content(&Characters::Unreserved.decoded(raw)?, expected);
    }
    notation(parameter).read(raw, expected)
}

/// What a field's value says.
pub(crate) fn in_header(parameter: &Parameter, raw: &str, expected: &Said) -> Result<Said, String> {
    if parameter.media_type.is_some() {
        return content(raw, expected);
    }
    notation(parameter).read(raw, expected)
}

/// Takes out of `pairs`, those of the query or of the cookies, what the parameter says.
pub(crate) fn in_pairs(
    parameter: &Parameter,
    pairs: &mut Vec<Pair>,
    expected: &Said,
) -> Result<Said, String> {
    let notation = notation(parameter);
    if parameter.media_type.is_some() {
        let notation = Notation {
            explode: true,
            ..notation
        };
        return match notation.take(pairs, &Said::Text(String::new()))? {
            Said::Text(text) => content(&text, expected),
            other => Ok(other),
        };
    }
    let before = pairs.clone();
    let said = notation.take(pairs, expected)?;
    let sent = before
        .iter()
        .filter(|pair| !pairs.contains(pair))
        .map(|(_, value)| value.as_str());
    let sent: String = sent.collect();
    let texts = expected.texts();
    if let Some(needless) = texts
        .iter()
        .find_map(|text| notation.characters.needless(text, &sent))
    {
        return Err(format!(
            "encodes {needless:?} though `allowReserved` is set: `{sent}`"
        ));
    }
    // What went through encoded means what it stands for.
    Ok(if said == meant(notation, expected) {
        expected.clone()
    } else {
        said
    })
}

fn meant(notation: Notation<'_>, said: &Said) -> Said {
    let meant = |text: &String| notation.characters.meant(text);
    match said {
        Said::Text(text) => Said::Text(meant(text)),
        Said::List(items) => Said::List(items.iter().map(meant).collect()),
        Said::Pairs(pairs) => Said::pairs(
            pairs
                .iter()
                .map(|(name, value)| (name.clone(), meant(value)))
                .collect(),
        ),
        other => other.clone(),
    }
}

fn content(text: &str, expected: &Said) -> Result<Said, String> {
    if !matches!(expected, Said::Json(_)) {
        return Ok(Said::Text(text.to_owned()));
    }
    let value = serde_json::from_str(text);
    value
        .map(Said::Json)
        .map_err(|error| format!("is no JSON: {error}: `{text}`"))
}

fn notation(parameter: &Parameter) -> Notation<'_> {
    Notation {
        name: &parameter.name,
        style: parameter.style,
        explode: parameter.explode,
        characters: match parameter.place {
            Place::Header => Characters::Plain,
            Place::Query if parameter.allow_reserved => Characters::Reserved,
            _ => Characters::Unreserved,
        },
    }
}

#[cfg(test)]
mod tests;
