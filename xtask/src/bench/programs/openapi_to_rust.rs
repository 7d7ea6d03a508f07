use bench_client::{HttpClient, Thing0};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = HttpClient::new().with_base_url("http://127.0.0.1:9");
    let made = client.create_thing_0(Thing0::new("1".to_owned(), "one".to_owned())).await?;
    let read = client.get_thing_0(&made.id).await?;
    let list = client.list_thing_0(Some(10), None::<&str>).await?;
    println!("{:?} {}", read.size_0, list.total);
    Ok(())
}
