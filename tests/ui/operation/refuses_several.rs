use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "Ping", output = (), refuses(CredentialsSource::Profile, "EksPodIdentity", 3))]
pub struct Ping {}

fn main() {}
