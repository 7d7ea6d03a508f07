//! What can be typed after `cargo xtask`, and the help that goes with it.
//!
//! It knows clap and nothing of what the commands do.

use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Makes clients of OpenAPI documents, serves a document's examples, and runs the gate.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    after_help = "Exit codes: 0 all is well; 1 a document, a file or a check is not as it should be; 2 the command line \
                  is not understood.\n\nColour is used on a terminal only, and not where NO_COLOR is set."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// The workspace to work in, in place of the one that this program was built from. For tests.
    #[arg(long, global = true, hide = true, value_name = "FOLDER")]
    pub root: Option<PathBuf>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Writes a client: that of `spec/` with the contract tests' adapter, or with --spec that of any document
    Codegen(Codegen),
    /// Makes clients of all documents of a folder, compiles them and tries the documents' examples on them
    Corpus(Corpus),
    /// Changes the document, the client and the runtime, one thing at a time, and says what the suite did not notice
    Mutants(Mutants),
    /// Serves the document's examples on this machine, to try the client or `curl` without an account
    Mock(Mock),
    /// Lists what of a client is deprecated, and fails where something is sunset or will be soon
    Deprecations(Deprecations),
    /// Runs the contract tests and writes a page that shows what they found
    Report(Report),
    /// Measures generating, compiling and calling beside other generators, and how they grow
    Bench(Bench),
    /// Runs the whole gate, as `.ci/run` does
    Ci,
}

/// Options of `codegen`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo xtask codegen                               the client of spec/: write what changed
  cargo xtask codegen --check                       write nothing; exit with 1 where something would be written
  cargo xtask codegen --spec petstore.yaml --out petstore
                                                    a crate that stands alone, from any document
  cargo xtask codegen --spec api.json --out client --tag Users --path '/teams/**'
                                                    only a part of it, with the types that this part needs
  cargo xtask codegen --spec api.json --out client --contract-tests
                                                    with a suite that proves it: `cargo test` in the folder
  cargo xtask codegen --spec api.json --out client --format github --strict
                                                    in CI: annotations, and nothing written unless all is well

Relative paths are relative to the folder that the command is called in. In the folder of --out the command owns
Cargo.toml, README.md, src/, its runtime/ and what it writes into contract-tests/; everything else there is yours and
stays as it is.")]
pub struct Codegen {
    /// Write nothing: say what would change first, and exit with 1 if there is anything
    #[arg(long)]
    pub check: bool,

    /// The OpenAPI document (3.0 or 3.1, JSON or YAML) to make a crate of, in place of the one in `spec/`
    #[arg(long, value_name = "FILE", requires = "out")]
    pub spec: Option<PathBuf>,

    /// Folder of the crate
    #[arg(long, value_name = "DIR", requires = "spec")]
    pub out: Option<PathBuf>,

    /// Name of the crate; else one is made of the document's title
    #[arg(long, value_name = "NAME", requires = "spec", value_parser = package)]
    pub name: Option<String>,

    /// Take only this operation, by its operationId; may be given more than once, as may --tag and --path
    #[arg(long, value_name = "ID", requires = "spec")]
    pub operation: Vec<String>,

    /// Take only the operations with this tag
    #[arg(long, value_name = "TAG", requires = "spec")]
    pub tag: Vec<String>,

    /// Take only the operations of paths like this; `*` is any text without a slash, `**` any text
    #[arg(long, value_name = "GLOB", requires = "spec")]
    pub path: Vec<String>,

    /// Where the crate gets what all clients share: a copy of its own, this workspace's folder, or the registry
    #[arg(long, value_name = "HOW", requires = "spec", default_value = "embed")]
    pub runtime: Runtime,

    /// Write nothing unless the document is right throughout and all of it can be written
    #[arg(long, requires = "spec")]
    pub strict: bool,

    /// Of operations with dated representations, the newest not after this day; else the newest that is no preview
    #[arg(long, value_name = "YYYY-MM-DD", requires = "spec", value_parser = date)]
    pub api_version: Option<jiff::civil::Date>,

    /// Corrections to apply first (OpenAPI Overlay 1.0); for `spec/` those are its `*.overlay.yaml`
    #[arg(long, value_name = "FILE", requires = "spec")]
    pub overlay: Vec<PathBuf>,

