use std::collections::HashSet;
use std::hash::BuildHasher as _;

use jiff::Timestamp;

use super::*;
use crate::{Findings, Location};

#[test]
fn date_times_are_those_of_rfc_3339() {
    for text in [
        "2025-05-04T09:42:00Z",
        "2025-05-04t09:42:00z",
        "2025-05-04T09:42:00.123456Z",
        "2025-05-04T09:42:00-00:00",
        "2025-05-04T11:42:00+02:00",
        "2016-12-31T23:59:60Z",
    ] {
        assert!(text.parse::<DateTime>().is_ok(), "{text}");
    }
    for text in [
        "2025-05-04",
        "2025-05-04T09:42Z",
        "2025-05-04 09:42:00Z",
        "2025-05-04T09:42:00",
        "2025-05-04T09:42:00.Z",
        "2025-05-04T09:42:00+0200",
        "2025-05-04T09:42:00Z[UTC]",
        "2025-02-30T09:42:00Z",
        "2025-05-04T25:42:00Z",
        " 2025-05-04T09:42:00Z",
        "20é5-05-04T09:42:00Z",
        "",
    ] {
        assert!(text.parse::<DateTime>().is_err(), "{text}");
    }
}

#[test]
fn dates_and_uuids_have_one_notation() {
    assert!("2024-02-29".parse::<Date>().is_ok());
    for text in ["2025-02-29", "2025-2-9", "20250209", "2025-05-04T00:00:00Z"] {
        assert!(text.parse::<Date>().is_err(), "{text}");
    }
    assert!(
        "67E55044-10b1-426f-9247-bb680e5fe0c8"
            .parse::<Uuid>()
            .is_ok()
    );
    for text in [
        "67e5504410b1426f9247bb680e5fe0c8",
        "{67e55044-10b1-426f-9247-bb680e5fe0c8}",
        "67e55044-10b1-426f-9247-bb680e5fe0cg",
    ] {
        assert!(text.parse::<Uuid>().is_err(), "{text}");
    }
}

#[test]
fn the_text_stays_as_it_came_and_has_a_meaning() {
    let text = "\"2025-05-04T11:42:00.120+02:00\"";
    let read: DateTime = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
    let same_time: DateTime = "2025-05-04T09:42:00.12Z".parse().unwrap();
    assert_eq!(read.value(), same_time.value());
    assert_ne!(read, same_time);
}

#[test]
fn a_text_that_means_nothing_is_read_but_not_sent() {
    let read: Date = serde_json::from_str("\"tomorrow\"").unwrap();
    assert_eq!((read.as_str(), read.value()), ("tomorrow", None));
    assert_eq!(serde_json::to_string(&read).unwrap(), "\"tomorrow\"");
    let mut findings = Findings::new();
    read.check(&mut Checker::new(Location::Query("day"), &mut findings));
    assert_eq!(
        findings.violations()[0].to_string(),
        "query parameter `day` must be written in the format `date`"
    );
}

#[test]
fn it_is_made_of_a_value() {
    let time: Timestamp = "2025-05-04T09:42:00Z".parse().unwrap();
    assert_eq!(DateTime::from(time).as_str(), "2025-05-04T09:42:00Z");
    let day = jiff::civil::date(2026, 1, 15);
    assert_eq!(Date::from(day).to_string(), "2026-01-15");
    let id = uuid::Uuid::from_u128(7);
    assert_eq!(&*Uuid::from(id), "00000000-0000-0000-0000-000000000007");
}

/// Each text that is in the format, and each that is not but is kept all the same.
fn table<T: Format>(valid: &[&str], invalid: &[&str]) {
    for text in valid {
        let parsed = text.parse::<Formatted<T>>();
        assert!(parsed.is_ok(), "{text:?} is a {}", T::NAME);
        let again = T::write(parsed.unwrap().value().unwrap());
        assert!(T::parse(&again).is_some(), "{text:?} is written {again:?}");
    }
    for text in invalid {
        assert!(
            text.parse::<Formatted<T>>().is_err(),
            "{text:?} is no {}",
            T::NAME
        );
        let json = serde_json::to_string(text).unwrap();
        let read: Formatted<T> = serde_json::from_str(&json).unwrap();
        assert!(read.value().is_none());
        assert_eq!(serde_json::to_string(&read).unwrap(), json);
    }
}

