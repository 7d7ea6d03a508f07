//! Numbers and texts to try.

use serde_json::{Value, json};

use super::{Sample, Schema, named, sample};
use crate::oracle::pattern;

/// The longest text that is tried. Limits beyond it are there to be no limits.
const LONGEST: usize = 10_000;

/// Texts that get lost or changed on the way when an encoding is wrong, and some that common patterns want.
const TEXTS: &[(&str, &str)] = &[
    ("letter", "a"),
    ("digit", "7"),
    ("hex_24", "0123456789abcdef01234567"),
    ("uuid", "0b8a6c1e-5d0f-4a53-9d8e-2f1c7a4b6e90"),
    ("date", "2024-02-29"),
    ("date_time", "2024-02-29T23:59:59Z"),
    ("empty", ""),
    ("space", "a b"),
    ("slash", "a/b"),
    ("question_mark", "a?b"),
    ("hash", "a#b"),
    ("percent", "a%b"),
    ("percent_encoded", "a%2Fb"),
    ("ampersand_and_equals", "a&b=c"),
    ("plus", "a+b"),
    ("punctuation", "(a),b:c@d'e"),
    ("hyphen", "a-1"),
    ("leading_hyphen", "-a"),
    ("umlaut", "Zürich"),
    ("astral_letter", "𝒳"),
    ("emoji", "🙂"),
    ("quote", "a\"b\\c"),
    ("newline", "a\nb"),
    ("dot_segment", ".."),
    ("true", "true"),
];

/// Texts of a format, each of which a careless client may write in another way than it was given.
const FORMATS: &[(&str, &[(&str, &str)])] = &[
    (
        "date-time",
        &[
            ("milliseconds", "2024-02-29T23:59:59.120Z"),
            ("nanoseconds", "2024-02-29T23:59:59.123456789Z"),
            ("offset", "2024-02-29T23:59:59+05:30"),
            ("negative_offset", "2024-02-29T00:00:00-08:00"),
            ("zero_offset", "2024-02-29T00:00:00+00:00"),
            ("long_ago", "0001-01-01T00:00:00Z"),
        ],
    ),
    (
        "date",
        &[("first_day", "0001-01-01"), ("last_day", "9999-12-31")],
    ),
    (
        "time",
        &[
            ("time", "23:59:59Z"),
            ("time_with_offset", "01:02:03.5+01:00"),
        ],
    ),
    ("duration", &[("duration", "P1DT2H3M4S"), ("weeks", "P3W")]),
    (
        "uuid",
        &[
            ("nil", "00000000-0000-0000-0000-000000000000"),
            ("capitals", "0B8A6C1E-5D0F-4A53-9D8E-2F1C7A4B6E90"),
        ],
    ),
    ("email", &[("email", "someone+tag@example.com")]),
    ("idn-email", &[("email", "someone@example.com")]),
    ("hostname", &[("hostname", "a-1.example.com")]),
    ("idn-hostname", &[("hostname", "example.com")]),
    ("ip", &[("ipv4", "192.0.2.1"), ("ipv6", "2001:db8::1")]),
    ("ipv4", &[("ipv4", "192.0.2.1")]),
    ("ipv6", &[("ipv6", "2001:db8::1")]),
    (
        "uri",
        &[
            ("uri", "https://example.com/a%20b?c=d&e=f#g"),
            ("urn", "urn:example:a"),
        ],
    ),
    ("url", &[("url", "https://example.com/a%20b?c=d&e=f#g")]),
    ("uri-reference", &[("uri_reference", "/a?b=c")]),
    ("uri-template", &[("uri_template", "/a/{b}")]),
    ("iri", &[("iri", "https://example.com/ü")]),
    ("byte", &[("base64", "aGVsbG8="), ("base64_signs", "+/+/")]),
    ("regex", &[("regex", "^a+$")]),
    ("json-pointer", &[("json_pointer", "/a/0")]),
];

/// Both ends of the range and their neighbours.
pub(super) fn integers(schema: &Schema) -> Vec<Sample> {
    let mut samples = named([
        ("zero", json!(0)),
        ("one", json!(1)),
        ("minus_one", json!(-1)),
    ]);
    // `uint-32` and `u-int32` are in use, too.
    let format = schema.keyword("format").and_then(Value::as_str);
    let format = format.unwrap_or_default().replace(['-', '_'], "");
    let (low, high) = match format.to_ascii_lowercase().as_str() {
        "int8" | "int16" | "int32" => (i64::from(i32::MIN), i64::from(i32::MAX)),
        "uint8" | "uint16" | "uint32" => (0, i64::from(u32::MAX)),
        "uint" | "uint64" => (0, i64::MAX),
        _ => (i64::MIN, i64::MAX),
    };
    // Past the width of the type no typed call can be given a value, so there is nothing to refuse.
    samples.retain(|sample| {
        sample
            .value
            .as_i64()
            .is_some_and(|value| (low..=high).contains(&value))
    });
    for (name, keys, width) in [
        ("minimum", ["minimum", "exclusiveMinimum"], low),
        ("maximum", ["maximum", "exclusiveMaximum"], high),
    ] {
        let bound = keys
            .iter()
            .find_map(|key| schema.keyword(key)?.as_i64())
            .unwrap_or(width);
        samples.push(sample(name, json!(bound)));
        if bound > low {
            samples.push(sample(&format!("below_{name}"), json!(bound - 1)));
        }
        if bound < high {
            samples.push(sample(&format!("above_{name}"), json!(bound + 1)));
        }
    }
    if let Some(step) = schema.keyword("multipleOf").and_then(Value::as_i64) {
        samples.push(sample("multiple", json!(step)));
        samples.extend(
            step.checked_mul(7)
                .map(|value| sample("seven_times", json!(value))),
        );
    }
    samples
}

