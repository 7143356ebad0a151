#[derive(Shape)]
#[aws(length = 1..=64, pattern = "^[a-z]+$", check = own_rule, serde)]
pub struct Name(String);
