use std::collections::HashMap;

use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "PutThing", output = ())]
#[aws(validate = all_is_well)]
pub struct PutThing {
    #[aws(values(length = 1..=64))]
    tags: HashMap<String, String>,
}

fn main() {
    let _ = std::marker::PhantomData::<Service>;
}
