//! HTML in descriptions: CommonMark allows it, and some documents are written in little else. Tags that only say how text
//! looks are left out; what is left is text, so nothing of it can become HTML again.

/// The tags that only say how text looks.
const LOOKS: &[&str] = &[
    "a",
    "b",
    "big",
    "blockquote",
    "center",
    "code",
    "del",
    "em",
    "font",
    "i",
    "ins",
    "kbd",
    "mark",
    "pre",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "tt",
    "u",
    "var",
];

/// The tags that begin or end a line.
const LINES: &[&str] = &[
    "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
    "section", "ul",
];

/// What becomes of one tag.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Tag {
    /// It goes without a trace.
    Look,
    /// A line ends.
    Line,
    /// It is text like any other.
    Text,
}

impl Tag {
    /// What becomes of `tag`, angle brackets included.
    pub(super) fn of(tag: &str) -> Self {
        let inner = tag.trim_start_matches('<').trim_start_matches('/');
        let end = inner
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(inner.len());
        let name = inner.get(..end).unwrap_or_default().to_ascii_lowercase();
        if LOOKS.contains(&name.as_str()) {
            Self::Look
        } else if LINES.contains(&name.as_str()) {
            Self::Line
        } else {
            Self::Text
        }
    }
}

/// The lines of a block of HTML, without the tags that only say how they look. None of them is empty.
pub(super) fn lines(html: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        push(&mut lines, text);
        let Some((inner, behind)) = after.split_once('>') else {
            push(&mut lines, "<");
            rest = after;
            continue;
        };
        match Tag::of(inner) {
            Tag::Look => rest = behind,
            Tag::Line => {
                lines.push(String::new());
                rest = behind;
            }
            Tag::Text => {
                push(&mut lines, "<");
                rest = after;
            }
        }
    }
    push(&mut lines, rest);
    let lines = lines.into_iter().map(|line| line.trim().to_owned());
    lines.filter(|line| !line.is_empty()).collect()
}

fn push(lines: &mut [String], text: &str) {
    if let Some(line) = lines.last_mut() {
        line.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn only_what_formats_goes() {
        for (html, expected) in [
            (
                "<p>To <b>charge</b> a <code>Charge</code>.</p>",
                vec!["To charge a Charge."],
            ),
            ("a<br/>b<BR>c", vec!["a", "b", "c"]),
            ("<ul><li>one<li class=\"x\">two</ul>", vec!["one", "two"]),
            ("<a href=\"https://e.com\">there</a>", vec!["there"]),
            (
                "<script>alert(1)</script>",
                vec!["<script>alert(1)</script>"],
            ),
            ("a < b > c, <p", vec!["a < b > c, <p"]),
            // Text, which whoever shows it must escape as such.
            ("<scr<b>ipt>", vec!["<script>"]),
            ("", vec![]),
        ] {
            assert_eq!(lines(html), expected, "{html}");
        }
    }
}
