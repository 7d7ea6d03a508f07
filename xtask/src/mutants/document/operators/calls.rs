//! What is changed about a call: where it goes, with which parameters, who may make it, and when it ends.

use serde_json::{Value, json};

use super::{Made, Object, another, each_shorter, is_true, renamed, text, with, without};
use crate::mutants::document::sites::METHODS;

pub(super) fn change_server(root: &Object) -> Vec<Object> {
    let Some(servers) = root.get("servers").and_then(Value::as_array) else {
        return Vec::new();
    };
    let Some(first) = servers.first().and_then(Value::as_object) else {
        return Vec::new();
    };
    let mut servers = servers.clone();
    let url = format!("{}/elsewhere", text(first, "url").unwrap_or_default());
    if let Some(server) = servers.first_mut() {
        *server = Value::Object(with(first, "url", url));
    }
    vec![with(root, "servers", servers)]
}

pub(super) fn change_version(root: &Object) -> Vec<Object> {
    let info = root.get("info").and_then(Value::as_object);
    let changed = info.into_iter().flat_map(|info| {
        ["title", "version"].map(|key| {
            let changed = another(text(info, key).unwrap_or_default());
            with(root, "info", with(info, key, changed))
        })
    });
    changed.collect()
}

/// No security at all, and one way less for each.
pub(super) fn drop_security(object: &Object) -> Vec<Object> {
    let Some(ways) = object.get("security").and_then(Value::as_array) else {
        return Vec::new();
    };
    let shorter = each_shorter(ways).into_iter();
    let shorter = shorter.map(|ways| with(object, "security", ways));
    let none = without(object, |key| key == "security");
    shorter.chain([none]).collect()
}

/// Another last word, a word less, a slash more, and two parameters that change places.
pub(super) fn change_path(paths: &Object) -> Vec<Object> {
    let mut changed = Vec::new();
    for path in paths.keys().filter(|path| path.starts_with('/')) {
        let segments: Vec<&str> = path.split('/').collect();
        let is_word = |segment: &&str| !segment.is_empty() && !segment.contains('{');
        let mut others = vec![format!("{path}/")];
        if let Some(last) = segments.iter().rposition(is_word) {
            let words = segments.iter().enumerate();
            let longer = words.clone().map(|(at, &word)| {
                if at == last {
                    another(word)
                } else {
                    word.to_owned()
                }
            });
            others.push(longer.collect::<Vec<_>>().join("/"));
            let shorter = words.filter(|(at, _)| *at != last).map(|(_, &word)| word);
            others.push(shorter.collect::<Vec<_>>().join("/"));
        }
        let mut parameters = segments
            .iter()
            .filter(|it| it.starts_with('{') && it.ends_with('}'));
        if let (Some(first), Some(second)) = (parameters.next(), parameters.next()) {
            let free = path.replacen(first, "\0", 1);
            others.push(free.replacen(second, first, 1).replacen('\0', second, 1));
        }
        others.retain(|other| other.starts_with('/') && !paths.contains_key(other));
        changed.extend(others.iter().map(|other| renamed(paths, path, other)));
    }
    changed
}

pub(super) fn change_method(paths: &Object) -> Vec<Object> {
    let mut changed = Vec::new();
    for (path, item) in paths {
        let Some(item) = item.as_object() else {
            continue;
        };
        for method in METHODS {
            // One that takes a body, or takes none, as the old one does.
            let other = match method {
                "get" => "options",
                "put" => "post",
                "post" | "patch" => "put",
                "delete" => "get",
                _ => continue,
            };
            if item.contains_key(method) && !item.contains_key(other) {
                changed.push(with(paths, path, renamed(item, method, other)));
            }
        }
    }
    changed
}

pub(super) fn rename_operation(operation: &Object) -> Vec<Object> {
    let id = text(operation, "operationId").into_iter();
    id.map(|id| with(operation, "operationId", another(id)))
        .collect()
}

fn is_of_deprecation(key: &str) -> bool {
    let has = |word| key.contains(word);
    key == "deprecated"
        || key.starts_with("x-") && (has("deprec") || has("sunset") || has("removal"))
}

pub(super) fn drop_deprecation(object: &Object) -> Vec<Object> {
    if is_true(object, "deprecated") {
        vec![without(object, is_of_deprecation)]
    } else {
        Vec::new()
    }
}

pub(super) fn add_deprecation(object: &Object) -> Vec<Object> {
    if is_true(object, "deprecated") {
        Vec::new()
    } else {
        vec![with(object, "deprecated", true)]
    }
}

/// Each fact of it in turn: dropped, and another.
pub(super) fn change_deprecation(object: &Object) -> Vec<Object> {
    let mut changed = Vec::new();
    let extensions = object
        .iter()
        .filter(|(key, _)| *key != "deprecated" && is_of_deprecation(key));
    for (key, value) in extensions {
        if let Value::Object(facts) = value {
            for (fact, value) in facts {
                changed.push(with(object, key, without(facts, |key| key == fact)));
                changed
                    .extend(moved(value).map(|value| with(object, key, with(facts, fact, value))));
            }
        } else {
            changed.push(without(object, |other| other == key));
            changed.extend(moved(value).map(|value| with(object, key, value)));
        }
    }
    changed
}

