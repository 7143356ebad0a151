//! Tests of `metering-core`: the wire format, signatures, endpoints, retries and the transport.

mod builders;
mod by_hand;
mod calls;
mod conformance;
mod endpoints;
mod error_responses;
mod json_reading;
mod limits;
mod pages;
mod properties;
mod retry;
mod sigv4;
mod testing_server;
mod transport;
mod waiters;