    /// Write the suite too that proves the client: a test crate in its folder `contract-tests/`
    #[arg(long, requires = "spec")]
    pub contract_tests: bool,

    /// How to say what is wrong with the document
    #[command(flatten)]
    pub telling: Telling,
}

/// Options of `deprecations`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo xtask deprecations --within 90d                  fails where the client of spec/ has something that is sunset, or
                                                         will be within 90 days
  cargo xtask deprecations --within 90d --now 2026-01-01 what it would have said that day
  cargo xtask deprecations --spec api.json --operation listUsers --operation addUser --within 30d
                                                         of another document, and of what you use of it
  cargo xtask deprecations --spec api.json --format json one JSON object a line

Put it into a job that runs every day: it fails on the day that comes near, without any change of the document.")]
pub struct Deprecations {
    /// How near a sunset is too near, in days; without it only what is sunset fails
    #[arg(long, value_name = "DAYS", default_value = "0d", value_parser = days)]
    pub within: i64,

    /// The day to count from, in place of today (UTC)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub now: Option<jiff::civil::Date>,

    /// The OpenAPI document, in place of the one in `spec/`
    #[arg(long, value_name = "FILE")]
    pub spec: Option<PathBuf>,

    /// Count only this operation, by its operationId, and what it needs; may be given more than once, as may --tag and --path
    #[arg(long, value_name = "ID")]
    pub operation: Vec<String>,

    /// Count only the operations with this tag
    #[arg(long, value_name = "TAG")]
    pub tag: Vec<String>,

    /// Count only the operations of paths like this; `*` is any text without a slash, `**` any text
    #[arg(long, value_name = "GLOB")]
    pub path: Vec<String>,

    /// Of operations with dated representations, the newest not after this day; else the newest that is no preview
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub api_version: Option<jiff::civil::Date>,

    /// Corrections to apply first (OpenAPI Overlay 1.0); for `spec/` those are its `*.overlay.yaml`
    #[arg(long, value_name = "FILE", requires = "spec")]
    pub overlay: Vec<PathBuf>,

    /// Form of the list
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub format: ListFormat,
}

/// Forms of a list.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum ListFormat {
    /// Columns
    Text,
    /// One JSON object a line
    Json,
}

/// Options of `report`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo xtask report                          run the contract tests of this workspace, and show them
  cargo xtask report --results results.json   show a run that was made with CONTRACT_TESTS_RESULTS=results.json

It writes index.html, which needs nothing beside it, results.json and junit.xml. Mutants are shown as `cargo xtask mutants`
left them in target/mutants. The exit code is 1 where a case failed or the run as a whole has a problem.")]
pub struct Report {
    /// The results of runs, in place of a run of this workspace's contract tests
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub results: Vec<PathBuf>,

    /// Folder to write to, in place of target/report
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Folder of what `cargo xtask mutants` left, in place of target/mutants
    #[arg(long, value_name = "DIR")]
    pub mutants: Option<PathBuf>,

    /// The day to count from, in place of today (UTC)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub now: Option<jiff::civil::Date>,
}

/// How much is said, and in which form.
#[derive(Args, Clone, Copy, Debug)]
pub struct Telling {
    /// Form of what is said about the document: for people, as JSON lines, or as annotations of GitHub Actions
    #[arg(long, value_name = "FORM", default_value = "human")]
    pub format: Format,

    /// For people too, show everything and not just the first few of each kind
    #[arg(long)]
    pub all: bool,

    /// Say nothing but what is an error
    #[arg(long, conflicts_with = "all")]
    pub quiet: bool,
}

/// Forms of diagnostics.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Format {
    /// With the lines of the document that are meant
    Human,
    /// One JSON object a line
    Json,
    /// Workflow commands of GitHub Actions
    Github,
}

/// How a crate gets the runtime.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Runtime {
    /// A copy in the crate's folder `runtime/`
    Embed,
    /// The folder in this workspace, by a relative path
    Path,
    /// The release in the registry
    Version,
}

impl Runtime {
    /// As it is typed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Embed => "embed",
            Self::Path => "path",
            Self::Version => "version",
        }
    }
}

