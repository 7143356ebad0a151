use metering_core::Client;

pub struct Plain;

pub type PlainClient = Client<Plain>;

fn client() -> PlainClient {
    Client::builder().build().unwrap()
}

fn main() {
    client();
}
