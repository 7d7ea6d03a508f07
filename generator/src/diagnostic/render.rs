//! Diagnostics as text: for a person in the manner of rustc, for a program as JSON lines.

use std::{collections::BTreeMap, fmt::Write as _, ops::Range};

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use serde_json::json;

use super::{
    Code, Diagnostic, Diagnostics, Part, Place, Pointer, Position, Severity, Source, SourceFile,
    position::{self, Places},
};

/// The diagnostics as a person reads them, in the order of the document, with a count at the end; empty where there are
/// none. With `color` it holds ANSI escapes.
pub fn render(diagnostics: &Diagnostics, source: &Source, color: bool) -> String {
    render_some(&locate(diagnostics, source), color, usize::MAX)
}

/// The same with at most `most` of each code; of the others it says how many there are.
pub fn render_some(located: &[Located<'_>], color: bool, most: usize) -> String {
    if located.is_empty() {
        return String::new();
    }
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut text = String::new();
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    for shown in located {
        let count = counts.entry(shown.diagnostic.code).or_default();
        *count += 1;
        if *count <= most {
            text.push_str(&renderer.render(&report(shown)));
            text.push_str("\n\n");
        }
    }
    for (code, count) in counts {
        if count > most {
            let more = count - most;
            let _ = writeln!(text, "{more} more of the code {code} are not shown");
        }
    }
    text.push_str(&count(located));
    text.push('\n');
    text
}

/// The diagnostics as JSON, one object a line, in the order of the document.
///
/// Members: `code`, `severity`, `file`, `line`, `column`, `pointer`, `message`, `help`. Where a diagnostic has no line
/// or no pointer these are `null`.
pub fn render_json(located: &[Located<'_>]) -> String {
    let mut text = String::new();
    for it in located {
        let diagnostic = it.diagnostic;
        let line = json!({
            "code": diagnostic.code.as_str(),
            "severity": diagnostic.severity.as_str(),
            "file": it.file.name,
            "line": it.position().map(|position| position.line),
            "column": it.position().map(|position| position.column),
            "pointer": it.pointer.as_ref().map(Pointer::as_str),
            "message": diagnostic.message,
            "help": diagnostic.help,
        });
        text.push_str(&line.to_string());
        text.push('\n');
    }
    text
}

/// A diagnostic with its places looked up.
#[derive(Clone, Debug)]
pub struct Located<'d> {
    /// The diagnostic.
    pub diagnostic: &'d Diagnostic,
    file: &'d SourceFile,
    /// Its pointer, within the file.
    pointer: Option<Pointer>,
    place: Option<Found>,
    related: Vec<(&'d str, &'d SourceFile, Found)>,
}

impl<'d> Located<'d> {
    /// The file as the user named it.
    pub fn file(&self) -> &'d str {
        &self.file.name
    }

    /// Its place there, if it has one.
    pub fn position(&self) -> Option<Position> {
        self.place.as_ref().map(|place| place.position)
    }
}

/// A place in the text.
#[derive(Clone, Debug)]
struct Found {
    position: Position,
    /// The bytes to underline, all in one line.
    range: Range<usize>,
}

/// A file that diagnostics point into.
struct File<'s> {
    source: &'s SourceFile,
    lines: Lines<'s>,
    places: Places,
}

impl<'s> File<'s> {
    fn new(source: &'s SourceFile, wanted: &[Pointer]) -> Self {
        Self {
            source,
            lines: Lines::new(&source.text),
            places: position::locate(&source.text, wanted),
        }
    }
}

/// The diagnostics with their places, in the order of the document. The text is read for it once more, so whoever needs them
/// twice keeps them.
pub fn locate<'d>(diagnostics: &'d Diagnostics, source: &'d Source) -> Vec<Located<'d>> {
    if diagnostics.is_empty() {
        return Vec::new();
    }
    let mut wanted: BTreeMap<usize, Vec<Pointer>> = BTreeMap::from([(0, Vec::new())]);
    for diagnostic in diagnostics {
        let related = diagnostic.related.iter().map(|(at, _)| at);
        let (Place::Node { pointer: file, .. } | Place::Text { file, .. } | Place::File(file)) =
            &diagnostic.place;
        for pointer in related.chain([file]) {
            let (file, at) = source.locate(pointer);
            wanted.entry(file).or_default().push(at);
        }
    }
    let files: BTreeMap<usize, File<'_>> = wanted
        .into_iter()
        .filter_map(|(index, wanted)| Some((index, File::new(source.files().get(index)?, &wanted))))
        .collect();
    let mut shown: Vec<_> = diagnostics
        .iter()
        .filter_map(|diagnostic| show(diagnostic, source, &files))
        .collect();
    shown.sort_by_key(|(file, shown)| {
        let diagnostic = shown.diagnostic;
        (
            *file,
            shown.position(),
            diagnostic.severity,
            diagnostic.code,
        )
    });
    shown.into_iter().map(|(_, shown)| shown).collect()
}

