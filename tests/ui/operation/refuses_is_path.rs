use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "PutThing", output = (), refuses(EksPodIdentity, CredentialsSource::EcsTaskRole))]
pub struct PutThing {
    thing_id: String,
}

fn main() {
    let _ = PutThing::builder().thing_id("a").build();
}
