//! The macros of `metering-core`.

#[allow(dead_code, reason = "the attributes that take patterns come next")]
mod pattern;