/// Options of `corpus`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo xtask corpus documents                           every document: generate, check, document, try examples
  cargo xtask corpus documents --only github.json        one of them
  cargo xtask corpus documents --no-check --no-examples  only generate
  cargo xtask corpus documents --format markdown         the table for a report

A document is a file with `openapi` at its root, *.json, *.yaml or *.yml; a folder in which one such file stands is one
document of many files. The crates are left in target/corpus to be looked at. The exit code is 1 where one of the
documents does not generate, does not compile without a warning, or loses something of an example.")]
pub struct Corpus {
    /// Folder of the documents
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,

    /// Only these documents, by file or folder name
    #[arg(long, value_name = "NAME", num_args = 1..)]
    pub only: Vec<String>,

    /// Documents to work on at the same time; each worker builds the dependencies once for itself
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub jobs: u8,

    /// Form of the table
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub format: TableFormat,

    /// Neither compile the crates nor their documentation
    #[arg(long)]
    pub no_check: bool,

    /// Do not try the documents' examples
    #[arg(long)]
    pub no_examples: bool,

    /// Folder for the crates and what cargo makes of them, in place of target/corpus
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// Forms of the corpus' table.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum TableFormat {
    /// Columns
    Text,
    /// A table of GitHub's Markdown
    Markdown,
    /// JSON, one object a line
    Json,
}

/// Options of `mutants`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo xtask mutants                                     all mutants of the restore endpoint
  cargo xtask mutants --of document                       only those of its document
  cargo xtask mutants --only drop-property                only those of one operator
  cargo xtask mutants --spec api.yaml --sample 100        a hundred changes of another document, drawn by --seed

A run can be stopped, and is taken up again where it was. Its result is left in target/mutants/<document>,
in mutants.json, or of a part in mutants-some.json.
The exit code is 1 where a change went unnoticed that xtask/src/mutants/equivalent.toml does not explain.")]
pub struct Mutants {
    /// The OpenAPI document, in place of the one in `spec/`
    #[arg(long, value_name = "FILE")]
    pub spec: Option<PathBuf>,

    /// Corrections to apply first (OpenAPI Overlay 1.0)
    #[arg(long, value_name = "FILE", requires = "spec")]
    pub overlay: Vec<PathBuf>,

    /// Only of this operation, by its operationId or as `POST /path`; may be given more than once
    #[arg(long, value_name = "ID")]
    pub operation: Vec<String>,

    /// Draw as many at random, and leave out the others
    #[arg(long, value_name = "N")]
    pub sample: Option<usize>,

    /// What the sample is drawn by: the same gives the same
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,

    /// Only those of this operator
    #[arg(long, value_name = "OPERATOR")]
    pub only: Option<String>,

    /// Only changes of this
    #[arg(long, value_name = "PART")]
    pub of: Option<Part>,

    /// Only changes of code in this file or folder, as `generator/runtime/src/auth`; may be given more than once
    #[arg(long, value_name = "PATH", conflicts_with_all = ["spec", "operation"])]
    pub file: Vec<String>,

    /// Suites to run at the same time
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub jobs: u8,

    /// Show the survivors, the table and the score only
    #[arg(long)]
    pub quiet: bool,
}

/// What mutants are made of.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, ValueEnum)]
pub enum Part {
    /// The document that the client is generated from
    Document,
    /// The generated client
    Client,
    /// What all clients share
    Runtime,
}

impl Part {
    /// As it is typed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Client => "client",
            Self::Runtime => "runtime",
        }
    }
}

/// Options of `bench`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo xtask bench                                        all parts, on a document that is made up
  cargo xtask bench --part generating --document api.json  one part, on this document
  cargo xtask bench --rounds 9 --write                     more rounds, and BENCHMARKS.md anew
  cargo xtask bench --guard                                no times: exit with 1 where lines, packages or allocations grew

Other generators are measured beside this one where they are on the PATH: cargo-progenitor, oas3-gen, openapi-to-rust,
openapi-generator-cli. What is not there is said so in its row.")]
pub struct Bench {
    /// Only this part; may be given more than once
    #[arg(long, value_name = "PART")]
    pub part: Vec<BenchPart>,

