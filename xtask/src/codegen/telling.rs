//! What is wrong with a document, on the standard error: for people, for programs, for GitHub Actions.

use std::fmt::Write as _;

use specwright::diagnostic::{self, Diagnostics, Located, Severity, Source};

use crate::cli::{Format, Telling};

/// How many of one code a person sees at first: they tend to have one cause.
const MOST: usize = 3;

/// Says it.
pub fn tell(diagnostics: &Diagnostics, source: &Source, telling: Telling) {
    let text = if telling.quiet {
        let mut errors = Diagnostics::new();
        let all = diagnostics.iter().cloned();
        errors.extend(all.filter(|diagnostic| diagnostic.severity == Severity::Error));
        form(&errors, source, telling)
    } else {
        form(diagnostics, source, telling)
    };
    // The stream takes the colours out again where no terminal shows them or NO_COLOR is set.
    anstream::eprint!("{text}");
}

fn form(diagnostics: &Diagnostics, source: &Source, telling: Telling) -> String {
    match telling.format {
        Format::Json => diagnostic::render_json(diagnostics, source),
        Format::Github => github(diagnostics, source),
        Format::Human if telling.all => diagnostic::render(diagnostics, source, true),
        Format::Human => {
            let mut text = diagnostic::render_some(diagnostics, source, true, MOST);
            if has_more(diagnostics) {
                text.push_str(
                    "help: `--all` shows each of them, `--format json` each on a line of its own\n",
                );
            }
            text
        }
    }
}

fn has_more(diagnostics: &Diagnostics) -> bool {
    let mut codes: Vec<_> = diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code)
        .collect();
    codes.sort_unstable();
    codes.chunk_by(PartialEq::eq).any(|same| same.len() > MOST)
}

/// Workflow commands of GitHub Actions, which shows them beside the lines that they are about.
fn github(diagnostics: &Diagnostics, source: &Source) -> String {
    let mut text = String::new();
    for Located {
        diagnostic,
        file,
        position,
    } in diagnostic::locate(diagnostics, source)
    {
        let level = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Flaw | Severity::Warning => "warning",
        };
        let mut properties = format!("file={}", property(file));
        if let Some(position) = position {
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
