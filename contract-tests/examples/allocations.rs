//! How much memory one call of the generated client asks for, of the HTTP client underneath too, as JSON: for
//! `cargo xtask bench --guard`, which compares it with what is committed.
//!
//! The server is a thread that answers whatever comes; only what the calling thread allocates is counted.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use allocation_counter::{AllocationInfo, measure};
use atlas_tenant_restore::{Client, runtime, types};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// How many calls are looked at. The least of them counts: now and then one grows a buffer that all use.
const CALLS: usize = 50;

const ID: &str = "32b6e34b3d91647abb20e7b8";

fn main() -> Result<(), Failure> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let base_url = format!("http://{}", listener.local_addr()?);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // It ends when the client goes away, in whatever way.
            let _ = serve(stream);
        }
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let client = Client::builder()
        .base_url(base_url)
        .credentials(runtime::BearerToken::new("token")?)
        .deprecation(runtime::DeprecationPolicy::Ignore)
        .build()?;
    let call = Call {
        client,
        group: ID.parse()?,
        cluster: "Cluster0".parse()?,
        body: types::TenantRestoreRequest::new(ID.parse()?, "Cluster1".parse()?),
    };
    let mut least: Option<AllocationInfo> = None;
    for _ in 0..CALLS {
        let mut result = Ok(());
        let info = measure(|| result = runtime.block_on(call.make()));
        result?;
        if least.is_none_or(|least| info.count_total < least.count_total) {
            least = Some(info);
        }
    }
    let least = least.unwrap_or_default();
    println!(
        r#"{{"allocations": {}, "bytes": {}}}"#,
        least.count_total, least.bytes_total
    );
    Ok(())
}

struct Call {
    client: Client,
    group: types::Id,
    cluster: types::ClusterName,
    body: types::TenantRestoreRequest,
}

impl Call {
    #[allow(
        deprecated,
        reason = "the document has only one operation, and that is"
    )]
    async fn make(&self) -> Result<(), Failure> {
        let call = self.client.create_shared_cluster_backup_restore_job(
            &self.group,
            &self.cluster,
            &self.body,
        );
        let job = call.pretty(true).send().await?;
        if job.links.as_ref().is_none_or(|links| links.len() != 2) {
            return Err("another answer was read than was sent".into());
        }
        Ok(())
    }
}

/// The documented answer, with one link more.
const ANSWER: &str = r#"{
  "clusterName": "Cluster0", "deliveryType": "RESTORE", "expirationDate": "2025-05-04T09:42:00Z",
  "id": "32b6e34b3d91647abb20e7b8", "projectId": "32b6e34b3d91647abb20e7b8",
  "links": [{"href": "https://cloud.mongodb.com/api/atlas", "rel": "self"}, {"href": "https://cloud.mongodb.com"}],
  "restoreScheduledDate": "2025-05-04T09:42:00Z", "snapshotFinishedDate": "2025-05-04T09:42:00Z",
  "snapshotId": "32b6e34b3d91647abb20e7b8", "status": "PENDING", "targetDeploymentItemName": "Cluster1",
  "targetProjectId": "32b6e34b3d91647abb20e7b8"
}"#;

/// Answers each request of a connection as soon as all of it is there: its head and the body of one line behind it.
fn serve(mut stream: TcpStream) -> std::io::Result<()> {
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{ANSWER}",
        ANSWER.len()
    );
    let mut request = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let count = stream.read(&mut piece)?;
        if count == 0 {
            return Ok(());
        }
        request.extend_from_slice(piece.get(..count).unwrap_or_default());
        let text = String::from_utf8_lossy(&request);
        if text
            .split_once("\r\n\r\n")
            .is_some_and(|(_, body)| body.ends_with('}'))
        {
            stream.write_all(answer.as_bytes())?;
            request.clear();
        }
    }
}
