//! Numbers and bytes as text.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Format;

impl Format for Vec<u8> {
    const NAME: &'static str = "byte";

    fn parse(text: &str) -> Option<Self> {
        STANDARD.decode(text).ok()
    }

    fn write(&self) -> String {
        STANDARD.encode(self)
    }
}

/// A number with all its digits.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct DecimalNumber(String);

impl DecimalNumber {
    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DecimalNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl From<i64> for DecimalNumber {
    fn from(number: i64) -> Self {
        Self(number.to_string())
    }
}

impl Format for DecimalNumber {
    const NAME: &'static str = "decimal";

    fn parse(text: &str) -> Option<Self> {
        is_decimal(text).then(|| Self(text.to_owned()))
    }

    fn write(&self) -> String {
        self.0.clone()
    }
}

/// `[ minus ] 1*DIGIT [ frac ] [ exp ]` (RFC 8259, section 6), and zeros in front.
fn is_decimal(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, Some(exponent)),
        None => (text, None),
    };
    let number = number.strip_prefix('-').unwrap_or(number);
    let is_number = match number.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(number),
    };
    is_number && exponent.is_none_or(|it| digits(it.strip_prefix(['+', '-']).unwrap_or(it)))
}
