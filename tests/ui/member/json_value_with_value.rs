use metering_core::{Document, Shape};

#[derive(Shape)]
pub struct Filter {
    #[aws(json_value = true)]
    query: Option<Document>,
}

fn main() {}
