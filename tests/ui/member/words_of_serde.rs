use metering_core::Shape;

#[derive(Shape)]
#[aws(deny_unknown_fields)]
pub struct Table {
    #[aws(skip_serializing_if = "Option::is_none", length = 1..=9)]
    name: Option<String>,
    #[aws(with = "ts_seconds")]
    created: Option<i64>,
}

fn main() {
    let _ = Table::builder().name("orders").build();
}
