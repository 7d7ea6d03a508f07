use super::*;

fn seconds(text: &str) -> Option<i64> {
    read(text).map(Timestamp::as_second)
}

#[test]
fn all_notations_of_one_time_are_read_alike() {
    for text in [
        "@784111777",
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "sun, 06 nov 1994 08:49:37 gmt",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 Z",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "1994-11-06T08:49:37Z",
        "1994-11-06T09:49:37+01:00",
        " Sun, 06 Nov 1994 08:49:37 GMT\t",
    ] {
        assert_eq!(seconds(text), Some(784_111_777), "{text}");
    }
}

#[test]
fn what_atlas_sends_is_read() {
    let sunset = "2027-07-01T00:00:00Z".parse().unwrap();
    assert_eq!(read("Thu, 1 Jul 2027 00:00:00 GMT"), Some(sunset));
    let since = "2024-08-05T00:00:00Z".parse().unwrap();
    assert_eq!(read("Mon, 5 Aug 2024 00:00:00 GMT"), Some(since));
}

#[test]
fn a_day_begins_at_midnight_in_utc() {
    assert_eq!(read("2026-01-15"), read("2026-01-15T00:00:00Z"));
    assert!(read("2026-01-15").is_some());
}

#[test]
fn two_digits_of_a_year_are_of_this_century_up_to_69() {
    assert_eq!(
        read("Friday, 01-Jan-27 00:00:00 GMT"),
        read("2027-01-01T00:00:00Z")
    );
    assert_eq!(
        read("Thursday, 01-Jan-70 00:00:00 GMT").map(Timestamp::as_second),
        Some(0)
    );
}

#[test]
fn what_is_no_time_is_nothing() {
    for text in [
        "",
        "@",
        "@-",
        "@+5",
        "@1.5",
        "@99999999999999999999",
        "@9999999999999",
        "tomorrow",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 PST",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, +6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:49 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Nov 1994 08:49:37:00 GMT",
        "Sun, 06 Nvo 1994 08:49:37 GMT",
        "Sunday, 06-Nov-1994-1 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 PST",
        "Sun Nov  6 08:49:37 1994 GMT",
        "5un Nov  6 08:49:37 1994",
        "1994-11-06T08:49:37",
        ",",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn a_leap_second_is_the_last_of_its_minute() {
    let last = read("Sat, 31 Dec 2016 23:59:59 GMT");
    assert_eq!(read("Sat, 31 Dec 2016 23:59:60 GMT"), last);
    assert!(last.is_some());
}

#[test]
fn a_long_text_is_not_looked_at() {
    let padded = |spaces| format!("Sun, 06 Nov 1994{}08:49:37 GMT", " ".repeat(spaces));
    let longest = padded(LONGEST - padded(0).len());
    assert_eq!(seconds(&longest), Some(784_111_777));
    let longer = padded(LONGEST - padded(0).len() + 1);
    assert_eq!(read(&longer), None);
}
