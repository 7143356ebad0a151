use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "GetThing", output = (), host_prefix = "{Zone}.")]
pub struct GetThing {
    thing_id: String,
}

fn main() {
    let _ = std::marker::PhantomData::<Service>;
}
