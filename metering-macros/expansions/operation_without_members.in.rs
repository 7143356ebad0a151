#[aws_operation(action = "ListKeys", output = ())]
pub struct ListKeys;
