//! Event streams: frames over sockets, faults, the testing server, AWS's models, and other
//! implementations of the protocol.

mod faults;
mod frames;
#[cfg(feature = "http2")]
mod http2;
#[cfg(feature = "http2")]
#[path = "../faults/http2_server.rs"]
#[allow(dead_code)]
mod http2_server;
mod models;
#[path = "../faults/server.rs"]
#[allow(dead_code)]
mod server;
mod service;
mod testing;
mod third_party;
