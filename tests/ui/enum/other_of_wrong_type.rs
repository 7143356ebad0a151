use metering_core::StringEnum;

#[derive(StringEnum)]
pub enum Status {
    Success,
    #[aws(other)]
    Unknown(String),
}

fn main() {
    let _ = Status::from("Success").as_str().len();
}
