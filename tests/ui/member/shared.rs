use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use metering_core::{Client, aws_operation};
use ui::{Service, Things};

#[aws_operation(action = "PutThing", output = Things)]
#[derive(Clone)]
pub struct PutThing {
    name: Rc<String>,
    label: Option<Arc<str>>,
    counts: Vec<RefCell<i32>>,
    lines: Arc<Mutex<Vec<String>>>,
}

pub async fn put(client: &Client<Service>, request: PutThing) -> usize {
    let again = PutThing::builder().name("a".to_owned()).label("b").counts(vec![]).lines(vec![]);
    let _ = again.send(client).await;
    let names = request.name.len();
    client.send(request).await.map_or(names, |things| things.things.len())
}

fn main() {}
