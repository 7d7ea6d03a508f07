//! Points and lengths of time.

use std::cmp::Ordering;
use std::fmt;

use jiff::Timestamp;
use jiff::tz::Offset;

use super::Format;

impl Format for Timestamp {
    const NAME: &'static str = "date-time";

    fn parse(text: &str) -> Option<Self> {
        // jiff reads all of ISO 8601 and RFC 9557; the format admits less.
        has_shape(text, "dddd-dd-ddTdd:dd:dd")
            .filter(|rest| is_fraction_and_offset(rest))
            .and_then(|_| text.parse().ok())
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

impl Format for jiff::civil::Date {
    const NAME: &'static str = "date";

    fn parse(text: &str) -> Option<Self> {
        has_shape(text, "dddd-dd-dd")
            .filter(|rest| rest.is_empty())
            .and_then(|_| text.parse().ok())
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

/// A time of day, in the offset from UTC that stands beside it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct TimeOfDay {
    /// The time.
    pub time: jiff::civil::Time,
    /// The offset; `None`: the text has none.
    pub offset: Option<Offset>,
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.time.fmt(formatter)?;
        let Some(offset) = self.offset else {
            return Ok(());
        };
        let minutes = offset.seconds() / 60;
        let sign = match minutes.cmp(&0) {
            Ordering::Less => '-',
            Ordering::Equal => return formatter.write_str("Z"),
            Ordering::Greater => '+',
        };
        let minutes = minutes.abs();
        write!(formatter, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl Format for TimeOfDay {
    const NAME: &'static str = "time";

    fn parse(text: &str) -> Option<Self> {
        let rest = has_shape(text, "dd:dd:dd")?;
        let offset = without_fraction(rest);
        let time = text.strip_suffix(offset)?.parse().ok()?;
        let offset = if offset.is_empty() {
            None
        } else {
            Some(read_offset(offset)?)
        };
        Some(Self { time, offset })
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

impl Format for jiff::Span {
    const NAME: &'static str = "duration";

    fn parse(text: &str) -> Option<Self> {
        // jiff also reads `5 hours`, and small letters.
        let is_iso = text.trim_start_matches('-').starts_with('P')
            && !text.contains(|character: char| character.is_ascii_lowercase());
        is_iso.then(|| text.parse().ok()).flatten()
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

/// What follows after a text's beginning of the given shape, in which `d` is a digit and a letter may be in either case.
fn has_shape<'a>(text: &'a str, shape: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(shape.len())?;
    let fits = |(byte, expected): (u8, u8)| match expected {
        b'd' => byte.is_ascii_digit(),
        other => byte.eq_ignore_ascii_case(&other),
    };
    head.bytes().zip(shape.bytes()).all(fits).then_some(rest)
}

/// `[ "." 1*DIGIT ] ( "Z" / ( "+" / "-" ) 2DIGIT ":" 2DIGIT )`
fn is_fraction_and_offset(text: &str) -> bool {
    read_offset(without_fraction(text)).is_some()
}

/// What follows behind `[ "." 1*DIGIT ]`. jiff, which reads the fraction, asks for the digit.
fn without_fraction(text: &str) -> &str {
    let is_digit = |character: char| character.is_ascii_digit();
    text.strip_prefix('.')
        .map_or(text, |fraction| fraction.trim_start_matches(is_digit))
}

/// `"Z" / ( "+" / "-" ) 2DIGIT ":" 2DIGIT`
fn read_offset(text: &str) -> Option<Offset> {
    if text.eq_ignore_ascii_case("z") {
        return Some(Offset::UTC);
    }
    let sign = match text.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let rest = text.get(1..)?;
    has_shape(rest, "dd:dd").filter(|rest| rest.is_empty())?;
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let seconds = sign * (hours * 60 + minutes) * 60;
    Offset::from_seconds(seconds)
        .ok()
        .filter(|_| hours < 24 && minutes < 60)
}
