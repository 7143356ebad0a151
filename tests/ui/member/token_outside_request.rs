use metering_core::Shape;

#[derive(Shape)]
pub struct Thing {
    #[aws(idempotency_token)]
    client_token: Option<String>,
}

fn main() {}
