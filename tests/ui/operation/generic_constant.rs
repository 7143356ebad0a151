use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "PutThing", output = ())]
pub struct PutThing<const N: usize> {
    thing: Option<String>,
}

fn main() {
    let _ = PutThing::<3> { thing: None }.thing;
}
