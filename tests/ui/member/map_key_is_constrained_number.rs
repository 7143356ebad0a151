use metering_core::Shape;
use std::collections::{BTreeMap, HashMap};

#[derive(Shape)]
pub struct UsageRecord {
    #[aws(length = 1..=2)]
    quantities: HashMap<i64, String>,
    #[aws(each(length = 1..=2))]
    names: Option<BTreeMap<u8, String>>,
}

#[derive(Shape)]
#[aws(length = 1..=2)]
pub struct Quantities(HashMap<u64, String>);

#[derive(Shape)]
#[aws(each(length = 1..=2))]
pub struct Names(BTreeMap<i32, String>);

fn main() {}
