use super::*;
use crate::Location;

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
    let mut violations = Vec::new();
    read.check(&mut Checker::new(Location::Query("day"), &mut violations));
    assert_eq!(
        violations[0].to_string(),
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
