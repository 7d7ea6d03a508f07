//! Nothing but `hyper`: one connection for each caller, no pool, no time limit. What no client can be quicker than.

use std::sync::Arc;

use bytes::Bytes;
use calling::items::{Item, Receipt};
use calling::{Caller, Failure, Operation, Program, data};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{CONTENT_TYPE, HOST, HeaderMap, HeaderValue};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;

fn main() -> Result<(), Failure> {
    calling::run::<Raw>()
}

struct Raw {
    authority: String,
    headers: HeaderMap,
    item: Arc<Item>,
    items: Arc<Vec<Item>>,
}

impl Program for Raw {
    type Caller = Connection;

    fn new(base_url: &str) -> Result<Self, Failure> {
        let authority = base_url
            .strip_prefix("http://")
            .ok_or("the base URL must be one of http")?;
        let mut headers = calling::headers()?;
        headers.insert(HOST, authority.try_into()?);
        Ok(Self {
            authority: authority.to_owned(),
            headers,
            item: Arc::new(serde_json::from_str(&data::item())?),
            items: Arc::new(serde_json::from_str(&data::items())?),
        })
    }

    async fn caller(&self) -> Result<Connection, Failure> {
        let stream = TcpStream::connect(&self.authority).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Connection {
            sender,
            headers: self.headers.clone(),
            item: Arc::clone(&self.item),
            items: Arc::clone(&self.items),
        })
    }
}

struct Connection {
    sender: SendRequest<Full<Bytes>>,
    headers: HeaderMap,
    item: Arc<Item>,
    items: Arc<Vec<Item>>,
}

impl Connection {
    async fn send<T: DeserializeOwned>(
        &mut self,
        method: Method,
        path: &str,
        body: Option<Vec<u8>>,
    ) -> Result<T, Failure> {
        let mut headers = self.headers.clone();
        if body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let mut request = Request::new(Full::from(body.unwrap_or_default()));
        *request.method_mut() = method;
        *request.uri_mut() = path.try_into()?;
        *request.headers_mut() = headers;
        self.sender.ready().await?;
        let answer = self.sender.send_request(request).await?;
        if !answer.status().is_success() {
            return Err(format!("the answer is {}", answer.status()).into());
        }
        let body = answer.into_body().collect().await?.to_bytes();
        Ok(serde_json::from_slice(&body)?)
    }
}

impl Caller for Connection {
    async fn call(&mut self, operation: Operation) -> Result<i64, Failure> {
        match operation {
            Operation::GetSmall => {
                let path = format!("/items/{}", self.item.id);
                Ok(self.send::<Item>(Method::GET, &path, None).await?.amount)
            }
            Operation::GetLarge => {
                let path = format!("/items?limit={}", data::MANY);
                let items = self.send::<Vec<Item>>(Method::GET, &path, None).await?;
                Ok(items.iter().map(|it| it.amount).sum())
            }
            Operation::PostSmall => {
                let body = serde_json::to_vec(&*self.item)?;
                Ok(self
                    .send::<Receipt>(Method::POST, "/items", Some(body))
                    .await?
                    .bytes)
            }
            Operation::PostLarge => {
                let body = serde_json::to_vec(&*self.items)?;
                Ok(self
                    .send::<Receipt>(Method::POST, "/imports", Some(body))
                    .await?
                    .bytes)
            }
        }
    }
}
