use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "PutThing", output = ())]
pub struct PutThing {
    #[aws(idempotency_token = "a")]
    client_token: Option<String>,
}

fn main() {}
