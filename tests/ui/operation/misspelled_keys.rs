use metering_core::{Client, Error, ErrorMetadata, ServiceError, Shape, aws_operation};

mod things {
    pub use ui::Service as Things;
}

#[derive(Debug, ServiceError)]
pub enum Refused {
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

#[derive(Debug, Clone, Shape)]
pub struct Listed {
    pub things: Vec<String>,
    pub next_token: Option<String>,
}

#[derive(Clone)]
#[aws_operation(
    action = "ListThings",
    servce = things::Things,
    outptu = Listed,
    errors = Refused,
    paginte(input_token = next_token, output_token = next_token, items = things, item = String),
)]
pub struct ListThings {
    next_token: Option<String>,
}

async fn list(client: &Client<things::Things>) -> Result<usize, Error<Refused>> {
    let first = ListThings::builder().send(client).await?;
    let mut pages = client.pages(ListThings::builder().build());
    let mut count = first.things.len();
    while let Some(page) = pages.next().await {
        count += page?.things.len();
    }
    let mut things = client.pages(ListThings { next_token: None }).items();
    while let Some(thing) = things.next().await {
        println!("{}", thing?);
    }
    Ok(count)
}

fn main() {
    let _ = list;
}
