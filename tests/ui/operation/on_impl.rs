use metering_core::aws_operation;

pub struct Things;

#[aws_operation(action = "GetThing", output = ())]
impl Things {
    pub fn get(&self) {}
}

fn main() {
    Things.get();
}
