//! How credentials meet a call: chosen, asked once more after a 401, or missing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use specwright_runtime::{
    AnswerHead, Authorization, Body, BoxFuture, Call, Client, Credentials, CredentialsError, Error,
    Parameter, Reaction, SecurityScheme, SecuritySchemeKind, Value, reqwest,
};

use crate::bodies::Pieces;
use crate::support::{Act, CREATE, Server, builder};

/// Counts attempts in a header, and wants another after each 401, as Digest does for its nonce.
#[derive(Default)]
struct Counting {
    attempts: AtomicUsize,
}

impl Credentials for Counting {
    fn satisfies(&self, scheme: &SecurityScheme) -> bool {
        scheme.kind == SecuritySchemeKind::HttpDigest
    }

    fn authorize<'a>(
        &'a self,
        request: &'a mut reqwest::Request,
        authorization: Authorization<'a>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        Box::pin(async move {
            assert_eq!(authorization.scheme().name, "DigestAuth");
            let left = authorization.time_left();
            assert!(Duration::from_secs(1) < left && left < Duration::from_mins(1));
            let attempt = self.attempts.fetch_add(1, Ordering::SeqCst) + 1;
            if attempt > 9 {
                return Err(CredentialsError::new("too many").with_source("the cause"));
            }
            let value = format!("Digest {attempt}")
                .parse()
                .map_err(|_| CredentialsError::new("no header"))?;
            request.headers_mut().insert("authorization", value);
            Ok(())
        })
    }

    fn challenged<'a>(
        &'a self,
        challenge: AnswerHead<'a>,
        _: Authorization<'a>,
    ) -> BoxFuture<'a, Result<Reaction, CredentialsError>> {
        let challenged = challenge.headers().contains_key("www-authenticate");
        Box::pin(async move {
            Ok(if challenged {
                Reaction::SendAgain
            } else {
                Reaction::GiveUp
            })
        })
    }
}

fn call(client: &Client) -> Call {
    Call::new(client, &CREATE)
        .with(Parameter::path("groupId"), "g")
        .json(&Value::Null)
}

fn challenge() -> Act {
    Act::answer(
        "401 Unauthorized",
        "www-authenticate: Digest realm=\"x\"\r\n",
        "no",
    )
}

#[tokio::test]
async fn a_challenge_leads_to_one_more_attempt_with_the_same_request() {
    let server = Server::start([challenge(), Act::json("200 OK", "1")]).await;
    let client = builder(&server)
        .credentials(Counting::default())
        .build()
        .unwrap();
    assert_eq!(call(&client).send().await.unwrap().status(), 200);
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert!(requests[0].contains("authorization: digest 1\r\n"));
    assert_eq!(requests[0].replace("digest 1", "digest 2"), requests[1]);
}

#[tokio::test]
async fn a_stream_cannot_be_sent_again_so_the_401_is_the_answer() {
    let server = Server::start([challenge(), Act::json("200 OK", "1")]).await;
    let credentials = Arc::new(Failing::default());
    let client = builder(&server).credentials(credentials.clone());
    let client = client.build().unwrap();
    let pieces = Pieces::new([Ok("one")]);
    let call = call(&client).bytes("text/plain", Body::stream_of(3, pieces));
    assert_eq!(call.send().await.unwrap().status(), 401);
    assert_eq!(server.requests().len(), 1);
}

/// Stops working at a moment of its choice, by an error or by never coming back, and notes what it hears.
#[derive(Default)]
struct Failing {
    at_authorize: Option<usize>,
    at_challenge: bool,
    hangs: bool,
    authorized: AtomicUsize,
    answered: AtomicUsize,
}

impl Failing {
    async fn fail(&self) -> CredentialsError {
        if self.hangs {
            std::future::pending::<()>().await;
        }
        CredentialsError::new("no more tokens")
    }
}

impl Credentials for Failing {
    fn satisfies(&self, _: &SecurityScheme) -> bool {
        true
    }

