//! Bodies of each kind, as a server gets them.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use specwright_runtime::serde::ser::{Error as _, Serialize, Serializer};
use specwright_runtime::{
    Body, Bytes, Call, Check, Checker, Client, ClientBuilder, Encoding, Error, File, Multipart,
    MultipartBody, Operation, Rules, Style, Value,
};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{API, Act, Server, builder, upload};

static UPLOAD: Operation = upload(None);
static RELATED: Operation = upload(Some("multipart/related"));
static VENDOR: Operation = upload(Some("application/vnd.jobs.v2+json"));
static ANY: Operation = upload(Some("*/*"));

/// What a server got: `Content-Type`, `Content-Length` and `Transfer-Encoding`, body.
#[derive(Debug, PartialEq)]
struct Got {
    content_type: String,
    framing: [String; 2],
    body: String,
}

async fn sent(operation: &'static Operation, prepare: impl FnOnce(Call) -> Call) -> Got {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(204);
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let client = ClientBuilder::new(&API).base_url(server.uri());
    let client: Client = client.build().unwrap();
    let call = prepare(Call::new(&client, operation));
    call.send().await.unwrap();
    let requests = server.received_requests().await.unwrap();
    let header = |name: &str| {
        let values: Vec<_> = requests[0].headers.get_all(name).iter().collect();
        assert!(values.len() <= 1, "{values:?}");
        let value = values.first().map(|value| value.to_str().unwrap());
        value.unwrap_or_default().to_owned()
    };
    Got {
        content_type: header("content-type"),
        framing: [header("content-length"), header("transfer-encoding")],
        body: String::from_utf8(requests[0].body.clone()).unwrap(),
    }
}

/// As `sent`, for a body whose length is known.
async fn whole(
    operation: &'static Operation,
    prepare: impl FnOnce(Call) -> Call,
) -> (String, String) {
    let got = sent(operation, prepare).await;
    assert_eq!(got.framing, [got.body.len().to_string(), String::new()]);
    (got.content_type, got.body)
}

fn pair(content_type: &str, body: &str) -> (String, String) {
    (content_type.to_owned(), body.to_owned())
}

#[tokio::test]
async fn json_says_which_json_it_is() {
    let json = |operation| whole(operation, |call| call.json(&vec![1]));
    assert_eq!(json(&UPLOAD).await, pair("application/json", "[1]"));
    assert_eq!(
        json(&VENDOR).await,
        pair("application/vnd.jobs.v2+json", "[1]")
    );
    // A range is for the document, not for a request.
    assert_eq!(json(&ANY).await, pair("application/json", "[1]"));
    let merge = "application/merge-patch+json";
    let got = whole(&VENDOR, |call| call.json_as(merge, &Value::Null)).await;
    assert_eq!(got, pair(merge, "null"));
    // Rules change nothing of what keeps them.
    let got = whole(&UPLOAD, |call| call.json_with("short", &SHORT)).await;
    assert_eq!(got, pair("application/json", "\"short\""));
    let got = whole(&UPLOAD, |call| call.json_as_with(merge, "short", &SHORT)).await;
    assert_eq!(got, pair(merge, "\"short\""));
}

#[tokio::test]
async fn a_form_is_urlencoded() {
    static ENCODINGS: &[Encoding] = &[Encoding::new("tags").style(Style::Form).explode(false)];
    let value = serde_json::json!({"name": "a b&c", "tags": ["x", "y"], "at": {"k": 1}});
    let got = whole(&UPLOAD, |call| call.form(&value, ENCODINGS)).await;
    let form = "application/x-www-form-urlencoded";
    let body = "name=a+b%26c&tags=x,y&at=%7B%22k%22%3A1%7D";
    assert_eq!(got, pair(form, body));
}

