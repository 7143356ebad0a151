//! The runtime.

pub mod credentials;
pub mod endpoint;
pub mod pattern;
pub mod retry;
pub mod settings;
pub mod sign;
pub mod transport;