    fn authorize<'a>(
        &'a self,
        _: &'a mut reqwest::Request,
        _: Authorization<'a>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        Box::pin(async move {
            let before = self.authorized.fetch_add(1, Ordering::SeqCst);
            if self.at_authorize == Some(before) {
                return Err(self.fail().await);
            }
            Ok(())
        })
    }

    fn challenged<'a>(
        &'a self,
        _: AnswerHead<'a>,
        _: Authorization<'a>,
    ) -> BoxFuture<'a, Result<Reaction, CredentialsError>> {
        Box::pin(async move {
            if self.at_challenge {
                return Err(self.fail().await);
            }
            Ok(Reaction::SendAgain)
        })
    }

    fn answered(&self, answer: AnswerHead<'_>) {
        assert_eq!(answer.url().path(), "/groups/g/jobs");
        assert!(answer.headers().contains_key("content-length"));
        assert!(!format!("{answer:?}").contains("jobs"));
        self.answered.fetch_add(1, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn credentials_that_fail_after_a_401_leave_that_answer_in_the_error() {
    for hangs in [false, true] {
        for (at_authorize, at_challenge) in [(Some(1), false), (None, true)] {
            let server = Server::start([challenge()]).await;
            let credentials = Failing {
                at_authorize,
                at_challenge,
                hangs,
                ..Failing::default()
            };
            let builder = builder(&server).timeout(Duration::from_millis(500));
            let client = builder.credentials(credentials).build().unwrap();
            let error = call(&client).send().await.unwrap_err();
            let Error::Credentials(failed) = &error else {
                panic!("{error:?}")
            };
            assert_eq!(failed.answer().unwrap().status(), 401);
            assert_eq!(error.status().unwrap(), 401);
            assert!(error.headers().unwrap().contains_key("www-authenticate"));
            assert_eq!(error.raw_body().unwrap(), b"no");
            assert!(!error.maybe_executed());
            assert_eq!(error.is_timeout(), hangs);
            assert_eq!(
                error.to_string(),
                "`createJob` was answered 401 Unauthorized, and the credentials could not be prepared for another attempt"
            );
            assert_eq!(server.requests().len(), 1);
        }
    }
}

#[tokio::test]
async fn credentials_take_no_longer_than_the_call_may() {
    let server = Server::start([Act::json("200 OK", "1")]).await;
    let credentials = Failing {
        at_authorize: Some(0),
        hangs: true,
        ..Failing::default()
    };
    let builder = builder(&server).timeout(Duration::from_millis(50));
    let client = builder.credentials(credentials).build().unwrap();
    let error = call(&client).send().await.unwrap_err();
    assert!(matches!(error, Error::Credentials(_)) && error.is_timeout());
    assert!(!error.maybe_executed());
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn credentials_hear_the_answer_once() {
    let server = Server::start([challenge(), Act::json("200 OK", "1")]).await;
    let credentials = Arc::new(Failing::default());
    let client = builder(&server).credentials(credentials.clone());
    let answer = call(&client.build().unwrap()).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(credentials.answered.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_server_that_never_stops_challenging_gets_two_requests() {
    let server = Server::start([challenge()]).await;
    let client = builder(&server)
        .credentials(Arc::new(Counting::default()))
        .build()
        .unwrap();
    let answer = call(&client).send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), answer.raw()),
        (401, b"no".as_slice())
    );
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_401_that_nobody_can_answer_is_the_answer() {
    let server = Server::start([Act::json("401 Unauthorized", "1")]).await;
    for builder in [
        builder(&server).credentials(Counting::default()),
        builder(&server).bearer_token("t0ken"),
    ] {
        let client = builder.build().unwrap();
        assert_eq!(call(&client).send().await.unwrap().status(), 401);
    }
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn without_fitting_credentials_nothing_is_sent() {
    let server = Server::start([Act::json("200 OK", "1")]).await;
    let client = builder(&server).build().unwrap();
    let error = call(&client).send().await.unwrap_err();
    let Error::MissingCredentials(missing) = &error else {
        panic!("{error:?}")
    };
    assert!(
        missing
            .accepted()
            .eq([vec!["BearerAuth"], vec!["DigestAuth"]])
    );
    assert_eq!(
        error.to_string(),
        "`createJob` was not called, because the client has no credentials that it accepts: BearerAuth, or DigestAuth"
    );
    assert!(!error.maybe_executed());
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn credentials_that_fail_say_why() {
    let server = Server::start([Act::json("200 OK", "1")]).await;
    let exhausted = Counting {
        attempts: AtomicUsize::new(9),
    };
    let client = builder(&server).credentials(exhausted).build().unwrap();
    let error = call(&client).send().await.unwrap_err();
    let Error::Credentials(failed) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(failed.scheme(), "DigestAuth");
    assert!(!error.elapsed().is_zero());
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "too many");
    assert_eq!(source.source().unwrap().to_string(), "the cause");
    assert_eq!(server.connections(), 0);
}

/// Satisfies a scheme as often as it says, and then no more.
struct Withdrawn(AtomicUsize);

impl Credentials for Withdrawn {
    fn satisfies(&self, scheme: &SecurityScheme) -> bool {
        let left = |count: usize| count.checked_sub(1);
        scheme.kind == SecuritySchemeKind::HttpDigest
            && self
                .0
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, left)
                .is_ok()
    }

    fn authorize<'a>(
        &'a self,
        _: &'a mut reqwest::Request,
        _: Authorization<'a>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn nothing_is_sent_without_credentials_that_were_there_when_the_call_began() {
    let server = Server::start([Act::json("200 OK", "1")]).await;
    let once = Withdrawn(AtomicUsize::new(1));
    let client = builder(&server).credentials(once).build().unwrap();
    let error = call(&client).send().await.unwrap_err();
    assert!(matches!(error, Error::Credentials(_)), "{error:?}");
    assert!(!error.maybe_executed());
    assert_eq!(server.connections(), 0);
}
