//! The client that specwright writes.

use std::sync::Arc;

use calling::{AGENT, Caller, Failure, Operation, Program, TOKEN, data};
use calling_generated::{Client, runtime, types};

fn main() -> Result<(), Failure> {
    calling::run::<Generated>()
}

#[derive(Clone)]
struct Generated {
    client: Client,
    item: Arc<types::Item>,
    items: Arc<Vec<types::Item>>,
}

impl Program for Generated {
    type Caller = Self;

    fn new(base_url: &str) -> Result<Self, Failure> {
        let token = runtime::BearerToken::new(TOKEN)?;
        Ok(Self {
            client: Client::builder()
                .base_url(base_url)
                .user_agent(AGENT)
                .credentials(token)
                .build()?,
            item: Arc::new(serde_json::from_str(&data::item())?),
            items: Arc::new(serde_json::from_str(&data::items())?),
        })
    }

    async fn caller(&self) -> Result<Self, Failure> {
        Ok(self.clone())
    }
}

impl Caller for Generated {
    async fn call(&mut self, operation: Operation) -> Result<i64, Failure> {
        let client = &self.client;
        Ok(match operation {
            Operation::GetSmall => client.get_item(&self.item.id).send().await?.amount,
            Operation::GetLarge => {
                let items = client.list_items(data::MANY).send().await?;
                items.iter().map(|it| it.amount).sum()
            }
            Operation::PostSmall => client.create_item(&self.item).send().await?.bytes,
            Operation::PostLarge => client.import_items(&self.items).send().await?.bytes,
        })
    }
}
