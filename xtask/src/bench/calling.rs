//! Part 3: calls to a server on this machine, by programs that differ in nothing but what they call with.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use serde::Deserialize;

use super::generators::{GENERATORS, OURS, PACKAGE};
use super::paired::rounds;
use super::process;
use super::table::{Cell, Table};
use super::{Bench, told};
use crate::Failure;

/// The programs, relative to the workspace.
const PROGRAMS: &str = "xtask/bench/calling";

/// Who calls: a program's name, and what it calls with. All are compared with the first.
const CALLERS: [(&str, &str); 4] = [
    ("handwritten", "reqwest by hand"),
    ("generated", OURS),
    ("raw", "hyper alone"),
    (PROGENITOR, PROGENITOR),
];

const PROGENITOR: &str = "progenitor";

/// Who answers.
const SERVER: &str = "server";

/// What is called: an operation's name in the programs, what it is, and how many calls are made by one caller, by 64 and by a
/// thousand. That is about a second with `reqwest`, but three where a thousand send or get a megabyte: three calls each, or
/// one, because three of those would take ten seconds.
const OPERATIONS: [(&str, &str, [u32; 3]); 4] = [
    ("get-small", "small answer", [12_000, 70_000, 45_000]),
    ("get-large", "answer of 1 MB", [400, 400, 1_000]),
    ("post-small", "small body", [15_000, 75_000, 45_000]),
    ("post-large", "body of 1 MB", [1_200, 1_200, 3_000]),
];

/// How many call at the same time.
const AT_ONCE: [u32; 3] = [1, 64, 1_000];

/// One cell of the grid that is measured.
struct Scenario {
    operation: &'static str,
    what: &'static str,
    calls: u32,
    at_once: u32,
}

/// What a program prints: what a call took of it, in microseconds and in bytes.
#[derive(Clone, Debug, Deserialize)]
struct Figures {
    wall: f64,
    cpu: f64,
    allocations: Option<f64>,
    bytes: Option<f64>,
}

