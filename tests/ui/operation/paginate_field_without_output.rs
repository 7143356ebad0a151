use metering_core::{Shape, aws_operation};
use ui::Service;

#[aws_operation(action = "ListThings", output = Things, paginate(input_token = next_tokn))]
#[derive(Debug, Clone)]
pub struct ListThings {
    next_token: Option<String>,
}

#[derive(Shape)]
pub struct Things {
    next_token: Option<String>,
}

fn main() {
    let _ = std::marker::PhantomData::<Service>;
}
