//! What is sent and answered, as JSON texts; every program reads them into types of its own.

use std::fmt::Write as _;

/// How many items are about a million bytes.
pub const MANY: usize = 6_200;

/// One item.
#[must_use]
pub fn item() -> String {
    let mut text = String::new();
    write_item(7, &mut text);
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

fn write_item(number: usize, text: &mut String) {
    let active = number.is_multiple_of(2);
    // What is written to a string always fits.
    let _ = write!(
        text,
        r#"{{"id":"5f2a1c{number:018x}","name":"Item number {number} of the list","amount":{},"price":{number}.25,"active":{active},"tags":["red","second-hand"]"#,
        number * 31,
    );
    if active {
        text.push_str(r#","note":"A sentence about it.""#);
    }
    text.push('}');
}
