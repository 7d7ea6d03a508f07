//! What is wrong with a document, on the standard error: for people, for programs, for GitHub Actions.

use std::borrow::Cow;
use std::fmt::Write as _;

use specwright::diagnostic::{self, Diagnostics, Located, Severity, Source, locate};

use crate::cli::{Format, Telling};

/// How many of one code a person sees at first: they tend to have one cause.
const MOST: usize = 3;

/// Says it.
pub fn tell(diagnostics: &Diagnostics, source: &Source, telling: Telling) {
    let told = told(diagnostics, telling);
    say(&words(&locate(&told, source), telling));
}

/// Says what [`words`] gave.
pub(super) fn say(words: &str) {
    // The stream takes the colours out again where no terminal shows them or NO_COLOR is set.
    anstream::eprint!("{words}");
}

/// What of the diagnostics is told. The lines of the others need not be looked up.
pub(super) fn told(diagnostics: &Diagnostics, telling: Telling) -> Cow<'_, Diagnostics> {
    if !telling.quiet {
        return Cow::Borrowed(diagnostics);
    }
    let mut errors = Diagnostics::new();
    let all = diagnostics.iter().cloned();
    errors.extend(all.filter(|diagnostic| diagnostic.severity == Severity::Error));
    Cow::Owned(errors)
}

/// What there is to say, with colours.
pub(super) fn words(located: &[Located<'_>], telling: Telling) -> String {
    match telling.format {
        Format::Json => diagnostic::render_json(located),
        Format::Github => github(located),
        Format::Human if telling.all => diagnostic::render_some(located, true, usize::MAX),
        Format::Human => {
            let mut text = diagnostic::render_some(located, true, MOST);
            if has_more(located) {
                text.push_str(
                    "help: `--all` shows each of them, `--format json` each on a line of its own\n",
                );
            }
            text
        }
    }
}

fn has_more(located: &[Located<'_>]) -> bool {
    let mut codes: Vec<_> = located.iter().map(|it| it.diagnostic.code).collect();
    codes.sort_unstable();
    codes.chunk_by(PartialEq::eq).any(|same| same.len() > MOST)
}

/// Workflow commands of GitHub Actions, which shows them beside the lines that they are about.
fn github(located: &[Located<'_>]) -> String {
    let mut text = String::new();
    for it in located {
        let diagnostic = it.diagnostic;
        let level = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Flaw | Severity::Warning => "warning",
        };
        let mut properties = format!("file={}", property(it.file()));
        if let Some(position) = it.position() {
            // Writing into a `String` does not fail.
            let _ = write!(
                properties,
                ",line={},col={}",
                position.line, position.column
            );
        }
        let _ = writeln!(
            text,
            "::{level} {properties},title={}::{}",
            property(diagnostic.code.as_str()),
            message(&format!("{}; {}", diagnostic.message, diagnostic.help))
        );
    }
    text
}

/// The escapes of GitHub's own toolkit (actions/toolkit, `command.ts`).
fn message(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{message, property};

    #[test]
    fn what_ends_a_command_is_escaped() {
        assert_eq!(message("100%\n::error::x"), "100%25%0A::error::x");
        assert_eq!(property("a:b,c"), "a%3Ab%2Cc");
    }
}
