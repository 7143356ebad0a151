//! Reads any body as a successful response: no panic, nothing accepted that is not JSON, and a
//! value that was read stays the same when it is written and read again.

#![no_main]

#[path = "../../src/everything.rs"]
mod everything;

use bytes::Bytes;
use everything::{Send, SendOutput};
use libfuzzer_sys::fuzz_target;
use metering_core::{Applied, Operation, wire};

fuzz_target!(|body: &[u8]| {
    let response = http::Response::new(Bytes::copy_from_slice(body));
    match Send::from_http(&response) {
        Ok(output) => {
            if !body.is_empty() {
                let text = std::str::from_utf8(body).expect("what is not UTF-8 was read");
                // A byte order mark is skipped, which RFC 8259 allows.
                let text = text.strip_prefix('\u{feff}').unwrap_or(text);
                let parsed: Result<&serde_json::value::RawValue, _> = serde_json::from_str(text);
                assert!(parsed.is_ok(), "what is not JSON was read");
            }
            let written = wire::to_json(&output);
            let again: SendOutput = wire::from_json(&written).expect("what was written can't be read");
            assert_eq!(written, wire::to_json(&again), "{output:?}");
        }
        Err(error) => {
            assert_eq!(error.applied(), Applied::Yes);
            assert!(!error.to_string().contains('\n'));
        }
    }
});
