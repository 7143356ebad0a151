#[derive(Shape)]
#[aws(pattern = "^[a-z*$")]
pub struct ProductCode(Cow<'static, str>);
