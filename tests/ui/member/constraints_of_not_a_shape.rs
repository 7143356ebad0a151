use metering_core::{Sensitive, Shape};

pub struct Ours;

#[derive(Shape)]
pub struct Thing {
    #[aws(length = 1..=5)]
    length: Ours,
    #[aws(range = 1..=500)]
    range: Option<Ours>,
    #[aws(pattern = "^[a-z]$")]
    pattern: self::Ours,
    #[aws(each(length = 1..=5))]
    each: Option<Vec<Ours>>,
    #[aws(length = 1..=5, each(each(range = 1..=5)))]
    each_of_each: Vec<Vec<Ours>>,
    #[aws(keys(length = 1..=5))]
    keys: Ours,
    #[aws(timestamp = "date-time")]
    timestamp: Option<Ours>,
    #[aws(length = 1..=5)]
    secret: Sensitive<Ours>,
}

#[derive(Shape)]
#[aws(length = 1..=5)]
pub struct Name(Ours);

fn main() {
    let thing = Thing::builder().length(Ours).pattern(Ours).each_of_each([]).keys(Ours).secret(Ours).build();
    let _ = (thing.length, Name::new(Ours));
}
