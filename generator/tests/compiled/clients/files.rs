//! The store of files: octets and text in every way in which they travel.

use serde_json::{Value, from_value, json};
use specwright_runtime::{Body, Error, File, Uuid};
use wiremock::ResponseTemplate;

use super::{Part, Piecewise, Server, assert_each_operation_is_tested, parts_of};
use crate::client_files::operations::content::{self, DownloadFileError};
use crate::client_files::operations::files::{self, ListFilesOkBody};
use crate::client_files::types::{self, ListFilesHeaders, Owner, UploadFileRequest};
use crate::client_files::{API, Client};

const OCTETS: &str = "application/octet-stream";
const ID: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";

fn id() -> Uuid {
    ID.parse().expect("a UUID")
}

fn file_json() -> Value {
    json!({
        "id": ID,
        "name": "a.txt",
        "size": u64::MAX,
        "owner": {"email": "ada@example.com", "since": "2024-02-29"},
        "tags": ["new", "red"],
    })
}

fn file() -> types::File {
    from_value(file_json()).expect("a file")
}

/// An answer with the body that all errors have.
async fn problem(status: u16) -> Server {
    let body = json!({"title": "no", "status": status}).to_string();
    Server::with(status, "application/problem+json", body).await
}

fn is_problem(answer: &specwright_runtime::ErrorResponse<types::ErrorResponse>) -> bool {
    let status = answer.status().as_u16();
    let expected = types::ErrorResponse::new().title("no");
    answer.body() == Ok(&expected.status(status.into()))
}

/// What nobody documented is neither a success nor a variant of its own.
fn is_undocumented(error: &Error) -> bool {
    matches!(error, Error::Undocumented(_)) && error.status().is_some_and(|it| it == 418)
}

#[test]
fn each_operation_is_tested() {
    let document = include_str!("../../fixtures/client_files/document.yaml");
    assert_each_operation_is_tested(document, include_str!("files.rs"));
}

#[test]
fn calls_go_to_the_documents_server() {
    let client = Client::builder().build().expect("the server is a URL");
    assert_eq!(client.runtime().base_url(), "https://files.example.com/v2");
    assert_eq!((API.title, API.version), ("Files", "2.0.0"));
}

mod operations {
    use super::*;

    #[tokio::test]
    async fn list_files() {
        use files::ListFilesError as E;
        let answer = ResponseTemplate::new(200)
            .set_body_json(json!([file_json()]))
            .insert_header("X-Total", "9007199254740993")
            .insert_header("X-Next-Page", "3");
        let server = Server::new(answer).await;
        let call = server.client(Client::builder()).list_files();
        let tags = ["a b".to_owned(), "c&d".to_owned()];
        let answer = call.tag(&tags).page(2).send().await.expect("a page");
        assert_eq!(*answer, ListFilesOkBody::Json(vec![file()]));
        let headers: ListFilesHeaders = answer.typed_headers().expect("as documented");
        assert_eq!(
            (headers.x_total, headers.x_next_page),
            (9_007_199_254_740_993, Some(3))
        );
        assert_eq!(
            server.got().await,
            "GET /base/files?tag=a%20b%7Cc%26d&page=2\n\
             accept: application/json, text/csv, application/problem+json\n\
             authorization: Bearer secret\n\n"
        );

        let table = "name,size\r\n\"a, b\",1\r\n";
        let server = Server::with(200, "Text/CSV; header=present", table).await;
        let call = server.client(Client::builder()).list_files();
        let answer = call.send().await.expect("a page");
        assert_eq!(*answer, ListFilesOkBody::Csv(table.to_owned()));
        let missing = answer.typed_headers::<ListFilesHeaders>();
        let missing = missing.expect_err("one is required").to_string();
        assert!(missing.contains("x-total"), "{missing}");
        assert_eq!(
            server.got().await,
            "GET /base/files\n\
             accept: application/json, text/csv, application/problem+json\n\
             authorization: Bearer secret\n\n"
        );

        let server = problem(401).await;
        let call = server.client(Client::builder()).list_files();
        let error = call.send().await.expect_err("an error");
        assert!(
            matches!(&error, E::Unauthorized(answer) if is_problem(answer)),
            "{error:?}"
        );
        let server = Server::empty(418).await;
        let call = server.client(Client::builder()).list_files();
        let error = call.send().await.expect_err("an error");
        assert!(
            matches!(&error, E::Other(error) if is_undocumented(error)),
            "{error:?}"
        );
    }

