#[derive(Union)]
pub enum AttributeValue {
    #[aws(rename = "S", length = 1..=64)]
    Text(String),
    #[aws(timestamp = "http-date")]
    At(DateTime),
    #[aws(json_value)]
    Json(Document),
    #[aws(other)]
    Unknown(UnknownMember),
}
