//! Part 3: calls to a server on this machine, by programs that differ in nothing but what they call with.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use serde::Deserialize;

use super::generators::{GENERATORS, OURS, PACKAGE};
use super::paired::{Spread, rounds};
use super::process;
use super::table::{Cell, Table};
use super::{Bench, told};
use crate::Failure;

/// The programs, relative to the workspace.
const PROGRAMS: &str = "xtask/bench/calling";

/// What everything is compared with: it comes first in each group of the table.
const REFERENCE: &str = "handwritten";

/// Who calls: a program's name, and what it calls with.
const CALLERS: [(&str, &str); 4] = [
    (REFERENCE, "reqwest by hand"),
    ("generated", OURS),
    ("raw", "hyper alone"),
    (PROGENITOR, PROGENITOR),
];

const PROGENITOR: &str = "progenitor";

/// Who answers.
const SERVER: &str = "server";

/// What is called: an operation's name in the programs, what it is, and how many calls take about a second, of one caller, of
/// 64 and of a thousand.
const OPERATIONS: [(&str, &str, [usize; 3]); 4] = [
    ("get-small", "small answer", [5_000, 20_000, 20_000]),
    ("get-large", "answer of 1 MB", [150, 200, 1_000]),
    ("post-small", "small body", [5_000, 20_000, 20_000]),
    ("post-large", "body of 1 MB", [150, 200, 1_000]),
];

/// How many call at the same time.
const AT_ONCE: [usize; 3] = [1, 64, 1_000];

/// One cell of the grid that is measured.
struct Scenario {
    operation: &'static str,
    what: &'static str,
    calls: usize,
    at_once: usize,
}

/// What a program prints.
#[derive(Clone, Debug, Deserialize)]
struct Figures {
    wall: f64,
    cpu: f64,
    allocations: Option<f64>,
    bytes: Option<f64>,
    received: i64,
}

/// A table of all operations and callers.
pub(super) fn run(bench: &Bench, root: &Path) -> Result<Table, Failure> {
    let folder = bench.folder.join("calling");
    let programs = Programs {
        root: root.to_owned(),
        source: root.join(PROGRAMS),
        folder,
    };
    told("generating and building the callers");
    programs.ours(bench).map_err(Failure::new)?;
    let progenitor = programs.progenitor(bench);
    let (counting, timing) = (programs.built(true), programs.built(false));
    let server = Server::start(&timing.join(SERVER))?;
    let mut table = Table::new(
        "Calling",
        "Calls of the same operations of one server on this machine, whole: from typed values to typed values, with a token. \
         Each caller is a process with one thread. *times* is how many times as much as `reqwest` by hand it took in the \
         same round; the median of all rounds, and in brackets the least and the most. `hyper` alone has one connection for \
         each caller, and neither pool nor time limit.",
        &[
            "operation",
            "with",
            "time",
            "times",
            "processor",
            "times",
            "allocations",
            "KB allocated",
        ],
    );
    for scenario in scenarios() {
        told(&format!("calling {}", scenario.name()));
        let call = |folder: &Path, name: &str| match (&progenitor, name) {
            (Err(why), PROGENITOR) => Err(why.clone()),
            _ => call(&folder.join(name), &server.base_url, &scenario),
        };
        let results = rounds(&CALLERS, bench.rounds, |(name, _)| call(&timing, name));
        let counts = CALLERS.map(|(name, _)| call(&counting, name));
        table.rows.extend(rows(&scenario, results, counts)?);
    }
    Ok(table)
}

fn scenarios() -> impl Iterator<Item = Scenario> {
    OPERATIONS.iter().flat_map(|&(operation, what, calls)| {
        let each = calls.into_iter().zip(AT_ONCE);
        each.map(move |(calls, at_once)| Scenario {
            operation,
            what,
            calls,
            at_once,
        })
    })
}

impl Scenario {
    fn name(&self) -> String {
        format!("{}, {} at once", self.what, self.at_once)
    }
}

/// The lines of one scenario.
fn rows(
    scenario: &Scenario,
    results: Vec<Result<Vec<Figures>, String>>,
    counts: [Result<Figures, String>; CALLERS.len()],
) -> Result<Vec<Vec<Cell>>, Failure> {
    let reference = match results.first() {
        Some(Ok(figures)) => figures.clone(),
        Some(Err(why)) => return Err(Failure::new(format!("{REFERENCE}: {why}"))),
        None => Vec::new(),
    };
    let lines = CALLERS.iter().zip(results).zip(counts);
    let row = |(((_, with), result), count): ((&(_, &str), _), Result<Figures, _>)| {
        let mut row = vec![Cell::Text(scenario.name()), Cell::Text((*with).to_owned())];
        row.extend(match same(result, &reference) {
            Ok(figures) => cells(scenario, &figures, &reference, count.ok().as_ref()),
            Err(why) => {
                let mut cells = [const { Cell::Nothing }; 6];
                cells[0] = Cell::Missing(why);
                cells
            }
        });
        row
    };
    Ok(lines.map(row).collect())
}

