//! An operation as a `curl` command that can be pasted into a shell.
//!
//! The arguments are those that the contract tests call the operation with: documented ones where they are valid.

use contract_tests::cases::baseline;
use contract_tests::oracle::Operation;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

/// Everything but the unreserved characters (RFC 3986, section 2.3).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The command, or `None` where no arguments are known that the document allows.
pub fn command(operation: &Operation, uri: &str) -> Option<String> {
    let arguments = baseline(operation)?;
    let mut words = vec![format!("--request {}", operation.method)];
    if !operation.security.is_empty() {
        words.push("--header 'Authorization: Bearer anything'".to_owned());
    }
    let headers = arguments.header.iter();
    words.extend(
        headers.map(|(name, value)| {
            format!("--header {}", quoted(&format!("{name}: {}", text(value))))
        }),
    );
    if let Some(body) = &arguments.body {
        words.push("--header 'Content-Type: application/json'".to_owned());
        words.push(format!("--data {}", quoted(&body.value.to_string())));
    }
    words.push(quoted(&format!(
        "{uri}{}",
        target(operation, &arguments.path, &arguments.query)
    )));
    Some(format!("curl {}\n", words.join(" \\\n  ")))
}

/// Path and query with their parameters filled in.
fn target(operation: &Operation, path: &Map<String, Value>, query: &Map<String, Value>) -> String {
    let encoded = |value: &Value| utf8_percent_encode(&text(value), ENCODED).to_string();
    let path = path
        .iter()
        .fold(operation.path.clone(), |path, (name, value)| {
            path.replace(&format!("{{{name}}}"), &encoded(value))
        });
    let pairs: Vec<_> = query
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    if pairs.is_empty() {
        path
    } else {
        format!("{path}?{}", pairs.join("&"))
    }
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// One word for a POSIX shell, whatever stands in it.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use contract_tests::oracle::Document;

    use super::{command, quoted};

    #[test]
    fn a_quote_ends_no_word() {
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }

    #[test]
    fn arguments_stand_where_the_document_wants_them() {
        let text = r"
openapi: 3.0.3
info: { title: t, version: '1' }
paths:
  /a/{name}:
    put:
      operationId: put
      parameters:
        - { name: name, in: path, required: true, schema: { type: string, enum: ['x/y z'] } }
        - { name: q, in: query, required: true, schema: { type: integer, minimum: 7, maximum: 7 } }
        - { name: X-Key, in: header, required: true, schema: { type: string, enum: [k] } }
      responses: { '204': { description: d } }
";
        let document = Document::parse("test.yaml", text).expect("a document");
        let operations = document.operations().expect("operations");
        let command = command(&operations[0], "http://127.0.0.1:1").expect("arguments");
        assert_eq!(
            command,
            "curl --request PUT \\\n  --header 'X-Key: k' \\\n  'http://127.0.0.1:1/a/x%2Fy%20z?q=7'\n"
        );
    }
}
