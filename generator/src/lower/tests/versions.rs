//! Versions in media types.

use jiff::civil::date;

use super::{document, lower_part};
use crate::lower::Options;

const PATHS: &str = "\
/a:
  post:
    operationId: dated
    requestBody:
      content:
        application/vnd.x.2023-01-01+json: {schema: {$ref: '#/components/schemas/Old'}}
        application/vnd.x.2024-08-05+json: {schema: {$ref: '#/components/schemas/New'}}
    responses:
      '200':
        description: ''
        content:
          application/vnd.x.2023-01-01+csv: {schema: {type: string}}
          application/vnd.x.2023-01-01+json: {x-sunset: '2026-03-01', schema: {$ref: '#/components/schemas/Old'}}
          application/vnd.x.2024-08-05+json: {schema: {$ref: '#/components/schemas/New'}}
          application/vnd.x.preview+json: {schema: {type: string}}
      '201':
        description: Since the new one only.
        content:
          application/vnd.x.2024-08-05+json: {schema: {$ref: '#/components/schemas/New'}}
      '202': {description: Until the old one only., content: {application/vnd.x.2023-01-01+json: {}}}
      '400': {description: '', content: {application/json: {schema: {type: string}}}}
/b: {get: {operationId: late, responses: {'200': {description: '', content: {application/vnd.x.2025-01-01+gzip: {schema: {type: string, format: binary}}}}}}}
/c: {get: {operationId: preview, responses: {'200': {description: '', content: {application/vnd.x.preview+json: {schema: {type: string}}}}}}}
/d: {get: {operationId: plain, responses: {'204': {description: ''}}}}
";

const COMPONENTS: &str = "\
schemas:
  Old: {type: object, properties: {a: {type: string}}}
  New: {type: object, properties: {b: {type: string}}}
";

fn at(year: i16, month: i8, day: i8) -> super::Lowered {
    let options = Options {
        api_version: Some(date(year, month, day)),
        ..Options::default()
    };
    lower_part(&document(PATHS, COMPONENTS), &options)
}

#[test]
fn the_newest_version_is_chosen_for_body_and_answers_alike() {
    let lowered = lower_part(&document(PATHS, COMPONENTS), &Options::default());
    assert_eq!(lowered.said, ["warning only-preview /paths/~1c/get"]);
    assert_eq!(lowered.api.operations.len(), 4);
    let part = lowered.part("operation dated");
    let lines: Vec<&str> = part.lines().map(str::trim).skip(1).collect();
    assert_eq!(
        lines,
        [
            "body application/vnd.x.2024-08-05+json optional: New#0",
            "200 application/vnd.x.2024-08-05+json: New#0 \"\"",
            "201 application/vnd.x.2024-08-05+json: New#0 \"Since the new one only.\"",
            "400 application/json: string \"\"",
        ]
    );
}

#[test]
fn a_day_picks_what_was_there_on_it() {
    for lowered in [at(2024, 8, 4), at(2023, 1, 1)] {
        let part = lowered.part("operation dated");
        for line in [
            "application/vnd.x.2023-01-01+json: Old#0",
            "application/vnd.x.2023-01-01+csv: text",
            "sunset 2026-03-01",
            "202 application/vnd.x.2023-01-01+json",
        ] {
            assert!(part.contains(line), "{line} is not in {part}");
        }
        assert!(
            !part.contains("2024-08-05") && !part.contains("\n  201"),
            "{part}"
        );
        assert_eq!(
            lowered.said,
            [
                "warning unavailable-version /paths/~1b/get",
                "warning only-preview /paths/~1c/get"
            ]
        );
        assert!(
            lowered.messages[0].contains("its oldest is 2025-01-01"),
            "{}",
            lowered.messages[0]
        );
    }
    assert!(!at(2024, 8, 5).part("operation dated").contains("sunset"));
}

#[test]
fn an_operation_is_as_old_as_its_body() {
    let paths = "/a: {post: {operationId: a, \
        requestBody: {content: {application/vnd.x.2024-01-01+json: {schema: {type: string}}}}, \
        responses: {'200': {description: '', content: {application/vnd.x.2023-01-01+json: {schema: {type: string}}}}}}}\n";
    let options = Options {
        api_version: Some(date(2023, 6, 1)),
        ..Options::default()
    };
    let lowered = lower_part(&document(paths, "{}"), &options);
    assert_eq!(lowered.api.operations, []);
    assert!(
        lowered.messages[0].contains("its oldest is 2024-01-01"),
        "{}",
        lowered.messages[0]
    );
}
