//! The service whose operations the fixtures declare, and what they share.

use metering_core::{ErrorMetadata, ServiceError, Shape, aws_operation, aws_service};

/// The service.
#[aws_service(endpoint_prefix = "example", target_prefix = "Example", json_version = "1.1", error = ExampleError)]
#[derive(Debug)]
pub struct Service;

/// Its errors.
#[derive(Debug, ServiceError)]
pub enum ExampleError {
    /// Any.
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

/// An operation without pages.
#[aws_operation(action = "Ping", output = ())]
#[derive(Debug, Clone)]
pub struct Ping {
    /// Who is there.
    pub name: Option<String>,
}

/// An operation with pages, of which no items are declared.
#[aws_operation(action = "ListPages", output = Things, paginate(input_token = next_token, output_token = next_token))]
#[derive(Debug, Clone)]
pub struct ListPages {
    /// From the page before.
    pub next_token: Option<String>,
}

/// A page.
#[derive(Debug, Clone, Shape)]
pub struct Things {
    /// The items.
    pub things: Vec<Thing>,
    /// For the page after.
    pub next_token: Option<String>,
}

/// An item.
#[derive(Debug, Clone, Shape)]
pub struct Thing {
    /// Its name.
    pub name: Option<String>,
}

/// An operation with required members.
#[aws_operation(action = "PutThing", output = ())]
#[derive(Debug, Clone)]
pub struct PutThing {
    /// What it is called.
    pub thing_name: String,
    /// What it is found by.
    pub tags: Vec<Tag>,
}

/// A name and a value.
#[derive(Debug, Clone, Shape)]
pub struct Tag {
    /// The name.
    pub key: String,
    /// The value.
    pub value: String,
}
