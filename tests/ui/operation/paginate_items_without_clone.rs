use metering_core::aws_operation;
use ui::{Service, Thing, Things};

#[aws_operation(
    action = "ListThings",
    output = Things,
    paginate(input_token = next_token, output_token = next_token, items = things, item = Thing)
)]
pub struct ListThings {
    next_token: Option<String>,
}

fn main() {}
