use metering_core::Shape;

const LEAST: i64 = 900;

macro_rules! shape {
    ($least:expr, $most:expr) => {
        #[derive(Shape)]
        pub struct UsageRecord {
            #[aws(range = ..=$most)]
            quantity: i8,
            #[aws(range = $least..=$most)]
            sum: i64,
        }
    };
}

shape!(LEAST, 500);

fn main() {}
