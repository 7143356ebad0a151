use metering_core::{DateTime, Shape};

#[derive(Shape)]
pub struct Table {
    #[aws(locationName = "Name", documentation = "Its name.")]
    name: String,
    #[aws(jsonName = "ID", box)]
    id: Option<String>,
    #[aws(enum = ["A", "B"], deprecated)]
    kind: Option<String>,
    #[aws(httpHeader = "x-amz-class", uniqueItems)]
    class: Option<String>,
    #[aws(timestampFormat = "iso8601", min = 1)]
    created: Option<DateTime>,
}

fn main() {
    let _ = Table::builder().name("orders").id("1").build();
}
