use metering_core::Shape;

#[derive(Shape)]
pub struct Registration {
    #[aws(rename = "Token")]
    registration_token: String,
    token: String,
}

fn main() {}
