//! Thousands of calls to a server that fails in every way: each ends as the server knows that it must, and nothing is left.
//!
//! What becomes of a request is decided by a seed, so it is known beforehand how often each arrives and how its call ends.
//! `SPECWRIGHT_SOAK_SECONDS` makes it go on with further seeds for that long.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use specwright_runtime::{
    Answer, Call, CallOptions, Client, ClientBuilder, Error, Parameter, RetryPolicy,
};
use tokio::time::{sleep, timeout};

use crate::faults::{Act, chance};
use crate::process::{InUse, is_own};
use crate::server::{Connection, serve};
use crate::{ADD, API, READ};

/// How many callers share the client, and how many calls each makes.
const CALLERS: u64 = 100;
const CALLS: u64 = 30;
/// How often a call is sent at most.
const ATTEMPTS: usize = 3;
/// Long enough for whatever is meant to happen.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long an attempt may take where a silence is to come. Elsewhere a busy machine may take its time.
const SILENCE: Duration = Duration::from_secs(1);

/// What happened to the requests of each call, in order.
type Log = Arc<Mutex<HashMap<u64, Vec<Act>>>>;

async fn play(mut connection: Connection, seed: u64, log: Log) {
    while let Some(request) = connection.request().await {
        let (act, arrival) = {
            let mut log = log.lock().unwrap();
            let acts = log.entry(request.call).or_default();
            let act = Act::of(seed, request.call, acts.len());
            acts.push(act);
            (act, acts.len())
        };
        let body = said(request.call, arrival, &request.body);
        match act {
            Act::Answer => connection.answer(200, "", &body).await,
            Act::Late(time) => {
                sleep(time).await;
                connection.answer(200, "", &body).await;
            }
            Act::Busy => connection.answer(429, "retry-after: 0\r\n", &body).await,
            Act::Unavailable => connection.answer(503, "", &body).await,
            Act::Broken => connection.answer(500, "", &body).await,
            Act::CutBefore => return,
            Act::CutInHead => return connection.write("HTTP/1.1 200 OK\r\ncont").await,
            Act::CutInBody => {
                let head = "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n[";
                return connection.write(head).await;
            }
            Act::Garbage => return connection.write("SSH-2.0-x\r\n").await,
            Act::Silence => {
                connection.request().await;
                return;
            }
        }
    }
}

/// What an answer says: which request of which call it is for, and what came with it.
fn said(call: u64, arrival: usize, body: &str) -> String {
    format!("[{call},{arrival},{body:?}]")
}

/// How a call is made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Way {
    Read,
    Add,
    AddWithKey,
}

impl Way {
    fn of(call: u64) -> Self {
        match call % 3 {
            0 => Self::Read,
            1 => Self::Add,
            _ => Self::AddWithKey,
        }
    }

    fn call(self, client: &Client, id: u64) -> Call {
        let operation = if self == Self::Read { &READ } else { &ADD };
        let call = Call::new(client, operation).with(Parameter::header("X-Call"), &id);
        match self {
            Self::Read => call,
            Self::Add => call.json(&id),
            Self::AddWithKey => call
                .json(&id)
                .with(Parameter::header("Idempotency-Key"), &id),
        }
    }

    fn body(self, id: u64) -> String {
        match self {
            Self::Read => String::new(),
            Self::Add | Self::AddWithKey => id.to_string(),
        }
    }

    fn is_repeatable(self) -> bool {
        self != Self::Add
    }

    /// What happens to the requests of a call that is waited for.
    fn acts(self, seed: u64, id: u64) -> Vec<Act> {
        let mut acts = Vec::new();
        let most = if self.is_repeatable() { ATTEMPTS } else { 1 };
        while acts.len() < most && acts.last().is_none_or(|act: &Act| act.passes()) {
            acts.push(Act::of(seed, id, acts.len()));
        }
        acts
    }
}

/// Holds what came of a call against what the server knows.
fn judge(seed: u64, id: u64, outcome: &Result<Answer, Error>, acts: &[Act]) {
    let way = Way::of(id);
    let told = format!("seed {seed}, call {id} ({way:?}): {outcome:?} after {acts:?}");
    assert_eq!(acts, way.acts(seed, id), "{told}");
    let (attempts, retryable) = match outcome {
        Ok(answer) => (answer.attempts(), answer.is_retryable()),
        Err(error) => {
            assert!(error.maybe_executed(), "{told}");
            (error.attempts(), error.is_retryable())
        }
    };
    assert_eq!(usize::try_from(attempts).unwrap(), acts.len(), "{told}");
    let last = acts[acts.len() - 1];
    assert_eq!(retryable, last.passes() && way.is_repeatable(), "{told}");
    let status = match (last, outcome) {
        (Act::Answer | Act::Late(_), Ok(_)) => 200,
        (Act::Busy, Ok(_)) => 429,
        (Act::Unavailable, Ok(_)) => 503,
        (Act::Broken, Ok(_)) => 500,
        (Act::CutBefore | Act::CutInHead | Act::Garbage, Err(Error::Transport(_)))
        | (Act::CutInBody, Err(Error::Interrupted(_)))
        | (Act::Silence, Err(Error::Timeout(_))) => return,
        _ => panic!("{told}"),
    };
    let answer = outcome.as_ref().unwrap();
    assert_eq!(answer.status(), status, "{told}");
    let expected = said(id, acts.len(), &way.body(id));
    assert_eq!(answer.raw(), expected.as_bytes(), "{told}");
}