    #[tokio::test]
    async fn upload_file() {
        use files::UploadFileError as E;
        // Bytes that are no text, and a line that could be taken for a delimiter.
        let bytes = b"\x00\xff\r\n--\r\n--specwright\r\n";
        let body = UploadFileRequest::new(
            "Grün & Co",
            File::new(bytes.as_slice()).named("a \"b\".bin"),
        )
        .attachments(vec![
            File::new("<p>").named("p.html").content_type("text/html"),
            File::new(""),
        ])
        .tags(vec!["x".to_owned(), "y z".to_owned()])
        .owner(Owner::new("ada@example.com".parse().expect("an address")));
        let server = Server::json(201, &file_json()).await;
        let call = server.client(Client::builder()).upload_file(&body);
        let answer = call.send().await.expect("a success");
        assert_eq!(*answer, file());
        let request = server.only_request().await;
        let parts = parts_of(&request);
        let value = |name: &str, body: &str| {
            let disposition = format!("form-data; name=\"{name}\"");
            Part::new(&[("content-disposition", &disposition)], body.as_bytes())
        };
        let typed = |disposition: &str, media_type: &str, body: &[u8]| {
            let disposition = format!("form-data; {disposition}");
            let headers = [
                ("content-disposition", disposition.as_str()),
                ("content-type", media_type),
            ];
            Part::new(&headers, body)
        };
        assert_eq!(
            parts,
            [
                value("name", "Grün & Co"),
                typed(r#"name="content"; filename="a %22b%22.bin""#, OCTETS, bytes),
                typed(
                    r#"name="attachments"; filename="p.html""#,
                    "text/html",
                    b"<p>"
                ),
                typed(r#"name="attachments"; filename="attachments""#, OCTETS, b""),
                value("tags", "x"),
                value("tags", "y z"),
                typed(
                    r#"name="owner""#,
                    "application/json",
                    br#"{"email":"ada@example.com"}"#
                ),
            ]
        );
        let head = super::super::text_of(&request);
        let (head, _) = head.split_once("\n\n").expect("a body");
        let (head, _) = head.split_once("boundary=").expect("a boundary");
        assert_eq!(
            head,
            "POST /base/files\n\
             accept: application/json, application/problem+json\n\
             authorization: Bearer secret\n\
             content-type: multipart/form-data; "
        );

        let server = Server::json(201, &file_json()).await;
        let client = server.client(Client::builder());
        let least = UploadFileRequest::new("n", File::new("c"));
        client.upload_file(&least).send().await.expect("a success");
        let names = parts_of(&server.only_request().await);
        assert_eq!(names.len(), 2, "{names:?}");

        let server = problem(413).await;
        let call = server.client(Client::builder()).upload_file(&least);
        let error = call.send().await.expect_err("an error");
        assert!(
            matches!(&error, E::ContentTooLarge(answer) if is_problem(answer)),
            "{error:?}"
        );
    }

    #[tokio::test]
    async fn describe_file() {
        use files::DescribeFileError as E;
        let server = Server::json(200, &file_json()).await;
        let call = server.client(Client::builder()).describe_file(&id());
        let answer = call.send().await.expect("a success");
        assert_eq!((answer.size, &answer.id), (u64::MAX, &id()));
        assert_eq!(
            serde_json::to_value(answer.body()).expect("JSON"),
            file_json()
        );
        assert_eq!(
            server.got().await,
            format!(
                "GET /base/files/{ID}\n\
                 accept: application/json, application/problem+json\n\
                 authorization: Bearer secret\n\n"
            )
        );
        let server = problem(404).await;
        let call = server.client(Client::builder()).describe_file(&id());
        let error = call.send().await.expect_err("an error");
        assert!(
            matches!(&error, E::NotFound(answer) if is_problem(answer)),
            "{error:?}"
        );
    }

    #[tokio::test]
    async fn delete_file() {
        use files::DeleteFileError as E;
        let server = Server::empty(204).await;
        let call = server.client(Client::builder()).delete_file(&id());
        let answer = call.if_match("\"v1\"").send().await.expect("a success");
        assert_eq!(answer.status(), 204);
        assert_eq!(
            server.got().await,
            format!(
                "DELETE /base/files/{ID}\n\
                 accept: application/problem+json\n\
                 authorization: Bearer secret\n\
                 if-match: \"v1\"\n\n"
            )
        );
        let server = problem(412).await;
        let call = server.client(Client::builder()).delete_file(&id());
        let error = call.send().await.expect_err("an error");
        assert!(
            matches!(&error, E::PreconditionFailed(answer) if is_problem(answer)),
            "{error:?}"
        );
        let request = server.only_request().await;
        assert!(!request.headers.contains_key("if-match"));
    }

    #[tokio::test]
    async fn download_file() {
        use DownloadFileError as E;
        for status in [200, 206] {
            let server = Server::with(status, "application/octet-stream", b"\x00\xff").await;
            let call = server.client(Client::builder()).download_file(&id());
            let answer = call.range("bytes=0-1").send().await.expect("a success");
            assert_eq!(answer.status(), status);
            let all = answer.into_body().collect().await.expect("all of it");
            assert_eq!(all, b"\x00\xff".as_slice());
            assert_eq!(
                server.got().await,
                format!(
                    "GET /base/files/{ID}/content\n\
                     accept: application/octet-stream, application/problem+json\n\
                     authorization: Bearer secret\n\
                     range: bytes=0-1\n\n"
                )
            );
        }
        let server = problem(404).await;
        let call = server.client(Client::builder()).download_file(&id());
        let error = call.send().await.expect_err("an error");
        assert!(
            matches!(&error, E::NotFound(answer) if is_problem(answer)),
            "{error:?}"
        );
    }

    #[tokio::test]
    async fn replace_content() {
        let sent = format!(
            "PUT /base/files/{ID}/content\n\
             accept: */*\n\
             authorization: Bearer secret\n\
             content-type: application/octet-stream\n"
        );
        let server = Server::empty(204).await;
        let client = server.client(Client::builder());
        let call = client.replace_content(&id(), b"whole".as_slice());
        call.send().await.expect("a success");
        assert_eq!(server.got().await, format!("{sent}\nwhole"));

        // What comes in as a stream goes out as one.
        let source = Server::with(200, "application/octet-stream", "piped").await;
        let call = source.client(Client::builder()).download_file(&id());
        let download = call.send().await.expect("a success").into_body();
        let server = Server::empty(204).await;
        let client = server.client(Client::builder());
        let call = client.replace_content(&id(), Body::stream(download));
        call.send().await.expect("a success");
        assert_eq!(
            server.got().await,
            format!("{sent}transfer-encoding: chunked\n\npiped")
        );

        let server = Server::empty(418).await;
        let client = server.client(Client::builder());
        let call = client.replace_content(&id(), Vec::new());
        let content::ReplaceContentError::Other(error) = call.send().await.expect_err("an error");
        assert!(is_undocumented(&error), "{error:?}");
    }

    #[tokio::test]
    async fn read_note() {
        for (media_type, body, read) in [
            ("text/plain", "Grün".as_bytes(), "Grün"),
            ("text/plain; charset=UTF-8", b"a\r\nb\n", "a\r\nb\n"),
            ("text/plain", b"", ""),
        ] {
            let server = Server::with(200, media_type, body).await;
            let call = server.client(Client::builder()).read_note(&id());
            let answer = call.send().await.expect("a success");
            assert_eq!(*answer, read, "{media_type}");
            assert_eq!(
                server.got().await,
                format!(
                    "GET /base/files/{ID}/note\n\
                     accept: text/plain\n\
                     authorization: Bearer secret\n\n"
                )
            );
        }
        let server = Server::with(200, "text/plain; charset=iso-8859-1", b"Gr\xfcn").await;
        let call = server.client(Client::builder()).read_note(&id());
        let error = call.send().await.expect_err("another charset");
        assert_eq!(error.raw_body(), Some(b"Gr\xfcn".as_slice()));
    }

    #[tokio::test]
    async fn write_note() {
        for (note, charset) in [("# Note\n", ""), ("# Grün\n", "; charset=utf-8")] {
            let server = Server::empty(204).await;
            let call = server.client(Client::builder()).write_note(&id(), note);
            call.send().await.expect("a success");
            assert_eq!(
                server.got().await,
                format!(
                    "PUT /base/files/{ID}/note\n\
                     accept: */*\n\
                     authorization: Bearer secret\n\
                     content-type: text/markdown{charset}\n\n\
                     {note}"
                )
            );
        }
    }
}

#[tokio::test]
async fn octets_are_read_while_they_come() {
    let server = Piecewise::start("application/octet-stream").await;
    let call = server.client(Client::builder()).download_file(&id());
    let mut stream = call.send().await.expect("a success").into_body();
    for piece in [b"\x00".as_slice(), b"two"] {
        server.send(piece).await;
        let read = stream.next().await.expect("a piece").expect("no failure");
        assert_eq!(read, piece);
    }
    server.end().await;
    assert!(stream.next().await.is_none());

    let server = Piecewise::start("application/octet-stream").await;
    let call = server.client(Client::builder()).download_file(&id());
    let mut stream = call.send().await.expect("a success").into_body();
    server.send("half").await;
    stream.next().await.expect("a piece").expect("no failure");
    server.break_off().await;
    let error = stream.next().await.expect("an end").expect_err("too early");
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn what_breaks_a_rule_is_not_sent() {
    let server = Server::empty(204).await;
    let client = server.client(Client::builder());
    let owner = |email: &str| from_value::<Owner>(json!({"email": email})).expect("lenient");
    let odd: Uuid = from_value(json!("no UUID")).expect("lenient");
    let long = UploadFileRequest::new("x".repeat(65), File::new("")).owner(owner("nobody"));
    let refusals = [
        (
            client
                .list_files()
                .page(0)
                .send()
                .await
                .unwrap_err()
                .to_string(),
            vec!["query parameter `page` must be at least 1"],
        ),
        (
            client
                .list_files()
                .tag(&["a|b".to_owned()])
                .send()
                .await
                .unwrap_err()
                .to_string(),
            vec!["query parameter `tag` must not have in an element what separates"],
        ),
        (
            client
                .describe_file(&odd)
                .send()
                .await
                .unwrap_err()
                .to_string(),
            vec!["path parameter `id` must be written in the format `uuid`"],
        ),
        (
            client
                .delete_file(&id())
                .if_match("a\nb")
                .send()
                .await
                .unwrap_err()
                .to_string(),
            vec!["header parameter `If-Match` must not have line breaks"],
        ),
        (
            client
                .upload_file(&long)
                .send()
                .await
                .unwrap_err()
                .to_string(),
            vec![
                "body at /name must have at most 64 characters",
                "body at /owner/email must be written in the format `email`",
            ],
        ),
    ];
    for (told, parts) in refusals {
        for part in parts {
            assert!(told.contains(part), "{part} is not in: {told}");
        }
    }
    server.assert_untouched().await;

    let anonymous = Client::builder().base_url(server.0.uri()).build();
    let call = anonymous.expect("a client").read_note(&id());
    let content::ReadNoteError::Other(error) = call.send().await.expect_err("no token");
    assert!(matches!(error, Error::MissingCredentials(_)), "{error:?}");
    server.assert_untouched().await;
}

#[tokio::test]
async fn an_answer_of_another_form_is_not_read_as_one() {
    let server = Server::with(200, "application/json", "{}").await;
    let call = server.client(Client::builder()).download_file(&id());
    let error = call.send().await.expect_err("JSON is no octets");
    assert!(
        matches!(error, DownloadFileError::Other(Error::Decode(_))),
        "{error:?}"
    );
}
