use super::*;

fn read(headers: &[(&'static str, &[u8])]) -> DeprecationHeaders {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(*name, HeaderValue::from_bytes(value).unwrap());
    }
    DeprecationHeaders::read(&map)
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn no_header_says_nothing() {
    assert_eq!(read(&[]), DeprecationHeaders::default());
    assert!(!read(&[]).is_deprecated());
}

#[test]
fn what_atlas_sends_is_understood() {
    let headers = read(&[
        ("deprecation", b"Mon, 5 Aug 2024 00:00:00 GMT"),
        ("sunset", b"Thu, 1 Jul 2027 00:00:00 GMT"),
    ]);
    assert!(headers.is_deprecated());
    assert_eq!(headers.since(), Some(time("2024-08-05T00:00:00Z")));
    assert_eq!(headers.sunset(), Some(time("2027-07-01T00:00:00Z")));
    assert_eq!(headers.ill_formed(), []);
}

#[test]
fn deprecation_may_be_a_flag() {
    for (text, expected) in [
        (b"true".as_slice(), true),
        (b"True", true),
        (b"?1", true),
        (b"\ttrue ", true),
        (b"false", false),
        (b"?0", false),
    ] {
        let headers = read(&[("deprecation", text)]);
        assert_eq!(headers.is_deprecated(), expected);
        assert_eq!(
            (headers.since(), headers.ill_formed()),
            (None, [].as_slice())
        );
    }
    assert!(read(&[("deprecation", b"@1688169599")]).is_deprecated());
}

#[test]
fn links_are_told_apart_by_their_relations_over_several_headers() {
    let headers = read(&[
        (
            "link",
            br#"<https://d>; rel="deprecation", <https://s>; rel=sunset"#,
        ),
        (
            "link",
            "<https://v2>; rel=successor-version; title=\"ž\"".as_bytes(),
        ),
    ]);
    assert_eq!(headers.documentation(), Some("https://d"));
    assert_eq!(headers.sunset_policy(), Some("https://s"));
    assert_eq!(headers.successor(), Some("https://v2"));
    assert_eq!(headers.links().len(), 3);
    assert!(!headers.is_deprecated());
}

#[test]
fn the_earliest_of_several_sunsets_counts() {
    let headers = read(&[("sunset", b"2027-01-01"), ("sunset", b"2026-01-01")]);
    assert_eq!(headers.sunset(), Some(time("2026-01-01T00:00:00Z")));
}

#[test]
fn ill_formed_headers_are_kept_as_they_came_and_say_nothing_else() {
    let headers = read(&[
        ("deprecation", b"since ever"),
        ("sunset", b"soon\xFF"),
        ("link", b"<open"),
    ]);
    assert!(!headers.is_deprecated());
    assert_eq!((headers.since(), headers.sunset()), (None, None));
    let kept: Vec<_> = headers
        .ill_formed()
        .iter()
        .map(|ill_formed| (ill_formed.header(), ill_formed.raw()))
        .collect();
    assert_eq!(
        kept,
        [
            ("deprecation", "since ever"),
            ("sunset", "soon\u{FFFD}"),
            ("link", "<open")
        ]
    );
}

#[test]
fn a_flood_of_links_is_not_read_and_not_kept() {
    let flood = "<a>;rel=sunset,".repeat(10_000);
    let headers = read(&[("link", flood.as_bytes())]);
    assert_eq!(headers.links(), []);
    let kept = &headers.ill_formed()[0];
    assert_eq!((kept.header(), kept.raw().len()), ("link", RAW_LIMIT));
}

#[test]
fn all_links_together_keep_the_limit() {
    let half = format!("<a>{}", " ".repeat(LINK_LIMIT / 2 - 3));
    let read = |more: &'static [u8]| {
        let links = ("link", half.as_bytes());
        let headers = read(&[links, links, ("link", more)]);
        (headers.links().len(), headers.ill_formed().len())
    };
    assert_eq!(read(b""), (2, 0));
    assert_eq!(read(b"<b>"), (2, 1));
}
