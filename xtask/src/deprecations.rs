//! `cargo xtask deprecations`: what of a client is to end, and how soon.
//!
//! A document comes in and the day to count from; a list and an exit code go out. What counts as deprecated is the
//! generator's reading, so that the list is that of the client.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde_json::json;
use specwright::ir::{Api, Deprecation, Shape};
use specwright::lower::{Options, Selection};
use specwright::{Settings, names};

use crate::cli::{Deprecations, Format, ListFormat, Telling};
use crate::codegen::telling;
use crate::{Failure, project};

/// Something that is to end.
#[derive(Clone, Debug, Eq, PartialEq)]
struct End {
    /// What it is, for a person.
    what: String,
    /// The day from which it may stop answering.
    sunset: Option<Date>,
    /// Days from the day that is counted from until the sunset, negative once it has been.
    days: Option<i64>,
    successor: Option<String>,
    link: Option<String>,
}

/// How near an end is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum When {
    /// It has come. The day of the sunset is the first on which it may not answer (RFC 8594, section 3).
    Sunset,
    /// It comes within the time that was asked for.
    Soon,
    /// It comes later.
    Later,
    /// Nobody says when.
    NoDate,
}

impl End {
    fn when(&self, within: i64) -> When {
        match self.days {
            None => When::NoDate,
            Some(days) if days <= 0 => When::Sunset,
            Some(days) if days <= within => When::Soon,
            Some(_) => When::Later,
        }
    }
}

/// Does what the options say.
pub fn deprecations(options: &Deprecations) -> Result<ExitCode, Failure> {
    let now = options.now.unwrap_or_else(today);
    let (path, settings) = client(options)?;
    let understood = specwright::understand(&path, &settings);
    // Only what leaves something out of the list matters here; `codegen` tells the rest.
    let quiet = Telling {
        format: Format::Human,
        all: false,
        quiet: true,
    };
    telling::tell(&understood.diagnostics, &understood.source, quiet);
    let Some(api) = &understood.api else {
        return Err(Failure::new(format!(
            "{} can't be read as it should be, so nothing is known of its deprecations\nhelp: `cargo xtask codegen` tells \
             all that is wrong with it",
            path.display()
        )));
    };
    let ends = ends(api, now);
    match options.format {
        ListFormat::Text => print!("{}", text(&ends, api, &path, now, options.within)),
        ListFormat::Json => print!("{}", lines(&ends, options.within)),
    }
    let count = |when: When| {
        let fits = ends.iter().filter(|end| end.when(options.within) == when);
        fits.count()
    };
    let (sunset, soon) = (count(When::Sunset), count(When::Soon));
    if sunset + soon == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    let reasons = [
        (sunset, "sunset".to_owned()),
        (soon, format!("to be sunset within {} days", options.within)),
    ];
    let reasons = reasons.iter().filter(|(count, _)| *count > 0);
    let reasons: Vec<String> = reasons
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    Err(Failure::new(format!(
        "{}\nhelp: call what is named as successor, or count only what is used with --operation, --tag or --path",
        reasons.join(", ")
    )))
}

/// The day it is, in UTC, as sunsets are.
pub fn today() -> Date {
    Offset::UTC.to_datetime(Timestamp::now()).date()
}

/// Which document, and how the client is made of it.
fn client(options: &Deprecations) -> Result<(PathBuf, Settings), Failure> {
    let selection = Selection {
        operations: options.operation.clone(),
        tags: options.tag.clone(),
        paths: options.path.clone(),
    };
    let lower = Options {
        api_version: options.api_version,
        selection,
    };
    if let Some(spec) = &options.spec {
        let settings = Settings {
            overlays: options.overlay.clone(),
            options: lower,
            ..Settings::default()
        };
        return Ok((spec.clone(), settings));
    }
    let settings = Settings {
        options: lower,
        ..project::settings(Path::new(""))?
    };
    Ok((project::DOCUMENT.into(), settings))
}

