//! The vendors' dialects, brought into one record.

use super::{answering, document, lower};

/// The line on the deprecation of an operation with these keywords, and what is said of them.
fn operation(keywords: &str) -> (String, Vec<String>) {
    let paths = format!(
        "/a:\n  get:\n    operationId: a\n    responses: {{'204': {{description: ''}}}}\n    {keywords}\n"
    );
    let lowered = lower(&document(&paths, "{}"));
    let line = lowered
        .text
        .lines()
        .find_map(|line| line.trim().strip_prefix("deprecated"))
        .unwrap_or("none")
        .to_owned();
    (line, lowered.said)
}

#[test]
fn each_dialect_gives_the_same_record() {
    for (keywords, expected) in [
        ("deprecated: true", ""),
        ("deprecated: false", "none"),
        ("x-sunset: '2030-06-01'", ", not flagged, sunset 2030-06-01"),
        (
            "x-sunset: {date: '2030-06-01'}",
            ", not flagged, sunset 2030-06-01",
        ),
        (
            "x-sunset-date: 2030-06-01T00:00:00Z",
            ", not flagged, sunset 2030-06-01",
        ),
        (
            "x-deprecation: 2029-01-01",
            ", not flagged, since 2029-01-01",
        ),
        ("x-deprecated: Use b.", ", not flagged, message \"Use b.\""),
        ("x-deprecated: true", ", not flagged"),
        ("x-deprecated: false", "none"),
        (
            "x-deprecation-date: 2029-01-01",
            ", not flagged, since 2029-01-01",
        ),
        (
            "x-deprecation: {date: '2029-01-01', sunset: '2030-06-01', replacement: b, docs: https://e.com, reason: Old.}",
            ", not flagged, since 2029-01-01, sunset 2030-06-01, successor b, link https://e.com, message \"Old.\"",
        ),
        (
            "x-deprecation: {since: '2029-01-01', removal_date: '2030-06-01', successor: {operationId: b}, link: {href: u}}",
            ", not flagged, since 2029-01-01, sunset 2030-06-01, successor b, link u",
        ),
        (
            "x-deprecation: {deprecated: false, sunset: '2030-06-01'}",
            "none",
        ),
        (
            "x-github: {category: x, deprecationDate: '2029-01-01', removalDate: '2030-06-01'}",
            ", not flagged, since 2029-01-01, sunset 2030-06-01",
        ),
        ("x-github: {category: x, date: '2029-01-01'}", "none"),
        (
            "x-ms-deprecation: {date: '2029-01-01T00:00:00.0000000+00:00', removalDate: '2030-06-01T00:00:00.0000000+00:00', \
             version: v1.0, description: Old.}",
            ", not flagged, since 2029-01-01, sunset 2030-06-01, message \"Old.\"",
        ),
        (
            "x-speakeasy-deprecation-message: Old.",
            ", not flagged, message \"Old.\"",
        ),
        (
            "x-speakeasy-deprecation-replacement: b",
            ", not flagged, successor b",
        ),
        ("x-replaced-by: b", ", not flagged, successor b"),
        // A version is no date, but says that it is deprecated all the same.
        ("x-deprecated-since: 1.3.0", ", not flagged"),
        ("x-internal: true", "none"),
    ] {
        assert_eq!(
            operation(keywords),
            (expected.to_owned(), vec![]),
            "{keywords}"
        );
    }
}

#[test]
fn what_can_not_be_read_or_contradicts_itself_is_told() {
    let (line, said) = operation("x-sunset: next summer");
    assert_eq!(line, ", not flagged");
    assert_eq!(said, ["flaw invalid-deprecation /paths/~1a/get/x-sunset"]);

    let (line, said) =
        operation("x-sunset: '2030-06-01'\n    x-deprecation: {sunset: '2031-06-01'}");
    assert_eq!(line, ", not flagged, sunset 2030-06-01");
    assert_eq!(
        said,
        ["flaw invalid-deprecation /paths/~1a/get/x-deprecation/sunset"]
    );
}

#[test]
fn a_sunset_of_a_representation_is_that_of_the_operation() {
    let lowered = lower(&document(
        "\
/a:
  get:
    operationId: a
    deprecated: true
    responses:
      '200': {description: '', content: {application/json: {x-sunset: 2031-01-01}}}
      '404': {description: '', content: {application/json: {x-sunset: 2030-01-01}}}
",
        "{}",
    ));
    assert!(
        lowered.text.contains("  deprecated, sunset 2030-01-01\n"),
        "{}",
        lowered.text
    );
}

#[test]
fn parameters_properties_and_components_have_records_of_their_own() {
    let lowered = lower(&answering(
        "\
Thing:
  type: object
  deprecated: true
  x-sunset: 2030-01-01
  properties:
    old: {type: string, x-deprecated: Use `new`.}
    leaf: {$ref: '#/components/schemas/Leaf'}
Leaf: {type: object, deprecated: true, properties: {a: {type: string}}}
",
    ));
    assert_eq!(
        lowered.part("object Thing"),
        "\
object Thing#0
  used as component Thing
  deprecated, sunset 2030-01-01
  old optional: string
    deprecated, not flagged, message \"Use `new`.\"
  leaf optional: Leaf#1
"
    );
    assert!(lowered.part("object Leaf").contains("  deprecated\n"));
    let lowered = lower(&document(
        "/a: {get: {operationId: a, parameters: [{name: q, in: query, deprecated: true, schema: {type: string}}], \
         responses: {'204': {description: ''}}}}",
        "{}",
    ));
    assert!(
        lowered
            .text
            .contains("  query q optional: string, form exploded\n    deprecated\n"),
        "{}",
        lowered.text
    );
}