/// Of one caller in all rounds, or why there is nothing.
type Rounds = Result<Vec<Figures>, String>;

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
        &note(bench.rounds),
        &[
            "operation",
            "with",
            "time, µs",
            "times",
            "processor, µs",
            "times",
            "allocations",
            "KB allocated",
        ],
    );
    for scenario in scenarios() {
        told(&format!("calling {}", scenario.name()));
        let measured = |folder: &Path| {
            rounds(&CALLERS, bench.rounds, |(name, _)| {
                match (&progenitor, *name) {
                    (Err(why), PROGENITOR) => Err(why.clone()),
                    _ => call(folder, name, &server.base_url, &scenario),
                }
            })
        };
        let (timed, counted) = (measured(&timing), measured(&counting));
        table.rows.extend(rows(&scenario, &timed, &counted));
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

/// How to read the table.
fn note(rounds: usize) -> String {
    format!(
        "Calls of the same operations of one server on this machine, whole: from typed values to typed values, with a token; \
         an answer that is not the right one is a failure. Each caller is a process with one thread. All figures are of one \
         call, and of {rounds} rounds: the median, and in brackets the least and the most. *times* is how many times as much \
         as `reqwest` by hand it took in the same round. Allocations are counted in rounds of their own, because to count \
         them takes time. All have `serde_json` with `float_roundtrip` and `preserve_order`, which specwright's runtime \
         needs, ask no proxy, and send the same headers, but for an `api-version` that progenitor adds. `hyper` alone has \
         one connection for each caller, and neither pool nor time limit."
    )
}

/// The lines of one scenario.
fn rows(scenario: &Scenario, timed: &[Rounds], counted: &[Rounds]) -> Vec<Vec<Cell>> {
    // Where the first failed there is nothing to compare with, and the others have their times all the same.
    let reference = timed.first().and_then(|it| it.as_deref().ok());
    let reference = reference.unwrap_or_default();
    let lines = CALLERS.iter().zip(timed).zip(counted);
    let row = |(((_, with), timed), counted): ((&(_, &str), _), _)| {
        let mut row = vec![Cell::Text(scenario.name()), Cell::Text((*with).to_owned())];
        row.extend(cells(timed, |it| times(it, reference)));
        row.extend(cells(counted, counts));
        row
    };
    lines.map(row).collect()
}

/// The cells of what was measured, or in the first why there is nothing.
fn cells<const N: usize>(
    rounds: &Rounds,
    cells: impl FnOnce(&[Figures]) -> [Cell; N],
) -> [Cell; N] {
    rounds.as_deref().map_or_else(
        |why| {
            let mut cells = [const { Cell::Nothing }; N];
            cells[0] = Cell::Missing(why.clone());
            cells
        },
        cells,
    )
}

fn times(figures: &[Figures], reference: &[Figures]) -> [Cell; 4] {
    let pair = |of: fn(&Figures) -> f64| {
        let all = |figures: &[Figures]| figures.iter().map(of).collect::<Vec<_>>();
        let ratio = Cell::ratio(&all(figures), &all(reference));
        [Cell::figure(all(figures)), ratio]
    };
    let [[wall, walls], [cpu, cpus]] = [pair(|it| it.wall), pair(|it| it.cpu)];
    [wall, walls, cpu, cpus]
}

fn counts(figures: &[Figures]) -> [Cell; 2] {
    let all = |of: fn(&Figures) -> Option<f64>| figures.iter().filter_map(of).collect();
    [
        Cell::figure(all(|it| it.allocations)),
        Cell::figure(all(|it| it.bytes.map(|it| it / 1e3))),
    ]
}

/// Has one program make its calls.
fn call(folder: &Path, name: &str, base_url: &str, scenario: &Scenario) -> Result<Figures, String> {
    let mut command = Command::new(folder.join(name));
    command.args([base_url, scenario.operation]);
    command.args([scenario.calls, scenario.at_once].map(|it| it.to_string()));
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("{name}: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(process::reason(&said, &output.status.to_string()));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("{name}: {error}"))
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
            // With another target the programs would lie elsewhere.
            cargo.env_remove("CARGO_BUILD_TARGET");
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
        if base_url.is_empty() {
            return Err(Failure::new("the server ended before it listened"));
        }
        Ok(Self {
            base_url: base_url.trim().to_owned(),
            _input: input,
            _process: process,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{CALLERS, Cell, Figures, Rounds, Scenario, rows, scenarios};

    fn timed(wall: f64) -> Figures {
        Figures {
            wall,
            cpu: wall / 2.0,
            allocations: None,
            bytes: None,
        }
    }

    fn counted(allocations: f64) -> Vec<Figures> {
        vec![Figures {
            allocations: Some(allocations),
            bytes: Some(19_000.0),
            ..timed(900.0)
        }]
    }

    fn shown(timed: &[Rounds], counted: &[Rounds]) -> Vec<String> {
        let scenario = Scenario {
            operation: "get-small",
            what: "small answer",
            calls: 1_000,
            at_once: 64,
        };
        let rows = rows(&scenario, timed, counted);
        let line = |row: &Vec<Cell>| {
            let cells = row.iter().skip(1).map(Cell::to_string);
            cells.collect::<Vec<_>>().join(" | ")
        };
        rows.iter().map(line).collect()
    }

    #[test]
    fn each_is_compared_with_the_first_and_who_fails_says_why() {
        let missing = || Err("not installed".to_owned());
        let shown = shown(
            &[
                Ok(vec![timed(20.0), timed(40.0)]),
                Ok(vec![timed(21.0), timed(44.0)]),
                Ok(vec![timed(10.0), timed(10.0)]),
                missing(),
            ],
            &[
                Ok(counted(60.0)),
                Ok(counted(57.0)),
                Err("broken".to_owned()),
                missing(),
            ],
        );
        let expected = [
            "reqwest by hand | 30.0 (20.0–40.0) | 1.00× (1.00–1.00) | 15.0 (10.0–20.0) | 1.00× (1.00–1.00) | 60.0 (60.0–60.0) | 19.0 (19.0–19.0)",
            "specwright | 32.5 (21.0–44.0) | 1.08× (1.05–1.10) | 16.2 (10.5–22.0) | 1.08× (1.05–1.10) | 57.0 (57.0–57.0) | 19.0 (19.0–19.0)",
            "hyper alone | 10.0 (10.0–10.0) | 0.38× (0.25–0.50) | 5.0 (5.0–5.0) | 0.38× (0.25–0.50) | none: broken | –",
            "progenitor | none: not installed | – | – | – | none: not installed | –",
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn where_the_first_failed_the_others_have_no_ratios() {
        let mut all = CALLERS.map(|_| Ok(vec![timed(20.0)]));
        all[0] = Err("broken".to_owned());
        let shown = shown(&all, &CALLERS.map(|_| Ok(counted(60.0))));
        let expected = [
            "reqwest by hand | none: broken | – | – | – | 60.0 (60.0–60.0) | 19.0 (19.0–19.0)",
            "specwright | 20.0 (20.0–20.0) | – | 10.0 (10.0–10.0) | – | 60.0 (60.0–60.0) | 19.0 (19.0–19.0)",
        ];
        assert_eq!(shown[..2], expected);
    }

    #[test]
    fn every_operation_is_called_by_one_and_by_many() {
        let names: Vec<_> = scenarios().map(|it| it.name()).collect();
        assert_eq!(names.len(), 12);
        assert_eq!(names[0], "small answer, 1 at once");
        assert_eq!(names[11], "body of 1 MB, 1000 at once");
    }
}