/// Makes a call; now and then it is given up soon, and then there is no outcome.
async fn call(client: &Client, seed: u64, id: u64) -> Option<Result<Answer, Error>> {
    let way = Way::of(id);
    let mut call = way.call(client, id);
    if way.acts(seed, id).contains(&Act::Silence) {
        call.set_options(CallOptions::new().attempt_timeout(SILENCE));
    }
    let call = call.send();
    let chance = chance(seed, id, u64::MAX);
    if chance.is_multiple_of(20) {
        return timeout(Duration::from_micros(chance >> 32 & 0xfff), call)
            .await
            .ok();
    }
    let ended = timeout(2 * PATIENCE, call).await;
    Some(ended.expect("a call that ends"))
}

fn client(server: SocketAddr) -> Client {
    let builder = ClientBuilder::new(&API).base_url(format!("http://{server}"));
    builder
        .retries(RetryPolicy::new().backoff(Duration::ZERO, Duration::ZERO))
        .retry_budget(u32::MAX)
        .timeout(PATIENCE)
        .build()
        .unwrap()
}

/// Makes a call, so that what is opened once and stays, such as a log, is there before anything is counted.
async fn warm_up() {
    let log = Log::default();
    let (address, accepting) = serve(move |connection| play(connection, 0, log.clone())).await;
    let before = InUse::now();
    let outcome = call(&client(address), 0, 0).await;
    drop(outcome);
    while InUse::now().tasks > before.tasks {
        sleep(Duration::from_millis(5)).await;
    }
    accepting.abort();
    accepting.await.ok();
}

/// Lets all callers make their calls, and says how often each kind of act was played.
async fn round(seed: u64) -> [usize; Act::KINDS] {
    let log = Log::default();
    let kept = log.clone();
    let (address, accepting) = serve(move |connection| play(connection, seed, kept.clone())).await;
    let before = InUse::now();
    let client = client(address);
    let callers = (0..CALLERS).map(|caller| {
        let (client, log) = (client.clone(), log.clone());
        tokio::spawn(async move {
            for id in caller * CALLS..(caller + 1) * CALLS {
                if let Some(outcome) = call(&client, seed, id).await {
                    let acts = log.lock().unwrap()[&id].clone();
                    judge(seed, id, &outcome, &acts);
                }
            }
        })
    });
    for caller in callers.collect::<Vec<_>>() {
        caller.await.unwrap();
    }
    drop(client);
    let nothing_is_left = async {
        while !before.covers(InUse::now()) {
            sleep(Duration::from_millis(5)).await;
        }
    };
    let left = timeout(PATIENCE, nothing_is_left).await;
    assert!(left.is_ok(), "before {before:?}, left {:?}", InUse::now());
    accepting.abort();
    accepting.await.ok();
    // Now nothing comes any more, also of calls that were given up.
    let mut played = [0; Act::KINDS];
    for (id, acts) in &*log.lock().unwrap() {
        let expected = Way::of(*id).acts(seed, *id);
        assert!(
            expected.starts_with(acts),
            "seed {seed}, call {id}: {acts:?}"
        );
        for act in acts {
            played[act.kind()] += 1;
        }
    }
    played
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_to_a_failing_server_ends_in_the_right_result_and_nothing_is_left() {
    if !is_own("soak::every_call_to_a_failing_server_ends_in_the_right_result_and_nothing_is_left")
    {
        return;
    }
    warm_up().await;
    let seconds = std::env::var("SPECWRIGHT_SOAK_SECONDS").unwrap_or_default();
    let end = Duration::from_secs(seconds.parse().unwrap_or(0));
    let (start, mut played, mut rounds) = (Instant::now(), [0; Act::KINDS], 0);
    while rounds == 0 || start.elapsed() < end {
        rounds += 1;
        let more = round(rounds).await;
        played
            .iter_mut()
            .zip(more)
            .for_each(|(all, more)| *all += more);
    }
    let calls = rounds * CALLERS * CALLS;
    println!("{rounds} rounds, {calls} calls, requests by what became of them: {played:?}");
    assert!(played.iter().all(|count| *count > 0), "{played:?}");
}
