//! The lies: each is what a client with one fault would do.

use serde_json::{Map, Value, json};

use super::liar::{HONEST, Lie};
use crate::{
    adapter::{Arguments, BadArguments, Kind, OperationFacts, Outcome, Policy, Taken},
    harness::TOKEN,
};

/// Every lie.
pub(super) fn lies() -> Vec<Lie> {
    [
        mappings(),
        transfers(),
        malformed(),
        refusals(),
        requests(),
        records(),
        types(),
    ]
    .concat()
}

type Concerned = &'static [&'static str];

/// A lie about what came of a call.
fn after(
    name: &'static str,
    concerned: Concerned,
    marker: &'static str,
    after: fn(&mut Outcome),
) -> Lie {
    Lie {
        name,
        concerned,
        marker,
        after,
        ..HONEST
    }
}

/// A lie about what is called.
fn before(
    name: &'static str,
    concerned: Concerned,
    marker: &'static str,
    before: fn(&mut Arguments),
) -> Lie {
    Lie {
        name,
        concerned,
        marker,
        before,
        ..HONEST
    }
}

/// A lie about what the client knows.
fn record(
    name: &'static str,
    concerned: Concerned,
    marker: &'static str,
    record: fn(&mut OperationFacts),
) -> Lie {
    Lie {
        name,
        concerned,
        marker,
        record: Some(record),
        ..HONEST
    }
}

/// Answers that reach the wrong place, or lose something on the way.
fn mappings() -> Vec<Lie> {
    vec![
        after(
            "swapped_variants",
            &["status_mapping", "404_reaches", "documented_example"],
            "variant",
            swap,
        ),
        after(
            "swallowed_error",
            &["status_mapping", "500_reaches", "documented_example"],
            "variant",
            |it| it.variant = "Ok",
        ),
        after(
            "lost_property",
            &["status_mapping", "200_reaches", "documented_example"],
            "typed body",
            |it| {
                if let Some(Value::Object(body)) = &mut it.body {
                    super::requests::lose_first(body);
                }
            },
        ),
        after(
            "changed_enum_value",
            &["status_mapping", "unknown_enum_value"],
            "typed body",
            |it| {
                let text = it.body.take().unwrap_or_default().to_string();
                it.body = serde_json::from_str(&text.replace("SOMETHING_NEW", "UNKNOWN")).ok();
            },
        ),
        after(
            "unrecognised_enum_value",
            &["status_mapping", "::enum_value::"],
            "enum value",
            |it| {
                let body = it.body.clone().unwrap_or_default();
                let values = body.as_object().into_iter().flat_map(|body| body.values());
                let unknown = |text| format!("Unrecognized({text:?})");
                let texts: Vec<String> = values.filter_map(Value::as_str).map(unknown).collect();
                it.typed = texts.join(", ");
            },
        ),
        after(
            "invented_enum_value",
            &["status_mapping", "unknown_enum_value"],
            "enum value",
            |it| it.typed.clear(),
        ),
        after(
            "lost_status",
            &["status_mapping", "documented_example"],
            "status",
            |it| it.status = None,
        ),
        after(
            "lost_headers",
            &["status_mapping", "documented_example"],
            "x-request-id",
            |it| it.headers.clear(),
        ),
        after(
            "lost_raw_body",
            &["status_mapping", "undocumented_"],
            "raw body",
            |it| it.raw = None,
        ),
        after(
            "undocumented_taken_for_documented",
            &["status_mapping", "undocumented_"],
            "variant",
            |it| it.variant = "BadRequest",
        ),
    ]
}

/// What is lost on the way for other reasons than the status.
fn transfers() -> Vec<Lie> {
    vec![
        after(
            "lost_body_in_chunks",
            &["status_mapping", "framing::in_chunks_of_one_byte"],
            "raw body",
            |it| it.raw.as_mut().map_or((), |raw| raw.truncate(1)),
        ),
        after(
            "lost_second_header",
            &["status_mapping", "header::the_same_twice"],
            "x-note",
            |it| drop(it.headers.pop()),
        ),
        after(
            "forgotten_enum_value",
            &["status_mapping", "with_every_enum_value"],
            "enum values",
            |it| it.typed.push_str("Unrecognized(\"\")"),
        ),
        after(
            "redirect_taken_for_success",
            &["status_mapping", "redirect_307"],
            "variant",
            |it| it.variant = "Ok",
        ),
        Lie {
            name: "redirect_followed_by_a_second_call",
            concerned: &["status_mapping", "redirect_302"],
            marker: "requests",
            times: 2,
            ..HONEST
        },
    ]
}

