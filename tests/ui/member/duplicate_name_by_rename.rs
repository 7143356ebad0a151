use metering_core::Shape;

#[derive(Shape)]
pub struct Registration {
    token: String,
    #[aws(rename = "Token")]
    registration_token: String,
}

fn main() {
    let _ = Registration::builder().token("a").registration_token("b").build().token;
}
