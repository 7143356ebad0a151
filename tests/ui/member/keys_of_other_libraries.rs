use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "PutThing", result = ())]
pub struct PutThing {
    #[aws(secret)]
    password: String,
    #[aws(token)]
    request_id: Option<String>,
    #[aws(limit = 10)]
    names: Vec<String>,
}

fn main() {
    let _ = PutThing::builder().password("a").names(vec![String::new()]).build();
}
