use metering_core::aws_operation;
use ui::{Service, Thing, Things};

#[aws_operation(
    action = "ListThings",
    output = Things,
    paginate(
        input_token = Self::next_token,
        output_token = self.next_token,
        items = Things::things,
        item = Thing,
        more = next_token
    )
)]
#[derive(Clone)]
pub struct ListThings {
    next_token: Option<String>,
}

fn main() {}
