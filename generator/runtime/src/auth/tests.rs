use reqwest::Method;
use reqwest::header::{AUTHORIZATION, COOKIE};

use super::*;
use crate::{ApiKeyPlace, SecuritySchemeKind};

static BEARER: SecurityScheme = scheme("Bearer", SecuritySchemeKind::HttpBearer);
static OAUTH: SecurityScheme = scheme("OAuth", SecuritySchemeKind::OAuth2 { token_url: None });
static BASIC: SecurityScheme = scheme("Basic", SecuritySchemeKind::HttpBasic);
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
            .map(|requirement| requirement.scheme.name)
            .collect(),
    )
}

fn bearer() -> SharedCredentials {
    Arc::new(BearerToken::new("token").unwrap())
}

#[test]
fn a_failure_passes_only_if_that_is_said() {
    let failure = || CredentialsError::new("the vault is locked");
    assert!(!failure().passes() && !failure().is_late());
    let passing = failure().passing();
    assert!(passing.passes() && !passing.is_late());
    assert!(CredentialsError::late().passes());
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
        ("", "is empty"),
        (
            "planted\n",
            "has a line break in it: trim what a file or a command gave",
        ),
        (
            "planted\r\nX: y",
            "has a line break in it: trim what a file or a command gave",
        ),
        (
            "planted secret",
            "has a space, a control character or one outside ASCII in it",
        ),
        (
            "plantéd",
            "has a space, a control character or one outside ASCII in it",
        ),
        (
            "planted\0",
            "has a space, a control character or one outside ASCII in it",
        ),
    ] {
        let error = BearerToken::new(token).unwrap_err();
        assert_eq!((error.part(), error.problem()), ("bearer token", expected));
        assert_eq!(error.to_string(), format!("the bearer token {expected}"));
        assert!(!format!("{error} {error:?}").contains("plant"));
    }
    let token = BearerToken::new("planted").unwrap();
    assert!(!format!("{token:?}").contains("planted"));
}

/// A request after these credentials put their proof into it.
async fn authorized(
    scheme: &'static SecurityScheme,
    credentials: &dyn Credentials,
    request: reqwest::Request,
) -> reqwest::Request {
    authorize(scheme, credentials, request).await.unwrap()
}

async fn authorize(
    scheme: &'static SecurityScheme,
    credentials: &dyn Credentials,
    mut request: reqwest::Request,
) -> Result<reqwest::Request, CredentialsError> {
    let requirement = Box::leak(Box::new(requirement(scheme)));
    let authorization = Authorization {
        requirement,
        operation: &OPEN,
        http: &Http::new(None, Duration::ZERO),
        until: None,
        allow_plaintext: false,
    };
    credentials.authorize(&mut request, authorization).await?;
    Ok(request)
}

fn request(url: &str) -> reqwest::Request {
    reqwest::Request::new(Method::GET, url.parse().unwrap())
}

#[test]
fn the_time_left_is_that_until_the_end_or_without_end() {
    static NEEDED: SecurityRequirement = requirement(&BEARER);
    let left = |until| {
        let authorization = Authorization {
            requirement: &NEEDED,
            operation: &OPEN,
            http: &Http::new(None, Duration::ZERO),
            until,
            allow_plaintext: false,
        };
        authorization.time_left()
    };
    assert_eq!(left(None), Duration::MAX);
    assert_eq!(left(Some(Instant::now())), Duration::ZERO);
    let hour = Duration::from_hours(1);
    let soon = left(Some(Instant::now() + hour));
    assert!(soon <= hour && soon > hour / 2, "{soon:?}");
}

#[tokio::test]
async fn a_bearer_token_is_put_into_a_header_once_for_all_requests() {
    let token = BearerToken::new("planted").unwrap();
    let one = authorized(&BEARER, &token, request("https://h")).await;
    let other = authorized(&BEARER, &token, request("https://h")).await;
    let [one, other] = [one, other].map(|it| it.headers()[AUTHORIZATION].as_bytes().as_ptr());
    assert_eq!(one, other);
}

