//! Generic functions over the operations of a service.

use ::renamed::service::Service;
use ::renamed::{Call, Client, Error, Items, Operation, Pages, Paginated, PaginatedItems};
use ::std::result::Result;

/// Calls an operation.
pub fn call<S: Service, O: Operation<Service = S>>(
    client: &Client<S>,
    operation: O,
) -> Call<O::Output, O::Error> {
    client.send(operation).max_attempts(1)
}

/// Calls an operation and returns its output.
///
/// # Errors
///
/// Returns an error if the call fails.
pub async fn output<S: Service, O: Operation<Service = S>>(
    client: Client<S>,
    operation: O,
) -> Result<O::Output, Error<O::Error>> {
    client.send(operation).await
}

/// Returns the pages of an operation.
pub fn pages<S: Service, O: Paginated<Service = S>>(client: &Client<S>, operation: O) -> Pages<O> {
    client.pages(operation)
}

/// Returns the items of an operation.
pub fn items<S: Service, O: PaginatedItems<Service = S>>(
    client: &Client<S>,
    operation: O,
) -> Items<O, O::Item> {
    client.pages(operation).items()
}
