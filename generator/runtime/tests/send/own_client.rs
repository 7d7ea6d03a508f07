//! What programs bring along: threads, an HTTP client with a proxy or roots of its own.

use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use specwright_runtime::{
    Answer, ApiError, ApiKey, BasicAuth, BearerToken, Body, BuildError, ByteStream, Call,
    CallOptions, Client, ClientBuilder, ClientCredentials, CredentialsError, DecodeError,
    DigestAuth, Error, ErrorResponse, EventStream, InvalidCredentials, JsonLines, RateLimit,
    Response, Value, reqwest,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{API, AT_ONCE, Act, LIST, Server};

fn goes_anywhere<T: Send + Sync + Unpin + 'static>() {}

fn can_be_spawned(_: impl Future<Output: Send> + Send + 'static) {}

/// The compiler is who finds out; there is nothing to run.
#[test]
fn what_a_program_holds_goes_to_any_thread() {
    goes_anywhere::<Client>();
    goes_anywhere::<ClientBuilder<Client>>();
    goes_anywhere::<Call>();
    goes_anywhere::<CallOptions>();
    goes_anywhere::<Body>();
    goes_anywhere::<(
        BearerToken,
        BasicAuth,
        ApiKey,
        DigestAuth,
        ClientCredentials,
    )>();
    goes_anywhere::<(
        Answer,
        Response<Value>,
        ErrorResponse<Value>,
        RateLimit,
        ApiError,
    )>();
    goes_anywhere::<(ByteStream, EventStream<Value>, JsonLines<Value>)>();
    goes_anywhere::<(
        Error,
        BuildError,
        InvalidCredentials,
        CredentialsError,
        DecodeError,
    )>();
    let client: Client = ClientBuilder::new(&API).build().unwrap();
    can_be_spawned(Call::new(&client, &LIST).send());
}

fn client(base_url: &str, http: reqwest::Client) -> Client {
    let builder = ClientBuilder::new(&API)
        .base_url(base_url)
        .http_client(http);
    builder.allow_plaintext().retries(AT_ONCE).build().unwrap()
}

#[tokio::test]
async fn a_proxy_of_the_callers_own_is_asked() {
    let proxy = Server::start([Act::json("200 OK", "1")]).await;
    let builder = reqwest::Client::builder().proxy(reqwest::Proxy::all(proxy.url()).unwrap());
    let client = client("http://jobs.invalid", builder.build().unwrap());
    let answer = Call::new(&client, &LIST).send().await.unwrap();
    assert_eq!(answer.raw(), b"1");
    let requests = proxy.requests();
    assert!(requests[0].starts_with("get http://jobs.invalid/jobs http/1.1\r\n"));
}

fn http_2() -> reqwest::Client {
    let builder = reqwest::Client::builder().no_proxy();
    builder.http2_prior_knowledge().build().unwrap()
}

/// A server that says so means the request.
#[tokio::test]
async fn over_http_2_too_many_headers_of_a_request_are_not_those_of_the_answer() {
    let settings = b"\0\0\0\x04\0\0\0\0\0".as_slice();
    let go_away = b"\0\0\x21\x07\0\0\0\0\0\0\0\0\0\0\0\0\x0bheader_list_way_too_large";
    let server = Server::start([Act::Hang([settings, go_away].concat())]).await;
    let call = Call::new(&client(server.url(), http_2()), &LIST);
    let error = call.send().await.unwrap_err();
    assert!(
        format!("{error:?}").contains("header_list_way_too_large"),
        "{error:?}"
    );
    assert!(error.to_string().contains("lost the connection"), "{error}");
    assert!(error.is_retryable());
}

/// One header that is too large, and one that does not even come to its end.
#[tokio::test]
async fn over_http_2_too_many_headers_are_told_as_such() {
    for size in [100_000, 1_000_000] {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(200).insert_header("x-filler", "a".repeat(size));
        let mock = Mock::given(any()).respond_with(answer).expect(1);
        mock.mount(&server).await;
        let call = Call::new(&client(&server.uri(), http_2()), &LIST);
        let error = call.send().await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{error:?}");
        let message = error.to_string();
        let words = "was answered with more headers than the HTTP client reads";
        assert!(message.contains(words), "{error:?}");
    }
}

/// A server whose certificate nobody signed but itself; its URL and that certificate.
async fn self_signed() -> (String, reqwest::Certificate) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let root = reqwest::Certificate::from_der(cert.der()).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut request = [0; 4096];
            assert_ne!(stream.read(&mut request).await.unwrap(), 0);
            let answer = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 1\r\n\r\n1";
            stream.write_all(answer).await.unwrap();
            stream.shutdown().await.ok();
        }
    });
    (url, root)
}

#[tokio::test]
async fn a_root_of_the_callers_own_is_trusted_and_no_other() {
    let (url, root) = self_signed().await;
    let trusting = reqwest::Client::builder().tls_certs_only([root]);
    let client = client(&url, trusting.build().unwrap());
    let answer = Call::new(&client, &LIST).send().await.unwrap();
    assert_eq!(answer.raw(), b"1");
    let builder = ClientBuilder::<Client>::new(&API).base_url(url);
    let client = builder.retries(AT_ONCE).build().unwrap();
    let error = Call::new(&client, &LIST).send().await.unwrap_err();
    assert!(matches!(error, Error::Connect(_)), "{error:?}");
    assert!(!error.maybe_executed());
}
