//! `reqwest` as one would write it by hand.

use std::sync::Arc;
use std::time::Duration;

use calling::items::{Item, Receipt};
use calling::{Caller, Failure, Operation, Program, data};
use reqwest::{Error, RequestBuilder};
use serde::de::DeserializeOwned;

fn main() -> Result<(), Failure> {
    calling::run::<Handwritten>()
}

#[derive(Clone)]
struct Handwritten {
    api: Api,
    item: Arc<Item>,
    items: Arc<Vec<Item>>,
}

impl Program for Handwritten {
    type Caller = Self;

    fn new(base_url: &str) -> Result<Self, Failure> {
        // specwright's client asks no proxy for this machine and has a time limit, too.
        let http = reqwest::Client::builder()
            .default_headers(calling::headers()?)
            .no_proxy()
            .timeout(Duration::from_mins(1))
            .build()?;
        Ok(Self {
            api: Api {
                http,
                base_url: base_url.to_owned(),
            },
            item: Arc::new(serde_json::from_str(&data::item())?),
            items: Arc::new(serde_json::from_str(&data::items())?),
        })
    }

    async fn caller(&self) -> Result<Self, Failure> {
        Ok(self.clone())
    }
}

#[derive(Clone)]
struct Api {
    http: reqwest::Client,
    base_url: String,
}

impl Api {
    async fn get_item(&self, id: &str) -> Result<Item, Error> {
        let url = format!("{}/items/{id}", self.base_url);
        answer(self.http.get(url)).await
    }

    async fn list_items(&self, limit: i64) -> Result<Vec<Item>, Error> {
        let url = format!("{}/items?limit={limit}", self.base_url);
        answer(self.http.get(url)).await
    }

    async fn create_item(&self, item: &Item) -> Result<Receipt, Error> {
        let url = format!("{}/items", self.base_url);
        answer(self.http.post(url).json(item)).await
    }

    async fn import_items(&self, items: &[Item]) -> Result<Receipt, Error> {
        let url = format!("{}/imports", self.base_url);
        answer(self.http.post(url).json(items)).await
    }
}

async fn answer<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, Error> {
    request.send().await?.error_for_status()?.json().await
}

impl Caller for Handwritten {
    async fn call(&mut self, operation: Operation) -> Result<i64, Failure> {
        let api = &self.api;
        Ok(match operation {
            Operation::GetSmall => api.get_item(&self.item.id).await?.amount,
            Operation::GetLarge => {
                let items = api.list_items(data::MANY).await?;
                items.iter().map(|it| it.amount).sum()
            }
            Operation::PostSmall => api.create_item(&self.item).await?.bytes,
            Operation::PostLarge => api.import_items(&self.items).await?.bytes,
        })
    }
}
