use metering_core::aws_service;

#[aws_service]
pub struct Service;

fn main() {}
