use std::borrow::Cow;

use metering_core::Shape;

#[derive(Shape)]
pub struct Bytes(Cow<'static, [u8]>);

fn main() {}
