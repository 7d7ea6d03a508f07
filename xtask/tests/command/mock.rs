//! `cargo xtask mock`: started on a free port, talked to, and stopped.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};

use reqwest::{RequestBuilder, StatusCode};

use crate::support::Tree;

const TOKEN: &str = "a-secret-that-no-log-may-hold";
const ID: &str = "32b6e34b3d91647abb20e7b8";

/// A mock in a process of its own.
struct Running {
    process: Child,
    welcome: String,
}

impl Running {
    fn start(tree: &Tree, arguments: &[&str]) -> Self {
        let mut command = tree.command(&[&["mock"], arguments].concat());
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("xtask runs");
        // The welcome ends with an empty line; more comes only when the mock stops.
        let mut welcome = String::new();
        let mut lines = BufReader::new(process.stdout.as_mut().expect("a pipe"));
        while !welcome.ends_with("--yes\n") {
            assert!(
                lines.read_line(&mut welcome).expect("text") > 0,
                "it stopped: {welcome}"
            );
        }
        Self { process, welcome }
    }

    fn uri(&self) -> &str {
        self.welcome
            .split_whitespace()
            .find(|word| word.starts_with("http://"))
            .expect("an address")
            .trim_end_matches(',')
    }

    fn request(&self, query: &str) -> RequestBuilder {
        let url = format!(
            "{}/api/atlas/v1.0/groups/{ID}/clusters/Cluster0/backup/tenant/restore{query}",
            self.uri()
        );
        let body = format!(r#"{{"snapshotId":"{ID}","targetDeploymentItemName":"Cluster1"}}"#);
        let request = reqwest::Client::new().post(url).body(body);
        request
            .bearer_auth(TOKEN)
            .header("content-type", "application/json")
    }

    /// Stops it as Ctrl-C does; gives its exit status and its log.
    fn stop(mut self) -> (ExitStatus, String) {
        let id = self.process.id().to_string();
        let killed = Command::new("kill")
            .args(["-INT", &id])
            .status()
            .expect("kill runs");
        assert!(killed.success());
        let status = self.process.wait().expect("it ends");
        let mut log = String::new();
        self.process
            .stderr
            .as_mut()
            .expect("a pipe")
            .read_to_string(&mut log)
            .expect("text");
        (status, log)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // After a failed assertion it still runs; else it is gone already, which is no matter.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn answer(request: RequestBuilder) -> (StatusCode, String) {
    let response = request.send().await.expect("an answer");
    (response.status(), response.text().await.expect("a body"))
}

#[tokio::test]
async fn a_header_picks_the_status_and_the_log_holds_no_secret() {
    let tree = Tree::new();
    let mock = Running::start(&tree, &["--listen", "127.0.0.1:0"]);
    for part in [
        "curl --request POST",
        "cargo run -p atlas-tenant-restore --example restore",
        "Prefer: code=",
    ] {
        assert!(mock.welcome.contains(part), "{part}: {}", mock.welcome);
    }

    let (status, body) = answer(mock.request("")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(body.contains(r#""status":"PENDING""#), "{body}");
    let (status, body) = answer(mock.request("").header("prefer", "code=404")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(
        body.contains(r#""errorCode":"RESOURCE_NOT_FOUND""#),
        "{body}"
    );

    let (status, log) = mock.stop();
    assert!(status.success(), "{status}");
    let lines: Vec<_> = log.lines().collect();
    assert_eq!(lines.len(), 2, "one line a request: {log}");
    assert!(
        lines[0].starts_with("POST /api/atlas/") && lines[0].ends_with("200"),
        "{log}"
    );
    assert!(lines[1].ends_with("404"), "{log}");
    assert!(!log.contains(TOKEN), "{log}");
}

#[tokio::test]
async fn a_flag_picks_the_status_and_a_header_overrules_it() {
    let tree = Tree::new();
    let mock = Running::start(&tree, &["--status", "409"]);
    assert_eq!(answer(mock.request("")).await.0, StatusCode::CONFLICT);
    assert_eq!(
        answer(mock.request("").header("prefer", "code=500"))
            .await
            .0,
        StatusCode::INTERNAL_SERVER_ERROR
    );
}

#[tokio::test]
async fn a_request_that_the_document_does_not_allow_is_told_why() {
    let tree = Tree::new();
    let mock = Running::start(&tree, &[]);
    let (status, body) = answer(mock.request("?pertty=true")).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(
        body.contains("pertty") && body.contains("atlas-tenant-restore.yaml:"),
        "{body}"
    );
}

#[tokio::test]
async fn it_answers_as_the_corrections_beside_the_document_say() {
    let tree = Tree::new();
    tree.put(
        "spec/fix.overlay.yaml",
        "
overlay: 1.0.0
info: { title: Corrections, version: '1' }
actions:
  - target: $.paths.*.post.responses['200'].content.*.examples.documented.value
    description: The server says so.
    update: { status: COMPLETED }
  - target: $.components.parameters.pretty
    description: The server calls it so.
    update: { name: readable }
",
    );
    let mock = Running::start(&tree, &[]);
    let (status, body) = answer(mock.request("?readable=true")).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert!(body.contains(r#""status":"COMPLETED""#), "{body}");
    let (status, body) = answer(mock.request("?pretty=true")).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(body.contains("`pretty` is not documented"), "{body}");
}

#[test]
fn it_needs_no_generated_client_but_the_document() {
    let tree = Tree::new();
    tree.put(xtask::project::DOCUMENT, "openapi: [");
    let run = tree.xtask(&["mock"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("atlas-tenant-restore.yaml"), "{run:?}");
}
