use super::*;

fn token(expires_in: Option<u64>, asked_at: Instant) -> Token {
    let grant = Grant {
        token: "t".into(),
        expires_in: expires_in.map(Duration::from_secs),
    };
    Token::new(grant, asked_at)
}

#[test]
fn a_token_is_renewed_before_it_ends() {
    let start = Instant::now();
    for (expires_in, fresh_until) in [(3600, 3540), (600, 540), (100, 90), (10, 9), (0, 0)] {
        let token = token(Some(expires_in), start);
        let end = start + Duration::from_secs(fresh_until);
        assert!(!token.is_fresh(end), "{expires_in}");
        let before = end.checked_sub(Duration::from_millis(1)).unwrap();
        assert!(token.is_fresh(before), "{expires_in}");
    }
    let much_later = start + Duration::from_hours(100_000);
    for unlimited in [None, Some(u64::MAX)] {
        let token = token(unlimited, start);
        assert!(token.is_fresh(much_later) && token.is_valid(much_later));
    }
}

#[test]
fn a_token_is_valid_for_all_of_its_life() {
    let start = Instant::now();
    for expires_in in [3600, 10, 0] {
        let token = token(Some(expires_in), start);
        let end = start + Duration::from_secs(expires_in);
        assert!(!token.is_valid(end), "{expires_in}");
        let before = end.checked_sub(Duration::from_millis(1)).unwrap();
        assert!(token.is_valid(before), "{expires_in}");
    }
}

#[test]
fn a_url_that_is_no_token_endpoint_is_refused_and_never_shown() {
    let credentials = || ClientCredentials::new("id", "secret").unwrap();
    for (url, problem) in [
        ("planted", "not an absolute URL"),
        ("ftp://planted/", "scheme other than"),
        ("https://planted@h/", "user name or a password"),
        ("https://:planted@h/", "user name or a password"),
        ("https://h/#planted", "fragment"),
    ] {
        let error = credentials().token_url(url).unwrap_err();
        assert_eq!(error.part(), "token URL");
        assert!(error.problem().contains(problem), "{error}");
        assert!(!format!("{error} {error:?}").contains("planted"));
    }
    for (url, expected) in [
        ("https://h/t?a=b", true),
        ("http://127.0.0.1:1/t", true),
        ("http://h/t", false),
    ] {
        let credentials = credentials().token_url(url).unwrap();
        assert_eq!(
            credentials.check_plaintext(false).is_ok(),
            expected,
            "{url}"
        );
        assert!(credentials.check_plaintext(true).is_ok());
    }
}

#[test]
fn an_account_that_is_none_is_refused_and_never_shown() {
    for (id, secret, part) in [
        ("", "planted", "client id"),
        ("planted", "", "client secret"),
        ("planted", "planted\n", "client secret"),
        ("planted ", "planted", "client id"),
    ] {
        let error = ClientCredentials::new(id, secret).unwrap_err();
        assert_eq!(error.part(), part);
        assert!(!format!("{error} {error:?}").contains("planted"));
    }
    let credentials = ClientCredentials::new("planted", "planted").unwrap();
    assert!(!format!("{credentials:?}").contains("planted"));
    assert_eq!(credentials.scopes("a\nb").unwrap_err().part(), "scope");
}

/// Port 1 is where nobody listens.
const NOBODY: &str = "http://127.0.0.1:1/token";

fn wanted(url: &str, scope: &str) -> Wanted {
    Wanted {
        token_url: url.parse().unwrap(),
        scope: scope.to_owned(),
    }
}

fn request() -> reqwest::Request {
    reqwest::Request::new(reqwest::Method::GET, NOBODY.parse().unwrap())
}

#[tokio::test]
async fn a_fetch_that_is_over_is_joined_by_nobody() {
    let credentials = ClientCredentials::new("id", "secret").unwrap();
    let wanted = wanted(NOBODY, "");
    let started = std::cell::Cell::new(0);
    let find = || {
        credentials.find(&wanted, || {
            started.set(started.get() + 1);
            credentials.start(wanted.clone(), &request(), &reqwest::Client::new())
        })
    };
    let (Found::Fetch(first), Found::Fetch(second)) = (find(), find()) else {
        panic!("there is no token yet");
    };
    assert_eq!(started.get(), 1);
    assert!(first.await.is_err());
    // One who waited is slow to take what came.
    assert!(matches!(find(), Found::Fetch(_)));
    assert_eq!(started.get(), 2);
    drop(second);
}

