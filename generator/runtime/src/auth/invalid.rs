//! What keeps a text from being a secret that can be sent: told when it is given, before any call.

use std::fmt;

/// Why a part of what a caller authenticates with can't be used. It names the part and never holds its value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct InvalidCredentials {
    part: &'static str,
    problem: &'static str,
}

impl InvalidCredentials {
    pub(crate) const fn new(part: &'static str, problem: &'static str) -> Self {
        Self { part, problem }
    }

    /// Which part it is, such as `bearer token` or `password`.
    pub fn part(&self) -> &'static str {
        self.part
    }

    /// What is wrong with it, as the end of a sentence.
    pub fn problem(&self) -> &'static str {
        self.problem
    }
}

impl fmt::Display for InvalidCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the {} {}", self.part, self.problem)
    }
}

impl std::error::Error for InvalidCredentials {}

/// Something that is one word, as tokens are.
pub(super) fn token(part: &'static str, text: &str) -> Result<(), InvalidCredentials> {
    visible(part, text)?;
    check(!text.contains(' '), part, CHARACTER)
}

/// Something that a header can hold and gives back as it was: spaces at its ends would be lost.
pub(super) fn visible(part: &'static str, text: &str) -> Result<(), InvalidCredentials> {
    check(!text.is_empty(), part, EMPTY)?;
    check(!text.contains(['\r', '\n']), part, LINE_BREAK)?;
    let is_visible = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    check(is_visible && text.trim() == text, part, CHARACTER)
}

/// A user name or a password: any text without control characters (RFC 7617, section 2), also an empty one.
pub(super) fn text(part: &'static str, text: &str) -> Result<(), InvalidCredentials> {
    check(!text.contains(['\r', '\n']), part, LINE_BREAK)?;
    check(!text.contains(char::is_control), part, CONTROL)
}

/// A user name in particular.
pub(super) fn user_name(text: &str) -> Result<(), InvalidCredentials> {
    self::text("user name", text)?;
    check(!text.contains(':'), "user name", COLON)
}

pub(super) fn check(
    holds: bool,
    part: &'static str,
    problem: &'static str,
) -> Result<(), InvalidCredentials> {
    if holds {
        Ok(())
    } else {
        Err(InvalidCredentials::new(part, problem))
    }
}

pub(super) const EMPTY: &str = "is empty";
const LINE_BREAK: &str = "has a line break in it: trim what a file or a command gave";
pub(super) const CHARACTER: &str = "has a space, a control character or one outside ASCII in it";
const CONTROL: &str = "has a control character in it";
const COLON: &str = "has a colon in it, which would end it: what follows would be the password";
