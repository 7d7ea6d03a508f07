//! Versions in media types: an API that is one URL but many dated representations.
//!
//! `application/vnd.example.2023-01-01+json` and `application/json; version=2023-01-01` say with a date which
//! representation is meant; `application/vnd.example.preview+json` says that it is none to rely on yet. For each operation
//! one version is chosen, and what belongs to another is as if it were not in the document.

use jiff::civil::Date;

use super::Lowering;
use crate::diagnostic::{Code, Diagnostic, Pointer};

/// What a media type says of its version.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Version {
    /// Not to be relied on yet; the date is that of the version to come, where one is named.
    Preview(Option<Date>),
    /// The version of this day.
    Dated(Date),
}

/// The version that was chosen for an operation; none where it has no versions.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Choice(Option<Version>);

impl Choice {
    /// Those of the media types that belong to the choice: all without a version, and of the others the newest that the
    /// choice allows.
    pub(super) fn of(self, names: Vec<String>) -> Vec<String> {
        let Some(chosen) = self.0 else {
            return names;
        };
        let newest = names
            .iter()
            .filter_map(|name| version(name))
            .filter(|version| match (chosen, version) {
                (Version::Dated(limit), Version::Dated(date)) => *date <= limit,
                (Version::Preview(_), Version::Preview(_)) => *version <= chosen,
                _ => false,
            })
            .max();
        let belongs = |name: &String| version(name).is_none_or(|it| Some(it) == newest);
        names.into_iter().filter(belongs).collect()
    }

    /// Whether one of the media types is of exactly the chosen version.
    pub(super) fn is_among(self, names: &[String]) -> bool {
        self.0.is_some() && names.iter().any(|name| version(name) == self.0)
    }

    /// Whether all of the media types are of some version.
    pub(super) fn all_have_one(names: &[String]) -> bool {
        !names.is_empty() && names.iter().all(|name| version(name).is_some())
    }
}

impl Lowering<'_> {
    /// The version of the operation at `operation` that is asked for: the newest one of its body or answers that is not
    /// after the day in the options. Previews are chosen where there is nothing else. None, and told, where it has no version
    /// that old.
    pub(super) fn chosen_version(&mut self, operation: &Pointer) -> Option<Choice> {
        let mut contents = vec![operation.child("requestBody")];
        let responses = operation.child("responses");
        contents.extend(self.keys(&responses).iter().map(|key| responses.child(key)));
        // What is below a broken reference is reported where it is read.
        let contents: Vec<Vec<Version>> = contents
            .iter()
            .filter_map(|at| self.document.follow(at).ok())
            .map(|at| self.keys(&at.child("content")))
            .map(|names| names.iter().filter_map(|name| version(name)).collect())
            .collect();
        let mut all: Vec<Version> = contents.iter().flatten().copied().collect();
        all.sort_unstable();
        let limit = self.options.api_version.unwrap_or(Date::MAX);
        let is_allowed = |version: &&Version| match version {
            Version::Dated(date) => *date <= limit,
            Version::Preview(_) => false,
        };
        let dated =
            |versions: &[Version]| versions.iter().any(|it| matches!(it, Version::Dated(_)));
        if !dated(&all) {
            if let Some(preview) = all.last() {
                self.diagnostics.push(
                    Diagnostic::warning(
                        Code::OnlyPreview,
                        operation,
                        "the operation has no version but a preview, which may change without notice",
                        "be ready to generate the client anew",
                    )
                    .on_key(),
                );
                return Some(Choice(Some(*preview)));
            }
            return Some(Choice(None));
        }
        // A body can't be left out of its operation as an answer can.
        let body = contents.first().filter(|body| dated(body));
        let chosen = all.iter().rfind(is_allowed);
        if let Some(chosen) = chosen
            && body.is_none_or(|body| body.iter().any(|it| is_allowed(&it)))
        {
            return Some(Choice(Some(*chosen)));
        }
        let oldest = body
            .unwrap_or(&all)
            .iter()
            .filter_map(|version| match version {
                Version::Dated(date) => Some(*date),
                Version::Preview(_) => None,
            });
        let oldest = oldest.min().unwrap_or(limit);
        self.diagnostics.push(
            Diagnostic::warning(
                Code::UnavailableVersion,
                operation,
                format!("the operation is left out, because it has no version as old as {limit}: its oldest is {oldest}"),
                format!("ask for the version {oldest} or a newer one"),
            )
            .on_key(),
        );
        None
    }
}

