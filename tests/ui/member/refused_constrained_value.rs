use metering_core::Shape;
use std::borrow::Cow;

#[derive(Shape)]
pub struct Borrowed<'a>(Cow<'a, str>);

#[derive(Shape)]
pub struct Static(&'static str);

#[derive(Shape)]
pub struct Optional(Option<String>);

#[derive(Shape)]
pub struct Digest([u8; 32]);

#[derive(Shape)]
pub struct Pair(String, i32);

#[derive(Shape)]
pub struct Things {
    #[aws(length = 1..=5)]
    a: Static,
    #[aws(pattern = "^a")]
    b: Optional,
    #[aws(length = 1..=5)]
    c: Digest,
    #[aws(length = 1..=5)]
    d: Pair,
}

const STATIC: Static = Static::from_static("a");

fn main() {
    let things = Things::builder().a("a").b("b").c(Digest([0; 32])).d(Pair("a".into(), 1)).build();
    println!("{} {}", things.a, things.b.as_str().len());
    println!("{} {}", STATIC.as_str(), Borrowed::from_static("a").as_str());
    let _ = (Optional::new("a"), things.c.get());
}
