//! Servers: of the API, of a path and of an operation.

use super::lower;

/// A document with these servers, and an operation with those.
fn servers(root: &str, path: &str, operation: &str) -> super::Lowered {
    lower(&format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\n{root}\npaths:\n  /a:\n    {path}\n    get:\n      \
         operationId: a\n      {operation}\n      responses: {{'204': {{description: ''}}}}\n"
    ))
}

fn urls(servers: &[crate::ir::Server]) -> Vec<&str> {
    servers.iter().map(|server| server.url.as_str()).collect()
}

#[test]
fn variables_stay_with_what_may_stand_for_them() {
    let lowered = servers(
        "servers:\n\
         - url: '{scheme}://{region}.example.com/{region}'\n  \
           description: All\n  \
           variables:\n    \
             scheme: {enum: [https, http], default: https, description: How.}\n    \
             region: {default: eu}\n    \
             unused: {default: x}\n",
        "",
        "",
    );
    assert_eq!(lowered.said, [""; 0]);
    let [server] = lowered.api.servers.as_slice() else {
        panic!("{:?}", lowered.api.servers);
    };
    assert_eq!(server.url, "{scheme}://{region}.example.com/{region}");
    assert_eq!(server.description.as_deref(), Some("All"));
    let variables: Vec<_> = server
        .variables
        .iter()
        .map(|it| (it.name.as_str(), it.default.as_str(), it.values.join(",")))
        .collect();
    assert_eq!(
        variables,
        [
            ("scheme", "https", "https,http".to_owned()),
            ("region", "eu", String::new())
        ]
    );
    assert_eq!(server.variables[0].description.as_deref(), Some("How."));
    assert_eq!(server.default_url(), "https://eu.example.com/eu");
    assert!(server.is_absolute());
}

#[test]
fn a_variable_that_is_not_declared_is_left_to_the_caller() {
    let lowered = servers("servers: [{url: 'https://{where}/'}]", "", "");
    assert_eq!(
        lowered.said,
        ["flaw undeclared-server-variable /servers/0/url"]
    );
    assert_eq!(lowered.api.servers[0].variables[0].default, "");
}

#[test]
fn the_nearest_list_of_servers_counts() {
    let root = "servers: [{url: https://root.example.com/v1}]";
    let path = "servers: [{url: https://path.example.com}]";
    let operation = "servers: [{url: https://operation.example.com}, {url: /v2}]";
    for (path, operation, expected) in [
        ("", "", &[][..]),
        (path, "", &["https://path.example.com"]),
        (
            path,
            operation,
            &[
                "https://operation.example.com",
                "https://root.example.com/v2",
            ],
        ),
        // The same servers again are none of its own.
        ("", root, &[]),
        (path, "servers: []", &[]),
    ] {
        let lowered = servers(root, path, operation);
        let own = &lowered.api.operations[0].servers;
        assert_eq!(urls(own), expected, "{path} {operation}");
        assert_eq!(lowered.said, [""; 0]);
    }
}

#[test]
fn relative_servers_stand_beside_an_absolute_one() {
    for (root, expected, said) in [
        ("", &["/"][..], &["warning relative-server "][..]),
        ("servers: []", &["/"], &["warning relative-server "]),
        (
            "servers: [{url: /v1}]",
            &["/v1"],
            &["warning relative-server /servers/0"],
        ),
        (
            "servers: [{url: /v2}, {url: https://example.com/v1}]",
            &["https://example.com/v2", "https://example.com/v1"],
            &[],
        ),
        (
            "servers: [{url: api.example.com/v1}]",
            &["https://api.example.com/v1"],
            &["flaw relative-server /servers/0/url"],
        ),
        (
            "servers: [{url: //example.com}]",
            &["https://example.com"],
            &[],
        ),
    ] {
        let lowered = servers(root, "", "");
        assert_eq!(urls(&lowered.api.servers), expected, "{root}");
        assert_eq!(lowered.said, said, "{root}");
    }
}