/// Looks up the places of one diagnostic; with the index of its file.
fn show<'d>(
    diagnostic: &'d Diagnostic,
    source: &Source,
    files: &BTreeMap<usize, File<'d>>,
) -> Option<(usize, Located<'d>)> {
    let (Place::Node { pointer, .. } | Place::Text { file: pointer, .. } | Place::File(pointer)) =
        &diagnostic.place;
    let (index, pointer) = source.locate(pointer);
    let File {
        source: file,
        lines,
        places,
    } = files.get(&index)?;
    let place = match &diagnostic.place {
        Place::Node { part, .. } => Some(lines.found(places.find(&pointer, *part).unwrap_or(0..0))),
        Place::Text { position, .. } => Some(lines.at(*position)),
        Place::File(_) => None,
    };
    let related = diagnostic.related.iter().filter_map(|(pointer, label)| {
        let (index, pointer) = source.locate(pointer);
        let file = files.get(&index)?;
        let range = file.places.find(&pointer, Part::Key)?;
        Some((label.as_str(), file.source, file.lines.found(range)))
    });
    let shown = Located {
        diagnostic,
        file,
        pointer: matches!(diagnostic.place, Place::Node { .. }).then_some(pointer),
        place,
        related: related.collect(),
    };
    Some((index, shown))
}

fn report<'a>(shown: &'a Located<'_>) -> Vec<Group<'a>> {
    let diagnostic = shown.diagnostic;
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Flaw => Level::WARNING.with_name("flaw"),
        Severity::Warning => Level::WARNING,
    };
    let title = level
        .primary_title(&*diagnostic.message)
        .id(diagnostic.code.as_str());
    let mut group = match &shown.place {
        Some(place) => title.elements(excerpt(place, shown.file, AnnotationKind::Primary, None)),
        None => title.element(Origin::path(&*shown.file.name)),
    };
    for (label, file, place) in &shown.related {
        group = group.elements(excerpt(place, file, AnnotationKind::Context, Some(label)));
    }
    if let Some(pointer) = shown
        .pointer
        .as_ref()
        .filter(|pointer| **pointer != Pointer::ROOT)
    {
        group = group.element(Level::NOTE.with_name("pointer").message(pointer.as_str()));
    }
    vec![group.element(Level::HELP.message(&*diagnostic.help))]
}

/// The line of a place with the place underlined.
///
/// Only this line is handed to the renderer, because it would otherwise read the whole document again for each
/// diagnostic. For the same reason a line without end, as in JSON written by a program, is not handed over at all: there
/// the text from the place on has to do.
fn excerpt<'a>(
    place: &Found,
    source: &'a SourceFile,
    kind: AnnotationKind,
    label: Option<&'a str>,
) -> Vec<Element<'a>> {
    /// In bytes. The renderer cuts what is longer than a terminal's line, but first it reads all of it.
    const LONGEST_LINE: usize = 4_000;
    /// In characters.
    const LONGEST_TEXT: usize = 100;
    let Range { start, end } = place.range;
    let before = source.text.get(..start).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let rest = source.text.get(start..).unwrap_or_default();
    let rest = rest.split('\n').next().unwrap_or_default().trim_end();
    let line = source
        .text
        .get(line_start..start + rest.len())
        .unwrap_or_default();
    if line.len() > LONGEST_LINE {
        let Position { line, column } = place.position;
        let text: String = rest.chars().take(LONGEST_TEXT).collect();
        return vec![
            Origin::path(&*source.name)
                .line(line)
                .char_column(column)
                .into(),
            Level::NOTE
                .with_name(label.unwrap_or("text"))
                .message(text)
                .into(),
        ];
    }
    let mut annotation = kind.span(start - line_start..end - line_start);
    if let Some(label) = label {
        annotation = annotation.label(label);
    }
    vec![
        Snippet::source(line)
            .path(&*source.name)
            .line_start(place.position.line)
            .annotation(annotation)
            .into(),
    ]
}

