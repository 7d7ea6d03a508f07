//! The `Link` header (RFC 8288): text in, the links out, in one pass over a bounded part of it.

/// A web link of an answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Link {
    target: String,
    relations: Vec<String>,
}

impl Link {
    /// The target as the header gives it: a URL, or a reference relative to the request's.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The relation types, in lower case.
    pub fn relations(&self) -> &[String] {
        &self.relations
    }

    /// Whether the link has a relation type; they are compared without regard to case (RFC 8288, section 2.1).
    pub fn has_relation(&self, relation: &str) -> bool {
        self.relations
            .iter()
            .any(|own| own.eq_ignore_ascii_case(relation))
    }
}

/// Reads one field value; false where it is not well-formed throughout. Links before the flaw are kept.
pub(super) fn read(text: &str, links: &mut Vec<Link>) -> bool {
    let mut scanner = Scanner { rest: text };
    loop {
        // RFC 9110, section 5.6.1.2: a recipient ignores empty elements of a list.
        scanner.skip(" \t,");
        if scanner.rest.is_empty() {
            return true;
        }
        let Some(link) = scanner.link() else {
            return false;
        };
        links.push(link);
        if !scanner.rest.is_empty() && !scanner.eat(',') {
            return false;
        }
    }
}

/// Each step only ever takes from the front, so that the time is linear in the text.
struct Scanner<'a> {
    rest: &'a str,
}

impl<'a> Scanner<'a> {
    /// `link-value = "<" URI-Reference ">" *( OWS ";" OWS [ link-param ] )`
    fn link(&mut self) -> Option<Link> {
        if !self.eat('<') {
            return None;
        }
        let (target, rest) = self.rest.split_once('>')?;
        self.rest = rest;
        let mut relations = None;
        loop {
            self.skip(" \t");
            if !self.eat(';') {
                break;
            }
            self.skip(" \t");
            let name = self.token();
            self.skip(" \t");
            let value = if self.eat('=') {
                self.skip(" \t");
                self.value()?
            } else {
                String::new()
            };
            // "occurrences after the first MUST be ignored by parsers" (RFC 8288, section 3.3).
            if name.eq_ignore_ascii_case("rel") && relations.is_none() {
                let types = value.split_ascii_whitespace();
                relations = Some(types.map(str::to_ascii_lowercase).collect());
            }
        }
        Some(Link {
            target: target.trim().to_owned(),
            relations: relations.unwrap_or_default(),
        })
    }

    /// `token / quoted-string`; `None` where a quote is never closed.
    fn value(&mut self) -> Option<String> {
        if !self.eat('"') {
            return Some(self.token().to_owned());
        }
        let mut text = String::new();
        let mut characters = self.rest.chars();
        while let Some(character) = characters.next() {
            match character {
                '"' => {
                    self.rest = characters.as_str();
                    return Some(text);
                }
                '\\' => text.extend(characters.next()),
                other => text.push(other),
            }
        }
        None
    }

    /// All up to a delimiter: more than a token's characters, because URLs stand there without quotes, too.
    fn token(&mut self) -> &'a str {
        let end = self.rest.find([';', ',', '=', '"', ' ', '\t', '<']);
        let (token, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        token
    }

    fn eat(&mut self, character: char) -> bool {
        match self.rest.strip_prefix(character) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn skip(&mut self, characters: &str) {
        let skipped = |character| characters.contains(character);
        self.rest = self.rest.trim_start_matches(skipped);
    }
}

#[cfg(test)]
mod tests;
