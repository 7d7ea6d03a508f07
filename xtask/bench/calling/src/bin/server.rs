//! Answers what the programs ask for, as quickly as it can. Prints its base URL, and ends when its input does.

use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use calling::{Failure, TOKEN, data};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;

fn main() -> Result<(), Failure> {
    calling::many_connections()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    println!("http://{}", listener.local_addr()?);
    std::thread::spawn(|| {
        // Whoever started it holds the other end.
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        std::process::exit(0);
    });
    runtime.block_on(serve(&listener));
    Ok(())
}

#[derive(Clone)]
struct Answers {
    item: Bytes,
    items: Bytes,
}

async fn serve(listener: &TcpListener) {
    let answers = Answers {
        item: data::item().into(),
        items: data::items().into(),
    };
    loop {
        let accepted = listener.accept().await;
        let accepted = accepted.and_then(|(stream, _)| stream.set_nodelay(true).map(|()| stream));
        let stream = match accepted {
            Ok(stream) => stream,
            Err(error) => {
                // Too many open files, say: there are fewer when a caller has ended.
                eprintln!("the server of the bench: {error}");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let answers = answers.clone();
        let service = service_fn(move |request| answer(answers.clone(), request));
        let mut server = http1::Builder::new();
        server.timer(TokioTimer::new());
        // A client that goes away is none of the server's business.
        tokio::spawn(server.serve_connection(TokioIo::new(stream), service));
    }
}

async fn answer(
    answers: Answers,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let token = request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|it| it.to_str().ok());
    if token.and_then(|it| it.strip_prefix("Bearer ")) != Some(TOKEN) {
        return Ok(status(StatusCode::UNAUTHORIZED));
    }
    let (head, body) = request.into_parts();
    Ok(match (&head.method, head.uri.path()) {
        (&Method::GET, "/items") => json(answers.items),
        (&Method::GET, _) => json(answers.item),
        (&Method::POST, _) => match received(body).await {
            Ok(bytes) => json(format!(r#"{{"bytes":{bytes}}}"#).into()),
            Err(_) => status(StatusCode::BAD_REQUEST),
        },
        _ => status(StatusCode::METHOD_NOT_ALLOWED),
    })
}

/// How many bytes a body has.
async fn received(mut body: Incoming) -> Result<usize, hyper::Error> {
    let mut bytes = 0;
    while let Some(frame) = body.frame().await {
        bytes += frame?.data_ref().map_or(0, Bytes::len);
    }
    Ok(bytes)
}

fn json(body: Bytes) -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::new(body));
    let media_type = HeaderValue::from_static("application/json");
    answer.headers_mut().insert(CONTENT_TYPE, media_type);
    answer
}

fn status(status: StatusCode) -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = status;
    answer
}
