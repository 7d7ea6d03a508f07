//! What request a call must make, and how a received one differs from it.
//!
//! An operation of the document and the arguments of a call come in; every difference goes out. The check is
//! closed-world: method, path, query, headers, cookies and body are compared whole, and whatever is there beyond the
//! document is a difference. How values stand on the wire is [`crate::wire`]'s to say.

use serde_json::{Map, Value};

use crate::{
    adapter::{Arguments, Body, STAND_IN},
    difference::{Difference, shown},
    oracle::{Content, Document, Operation, Parameter, Place, Response, Scheme},
    received::Received,
    wire::{self, PATH, Said, Unsaid, media, parameter, stray},
};

/// What one call must send.
#[derive(Debug)]
pub struct Expectation<'a> {
    /// The document.
    pub document: &'a Document,
    /// The operation that is called.
    pub operation: &'a Operation,
    /// What it is called with.
    pub arguments: &'a Arguments,
    /// The path of the base URL, without a slash at its end.
    pub base_path: &'a str,
    /// `host:port` of the server.
    pub host: String,
    /// What the client shows, where it has credentials: they satisfy every scheme.
    pub token: Option<&'a str>,
}

/// Headers that say how a request is sent and not what it says; each is checked, or can be anything.
const OWN: &[&str] = &[
    "host",
    "accept",
    "content-type",
    "content-length",
    "user-agent",
    "cookie",
];

