//! What became of the mutants: changes on purpose, which a red test has to notice.

use std::fmt::{self, Write as _};
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::html::{Text, counted, per_cent};
use super::unusable;
use crate::Failure;

/// The mutants of a document, as `cargo xtask mutants` leaves them.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Mutants {
    /// The document's file.
    pub document: String,
    /// How many were drawn; `None` where all were tried.
    pub sample: Option<usize>,
    /// What they were drawn with.
    pub seed: Option<u64>,
    /// How each operator's mutants fared.
    pub operators: Vec<Operator>,
    /// Those that nobody noticed.
    pub survivors: Vec<Survivor>,
    /// Those that change nothing that a caller or a server could see.
    pub equivalent: Vec<Equivalent>,
}

/// A kind of change.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Operator {
    /// Its name.
    #[serde(rename = "operator")]
    pub name: String,
    /// What it changes: `document`, `client` or `runtime`.
    pub of: String,
    /// Noticed.
    pub killed: usize,
    /// Not noticed.
    pub survived: usize,
    /// Without an effect.
    pub equivalent: usize,
    /// Refused by the generator or the compiler.
    pub unviable: usize,
    /// In code that no case of this document runs.
    pub unreached: usize,
}

/// A change that nobody noticed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Survivor {
    /// The operator.
    pub operator: String,
    /// What was changed.
    pub of: String,
    /// `file:line`, or a pointer into the document.
    pub place: String,
    /// Lines with `-` and `+`.
    pub change: String,
}

/// A change without an effect.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Equivalent {
    /// The operator.
    pub operator: String,
    /// What was changed.
    pub of: String,
    /// `file:line`, or a pointer into the document.
    pub place: String,
    /// Why it has none.
    pub reason: String,
}

impl Mutants {
    /// Whether they are of the document in this file, which may be given by its name alone.
    pub fn are_of(&self, document: &str) -> bool {
        let name = |file: &str| Path::new(file).file_stem().map(ToOwned::to_owned);
        name(&self.document) == name(document)
    }

    /// The sum of a figure over the operators.
    pub fn sum(&self, figure: impl Fn(&Operator) -> usize) -> usize {
        self.operators.iter().map(figure).sum()
    }

    /// How many of a hundred were noticed, of those that could be.
    pub fn score(&self) -> usize {
        let (killed, survived) = (self.sum(|it| it.killed), self.sum(|it| it.survived));
        per_cent(killed, killed + survived)
    }
}

/// Every `mutants.json` in the folders of `folder`, by folder name; none where there is no such folder.
pub(super) fn read(folder: &Path) -> Result<Vec<Mutants>, Failure> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unusable(folder, &error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let file = entry?.path().join("mutants.json");
        if file.is_file() {
            files.push(file);
        }
    }
    files.sort();
    let read = |file: &std::path::PathBuf| {
        let text = fs::read_to_string(file).map_err(|error| unusable(file, &error))?;
        serde_json::from_str(&text).map_err(|error| {
            Failure::new(format!(
                "{}: not what `cargo xtask mutants` writes: {error}",
                file.display()
            ))
        })
    };
    files.iter().map(read).collect()
}

/// The section of a page.
pub(super) fn section(html: &mut String, all: &[Mutants]) -> fmt::Result {
    writeln!(
        html,
        r#"<section id="mutants" aria-labelledby="mutants-title"><h2 id="mutants-title">Mutants</h2>"#
    )?;
    writeln!(
        html,
        "<p>Each mutant is one change on purpose, of the document that a client is made of, of the client, or of the runtime. A \
         red test has to notice it. The score is that of the mutants that change something.</p>"
    )?;
    if all.is_empty() {
        writeln!(
            html,
            "<p>None were made yet: <code>cargo xtask mutants</code> makes them.</p>"
        )?;
    }
    for (index, mutants) in all.iter().enumerate() {
        of_document(html, index, mutants)?;
    }
    writeln!(html, "</section>")
}

