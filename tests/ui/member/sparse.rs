use metering_core::Shape;

#[derive(Shape)]
pub struct Filter {
    #[aws(sparse)]
    tags: Vec<String>,
}

fn main() {}
