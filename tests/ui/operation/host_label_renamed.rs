use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "GetThing", output = (), host_prefix = "{AccountName}.")]
pub struct GetThing {
    #[aws(host_label)]
    owner: String,
}

fn main() {
    let _ = std::marker::PhantomData::<Service>;
}
