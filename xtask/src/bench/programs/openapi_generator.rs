use bench_client::apis::{configuration::Configuration, default_api};
use bench_client::models::Thing0;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut configuration = Configuration::new();
    configuration.base_path = "http://127.0.0.1:9".to_owned();
    let made = default_api::create_thing0(&configuration, Thing0::new("1".to_owned(), "one".to_owned())).await?;
    let read = default_api::get_thing0(&configuration, &made.id).await?;
    let list = default_api::list_thing0(&configuration, Some(10), None).await?;
    println!("{:?} {}", read.size_0, list.total);
    Ok(())
}
