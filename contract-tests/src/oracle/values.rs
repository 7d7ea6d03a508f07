//! Values to try: which ones a schema takes, and which ones it refuses.
//!
//! A schema comes in, named values go out. Nothing here interprets a pattern or a limit: a fixed list of values that
//! clients get wrong, and small changes of a value that is known to fit, are put before the validator, which sorts
//! them. So the list serves any schema, and each value has a name that a test can bear.

use serde_json::{Value, json};

use super::{Direction, Document, Node, Schema, Unreadable, operation::Example};

/// A value with the name of what is special about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// In snake case, fit for a test's name.
    pub name: String,
    /// The value.
    pub value: Value,
}

/// How deep built objects go: a schema may contain itself.
const DEEPEST: usize = 6;

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

/// The values that `schema` takes, the documented ones first.
pub fn accepted(schema: &Schema, examples: &[Example]) -> Vec<Sample> {
    sorted(schema, examples, true)
}

/// Values of the right JSON type that `schema` refuses: a typed call can be given them, and has to refuse them too.
pub fn refused(schema: &Schema, examples: &[Example]) -> Vec<Sample> {
    sorted(schema, examples, false)
}

fn sorted(schema: &Schema, examples: &[Example], accept: bool) -> Vec<Sample> {
    let documented = examples.iter().map(|example| Sample {
        name: format!("documented_{}", example.name),
        value: example.value.clone(),
    });
    let own = schema
        .raw()
        .get("enum")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let own = own.filter(|value| !value.is_null()).map(|value| Sample {
        name: value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned),
        value: value.clone(),
    });
    let mut samples: Vec<Sample> = documented.chain(own).collect();
    match schema.raw().get("type").and_then(Value::as_str) {
        Some("boolean") => samples.extend(named([("true", json!(true)), ("false", json!(false))])),
        Some("integer") => samples.extend(integers(schema.raw())),
        Some("number") => {
            samples.extend(integers(schema.raw()));
            samples.extend(named([
                ("half", json!(0.5)),
                ("tiny", json!(1e-9)),
                ("huge", json!(1e300)),
            ]));
        }
        Some("string") => {
            samples.extend(TEXTS.iter().map(|(name, text)| sample(name, json!(text))));
            let mut fitting = samples
                .iter()
                .filter(|sample| schema.accepts(&sample.value));
            if let Some(text) = fitting.find_map(|sample| sample.value.as_str()) {
                samples.extend(neighbours(schema.raw(), text));
            }
        }
        None => samples.push(sample("anything", json!("anything"))),
        _ => {}
    }
    let mut kept: Vec<Sample> = Vec::new();
    for sample in samples {
        let known = kept
            .iter()
            .any(|other| other.value == sample.value || other.name == sample.name);
        if !known && schema.accepts(&sample.value) == accept {
            kept.push(sample);
        }
    }
    kept
}

fn sample(name: &str, value: Value) -> Sample {
    Sample {
        name: name.to_owned(),
        value,
    }
}

fn named<const N: usize>(values: [(&str, Value); N]) -> Vec<Sample> {
    values
        .into_iter()
        .map(|(name, value)| sample(name, value))
        .collect()
}

/// Both ends of the range and their neighbours.
fn integers(raw: &Value) -> Vec<Sample> {
    let mut samples = named([
        ("zero", json!(0)),
        ("one", json!(1)),
        ("minus_one", json!(-1)),
    ]);
    let (low, high) = match raw.get("format").and_then(Value::as_str) {
        Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    for (name, bound, width) in [
        ("minimum", raw.get("minimum"), low),
        ("maximum", raw.get("maximum"), high),
    ] {
        let bound = bound.and_then(Value::as_i64).unwrap_or(width);
        samples.push(sample(name, json!(bound)));
        // Past the width of the type no typed call can be given the value, so there is nothing to refuse.
        if bound > low {
            samples.push(sample(&format!("below_{name}"), json!(bound - 1)));
        }
        if bound < high {
            samples.push(sample(&format!("above_{name}"), json!(bound + 1)));
        }
    }
    samples
}

/// Texts one small step away from `text`, which fits.
fn neighbours(raw: &Value, text: &str) -> Vec<Sample> {
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
        let limit = raw
            .get(keyword)
            .and_then(Value::as_u64)
            .and_then(|limit| usize::try_from(limit).ok());
        for (name, length) in limit.into_iter().flat_map(|limit| {
            [
                ("at", limit),
                ("below", limit.saturating_sub(1)),
                ("above", limit + 1),
            ]
        }) {
            samples.push(sample(
                &format!("{name}_{keyword}"),
                json!("a".repeat(length)),
            ));
        }
    }
    samples
}

/// A value that keeps `schema`: with every property, or with the required ones only. `None` where none is found.
pub fn build(
    document: &Document,
    schema: &Schema,
    direction: Direction,
    every: bool,
) -> Result<Option<Value>, Unreadable> {
    let node = Node {
        pointer: schema.pointer.clone(),
        value: schema.raw(),
    };
    let value = build_part(document, &node, direction, every, 0)?;
    Ok(value.filter(|value| schema.accepts(value)))
}

fn build_part(
    document: &Document,
    node: &Node<'_>,
    direction: Direction,
    every: bool,
    depth: usize,
) -> Result<Option<Value>, Unreadable> {
    let node = document.resolve(node.clone())?;
    let schema = Schema::read(document, &node, direction)?;
    let properties = schema.properties(document)?;
    let kind = node.text("type");
    if kind == Some("object") || !properties.is_empty() {
        let mut object = serde_json::Map::new();
        for property in properties {
            if (every && depth < DEEPEST) || property.required {
                let node = Node {
                    pointer: property.pointer,
                    value: &property.raw,
                };
                if let Some(value) = below(document, &node, direction, every, depth)? {
                    object.insert(property.name, value);
                }
            }
        }
        return Ok(Some(Value::Object(object)));
    }
    if kind == Some("array") {
        let items = document.child(&node, "items")?;
        let item = items
            .map(|items| below(document, &items, direction, every, depth))
            .transpose()?;
        return Ok(Some(item.flatten().into_iter().collect()));
    }
    let documented = node.value.get("example").map(|value| Example {
        name: "schema".to_owned(),
        value: value.clone(),
        pointer: node.pointer.clone(),
    });
    let samples = accepted(&schema, documented.as_slice());
    Ok(samples.into_iter().next().map(|sample| sample.value))
}

fn below(
    document: &Document,
    node: &Node<'_>,
    direction: Direction,
    every: bool,
    depth: usize,
) -> Result<Option<Value>, Unreadable> {
    // Past the deepest level only what is required is built, and a required circle ends nowhere: give up on it.
    if depth > 2 * DEEPEST {
        return Ok(None);
    }
    build_part(document, node, direction, every, depth + 1)
}
