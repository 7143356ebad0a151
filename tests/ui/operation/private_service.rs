use metering_core::{ErrorMetadata, ServiceError, aws_operation, aws_service};

#[aws_service(endpoint_prefix = "things", target_prefix = "Things", json_version = "1.1", error = Refused)]
struct Service;

#[derive(Debug, ServiceError)]
pub enum Refused {
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

#[aws_operation(action = "PutThing", output = ())]
pub struct PutThing {
    name: String,
}

fn main() {
    let _ = PutThing::builder().name("a").build().name;
}
