//! The macros of `metering-core`.
