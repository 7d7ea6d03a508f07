//! The notations of a time in header fields: text in, a point in time or nothing out.
//!
//! The standards know one form each; servers know more. Every reader here looks at each byte once and at no more than
//! [`LONGEST`] of them.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use crate::Format;

/// Longer than any notation of a time; what is longer is none.
const LONGEST: usize = 64;

/// Reads a time in any notation that is in use.
pub(crate) fn read(text: &str) -> Option<Timestamp> {
    let text = text.trim_matches([' ', '\t']);
    if text.len() > LONGEST {
        return None;
    }
    structured(text)
        .or_else(|| iso(text))
        .or_else(|| http_date(text))
}

/// `@1688169599`, a Date of RFC 9651, section 3.3.7, as RFC 9745 has it. A fraction is not part of the type.
fn structured(text: &str) -> Option<Timestamp> {
    let seconds = text.strip_prefix('@')?;
    let digits = seconds.strip_prefix('-').unwrap_or(seconds);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Timestamp::from_second(seconds.parse().ok()?).ok()
}

/// `2026-01-15` or `2026-01-15T00:00:00Z` (RFC 3339).
fn iso(text: &str) -> Option<Timestamp> {
    <Timestamp as Format>::parse(text)
        .or_else(|| at(<Date as Format>::parse(text)?, Time::midnight()))
}

/// The three forms of RFC 9110, section 5.6.7. The day of the week is not looked at: a wrong one says nothing that the
/// date does not say better. A day of one digit is fine, because servers send it.
fn http_date(text: &str) -> Option<Timestamp> {
    match text.split_once(',') {
        Some((weekday, rest)) if is_name(weekday) => imf_fixdate(rest).or_else(|| rfc850(rest)),
        Some(_) => None,
        None => asctime(text),
    }
}

/// ` 06 Nov 1994 08:49:37 GMT`
fn imf_fixdate(text: &str) -> Option<Timestamp> {
    let [day, month, year, time, zone] = words(text)?;
    if !is_utc(zone) || year.len() != 4 {
        return None;
    }
    at(date(year, month, day)?, clock(time)?)
}

/// ` 06-Nov-94 08:49:37 GMT`
fn rfc850(text: &str) -> Option<Timestamp> {
    let [date_part, time, zone] = words(text)?;
    let mut parts = date_part.split('-');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !is_utc(zone) || year.len() != 2 {
        return None;
    }
    // RFC 9110 takes two digits for the year that is at most 50 years ahead. Without a clock: no API is older than 1970.
    let century = if year < "70" { "20" } else { "19" };
    at(date(&format!("{century}{year}"), month, day)?, clock(time)?)
}

/// `Sun Nov  6 08:49:37 1994`
fn asctime(text: &str) -> Option<Timestamp> {
    let [weekday, month, day, time, year] = words(text)?;
    if !is_name(weekday) || year.len() != 4 {
        return None;
    }
    at(date(year, month, day)?, clock(time)?)
}

/// Exactly `N` words.
fn words<const N: usize>(text: &str) -> Option<[&str; N]> {
    let words: Vec<_> = text.split(' ').filter(|word| !word.is_empty()).collect();
    words.try_into().ok()
}

fn is_name(text: &str) -> bool {
    text.len() >= 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_utc(zone: &str) -> bool {
    ["GMT", "UTC", "Z", "+0000"]
        .iter()
        .any(|name| zone.eq_ignore_ascii_case(name))
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let month = MONTHS
        .iter()
        .position(|name| name.eq_ignore_ascii_case(month))?;
    let month = i8::try_from(month + 1).ok()?;
    Date::new(number(year)?, month, number(day)?).ok()
}

fn clock(text: &str) -> Option<Time> {
    let mut parts = text.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    // A leap second is the last moment of its minute.
    let second = number::<i8>(second)?;
    let second = if second == 60 { 59 } else { second };
    Time::new(number(hour)?, number(minute)?, second, 0).ok()
}

/// Digits only: `parse` would take a sign, too.
fn number<T: std::str::FromStr>(digits: &str) -> Option<T> {
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

fn at(date: Date, time: Time) -> Option<Timestamp> {
    Offset::UTC.to_timestamp(date.to_datetime(time)).ok()
}

#[cfg(test)]
mod tests;
