use metering_core::aws_operation;
use ui::Service;

pub struct Ours;

#[aws_operation(action = "PutThing", output = (), host_prefix = "{Label}.")]
pub struct PutThing {
    #[aws(idempotency_token)]
    token: Option<Ours>,
    #[aws(host_label)]
    label: Ours,
}

fn main() {
    let _ = PutThing::builder().token(Ours).label(Ours).build().token;
}
