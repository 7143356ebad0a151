//! The runtime.

pub mod credentials;
pub mod endpoint;
pub mod pattern;
mod retry;
mod sign;
mod transport;
