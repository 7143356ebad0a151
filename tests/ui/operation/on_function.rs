use metering_core::aws_operation;

#[aws_operation(action = "GetThing", output = ())]
pub async fn get_thing(thing_id: &str) -> String {
    thing_id.to_owned()
}

fn main() {
    drop(get_thing("a"));
}
