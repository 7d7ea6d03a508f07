//! Bodies of every form that a documented answer can have.

use serde_json::{Value, json};

use super::{Case, Depth, Reply, as_documented, case, json as objects, same};
use crate::{
    adapter::text_of_octets,
    cases::answers::Form,
    difference::Failure,
    harness::{Answer, Settings},
    mapping::Body,
    oracle::status,
    server::Script,
};

/// The cases of one documented answer.
pub(super) fn cases(reply: Reply, depth: Depth) -> Vec<Case> {
    let mut cases = match reply.form {
        Form::Nothing => return nothing(reply),
        Form::Json => objects::cases(reply, depth),
        Form::Text => texts(reply),
        Form::Octets => octets(reply),
        Form::Events => events(reply),
        Form::Lines => lines(reply),
    };
    if depth == Depth::Whole {
        cases.extend(framings(reply));
        let upper = reply.media_type().to_uppercase();
        cases.push(labelled(reply, "with_an_upper_case_media_type", upper));
        if matches!(reply.form, Form::Json | Form::Text) {
            let parameter = format!("{};charset=utf-8", reply.media_type());
            cases.push(labelled(reply, "with_a_charset", parameter));
        }
    }
    cases
}

/// The same body under another spelling of its media type, which is matched without regard to case (RFC 9110, section
/// 8.3.1).
fn labelled(reply: Reply, name: &str, media_type: String) -> Case {
    case(reply, name, move || {
        let value = reply.value()?;
        let answer = Answer {
            headers: vec![("content-type".to_owned(), media_type)],
            ..reply.with_value(&value)
        };
        reply.mapped(&answer, Body::Is(value)).map(drop)
    })
}

/// The ways in which HTTP says where a body ends (RFC 9112, section 6.3).
fn framings(reply: Reply) -> [Case; 3] {
    type Framed = fn(&Answer) -> Vec<u8>;
    let kinds: [(&str, Framed); 3] = [
        ("in_one_chunk_with_trailers", |answer| {
            let trailers = "0\r\nx-checksum: 1\r\ncontent-type: text/html\r\n\r\n";
            answer.chunked(answer.body.len().max(1), trailers)
        }),
        ("in_chunks_of_one_byte", |answer| {
            answer.chunked(1, "0\r\n\r\n")
        }),
        ("until_the_connection_ends", Answer::until_the_end),
    ];
    kinds.map(|(name, framed)| {
        case(reply, &format!("framing::{name}"), move || {
            let value = reply.value()?;
            let answer = reply.with_value(&value);
            let script = Script::Answer(framed(&answer));
            let subject = reply.subject;
            let settings = Settings::default();
            let exchange = subject.call_script(subject.arguments, &settings, script)?;
            reply
                .fine(&answer, Body::Is(value))
                .check(&exchange.outcome)
        })
    })
}

/// An answer without a body by the document, by its status or by the method of its request.
fn nothing(reply: Reply) -> Vec<Case> {
    let empty = case(reply, "without_a_body", move || {
        let answer = reply.with_bytes(Vec::new()).header("x-request-id", "r-1 é");
        reply.mapped(&answer, Body::Is(Value::Null)).map(drop)
    });
    let surplus = case(reply, "with_a_body_all_the_same", move || surplus(&reply));
    vec![empty, surplus]
}

/// What comes where nothing is expected makes no other answer of it.
fn surplus(reply: &Reply) -> Result<(), Failure> {
    let body = br#"{"not": "documented"}"#.to_vec();
    let answer = Answer {
        status: reply.status,
        body,
        ..Answer::default()
    };
    let answer = answer.header("content-type", "application/json");
    let exchange = reply.sent(&answer, &Settings::default())?;
    let mut mapping = reply.fine(&answer, Body::Is(Value::Null));
    if status::is_bodiless(reply.status) || reply.subject.operation.method == "HEAD" {
        // "always terminated by the first empty line after the header fields" (RFC 9112, section 6.3): these bytes belong
        // to no answer. Of 205 alone it is not said there.
        mapping.raw = (reply.status != 205).then(Vec::new);
    }
    mapping.check(&exchange.outcome)
}

fn texts(reply: Reply) -> Vec<Case> {
    let mut cases = vec![as_documented(reply)];
    for (name, text) in [
        ("empty", ""),
        ("unicode", "Zürich 🙂 \u{202e} \u{0} \r\n"),
        ("json", "{\"a\": 1}"),
    ] {
        cases.push(of_value(reply, &format!("text::{name}"), json!(text)));
    }
    cases
}

fn octets(reply: Reply) -> Vec<Case> {
    let mut cases = vec![as_documented(reply)];
    let large: Vec<u8> = (0..=u8::MAX).cycle().take(100_000).collect();
    for (name, bytes) in [
        ("empty", Vec::new()),
        ("zeros", vec![0; 3]),
        ("large", large),
    ] {
        let value = json!(text_of_octets(&bytes));
        cases.push(of_value(reply, &format!("octets::{name}"), value));
    }
    cases
}

fn of_value(reply: Reply, name: &str, value: Value) -> Case {
    case(reply, name, move || same(&reply, value).map(drop))
}

/// Other ways to write the same stream.
type Rewritten = fn(String) -> String;

fn events(reply: Reply) -> Vec<Case> {
    let kinds: [(&str, Rewritten); 5] = [
        ("carriage_returns_and_line_feeds", |text| {
            text.replace('\n', "\r\n")
        }),
        ("carriage_returns", |text| text.replace('\n', "\r")),
        ("byte_order_mark", |text| format!("\u{feff}{text}")),
        ("unknown_fields_and_comments", |text| {
            format!("priority: 1\n:\n: x\ndat: 1\n\n{text}")
        }),
        ("an_unfinished_event", |text| {
            format!("{text}data: \"never\"")
        }),
    ];
    rewritten(reply, "events", &kinds)
}

fn lines(reply: Reply) -> Vec<Case> {
    if reply.media_type().contains("json-seq") {
        return rewritten(reply, "lines", &[]);
    }
    let kinds: [(&str, Rewritten); 3] = [
        ("carriage_returns_and_line_feeds", |text| {
            text.replace('\n', "\r\n")
        }),
        ("empty_lines", |text| text.replace('\n', "\n\n \n")),
        ("without_the_last_line_feed", |text| {
            text.trim_end().to_owned()
        }),
    ];
    rewritten(reply, "lines", &kinds)
}

fn rewritten(reply: Reply, what: &str, kinds: &[(&str, Rewritten)]) -> Vec<Case> {
    let mut cases = vec![
        as_documented(reply),
        of_value(reply, &format!("{what}::none"), json!([])),
    ];
    for (name, rewrite) in kinds.iter().copied() {
        cases.push(case(reply, &format!("{what}::{name}"), move || {
            let value = reply.value()?;
            let text = String::from_utf8(reply.encoded(&value)).map_err(Failure::because)?;
            reply
                .mapped(&reply.with_bytes(rewrite(text)), Body::Is(value))
                .map(drop)
        }));
    }
    cases
}
