//! Event streams: frames over sockets, faults, the testing server, AWS's models, and other
//! implementations of the protocol.

mod faults;
mod frames;
mod models;
#[path = "../faults/server.rs"]
#[allow(dead_code)]
mod server;
mod service;
mod testing;
mod third_party;
