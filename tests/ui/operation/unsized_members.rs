use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "PutThing", output = ())]
#[derive(Debug, Clone)]
pub struct PutThing {
    name: str,
    title: Option<str>,
    tags: Vec<str>,
    body: [u8],
    quantities: [i32],
}

fn main() {
    let _ = PutThing::builder().name("a").title("b").tags(vec![String::new()]).body(b"a".to_vec()).quantities([1]).build();
}
