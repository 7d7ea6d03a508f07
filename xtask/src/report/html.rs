//! Text of a document or a server as HTML.

use std::fmt;

/// Shows text so that no browser takes any of it for markup, neither between tags nor in a quoted attribute.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<T>(pub(super) T);

impl<T: fmt::Display> fmt::Display for Text<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        write!(Escape(formatter), "{}", self.0)
    }
}

struct Escape<'a, 'b>(&'a mut fmt::Formatter<'b>);

impl fmt::Write for Escape<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            match character {
                '&' => self.0.write_str("&amp;")?,
                '<' => self.0.write_str("&lt;")?,
                '>' => self.0.write_str("&gt;")?,
                '"' => self.0.write_str("&quot;")?,
                '\'' => self.0.write_str("&#39;")?,
                // No character reference may stand for these (HTML, section 13.5), and they show nothing.
                '\t' | '\n' => self.0.write_char(character)?,
                _ if character.is_control() => self.0.write_char('\u{fffd}')?,
                _ => self.0.write_char(character)?,
            }
        }
        Ok(())
    }
}

/// A share in per cent, rounded down: 100 is all of it.
pub(super) fn per_cent(part: usize, all: usize) -> usize {
    (part * 100).checked_div(all).unwrap_or(100)
}

/// A time for a person.
pub(super) fn time(milliseconds: u64) -> String {
    match milliseconds {
        0..1000 => format!("{milliseconds} ms"),
        1000..60_000 => format!("{}.{} s", milliseconds / 1000, milliseconds % 1000 / 100),
        _ => format!(
            "{} min {} s",
            milliseconds / 60_000,
            milliseconds % 60_000 / 1000
        ),
    }
}

/// `1 case`, `3 cases`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        crate::measure::number(count),
        if count == 1 { one } else { many }
    )
}

#[cfg(test)]
mod tests {
    use super::{Text, per_cent, time};

    #[test]
    fn nothing_is_taken_for_markup() {
        let shown = Text("<a href=\"x\" title='y'>&amp;\u{0}\u{1b}[1m\n").to_string();
        assert_eq!(
            shown,
            "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;\u{fffd}\u{fffd}[1m\n"
        );
    }

    #[test]
    fn only_all_of_it_is_a_hundred() {
        assert_eq!(per_cent(999, 1000), 99);
        assert_eq!(per_cent(3, 3), 100);
        assert_eq!(per_cent(0, 0), 100);
    }

    #[test]
    fn times_are_short() {
        assert_eq!(time(7), "7 ms");
        assert_eq!(time(2383), "2.3 s");
        assert_eq!(time(61_000), "1 min 1 s");
    }
}
