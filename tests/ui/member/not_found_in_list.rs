use metering_core::Shape;

#[derive(Shape)]
pub struct Records {
    records: Vec<UsageRecrod>,
}

fn main() {
    let _ = Records::builder().records([]).build();
}
