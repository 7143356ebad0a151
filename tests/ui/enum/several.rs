use metering_core::{Shape, StringEnum};

#[derive(Debug, Clone, PartialEq, StringEnum)]
#[aws(rename_all = "camelcase", default)]
pub enum Status {
    Success(u8),
    #[aws(rename = "Failed")]
    Failure,
    #[aws(rename = "Failed")]
    Failed,
    #[aws(retry = throttling)]
    Throttled,
}

#[derive(Debug, Shape)]
pub struct Outcome {
    status: Status,
    previous: Option<Status>,
}

fn main() {
    let outcome = Outcome::builder().status("Success").previous(Status::Failed).build();
    assert_eq!(outcome.status.to_string(), Status::VALUES[0]);
}
