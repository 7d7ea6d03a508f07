//! What is sent and answered, as JSON texts; every program reads them into types of its own.

use std::fmt::Write as _;
use std::num::TryFromIntError;

use crate::Operation;

/// How many items are about a million bytes.
pub const MANY: i64 = 6_200;

/// The number of the one that is sent and answered alone.
const ONE: i64 = 7;

/// One item.
#[must_use]
pub fn item() -> String {
    let mut text = String::new();
    write_item(ONE, &mut text);
    text
}

/// An array of [`MANY`] items.
#[must_use]
pub fn items() -> String {
    let mut text = String::from("[");
    for number in 0..MANY {
        if number > 0 {
            text.push(',');
        }
        write_item(number, &mut text);
    }
    text.push(']');
    text
}

/// What a caller has in hand after a right answer.
pub(crate) fn answer(operation: Operation) -> Result<i64, TryFromIntError> {
    match operation {
        Operation::GetSmall => Ok(amount(ONE)),
        Operation::GetLarge => Ok((0..MANY).map(amount).sum()),
        Operation::PostSmall => item().len().try_into(),
        Operation::PostLarge => items().len().try_into(),
    }
}

fn amount(number: i64) -> i64 {
    number * 31
}

fn write_item(number: i64, text: &mut String) {
    let active = number % 2 == 0;
    // What is written to a string always fits.
    let _ = write!(
        text,
        r#"{{"id":"5f2a1c{number:018x}","name":"Item number {number} of the list","amount":{},"price":{number}.25,"active":{active},"tags":["red","second-hand"]"#,
        amount(number),
    );
    if active {
        text.push_str(r#","note":"A sentence about it.""#);
    }
    text.push('}');
}
