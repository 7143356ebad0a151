//! Runs the pieces of a BatchMeterUsage call with 25 records.
//!
//! `benches <piece> <times>` is for callgrind, which counts instructions. `benches <piece>
//! allocations` counts allocations.

#[path = "../../compare/harness/src/allocator.rs"]
mod allocator;
#[path = "../../compare/ours/src/work.rs"]
mod work;
#[allow(dead_code, reason = "the comparison's columns use the rest")]
#[path = "../../compare/harness/src/workload.rs"]
mod workload;

use std::hint::black_box;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use http::{HeaderValue, Request};
use metering_client::{BatchMeterUsage, BatchMeterUsageOutput, Client, UsageRecordResultStatus};
use metering_core::sign::{PayloadHash, Signer, SigningScope};
use metering_core::{Validate, wire};

use crate::work::Canned;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [piece, times] = arguments.as_slice() else { panic!("usage: <piece> <times|allocations>") };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let pieces = Pieces::new();
        match times.parse() {
            Ok(times) => pieces.run(piece, times).await,
            Err(_) => {
                pieces.run(piece, 8).await;
                let count = allocator::count(pieces.run(piece, 64)).await;
                let each = |count: u64| count as f64 / 64.0;
                println!("{} {} {}", each(count.allocations), each(count.growths), each(count.bytes));
            }
        }
    });
}

struct Pieces {
    input: BatchMeterUsage,
    signer: Signer,
    credentials: Credentials,
    request: http::request::Parts,
    client: Client,
}

impl Pieces {
    fn new() -> Self {
        let credentials = Credentials::from_keys(workload::ACCESS_KEY_ID, workload::SECRET_ACCESS_KEY, None);
        let mut request = Request::post("https://metering.marketplace.us-east-1.amazonaws.com/")
            .body(())
            .expect("a request");
        for (name, value) in [
            ("content-type", "application/x-amz-json-1.1"),
            ("x-amz-target", "AWSMPMeteringService.BatchMeterUsage"),
            ("amz-sdk-invocation-id", "35155d37-56cb-423f-8554-5c4f3e3ff56d"),
            ("amz-sdk-request", "attempt=1; max=3"),
        ] {
            request.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        let client = Client::builder()
            .region(workload::REGION)
            .credentials(credentials.clone())
            .transport(Canned)
            .build()
            .expect("a client");
        let input = work::batch();
        Pieces { input, signer: Signer::new(), credentials, request: request.into_parts().0, client }
    }

    async fn run(&self, piece: &str, times: u32) {
        for _ in 0..times {
            match piece {
                // The caller's own work, which is also part of `call`.
                "input" => drop(black_box(work::batch())),
                "validate" => black_box(&self.input).validate().expect("valid"),
                "serialize" => drop(black_box(wire::to_json(black_box(&self.input)))),
                "sign" => self.sign(),
                "parse" => {
                    let response = black_box(workload::batch_response().as_bytes());
                    drop(black_box(wire::from_json::<BatchMeterUsageOutput>(response).expect("an output")));
                }
                "call" => {
                    let output = self.client.send(work::batch()).await.expect("an output");
                    let success = Some(UsageRecordResultStatus::Success);
                    assert!(output.results.iter().all(|result| result.status == success));
                }
                _ => panic!("the piece is one of input, validate, serialize, sign, parse, call"),
            }
        }
    }

    /// Signs a request, without hashing the body.
    fn sign(&self) {
        let payload = PayloadHash::of(b"");
        let scope = SigningScope { region: workload::REGION, service: "aws-marketplace" };
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(workload::TIMESTAMP as u64);
        let mut request = self.request.clone();
        self.signer.sign(&mut request, &payload, &self.credentials, scope, time).expect("signed");
        black_box(request);
    }
}
