use bench_client::{Client, types::Thing0};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::new("http://127.0.0.1:9");
    let thing = Thing0 {
        id: "1".to_owned(),
        name: "one".to_owned(),
        created_at: None,
        owner_0: None,
        ratio_0: None,
        size_0: None,
        state: None,
        tags_0: Vec::new(),
    };
    let made = client.create_thing_0(&thing).await?;
    let read = client.get_thing_0(&made.id).await?;
    let list = client.list_thing_0(None, Some(10)).await?;
    println!("{:?} {}", read.size_0, list.total);
    Ok(())
}