/// Credentials whose token is to be renewed, where nobody listens, and the fetch for that.
fn renewal(ends_at: Instant) -> (ClientCredentials, Shared<Fetch>) {
    let credentials = ClientCredentials::new("id", "secret").unwrap();
    let wanted = wanted(NOBODY, "");
    let old = Token {
        secret: "old".into(),
        renew_at: Some(Instant::now()),
        ends_at: Some(ends_at),
    };
    slot(&mut lock(&credentials.tokens), &wanted).token = Some(Arc::new(old));
    let start = || credentials.start(wanted.clone(), &request(), &reqwest::Client::new());
    let Found::Fetch(fetch) = credentials.find(&wanted, start) else {
        panic!("it is to be renewed");
    };
    (credentials, fetch)
}

fn has_token(credentials: &ClientCredentials) -> bool {
    slot(&mut lock(&credentials.tokens), &wanted(NOBODY, ""))
        .token
        .is_some()
}

#[tokio::test]
async fn a_token_whose_renewal_fails_serves_until_its_end() {
    let in_an_hour = Instant::now() + Duration::from_hours(1);
    let (credentials, fetch) = renewal(in_an_hour);
    let token = fetch.await.ok().unwrap();
    assert_eq!(token.secret.expose_secret(), "old");
    assert!(has_token(&credentials), "those who come later use it too");

    let (credentials, fetch) = renewal(Instant::now());
    let error = CredentialsError::from(fetch.await.err().unwrap());
    assert_eq!(error.to_string(), "the token endpoint could not be reached");
    assert!(!has_token(&credentials));
}

#[tokio::test]
async fn a_token_that_is_refused_serves_no_more_also_if_its_renewal_fails() {
    let in_an_hour = Instant::now() + Duration::from_hours(1);
    for (proof, is_kept) in [("Bearer old", false), ("Bearer other", true)] {
        let (credentials, fetch) = renewal(in_an_hour);
        credentials.forget(AnswerHead {
            status: reqwest::StatusCode::UNAUTHORIZED,
            headers: &reqwest::header::HeaderMap::new(),
            url: &NOBODY.parse().unwrap(),
            proof: Some(&proof.parse().unwrap()),
        });
        assert_eq!(fetch.await.is_ok(), is_kept, "{proof}");
        assert_eq!(has_token(&credentials), is_kept, "{proof}");
    }
}

#[test]
fn tokens_are_kept_of_so_many_servers_with_all_their_scopes() {
    let credentials = ClientCredentials::new("id", "secret").unwrap();
    let find = |server: usize, scope: &str| {
        let wanted = wanted(&format!("https://{server}.example/token"), scope);
        credentials.find(&wanted, || Box::pin(std::future::pending()));
        let tokens = lock(&credentials.tokens);
        (tokens.len(), tokens[&wanted.token_url].len())
    };
    for server in 0..servers::MAX_SERVERS {
        assert_eq!(find(server, "a"), (server + 1, 1));
    }
    assert_eq!(find(7, "b"), (servers::MAX_SERVERS, 2));
    assert_eq!(find(servers::MAX_SERVERS, "a"), (1, 1));
}

/// The clock goes on by itself where nothing else can.
#[tokio::test(start_paused = true)]
async fn an_endpoint_that_hangs_has_thirty_seconds() {
    let endpoint = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/token", endpoint.local_addr().unwrap());
    let credentials = ClientCredentials::new("id", "secret").unwrap();
    let asked_at = tokio::time::Instant::now();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let fetch = credentials.start(wanted(&url, ""), &request(), &http);
    let error = CredentialsError::from(fetch.await.err().unwrap());
    assert_eq!(
        error.to_string(),
        "the token endpoint gave no answer in 30 seconds"
    );
    assert!(error.passes());
    assert_eq!(asked_at.elapsed().as_secs(), 30);
}
