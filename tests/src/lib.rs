//! What the suites that span the workspace have in common.

pub mod conformance;
pub mod everything;
