//! What became of the mutants: changes on purpose, which a red test has to notice.

use std::fmt::{self, Write as _};
use std::fs;
use std::path::Path;

use super::html::{Text, counted, per_cent};
use super::unusable;
use crate::Failure;
use crate::mutants::results::{Equivalent, Operator, Results as Mutants, Survivor};
use crate::mutants::{SOME, WHOLE};

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

/// What the last whole run left in each folder of `folder`, or else the last of some, by folder name; none where there is
/// no such folder.
pub(crate) fn read(folder: &Path) -> Result<Vec<Mutants>, Failure> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unusable(folder, &error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let folder = entry?.path();
        let mut results = [WHOLE, SOME].into_iter().map(|name| folder.join(name));
        files.extend(results.find(|file| file.is_file()));
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
         red test has to notice it: one of the contract tests, or else one of the runtime's own. The score is that of the mutants that change something.</p>"
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
    let drawn = mutants.sample.map_or_else(String::new, |sample| {
        format!(", {sample} drawn with the seed {}", mutants.seed)
    });
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
<th scope="col" class="n">Killed</th><th scope="col" class="n">By own tests</th><th scope="col" class="n">Survived</th><th scope="col" class="n">Equivalent</th><th scope="col" class="n">Unviable</th><th scope="col" class="n">Not reached</th><th scope="col" class="n">Score</th></tr></thead><tbody>"#
    )?;
    for it in &mutants.operators {
        row(html, it, false)?;
    }
    let sum = Operator {
        name: "all".to_owned(),
        of: String::new(),
        killed: mutants.sum(|it| it.killed),
        by_own_tests: mutants.sum(|it| it.by_own_tests),
        survived: mutants.sum(|it| it.survived),
        equivalent: mutants.sum(|it| it.equivalent),
        unviable: mutants.sum(|it| it.unviable),
        not_reached: mutants.sum(|it| it.not_reached),
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
            change,
            reason,
        } in &mutants.equivalent
        {
            writeln!(
                html,
                "<li><b>{}</b> of the {} at <code>{}</code>: {}{}</li>",
                Text(operator),
                Text(of),
                Text(place),
                Text(reason),
                diff(change)
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
        r#"<tr><td>{}</td><th scope="row">{}</th><td class="n">{}</td><td class="n">{}</td><td class="{class}">{sign}{}</td><td class="n">{}</td><td class="n">{}</td><td class="n">{}</td><td class="n">{} %</td></tr>"#,
        Text(&it.of),
        Text(&it.name),
        named("killed", it.killed),
        named("by_own_tests", it.by_own_tests),
        named("survived", it.survived),
        named("equivalent", it.equivalent),
        named("unviable", it.unviable),
        named("not_reached", it.not_reached),
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
