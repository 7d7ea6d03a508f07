//! Building a request and reading an answer, without a network: what of a call is this crate's own work.
//!
//! `cargo bench -p specwright-runtime`; beside the time stands what was allocated.

use divan::{AllocProfiler, Bencher, black_box};
use specwright_runtime::serde::de::MapAccess;
use specwright_runtime::serde::{Deserialize, Deserializer, Serialize, Serializer};
use specwright_runtime::{
    Answer, Api, Bytes, Call, Check, Checker, Client, ClientBuilder, HeaderMap, Method, Operation,
    Parameter, StatusCode, object,
};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

static API: Api = Api {
    title: "Items",
    version: "1",
    servers: &[specwright_runtime::Server {
        url: "https://items.example/v1",
        description: "",
        variables: &[],
    }],
    security_schemes: &[],
};

static IMPORT: Operation = Operation {
    id: "importItems",
    method: Method::POST,
    path: "/shelves/{shelf}/items",
    idempotent: false,
    accept: Some("application/json"),
    content_type: None,
    security: &[],
    deprecation: None,
    servers: &[],
    streams: &[],
};

/// As it would be generated.
struct Item {
    id: String,
    amount: i64,
    price: f64,
    tags: Vec<String>,
    note: Option<String>,
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = object::Writer::new(serializer)?;
        object.required("id", &self.id)?;
        object.required("amount", &self.amount)?;
        object.required("price", &self.price)?;
        object.required("tags", &self.tags)?;
        object.optional("note", &self.note)?;
        object.end()
    }
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        object::read(deserializer)
    }
}

impl<'de> object::Read<'de> for Item {
    const NAME: &'static str = "Item";

    fn read<A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        let (mut id, mut amount, mut price, mut tags, mut note) = (None, None, None, None, None);
        while let Some(key) = object::next_key(&mut map)? {
            match &*key {
                "id" => object::value(&mut map, "id", &mut id),
                "amount" => object::value(&mut map, "amount", &mut amount),
                "price" => object::value(&mut map, "price", &mut price),
                "tags" => object::value(&mut map, "tags", &mut tags),
                "note" => object::value(&mut map, "note", &mut note),
                _ => object::ignore(&mut map),
            }?;
        }
        Ok(Self {
            id: object::required("id", id)?,
            amount: object::required("amount", amount)?,
            price: object::required("price", price)?,
            tags: object::required("tags", tags)?,
            note,
        })
    }
}

impl Check for Item {
    fn check(&self, checker: &mut Checker<'_>) {
        checker.property("id", &self.id);
        checker.property("amount", &self.amount);
        checker.property("price", &self.price);
        checker.property("tags", &self.tags);
        checker.property("note", &self.note);
    }
}

/// So many of them; ten thousand are a megabyte.
const COUNTS: [usize; 2] = [1, 10_000];

fn items(count: usize) -> Vec<Item> {
    let item = |number: usize| Item {
        id: format!("5f2a1c{number:018x}"),
        amount: 31,
        price: 0.25,
        tags: vec!["red".to_owned(), "second-hand".to_owned()],
        note: Some("A sentence about it.".to_owned()),
    };
    (0..count).map(item).collect()
}

fn client() -> Client {
    ClientBuilder::new(&API)
        .build()
        .expect("the API has a server")
}

#[divan::bench(args = COUNTS)]
fn build(bencher: Bencher<'_, '_>, count: usize) {
    let (client, items) = (client(), items(count));
    bencher.bench_local(|| {
        let call = Call::new(&client, &IMPORT)
            .with(Parameter::path("shelf"), "top-left")
            .with(Parameter::query("limit"), &100)
            .json(black_box(&items));
        call.into_request().expect("it keeps all rules")
    });
}

#[divan::bench(args = COUNTS)]
fn read(bencher: Bencher<'_, '_>, count: usize) {
    let body = serde_json::to_vec(&items(count)).expect("it is JSON");
    let body = Bytes::from(body);
    let mut headers = HeaderMap::new();
    headers.insert(
        "content-type",
        "application/json".parse().expect("a header"),
    );
    let answer = || Answer::made_up(&IMPORT, StatusCode::OK, headers.clone(), body.clone());
    bencher.with_inputs(answer).bench_local_values(|answer| {
        let read = answer.json::<Vec<Item>>("application/json");
        read.expect("it is as documented")
    });
}
