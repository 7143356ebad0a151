#[aws_operation(action = "listThings", paginate(input_token = next_tokn, output_token = next_token, items = things, item = Thing))]
pub struct ListThings {
    pub account: String,
    pub next_token: Option<String>,
}
