use metering_core::Shape;

#[derive(Shape)]
pub struct Filter {
    r#type: String,
}

fn main() {
    let _ = Filter::builder().build();
}