/// Everything that is to end, the nearest first.
fn ends(api: &Api, now: Date) -> Vec<End> {
    let mut ends = Vec::new();
    let mut add = |deprecation: &Option<Deprecation>, what: &dyn Fn() -> String| {
        let Some(deprecation) = deprecation else {
            return;
        };
        ends.push(End {
            what: what(),
            sunset: deprecation.sunset,
            days: deprecation.sunset.map(|sunset| days(now, sunset)),
            successor: deprecation.successor.as_ref().map(ToString::to_string),
            link: deprecation.link.clone(),
        });
    };
    for operation in &api.operations {
        let (id, method, path) = (&operation.id, operation.method.as_str(), &operation.path);
        add(&operation.deprecation, &|| {
            format!("operation {id} ({method} {path})")
        });
        for parameter in &operation.parameters {
            let (place, name) = (parameter.place.as_str(), &parameter.name);
            add(&parameter.deprecation, &|| {
                format!("{place} parameter {name} of {id}")
            });
        }
    }
    let names = names::names(api);
    for (ty, own) in api.types.iter().zip(&names.types) {
        let name = &own.name;
        add(&ty.deprecation, &|| format!("type {name}"));
        match &ty.shape {
            Shape::Object(object) => {
                for property in &object.properties {
                    let wire = &property.name;
                    add(&property.deprecation, &|| {
                        format!("property {wire} of type {name}")
                    });
                }
            }
            Shape::Enum(values) => {
                for value in values {
                    let wire = &value.value;
                    add(&value.deprecation, &|| {
                        format!("value {wire} of type {name}")
                    });
                }
            }
            Shape::Text(_) | Shape::Union(_) | Shape::Alias(_) | Shape::Multipart(_) => {}
        }
    }
    // Stable: what ends on one day stays in the document's order.
    ends.sort_by_key(|end| (end.sunset.is_none(), end.sunset));
    ends
}

/// Days from `now` until `then`.
pub fn days(now: Date, then: Date) -> i64 {
    // Whole days between dates have no hours to lose.
    then.duration_since(now).as_hours() / 24
}

/// `in 3 days`, `today`, `1 day ago`.
pub fn distance(days: i64) -> String {
    let count = match days.unsigned_abs() {
        1 => "1 day".to_owned(),
        count => format!("{count} days"),
    };
    match days {
        0 => "today".to_owned(),
        1.. => format!("in {count}"),
        _ => format!("{count} ago"),
    }
}

fn text(ends: &[End], api: &Api, path: &Path, now: Date, within: i64) -> String {
    let operations = match api.operations.len() {
        1 => "1 operation".to_owned(),
        count => format!("{count} operations"),
    };
    let (path, count) = (path.display(), ends.len());
    if ends.is_empty() {
        return format!("{path}: nothing is deprecated in a client of {operations}, as of {now}\n");
    }
    let mut text = format!("{path}: {count} deprecated in a client of {operations}, as of {now}\n");
    for end in ends {
        let state = match end.when(within) {
            When::Sunset => "sunset",
            When::Soon => "soon",
            When::Later => "later",
            When::NoDate => "deprecated, no date",
        };
        let date = end.sunset.map_or_else(String::new, |date| date.to_string());
        let distance = end.days.map_or_else(String::new, distance);
        let successor = end.successor.as_ref();
        let successor = successor.map_or_else(String::new, |it| format!("; use {it}"));
        // Writing into a `String` does not fail.
        let _ = match end.days {
            None => writeln!(text, "  {state:<33}  {}{successor}", end.what),
            Some(_) => writeln!(
                text,
                "  {state:<6}  {date:<10}  {distance:<13}  {}{successor}",
                end.what
            ),
        };
    }
    text
}

fn lines(ends: &[End], within: i64) -> String {
    let line = |end: &End| {
        let state = match end.when(within) {
            When::Sunset => "sunset",
            When::Soon => "soon",
            When::Later => "later",
            When::NoDate => "no-date",
        };
        let End {
            what,
            sunset,
            days,
            successor,
            link,
        } = end;
        let sunset = sunset.map(|date| date.to_string());
        format!(
            "{}\n",
            json!({ "state": state, "what": what, "sunset": sunset, "days": days, "successor": successor, "link": link })
        )
    };
    ends.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{End, When, days, distance};

    #[test]
    fn the_day_of_the_sunset_is_the_first_without_an_answer() {
        let now = date(2026, 1, 1);
        for (sunset, when) in [
            (Some(date(2025, 12, 31)), When::Sunset),
            (Some(date(2026, 1, 1)), When::Sunset),
            (Some(date(2026, 1, 2)), When::Soon),
            (Some(date(2026, 4, 1)), When::Soon),
            (Some(date(2026, 4, 2)), When::Later),
            (None, When::NoDate),
        ] {
            let end = End {
                what: String::new(),
                sunset,
                days: sunset.map(|sunset| days(now, sunset)),
                successor: None,
                link: None,
            };
            assert_eq!(end.when(90), when, "{sunset:?}");
        }
    }

    #[test]
    fn days_are_counted_over_the_end_of_february() {
        assert_eq!(days(date(2024, 2, 28), date(2024, 3, 1)), 2);
        assert_eq!(days(date(2026, 3, 1), date(2026, 2, 28)), -1);
    }

    #[test]
    fn distances_are_words() {
        for (days, words) in [
            (0, "today"),
            (1, "in 1 day"),
            (-1, "1 day ago"),
            (90, "in 90 days"),
        ] {
            assert_eq!(distance(days), words);
        }
    }
}
