//! Answers whose head arrived.

use serde_json::{Value, json};

use super::{Broken, Case, LIMIT, Reply, case, limited};
use crate::{
    adapter::{Kind, text_of_octets},
    cases::answers::{End, Form},
    harness::Answer,
    server::Script,
};

/// What an answer must become of whose body no more came than this.
fn broken(reply: &Reply, body: &[u8], kind: &'static [Kind], unfit: &'static str) -> Broken {
    let success = reply.end == End::Success;
    let streamed = reply.is_streamed();
    // A documented error is told as such whatever becomes of its body; a success without its body is none. What was handed
    // out already stays so.
    let handed_out = match reply.form {
        Form::Octets => json!(text_of_octets(body)),
        _ => json!([]),
    };
    Broken {
        variant: if success {
            "Other".to_owned()
        } else {
            reply.variant()
        },
        kinds: if success { kind } else { &[] },
        unfit: (!success).then_some(unfit),
        status: Some(reply.status),
        raw: (!streamed || reply.form == Form::Octets).then(|| body.to_vec()),
        body: streamed.then_some(handed_out),
        maybe_executed: true,
    }
}

/// Every case of one documented answer.
pub(super) fn cases(reply: Reply) -> Vec<Case> {
    let Some(answer) = reply
        .documented()
        .ok()
        .filter(|answer| answer.body.len() > 1)
    else {
        return Vec::new();
    };
    let mut cases = interrupted(reply, &answer);
    cases.extend(oversized(reply, &answer));
    cases
}

fn interrupted(reply: Reply, answer: &Answer) -> Vec<Case> {
    let whole = answer.wire();
    let head = whole.len() - answer.body.len();
    let last = answer.body.len() - 1;
    // Of events and lines what is whole is handed out; so no more comes than a part of the first.
    let half = match reply.form {
        Form::Events | Form::Lines if reply.is_streamed() => answer.body.len().min(8),
        _ => answer.body.len() / 2,
    };
    let upto = |end: usize| whole.get(..head + end).unwrap_or_default().to_vec();
    let start = Answer {
        body: answer.body.get(..half).unwrap_or_default().to_vec(),
        ..answer.clone()
    };
    let chunk = |rest: &str| Script::Answer(start.chunked(half, rest));
    let cut = |end: usize| {
        let body = answer.body.get(..end).unwrap_or_default();
        broken(&reply, body, &[Kind::Interrupted], "interrupted")
    };
    // How much of a chunk that never ends counts as read is the HTTP library's business.
    let about_half = Broken {
        raw: None,
        body: cut(half).body.filter(|_| reply.form != Form::Octets),
        ..cut(half)
    };
    let mut scripts = vec![
        ("cut::before_the_body", Script::Answer(upto(0)), cut(0)),
        (
            "cut::inside_the_body",
            Script::Answer(upto(half)),
            cut(half),
        ),
        ("cut::before_the_last_chunk", chunk(""), cut(half)),
        ("garbage::chunk_size", chunk("zz\r\n"), cut(half)),
        (
            "garbage::chunk_size_past_64_bits",
            chunk("ffffffffffffffffff\r\n"),
            cut(half),
        ),
        (
            "slow::inside_the_body",
            Script::AnswerAndStall(upto(half)),
            cut(half),
        ),
    ];
    if !reply.is_streamed() {
        scripts.push((
            "cut::before_the_last_byte",
            Script::Answer(upto(last)),
            cut(last),
        ));
        // How much came when the time was over, nobody can say. A stream has as much time for each of its pieces.
        let late = Broken {
            raw: None,
            ..cut(half)
        };
        scripts.push((
            "slow::byte_by_byte",
            Script::AnswerAndDrip(start.until_the_end()),
            late,
        ));
    }
    if !(reply.is_streamed() && reply.form == Form::Octets) {
        scripts.push(("cut::inside_a_chunk", chunk("40\r\nabc"), about_half));
    }
    let cases = scripts.into_iter().map(|(name, script, broken)| {
        let name = format!("{}::{name}", reply.short_label());
        case(reply.subject, &name, script, broken)
    });
    cases.collect()
}

/// Bodies of more than the limit, however their length is given.
fn oversized(reply: Reply, answer: &Answer) -> Vec<Case> {
    // The limit is one for what is kept, and of a stream of bytes nothing is.
    if reply.is_streamed() && reply.form == Form::Octets {
        return Vec::new();
    }
    let large = |size: usize| Answer {
        body: vec![b' '; size],
        ..answer.clone()
    };
    let kept = vec![b' '; LIMIT];
    let broken = || Broken {
        raw: Some(kept.clone()),
        body: reply.is_streamed().then(|| Value::Array(Vec::new())),
        ..broken(&reply, &kept, &[Kind::TooLarge], "too-large")
    };
    let scripts = [
        ("one_byte_with_a_length", large(LIMIT + 1).wire()),
        ("announced_and_never_sent", announced(answer)),
        (
            "in_chunks",
            large(LIMIT * 3).chunked(LIMIT * 3, "0\r\n\r\n"),
        ),
        ("without_a_length", large(1 << 20).until_the_end()),
    ];
    let cases = scripts.into_iter().map(|(name, bytes)| {
        let name = format!("{}::oversized::{name}", reply.short_label());
        limited(reply.subject, &name, Script::Answer(bytes), broken())
    });
    cases.collect()
}

/// A length that no machine has room for, and a little more than the limit.
fn announced(answer: &Answer) -> Vec<u8> {
    let lines = answer
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"));
    let head = format!(
        "HTTP/1.1 {} x\r\ncontent-length: 9000000000000000000\r\n{}\r\n",
        answer.status,
        lines.collect::<String>()
    );
    [head.as_bytes(), &[b' '; LIMIT + 1]].concat()
}
