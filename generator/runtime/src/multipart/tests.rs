use serde_json::json;

use super::*;

/// The parts as they stand between boundaries.
fn parts(fill: impl FnOnce(&mut Multipart)) -> Vec<String> {
    let mut form = Multipart::new();
    fill(&mut form);
    let (boundary, bytes) = form.finish().unwrap();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let text = text.strip_suffix(&format!("--{boundary}--\r\n")).unwrap();
    let delimiter = format!("--{boundary}\r\n");
    let parts = text.split(&delimiter);
    let parts = parts.map(|part| part.strip_suffix("\r\n").unwrap_or(part));
    parts.skip(1).map(str::to_owned).collect()
}

#[test]
fn values_are_written_by_their_kind() {
    let parts = parts(|form| {
        form.value("text", None, "a b ž");
        form.value("number", None, &1.5);
        form.value("none", None, &None::<i64>);
        form.value("object", None, &json!({"k": [1, null]}));
        form.value("list", None, &json!(["x", {"y": 1}, [2]]));
        form.value("empty", None, &json!([]));
    });
    assert_eq!(
        parts,
        [
            "Content-Disposition: form-data; name=\"text\"\r\n\r\na b ž",
            "Content-Disposition: form-data; name=\"number\"\r\n\r\n1.5",
            "Content-Disposition: form-data; name=\"object\"\r\nContent-Type: application/json\r\n\r\n{\"k\":[1,null]}",
            "Content-Disposition: form-data; name=\"list\"\r\n\r\nx",
            "Content-Disposition: form-data; name=\"list\"\r\nContent-Type: application/json\r\n\r\n{\"y\":1}",
            "Content-Disposition: form-data; name=\"list\"\r\nContent-Type: application/json\r\n\r\n[2]",
        ]
    );
}

#[test]
fn the_documents_media_type_is_said_and_kept() {
    let parts = parts(|form| {
        form.value("xml", Some("application/xml; charset=utf-8"), "<a/>");
        form.value("json", Some("application/json"), &["x"]);
        form.value("any", Some("text/*"), "x");
    });
    assert_eq!(
        parts,
        [
            "Content-Disposition: form-data; name=\"xml\"\r\nContent-Type: application/xml; charset=utf-8\r\n\r\n<a/>",
            "Content-Disposition: form-data; name=\"json\"\r\nContent-Type: application/json\r\n\r\n\"x\"",
            "Content-Disposition: form-data; name=\"any\"\r\n\r\nx",
        ]
    );
}

#[test]
fn files_have_a_name_and_a_media_type() {
    let images = Some("image/*, image/png, image/jpeg");
    let parts = parts(|form| {
        form.file("f", None, &File::new("1"));
        form.file("f", images, &Some(File::new("2").named("a.png")));
        let jpeg = File::new("3").content_type("image/jpeg");
        form.file("f", images, &vec![jpeg.clone(), jpeg.named("ž\"\r\n.jpg")]);
        form.file("f", None, &None::<Vec<File>>);
    });
    assert_eq!(
        parts,
        [
            "Content-Disposition: form-data; name=\"f\"; filename=\"f\"\r\nContent-Type: application/octet-stream\r\n\r\n1",
            "Content-Disposition: form-data; name=\"f\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n2",
            "Content-Disposition: form-data; name=\"f\"; filename=\"f\"\r\nContent-Type: image/jpeg\r\n\r\n3",
            "Content-Disposition: form-data; name=\"f\"; filename=\"ž%22%0D%0A.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n3",
        ]
    );
}

#[test]
fn what_would_break_a_part_is_refused() {
    let mut form = Multipart::new();
    form.file("f", None, &File::new("").content_type("a/b\r\nX: y"));
    form.value("v", None, &json!([null]));
    form.value("x", Some("application/xml"), &json!({"a": 1}));
    let violations = form.finish().unwrap_err();
    let violations: Vec<_> = violations.iter().map(ToString::to_string).collect();
    assert_eq!(
        violations,
        [
            "body at /f has a media type that can't stand in a header",
            "body at /v must not be null: no style has a notation for it",
            "body at /x must not be an array or an object: its media type is not JSON",
        ]
    );
}

#[test]
fn no_two_boundaries_are_equal_and_each_is_one() {
    let (first, second) = (boundary(), boundary());
    assert_ne!(first, second);
    // RFC 2046, section 5.1.1: at most 70 characters, and these need no quotes in a header.
    assert!(first.len() <= 70);
    let plain = |it: char| it.is_ascii_alphanumeric() || it == '-';
    assert!(first.chars().all(plain), "{first}");
}
