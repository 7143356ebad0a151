use metering_core::{Shape, aws_operation};
use ui::{Service, Things};

#[derive(Debug, Clone, Shape)]
#[aws(pattern = "^[a-z]+$")]
pub struct Name(Strin);

#[derive(Debug, Clone, Shape)]
#[aws(range = 0..=100)]
pub struct Count(i23);

#[aws_operation(action = "PutThing", output = Things)]
pub struct PutThing {
    #[aws(length = 1..=3, pattern = "^a")]
    name: Name,
    #[aws(range = 1..)]
    count: Option<Count>,
    others: Vec<Name>,
}

fn main() {
    let _ = PutThing::builder().name("a").count(3).others(vec![]).build();
}
