//! Text of the document as doc lines that do no harm.
//!
//! Comes in: CommonMark of whoever wrote the document. Goes out: lines of CommonMark that say the same and hold no
//! doctest, no raw HTML, no link that rustdoc would look up among Rust's items, and no character that makes code read
//! differently from what it is. The text is parsed and written anew, so nothing gets through that is not written here.

use super::html;
use std::fmt::Write as _;

use pulldown_cmark::{
    CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream,
};

/// Columns that a line of text may fill; the indentation and `///` come on top of it.
const WIDTH: usize = 92;

/// Text that nests deeper is no text for people; it is kept, but its structure is not.
const DEEPEST: usize = 32;

/// `text` as harmless lines, wrapped.
pub(super) fn harmless(text: &str) -> Vec<String> {
    let text = visible(text);
    let parser = || TextMergeStream::new(Parser::new_ext(&text, Options::ENABLE_TABLES));
    if nesting(parser()) > DEEPEST {
        let mut plain = Inline::default();
        plain.push_text(&text, true);
        return plain.lines(WIDTH);
    }
    blocks(&mut parser(), WIDTH)
}

/// How deep the elements of `events` stand in each other.
fn nesting<'a>(events: impl Iterator<Item = Event<'a>>) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for event in events {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// `text` as a code span on one line.
pub(super) fn code(text: &str) -> String {
    let text = visible(text).replace('\n', " ");
    if text.trim().is_empty() {
        return "(blank)".to_owned();
    }
    let fence = fence(&text, 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Words of our own, in which code spans stand, as wrapped lines.
pub(super) fn wrapped(sentence: &str) -> Vec<String> {
    let mut inline = Inline::default();
    for (index, part) in sentence.split('`').enumerate() {
        if index > 0 {
            inline.push("`");
        }
        if index % 2 == 1 {
            inline.push(part);
        } else {
            inline.push_breakable(part);
        }
    }
    inline.lines(WIDTH)
}

/// `text` with one kind of line break and without characters that can't be seen: bidi controls turn code around on the
/// screen (CVE-2021-42574), and rustc refuses them.
pub(super) fn visible(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b'\n' | b' '..=b'~')) {
        return text.to_owned();
    }
    let text = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}', '\u{85}'], "\n")
        .replace('\t', "    ");
    let bidi = |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    text.chars()
        .filter(|c| *c == '\n' || !(c.is_control() || bidi(*c)))
        .collect()
}

/// Enough backticks to stand around `text`, at least `least`.
pub(super) fn fence(text: &str, least: usize) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(least.max(longest + 1))
}

/// All blocks up to the end of the container that `events` is in, a blank line between two.
fn blocks<'a>(events: &mut impl Iterator<Item = Event<'a>>, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut loose = Inline::default();
    while let Some(event) = events.next() {
        let block = match event {
            Event::Start(tag) if is_inline(&tag) => {
                start(&tag, events, &mut loose);
                continue;
            }
            Event::Start(tag) => block(&tag, events, width),
            Event::End(_) => break,
            Event::Rule => vec!["---".to_owned()],
            other => {
                inline(other, &mut loose, false);
                continue;
            }
        };
        append(&mut lines, std::mem::take(&mut loose).lines(width));
        append(&mut lines, block);
    }
    append(&mut lines, loose.lines(width));
    lines
}

fn append(lines: &mut Vec<String>, block: Vec<String>) {
    if !lines.is_empty() && !block.is_empty() {
        lines.push(String::new());
    }
    lines.extend(block);
}

