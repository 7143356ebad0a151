use metering_core::{Blob, Shape, StringEnum, aws_operation};
use std::collections::HashMap;
use ui::{Service, Things};

#[derive(Clone, Copy, Shape)]
#[aws(rang = 1..=100)]
pub struct Quantity(i32);

#[derive(Shape)]
#[aws(lenght = 1..)]
pub struct Hash(Blob);

#[derive(Shape)]
#[aws(lenght = 1..)]
pub struct Tags(Vec<String>);

#[derive(PartialEq, Eq, Hash, StringEnum)]
pub enum Key {
    Red,
}

#[aws_operation(action = "PutThing", output = Things)]
#[aws(at_least_one_of(quantity, tags))]
pub struct PutThing {
    #[aws(range = 1..=10)]
    quantity: Option<Quantity>,
    #[aws(length = 1..=10)]
    hash: Hash,
    #[aws(length = 1..=10, each(length = 1..))]
    tags: Option<Tags>,
    #[aws(keys(length = ..=10))]
    by_key: HashMap<Key, Quantity>,
}

fn main() {
    let request = PutThing::builder().quantity(1).hash(Blob::new("a")).tags(vec![]).by_key(HashMap::<Key, Quantity>::new()).build();
    let _ = (request.quantity.unwrap().get() + 1, request.hash.get(), request.tags.unwrap().into_inner());
    let _ = Key::from("Red").as_str();
}