impl Expectation<'_> {
    /// Everything in which `received` is not what the document demands.
    pub fn differences(&self, received: &Received) -> Vec<Difference> {
        let mut differences = Vec::new();
        if received.method != self.operation.method {
            differences.push(self.difference(
                &self.operation.pointer,
                "method",
                &self.operation.method,
                &received.method,
            ));
        }
        self.path(received, &mut differences);
        self.query(received, &mut differences);
        self.headers(received, &mut differences);
        self.cookies(received, &mut differences);
        self.accept(received, &mut differences);
        self.content_type(received, &mut differences);
        self.body(received, &mut differences);
        differences
    }

    fn difference(&self, pointer: &str, what: &str, expected: &str, found: &str) -> Difference {
        Difference::new(what, expected, found).at(self.document.place(pointer))
    }

    fn values(&self, place: Place) -> &Map<String, Value> {
        match place {
            Place::Path => &self.arguments.path,
            Place::Query => &self.arguments.query,
            Place::Header => &self.arguments.header,
            Place::Cookie => &self.arguments.cookie,
        }
    }

    /// What `parameter` has to say in this call.
    fn expected(&self, parameter: &Parameter) -> Result<Said, Unsaid> {
        match self.values(parameter.place).get(&parameter.name) {
            Some(value) => parameter::expected(parameter, value),
            None => Ok(Said::Nothing),
        }
    }

    /// Path and query of the template: some have pairs of their own, and a fragment, which is no part of a request (RFC 9110,
    /// section 7.1), tells operations apart that share a path.
    fn template(&self) -> (&str, &str) {
        let template = self.operation.path.split('#').next().unwrap_or_default();
        template.split_once('?').unwrap_or((template, ""))
    }

    fn path(&self, received: &Received, differences: &mut Vec<Difference>) {
        let raw = received.raw_path();
        if let Some(found) = stray(raw, PATH) {
            let expected =
                "only characters that RFC 3986 allows in a path, all others percent-encoded";
            let found = format!("{found:?} in {raw}");
            differences.push(Difference::new("raw path", expected, found));
        }
        let template = format!("{}{}", self.base_path, self.template().0);
        let (wanted, given): (Vec<&str>, Vec<&str>) =
            (template.split('/').collect(), raw.split('/').collect());
        if wanted.len() != given.len() {
            let what = "segments of the path";
            differences.push(self.difference(&self.operation.pointer, what, &template, raw));
            return;
        }
        for (wanted, given) in wanted.into_iter().zip(given) {
            self.segment(wanted, given, differences);
        }
    }

    /// A segment of the path, which the template has as `wanted`.
    fn segment(&self, wanted: &str, given: &str, differences: &mut Vec<Difference>) {
        let mut rest = given;
        let mut template = wanted;
        let wrong = |found: &str| {
            self.difference(
                &self.operation.pointer,
                "segment of the path",
                wanted,
                found,
            )
        };
        while let Some((literal, name, behind)) =
            template.split_once('{').and_then(|(literal, behind)| {
                let (name, behind) = behind.split_once('}')?;
                Some((literal, name, behind))
            })
        {
            let Some(value) = wire::after(rest, literal) else {
                return differences.push(wrong(given));
            };
            // What stands behind a parameter ends it; the last one ends where the segment does.
            let next = behind.split('{').next().unwrap_or_default();
            let end = if next.len() == behind.len() {
                value.len().checked_sub(wire::encoded(next).len())
            } else {
                value.find(&wire::encoded(next))
            };
            let Some((value, after)) = end.and_then(|end| value.split_at_checked(end)) else {
                return differences.push(wrong(given));
            };
            let parameter = self
                .operation
                .parameters_in(Place::Path)
                .find(|it| it.name == name);
            if let Some(parameter) = parameter
                && let Ok(expected) = self.expected(parameter)
            {
                let found = parameter::in_path(parameter, value, &expected);
                self.said(parameter, &expected, found, differences);
            }
            (rest, template) = (after, behind);
        }
        if wire::after(rest, template) != Some("") {
            differences.push(wrong(given));
        }
    }

    /// Compares what a parameter says.
    fn said(
        &self,
        parameter: &Parameter,
        expected: &Said,
        found: Result<Said, String>,
        differences: &mut Vec<Difference>,
    ) {
        let value = self.values(parameter.place).get(&parameter.name);
        let found = match found {
            Ok(found) if found == *expected => return,
            Ok(found) if value.is_some_and(|value| found.means(value)) => return,
            Ok(found) => found.to_string(),
            Err(found) => format!("it {found}"),
        };
        let what = format!("{} parameter `{}`", parameter.place.name(), parameter.name);
        differences.push(self.difference(&parameter.pointer, &what, &expected.to_string(), &found));
    }

    fn query(&self, received: &Received, differences: &mut Vec<Difference>) {
        let raw = received.raw_query();
        if raw == Some("") {
            differences.push(Difference::new(
                "query",
                "none, or one with keys",
                "`?` alone",
            ));
        }
        let pairs = raw
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !pair.is_empty());
        let mut pairs: Vec<&str> = pairs.collect();
        for own in self.template().1.split('&').filter(|pair| !pair.is_empty()) {
            match pairs
                .iter()
                .position(|pair| wire::decoded(pair) == wire::decoded(own))
            {
                Some(position) => drop(pairs.remove(position)),
                None => differences.push(self.difference(
                    &self.operation.pointer,
                    "query",
                    &format!("`{own}`, as the template has it"),
                    &format!("{raw:?}"),
                )),
            }
        }
        self.pairs(Place::Query, pairs.into_iter(), differences);
    }

    fn cookies(&self, received: &Received, differences: &mut Vec<Difference>) {
        let lines: Vec<&str> = received.header("cookie").collect();
        if lines.len() > 1 {
            // "A user agent MUST NOT generate more than one Cookie header field" (RFC 6265, section 5.4).
            let found = format!("{}", lines.len());
            differences.push(Difference::new("headers `cookie`", "one at most", found));
        }
        let pairs = lines.iter().flat_map(|line| line.split("; "));
        self.pairs(Place::Cookie, pairs, differences);
    }

    /// Compares what the parameters of one place say, which are pairs there, and that nothing else is said.
    fn pairs<'r>(
        &self,
        place: Place,
        pairs: impl Iterator<Item = &'r str>,
        differences: &mut Vec<Difference>,
    ) {
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let mut pairs: Vec<(String, String)> = pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let mut unsaid = Vec::new();
        for parameter in self.operation.parameters_in(place) {
            match self.expected(parameter) {
                Ok(expected) => {
                    let found = parameter::in_pairs(parameter, &mut pairs, &expected);
                    self.said(parameter, &expected, found, differences);
                }
                Err(Unsaid(_)) => unsaid.push(&parameter.name),
            }
        }
        for (name, value) in pairs {
            let decoded = wire::decoded(&name);
            if unsaid
                .iter()
                .any(|known| decoded.starts_with(known.as_str()))
            {
                continue;
            }
            let what = format!("{} key `{decoded}`", place.name());
            let found = format!("`{value}`");
            differences.push(self.difference(
                &self.operation.pointer,
                &what,
                "not sent: undocumented",
                &found,
            ));
        }
    }

    fn headers(&self, received: &Received, differences: &mut Vec<Difference>) {
        let mut allowed: Vec<(String, Vec<String>)> = vec![
            ("host".to_owned(), vec![self.host.clone()]),
            (
                "content-length".to_owned(),
                self.content_length(received).into_iter().collect(),
            ),
        ];
        allowed.extend(self.credentials());
        for (name, expected) in &allowed {
            let sent: Vec<String> = received.header(name).map(str::to_owned).collect();
            if sent != *expected {
                let what = format!("header `{name}`");
                let (expected, sent) = (list(expected), list(&sent));
                differences.push(self.difference(&self.operation.pointer, &what, &expected, &sent));
            }
        }
        let mut known: Vec<String> = allowed.into_iter().map(|(name, _)| name).collect();
        for parameter in self.operation.parameters_in(Place::Header) {
            let name = parameter.name.to_ascii_lowercase();
            let sent: Vec<&str> = received.header(&name).collect();
            if let Ok(expected) = self.expected(parameter) {
                let found = match sent.as_slice() {
                    [] => Ok(Said::Nothing),
                    [one] => parameter::in_header(parameter, one, &expected),
                    several => Err(format!("is there {} times", several.len())),
                };
                self.said(parameter, &expected, found, differences);
            }
            known.push(name);
        }
        for (name, value) in &received.headers {
            if !OWN.contains(&name.as_str()) && !known.contains(name) {
                let (what, found) = (format!("header `{name}`"), format!("`{value}`"));
                differences.push(Difference::new(what, "not sent: undocumented", found));
            }
        }
    }

    /// What the client shows: it satisfies every scheme, so that of the operation's alternatives which ask for something it
    /// takes the first.
    fn credentials(&self) -> [(String, Vec<String>); 2] {
        let alternatives = self.operation.alternatives();
        let mut chosen = alternatives.into_iter().filter(|it| !it.is_empty());
        let schemes = chosen.next().filter(|_| self.token.is_some());
        let (bearers, others): (Vec<&Scheme>, Vec<&Scheme>) = schemes
            .unwrap_or_default()
            .into_iter()
            .partition(|scheme| scheme.ends_in_bearer_token());
        let token = bearers.first().and(self.token);
        let token = token.map(|token| format!("Bearer {token}"));
        let others = others.into_iter().map(|scheme| scheme.name.clone());
        [
            ("authorization".to_owned(), token.into_iter().collect()),
            (STAND_IN.to_owned(), others.collect()),
        ]
    }

    /// With a body its length; without one, or with an empty one, nothing, or 0 where the method foresees a body (RFC 9110, section 8.6).
    fn content_length(&self, received: &Received) -> Option<String> {
        let is_empty = received.body.is_empty();
        if self.arguments.body.is_some() && !is_empty {
            return Some(received.body.len().to_string());
        }
        received
            .header("content-length")
            .next()
            .filter(|length| *length == "0")
            .map(str::to_owned)
    }

    /// Every media type asked for is documented, and those of the successes are asked for.
    fn accept(&self, received: &Received, differences: &mut Vec<Difference>) {
        let sent = received.header("accept").flat_map(|value| value.split(','));
        let sent: Vec<String> = sent.map(media::essence).collect();
        let documented = |response: &Response| -> Vec<String> {
            response
                .content
                .iter()
                .map(|content| media::essence(&content.media_type))
                .collect()
        };
        let responses = &self.operation.responses;
        let all: Vec<String> = responses.iter().flat_map(documented).collect();
        let successes = responses
            .iter()
            .filter(|response| response.key.starts_with('2'));
        let missing = successes
            .flat_map(documented)
            .any(|media| !sent.contains(&media));
        // Where nothing is documented, nothing is asked for, or whatever there is.
        let anything = all.is_empty() && sent == ["*/*"];
        let stray = !anything && sent.iter().any(|media| !all.contains(media));
        if missing || stray {
            let pointer = format!("{}/responses", self.operation.pointer);
            let (all, sent) = (list(&all), list(&sent));
            differences.push(self.difference(&pointer, "header `accept`", &all, &sent));
        }
    }

    /// The body's documented content of the media type that the call has.
    pub(crate) fn content(&self) -> Option<(&Body, &Content)> {
        let given = self.arguments.body.as_ref()?;
        let content = self.operation.body.as_ref()?.content_of(&given.media_type);
        content.map(|content| (given, content))
    }

    fn content_type(&self, received: &Received, differences: &mut Vec<Difference>) {
        let sent: Vec<String> = received.header("content-type").map(str::to_owned).collect();
        let body = self.content();
        let fits = match (sent.as_slice(), body) {
            ([], None) => true,
            ([sent], Some((given, _))) => media::belongs(&given.media_type, sent),
            _ => false,
        };
        if !fits {
            let pointer = body.map_or(&self.operation.pointer, |(_, content)| &content.pointer);
            let expected: Vec<String> = body
                .iter()
                .map(|(body, _)| body.media_type.clone())
                .collect();
            let (expected, sent) = (list(&expected), list(&sent));
            differences.push(self.difference(pointer, "header `content-type`", &expected, &sent));
        }
    }

    fn body(&self, received: &Received, differences: &mut Vec<Difference>) {
        let Some((given, content)) = self.content() else {
            if !received.body.is_empty() {
                let sent = shown(&received.body);
                differences.push(self.difference(&self.operation.pointer, "body", "none", &sent));
            }
            return;
        };
        let content_type = received.header("content-type").next().unwrap_or_default();
        let found = wire::body::differences(content, &given.value, content_type, &received.body);
        let found = found.into_iter().map(|(what, expected, found)| {
            self.difference(&content.pointer, &what, &expected, &found)
        });
        differences.extend(found);
        if media::is_json(&content.media_type)
            && let Ok(sent) = serde_json::from_slice(&received.body)
        {
            differences.extend(invalid(self.document, content, &sent));
        }
    }
}

/// Each rule of the schema that `value` breaks, with the line of the schema.
pub fn invalid(document: &Document, content: &Content, value: &Value) -> Vec<Difference> {
    let Some(schema) = &content.schema else {
        return Vec::new();
    };
    let violations = schema.violations(value).into_iter();
    violations
        .map(|violation| {
            let what = format!("value at `{}`", violation.at);
            Difference::new(what, "valid by its schema", violation.message)
                .at(document.place(&schema.pointer))
        })
        .collect()
}

fn list(values: &[String]) -> String {
    match values {
        [] => "nothing".to_owned(),
        values => values
            .iter()
            .map(|value| format!("`{value}`"))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

#[cfg(test)]
mod tests;