/// Numbers that a binary fraction holds exactly, or writes in another way than it was given.
pub(super) fn numbers(schema: &Schema) -> Vec<Sample> {
    let mut samples = named([
        ("zero", json!(0)),
        ("one", json!(1)),
        ("minus_one", json!(-1)),
        ("half", json!(0.5)),
        ("tenth", json!(0.1)),
        ("tiny", json!(1e-9)),
        ("huge", json!(1e300)),
        ("largest_exact", json!(9_007_199_254_740_991_i64)),
    ]);
    for (name, key) in [
        ("minimum", "minimum"),
        ("maximum", "maximum"),
        ("above_minimum", "exclusiveMinimum"),
        ("below_maximum", "exclusiveMaximum"),
    ] {
        if let Some(bound) = schema.keyword(key).filter(|bound| bound.is_number()) {
            samples.push(sample(&format!("at_{name}"), bound.clone()));
            let bound = bound.as_f64().unwrap_or_default();
            samples.push(sample(&format!("half_over_{name}"), json!(bound + 0.5)));
            samples.push(sample(&format!("half_under_{name}"), json!(bound - 0.5)));
        }
    }
    samples.extend(
        schema
            .keyword("multipleOf")
            .map(|step| sample("multiple", step.clone())),
    );
    samples
}

/// Texts to try, after the `known` ones.
pub(super) fn texts(schema: &Schema, known: &[Sample]) -> Vec<Sample> {
    let mut samples: Vec<Sample> = TEXTS
        .iter()
        .map(|(name, text)| sample(name, json!(text)))
        .collect();
    let format = schema.keyword("format").and_then(Value::as_str);
    for (_, texts) in FORMATS.iter().filter(|(name, _)| Some(*name) == format) {
        samples.extend(texts.iter().map(|(name, text)| sample(name, json!(text))));
    }
    for pattern in schema
        .conjunction()
        .iter()
        .filter_map(|it| it.raw().get("pattern")?.as_str())
    {
        let texts = pattern::texts(pattern).into_iter().enumerate();
        samples
            .extend(texts.map(|(index, text)| sample(&format!("of_pattern_{index}"), json!(text))));
    }
    let mut fitting = known
        .iter()
        .chain(&samples)
        .filter(|sample| schema.accepts(&sample.value));
    if let Some(text) = fitting.find_map(|sample| sample.value.as_str()) {
        let text = text.to_owned();
        samples.extend(neighbours(schema, &text));
    } else {
        // Nothing fits yet, so the length may be what was wrong.
        samples.extend(neighbours(schema, "a"));
    }
    samples
}

/// Texts one small step away from `text`, which fits.
fn neighbours(schema: &Schema, text: &str) -> Vec<Sample> {
    let mut shorter = text.to_owned();
    shorter.pop();
    let mut samples = vec![
        sample("one_short", json!(shorter)),
        sample("one_long", json!(format!("{text}a"))),
        sample("upper_case", json!(text.to_uppercase())),
        sample("twice", json!(format!("{text}{text}"))),
        sample("leading_space", json!(format!(" {text}"))),
        sample("trailing_space", json!(format!("{text} "))),
        // `$` of some regular expression engines matches before a last line feed; ECMA-262's does not.
        sample("trailing_newline", json!(format!("{text}\n"))),
        sample("trailing_nul", json!(format!("{text}\0"))),
        sample(
            "g_inside",
            json!(format!("g{}", text.get(1..).unwrap_or_default())),
        ),
        sample("fullwidth_digit", json!(format!("{shorter}\u{ff11}"))),
        sample("cut_63", json!("a".repeat(63))),
        sample("length_64", json!("a".repeat(64))),
        sample("length_65", json!("a".repeat(65))),
        sample("astral_64", json!("𝒳".repeat(64))),
        sample("length_300", json!("a".repeat(300))),
    ];
    for keyword in ["minLength", "maxLength"] {
        let limit = schema.keyword(keyword).and_then(Value::as_u64);
        let limit = limit.and_then(|limit| usize::try_from(limit).ok());
        for (name, length) in limit
            .filter(|limit| *limit <= LONGEST)
            .into_iter()
            .flat_map(|limit| {
                [
                    ("at", limit),
                    ("below", limit.saturating_sub(1)),
                    ("above", limit + 1),
                ]
            })
        {
            let name = format!("{name}_{keyword}");
            samples.push(sample(&name, json!("a".repeat(length))));
        }
    }
    samples
}
