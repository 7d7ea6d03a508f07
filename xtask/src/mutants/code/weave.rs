//! Many changes in one text, each behind a switch.
//!
//! The text stays as it is where no switch is on: changes are put around it, and the largest goes outside.

use std::fmt::Write as _;
use std::ops::Range;

use crate::mutants::scratch::Files;

/// A change: another text in place of a part of a source.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Edit {
    /// The part, in bytes.
    pub(super) range: Range<usize>,
    /// What stands there instead.
    pub(super) text: String,
    /// What the part is.
    pub(super) place: Place,
}

/// What a change is put in place of; that decides how it is switched.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Place {
    /// An expression.
    Expression,
    /// The expression behind the arrow of a `match`, which may be a block without a comma.
    Arm,
    /// The inside of a function's block: the function returns the text at once.
    Body,
    /// A statement, which is left out.
    Statement,
    /// The pattern of an arm, which no longer matches.
    Pattern,
}

/// A text with changes in it.
pub(super) struct Woven {
    /// The text.
    pub(super) text: String,
    /// For each change its number, all that belongs to it, and where the new text of it is.
    spans: Vec<(usize, Range<usize>, Range<usize>)>,
}

impl Woven {
    /// The changes that the compiler's words about a part of the text are about: the one that it is in, else those in it, else
    /// the one before.
    pub(super) fn blamed(&self, span: &Range<usize>, words: &str) -> Vec<usize> {
        // A variable that is moved in each turn of a loop has lost what gives it a value again, wherever that stands.
        if let Some(variable) = moved(words) {
            let given = format!("{variable} = ");
            let givers = self.spans.iter().filter(|(_, all, _)| {
                let text = self.text.get(all.clone());
                text.is_some_and(|text| text.contains(&given))
            });
            let givers: Vec<usize> = givers.map(|(number, ..)| *number).collect();
            if !givers.is_empty() {
                return givers;
            }
        }
        let offset = span.start;
        let new = self.spans.iter().find(|(_, _, new)| new.contains(&offset));
        let around = || {
            let around = self
                .spans
                .iter()
                .filter(|(_, all, _)| all.contains(&offset));
            around.min_by_key(|(_, all, _)| all.len())
        };
        if let Some((number, ..)) = new.or_else(around) {
            return vec![*number];
        }
        let within = |(_, all, _): &&(usize, Range<usize>, Range<usize>)| {
            span.start <= all.start && all.end <= span.end
        };
        let inside: Vec<usize> = self
            .spans
            .iter()
            .filter(within)
            .map(|(number, ..)| *number)
            .collect();
        if !inside.is_empty() {
            return inside;
        }
        // An early return may be what makes an error behind it.
        let before = self.spans.iter().filter(|(_, all, _)| all.end <= offset);
        let before = before.max_by_key(|(_, all, _)| all.end);
        before.map(|(number, ..)| *number).into_iter().collect()
    }
}

/// The variable that the compiler says is used after it was moved.
fn moved(words: &str) -> Option<&str> {
    let (_, rest) = words.split_once(" of moved value: `")?;
    rest.strip_suffix('`')
}

/// Something that is put in at a byte of the text.
struct Insertion {
    position: usize,
    /// What is put in earlier at the same byte: ends, from the inside outwards, then beginnings, from the outside inwards.
    order: (u8, isize, isize),
    text: String,
    number: usize,
    /// Where in `text` the change itself is.
    new: Range<usize>,
}

/// Puts the changes in; each is asked for by its number, with the function `switch`.
pub(super) fn weave(text: &str, edits: &[(usize, &Edit)], switch: &str) -> Woven {
    let mut insertions: Vec<Insertion> = edits
        .iter()
        .flat_map(|(number, edit)| insertions(*number, edit, switch))
        .collect();
    insertions.sort_by_key(|it| (it.position, it.order));
    let mut woven = String::with_capacity(text.len() * 3);
    let mut spans: Vec<(usize, Range<usize>, Range<usize>)> = Vec::new();
    let mut last = 0;
    for it in insertions {
        woven.push_str(text.get(last..it.position).unwrap_or_default());
        last = it.position;
        let start = woven.len();
        woven.push_str(&it.text);
        let end = woven.len();
        match spans.iter_mut().find(|(number, ..)| *number == it.number) {
            Some((_, all, _)) => all.end = end,
            None => spans.push((
                it.number,
                start..end,
                start + it.new.start..start + it.new.end,
            )),
        }
    }
    woven.push_str(text.get(last..).unwrap_or_default());
    Woven { text: woven, spans }
}

fn insertions(number: usize, edit: &Edit, switch: &str) -> Vec<Insertion> {
    let Edit { range, text, place } = edit;
    let on = format!("{switch}({number})");
    let (before, after, closing) = match place {
        Place::Expression => (format!("(if {on} {{ "), " } else { ", " })"),
        Place::Arm => (format!("{{ if {on} {{ "), " } else { ", " } }"),
        Place::Body => (format!(" if {on} {{ return "), "; } ", ""),
        Place::Statement => (format!("if !{on} {{ "), "", " }"),
        Place::Pattern => (format!(" if !{on}"), "", ""),
    };
    let is_point = closing.is_empty();
    let position = if *place == Place::Pattern {
        range.end
    } else {
        range.start
    };
    let sign = |number: usize| isize::try_from(number).unwrap_or(isize::MAX);
    let new = before.len()..before.len() + text.len() + after.len();
    let opening = Insertion {
        position,
        order: if is_point {
            (1, 0, sign(number))
        } else {
            (2, -sign(range.end), sign(number))
        },
        text: format!("{before}{text}{after}"),
        number,
        new,
    };
    let mut insertions = vec![opening];
    if !is_point {
        insertions.push(Insertion {
            position: range.end,
            order: (0, -sign(range.start), -sign(number)),
            text: closing.to_owned(),
            number,
            new: 0..0,
        });
    }
    insertions
}

