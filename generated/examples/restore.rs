//! Starts a restore of a snapshot, against Atlas or against `cargo xtask mock`, and says in plain words what came of it.
//!
//! Written by hand: in `generated/` only `src/` and `Cargo.toml` belong to the generator.

use std::env::VarError;
use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use atlas_tenant_restore::operations::shared_tier_restore_jobs::CreateSharedClusterBackupRestoreJobError as CreateError;
use atlas_tenant_restore::runtime::secrecy::SecretString;
use atlas_tenant_restore::runtime::{
    Answer, BuildError, ClientBuilder, DeprecationPolicy, DeprecationRefusal, Error, ErrorResponse,
    Response,
};
use atlas_tenant_restore::{Client, types};
use clap::{Parser, ValueEnum};

/// The variables that Atlas' documentation and tools read: a token that somebody got already, a service account, which gets
/// tokens itself, and an API key.
const TOKEN: &str = "ACCESS_TOKEN";
const SERVICE_ACCOUNT: [&str; 2] = ["MONGODB_ATLAS_CLIENT_ID", "MONGODB_ATLAS_CLIENT_SECRET"];
const API_KEY: [&str; 2] = [
    "MONGODB_ATLAS_PUBLIC_API_KEY",
    "MONGODB_ATLAS_PRIVATE_API_KEY",
];
/// Where a service account gets its tokens, below the server that is called.
const TOKEN_PATH: &str = "/api/oauth/token";

/// Restores a snapshot of an M2, M5 or Flex cluster to a target cluster, whose data is deleted first
#[derive(Parser)]
#[command(name = "restore", after_help = AFTER_HELP)]
struct Arguments {
    /// Server to call
    #[arg(long, value_name = "URL", default_value = "https://cloud.mongodb.com")]
    base_url: String,
    /// Id of the project that the snapshot's cluster belongs to
    #[arg(long, value_name = "ID")]
    group_id: types::Id,
    /// Name of the cluster that the snapshot was taken of
    #[arg(long, value_name = "NAME")]
    cluster_name: types::ClusterName,
    /// Id of the snapshot
    #[arg(long, value_name = "ID")]
    snapshot_id: types::Id,
    /// Name of the cluster to restore to; all its data is deleted first
    #[arg(long, value_name = "NAME")]
    target_cluster: types::TargetDeploymentItemName,
    /// Id of the project that the target cluster belongs to
    #[arg(long, value_name = "ID")]
    target_project_id: Option<types::Id>,
    /// What to do about the operation being deprecated
    #[arg(long, value_enum, default_value_t = Deprecation::Warn)]
    deprecation: Deprecation,
    /// Do not ask before the target cluster's data is deleted
    #[arg(long)]
    yes: bool,
}

const AFTER_HELP: &str = "\
Credentials are read from the environment and never shown; set those of one kind:
  ACCESS_TOKEN
      an access token
  MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET
      a service account, which gets its tokens from the server called
  MONGODB_ATLAS_PUBLIC_API_KEY and MONGODB_ATLAS_PRIVATE_API_KEY
      an API key

Exit codes:
   0  the restore job was accepted
   2  the command line or the credentials are not usable
   3  it was not confirmed; nothing was sent
   4  the operation is deprecated and --deprecation refuses it; nothing was sent
   5  no connection, or the client refused the request; nothing was sent
   6  the connection failed or the time was over; the job may have been accepted
   7  the answer is none that the document describes
   8  the API answered 410: the operation is gone since its sunset
  40, 41, 43, 44, 49, 50
      the API answered 400, 401, 403, 404, 409 or 500";

/// [`DeprecationPolicy`] on the command line.
#[derive(Clone, Copy, ValueEnum)]
enum Deprecation {
    /// Say nothing
    Ignore,
    /// Warn, and call
    Warn,
    /// Refuse from the day of the sunset on
    DenyAfterSunset,
    /// Refuse
    Deny,
}

impl From<Deprecation> for DeprecationPolicy {
    fn from(deprecation: Deprecation) -> Self {
        match deprecation {
            Deprecation::Ignore => Self::Ignore,
            Deprecation::Warn => Self::Warn,
            Deprecation::DenyAfterSunset => Self::DenyAfterSunset,
            Deprecation::Deny => Self::Deny,
        }
    }
}

