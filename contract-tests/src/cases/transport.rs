//! Part 4, second half: answers that never become whole.
//!
//! A call ends in bounded time with the right kind of error. What did arrive is kept, the request was sent once, and
//! the error says whether the server may have carried it out.

use std::time::Duration;

use super::{Case, Subject, status_mapping::check_once};
use crate::{
    adapter::{Kind, Outcome},
    difference::{Difference, Failure, shown, verdict},
    harness::{Answer, Exchange, Settings, block_on},
    mapping::{is_success, variant},
    oracle::Response,
    server::Script,
};

/// How much of a body the client reads in these cases.
const LIMIT: usize = 64;
/// Long enough for loopback on a slow machine, short enough to wait for. Nothing is decided by it: the server never
/// goes on.
const PATIENCE: Duration = Duration::from_millis(400);

/// What must come of a broken exchange.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The variant of the operation's error.
    pub variant: String,
    /// Any of these kinds of error, where the variant is `Other`.
    pub kinds: &'static [Kind],
    /// Why there is no typed body, where the variant is another.
    pub unfit: Option<&'static str>,
    /// The status, where it arrived.
    pub status: Option<u16>,
    /// The body as far as it arrived and was read.
    pub raw: Option<Vec<u8>>,
    /// Whether the server may have carried out the call.
    pub maybe_executed: bool,
}

/// Every case of this part.
pub fn cases(subject: Subject) -> Vec<Case> {
    let mut cases = before_an_answer(subject);
    for response in &subject.operation.responses {
        cases.extend(inside_the_body(subject, response));
    }
    cases
}

/// What is sent in place of a head, and then the connection is closed.
const CUT: &[(&str, &[u8])] = &[
    ("cut::before_the_head", b""),
    ("cut::inside_the_status_line", b"HTTP/1.1 20"),
    ("cut::after_the_status_line", b"HTTP/1.1 200 OK\r\n"),
    ("cut::inside_a_header", b"HTTP/1.1 200 OK\r\ncontent-ty"),
    (
        "cut::before_the_end_of_the_head",
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n",
    ),
    ("garbage::ssh", b"SSH-2.0-OpenSSH_9.9\r\n"),
    (
        "garbage::html_without_a_head",
        b"<html><body>It works</body></html>",
    ),
    ("garbage::nul_bytes", &[0; 64]),
    ("garbage::tls_alert", b"\x15\x03\x01\x00\x02\x02\x46"),
    (
        "garbage::http_2_frame",
        b"\x00\x00\x12\x04\x00\x00\x00\x00\x00",
    ),
    (
        "garbage::status_of_four_digits",
        b"HTTP/1.1 2000 OK\r\ncontent-length: 0\r\n\r\n",
    ),
    (
        "garbage::status_of_two_digits",
        b"HTTP/1.1 20 OK\r\ncontent-length: 0\r\n\r\n",
    ),
    (
        "garbage::status_99",
        b"HTTP/1.1 099 OK\r\ncontent-length: 0\r\n\r\n",
    ),
    (
        "garbage::unknown_version",
        b"HTTP/7.3 200 OK\r\ncontent-length: 0\r\n\r\n",
    ),
    (
        "garbage::header_without_a_colon",
        b"HTTP/1.1 200 OK\r\nnonsense\r\ncontent-length: 0\r\n\r\n",
    ),
    (
        "garbage::length_not_a_number",
        b"HTTP/1.1 200 OK\r\ncontent-length: two\r\n\r\n{}",
    ),
    (
        "garbage::length_negative",
        b"HTTP/1.1 200 OK\r\ncontent-length: -2\r\n\r\n{}",
    ),
    (
        "garbage::two_lengths",
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{} ",
    ),
];

/// What is sent in place of a head, and then nothing more.
const STALLED: &[(&str, &[u8])] = &[
    ("slow::before_the_head", b""),
    ("slow::inside_the_head", b"HTTP/1.1 200 OK\r\ncontent-"),
    ("slow::after_an_interim_answer", b"HTTP/1.1 103 x\r\n\r\n"),
];