fn block<'a>(
    tag: &Tag<'a>,
    events: &mut impl Iterator<Item = Event<'a>>,
    width: usize,
) -> Vec<String> {
    match tag {
        Tag::Heading { level, .. } => {
            // The level of the item's own sections is 1.
            let marks = "#".repeat((*level as usize + 1).clamp(2, HeadingLevel::H6 as usize));
            let text = text_of(events).lines(usize::MAX).join(" ");
            if text.is_empty() {
                Vec::new()
            } else {
                vec![format!("{marks} {text}")]
            }
        }
        Tag::BlockQuote(_) => prefixed(blocks(events, narrower(width, 2)), "> ", "> "),
        Tag::CodeBlock(kind) => {
            // The language is dropped: rustdoc tests what it takes for Rust.
            let (CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) = kind;
            let code: String = events
                .take_while(|event| !is_end(event))
                .filter_map(raw_text)
                .collect();
            let fence = fence(&code, 3);
            let code = code.lines().map(|line| line.trim_end().to_owned());
            std::iter::once(format!("{fence}text"))
                .chain(code)
                .chain([fence.clone()])
                .collect()
        }
        Tag::HtmlBlock => {
            let html: String = events
                .take_while(|event| !is_end(event))
                .filter_map(raw_text)
                .collect();
            let mut shown = Inline::default();
            for (position, line) in html::lines(&html).iter().enumerate() {
                if position > 0 {
                    shown.break_line();
                }
                shown.push_text(line, true);
            }
            shown.lines(width)
        }
        Tag::List(first) => list(*first, events, width),
        Tag::Table(_) => table(events),
        _ => blocks(events, width),
    }
}

fn list<'a>(
    first: Option<u64>,
    events: &mut impl Iterator<Item = Event<'a>>,
    width: usize,
) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut number = first;
    while let Some(Event::Start(Tag::Item)) = events.next() {
        let marker = number.map_or("- ".to_owned(), |number| format!("{number}. "));
        number = number.map(|number| number.saturating_add(1));
        let indent = " ".repeat(marker.len());
        let item = blocks(events, narrower(width, marker.len()));
        // Items of several blocks are set apart; a blank line also keeps rustdoc from joining them.
        if lines.last().is_some_and(|line| !line.is_empty()) && item.iter().any(String::is_empty) {
            lines.push(String::new());
        }
        lines.extend(prefixed(item, &marker, &indent));
    }
    lines
}

fn table<'a>(events: &mut impl Iterator<Item = Event<'a>>) -> Vec<String> {
    let mut rows = Vec::new();
    let mut cells: Vec<String> = Vec::new();
    while let Some(event) = events.next() {
        match event {
            Event::Start(Tag::TableCell) => cells.push(text_of(events).lines(usize::MAX).join(" ")),
            Event::End(end @ (TagEnd::TableHead | TagEnd::TableRow)) => {
                rows.push(format!("| {} |", cells.join(" | ")));
                if end == TagEnd::TableHead {
                    rows.push(format!("|{}", " --- |".repeat(cells.len())));
                }
                cells.clear();
            }
            Event::End(TagEnd::Table) => break,
            _ => {}
        }
    }
    rows
}

fn prefixed(lines: Vec<String>, first: &str, rest: &str) -> Vec<String> {
    let mut lines = lines.into_iter();
    let head = format!("{first}{}", lines.next().unwrap_or_default());
    std::iter::once(head)
        .chain(lines.map(|line| format!("{rest}{line}")))
        .map(|line| line.trim_end().to_owned())
        .collect()
}

/// However deep the nesting, some room is left.
fn narrower(width: usize, by: usize) -> usize {
    width.saturating_sub(by).max(40)
}

fn is_end(event: &Event<'_>) -> bool {
    matches!(event, Event::End(_))
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
    )
}

fn raw_text(event: Event<'_>) -> Option<String> {
    match event {
        Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) | Event::Code(text) => {
            Some(text.into_string())
        }
        Event::SoftBreak | Event::HardBreak => Some("\n".to_owned()),
        _ => None,
    }
}

/// The text up to the end of the block that `events` is in.
fn text_of<'a>(events: &mut impl Iterator<Item = Event<'a>>) -> Inline {
    let mut text = Inline::default();
    while let Some(event) = events.next() {
        match event {
            Event::Start(tag) => start(&tag, events, &mut text),
            Event::End(_) => break,
            other => inline(other, &mut text, false),
        }
    }
    text
}

