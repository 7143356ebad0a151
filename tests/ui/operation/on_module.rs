use metering_core::aws_operation;

#[aws_operation(action = "GetThing", output = ())]
mod things {
    pub struct GetThing;
}

fn main() {
    let _ = things::GetThing;
}
