use metering_core::Shape;

macro_rules! shape {
    ($name:ident, $ty:ty, $constrained:ty) => {
        #[derive(Shape)]
        pub struct $name {
            time: $ty,
            #[aws(range = 1..=5)]
            text: $constrained,
        }
    };
}

shape!(UsageRecord, std::time::SystemTime, String);

fn main() {}
