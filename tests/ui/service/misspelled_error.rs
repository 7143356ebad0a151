use metering_core::{Client, Error, ErrorMetadata, ServiceError, aws_operation, aws_service};

#[derive(Debug, ServiceError)]
pub enum Refused {
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

#[aws_service(endpoint_prefix = "things", target_prefix = "Things", json_version = "1.1", eror = Refused)]
pub struct Service;

#[aws_operation(action = "PutThing", output = ())]
pub struct PutThing {
    name: String,
}

async fn put(client: &Client<Service>) -> Result<(), Error<Refused>> {
    match PutThing::builder().name("a").send(client).await {
        Err(Error::Service(Refused::Unhandled(metadata))) if metadata.code() == Some("Busy") => Ok(()),
        other => other,
    }
}

fn main() {
    let _ = put;
}