#[tokio::test]
async fn the_header_is_marked_so_that_no_debug_output_shows_it() {
    let token = BearerToken::new("planted").unwrap();
    let request = authorized(&BEARER, &token, request("https://h")).await;
    assert_eq!(request.headers()[AUTHORIZATION], "Bearer planted");
    assert!(!format!("{request:?}").contains("planted"));
}

static IN_HEADER: SecurityScheme = key(ApiKeyPlace::Header, "X-Key");
static IN_QUERY: SecurityScheme = key(ApiKeyPlace::Query, "api key");
static IN_COOKIE: SecurityScheme = key(ApiKeyPlace::Cookie, "sid");

const fn key(place: ApiKeyPlace, name: &'static str) -> SecurityScheme {
    scheme("Key", SecuritySchemeKind::ApiKey { place, name })
}

#[tokio::test]
async fn a_key_stands_where_the_scheme_has_it() {
    let key = ApiKey::new("Key", "a b&c=/+").unwrap();
    let mut before = request("https://h/p?x=y");
    before
        .headers_mut()
        .insert("x-key", HeaderValue::from_static("other"));
    let in_header = authorized(&IN_HEADER, &key, before).await;
    let values: Vec<_> = in_header.headers().get_all("x-key").iter().collect();
    assert_eq!(values, ["a b&c=/+"]);
    assert!(values[0].is_sensitive());
    for (url, expected) in [
        (
            "https://h/p?x=y",
            "https://h/p?x=y&api%20key=a%20b%26c%3D%2F%2B",
        ),
        ("https://h/p", "https://h/p?api%20key=a%20b%26c%3D%2F%2B"),
    ] {
        let in_query = authorized(&IN_QUERY, &key, request(url)).await;
        assert_eq!(in_query.url().as_str(), expected);
    }
    let key = ApiKey::new("Key", "a&c=/+").unwrap();
    let mut before = request("https://h");
    before
        .headers_mut()
        .insert(COOKIE, HeaderValue::from_static("x=y"));
    let in_cookie = authorized(&IN_COOKIE, &key, before).await;
    assert_eq!(in_cookie.headers()[COOKIE], "x=y; sid=a&c=/+");
    assert!(in_cookie.headers()[COOKIE].is_sensitive());
    let key = ApiKey::new("Key", "a;b").unwrap();
    let refused = authorize(&IN_COOKIE, &key, request("https://h")).await;
    assert!(refused.unwrap_err().to_string().contains("semicolon"));
}

#[tokio::test]
async fn a_user_name_and_a_password_are_for_basic_alone() {
    let basic = BasicAuth::new("Aladdin", "open sesame").unwrap();
    assert!(basic.satisfies(&BASIC));
    for other in [&BEARER, &DIGEST, &OAUTH] {
        assert!(!basic.satisfies(other));
    }
    let request = authorized(&BASIC, &basic, request("https://h")).await;
    let proof = &request.headers()[AUTHORIZATION];
    assert_eq!(proof, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

#[test]
fn a_key_is_for_the_scheme_that_it_was_given_for() {
    let key = ApiKey::new("Key", "planted").unwrap();
    assert!(key.satisfies(&IN_HEADER));
    assert!(!key.satisfies(&scheme("Other", IN_HEADER.kind)));
    assert!(!key.satisfies(&scheme("Key", SecuritySchemeKind::HttpBasic)));
    assert!(!format!("{key:?}").contains("planted"));
    for text in ["", "planted\n", " planted", "planted\t", "plantéd"] {
        let error = ApiKey::new("Key", text).unwrap_err();
        assert_eq!(error.part(), "API key");
        assert!(!format!("{error} {error:?}").contains("plant"));
    }
}

#[test]
fn client_credentials_satisfy_what_has_a_token_url() {
    const URL: SecuritySchemeKind = SecuritySchemeKind::OAuth2 {
        token_url: Some("https://h/token"),
    };
    let account = || ClientCredentials::new("id", "secret").unwrap();
    assert!(account().satisfies(&scheme("OAuth", URL)));
    for other in [&OAUTH, &BEARER] {
        assert!(!account().satisfies(other));
        assert!(account().token_url("https://h/t").unwrap().satisfies(other));
    }
    assert!(
        !account()
            .token_url("https://h/t")
            .unwrap()
            .satisfies(&DIGEST)
    );
}