/// The figures of one who got the same answers as the reference.
fn same(
    figures: Result<Vec<Figures>, String>,
    reference: &[Figures],
) -> Result<Vec<Figures>, String> {
    let received = |figures: &[Figures]| figures.first().map(|it| it.received);
    figures.and_then(|figures| {
        if received(&figures) == received(reference) {
            Ok(figures)
        } else {
            Err("it got other answers".to_owned())
        }
    })
}

fn cells(
    scenario: &Scenario,
    figures: &[Figures],
    reference: &[Figures],
    count: Option<&Figures>,
) -> [Cell; 6] {
    let all = |figures: &[Figures], of: fn(&Figures) -> f64| figures.iter().map(of).collect();
    let wall = |it: &Figures| it.wall;
    let cpu = |it: &Figures| it.cpu;
    let a_call = |of: fn(&Figures) -> f64| {
        let spread = Spread::of(all(figures, of));
        spread.map_or(Cell::Nothing, |it| micros(it.median, scenario.calls))
    };
    let times = |of: fn(&Figures) -> f64| Cell::ratio(&all(figures, of), &all(reference, of));
    let (allocations, bytes) = count.map_or((None, None), |it| (it.allocations, it.bytes));
    [
        a_call(wall),
        times(wall),
        a_call(cpu),
        times(cpu),
        allocations.map_or(Cell::Nothing, |it| Cell::Text(format!("{it:.1}"))),
        bytes.map_or(Cell::Nothing, |it| Cell::Text(format!("{:.1}", it / 1e3))),
    ]
}

#[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
fn micros(seconds: f64, calls: usize) -> Cell {
    Cell::Text(format!("{:.1} µs", seconds * 1e6 / calls as f64))
}

/// Has one program make its calls.
fn call(program: &Path, base_url: &str, scenario: &Scenario) -> Result<Figures, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", program.display());
    let mut command = Command::new(program);
    command.args([base_url, scenario.operation]);
    command.args([scenario.calls, scenario.at_once].map(|it| it.to_string()));
    let output = command.stdin(Stdio::null()).output().map_err(failed)?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
}

/// The programs, as sources and as what is made of them.
struct Programs {
    root: PathBuf,
    source: PathBuf,
    folder: PathBuf,
}

impl Programs {
    /// Makes our client and the programs that need nothing else.
    fn ours(&self, bench: &Bench) -> Result<(), String> {
        let mut command = Command::new(&bench.xtask);
        command.args(["codegen", "--quiet", "--runtime", "path"]);
        command.args(["--name", "calling-generated", "--spec"]);
        command.arg(self.document()).arg("--out");
        command.arg(self.folder.join("generated"));
        process::run(&mut command)?;
        let names = CALLERS.map(|(name, _)| name);
        let names = names.iter().filter(|name| **name != PROGENITOR);
        let names: Vec<_> = names.copied().chain([SERVER]).collect();
        self.build(&self.source.join("Cargo.toml"), &names)
    }

    /// Makes progenitor's client and the program that calls with it; the error says why there is none.
    fn progenitor(&self, bench: &Bench) -> Result<(), String> {
        let failed = |error: std::io::Error| error.to_string();
        let generator = GENERATORS.iter().find(|it| it.name == PROGENITOR);
        let generator = generator.ok_or("it is not known")?;
        generator.installed()?;
        let client = self.folder.join("progenitor-client");
        generator.generate(&bench.job(&self.document(), &client))?;
        let package = self.folder.join(PROGENITOR);
        let main = package.join("src/main.rs");
        fs::create_dir_all(package.join("src")).map_err(failed)?;
        fs::copy(self.source.join("progenitor.rs"), main).map_err(failed)?;
        let manifest = package.join("Cargo.toml");
        fs::write(&manifest, self.progenitor_manifest()).map_err(failed)?;
        self.build(&manifest, &[PROGENITOR])
    }

    fn document(&self) -> PathBuf {
        self.source.join("api.yaml")
    }

    /// Where the programs are: those that count allocations are others, because that takes time.
    fn built(&self, count: bool) -> PathBuf {
        self.folder.join(if count { "counting" } else { "timing" })
    }

