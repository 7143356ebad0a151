use metering_core::Shape;
use std::borrow::Cow;

#[derive(Shape)]
#[aws(length = ..=255, pattern = "^[-a-zA-Z0-9/=:_.@]*$")]
pub struct ProductCode(Cow<'static, str>);

pub const CODE: ProductCode = ProductCode::from_static("no spaces allowed");

fn main() {
    drop(CODE);
}
