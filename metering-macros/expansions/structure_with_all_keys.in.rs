#[derive(Shape)]
#[aws(rename_all = "camelCase", serde, crate = crate::metering_core)]
pub struct Everything {
    #[aws(rename = "Named", length = SHORTEST..=LONGEST, pattern = "^[a-z]+$")]
    pub named: String,
    #[aws(length = 1.., each(length = ..=64, pattern = "^[a-z]+$"))]
    pub list: Vec<String>,
    #[aws(keys(length = 1..=128), each(each(range = 0.5..=1.5)))]
    pub map: Option<HashMap<String, Vec<f64>>>,
    #[aws(timestamp = "date-time")]
    pub at: Option<DateTime>,
    #[aws(json_value)]
    pub document: Option<Document>,
    #[aws(default)]
    pub flag: bool,
    #[aws(range = -1..=LARGEST, default = 10)]
    pub number: i64,
    pub secret: Option<Sensitive<String>>,
    #[deprecated(note = "use `list`")]
    pub r#type: Option<Box<Everything>>,
    pub build: Option<String>,
}