/// Adds the switch to the runtime: a module that knows from the environment which number is on, and notes in a file which
/// ones were asked for.
pub(super) fn add_switch(runtime: &mut Files, count: usize) {
    let source = format!(
        r#"//! Which change is on.

use std::fs::{{File, OpenOptions}};
use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{{AtomicBool, Ordering}};

static ASKED: [AtomicBool; {size}] = [const {{ AtomicBool::new(false) }}; {size}];
static SWITCH: OnceLock<(usize, Option<File>)> = OnceLock::new();

/// Whether the change of this number is on.
pub fn on(number: usize) -> bool {{
    let (chosen, log) = SWITCH.get_or_init(|| {{
        let chosen = std::env::var({NUMBER:?}).ok().and_then(|it| it.parse().ok());
        let log = std::env::var_os({REACHED:?});
        let log = log.and_then(|path| OpenOptions::new().create(true).append(true).open(path).ok());
        (chosen.unwrap_or(0), log)
    }});
    if let Some(mut log) = log.as_ref()
        && !ASKED[number].swap(true, Ordering::Relaxed)
    {{
        let _ = log.write_all(format!("{{number}}\n").as_bytes());
    }}
    *chosen == number
}}
"#,
        size = count + 1,
        NUMBER = super::NUMBER,
        REACHED = super::REACHED,
    );
    runtime.insert("src/mutant.rs".to_owned(), source);
    if let Some(root) = runtime.get_mut("src/lib.rs") {
        // Writing to a string can't fail.
        let _ = writeln!(root, "\n#[doc(hidden)]\npub mod mutant;");
    }
}

#[cfg(test)]
mod tests {
    use super::{Edit, Place, weave};

    fn edit(text: &str, part: &str, new: &str, place: Place) -> Edit {
        let start = text.find(part).expect("it is there");
        Edit {
            range: start..start + part.len(),
            text: new.to_owned(),
            place,
        }
    }

    #[test]
    fn a_larger_change_goes_around_a_smaller_one() {
        let text = "fn f() { g(a == b && c) }";
        let edits = [
            edit(text, "a == b", "a != b", Place::Expression),
            edit(text, "a == b && c", "a == b || c", Place::Expression),
            edit(text, " g(a == b && c) ", "1", Place::Body),
        ];
        let numbered: Vec<_> = edits.iter().enumerate().collect();
        let woven = weave(text, &numbered, "on");
        assert_eq!(
            woven.text,
            "fn f() { if on(2) { return 1; }  g((if on(1) { a == b || c } else { (if on(0) { a != b } else { a == b }) && c })) }"
        );
        let at = |part: &str| {
            let start = woven.text.find(part).expect("it is there");
            woven.blamed(&(start..start + part.len()), "mismatched types")
        };
        assert_eq!(at("a != b"), [0]);
        assert_eq!(at("|| c"), [1]);
        assert_eq!(at("1; }"), [2]);
        assert_eq!(at("&& c })"), [1]);
        assert_eq!(at("fn f"), [0_usize; 0]);
    }

    #[test]
    fn what_is_wrong_around_changes_is_blamed_on_those_inside() {
        let text = "f([g(1), h(2)]);";
        let edits = [
            edit(text, "1", "0", Place::Expression),
            edit(text, "2", "0", Place::Expression),
        ];
        let numbered: Vec<_> = edits.iter().enumerate().collect();
        let woven = weave(text, &numbered, "on");
        assert_eq!(woven.blamed(&(0..woven.text.len()), "dropped"), [0, 1]);
    }

    #[test]
    fn a_value_that_is_gone_is_blamed_on_what_no_more_gives_it() {
        let text = "loop { send(it); log(); it = next; }";
        let edits = [
            edit(text, "log();", "", Place::Statement),
            edit(text, "it = next;", "", Place::Statement),
        ];
        let numbered: Vec<_> = edits.iter().enumerate().collect();
        let woven = weave(text, &numbered, "on");
        let start = woven.text.find("it").expect("it is there");
        let blamed = |words: &str| woven.blamed(&(start..start + 2), words);
        assert_eq!(blamed("use of moved value: `it`"), [1]);
        assert_eq!(blamed("mismatched types"), [0_usize; 0]);
    }

    #[test]
    fn arms_and_statements_are_switched_off() {
        let text = "match x { 1 => {} _ => { f(); } }";
        let edits = [
            edit(text, "1", "", Place::Pattern),
            edit(text, "{}", "g()", Place::Arm),
            edit(text, "f();", "", Place::Statement),
        ];
        let numbered: Vec<_> = edits.iter().enumerate().collect();
        assert_eq!(
            weave(text, &numbered, "on").text,
            "match x { 1 if !on(0) => { if on(1) { g() } else { {} } } _ => { if !on(2) { f(); } } }"
        );
    }
}
