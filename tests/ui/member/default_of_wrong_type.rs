use metering_core::Shape;

#[derive(Shape)]
pub struct Filter {
    #[aws(default = "10")]
    limit: i32,
}

fn main() {
    let _ = Filter::builder().limit(1).build().limit;
}
