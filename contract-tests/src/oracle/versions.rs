//! Versions in media types: one URL, many dated representations.
//!
//! `application/vnd.example.2023-01-01+json` and `application/json; version=2023-01-01` name with a date which
//! representation is meant, `application/vnd.example.preview+json` says that it is not to be relied on yet. A client has
//! one version of each operation, the newest that is not after the day it was asked for; previews only where there is
//! nothing else.

use super::operation::{Operation, Response};

/// What a media type says of its version. Days order as their ISO 8601 texts do.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Version {
    Preview(String),
    Dated(String),
}

/// Leaves of the operation's contents those of the version asked for. `false` where it had none then.
pub(super) fn choose(operation: &mut Operation, limit: Option<&str>) -> bool {
    let body = operation.body.iter().flat_map(|body| &body.content);
    let body: Vec<Version> = body
        .filter_map(|content| version(&content.media_type))
        .collect();
    let answers = operation
        .responses
        .iter()
        .flat_map(|response| &response.content);
    let mut all: Vec<Version> = answers
        .filter_map(|content| version(&content.media_type))
        .collect();
    all.extend(body.iter().cloned());
    all.sort();
    let dated = |version: &Version| matches!(version, Version::Dated(_));
    let allowed = |version: &Version| match version {
        Version::Dated(day) => limit.is_none_or(|limit| day.as_str() <= limit),
        Version::Preview(_) => false,
    };
    let chosen = if all.iter().any(dated) {
        // An answer of a later version can be left out, a body can't.
        if body.iter().any(dated) && !body.iter().any(allowed) {
            return false;
        }
        match all.iter().rfind(|version| allowed(version)) {
            Some(chosen) => chosen.clone(),
            None => return false,
        }
    } else {
        match all.pop() {
            Some(preview) => preview,
            None => return true,
        }
    };
    let is_chosen = |response: &Response| {
        let mut contents = response.content.iter();
        contents.any(|content| version(&content.media_type).as_ref() == Some(&chosen))
    };
    let successes = operation.responses.iter();
    let mut successes = successes.filter(|response| response.key.starts_with('2'));
    let has_chosen = successes.any(is_chosen);
    operation.responses.retain(|response| {
        let versions = response.content.iter();
        let versions: Vec<_> = versions
            .map(|content| version(&content.media_type))
            .collect();
        let is_versioned = !versions.is_empty() && versions.iter().all(Option::is_some);
        let belongs = |version: &Version| dated(version) == dated(&chosen) && *version <= chosen;
        // One that only later versions have, or a success that an older version had where the chosen one has another.
        let is_later = is_versioned && !versions.iter().flatten().any(belongs);
        let is_older = response.key.starts_with('2') && has_chosen && !is_chosen(response);
        !(is_later || is_versioned && is_older)
    });
    let bodies = operation
        .body
        .iter_mut()
        .map(|body| (&mut body.content, true));
    let answers = operation.responses.iter_mut();
    let answers = answers
        .map(|response| (&mut response.content, false))
        .collect::<Vec<_>>();
    for (contents, _) in bodies.chain(answers) {
        let belongs = |version: &Version| dated(version) == dated(&chosen) && *version <= chosen;
        let versions = contents
            .iter()
            .filter_map(|content| version(&content.media_type));
        let newest = versions.filter(belongs).max();
        contents.retain(|content| {
            version(&content.media_type).is_none_or(|version| Some(version) == newest)
        });
    }
    true
}

/// Whether one of `all` names a later version than `media_type` does: no client of today reads what that says.
pub fn is_superseded<'a>(media_type: &str, all: impl IntoIterator<Item = &'a str>) -> bool {
    let others = all.into_iter().filter_map(version);
    version(media_type).is_some_and(|it| others.into_iter().any(|other| other > it))
}

/// What a media type says of its version.
fn version(media_type: &str) -> Option<Version> {
    let (_, rest) = media_type.split_once('/')?;
    let words = rest.split(['.', '+', ';', '=']).map(str::trim);
    let preview = words
        .into_iter()
        .any(|word| word == "preview" || word == "upcoming");
    match day(rest) {
        day if preview => Some(Version::Preview(day.unwrap_or_default())),
        Some(day) => Some(Version::Dated(day)),
        None => None,
    }
}

/// The first `2023-01-01` in the text that no other digit touches.
fn day(text: &str) -> Option<String> {
    let runs = text.split(|c: char| !c.is_ascii_digit() && c != '-');
    runs.map(|run| run.trim_matches('-')).find_map(|run| {
        let mut parts = run.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let within = |part: &str, most: u8| {
            part.len() == 2
                && part
                    .parse()
                    .is_ok_and(|part: u8| (1..=most).contains(&part))
        };
        let real =
            year.len() == 4 && within(month, 12) && within(day, 31) && parts.next().is_none();
        real.then(|| run.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::{super::Document, Version, version};

    #[test]
    fn a_media_type_names_its_version() {
        let dated = |day: &str| Some(Version::Dated(day.to_owned()));
        for (media_type, expected) in [
            ("application/vnd.atlas.2024-08-05+json", dated("2024-08-05")),
            ("application/json; version=2024-08-05", dated("2024-08-05")),
            (
                "application/vnd.atlas.v2024-08-05.beta+csv",
                dated("2024-08-05"),
            ),
            (
                "application/vnd.atlas.preview+json",
                Some(Version::Preview(String::new())),
            ),
            (
                "application/vnd.atlas.2024-08-05.upcoming+json",
                Some(Version::Preview("2024-08-05".to_owned())),
            ),
            ("application/vnd.github.cloak-preview+json", None),
            ("application/vnd.a.12024-08-05+json", None),
            ("application/vnd.a.2024-08-99+json", None),
            ("application/json", None),
        ] {
            assert_eq!(version(media_type), expected, "{media_type}");
        }
    }

    #[test]
    fn an_operation_has_one_version() {
        let text = r"
paths:
  /a:
    post:
      requestBody:
        content:
          application/vnd.x.2023-01-01+json: {}
          application/vnd.x.2024-01-01+json: {}
      responses:
        '200':
          content:
            application/json: {}
            application/vnd.x.2023-01-01+json: {}
            application/vnd.x.2023-01-01+csv: {}
            application/vnd.x.2024-01-01+json: {}
            application/vnd.x.preview+json: {}
";
        let document = Document::parse("test.yaml", text).expect("readable");
        let media_types = |limit| {
            let operations = document.operations_at(limit).expect("readable");
            let operation = operations.first()?;
            let contents = |contents: &[super::super::Content]| {
                contents
                    .iter()
                    .map(|it| it.media_type.clone())
                    .collect::<Vec<_>>()
                    .join(" ")
            };
            let body = contents(&operation.body.as_ref()?.content);
            Some((body, contents(&operation.responses.first()?.content)))
        };
        let pair = |body: &str, answer: &str| Some((body.to_owned(), answer.to_owned()));
        let newest = pair(
            "application/vnd.x.2024-01-01+json",
            "application/json application/vnd.x.2024-01-01+json",
        );
        assert_eq!(media_types(None), newest);
        assert_eq!(
            media_types(Some("2023-06-01")),
            pair(
                "application/vnd.x.2023-01-01+json",
                "application/json application/vnd.x.2023-01-01+json application/vnd.x.2023-01-01+csv"
            )
        );
        assert_eq!(media_types(Some("2022-01-01")), None);
    }
}