    /// Builds the programs of one package, once to count and once to be timed.
    fn build(&self, manifest: &Path, names: &[&str]) -> Result<(), String> {
        let failed = |error: std::io::Error| error.to_string();
        let target = self.folder.join("build");
        // The versions are those of this workspace.
        let lock = manifest.with_file_name("Cargo.lock");
        fs::copy(self.root.join("Cargo.lock"), lock).map_err(failed)?;
        for count in [true, false] {
            let mut cargo = Command::new(option_env!("CARGO").unwrap_or("cargo"));
            cargo.args(["build", "--release", "--quiet", "--manifest-path"]);
            cargo.arg(manifest).arg("--target-dir").arg(&target);
            cargo.args(count.then_some("--features=count"));
            process::run(&mut cargo)?;
            fs::create_dir_all(self.built(count)).map_err(failed)?;
            for name in names {
                let file = format!("{name}{EXE_SUFFIX}");
                let to = self.built(count).join(&file);
                fs::copy(target.join("release").join(file), to).map_err(failed)?;
            }
        }
        Ok(())
    }

    fn progenitor_manifest(&self) -> String {
        let mut manifest = toml_edit::DocumentMut::new();
        manifest["workspace"] = toml_edit::table();
        manifest["package"]["name"] = toml_edit::value(PROGENITOR);
        manifest["package"]["version"] = toml_edit::value("0.0.0");
        manifest["package"]["edition"] = toml_edit::value("2024");
        manifest["features"]["count"] =
            toml_edit::value(toml_edit::Array::from_iter(["calling/count"]));
        let dependencies = &mut manifest["dependencies"];
        dependencies[PACKAGE]["path"] = toml_edit::value("../progenitor-client");
        dependencies["calling"]["path"] =
            toml_edit::value(self.source.to_string_lossy().into_owned());
        dependencies["reqwest"]["version"] = toml_edit::value("0.13.5");
        dependencies["reqwest"]["default-features"] = toml_edit::value(false);
        dependencies["serde_json"] = toml_edit::value("1.0");
        manifest.to_string()
    }
}

/// The server, until this goes out of scope: it ends when what it reads does.
struct Server {
    base_url: String,
    _input: ChildStdin,
    _process: Child,
}

impl Server {
    fn start(program: &Path) -> Result<Self, Failure> {
        let mut process = Command::new(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (Some(input), Some(output)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(Failure::new("the server has no input and output"));
        };
        let mut base_url = String::new();
        BufReader::new(output).read_line(&mut base_url)?;
        Ok(Self {
            base_url: base_url.trim().to_owned(),
            _input: input,
            _process: process,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{CALLERS, Cell, Figures, Scenario, rows, scenarios};

    fn figures(wall: f64, received: i64) -> Figures {
        Figures {
            wall,
            cpu: wall / 2.0,
            allocations: Some(60.0),
            bytes: Some(19_000.0),
            received,
        }
    }

    fn shown(results: Vec<Result<Vec<Figures>, String>>) -> Option<Vec<String>> {
        let scenario = Scenario {
            operation: "get-small",
            what: "small answer",
            calls: 1_000,
            at_once: 64,
        };
        let counts = CALLERS.map(|_| Ok(figures(9.0, 1)));
        let rows = rows(&scenario, results, counts).ok()?;
        let line = |row: &Vec<Cell>| {
            row.iter()
                .map(Cell::to_string)
                .collect::<Vec<_>>()
                .join(" | ")
        };
        Some(rows.iter().map(line).collect())
    }

    #[test]
    fn each_is_compared_with_the_reference_and_who_fails_says_why() {
        let shown = shown(vec![
            Ok(vec![figures(0.02, 7), figures(0.04, 7)]),
            Ok(vec![figures(0.021, 7), figures(0.044, 7)]),
            Ok(vec![figures(0.01, 8)]),
            Err("not installed".to_owned()),
        ]);
        let expected = [
            "small answer, 64 at once | reqwest by hand | 30.0 µs | 1.00× (1.00–1.00) | 15.0 µs | 1.00× (1.00–1.00) | 60.0 | 19.0",
            "small answer, 64 at once | specwright | 32.5 µs | 1.07× (1.05–1.10) | 16.2 µs | 1.07× (1.05–1.10) | 60.0 | 19.0",
            "small answer, 64 at once | hyper alone | none: it got other answers | – | – | – | – | –",
            "small answer, 64 at once | progenitor | none: not installed | – | – | – | – | –",
        ];
        assert_eq!(shown.unwrap_or_default(), expected);
    }

    #[test]
    fn without_the_reference_there_is_no_table() {
        assert_eq!(shown(vec![Err("broken".to_owned())]), None);
    }

    #[test]
    fn every_operation_is_called_by_one_and_by_many() {
        let names: Vec<_> = scenarios().map(|it| it.name()).collect();
        assert_eq!(names.len(), 12);
        assert_eq!(names[0], "small answer, 1 at once");
        assert_eq!(names[11], "body of 1 MB, 1000 at once");
    }
}
