use metering_core::Shape;

#[derive(Shape)]
#[aws(length(max = 36))]
pub struct Id(String);

#[derive(Shape)]
pub struct Table {
    #[aws(length(min: 1, max: 64))]
    name: String,
    #[aws(range(min = 1))]
    retention: Option<i32>,
    #[aws(length(1, 50), each(length(1..=9)))]
    tags: Vec<String>,
    #[aws(rename(serialize = "ID", deserialize = "ID"))]
    id: Option<Id>,
}

fn main() {
    let _ = Table::builder().name("orders").retention(3).tags(["new".to_owned()]).id("1").build();
}
