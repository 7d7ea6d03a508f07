//! How it grows with the document: twice the operations may take twice as much, and no more.

use super::compiling::{Cargo, Step};
use super::documents::{self, Document};
use super::generators::{GENERATORS, lines};
use super::paired::Spread;
use super::plot::{self, Line, Panel};
use super::table::{Cell, Table};
use super::{Bench, told};
use crate::Failure;

/// How many operations are tried.
const SIZES: [usize; 6] = [50, 100, 250, 500, 1_000, 5_000];

/// Past it the compiler is not asked, only the generator.
const MOST_CHECKED: usize = 1_000;

/// One size of one document.
struct Point {
    operations: usize,
    generate: Spread,
    peak: Spread,
    check: Option<Spread>,
    lines: u64,
    /// Those of the operations' modules, without types, security schemes and shared errors.
    lines_of_operations: u64,
}

/// A table and the plot of the same figures.
pub(super) fn run(bench: &Bench, whole: Option<&Document>) -> Result<(Table, String), Failure> {
    let mut table = Table::new(
        "The first operations of a document",
        "specwright alone, on the first operations of a document; all that its operations may refer to stays. *per operation* is \
         generating, and in the end lines in `src/operations`, documentation included. The compiler is asked up to 1,000 operations.",
        &[
            "document",
            "operations",
            "generate",
            "per operation",
            "memory",
            "check (processor)",
            "lines",
            "of operations",
            "per operation",
        ],
    );
    let folder = bench.folder.join("growth");
    let mut series = Vec::new();
    let mut points = Vec::new();
    for size in SIZES {
        let document = documents::made_up(size, &folder)?;
        points.push(point(bench, &document, size)?);
    }
    series.push(("made up".to_owned(), points));
    if let Some(whole) = whole {
        let mut points: Vec<Point> = Vec::new();
        for size in SIZES {
            let (document, left) = documents::cut(whole, size, &folder)?;
            if points.last().is_some_and(|it| it.operations == left) {
                break;
            }
            points.push(point(bench, &document, left)?);
        }
        series.push((whole.name.clone(), points));
    }
    for (name, points) in &series {
        table
            .rows
            .extend(points.iter().map(|point| row(name, point)));
    }
    Ok((table, draw(&series)))
}

fn point(bench: &Bench, document: &Document, operations: usize) -> Result<Point, Failure> {
    told(&format!("growing to {}", document.name));
    let [generator, ..] = &GENERATORS;
    let out = bench.folder.join("growth/client");
    let job = bench.job(&document.path, &out);
    let wrong = |why: String| Failure::new(format!("{}: {why}", document.name));
    let mut walls = Vec::new();
    let mut peaks = Vec::new();
    for _ in 0..bench.rounds {
        let usage = generator.generate(&job).map_err(wrong)?;
        walls.push(usage.wall);
        #[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
        peaks.push(usage.peak as f64);
    }
    let source = out.join("src");
    let lines_of_operations = lines(&source.join("operations"));
    let lines = lines(&source);
    let check = if operations <= MOST_CHECKED {
        let cargo = Cargo::new(&out, &bench.folder.join("growth/target"));
        cargo.call(Step::Check).map_err(wrong)?;
        let mut used = Vec::new();
        for _ in 0..bench.rounds {
            used.push(cargo.measure(Step::Check).map_err(wrong)?.cpu);
        }
        Spread::of(used)
    } else {
        None
    };
    let none = || Failure::new("no round was asked for");
    Ok(Point {
        operations,
        generate: Spread::of(walls).ok_or_else(none)?,
        peak: Spread::of(peaks).ok_or_else(none)?,
        check,
        lines,
        lines_of_operations,
    })
}

fn row(name: &str, point: &Point) -> Vec<Cell> {
    let Point {
        operations,
        generate,
        peak,
        check,
        lines,
        lines_of_operations,
    } = point;
    #[expect(
        clippy::cast_precision_loss,
        reason = "no document has so many operations"
    )]
    let each = |figure: f64| figure / *operations as f64;
    #[expect(clippy::cast_precision_loss, reason = "counts of lines")]
    let lines_each = each(*lines_of_operations as f64);
    vec![
        Cell::Text(name.to_owned()),
        Cell::Count(*operations as u64),
        Cell::Seconds(*generate),
        Cell::Text(format!("{:.2} ms", each(generate.median * 1_000.0))),
        Cell::Bytes(*peak),
        check.map_or(Cell::Nothing, Cell::Seconds),
        Cell::Count(*lines),
        Cell::Count(*lines_of_operations),
        Cell::Text(format!("{lines_each:.1}")),
    ]
}

fn draw(series: &[(String, Vec<Point>)]) -> String {
    let panel = |title: &str, unit: &str, figure: fn(&Point) -> Option<f64>| Panel {
        title: title.to_owned(),
        unit: unit.to_owned(),
        lines: series
            .iter()
            .map(|(name, points)| Line {
                name: name.clone(),
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "no document has so many operations"
                )]
                points: points
                    .iter()
                    .filter_map(|it| Some((it.operations as f64, figure(it)?)))
                    .collect(),
            })
            .collect(),
    };
    plot::svg(&[
        panel("Generating", "s", |it| Some(it.generate.median)),
        panel("Memory", "MB", |it| Some(it.peak.median / 1e6)),
        panel("cargo check, processor", "s", |it| {
            it.check.map(|it| it.median)
        }),
    ])
}
