use serde_json::json;

use super::*;

fn exploded(value: &Value) -> Result<Vec<String>, &'static str> {
    query("a key", QueryStyle::FORM_EXPLODED, value)
}

fn joined(value: &Value) -> Result<Vec<String>, &'static str> {
    query("a key", QueryStyle::FORM, value)
}

#[test]
fn all_but_unreserved_characters_are_encoded() {
    assert_eq!(encode("AZaz09-._~"), "AZaz09-._~");
    assert_eq!(
        encode("/?#[]@!$&'()*+,;= %\"\\"),
        "%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%20%25%22%5C"
    );
    assert_eq!(encode("ž\n"), "%C5%BE%0A");
}

#[test]
fn scalars_are_written_as_json_writes_them() {
    assert_eq!(exploded(&json!(true)).unwrap(), ["a%20key=true"]);
    assert_eq!(exploded(&json!(-7)).unwrap(), ["a%20key=-7"]);
    assert_eq!(exploded(&json!(0.5)).unwrap(), ["a%20key=0.5"]);
    assert_eq!(exploded(&json!("")).unwrap(), ["a%20key="]);
    assert_eq!(joined(&json!("a,b&c")).unwrap(), ["a%20key=a%2Cb%26c"]);
}

#[test]
fn arrays_are_written_by_style() {
    let array = json!(["x,y", 1]);
    assert_eq!(exploded(&array).unwrap(), ["a%20key=x%2Cy", "a%20key=1"]);
    assert_eq!(joined(&array).unwrap(), ["a%20key=x%2Cy,1"]);
    assert_eq!(path(&array).unwrap(), "x%2Cy,1");
    assert_eq!(header(&json!(["x", 1])).unwrap(), "x,1");
}

#[test]
fn an_empty_array_has_no_pair_and_makes_no_path() {
    assert_eq!(exploded(&json!([])).unwrap(), [""; 0]);
    assert_eq!(joined(&json!([])).unwrap(), [""; 0]);
    assert!(path(&json!([])).is_err());
    assert!(path(&json!("")).is_err());
}

#[test]
fn what_has_no_notation_is_refused() {
    for value in [json!(null), json!([null]), json!([[1]]), json!({"a": 1})] {
        assert!(exploded(&value).is_err(), "{value}");
        assert!(joined(&value).is_err(), "{value}");
        assert!(path(&value).is_err(), "{value}");
        assert!(header(&value).is_err(), "{value}");
    }
}

#[test]
fn a_header_keeps_its_value_or_is_refused() {
    assert_eq!(header(&json!("a, b")).unwrap(), "a, b");
    for value in [
        json!("a\r\nX: y"),
        json!(" a"),
        json!("a\t"),
        json!("ž"),
        json!(["a,b"]),
    ] {
        assert!(header(&value).is_err(), "{value}");
    }
}