/// Why there is no restore job: what to tell, and the exit code.
struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    fn new(code: u8, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    // The client says through `tracing` that an operation is deprecated, once.
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::WARN)
        .with_writer(io::stderr)
        .without_time()
        .with_target(false)
        .init();
    match restore(Arguments::parse()).await {
        Ok(job) => {
            println!("{}", describe(&job));
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{}", failure.message);
            failure.code.into()
        }
    }
}

async fn restore(arguments: Arguments) -> Result<Response<types::TenantRestore>, Failure> {
    let client = client(&arguments)?;
    if !arguments.yes {
        confirm(&arguments.target_cluster)?;
    }
    let mut request =
        types::TenantRestoreRequest::new(arguments.snapshot_id, arguments.target_cluster);
    if let Some(id) = arguments.target_project_id {
        request = request.target_project_id(id);
    }
    #[expect(deprecated, reason = "there is no client of its successor here yet")]
    let call = client.create_shared_cluster_backup_restore_job(
        &arguments.group_id,
        &arguments.cluster_name,
        &request,
    );
    call.send().await.map_err(|error| explain(&error))
}

fn client(arguments: &Arguments) -> Result<Client, Failure> {
    let builder = Client::builder()
        .base_url(&arguments.base_url)
        .deprecation(arguments.deprecation.into());
    let client = authenticated(builder, &arguments.base_url)?.build();
    client.map_err(|error: BuildError| {
        Failure::new(2, format!("This client can't be made: {error}."))
    })
}

/// Of two kinds of credentials nobody could say which are used, and so whose name stands in Atlas' logs.
fn authenticated(
    builder: ClientBuilder<Client>,
    base_url: &str,
) -> Result<ClientBuilder<Client>, Failure> {
    let token = variable(TOKEN)?;
    let [id, secret] = pair(SERVICE_ACCOUNT)?;
    let [public, private] = pair(API_KEY)?;
    match (token, id.zip(secret), public.zip(private)) {
        (Some(token), None, None) => Ok(builder.bearer_token(token)),
        (None, Some((id, secret)), None) => {
            let token_url = format!("{}{TOKEN_PATH}", base_url.trim_end_matches('/'));
            Ok(builder.client_credentials_at(token_url, id, secret))
        }
        (None, None, Some((public, private))) => Ok(builder.digest_auth(public, private)),
        (None, None, None) => Err(unusable("Set")),
        _ => Err(unusable(
            "There is more than one kind of credentials: set only",
        )),
    }
}

fn unusable(beginning: &str) -> Failure {
    let (account, key) = (SERVICE_ACCOUNT.join(" and "), API_KEY.join(" and "));
    Failure::new(2, format!("{beginning} {TOKEN}, or {account}, or {key}."))
}

/// Both variables or none.
fn pair(names: [&str; 2]) -> Result<[Option<SecretString>; 2], Failure> {
    let [first, second] = names;
    let values = [variable(first)?, variable(second)?];
    match &values {
        [Some(_), None] => Err(Failure::new(
            2,
            format!("{first} needs {second} beside it."),
        )),
        [None, Some(_)] => Err(Failure::new(
            2,
            format!("{second} needs {first} beside it."),
        )),
        _ => Ok(values),
    }
}

fn variable(name: &str) -> Result<Option<SecretString>, Failure> {
    match std::env::var(name) {
        Ok(value) => Ok(Some(value.into())),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(Failure::new(2, format!("{name} is no text."))),
    }
}

/// Asks for the cluster's name: it is harder to type by accident than a `y`.
fn confirm(target: &str) -> Result<(), Failure> {
    eprintln!(
        "All data on the cluster `{target}` is deleted before the restore begins. There is no way back."
    );
    eprint!("Type the name of the cluster to go on: ");
    let mut line = String::new();
    let read = io::stderr()
        .flush()
        .and_then(|()| io::stdin().lock().read_line(&mut line));
    if read.is_ok() && line.trim() == target {
        Ok(())
    } else {
        Err(Failure::new(3, "\nNot confirmed; nothing was sent."))
    }
}

fn describe(job: &types::TenantRestore) -> String {
    let id = job.id.as_deref().unwrap_or("without an id");
    let status = job
        .status
        .as_ref()
        .map_or("of unknown status", |status| status.as_str());
    let (snapshot, target) = (&job.snapshot_id, &job.target_deployment_item_name);
    format!("Restore job {id} is {status}: snapshot {snapshot} to cluster {target}.")
}

