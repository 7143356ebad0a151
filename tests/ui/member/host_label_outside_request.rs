use metering_core::Shape;

#[derive(Shape)]
pub struct Thing {
    #[aws(host_label)]
    thing_id: String,
}

fn main() {}
