use metering_core::{ErrorMetadata, Sensitive, ServiceError, Shape, Union, UnknownMember, aws_operation};
use ui::Service;

#[aws_operation(action = "PutThings", output = ())]
pub struct PutThings {
    bare: Missing0,
    optional: Option<Missing1>,
    #[aws(length = 1..)]
    secret: Sensitive<Missing2>,
    #[aws(each(length = 1..))]
    list: Option<Vec<Missing3>>,
    #[aws(timestamp = "date-time")]
    at: Option<Missing4>,
    #[aws(idempotency_token)]
    token: Option<Missing5>,
    #[aws(range = 300..=500)]
    number: Option<Missing6>,
    map: std::collections::HashMap<String, Missing7>,
    boxed: Option<Box<Missing8>>,
    #[aws(default)]
    with_default: Vec<Missing9>,
}

#[derive(Clone, Union)]
#[non_exhaustive]
pub enum Value {
    List(Vec<MissingA>),
    Bare(MissingB),
    #[aws(other)]
    Unknown(UnknownMember),
}

#[derive(Shape)]
#[aws(length = 1..=5, each(length = 1..))]
pub struct Tags(Vec<MissingC>);

#[derive(Debug, ServiceError)]
#[non_exhaustive]
pub enum Failed {
    Several(Vec<MissingD>, ErrorMetadata),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

fn main() {
    let _ = PutThings::builder().optional("a").set_list(None).boxed(1);
    let _ = Tags::new(Vec::new());
    let _ = |value: Value| matches!(value, Value::Bare(_));
}
