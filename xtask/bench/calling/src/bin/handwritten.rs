//! `reqwest` as one would write it by hand.

use std::sync::Arc;
use std::time::Duration;

use calling::items::{Item, Receipt};
use calling::{Caller, Failure, Operation, Program, TOKEN, data};
use reqwest::header::ACCEPT;

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
        // The generated client has a time limit, too.
        let http = reqwest::Client::builder().timeout(Duration::from_secs(60));
        Ok(Self {
            api: Api {
                http: http.build()?,
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
    async fn get_item(&self, id: &str) -> Result<Item, reqwest::Error> {
        let request = self.http.get(format!("{}/items/{id}", self.base_url));
        let request = request
            .bearer_auth(TOKEN)
            .header(ACCEPT, "application/json");
        request.send().await?.error_for_status()?.json().await
    }

    async fn list_items(&self, limit: usize) -> Result<Vec<Item>, reqwest::Error> {
        let request = self
            .http
            .get(format!("{}/items?limit={limit}", self.base_url));
        let request = request
            .bearer_auth(TOKEN)
            .header(ACCEPT, "application/json");
        request.send().await?.error_for_status()?.json().await
    }

    async fn create_item(&self, item: &Item) -> Result<Receipt, reqwest::Error> {
        let request = self.http.post(format!("{}/items", self.base_url));
        let request = request
            .bearer_auth(TOKEN)
            .header(ACCEPT, "application/json");
        request
            .json(item)
            .send()
            .await?
            .error_for_status()?
            .json()
            .await
    }

    async fn import_items(&self, items: &[Item]) -> Result<Receipt, reqwest::Error> {
        let request = self.http.post(format!("{}/imports", self.base_url));
        let request = request
            .bearer_auth(TOKEN)
            .header(ACCEPT, "application/json");
        request
            .json(items)
            .send()
            .await?
            .error_for_status()?
            .json()
            .await
    }
}

impl Caller for Handwritten {
    async fn call(&mut self, operation: Operation) -> Result<i64, Failure> {
        let api = &self.api;
        Ok(match operation {
            Operation::GetSmall => api.get_item(&self.item.id).await?.amount,
            Operation::GetLarge => api.list_items(data::MANY).await?.len().try_into()?,
            Operation::PostSmall => api.create_item(&self.item).await?.bytes,
            Operation::PostLarge => api.import_items(&self.items).await?.bytes,
        })
    }
}
