use metering_core::Shape;

#[derive(Shape)]
#[aws(rename_all = "camel_case")]
pub struct Registration {
    token: String,
}

fn main() {}
