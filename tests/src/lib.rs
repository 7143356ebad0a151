//! Suites that span the workspace.
