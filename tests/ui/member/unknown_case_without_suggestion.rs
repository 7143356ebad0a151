use metering_core::Shape;

#[derive(Shape)]
#[aws(rename_all = "title")]
pub struct Registration {
    token: String,
}

fn main() {}
