//! The service and the operations that the fixtures share.

use metering_core::{
    ErrorMetadata, ServiceError, Shape, StringEnum, UnknownValue, Waiter, aws_operation, aws_service,
};

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

/// An operation for waiters.
#[aws_operation(action = "DescribeTable", error = TableError)]
#[derive(Debug, Clone)]
pub struct DescribeTable {
    /// The name.
    pub table_name: Option<String>,
}

/// The errors of the operation.
#[derive(Debug, ServiceError)]
pub enum TableError {
    /// The table doesn't exist.
    ResourceNotFound(ErrorMetadata),
    /// Every other error.
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

/// A table.
#[derive(Debug, Clone, Shape)]
pub struct DescribeTableOutput {
    /// The table.
    pub table: Option<Table>,
    /// The replicas.
    pub replicas: Option<Vec<Table>>,
}

/// The state of a table.
#[derive(Debug, Clone, Shape)]
pub struct Table {
    /// The status.
    pub table_status: Option<TableStatus>,
    /// The name.
    pub table_name: Option<String>,
    /// The number of items.
    pub item_count: Option<i64>,
    /// `true` if the table is protected.
    pub protected: Option<bool>,
}

/// A status.
#[derive(Debug, Clone, PartialEq, Eq, StringEnum)]
#[aws(rename_all = "UPPERCASE")]
pub enum TableStatus {
    /// The table can be used.
    Active,
    /// The table is created.
    Creating,
    /// Another status.
    #[aws(other)]
    Unknown(UnknownValue),
}

/// Another operation for waiters.
#[aws_operation(action = "DescribeStream", output = ())]
#[derive(Debug, Clone)]
pub struct DescribeStream {}

/// A waiter.
#[derive(Debug, Waiter)]
#[aws(operation = DescribeTable, success(table.table_status = TableStatus::Active))]
pub struct TableExists;
