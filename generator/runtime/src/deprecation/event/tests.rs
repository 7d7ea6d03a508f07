use super::*;
use crate::Method;

static LIST: Operation = Operation {
    id: "listJobs",
    method: Method::GET,
    path: "/jobs",
    idempotent: true,
    accept: None,
    content_type: None,
    security: &[],
    deprecation: None,
    servers: &[],
    streams: &[],
};

#[test]
fn a_server_that_never_says_the_same_falls_silent() {
    let told = Told::default();
    for number in 0..LIMIT {
        let sentence = number.to_string();
        assert!(told.is_new(&LIST, &sentence) && !told.is_new(&LIST, &sentence));
    }
    assert!(!told.is_new(&LIST, "one more"));
}
