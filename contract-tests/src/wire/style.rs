//! The styles (OpenAPI 3.0.4, sections 4.8.12.3 and 4.8.12.4), read.

use super::{Said, characters::Characters};
use crate::oracle::Style;

/// A name and a value as they were sent.
pub(super) type Pair = (String, String);

/// How a value is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Notation<'a> {
    pub(super) name: &'a str,
    pub(super) style: Style,
    pub(super) explode: bool,
    pub(super) characters: Characters,
}

impl Notation<'_> {
    /// What stands between the elements of a list.
    fn separator(&self) -> &'static str {
        match self.style {
            // Both "need to be percent-encoded when used as delimiters" (OpenAPI 3.0.4, appendix E).
            Style::SpaceDelimited => "%20",
            Style::PipeDelimited => "%7C",
            Style::Label if self.explode => ".",
            Style::Matrix if self.explode => ";",
            _ => ",",
        }
    }

    /// The separator, if a value may have it as it is and so can't be told apart.
    pub(super) fn ambiguous(&self) -> Option<&'static str> {
        match self.style {
            Style::SpaceDelimited if !self.explode => Some(" "),
            Style::PipeDelimited if !self.explode => Some("|"),
            Style::Label if self.explode => Some("."),
            _ if self.characters == Characters::Plain => Some(","),
            Style::Form if !self.explode && self.characters == Characters::Reserved => Some(","),
            _ => None,
        }
    }

    /// What `raw`, the whole of a path parameter or a header, says of a value like this one.
    pub(super) fn read(&self, raw: &str, like: &Said) -> Result<Said, String> {
        let text = match self.style {
            Style::Label => raw
                .strip_prefix('.')
                .ok_or_else(|| format!("begins with no `.`: `{raw}`"))?,
            Style::Matrix => return self.matrix(raw, like),
            _ => raw,
        };
        self.members(text, like)
    }

    fn matrix(&self, raw: &str, like: &Said) -> Result<Said, String> {
        let text = raw
            .strip_prefix(';')
            .ok_or_else(|| format!("begins with no `;`: `{raw}`"))?;
        let named = |item: &str| -> Result<String, String> {
            // RFC 6570, section 3.2.7, leaves out the `=` of an empty value.
            let (name, value) = item.split_once('=').unwrap_or((item, ""));
            if Characters::Unreserved.decoded(name)? != self.name {
                return Err(format!("is not called `{}`: `{raw}`", self.name));
            }
            Ok(value.to_owned())
        };
        match like {
            Said::List(_) if self.explode => {
                let items = text
                    .split(';')
                    .map(|item| self.characters.decoded(&named(item)?));
                items.collect::<Result<_, _>>().map(Said::List)
            }
            Said::Pairs(_) if self.explode => self.members(text, like),
            _ => self.members(&named(text)?, like),
        }
    }

    /// What `text` says, the value alone.
    pub(super) fn members(&self, text: &str, like: &Said) -> Result<Said, String> {
        let decoded = |raw: &str| self.characters.decoded(raw);
        let separated = text.replace("%7c", "%7C");
        let items = separated
            .split(self.separator())
            .map(|item| match self.characters {
                Characters::Plain => item.trim(),
                _ => item,
            });
        match like {
            Said::List(_) => items.map(decoded).collect::<Result<_, _>>().map(Said::List),
            Said::Pairs(_) if self.explode => {
                let pairs = items.map(|item| {
                    let (name, value) = item.split_once('=').unwrap_or((item, ""));
                    Ok((decoded(name)?, decoded(value)?))
                });
                pairs.collect::<Result<_, String>>().map(Said::pairs)
            }
            Said::Pairs(_) => {
                let items = items.map(decoded).collect::<Result<Vec<_>, _>>()?;
                let pairs = items.chunks(2).map(|pair| match pair {
                    [name, value] => Ok((name.clone(), value.clone())),
                    _ => Err(format!("has a name without a value: `{text}`")),
                });
                pairs.collect::<Result<_, _>>().map(Said::pairs)
            }
            _ => decoded(text).map(Said::Text),
        }
    }

    /// Takes out of `pairs`, those of a query, a form or a cookie, what belongs here.
    pub(super) fn take(&self, pairs: &mut Vec<Pair>, like: &Said) -> Result<Said, String> {
        let decoded = |raw: &str| self.characters.decoded(raw);
        let name_of = |raw: &str| match self.characters {
            Characters::Form => Characters::Form.decoded(raw),
            _ => Characters::Unreserved.decoded(raw),
        };
        let mut taken = |belongs: &dyn Fn(&str) -> bool| -> Vec<Pair> {
            pairs
                .extract_if(.., |(name, _)| {
                    name_of(name).is_ok_and(|name| belongs(&name))
                })
                .collect()
        };
        if self.style == Style::DeepObject {
            let begin = format!("{}[", self.name);
            let mine = taken(&|name| name == self.name || name.starts_with(&begin));
            if mine.is_empty() {
                return Ok(Said::Nothing);
            }
            let pairs = mine.iter().map(|(name, value)| {
                let name = name_of(name)?;
                let inner = name
                    .strip_prefix(&begin)
                    .and_then(|name| name.strip_suffix(']'));
                let inner = inner.ok_or_else(|| format!("is called `{name}`"))?;
                Ok((inner.to_owned(), decoded(value)?))
            });
            return pairs.collect::<Result<_, String>>().map(Said::pairs);
        }
        if let (true, Said::Pairs(known)) = (self.explode, like) {
            let mine = taken(&|name| known.iter().any(|(known, _)| known == name));
            let pairs = mine
                .iter()
                .map(|(name, value)| Ok((name_of(name)?, decoded(value)?)));
            let pairs = pairs.collect::<Result<Vec<_>, String>>()?;
            return Ok(if pairs.is_empty() {
                Said::Nothing
            } else {
                Said::pairs(pairs)
            });
        }
        let mine = taken(&|name| name == self.name);
        match (mine.as_slice(), like) {
            ([], _) => Ok(Said::Nothing),
            ([(_, value)], Said::Text(_) | Said::Nothing) => decoded(value).map(Said::Text),
            ([(_, value)], _) if !self.explode => self.members(value, like),
            // Together they would say the same, but in another notation than the document's.
            (several, _) if !self.explode => Err(format!("is there {} times", several.len())),
            (several, _) => {
                let items = several.iter().map(|(_, value)| decoded(value));
                items.collect::<Result<_, _>>().map(Said::List)
            }
        }
    }
}
