//! Frames as the specification describes them
//! (<https://smithy.io/2.0/aws/amazon-eventstream.html>), without a library.

use crate::server::{REQUEST_ID, RawResponse, raw};

/// The type of a string header.
const STRING: u8 = 7;

/// Returns a frame with these string headers.
pub(crate) fn frame(headers: &[(&str, &str)], payload: impl AsRef<[u8]>) -> Vec<u8> {
    let mut block = Vec::new();
    for (name, value) in headers {
        block.push(u8::try_from(name.len()).unwrap());
        block.extend_from_slice(name.as_bytes());
        block.push(STRING);
        block.extend_from_slice(&u16::try_from(value.len()).unwrap().to_be_bytes());
        block.extend_from_slice(value.as_bytes());
    }
    let payload = payload.as_ref();
    let mut frame = prelude(16 + block.len() + payload.len(), block.len());
    frame.extend_from_slice(&block);
    frame.extend_from_slice(payload);
    frame.extend_from_slice(&checksum(&frame).to_be_bytes());
    frame
}

/// Returns the lengths of a frame and their checksum.
pub(crate) fn prelude(total: usize, headers: usize) -> Vec<u8> {
    let number = |number: usize| u32::try_from(number).unwrap().to_be_bytes();
    let mut prelude = [number(total), number(headers)].concat();
    prelude.extend_from_slice(&checksum(&prelude).to_be_bytes());
    prelude
}

/// CRC-32 of IEEE 802.3, bit by bit.
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg()))
    })
}

pub(crate) fn event(name: &str, payload: impl AsRef<[u8]>) -> Vec<u8> {
    let headers = [(":message-type", "event"), (":event-type", name), (":content-type", "application/json")];
    frame(&headers, payload)
}

pub(crate) fn initial(payload: &str) -> Vec<u8> {
    event("initial-response", payload)
}

pub(crate) fn number(number: i64) -> Vec<u8> {
    event("Changed", format!(r#"{{"Number":{number}}}"#))
}

pub(crate) fn exception(code: &str, payload: &str) -> Vec<u8> {
    frame(&[(":message-type", "exception"), (":exception-type", code)], payload)
}

/// Returns the head of a chunked response with a request ID.
pub(crate) fn head() -> String {
    format!(
        "HTTP/1.1 200 OK\r\nx-amzn-requestid: {REQUEST_ID}\r\ncontent-type: application/vnd.amazon.eventstream\r\n\
         transfer-encoding: chunked\r\n\r\n"
    )
}

pub(crate) fn chunk(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

/// Returns a response with one chunk for each frame, and its end.
pub(crate) fn stream(frames: &[Vec<u8>]) -> RawResponse {
    raw([unfinished(frames), b"0\r\n\r\n".to_vec()].concat())
}

/// Returns a response without its end.
pub(crate) fn unfinished(frames: &[Vec<u8>]) -> Vec<u8> {
    let chunks = frames.iter().flat_map(|frame| chunk(frame));
    head().into_bytes().into_iter().chain(chunks).collect()
}