/// Broken answers taken for something else.
fn malformed() -> Vec<Lie> {
    vec![
        after(
            "unfit_body_taken_for_fit",
            &["malformed", "missing::"],
            "decode error",
            |it| it.decode_error = None,
        ),
        after(
            "broken_success_taken_for_success",
            &["malformed", "200::truncated"],
            "variant",
            |it| it.variant = "Ok",
        ),
        after(
            "syntax_error_called_type_error",
            &["malformed", "truncated"],
            "decode error",
            |it| {
                if let Some(error) = &mut it.decode_error {
                    error.kind = "value";
                }
            },
        ),
        after(
            "coded_body_taken_for_plain",
            &["malformed", "coding::"],
            "decode error",
            |it| it.decode_error = None,
        ),
        after(
            "drip_taken_for_an_answer",
            &["malformed", "slow::byte_by_byte"],
            "status",
            |it| it.status = None,
        ),
        after(
            "cut_connection_called_timeout",
            &["malformed", "cut::before_the_head"],
            "kind of error",
            |it| it.kind = Some(Kind::Timeout),
        ),
        after(
            "uncertain_called_certain",
            &["malformed", "cut::before_the_head"],
            "maybe_executed",
            |it| it.maybe_executed = false,
        ),
        after(
            "lost_partial_body",
            &["malformed", "cut::inside_the_body"],
            "raw body",
            |it| it.raw = Some(Vec::new()),
        ),
        after(
            "oversized_taken_for_interrupted",
            &["malformed", "oversized"],
            "kind of error",
            |it| it.kind = Some(Kind::Interrupted),
        ),
    ]
}

/// Announcements and refusals that say too little, or too much.
fn refusals() -> Vec<Lie> {
    vec![
        after(
            "unread_deprecation_headers",
            &["deprecation", "headers::sunset_http_date"],
            "deprecation headers",
            |it| it.deprecation = None,
        ),
        after(
            "refusal_without_successor",
            &["deprecation", "policy::client_deny_long_before"],
            "refusal",
            |it| {
                if let Some(refusal) = &mut it.refusal {
                    refusal.successor = None;
                }
            },
        ),
        after(
            "refusal_without_words",
            &["deprecation", "policy::client_deny_long_before"],
            "refusal's text",
            |it| it.message.clear(),
        ),
        after(
            "gone_without_a_word",
            &["deprecation", "sunset::410_from_the_day_on"],
            "gone",
            |it| it.gone = None,
        ),
        after(
            "gone_called_undocumented",
            &["deprecation", "sunset::410_from_the_day_on"],
            "kind of error",
            |it| it.kind = Some(Kind::Undocumented),
        ),
        Lie {
            name: "forgotten_call",
            concerned: &["deprecation", "policy::client_ignore_long_before"],
            marker: "counts",
            counts: |it| it.sent -= 1,
            ..HONEST
        },
        Lie {
            name: "forgotten_refusal",
            concerned: &["deprecation", "policy::client_deny_long_before"],
            marker: "counts",
            counts: |it| it.refused = 0,
            ..HONEST
        },
        after(
            "shown_token",
            &["request_shape", "the_token_is_never_shown"],
            "credential",
            |it| it.message.push_str(TOKEN),
        ),
        after(
            "shown_token_elsewhere",
            &["status_mapping", "404_reaches", "documented_example"],
            "credential",
            |it| it.debug.push_str(TOKEN),
        ),
        after(
            "traced_token",
            &["request_shape", "the_token_is_never_shown"],
            "an event",
            |_| tracing::trace!("{TOKEN}"),
        ),
        after(
            "swallowed_refusal",
            &["request_shape", "refused::"],
            "outcome",
            |it| it.kind = None,
        ),
    ]
}

