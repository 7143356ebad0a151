#[derive(Shape)]
#[aws(length = 1..=5, each(length = 1..))]
pub struct Tags(Vec<Tag>);