/// Flaws are counted where there are some: they are rare beside the other two.
fn count(located: &[Located<'_>]) -> String {
    let some = |severity: Severity| {
        let of_it = |it: &&Located<'_>| it.diagnostic.severity == severity;
        let count = located.iter().filter(of_it).count();
        let plural = if count == 1 { "" } else { "s" };
        (count, format!("{count} {}{plural}", severity.as_str()))
    };
    let (_, errors) = some(Severity::Error);
    let (_, warnings) = some(Severity::Warning);
    match some(Severity::Flaw) {
        (0, _) => format!("{errors}, {warnings}"),
        (_, flaws) => format!("{errors}, {flaws}, {warnings}"),
    }
}

/// Where the lines of a text begin.
struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        let starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self { text, starts }
    }

    /// The place of a range of bytes, cut off at the end of its first line.
    fn found(&self, range: Range<usize>) -> Found {
        let line = self.starts.partition_point(|start| *start <= range.start);
        let start = self
            .starts
            .get(line.saturating_sub(1))
            .copied()
            .unwrap_or_default();
        let column = self
            .text
            .get(start..range.start)
            .unwrap_or_default()
            .chars()
            .count()
            + 1;
        let first_line = self
            .text
            .get(range.clone())
            .and_then(|text| text.lines().next())
            .unwrap_or_default();
        Found {
            position: Position { line, column },
            range: range.start..range.start + first_line.trim_end().len(),
        }
    }

    /// The place that a parser complains about; it may be one past the end.
    fn at(&self, position: Position) -> Found {
        let start = self
            .starts
            .get(position.line.saturating_sub(1))
            .copied()
            .unwrap_or(self.text.len());
        let rest = self.text.get(start..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        let offset = line
            .char_indices()
            .nth(position.column.saturating_sub(1))
            .map_or(line.len(), |(at, _)| at);
        Found {
            position,
            range: start + offset..start + offset,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Diagnostic, Diagnostics, Pointer, Source, locate, render, render_json};

    fn one(text: &str, pointer: &str) -> (Diagnostics, Source) {
        let at: Pointer = pointer.parse().expect("a pointer");
        let mut diagnostics = Diagnostics::new();
        diagnostics.push(Diagnostic::error(Code::WrongType, at, "wrong", "mend it"));
        (diagnostics, Source::new("a.json", text))
    }

    #[test]
    fn no_diagnostics_are_no_text() {
        assert_eq!(render(&Diagnostics::new(), &Source::default(), false), "");
    }

    #[test]
    fn color_comes_only_when_asked_for() {
        let (diagnostics, source) = one("a: 1", "/a");
        assert!(!render(&diagnostics, &source, false).contains('\u{1b}'));
        assert!(render(&diagnostics, &source, true).contains('\u{1b}'));
    }

    #[test]
    fn a_line_without_end_is_cut_and_its_column_is_true() {
        let filler = "ä".repeat(5_000);
        let text = format!("{{\"a\":\"{filler}\",\"b\":1,\"c\":\"{filler}\"}}");
        let (diagnostics, source) = one(&text, "/b");
        let rendered = render(&diagnostics, &source, false);
        assert!(rendered.contains("a.json:1:5013"), "{rendered}");
        assert!(
            rendered.lines().all(|line| line.chars().count() < 200),
            "{rendered}"
        );
    }

    #[test]
    fn a_problem_met_twice_is_told_once() {
        let (mut diagnostics, _) = one("a: 1", "/a");
        let again = diagnostics.iter().next().cloned().expect("one");
        diagnostics.push(again);
        assert_eq!(diagnostics.len(), 1);
    }

    #[test]
    fn a_line_of_json_for_each() {
        let (diagnostics, source) = one("a: 1\nb: [2]", "/b/0");
        assert_eq!(
            render_json(&locate(&diagnostics, &source)),
            "{\"code\":\"wrong-type\",\"severity\":\"error\",\"file\":\"a.json\",\"line\":2,\"column\":5,\
             \"pointer\":\"/b/0\",\"message\":\"wrong\",\"help\":\"mend it\"}\n"
        );
    }
}
