//! The service and the operations that the fixtures share.

use metering_core::{ErrorMetadata, ServiceError, Shape, aws_operation, aws_service};

/// The service.
#[aws_service(endpoint_prefix = "example", target_prefix = "Example", json_version = "1.1", error = ExampleError)]
#[derive(Debug)]
pub struct Service;

/// The errors of the service.
#[derive(Debug, ServiceError)]
pub enum ExampleError {
    /// Every error.
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

/// An operation without pages.
#[aws_operation(action = "Ping", output = ())]
#[derive(Debug, Clone)]
pub struct Ping {
    /// A name.
    pub name: Option<String>,
}

/// An operation with pages and without items.
#[aws_operation(action = "ListPages", output = Things, paginate(input_token = next_token, output_token = next_token))]
#[derive(Debug, Clone)]
pub struct ListPages {
    /// The token of the previous page.
    pub next_token: Option<String>,
}

/// A page.
#[derive(Debug, Clone, Shape)]
pub struct Things {
    /// The items.
    pub things: Vec<Thing>,
    /// The token of the next page.
    pub next_token: Option<String>,
}

/// An item.
#[derive(Debug, Clone, Shape)]
pub struct Thing {
    /// The name.
    pub name: Option<String>,
}

/// An operation with required members.
#[aws_operation(action = "PutThing", output = ())]
#[derive(Debug, Clone)]
pub struct PutThing {
    /// The name.
    pub thing_name: String,
    /// The tags.
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
