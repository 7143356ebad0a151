use metering_core::Shape;
use std::borrow::Cow;

#[derive(Shape)]
#[aws(length = 3..=5)]
pub struct Code(Cow<'static, str>);

pub const CODE: Code = Code::from_static("ab");

fn main() {
    drop(CODE);
}