#[test]
fn times_may_have_an_offset() {
    table::<TimeOfDay>(
        &[
            "09:42:00",
            "23:59:60",
            "09:42:00.123456",
            "09:42:00Z",
            "09:42:00.5z",
            "09:42:00+02:00",
            "09:42:00-23:59",
        ],
        &[
            "09:42",
            "9:42:00",
            "24:00:00",
            "09:60:00",
            "09:42:00.",
            "09:42:00+24:00",
            "09:42:00+02:60",
            "09:42:00+0200",
            "09:42:00+2:00",
            "09:42:00+02:000",
            "09:42:00 Z",
            "T09:42:00",
            "",
        ],
    );
    for text in [
        "09:42:00",
        "09:42:00.5Z",
        "09:42:00+02:30",
        "09:42:00-00:30",
    ] {
        assert_eq!(TimeOfDay::parse(text).unwrap().to_string(), text);
    }
}

#[test]
fn durations_are_those_of_iso_8601() {
    table::<jiff::Span>(
        &[
            "P1Y",
            "P1Y2M10DT2H30M",
            "PT0S",
            "P4W",
            "PT36H",
            "PT0.5S",
            "PT0,5S",
            "-P1D",
            "P0D",
            "PT1H30.5M",
        ],
        &[
            "P", "PT", "P1", "1D", "5 hours", "p1d", "P1D2H", "PT1D", "P-1", "P1S", "pt30s",
            "PT30s", "5 HOURS", "", " P1D", "--P1D",
        ],
    );
    let span: Duration = "PT1M30S".parse().unwrap();
    assert_eq!(span.value().unwrap().get_minutes(), 1);
}

#[test]
fn uris_are_those_of_rfc_3986() {
    // The first eight are the examples of section 1.1.2.
    table::<reqwest::Url>(
        &[
            "ftp://ftp.is.co.za/rfc/rfc1808.txt",
            "http://www.ietf.org/rfc/rfc2396.txt",
            "ldap://[2001:db8::7]/c=GB?objectClass?one",
            "mailto:John.Doe@example.com",
            "news:comp.infosystems.www.servers.unix",
            "tel:+1-816-555-1212",
            "telnet://192.0.2.16:80/",
            "urn:oasis:names:specification:docbook:dtd:xml:4.1.2",
            "https://user@example.com:8080/a%20b?c=d&e=/?#f/?",
            "https://example.com/a%20way%41",
            "svn+ssh://example.com/a",
            "https://example.com",
        ],
        &[
            "",
            "/relative",
            "example.com",
            "//example.com/a",
            "1http://a",
            "http://a/b c",
            "http://a/<b>",
            "http://a/ü",
            "http://a/%2",
            "http://a/%zz",
            "http://a/%20<b>",
            "http://a/b#c#d",
            "http://a/b[0]",
            "http://a/{b}",
            "http://a\\b",
            " http://a",
            "http://a\n",
            "http://:80",
            "http://a:99999/",
        ],
    );
    let uri: Uri = "https://EXAMPLE.com".parse().unwrap();
    assert_eq!(uri.as_str(), "https://EXAMPLE.com");
    assert_eq!(uri.value().unwrap().host_str(), Some("example.com"));
}

