//! What the suites that span the workspace have in common.

pub mod cases;
pub mod conformance;
pub mod declared;
pub mod everything;
