//! On which line of the text each part of the document stands.
//!
//! Text comes in, a table from JSON pointer to line goes out. It knows YAML only: a value tree keeps no positions, so
//! the text is walked once more.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser};

use super::escape;

/// Lines by JSON pointer.
#[derive(Debug, Default)]
pub struct Lines {
    by_pointer: BTreeMap<String, usize>,
}

/// A collection that is being walked.
struct Open {
    pointer: String,
    /// The next element of a sequence; `None` for a mapping.
    index: Option<usize>,
    /// The key that was read and whose value comes next.
    key: Option<String>,
}

impl Lines {
    /// Walks `text`.
    pub fn of(text: &str) -> Result<Self, String> {
        let mut lines = Self::default();
        let mut open: Vec<Open> = Vec::new();
        for event in Parser::new_from_str(text) {
            let (event, span) = event.map_err(|error| error.to_string())?;
            let line = span.start.line();
            match event {
                Event::MappingStart(..) => {
                    let pointer = lines.enter(&mut open, line);
                    open.push(Open {
                        pointer,
                        index: None,
                        key: None,
                    });
                }
                Event::SequenceStart(..) => {
                    let pointer = lines.enter(&mut open, line);
                    open.push(Open {
                        pointer,
                        index: Some(0),
                        key: None,
                    });
                }
                Event::MappingEnd | Event::SequenceEnd => {
                    open.pop();
                }
                Event::Scalar(scalar, ..) => match open.last_mut() {
                    Some(Open {
                        pointer,
                        index: None,
                        key: key @ None,
                    }) => {
                        lines
                            .by_pointer
                            .insert(format!("{pointer}/{}", escape(&scalar)), line);
                        *key = Some(scalar.into_owned());
                    }
                    _ => drop(lines.enter(&mut open, line)),
                },
                Event::Alias(_) => drop(lines.enter(&mut open, line)),
                _ => {}
            }
        }
        Ok(lines)
    }

    /// Line of `pointer`, counted from 1; of its nearest ancestor where it has none itself.
    pub fn line(&self, pointer: &str) -> usize {
        let mut pointer = pointer;
        loop {
            if let Some(line) = self.by_pointer.get(pointer) {
                return *line;
            }
            match pointer.rfind('/') {
                Some(end) => pointer = pointer.get(..end).unwrap_or_default(),
                None => return 1,
            }
        }
    }

    /// Gives the value that begins here its pointer. A value under a key keeps the line of the key.
    fn enter(&mut self, open: &mut [Open], line: usize) -> String {
        let pointer = match open.last_mut() {
            None => String::new(),
            Some(Open {
                pointer,
                index: Some(index),
                ..
            }) => {
                *index += 1;
                format!("{pointer}/{}", *index - 1)
            }
            Some(Open { pointer, key, .. }) => {
                format!("{pointer}/{}", escape(&key.take().unwrap_or_default()))
            }
        };
        self.by_pointer.entry(pointer.clone()).or_insert(line);
        pointer
    }
}
