//! The cases as `JUnit`'s XML, which most programs that collect test results read.
//!
//! A known failure is `skipped`, with its reason. A problem of the run as a whole is an `error`, so that nobody takes a
//! red run for a green one.

use std::fmt::{self, Write as _};

use contract_tests::results::{CaseResult, Results, State};

/// A test suite for each run.
pub(super) fn junit(runs: &[Results]) -> String {
    let mut xml = String::new();
    // Writing into a `String` does not fail.
    let _ = write(&mut xml, runs);
    xml
}

fn write(xml: &mut String, runs: &[Results]) -> fmt::Result {
    writeln!(xml, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(xml, r#"<testsuites name="contract tests">"#)?;
    for run in runs {
        writeln!(
            xml,
            r#"  <testsuite name="{}" tests="{}" failures="{}" errors="{}" skipped="{}" time="{}">"#,
            Xml(&run.document),
            run.cases.len() + run.problems.len(),
            run.count(State::Failed),
            run.problems.len(),
            run.count(State::Known),
            seconds(run.milliseconds),
        )?;
        for case in &run.cases {
            write_case(xml, case)?;
        }
        for problem in &run.problems {
            writeln!(
                xml,
                "    <testcase classname=\"the_run_as_a_whole\" name=\"{0}\"><error message=\"{0}\"/></testcase>",
                Xml(problem)
            )?;
        }
        writeln!(xml, "  </testsuite>")?;
    }
    writeln!(xml, "</testsuites>")
}

fn write_case(xml: &mut String, case: &CaseResult) -> fmt::Result {
    let (class, name) = case.name.rsplit_once("::").unwrap_or(("", &case.name));
    write!(
        xml,
        r#"    <testcase classname="{}" name="{}" time="{}""#,
        Xml(class),
        Xml(name),
        seconds(case.milliseconds)
    )?;
    let text = case.failure.as_ref().map(ToString::to_string);
    let text = text.unwrap_or_default();
    let first = text.lines().next().unwrap_or_default();
    match case.state {
        State::Passed => writeln!(xml, "/>"),
        State::Failed => writeln!(
            xml,
            "><failure message=\"{}\">{}</failure></testcase>",
            Xml(first),
            Xml(&text)
        ),
        State::Known => writeln!(
            xml,
            "><skipped message=\"{}\"/></testcase>",
            Xml(case.reason.as_deref().unwrap_or(first))
        ),
    }
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}

/// Text in XML 1.0, which can't hold most control characters at all (section 2.2).
struct Xml<'a>(&'a str);

impl fmt::Display for Xml<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => formatter.write_str("&amp;")?,
                '<' => formatter.write_str("&lt;")?,
                '>' => formatter.write_str("&gt;")?,
                '"' => formatter.write_str("&quot;")?,
                // In an attribute they would become spaces.
                '\t' | '\n' | '\r' => write!(formatter, "&#{};", u32::from(character))?,
                '\0'..' ' | '\u{fffe}' | '\u{ffff}' => formatter.write_char('\u{fffd}')?,
                _ => formatter.write_char(character)?,
            }
        }
        Ok(())
    }
}
