use metering_core::{Client, aws_operation};

pub struct Service;

#[aws_operation(action = "GetThing", output = ())]
pub struct GetThing {
    thing_id: String,
}

async fn things(client: Client<Service>) -> Result<(), Box<dyn std::error::Error>> {
    GetThing::builder().thing_id("a").send(&client).await?;
    let got = client.clone().send(GetThing { thing_id: "a".into() }).response().await;
    println!("{client:?}: {:?}", got.unwrap_err().code());
    Ok(())
}

fn main() {
    let _ = things;
}
