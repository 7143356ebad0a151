#[derive(Shape)]
#[aws(length = 1..=255, pattern = "^[a-z]*$")]
pub struct ProductCode(Cow<'static, str>);
