use metering_core::aws_operation;
use ui::{Service, Things};

#[aws_operation(
    action = "ListThings",
    output = Things,
    paginate(input_token = [first, second], output_token = [next_token, next_token])
)]
#[derive(Clone)]
pub struct ListThings {
    first: Option<String>,
    second: Option<String>,
}

fn main() {}
