//! Event streams: frames over sockets, faults, the testing server, AWS's models, and other
//! implementations of the protocol.

mod faults;
mod frames;
#[path = "../faults/server.rs"]
#[allow(dead_code)]
mod server;
mod service;
