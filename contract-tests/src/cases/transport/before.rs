//! Connections that end before there is an answer, and bytes that are none.

use super::{Broken, Case, Subject, case};
use crate::{
    adapter::Kind,
    difference::Failure,
    harness::{Settings, block_on},
    server::Script,
};

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
    ("cut::after_an_interim_answer", b"HTTP/1.1 103 x\r\n\r\n"),
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
pub(super) fn cases(subject: Subject) -> Vec<Case> {
    let lost = Broken {
        variant: "Other".to_owned(),
        kinds: &[Kind::Transport],
        unfit: None,
        status: None,
        raw: None,
        body: None,
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
                body: None,
                maybe_executed: false,
            };
            refused.differences(&outcome)
        },
    )
}
