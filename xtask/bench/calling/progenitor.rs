//! The client that progenitor writes. It knows nothing of credentials: those are headers that its HTTP client has.

use std::sync::Arc;
use std::time::Duration;

use bench_client::{Client, types};
use calling::{Caller, Failure, Operation, Program, data};

fn main() -> Result<(), Failure> {
    calling::run::<Progenitor>()
}

#[derive(Clone)]
struct Progenitor {
    client: Client,
    item: Arc<types::Item>,
    items: Arc<Vec<types::Item>>,
}

impl Program for Progenitor {
    type Caller = Self;

    fn new(base_url: &str) -> Result<Self, Failure> {
        // specwright's client asks no proxy for this machine and has a time limit, too.
        let http = reqwest::Client::builder()
            .default_headers(calling::headers()?)
            .no_proxy()
            .timeout(Duration::from_mins(1))
            .build()?;
        Ok(Self {
            client: Client::new_with_client(base_url, http),
            item: Arc::new(serde_json::from_str(&data::item())?),
            items: Arc::new(serde_json::from_str(&data::items())?),
        })
    }

    async fn caller(&self) -> Result<Self, Failure> {
        Ok(self.clone())
    }
}

impl Caller for Progenitor {
    async fn call(&mut self, operation: Operation) -> Result<i64, Failure> {
        let client = &self.client;
        Ok(match operation {
            Operation::GetSmall => client.get_item(&self.item.id).await?.amount,
            Operation::GetLarge => {
                let items = client.list_items(data::MANY).await?;
                items.iter().map(|it| it.amount).sum()
            }
            Operation::PostSmall => client.create_item(&self.item).await?.bytes,
            Operation::PostLarge => client.import_items(&self.items).await?.bytes,
        })
    }
}