#[test]
fn mailboxes_are_those_of_rfc_5321() {
    let long = format!("{}@example.com", "a".repeat(65));
    let longest = format!("{}@{}", "a".repeat(64), ["b"; 128].join("."));
    let too_far = format!("a@{}c", ["b"; 128].join("."));
    table::<EmailAddress>(
        &[
            "joe.bloggs@example.com",
            "te~st@example.com",
            "~test@example.com",
            "test~@example.com",
            "\"joe bloggs\"@example.com",
            "\"joe..bloggs\"@example.com",
            "\"joe@bloggs\"@example.com",
            "\"joe\\\"\"@example.com",
            "joe.bloggs@[127.0.0.1]",
            "joe.bloggs@[IPv6:::1]",
            "te.s.t@example.com",
            "a@b",
            "root@localhost",
            &longest,
        ],
        &[
            "2962",
            "",
            "@",
            "a@",
            "@example.com",
            ".test@example.com",
            "test.@example.com",
            "te..st@example.com",
            "joe.bloggs@invalid=domain.com",
            "joe.bloggs@[127.0.0.300]",
            "a@-b.c",
            "a@b-.c",
            "a@b..c",
            "a b@example.com",
            "\"a\"b\"@example.com",
            "\"a\\\"@example.com",
            "jöe@example.com",
            "Joe <joe@example.com>",
            &long,
            &too_far,
        ],
    );
    let mailbox = EmailAddress::parse("\"a@b\"@example.com").unwrap();
    assert_eq!(
        (mailbox.local(), mailbox.domain()),
        ("\"a@b\"", "example.com")
    );
}

#[test]
fn addresses_are_those_of_version_4_and_6() {
    let (four, six) = (
        ["192.168.0.1", "0.0.0.0"],
        ["::1", "2001:db8::7", "::ffff:1.2.3.4"],
    );
    let neither = [
        "",
        "1.2.3",
        "1.2.3.4.5",
        "256.0.0.1",
        "01.2.3.4",
        "0x7f.0.0.1",
        "1.2.3.4/24",
        "12345::",
        "1::2::3",
        "fe80::1%eth0",
        "[::1]",
        "localhost",
        " ::1",
    ];
    table::<Ipv4Addr>(&four, &[&neither[..], &six].concat());
    table::<Ipv6Addr>(&six, &[&neither[..], &four].concat());
    table::<IpAddr>(&[&four[..], &six].concat(), &neither);
}

#[test]
fn bytes_are_base64_with_its_padding() {
    // RFC 4648, section 10.
    table::<Vec<u8>>(
        &[
            "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy", "+/+/",
        ],
        &[
            "Z", "Zg", "Zg=", "Zm9v\n", "Zm 9", "-_-_", "Zh==", "Zg==Zg==", "ü",
        ],
    );
    assert_eq!(Base64::from(b"foobar".to_vec()).as_str(), "Zm9vYmFy");
    assert_eq!("Zm9v".parse::<Base64>().unwrap().value().unwrap(), b"foo");
}

#[test]
fn decimals_keep_their_digits() {
    table::<DecimalNumber>(
        &[
            "0",
            "-1",
            "1.10",
            "123456789012345678901234567890.1",
            "1e5",
            "-2.5E-3",
            "007",
        ],
        &[
            "", "-", ".5", "5.", "+1", "1,5", "1e", "0x1", "NaN", "1 ", "1.2.3", "--1", "1_000",
            "٣",
        ],
    );
    let price: Decimal = "1.10".parse().unwrap();
    assert_eq!(price.as_str().parse(), Ok(1.1));
    let number = price.value().unwrap();
    assert_eq!((number.as_str(), &*number.to_string()), ("1.10", "1.10"));
    assert_eq!(Decimal::from(DecimalNumber::from(-7)).as_str(), "-7");
}

#[test]
fn texts_are_equal_by_what_they_say() {
    let date: crate::Date = "2026-01-15".parse().unwrap();
    assert!(date == "2026-01-15".parse().unwrap());
    assert!(date != "2026-01-16".parse().unwrap());
    let days = HashSet::from([date.clone(), "2026-01-16".parse().unwrap()]);
    assert!(days.len() == 2 && days.contains(&date));
    let hasher = std::hash::RandomState::new();
    assert_eq!(hasher.hash_one(&date), hasher.hash_one("2026-01-15"));
    assert_eq!(AsRef::<str>::as_ref(&date), "2026-01-15");
    assert_eq!(String::from(date), "2026-01-15");
}
