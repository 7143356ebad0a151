use metering_core::{Blob, DateTime, Shape};
use std::collections::HashMap;

#[derive(Shape)]
pub struct Number(Option<i32>);

#[derive(Shape)]
pub struct Tags(&'static Vec<String>);

#[derive(Shape)]
pub struct Labels(Option<HashMap<String, String>>);

#[derive(Shape)]
pub struct Data(&'static Blob);

#[derive(Shape)]
pub struct When(Box<Option<DateTime>>);

#[derive(PartialEq, Eq, Hash, Shape)]
pub struct Id(String, i32);

#[derive(Shape)]
pub struct Name;

#[derive(Shape)]
pub struct Things {
    number: Option<Number>,
    #[aws(each(length = 1..=5))]
    tags: Tags,
    #[aws(keys(length = 1..=5))]
    labels: Labels,
    ids: HashMap<Id, Data>,
    #[aws(pattern = "^a")]
    name: Name,
}

fn main() {
    let things = Things::builder().number(3).tags(vec!["a".to_owned()]).labels(HashMap::new()).ids([]).name("a").build();
    let _ = (Number::from(3).get(), Tags::new(vec![]), Data::from(Blob::new("a")).into_inner());
    println!("{} {}", things.name, Id::new("a").unwrap().as_str());
    let _: Option<Id> = "a".parse().ok();
}
