use super::*;

static KEY: SecurityScheme = SecurityScheme {
    name: "Key",
    kind: SecuritySchemeKind::HttpBearer,
};
static SERVERS: [Server; 1] = [Server {
    url: "https://jobs.example",
    description: "",
    variables: &[],
}];
static LIST: Operation = Operation::get("listJobs", "/jobs");
static CREATE: Operation = Operation::post("createJob", "/jobs/{kind}")
    .idempotent(true)
    .accept("application/json")
    .content_type("text/csv")
    .security(&[&[SecurityRequirement {
        scheme: &KEY,
        scopes: &["write"],
    }]])
    .deprecated(Deprecation::PLAIN)
    .servers(&SERVERS)
    .streams(&["text/event-stream"]);

#[test]
fn of_an_operation_nothing_is_known_but_what_is_said() {
    assert_eq!(LIST.id, "listJobs");
    assert_eq!(LIST.method, Method::GET);
    assert_eq!(LIST.path, "/jobs");
    assert_eq!(LIST.accept, None);
    assert_eq!(LIST.content_type, None);
    assert!(LIST.security.is_empty());
    assert_eq!(LIST.deprecation, None);
    assert!(LIST.servers.is_empty());
    assert!(LIST.streams.is_empty());
}

#[test]
fn what_is_said_of_an_operation_stands_in_its_facts() {
    assert_eq!(CREATE.id, "createJob");
    assert_eq!(CREATE.method, Method::POST);
    assert_eq!(CREATE.path, "/jobs/{kind}");
    assert!(CREATE.idempotent);
    assert_eq!(CREATE.accept, Some("application/json"));
    assert_eq!(CREATE.content_type, Some("text/csv"));
    assert_eq!(CREATE.security.len(), 1);
    assert_eq!(CREATE.security[0][0].scheme.name, "Key");
    assert_eq!(CREATE.security[0][0].scopes, ["write"]);
    assert_eq!(CREATE.deprecation, Some(Deprecation::PLAIN));
    assert_eq!(CREATE.servers, SERVERS);
    assert_eq!(CREATE.streams, ["text/event-stream"]);
}

#[test]
fn the_method_says_whether_a_request_may_be_repeated_unless_the_document_does() {
    type New = fn(&'static str, &'static str) -> Operation;
    let cases: [(New, Method, bool); 8] = [
        (Operation::get, Method::GET, true),
        (Operation::put, Method::PUT, true),
        (Operation::post, Method::POST, false),
        (Operation::delete, Method::DELETE, true),
        (Operation::options, Method::OPTIONS, true),
        (Operation::head, Method::HEAD, true),
        (Operation::patch, Method::PATCH, false),
        (Operation::trace, Method::TRACE, true),
    ];
    for (new, method, may) in cases {
        let operation = new("act", "/");
        assert_eq!((operation.id, operation.path), ("act", "/"));
        assert_eq!(operation.method, method);
        assert_eq!(operation.idempotent, may, "{method}");
        assert!(!operation.idempotent(false).idempotent);
    }
}