#[tokio::test]
async fn text_goes_as_it_is() {
    for (media_type, text, expected) in [
        ("text/plain", "a\r\nb", "text/plain"),
        ("application/xml", "<ž/>", "application/xml"),
        // RFC 6657: without a charset it would be read as ASCII.
        ("text/csv", "ž", "text/csv; charset=utf-8"),
        ("text/xml; charset=UTF-8", "ž", "text/xml; charset=UTF-8"),
        ("text/*", "a", "text/plain"),
    ] {
        let got = whole(&UPLOAD, |call| call.text(media_type, text)).await;
        assert_eq!(got, pair(expected, text));
    }
    let got = whole(&UPLOAD, |call| call.text("text/plain", &12_i64)).await;
    assert_eq!(got, pair("text/plain", "12"));
}

#[tokio::test]
async fn bytes_go_as_they_are() {
    let octets = "application/octet-stream";
    let got = whole(&UPLOAD, |call| call.bytes(octets, vec![1, 0, 2])).await;
    assert_eq!(got, pair(octets, "\u{1}\0\u{2}"));
    let png = Body::from(Bytes::from_static(b"png")).content_type("image/png");
    let got = whole(&UPLOAD, |call| call.bytes("image/*", png)).await;
    assert_eq!(got, pair("image/png", "png"));
    let mixed = "multipart/mixed; boundary=b";
    let parts = Body::from("--b--".to_owned()).content_type(mixed);
    let got = whole(&UPLOAD, |call| call.bytes("multipart/mixed", parts)).await;
    assert_eq!(got, pair(mixed, "--b--"));
    let got = whole(&UPLOAD, |call| call.bytes("*/*", &b""[..])).await;
    assert_eq!(got, pair(octets, ""));
}

#[tokio::test]
async fn no_body_is_said_to_be_none() {
    let got = whole(&UPLOAD, |call| call).await;
    assert_eq!(got, pair("", ""));
}

/// Gives its pieces one at a time, each only when asked again.
pub(crate) struct Pieces {
    left: VecDeque<io::Result<&'static str>>,
    is_ready: bool,
}

impl Pieces {
    pub(crate) fn new(pieces: impl IntoIterator<Item = io::Result<&'static str>>) -> Self {
        Self {
            left: pieces.into_iter().collect(),
            is_ready: false,
        }
    }
}

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.is_ready = !self.is_ready;
        if self.is_ready {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let piece = self.left.pop_front();
        Poll::Ready(piece.map(|piece| piece.map(|text| Bytes::from_static(text.as_bytes()))))
    }
}

#[tokio::test]
async fn a_stream_goes_out_as_it_comes() {
    let pieces = || Pieces::new([Ok("one "), Ok(""), Ok("two")]);
    let octets = "application/octet-stream";
    let chunked = |call: Call| call.bytes(octets, Body::stream(pieces()));
    let got = sent(&UPLOAD, chunked).await;
    let framing = |length: &str, encoding: &str| [length.to_owned(), encoding.to_owned()];
    assert_eq!(got.framing, framing("", "chunked"));
    assert_eq!(
        (got.content_type.as_str(), got.body.as_str()),
        (octets, "one two")
    );
    let sized = |call: Call| call.bytes(octets, Body::stream_of(7, pieces()));
    let got = sent(&UPLOAD, sized).await;
    assert_eq!(got.framing, framing("7", ""));
    assert_eq!(got.body, "one two");
}

#[tokio::test]
async fn a_stream_that_fails_or_has_another_length_fails_the_call() {
    let server = Server::start([Act::json("200 OK", "1")]).await;
    let client = builder(&server).build().unwrap();
    let send = |body| Call::new(&client, &UPLOAD).bytes("text/plain", body).send();
    let broken = Pieces::new([Ok("one"), Err(io::Error::other("the disk is gone"))]);
    let error = send(Body::stream(broken)).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    let short = Pieces::new([Ok("one")]);
    let error = send(Body::stream_of(9, short)).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
}

static SHORT: Rules<'static> = Rules {
    max_length: Some(5),
    ..Rules::NONE
};

struct Upload {
    title: String,
    ids: Option<Vec<i64>>,
    files: Vec<File>,
}

impl Check for Upload {
    fn check(&self, checker: &mut Checker<'_>) {
        checker.property_with("title", &self.title, &SHORT);
        checker.property("files", &self.files);
    }
}