/// Arguments that are lost, invented or overruled, and calls made twice.
fn requests() -> Vec<Lie> {
    vec![
        before(
            "ignored_policy_of_the_call",
            &["deprecation", "policy::call_deny_long_before"],
            "refusal",
            |it| {
                it.policy = Some(Policy::Ignore);
            },
        ),
        before(
            "silent_deprecation",
            &["deprecation", "policy::client_warn_long_before"],
            "tracing events",
            |it| {
                it.policy = Some(Policy::Ignore);
            },
        ),
        before(
            "silent_disagreement",
            &["deprecation", "moved_one_event"],
            "disagreement",
            |it| {
                it.policy = Some(Policy::Ignore);
            },
        ),
        before(
            "lost_query_parameter",
            &["request_shape", "every_optional_one_together"],
            "query parameter",
            |it| it.query.clear(),
        ),
        before(
            "lost_optional_property",
            &["request_shape", "documented_example"],
            "body",
            |it| {
                if let Some(Value::Object(body)) = it.body.as_mut().map(|body| &mut body.value) {
                    let last = body.keys().next_back().cloned();
                    last.map(|last| body.shift_remove(&last));
                }
            },
        ),
        before(
            "invented_query_parameter",
            &["request_shape", "::absent"],
            "query parameter",
            |it| {
                for name in ["pretty", "envelope"] {
                    it.query.insert(name.to_owned(), json!(false));
                }
            },
        ),
        Lie {
            name: "call_made_twice",
            concerned: &["request_shape", "documented_example"],
            marker: "requests",
            times: 2,
            ..HONEST
        },
        Lie {
            name: "lost_answer_followed_by_a_second_call",
            concerned: &["retries", "is_sent_once"],
            marker: "requests",
            times: 2,
            ..HONEST
        },
        Lie {
            name: "error_answered_by_a_second_call",
            concerned: &["status_mapping", "undocumented_503"],
            marker: "requests",
            times: 2,
            ..HONEST
        },
    ]
}

/// Facts that differ from the document.
fn records() -> Vec<Lie> {
    vec![
        record(
            "dropped_deprecation",
            &["deprecation", "record_equals"],
            "not deprecated",
            |it| it.deprecation = None,
        ),
        record(
            "moved_sunset",
            &["deprecation", "record_equals"],
            "sunset",
            |it| {
                if let Some(deprecation) = &mut it.deprecation {
                    deprecation.sunset = Some("2027-01-15".to_owned());
                }
            },
        ),
        record(
            "forgotten_security",
            &["request_shape", "authentication::record_equals"],
            "security",
            |it| it.security.clear(),
        ),
        record(
            "repeatable_by_mistake",
            &["retries", "record_equals"],
            "idempotent",
            |it| it.idempotent = !it.idempotent,
        ),
        record(
            "renamed_operation",
            &["operations::", "client_has_exactly"],
            "operations",
            |it| it.key.push_str("/else"),
        ),
    ]
}

/// Structs and texts that are not what the document says, and that no call would show.
fn types() -> Vec<Lie> {
    vec![
        Lie {
            name: "swapped_fields",
            concerned: &["types", "FieldViolation::answer::description::"],
            marker: "field by field",
            of_type: |it| it.read = swapped,
            ..HONEST
        },
        Lie {
            name: "text_that_keeps_anything",
            concerned: &["types", "Request::request::texts_keep"],
            marker: "is none",
            of_text: |it| it.keeps = |_| true,
            ..HONEST
        },
    ]
}

/// Reads as a struct would whose first two fields stand for each other's property.
fn swapped(text: &str) -> Result<Taken, BadArguments> {
    let read: Map<String, Value> =
        serde_json::from_str(text).map_err(|error| BadArguments::undecodable(&error))?;
    let mut names: Vec<&String> = read.keys().collect();
    if let [first, second, ..] = names.as_mut_slice() {
        std::mem::swap(first, second);
    }
    let mut fields = names.into_iter().zip(read.values());
    fields.try_fold(Taken::default(), |taken, (name, value)| {
        taken.field(name, value)
    })
}

fn swap(outcome: &mut Outcome) {
    outcome.variant = if outcome.variant == "NotFound" {
        "Conflict"
    } else {
        "NotFound"
    };
}
