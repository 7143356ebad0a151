//! credentials/mod