fn of_document(html: &mut String, index: usize, mutants: &Mutants) -> fmt::Result {
    let drawn = match (mutants.sample, mutants.seed) {
        (Some(sample), Some(seed)) => format!(", {sample} drawn with the seed {seed}"),
        (Some(sample), None) => format!(", {sample} drawn"),
        (None, _) => String::new(),
    };
    writeln!(
        html,
        r#"<div data-mutants="{}"><h3 id="mutants-{index}">Of {}{drawn}: <span data-figure="score">{}</span> % noticed</h3>"#,
        Text(&mutants.document),
        Text(&mutants.document),
        mutants.score()
    )?;
    writeln!(
        html,
        r#"<div class="wide" role="region" aria-labelledby="mutants-{index}" tabindex="0"><table><thead><tr><th scope="col">Of</th><th scope="col">Operator</th>
<th scope="col" class="n">Killed</th><th scope="col" class="n">Survived</th><th scope="col" class="n">Equivalent</th><th scope="col" class="n">Unviable</th><th scope="col" class="n">Not reached</th><th scope="col" class="n">Score</th></tr></thead><tbody>"#
    )?;
    for it in &mutants.operators {
        row(html, it, false)?;
    }
    let sum = Operator {
        name: "all".to_owned(),
        of: String::new(),
        killed: mutants.sum(|it| it.killed),
        survived: mutants.sum(|it| it.survived),
        equivalent: mutants.sum(|it| it.equivalent),
        unviable: mutants.sum(|it| it.unviable),
        unreached: mutants.sum(|it| it.unreached),
    };
    writeln!(html, "</tbody><tfoot>")?;
    row(html, &sum, true)?;
    writeln!(html, "</tfoot></table></div>")?;
    if !mutants.survivors.is_empty() {
        let count = mutants.survivors.len();
        writeln!(
            html,
            "<h4>{}</h4>",
            counted(
                count,
                "change that nobody noticed",
                "changes that nobody noticed"
            )
        )?;
    }
    for Survivor {
        operator,
        of,
        place,
        change,
    } in &mutants.survivors
    {
        writeln!(
            html,
            r#"<figure class="survivor"><figcaption><b>{}</b> of the {} at <code>{}</code></figcaption>{}</figure>"#,
            Text(operator),
            Text(of),
            Text(place),
            diff(change)
        )?;
    }
    if !mutants.equivalent.is_empty() {
        writeln!(
            html,
            "<details><summary>{}</summary><ul>",
            counted(
                mutants.equivalent.len(),
                "mutant without an effect, and why",
                "mutants without an effect, and why"
            )
        )?;
        for Equivalent {
            operator,
            of,
            place,
            reason,
        } in &mutants.equivalent
        {
            writeln!(
                html,
                "<li><b>{}</b> of the {} at <code>{}</code>: {}</li>",
                Text(operator),
                Text(of),
                Text(place),
                Text(reason)
            )?;
        }
        writeln!(html, "</ul></details>")?;
    }
    writeln!(html, "</div>")
}

/// A row of figures; those of the sum have names, by which a page is held against what was counted.
fn row(html: &mut String, it: &Operator, is_sum: bool) -> fmt::Result {
    let named = |name: &str, figure: usize| {
        if is_sum {
            format!(r#"<span data-figure="mutants.{name}">{figure}</span>"#)
        } else {
            figure.to_string()
        }
    };
    let (class, sign) = if it.survived > 0 {
        ("n bad", r#"<span aria-hidden="true">✘</span> "#)
    } else {
        ("n", "")
    };
    writeln!(
        html,
        r#"<tr><td>{}</td><th scope="row">{}</th><td class="n">{}</td><td class="{class}">{sign}{}</td><td class="n">{}</td><td class="n">{}</td><td class="n">{}</td><td class="n">{} %</td></tr>"#,
        Text(&it.of),
        Text(&it.name),
        named("killed", it.killed),
        named("survived", it.survived),
        it.equivalent,
        it.unviable,
        it.unreached,
        per_cent(it.killed, it.killed + it.survived)
    )
}

/// Lines that begin with `-` or `+` are marked for those who see colours; the signs stay for everybody.
fn diff(change: &str) -> String {
    let lines = change.lines().map(|line| {
        let line_text = Text(line);
        match line.chars().next() {
            Some('-') => format!("<del>{line_text}</del>\n"),
            Some('+') => format!("<ins>{line_text}</ins>\n"),
            _ => format!("{line_text}\n"),
        }
    });
    format!("<pre>{}</pre>", lines.collect::<String>())
}
