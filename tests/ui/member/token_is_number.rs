use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "PutThing", output = ())]
pub struct PutThing {
    #[aws(idempotency_token)]
    client_token: Option<i64>,
}

fn main() {
    let _ = PutThing::builder().client_token(1).build().client_token;
}
