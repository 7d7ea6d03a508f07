use bench_client::{
    ApiResponse, CreateThing0Request, GetThing0Request, GetThing0RequestPath, ListThing0Request, ListThing0RequestQuery,
    MadeUpClient, Thing0,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = MadeUpClient::with_base_url("http://127.0.0.1:9")?;
    let body = Thing0 { id: "1".to_owned(), name: "one".to_owned(), ..Thing0::default() };
    let ApiResponse::Created(made) = client.create_thing_0(CreateThing0Request { body }).await? else {
        return Err("not made".into());
    };
    let path = GetThing0RequestPath { id: made.id };
    let ApiResponse::Ok(read) = client.get_thing_0(GetThing0Request { path }).await? else {
        return Err("not read".into());
    };
    let query = ListThing0RequestQuery { limit: Some(10), ..ListThing0RequestQuery::default() };
    let ApiResponse::Ok(list) = client.list_thing_0(ListThing0Request { query }).await? else {
        return Err("not listed".into());
    };
    println!("{:?} {}", read.size_0, list.total);
    Ok(())
}
