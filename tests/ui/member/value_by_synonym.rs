use metering_core::{DateTime, Shape};

#[derive(Shape)]
#[aws(rename_all = "lowerCamelCase")]
pub struct Table {
    #[aws(timestamp = "iso8601")]
    created: DateTime,
    #[aws(timestamp = "rfc822")]
    updated: DateTime,
    #[aws(timestamp = "unixTimestamp")]
    read: Option<DateTime>,
}

fn main() {
    let at = DateTime::from_secs(0);
    let _ = Table::builder().created(at).updated(at).build();
}
