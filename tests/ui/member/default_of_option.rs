use metering_core::Shape;

#[derive(Shape)]
pub struct Filter {
    #[aws(default = 10)]
    limit: Option<i32>,
}

fn main() {
    let _ = Filter::builder().limit(1).set_limit(None).build().limit;
}