    /// Documents to generate from and to compile, in place of the one that is made up
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub document: Vec<PathBuf>,

    /// Turns that each competitor has
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..))]
    pub rounds: u8,

    /// Form of the tables
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub format: TableFormat,

    /// Write BENCHMARKS.md of what this run and those before it measured
    #[arg(long)]
    pub write: bool,

    /// Measure no time: compare counts that are the same on every machine with those that are committed
    #[arg(long, conflicts_with_all = ["part", "document", "write"])]
    pub guard: bool,

    /// Commit to the counts that are now
    #[arg(long, requires = "guard")]
    pub accept: bool,

    /// Only read this document into the types of `openapiv3`: what generating is compared with
    #[arg(long, hide = true, value_name = "FILE")]
    pub parse: Option<PathBuf>,

    /// Only run this program and print what it used, as JSON
    #[arg(last = true, hide = true)]
    pub launch: Vec<OsString>,
}

/// Parts of `bench`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum BenchPart {
    /// From a document to formatted files
    Generating,
    /// What cargo takes for the files
    Compiling,
    /// What calls take that the written code makes
    Calling,
    /// How generating and compiling grow with the document
    Growth,
}

impl BenchPart {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 4] = [
        Self::Generating,
        Self::Compiling,
        Self::Calling,
        Self::Growth,
    ];

    /// As it is typed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Generating => "generating",
            Self::Compiling => "compiling",
            Self::Calling => "calling",
            Self::Growth => "growth",
        }
    }
}

/// Options of `mock`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo xtask mock                            on a free port, which is printed
  cargo xtask mock --listen 127.0.0.1:8080    on this port
  cargo xtask mock --status 404               every answer is the documented example for 404
  curl --header 'Prefer: code=409' …          this answer is the documented example for 409")]
pub struct Mock {
    /// Address to listen on; only this machine can be reached from
    #[arg(long, value_name = "ADDRESS", default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), value_parser = loopback)]
    pub listen: SocketAddr,

    /// Answer with the example for this status where the request does not ask for one by `Prefer: code=…`
    #[arg(long, value_name = "CODE", value_parser = clap::value_parser!(u16).range(100..=599))]
    pub status: Option<u16>,
}

fn package(name: &str) -> Result<String, String> {
    if specwright::names::is_package(name) {
        Ok(name.to_owned())
    } else {
        Err("not a name for a crate: it begins with a letter, goes on with letters, digits, `-` and `_`, and is neither a \
             keyword nor a crate of the toolchain or the runtime"
            .to_owned())
    }
}

fn date(text: &str) -> Result<jiff::civil::Date, String> {
    text.parse()
        .map_err(|_| "not a day, such as 2025-03-12".to_owned())
}

/// `90d`.
fn days(text: &str) -> Result<i64, String> {
    /// Past it no date can be counted to.
    const MOST: i64 = 36_500;
    let days = text.strip_suffix('d').and_then(|days| days.parse().ok());
    days.filter(|days| (0..=MOST).contains(days))
        .ok_or_else(|| format!("not a number of days, such as 90d; at most {MOST}d"))
}

/// An address that no other machine can reach: the mock checks no credentials.
fn loopback(text: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr = text
        .parse()
        .map_err(|_| "not an address and a port, such as 127.0.0.1:8080".to_owned())?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err("not a loopback address; use 127.0.0.1 or [::1]".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::{Cli, days, loopback};

    #[test]
    fn the_definitions_hold_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn days_are_counted_in_days() {
        assert_eq!(days("90d"), Ok(90));
        assert_eq!(days("0d"), Ok(0));
        for refused in [
            "90",
            "d",
            "-1d",
            "3w",
            "1.5d",
            "99999999999999999999d",
            "40000d",
        ] {
            assert!(days(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn only_loopback_addresses_are_taken() {
        assert!(loopback("127.0.0.1:0").is_ok());
        assert!(loopback("[::1]:8080").is_ok());
        for refused in [
            "0.0.0.0:8080",
            "[::]:8080",
            "192.0.2.1:80",
            "localhost:80",
            "8080",
            "",
        ] {
            assert!(loopback(refused).is_err(), "{refused}");
        }
    }
}
