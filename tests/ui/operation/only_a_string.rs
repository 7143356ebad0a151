use metering_core::{Client, aws_operation};
use ui::Service;

#[aws_operation("PutThing", output = ())]
pub struct PutThing {
    name: String,
}

#[aws_operation("Ping")]
pub struct Ping {
    name: String,
}

pub struct PingOutput;

fn main() {
    let client = Client::<Service>::builder().build().unwrap();
    drop(PutThing::builder().name("a").send(&client));
}
