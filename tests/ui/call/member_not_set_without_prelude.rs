#![no_implicit_prelude]

use ::metering_core::Shape;

#[derive(Shape)]
pub struct UsageRecord {
    dimension: ::std::string::String,
}

fn main() {
    let _ = UsageRecord::builder().build();
}
