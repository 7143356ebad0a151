use metering_core::aws_operation;
use ui::{Service, Things};

#[aws_operation(
    action = "ListThings",
    output = Things,
    paginate(input_token = next_token, output_token = next_token[-1])
)]
#[derive(Clone)]
pub struct ListThings {
    next_token: Option<String>,
}

fn main() {}
