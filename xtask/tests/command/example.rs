//! The example program of the client, run against the mock: what a person reads, and the exit code that a script sees.
//!
//! The tests block while the program runs, so the servers, which live in the tests' runtimes, need threads of their own.

use std::env::consts::EXE_SUFFIX;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use contract_tests::mock::Mock;
use contract_tests::server::{Script, Server};
use wiremock::matchers::{any, basic_auth, header_regex, method, path, path_regex};
use wiremock::{Mock as Rule, MockServer, ResponseTemplate};
use xtask::project;

use crate::support::Run;

const TOKEN: &str = "a-secret-that-nothing-may-print";
const ID: &str = "32b6e34b3d91647abb20e7b8";

/// The program. Cargo says where a package's binaries are to its own tests only, so it is built here once more; with the
/// features of the whole workspace, so that most of what it needs is there already.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let folder = Path::new(env!("CARGO_BIN_EXE_xtask"))
            .parent()
            .expect("a folder");
        let profile = match folder.file_name().and_then(|name| name.to_str()) {
            Some("debug") | None => "dev",
            Some(profile) => profile,
        };
        let built = Command::new(env!("CARGO"))
            .args([
                "build",
                "--quiet",
                "--workspace",
                "--example",
                "restore",
                "--profile",
                profile,
            ])
            .current_dir(project::root())
            .status()
            .expect("cargo runs");
        assert!(built.success());
        folder.join("examples").join(format!("restore{EXE_SUFFIX}"))
    })
}

/// The variables of each way to authenticate.
const WAYS: [&[&str]; 3] = [
    &["ACCESS_TOKEN"],
    &["MONGODB_ATLAS_CLIENT_ID", "MONGODB_ATLAS_CLIENT_SECRET"],
    &[
        "MONGODB_ATLAS_PUBLIC_API_KEY",
        "MONGODB_ATLAS_PRIVATE_API_KEY",
    ],
];

fn command(uri: &str) -> Command {
    let mut command = bare_command(uri);
    command.env("ACCESS_TOKEN", TOKEN);
    command
}

/// Without any credentials, also none of whoever runs the tests.
fn bare_command(uri: &str) -> Command {
    let mut command = Command::new(program());
    for name in WAYS.concat() {
        command.env_remove(name);
    }
    command
        .args([
            "--base-url",
            uri,
            "--group-id",
            ID,
            "--cluster-name",
            "Cluster0",
        ])
        .args(["--snapshot-id", ID, "--target-cluster", "Cluster1"]);
    command
}

fn run(command: &mut Command) -> Run {
    let run: Run = command.output().expect("the example runs").into();
    assert!(!format!("{run:?}").contains(TOKEN), "the token is shown");
    run
}

