use metering_core::Shape;

#[derive(Debug, Shape)]
pub enum Status {
    Success,
}

#[derive(Debug, Shape)]
pub struct Resource {
    status: Status,
}

fn main() {
    let _ = Resource::builder().status(Status::Success).build().status;
}
