use bench_client::{Client, types::Thing0};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder().base_url("http://127.0.0.1:9").build()?;
    let made = client.create_thing_0(&Thing0::new("1", "one")).send().await?;
    let read = client.get_thing_0(&made.id).send().await?;
    let list = client.list_thing_0().limit(10).send().await?;
    println!("{:?} {}", read.size_0, list.total);
    Ok(())
}
