#[derive(StringEnum)]
#[aws(rename_all = "SCREAMING_SNAKE_CASE", serde)]
pub enum Status {
    NotSubscribed,
    #[aws(rename = "Duplicate")]
    DuplicateRecord,
    #[aws(other)]
    Unknown(UnknownValue),
}