/// Writes an inline element with all that is in it.
fn start<'a>(tag: &Tag<'a>, events: &mut impl Iterator<Item = Event<'a>>, text: &mut Inline) {
    let (open, close) = match tag {
        Tag::Emphasis => ("*".to_owned(), "*".to_owned()),
        Tag::Strong => ("**".to_owned(), "**".to_owned()),
        Tag::Link {
            link_type: LinkType::Autolink,
            dest_url,
            ..
        } if is_web(dest_url) => {
            events.take_while(|event| !is_end(event)).for_each(drop);
            text.push(&format!("<{}>", escaped_url(dest_url)));
            return;
        }
        Tag::Link { dest_url, .. } if is_web(dest_url) => {
            ("[".to_owned(), format!("]({})", escaped_url(dest_url)))
        }
        _ => (String::new(), String::new()),
    };
    let in_link = matches!(tag, Tag::Link { .. });
    text.push(&open);
    while let Some(event) = events.next() {
        match event {
            // A link's text holds no link, so a second level can only be emphasis.
            Event::Start(tag) => start(&tag, events, text),
            Event::End(_) => break,
            other => inline(other, text, in_link),
        }
    }
    text.push(&close);
}

fn inline(event: Event<'_>, text: &mut Inline, in_link: bool) {
    match event {
        Event::Text(part) => text.push_text(&part, !in_link),
        Event::Code(part) => text.push(&code(&part)),
        Event::InlineHtml(part) | Event::Html(part) => match html::Tag::of(&part) {
            html::Tag::Look => {}
            html::Tag::Line => text.break_line(),
            html::Tag::Text => text.push_text(&part, !in_link),
        },
        Event::SoftBreak => text.space(),
        Event::HardBreak => text.break_line(),
        _ => {}
    }
}

