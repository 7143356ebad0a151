use metering_core::Shape;

macro_rules! shape {
    ($name:ident, $ty:ty, $length:expr, $range:expr, $text:expr) => {
        #[derive(Shape)]
        pub struct $name {
            lent: $ty,
            #[aws(length = $length)]
            text: String,
            #[aws(range = $range)]
            number: i32,
            #[aws(rename = $text)]
            other: String,
        }
    };
}

shape!(UsageRecord, &'static str, 9..=1, "1", 1 + 1);

fn main() {}
