use metering_core::Shape;

#[derive(Shape)]
pub struct Budget {
    #[aws(range = 1.5..=-0.5)]
    amount: f64,
}

fn main() {}