/// The day after, or another text.
fn moved(value: &Value) -> Option<Value> {
    let text = value.as_str()?;
    let day = text
        .parse()
        .and_then(|day: jiff::civil::Date| day.tomorrow());
    Some(day.map_or_else(|_| json!(another(text)), |day| json!(day.to_string())))
}

pub(super) fn drop_parameter(operation: &Object) -> Vec<Object> {
    let parameters = operation.get("parameters").and_then(Value::as_array);
    let shorter = parameters.into_iter().flat_map(|it| each_shorter(it));
    shorter
        .map(|it| with(operation, "parameters", it))
        .collect()
}

pub(super) fn dropping_is_unseen(made: &Made<'_>) -> Option<&'static str> {
    let of = |operation: &Object| {
        let parameters = operation.get("parameters").and_then(Value::as_array);
        parameters.cloned().unwrap_or_default()
    };
    let left = of(made.after);
    let mut gone = of(made.before).into_iter().filter(|it| !left.contains(it));
    let is_any_text = |parameter: &Value| {
        parameter.get("in") == Some(&json!("path"))
            && parameter.get("style").is_none()
            && parameter.get("schema") == Some(&json!({ "type": "string" }))
    };
    gone.all(|it| is_any_text(&it))
        .then_some("the path names it, and what only a path names is any text")
}

/// Not of one in the path: the template would have to change with it, and no request would.
pub(super) fn rename_parameter(parameter: &Object) -> Vec<Object> {
    match (text(parameter, "name"), text(parameter, "in")) {
        (Some(name), Some(place)) if place != "path" => {
            vec![with(parameter, "name", another(name))]
        }
        _ => Vec::new(),
    }
}

pub(super) fn move_parameter(parameter: &Object) -> Vec<Object> {
    let places: &[&str] = match text(parameter, "in") {
        Some("query") => &["header", "cookie"],
        Some("header") => &["query", "cookie"],
        Some("cookie") => &["query", "header"],
        _ => &[],
    };
    // Each place has styles of its own.
    let plain = without(parameter, |key| key == "style");
    places
        .iter()
        .map(|&place| with(&plain, "in", place))
        .collect()
}

/// Of a parameter or a body: required where it is optional, and the other way round.
pub(super) fn require(object: &Object) -> Vec<Object> {
    // "If the parameter location is "path", this field is REQUIRED and its value MUST be true" (OpenAPI 3.1,
    // Parameter Object).
    if text(object, "in") == Some("path") {
        return Vec::new();
    }
    vec![with(object, "required", !is_true(object, "required"))]
}

/// Each other style that its place has, where the value's shape lets it show.
pub(super) fn change_style(parameter: &Object) -> Vec<Object> {
    let (usual, styles): (&str, &[&str]) = match text(parameter, "in") {
        Some("path") => ("simple", &["simple", "label", "matrix"]),
        Some("query") if is_compound(parameter) => {
            ("form", &["form", "spaceDelimited", "pipeDelimited"])
        }
        _ => return Vec::new(),
    };
    let style = text(parameter, "style").unwrap_or(usual);
    let others = styles.iter().filter(|&&other| other != style);
    others
        .map(|&other| with(parameter, "style", other))
        .collect()
}

fn is_compound(parameter: &Object) -> bool {
    let kind = parameter.get("schema").and_then(|it| it.get("type"));
    // Behind a reference may be anything.
    kind.is_none_or(|kind| *kind == json!("array") || *kind == json!("object"))
}

pub(super) fn change_explode(parameter: &Object) -> Vec<Object> {
    // Of a single value there is nothing to explode.
    if !parameter.contains_key("in") || parameter.contains_key("content") || !is_compound(parameter)
    {
        return Vec::new();
    }
    let explode = parameter.get("explode").and_then(Value::as_bool);
    // "When style is "form", the default value is true" (OpenAPI 3.1, Parameter Object).
    let usual = match text(parameter, "style") {
        Some(style) => style == "form",
        None => matches!(text(parameter, "in"), Some("query" | "cookie")),
    };
    vec![with(parameter, "explode", !explode.unwrap_or(usual))]
}

pub(super) fn change_reserved(parameter: &Object) -> Vec<Object> {
    let kind = parameter.get("schema").and_then(|it| it.get("type"));
    let kind = kind.and_then(Value::as_str).unwrap_or("string");
    // No number and no truth value has a reserved character in it.
    let is_plain = ["boolean", "integer", "number"].contains(&kind);
    if text(parameter, "in") != Some("query") || parameter.contains_key("content") || is_plain {
        return Vec::new();
    }
    let is_allowed = is_true(parameter, "allowReserved");
    vec![with(parameter, "allowReserved", !is_allowed)]
}

pub(super) fn change_scheme(scheme: &Object) -> Vec<Object> {
    match text(scheme, "type") {
        Some("http") => {
            let is_bearer =
                text(scheme, "scheme").is_some_and(|it| it.eq_ignore_ascii_case("bearer"));
            vec![with(
                scheme,
                "scheme",
                if is_bearer { "basic" } else { "bearer" },
            )]
        }
        Some("apiKey") => {
            let is_header = text(scheme, "in") == Some("header");
            let name = another(text(scheme, "name").unwrap_or_default());
            let place = if is_header { "query" } else { "header" };
            vec![with(scheme, "in", place), with(scheme, "name", name)]
        }
        Some(_) => {
            let basic = with(&Object::new(), "type", "http");
            vec![with(&basic, "scheme", "basic")]
        }
        None => Vec::new(),
    }
}
