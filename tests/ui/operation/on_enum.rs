use metering_core::{Shape, aws_operation};
use ui::Service;

#[aws_operation(action = "GetThing")]
pub enum GetThing {
    ById(String),
    ByName(String),
}

#[derive(Shape)]
pub struct Query {
    thing: Option<GetThing>,
}

fn main() {
    let _ = Query::builder().thing(GetThing::ById(String::new())).build();
    let _ = GetThing::builder().id("a").build();
}