/// Connections that end, and bytes that are no answer.
fn before_an_answer(subject: Subject) -> Vec<Case> {
    let lost = Broken {
        variant: "Other".to_owned(),
        kinds: &[Kind::Transport],
        unfit: None,
        status: None,
        raw: None,
        maybe_executed: true,
    };
    let late = Broken {
        kinds: &[Kind::Timeout],
        ..lost.clone()
    };
    let (filler, many) = ("a".repeat(1 << 20), "x: y\r\n".repeat(20_000));
    let large = [
        (
            "garbage::huge_header",
            format!("HTTP/1.1 200 OK\r\nx-filler: {filler}\r\n\r\n"),
        ),
        (
            "garbage::20_000_headers",
            format!("HTTP/1.1 200 OK\r\n{many}\r\n"),
        ),
        (
            "garbage::500_interim_answers",
            "HTTP/1.1 103 x\r\n\r\n".repeat(500),
        ),
    ];
    let large = large
        .into_iter()
        .map(|(name, text)| (name, text.into_bytes()));
    let name = "cut::before_the_request_is_read";
    let mut cases = vec![case(subject, name, Script::CloseAtOnce, lost.clone())];
    for (name, bytes) in CUT
        .iter()
        .map(|(name, bytes)| (*name, bytes.to_vec()))
        .chain(large)
    {
        cases.push(case(subject, name, Script::Answer(bytes), lost.clone()));
    }
    for (name, bytes) in STALLED {
        cases.push(case(
            subject,
            name,
            Script::AnswerAndStall(bytes.to_vec()),
            late.clone(),
        ));
    }
    cases.push(nobody_listens(subject));
    cases
}

/// Answers whose head arrived.
fn inside_the_body(subject: Subject, response: &'static Response) -> Vec<Case> {
    let Ok(answer) = subject.documented(response) else {
        return Vec::new();
    };
    let Some(last) = answer.body.len().checked_sub(1).filter(|last| *last > 0) else {
        return Vec::new();
    };
    let whole = answer.wire();
    let head = whole.len() - answer.body.len();
    let half = answer.body.len() / 2;
    let upto = |end: usize| whole.get(..head + end).unwrap_or_default().to_vec();
    let chunk = |rest: &str| Script::Answer(chunked(&answer, half, rest));
    // A documented error is told as such whatever becomes of its body; a success without its body is none.
    let success = is_success(&response.key);
    let cut = |end: usize| Broken {
        variant: if success {
            "Other".to_owned()
        } else {
            variant(response)
        },
        kinds: if success { &[Kind::Interrupted] } else { &[] },
        unfit: (!success).then_some("interrupted"),
        status: Some(answer.status),
        raw: Some(answer.body.get(..end).unwrap_or_default().to_vec()),
        maybe_executed: true,
    };
    // How much of a chunk that never ends counts as read is the HTTP library's business.
    let about_half = Broken {
        raw: None,
        ..cut(half)
    };
    let scripts = [
        ("cut::before_the_body", Script::Answer(upto(0)), cut(0)),
        (
            "cut::inside_the_body",
            Script::Answer(upto(half)),
            cut(half),
        ),
        (
            "cut::before_the_last_byte",
            Script::Answer(upto(last)),
            cut(last),
        ),
        ("cut::inside_a_chunk", chunk("40\r\nabc"), about_half),
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
    let broken = scripts.into_iter().map(|(name, script, broken)| {
        case(
            subject,
            &format!("{}::{name}", response.key),
            script,
            broken,
        )
    });
    broken
        .chain(oversized(subject, response, &answer))
        .collect()
}

/// Bodies of more than the limit, however their length is given.
fn oversized(subject: Subject, response: &Response, answer: &Answer) -> Vec<Case> {
    let large = |size: usize| Answer {
        body: vec![b' '; size],
        ..answer.clone()
    };
    let success = is_success(&response.key);
    let broken = Broken {
        variant: if success {
            "Other".to_owned()
        } else {
            variant(response)
        },
        kinds: if success { &[Kind::TooLarge] } else { &[] },
        unfit: (!success).then_some("too-large"),
        status: Some(answer.status),
        raw: Some(vec![b' '; LIMIT]),
        maybe_executed: true,
    };
    let scripts = [
        ("one_byte_with_a_length", large(LIMIT + 1).wire()),
        ("announced_and_never_sent", announced(answer)),
        (
            "in_chunks",
            chunked(&large(LIMIT * 3), LIMIT * 3, "0\r\n\r\n"),
        ),
        ("without_a_length", until_the_end(&large(1 << 20))),
    ];
    let cases = scripts.into_iter().map(|(name, bytes)| {
        let name = subject.name("malformed", &format!("{}::oversized::{name}", response.key));
        let broken = broken.clone();
        Case::new(name, move || {
            let settings = Settings {
                limit: Some(LIMIT),
                ..Settings::fresh()
            };
            let script = Script::Answer(bytes);
            broken.check(&subject.call_script(subject.arguments, &settings, script)?)
        })
    });
    cases.collect()
}

/// The first `size` bytes of the body as one chunk, and then `rest`.
fn chunked(answer: &Answer, size: usize, rest: &str) -> Vec<u8> {
    let lines = answer
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"));
    let head = format!(
        "HTTP/1.1 {} x\r\ntransfer-encoding: chunked\r\n{}\r\n{size:x}\r\n",
        answer.status,
        lines.collect::<String>()
    );
    [
        head.as_bytes(),
        answer.body.get(..size).unwrap_or_default(),
        b"\r\n",
        rest.as_bytes(),
    ]
    .concat()
}

/// A length that no machine has room for, and a little more than the limit.
fn announced(answer: &Answer) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {} x\r\ncontent-length: 9000000000000000000\r\n\r\n",
        answer.status
    );
    [head.as_bytes(), &[b' '; LIMIT + 1]].concat()
}

