use metering_core::Shape;

#[derive(Debug, Shape)]
#[aws(length = 1..=5)]
pub struct Name(String)

#[derive(Debug, Shape)]
pub struct Things {
    name: Name,
}

fn main() {
    println!("{}", Things::builder().name("a").build().name.as_str());
}
