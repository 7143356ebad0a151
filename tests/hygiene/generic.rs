//! Functions of the user's own over any operation of a service.

use ::renamed::service::Service;
use ::renamed::{Call, Client, Error, Items, Operation, Pages, Paginated, PaginatedItems};
use ::std::result::Result;

/// Calls any operation.
pub fn call<S: Service, O: Operation<Service = S>>(
    client: &Client<S>,
    operation: O,
) -> Call<O::Output, O::Error> {
    client.send(operation).max_attempts(1)
}

/// Calls any operation, and waits.
///
/// # Errors
/// As the call.
pub async fn output<S: Service, O: Operation<Service = S>>(
    client: Client<S>,
    operation: O,
) -> Result<O::Output, Error<O::Error>> {
    client.send(operation).await
}

/// The pages of any operation that has them.
pub fn pages<S: Service, O: Paginated<Service = S>>(client: &Client<S>, operation: O) -> Pages<O> {
    client.pages(operation)
}

/// The items of any operation that declares them.
pub fn items<S: Service, O: PaginatedItems<Service = S>>(
    client: &Client<S>,
    operation: O,
) -> Items<O, O::Item> {
    client.pages(operation).items()
}
