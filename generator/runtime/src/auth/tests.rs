use reqwest::Method;

use super::*;

static BEARER: SecurityScheme = scheme("Bearer", SecuritySchemeKind::HttpBearer);
static OAUTH: SecurityScheme = scheme("OAuth", SecuritySchemeKind::OAuth2 { token_url: None });
static DIGEST: SecurityScheme = scheme("Digest", SecuritySchemeKind::HttpDigest);

const fn scheme(name: &'static str, kind: SecuritySchemeKind) -> SecurityScheme {
    SecurityScheme { name, kind }
}

const fn requirement(scheme: &'static SecurityScheme) -> SecurityRequirement {
    SecurityRequirement {
        scheme,
        scopes: &[],
    }
}

const fn operation(security: &'static [&'static [SecurityRequirement]]) -> Operation {
    Operation {
        id: "act",
        method: Method::GET,
        path: "/",
        idempotent: true,
        accept: None,
        content_type: None,
        security,
        deprecation: None,
        servers: &[],
        streams: &[],
    }
}

static OPEN: Operation = operation(&[]);
static OPTIONAL: Operation = operation(&[&[], &[requirement(&BEARER)]]);
static EITHER: Operation = operation(&[&[requirement(&DIGEST)], &[requirement(&OAUTH)]]);
static BOTH: Operation = operation(&[&[requirement(&DIGEST), requirement(&BEARER)]]);

/// Satisfies one scheme by its name.
struct Only(&'static str);

impl Credentials for Only {
    fn satisfies(&self, scheme: &SecurityScheme) -> bool {
        scheme.name == self.0
    }

    fn authorize<'a>(
        &'a self,
        _: &'a mut reqwest::Request,
        _: Authorization<'a>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        Box::pin(async { Ok(()) })
    }
}

fn chosen(
    operation: &'static Operation,
    credentials: &[SharedCredentials],
) -> Option<Vec<&'static str>> {
    let chosen = choose(operation, credentials)?;
    Some(
        chosen
            .iter()
            .map(|one| one.requirement.scheme.name)
            .collect(),
    )
}

fn bearer() -> SharedCredentials {
    Arc::new(BearerToken::new("token").unwrap())
}

#[test]
fn an_operation_without_security_needs_nothing() {
    assert_eq!(chosen(&OPEN, &[bearer()]), Some(vec![]));
    assert_eq!(chosen(&OPEN, &[]), Some(vec![]));
}

#[test]
fn optional_security_is_used_by_who_can() {
    assert_eq!(chosen(&OPTIONAL, &[bearer()]), Some(vec!["Bearer"]));
    assert_eq!(chosen(&OPTIONAL, &[]), Some(vec![]));
}

#[test]
fn the_first_alternative_that_can_be_satisfied_is_taken() {
    assert_eq!(chosen(&EITHER, &[bearer()]), Some(vec!["OAuth"]));
    let digest: SharedCredentials = Arc::new(Only("Digest"));
    assert_eq!(chosen(&EITHER, &[bearer(), digest]), Some(vec!["Digest"]));
    assert_eq!(chosen(&EITHER, &[]), None);
}

#[test]
fn all_schemes_of_an_alternative_are_needed() {
    assert_eq!(chosen(&BOTH, &[bearer()]), None);
    let digest: SharedCredentials = Arc::new(Only("Digest"));
    let both = chosen(&BOTH, &[bearer(), digest]);
    assert_eq!(both, Some(vec!["Digest", "Bearer"]));
}

#[test]
fn a_token_that_cannot_stand_in_a_header_is_refused_and_never_shown() {
    for (token, expected) in [
        ("", InvalidToken::Empty),
        ("planted\n", InvalidToken::LineBreak),
        ("planted\r\nX: y", InvalidToken::LineBreak),
        ("planted secret", InvalidToken::Character),
        ("plantéd", InvalidToken::Character),
        ("planted\0", InvalidToken::Character),
    ] {
        let error = BearerToken::new(token).unwrap_err();
        assert_eq!(error, expected);
        assert!(!format!("{error} {error:?}").contains("plant"));
    }
    let token = BearerToken::new("planted").unwrap();
    assert!(!format!("{token:?}").contains("planted"));
}

#[tokio::test]
async fn the_header_is_marked_so_that_no_debug_output_shows_it() {
    static REQUIREMENT: SecurityRequirement = requirement(&BEARER);
    let authorization = Authorization {
        requirement: &REQUIREMENT,
        operation: &OPEN,
        http: &reqwest::Client::new(),
        time_left: Duration::ZERO,
    };
    let url = "https://h".parse().unwrap();
    let mut request = reqwest::Request::new(Method::GET, url);
    let token = BearerToken::new("planted").unwrap();
    token.authorize(&mut request, authorization).await.unwrap();
    let header = &request.headers()[AUTHORIZATION];
    assert_eq!(header, "Bearer planted");
    assert!(!format!("{request:?}").contains("planted"));
}

#[test]
fn a_refused_token_is_told_by_what_is_wrong_with_it() {
    for (token, words) in [("", "is empty"), ("a\n", "line break"), ("a b", "a space")] {
        let error = BearerToken::new(token).unwrap_err().to_string();
        assert!(error.contains(words), "{token:?}: {error}");
    }
}