/// Whether a link leads out to the web; rustdoc would look up anything else among Rust's items.
fn is_web(url: &str) -> bool {
    ["https://", "http://"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
}

fn escaped_url(url: &str) -> String {
    let mut escaped = String::new();
    for c in url.chars() {
        match c {
            ' ' | '<' | '>' | '(' | ')' | '"' | '\\' | '`' | '\n' => {
                // Writing into a `String` does not fail.
                let _ = write!(escaped, "%{:02X}", u32::from(c));
            }
            other => escaped.push(other),
        }
    }
    escaped
}

/// Words that are being collected into lines.
#[derive(Default)]
struct Inline {
    /// Each word, and whether a line break must follow.
    words: Vec<(String, bool)>,
    current: String,
}

impl Inline {
    /// Adds what must not be broken.
    fn push(&mut self, text: &str) {
        self.current.push_str(text);
    }

    fn push_breakable(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_ascii_whitespace() {
                self.space();
            } else {
                self.current.push(c);
            }
        }
    }

    /// Adds text that means nothing but itself; web addresses in it become links if `link`.
    fn push_text(&mut self, text: &str, link: bool) {
        let mut rest = text;
        while let Some(at) = ["https://", "http://"]
            .iter()
            .filter_map(|scheme| rest.find(scheme))
            .min()
        {
            let (before, from) = rest.split_at(at);
            let end = from
                .find(|c: char| c.is_whitespace() || "<>\"'`|\\^{}[]()*".contains(c))
                .unwrap_or(from.len());
            let url = from
                .get(..end)
                .unwrap_or(from)
                .trim_end_matches(['.', ',', ';', ':', '!', '?', '_']);
            self.push_escaped(before);
            let is_address = url.find("://").is_some_and(|colon| url.len() > colon + 3);
            if link && is_address {
                self.push(&format!("<{url}>"));
            } else {
                self.push_escaped(url);
            }
            rest = from.get(url.len()..).unwrap_or_default();
        }
        self.push_escaped(rest);
    }

    fn push_escaped(&mut self, text: &str) {
        let mut before = None;
        let mut characters = text.chars().peekable();
        while let Some(c) = characters.next() {
            let next = characters.peek().copied();
            let is_special = match c {
                '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '|' | '~' => true,
                // Inside a word it is no emphasis, and `snake_case` stays readable.
                '_' => {
                    !(before.is_some_and(char::is_alphanumeric)
                        && next.is_some_and(char::is_alphanumeric))
                }
                '&' => next.is_some_and(|c| c == '#' || c.is_ascii_alphabetic()),
                _ => false,
            };
            if c.is_ascii_whitespace() {
                self.space();
            } else {
                if is_special {
                    self.current.push('\\');
                }
                self.current.push(c);
            }
            before = Some(c);
        }
    }

    fn space(&mut self) {
        if !self.current.is_empty() {
            self.words.push((std::mem::take(&mut self.current), false));
        }
    }

    fn break_line(&mut self) {
        self.space();
        if let Some((_, ends)) = self.words.last_mut() {
            *ends = true;
        }
    }

    fn lines(mut self, width: usize) -> Vec<String> {
        self.space();
        let mut lines = Vec::new();
        let mut line = String::new();
        let mut words = self.words.into_iter().peekable();
        while let Some((word, ends)) = words.next() {
            if line.is_empty() {
                line = unlike_a_block(&word);
            } else if line.chars().count() + 1 + word.chars().count() > width {
                lines.push(std::mem::replace(&mut line, unlike_a_block(&word)));
            } else {
                line.push(' ');
                line.push_str(&word);
            }
            if ends && words.peek().is_some() {
                lines.push(format!("{line}\\"));
                line.clear();
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }
}

/// A word that stands first in its line, changed where it would begin a list, a heading or the like.
fn unlike_a_block(word: &str) -> String {
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    let (number, after) = word.split_at(digits);
    if digits > 0 && (after == "." || after == ")") {
        format!("{number}\\{after}")
    } else if word.starts_with(['#', '+', '-', '=']) {
        format!("\\{word}")
    } else {
        word.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(markdown: &str) -> String {
        harmless(markdown).join("\n")
    }

    #[test]
    fn no_code_becomes_a_doctest() {
        for block in [
            "```\nx();\n```",
            "~~~rust\nx();\n~~~",
            "    x();",
            "```rust,should_panic\nx();",
        ] {
            assert_eq!(text(block), "```text\nx();\n```");
        }
        assert_eq!(text("> ```\n> x();\n> ```"), "> ```text\n> x();\n> ```");
        assert_eq!(
            text("1. one\n\n   ```\n   x();\n   ```"),
            "1. one\n\n   ```text\n   x();\n   ```"
        );
        assert_eq!(
            text("````\n```\nx();\n```\n````"),
            "````text\n```\nx();\n```\n````"
        );
    }

    #[test]
    fn html_is_shown_and_not_obeyed() {
        assert_eq!(text("<script>a</script>"), "\\<script\\>a\\</script\\>");
        assert_eq!(
            text("a <b>bold</b> Vec<T> &lt;i>"),
            "a bold Vec\\<T\\> \\<i\\>"
        );
        assert_eq!(text("one<br/>two"), "one\\\ntwo");
    }

    #[test]
    fn only_links_to_the_web_stay_links() {
        assert_eq!(
            text("[a](https://a.example/b) [c](d) [`E`] [F][g]"),
            "[a](https://a.example/b) c \\[`E`\\] \\[F\\]\\[g\\]"
        );
        assert_eq!(
            text("See https://a.example/b_c."),
            "See <https://a.example/b_c>."
        );
        assert_eq!(text("<https://a.example>"), "<https://a.example>");
    }

    #[test]
    fn unseen_characters_are_gone() {
        assert_eq!(
            text("a\u{202e}b\u{2066}c\u{7}d\u{feff}\r\ne\u{2028}f"),
            "abcd e f"
        );
        assert_eq!(code("a\u{202e}`b\nc"), "``a`b c``");
    }

    #[test]
    fn lists_and_headings_keep_their_shape() {
        assert_eq!(
            text("# Title\n\n* a\n* b\n\n3) c\n4) d"),
            "## Title\n\n- a\n- b\n\n3. c\n4. d"
        );
        assert_eq!(
            text("|a|b|\n|-|-|\n|c|d \\| e|"),
            "| a | b |\n| --- | --- |\n| c | d \\| e |"
        );
    }

    #[test]
    fn depth_does_no_harm() {
        assert!(text(&format!("{}x", "> ".repeat(100_000))).ends_with('x'));
        assert!(text(&format!("{}x", "[".repeat(100_000))).ends_with('x'));
    }

    #[test]
    fn a_line_that_wraps_begins_no_block() {
        let words = format!("{} - no list", "x".repeat(WIDTH - 1));
        assert_eq!(text(&words).lines().nth(1), Some("\\- no list"));
        assert!(
            text(&"word ".repeat(100))
                .lines()
                .all(|line| line.len() <= WIDTH)
        );
    }
}