async fn mock(status: u16) -> Mock {
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let document = project::document(&project::root()).expect("the document");
    Mock::start(document, any, Some(status))
        .await
        .expect("a mock")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accepted_job_is_shown_and_the_deprecation_logged() {
    let mock = mock(200).await;
    let run = run(command(&mock.uri()).arg("--yes"));
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.stdout
            .starts_with(&format!("Restore job {ID} is PENDING")),
        "{run:?}"
    );
    for part in ["WARN", "2026-01-15", "createFlexBackupRestoreJob"] {
        assert!(run.stderr.contains(part), "{part}: {run:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_way_to_authenticate_restores() {
    let mock = mock(200).await;
    for way in WAYS {
        let run = restore(&mock.uri(), way);
        assert_eq!(run.code, Some(0), "{way:?}: {run:?}");
        assert!(run.stdout.starts_with("Restore job "), "{run:?}");
    }
}

fn restore(uri: &str, way: &[&str]) -> Run {
    let mut command = bare_command(uri);
    command.envs(way.iter().map(|name| (name, TOKEN)));
    run(command.arg("--yes"))
}

/// The mock lets in whoever shows any credentials; these servers take one kind each.
#[tokio::test(flavor = "multi_thread")]
async fn each_way_to_authenticate_sends_what_it_is_called() {
    let restored = || {
        let job = serde_json::json!({
            "id": ID, "snapshotId": ID, "targetDeploymentItemName": "Cluster1", "status": "PENDING"
        });
        ResponseTemplate::new(200).set_body_json(job)
    };
    let shown = |pattern: &str| header_regex("authorization", pattern);
    let [token, account, key] = WAYS;
    for (way, expected) in [
        (token, format!("^Bearer {TOKEN}$")),
        (account, "^Bearer of-the-account$".to_owned()),
        (key, format!("^Digest username=\"{TOKEN}\", .*response=")),
    ] {
        let server = MockServer::start().await;
        Rule::given(path("/api/oauth/token"))
            .and(basic_auth(TOKEN, TOKEN))
            .respond_with(ResponseTemplate::new(200).set_body_json(serde_json::json!({
                "access_token": "of-the-account", "token_type": "Bearer", "expires_in": 3600
            })))
            .mount(&server)
            .await;
        Rule::given(method("POST"))
            .and(path_regex("/backup/tenant/restore$"))
            .and(shown(&expected))
            .respond_with(restored())
            .expect(1)
            .mount(&server)
            .await;
        Rule::given(any())
            .respond_with(ResponseTemplate::new(401).insert_header(
                "www-authenticate",
                "Digest realm=\"here\", nonce=\"once\", algorithm=MD5, qop=\"auth\"",
            ))
            .with_priority(9)
            .mount(&server)
            .await;
        let run = restore(&server.uri(), way);
        assert_eq!(run.code, Some(0), "{way:?}: {run:?}");
        server.verify().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn exactly_one_way_to_authenticate_is_taken() {
    let server = Server::start(Script::CloseAtOnce).expect("a server");
    let [token, account, key] = WAYS;
    for (names, words) in [
        (vec![], "Set ACCESS_TOKEN, or MONGODB_ATLAS_CLIENT_ID and"),
        ([token, account].concat(), "more than one kind"),
        ([account, key].concat(), "more than one kind"),
        (vec![account[0]], "needs MONGODB_ATLAS_CLIENT_SECRET"),
        (vec![account[1]], "needs MONGODB_ATLAS_CLIENT_ID"),
        (vec![key[0]], "needs MONGODB_ATLAS_PRIVATE_API_KEY"),
    ] {
        let mut command = bare_command(&server.uri());
        command.envs(names.iter().map(|name| (name, TOKEN)));
        let run = run(command.arg("--yes"));
        assert_eq!(run.code, Some(2), "{names:?}: {run:?}");
        assert!(run.stderr.contains(words), "{run:?}");
    }
    let mut empty = bare_command(&server.uri());
    let run = run(empty.env("ACCESS_TOKEN", "").arg("--yes"));
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.stderr.contains("the bearer token is empty"), "{run:?}");
    assert_eq!(server.connections(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_documented_error_has_its_words_and_its_exit_code() {
    let errors = [
        (400, 40, "VALIDATION_ERROR", "No provider AWS exists."),
        (401, 41, "NOT_ORG_GROUP_CREATOR", "may not be related"),
        (403, 43, "CANNOT_CHANGE_GROUP_NAME", "Project Owner"),
        (404, 44, "RESOURCE_NOT_FOUND", "Cannot find resource AWS"),
        (
            409,
            49,
            "CANNOT_DELETE_ORG_ACTIVE_LIVE_MIGRATION_ATLAS_ORG_LINK",
            "60c4fd418ebe251047c50554",
        ),
        (500, 50, "UNEXPECTED_ERROR", "may have been accepted"),
    ];
    for (status, code, error_code, words) in errors {
        let mock = mock(status).await;
        let run = run(command(&mock.uri()).args(["--yes", "--deprecation", "ignore"]));
        assert_eq!(run.code, Some(code), "{run:?}");
        let answered = format!("The API answered {status} ");
        for part in [answered.as_str(), error_code, words, "What to do: "] {
            assert!(run.stderr.contains(part), "{part}: {run:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_without_confirmation() {
    let server = Server::start(Script::CloseAtOnce).expect("a server");
    for typed in ["", "y\n", "Cluster0\n"] {
        let mut command = command(&server.uri());
        let mut process = command
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the example runs");
        process
            .stdin
            .take()
            .expect("a pipe")
            .write_all(typed.as_bytes())
            .expect("it listens");
        let run: Run = process.wait_with_output().expect("it ends").into();
        assert_eq!(run.code, Some(3), "{typed:?}: {run:?}");
        assert!(
            run.stderr
                .contains("All data on the cluster `Cluster1` is deleted"),
            "{run:?}"
        );
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_name_of_the_target_confirms() {
    let mock = mock(200).await;
    let mut command = command(&mock.uri());
    let mut process = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    process
        .stdin
        .take()
        .expect("a pipe")
        .write_all(b"Cluster1\n")
        .expect("it listens");
    let run: Run = process.wait_with_output().expect("it ends").into();
    assert_eq!(run.code, Some(0), "{run:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_after_the_sunset_names_its_date_and_the_successor() {
    let server = Server::start(Script::CloseAtOnce).expect("a server");
    for policy in ["deny-after-sunset", "deny"] {
        let run = run(command(&server.uri()).args(["--yes", "--deprecation", policy]));
        assert_eq!(run.code, Some(4), "{run:?}");
        for part in [
            "nothing was sent",
            "2026-01-15",
            "createFlexBackupRestoreJob",
        ] {
            assert!(run.stderr.contains(part), "{part}: {run:?}");
        }
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_sent_and_what_may_have_arrived_are_told_apart() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let nobody = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let failed = run(command(&nobody).arg("--yes"));
    assert_eq!(failed.code, Some(5), "{failed:?}");
    assert!(failed.stderr.contains("Nothing was sent."), "{failed:?}");

    let server = Server::start(Script::Answer(Vec::new())).expect("a server");
    let cut = run(command(&server.uri()).arg("--yes"));
    assert_eq!(cut.code, Some(6), "{cut:?}");
    assert!(cut.stderr.contains("may have carried it out"), "{cut:?}");
    assert_eq!(server.received().len(), 1, "a restore is never sent twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_410_after_the_sunset_names_the_successor() {
    let answer = b"HTTP/1.1 410 Gone\r\nContent-Length: 12\r\n\r\nVERSION_GONE".to_vec();
    let server = Server::start(Script::Answer(answer)).expect("a server");
    let run = run(command(&server.uri()).arg("--yes"));
    assert_eq!(run.code, Some(8), "{run:?}");
    for text in [
        "its sunset was 2026-01-15",
        "use `createFlexBackupRestoreJob` instead",
        "Body: VERSION_GONE",
    ] {
        assert!(run.stderr.contains(text), "{text} in {run:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_not_documented_is_shown_without_control_characters() {
    let answer = b"HTTP/1.1 418 x\r\nContent-Length: 16\r\n\r\n\x1b[2JVERSION_GONE".to_vec();
    let server = Server::start(Script::Answer(answer)).expect("a server");
    let run = run(command(&server.uri()).arg("--yes"));
    assert_eq!(run.code, Some(7), "{run:?}");
    assert!(
        run.stderr.contains("418") && run.stderr.contains("VERSION_GONE"),
        "{run:?}"
    );
    assert!(!run.stderr.contains('\u{1b}'), "{run:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_documented_error_tells_the_name_of_the_request() {
    let answer =
        b"HTTP/1.1 409 Conflict\r\nX-Request-Id: r-7\r\nContent-Length: 0\r\n\r\n".to_vec();
    let server = Server::start(Script::Answer(answer)).expect("a server");
    let run = run(command(&server.uri()).arg("--yes"));
    assert_eq!(run.code, Some(49), "{run:?}");
    assert!(run.stderr.contains("Request id: r-7"), "{run:?}");
}

#[test]
fn what_can_not_be_sent_is_refused_by_the_command_line() {
    let without_token = run(command("http://127.0.0.1:1")
        .env_remove("ACCESS_TOKEN")
        .arg("--yes"));
    assert_eq!(without_token.code, Some(2), "{without_token:?}");
    assert!(
        without_token.stderr.contains("ACCESS_TOKEN"),
        "{without_token:?}"
    );
    let wrong_id =
        run(command("http://127.0.0.1:1").args(["--target-project-id", "short", "--yes"]));
    assert_eq!(wrong_id.code, Some(2), "{wrong_id:?}");
    let plain = run(command("http://cloud.mongodb.com").arg("--yes"));
    assert_eq!(plain.code, Some(2), "{plain:?}");
}

#[test]
fn the_readme_lists_the_exit_codes_of_the_help() {
    let help = run(Command::new(program()).arg("--help"));
    let (_, codes) = help.stdout.split_once("Exit codes:\n").expect("exit codes");
    let readme = std::fs::read_to_string(project::root().join("README.md")).expect("the README");
    assert!(
        readme.contains(codes.trim_end()),
        "not in README.md:\n{codes}"
    );
}