impl MultipartBody for Upload {
    fn write(&self, form: &mut Multipart) {
        form.value("title", None, &self.title);
        form.value("ids", None, &self.ids);
        form.file("files", Some("image/png"), &self.files);
    }
}

#[tokio::test]
async fn a_form_with_files_goes_in_parts() {
    let upload = Upload {
        title: "été".to_owned(),
        ids: Some(vec![1, 2]),
        files: vec![
            File::new(vec![b'-', b'-']).named("a.png"),
            File::new("x").content_type("text/plain"),
        ],
    };
    for (operation, kind) in [
        (&UPLOAD, "multipart/form-data"),
        (&RELATED, "multipart/related"),
        // The operation's media type is that of another form of the body.
        (&VENDOR, "multipart/form-data"),
    ] {
        let (content_type, body) = whole(operation, |call| call.multipart(&upload)).await;
        let (found, boundary) = content_type.split_once("; boundary=").unwrap();
        assert_eq!(found, kind);
        let expected = [
            "--B\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nété\r\n",
            "--B\r\nContent-Disposition: form-data; name=\"ids\"\r\n\r\n1\r\n",
            "--B\r\nContent-Disposition: form-data; name=\"ids\"\r\n\r\n2\r\n",
            "--B\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n--\r\n",
            "--B\r\nContent-Disposition: form-data; name=\"files\"; filename=\"files\"\r\nContent-Type: text/plain\r\n\r\nx\r\n",
            "--B--\r\n",
        ];
        assert_eq!(body.replace(boundary, "B"), expected.concat());
    }
}

/// What keeps its rules and still is no JSON.
struct Unwritable;

impl Check for Unwritable {
    fn check(&self, _: &mut Checker<'_>) {}
}

impl Serialize for Unwritable {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("no text"))
    }
}

#[tokio::test]
async fn a_body_that_breaks_its_rules_is_refused_in_every_form() {
    let server = Server::start([Act::json("200 OK", "1")]).await;
    let client = builder(&server).build().unwrap();
    let upload = Upload {
        title: "too long".to_owned(),
        ids: None,
        files: Vec::new(),
    };
    let call = || Call::new(&client, &UPLOAD);
    for (call, expected) in [
        (
            call().multipart(&upload),
            "body at /title must have at most 5 characters",
        ),
        (
            call().form(&vec![f64::NAN], &[]),
            "body at /0 must be a finite number",
        ),
        (
            call().text("text/plain", &f64::NAN),
            "body must be a finite number",
        ),
        (
            call().text_with("text/plain", "too long", &SHORT),
            "body must have at most 5 characters",
        ),
        (
            call().json_with("too long", &SHORT),
            "body must have at most 5 characters",
        ),
        (
            call().json_as_with("application/json", "too long", &SHORT),
            "body must have at most 5 characters",
        ),
        (
            call().json(&Unwritable),
            "body can't be written as JSON: no text",
        ),
        (
            call().form(&Unwritable, &[]),
            "body can't be written as JSON: no text",
        ),
        (
            call().text("text/plain", &vec![1]),
            "body must not be an array or an object: its media type is not JSON",
        ),
        (
            call().bytes("text/plain", Body::from(String::new()).content_type("a\nb")),
            "body has a media type that can't stand in a header",
        ),
        (
            call().bytes("multipart/mixed", "x".to_owned()),
            "body has parts, so its media type must name the boundary between them: give it by `Body::content_type`",
        ),
    ] {
        let error = call.send().await.unwrap_err();
        let Error::InvalidRequest(invalid) = error else {
            panic!("{error:?}")
        };
        let found = invalid.violations().iter().map(ToString::to_string);
        assert_eq!(found.collect::<Vec<_>>(), [expected]);
    }
    assert_eq!(server.connections(), 0);
    // The last body counts, also where an earlier one was refused.
    let mut replaced = call().multipart(&upload);
    replaced.set_bytes("text/plain", vec![b'x']);
    replaced.send().await.unwrap();
    assert!(server.requests()[0].ends_with("\r\n\r\nx"));
}