fn explain(error: &CreateError) -> Failure {
    match error {
        CreateError::BadRequest(error) => {
            documented(40, error, "Mend what it names and call again.")
        }
        CreateError::Unauthorized(error) => documented(
            41,
            error,
            "Look at the credentials: a token is good for an hour, and a key may have been deleted.",
        ),
        CreateError::Forbidden(error) => documented(
            43,
            error,
            "Give the service account or the API key the role Project Owner in the project.",
        ),
        CreateError::NotFound(error) => documented(
            44,
            error,
            "Look at the ids of project and snapshot and at the names of both clusters.",
        ),
        CreateError::Conflict(error) => documented(
            49,
            error,
            "Wait until what stands in the way is over, another restore for example, then call again.",
        ),
        CreateError::InternalServerError(error) => documented(
            50,
            error,
            "Look whether the job exists before you call again: it may have been accepted.",
        ),
        CreateError::Other(error) => other(error),
        _ => Failure::new(7, format!("{error}.")),
    }
}

/// A documented error: the status, the API's own words, and what to do.
fn documented(code: u8, error: &ErrorResponse<types::ApiError>, advice: &str) -> Failure {
    let mut lines = vec![format!("The API answered {}.", error.status())];
    match error.body() {
        Ok(body) => {
            lines.push(format!("Error code: {}", plain(&body.error_code)));
            lines.extend(
                body.detail
                    .as_deref()
                    .map(|detail| format!("Detail: {}", plain(detail))),
            );
            let fields = body
                .bad_request_detail
                .iter()
                .flat_map(|detail| detail.fields.iter().flatten());
            lines.extend(
                fields.map(|field| {
                    format!("- {}: {}", plain(&field.field), plain(&field.description))
                }),
            );
        }
        Err(problem) => {
            lines.push(format!("Its body is not as documented: {problem}."));
            lines.push(format!("Body: {}", beginning(error.raw())));
        }
    }
    // Whoever asks the API's people for help is asked for it.
    lines.extend(error.request_id().map(|id| format!("Request id: {id}")));
    lines.push(format!("What to do: {advice}"));
    Failure::new(code, lines.join("\n"))
}

/// Everything that the document gives no status for.
fn other(error: &Error) -> Failure {
    match error {
        Error::Deprecated(refusal) => refused(refusal),
        Error::Credentials(_) if error.status().is_some() => {
            Failure::new(41, format!("{}.\nNothing was carried out.", chain(error)))
        }
        _ if !error.maybe_executed() => {
            Failure::new(5, format!("{}.\nNothing was sent.", chain(error)))
        }
        Error::Sunset(gone) => {
            let body = beginning(gone.answer().raw());
            Failure::new(8, format!("{}.\nBody: {body}", chain(error)))
        }
        Error::Interrupted(_) => Failure::new(6, format!("{}.", chain(error))),
        _ => match error.answer() {
            None => Failure::new(6, format!("{}.", chain(error))),
            Some(answer) => Failure::new(7, unforeseen(error, answer)),
        },
    }
}

fn refused(refusal: &DeprecationRefusal) -> Failure {
    let operation = refusal.operation().id;
    let sunset = refusal.sunset().map_or_else(
        || "It is deprecated.".to_owned(),
        |date| format!("It is deprecated, and its sunset is {date}."),
    );
    let successor = refusal.successor().map_or_else(String::new, |id| {
        format!("\nWhat to do: use `{id}` instead.")
    });
    let message = format!("`{operation}` was not called; nothing was sent. {sunset}{successor}");
    Failure::new(4, message)
}

fn unforeseen(error: &Error, answer: &Answer) -> String {
    let body = beginning(answer.raw());
    format!(
        "{}.\nBody: {body}\nWhat to do: look whether the job exists before you call again.",
        chain(error)
    )
}

/// The error with its causes.
fn chain(error: &Error) -> String {
    let mut message = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        message = format!("{message}: {error}");
        cause = error.source();
    }
    message
}

/// The first thousand characters of a body.
fn beginning(body: &[u8]) -> String {
    plain(&String::from_utf8_lossy(body))
        .chars()
        .take(1000)
        .collect()
}

/// A server's text without the control characters that could rewrite the terminal.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_control())
        .collect()
}