/// What a media type says of its version.
pub(super) fn version(media_type: &str) -> Option<Version> {
    let (_, rest) = media_type.split_once('/')?;
    let is_preview = rest
        .split(['.', '+', ';', '='])
        .any(|word| matches!(word.trim(), "preview" | "upcoming"));
    let date = date(rest);
    if is_preview {
        Some(Version::Preview(date))
    } else {
        date.map(Version::Dated)
    }
}

/// The first date in a text that stands for itself: no digit touches it.
fn date(text: &str) -> Option<Date> {
    const LENGTH: usize = "2023-01-01".len();
    let digit_at = |index: usize| text.as_bytes().get(index).is_some_and(u8::is_ascii_digit);
    (0..text.len()).find_map(|start| {
        let day = text.get(start..start + LENGTH)?;
        let is_alone = start.checked_sub(1).is_none_or(|before| !digit_at(before))
            && !digit_at(start + LENGTH);
        let has_form = day.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        (is_alone && has_form).then(|| day.parse().ok())?
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Choice, Version, version};

    #[test]
    fn versions_are_found_in_subtypes_and_parameters() {
        let day = date(2024, 8, 5);
        for (name, expected) in [
            (
                "application/vnd.atlas.2024-08-05+json",
                Some(Version::Dated(day)),
            ),
            (
                "application/vnd.atlas.2024-08-05+csv",
                Some(Version::Dated(day)),
            ),
            (
                "application/json; version=2024-08-05",
                Some(Version::Dated(day)),
            ),
            (
                "application/vnd.atlas.v2024-08-05.beta+json",
                Some(Version::Dated(day)),
            ),
            (
                "application/vnd.atlas.preview+json",
                Some(Version::Preview(None)),
            ),
            (
                "application/vnd.atlas.2024-08-05.upcoming+json",
                Some(Version::Preview(Some(day))),
            ),
            ("application/vnd.github.cloak-preview+json", None),
            ("application/vnd.a.12024-08-05+json", None),
            ("application/vnd.a.2024-08-99+json", None),
            ("application/vnd.a.2024-8-5+json", None),
            (
                "application/vnd.é.2024-08-05+json",
                Some(Version::Dated(day)),
            ),
            ("application/json", None),
            ("2024-08-05", None),
        ] {
            assert_eq!(version(name), expected, "{name}");
        }
    }

    #[test]
    fn one_choice_keeps_all_forms_of_the_newest_version_that_it_allows() {
        let names = || {
            [
                "application/json",
                "application/v.2023-01-01+json",
                "application/v.2023-01-01+csv",
                "application/v.2024-01-01+json",
                "application/v.preview+json",
            ]
            .map(str::to_owned)
            .to_vec()
        };
        let chosen = |version| Choice(Some(version)).of(names());
        assert_eq!(Choice(None).of(names()), names());
        assert_eq!(
            chosen(Version::Dated(date(2023, 6, 1))),
            [
                "application/json",
                "application/v.2023-01-01+json",
                "application/v.2023-01-01+csv"
            ]
        );
        assert_eq!(
            chosen(Version::Dated(date(2024, 1, 1))),
            ["application/json", "application/v.2024-01-01+json"]
        );
        assert_eq!(
            chosen(Version::Preview(None)),
            ["application/json", "application/v.preview+json"]
        );
        assert_eq!(
            chosen(Version::Dated(date(2022, 1, 1))),
            ["application/json"]
        );
    }
}
