use metering_core::{StringEnum, UnknownValue};

#[derive(StringEnum)]
pub enum WorkerType {
    #[aws(value = "G.1X")]
    Small,
    #[aws(enumValue = "G.2X")]
    Large,
    #[aws(other)]
    Unknown(UnknownValue),
}

fn main() {
    let _ = WorkerType::from("G.1X").as_str();
}
