//! A thousand calls at once on one client.

use std::sync::Arc;

use specwright_runtime::{Call, Client, ClientBuilder, Parameter};
use tokio::sync::Barrier;

use crate::process::{is_own, peak_memory};
use crate::server::{Connection, serve};
use crate::{API, READ};

const CALLS: u64 = 1_000;
/// How large each answer is. All of them are there at once.
const BYTES: usize = 16 * 1024;
/// How much memory a call may take with both ends of its connection and its answer on either side, in KiB.
const KIB_A_CALL: u64 = 128;

fn body(call: u64) -> String {
    let filler = call.to_string();
    let filler = filler.repeat(BYTES / filler.len());
    format!("[{call},\"{filler}\"]")
}

/// Nobody is answered before everybody has asked.
async fn play(mut connection: Connection, all_have_asked: Arc<Barrier>) {
    while let Some(request) = connection.request().await {
        all_have_asked.wait().await;
        let json = "content-type: application/json\r\n";
        connection.answer(200, json, &body(request.call)).await;
    }
}

async fn wave(client: &Client, number: u64) {
    let calls = (0..CALLS).map(|index| {
        let (client, call) = (client.clone(), number * CALLS + index);
        tokio::spawn(async move {
            let sent = Call::new(&client, &READ).with(Parameter::header("X-Call"), &call);
            let answer = sent.send().await.unwrap();
            assert_eq!((answer.status().as_u16(), answer.attempts()), (200, 1));
            assert_eq!(answer.raw(), body(call).as_bytes());
        })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_calls_at_once_are_all_answered_in_bounded_memory() {
    if !is_own("waves::a_thousand_calls_at_once_are_all_answered_in_bounded_memory") {
        return;
    }
    let barrier = Arc::new(Barrier::new(usize::try_from(CALLS).unwrap()));
    let (address, _) = serve(move |connection| play(connection, barrier.clone())).await;
    let builder = ClientBuilder::<Client>::new(&API).base_url(format!("http://{address}"));
    let client = builder.build().unwrap();
    let before = peak_memory();
    wave(&client, 0).await;
    let first = peak_memory() - before;
    for number in 1..5 {
        wave(&client, number).await;
    }
    let later = peak_memory() - before;
    println!("peak memory: {first} KiB with the first wave, {later} KiB after five");
    assert!(first < CALLS * KIB_A_CALL, "{first} KiB");
    // What a wave leaves behind would be there five times.
    assert!(later < first * 2, "{first} KiB, then {later} KiB");
}