/// A body that ends with the connection (RFC 9112, section 6.3).
fn until_the_end(answer: &Answer) -> Vec<u8> {
    let head = format!("HTTP/1.1 {} x\r\nconnection: close\r\n\r\n", answer.status);
    [head.as_bytes(), &answer.body].concat()
}

fn case(subject: Subject, name: &str, script: Script, broken: Broken) -> Case {
    Case::new(subject.name("malformed", name), move || {
        let stalls = matches!(script, Script::AnswerAndStall(_));
        let timeout = if stalls {
            PATIENCE
        } else {
            Settings::fresh().timeout
        };
        let settings = Settings {
            timeout,
            ..Settings::fresh()
        };
        broken.check(&subject.call_script(subject.arguments, &settings, script)?)
    })
}

/// No connection comes about where nobody listens: the one failure after which it is certain that nothing happened.
fn nobody_listens(subject: Subject) -> Case {
    Case::new(
        subject.name("malformed", "connection::nobody_listens"),
        move || {
            let outcome = block_on(async {
                // Bound but not listening: the port refuses, and nobody else can take it meanwhile.
                let socket = tokio::net::TcpSocket::new_v4().map_err(Failure::because)?;
                socket
                    .bind(([127, 0, 0, 1], 0).into())
                    .map_err(Failure::because)?;
                let address = socket.local_addr().map_err(Failure::because)?;
                let client = subject.client(&format!("http://{address}"), &Settings::fresh())?;
                subject.outcome(&*client, subject.arguments).await
            })??;
            let refused = Broken {
                variant: "Other".to_owned(),
                unfit: None,
                kinds: &[Kind::Connect],
                status: None,
                raw: None,
                maybe_executed: false,
            };
            refused.differences(&outcome)
        },
    )
}

impl Broken {
    /// The outcome is as it must be, and the server was tried once.
    pub fn check(&self, exchange: &Exchange) -> Result<(), Failure> {
        self.differences(&exchange.outcome)?;
        check_once(exchange.connections.unwrap_or(exchange.received.len()))
    }

    fn differences(&self, outcome: &Outcome) -> Result<(), Failure> {
        let mut differences = Vec::new();
        let mut differ = |what: &str, expected: String, found: String| {
            if expected != found {
                differences.push(Difference::new(what, expected, found));
            }
        };
        differ("variant", self.variant.clone(), outcome.variant.to_owned());
        let unfit = outcome.decode_error.as_ref().map(|error| error.kind);
        differ(
            "decode error",
            format!("{:?}", self.unfit),
            format!("{unfit:?}"),
        );
        let fits = |kind| self.kinds.contains(&kind);
        if !outcome.kind.map_or(self.kinds.is_empty(), fits) {
            differ(
                "kind of error",
                format!("{:?}", self.kinds),
                format!("{:?}", outcome.kind),
            );
        }
        differ(
            "status",
            format!("{:?}", self.status),
            format!("{:?}", outcome.status),
        );
        if let Some(raw) = &self.raw {
            let found = outcome
                .raw
                .as_deref()
                .map_or_else(|| "nothing".to_owned(), shown);
            differ("raw body, as far as it came", shown(raw), found);
        }
        differ(
            "maybe_executed",
            self.maybe_executed.to_string(),
            outcome.maybe_executed.to_string(),
        );
        differ(
            "typed body",
            "None".to_owned(),
            format!("{:?}", outcome.body),
        );
        if outcome.message.is_empty() {
            differ(
                "message",
                "says what happened".to_owned(),
                "empty".to_owned(),
            );
        }
        verdict(differences, outcome)
    }
}
