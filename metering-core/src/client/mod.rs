//! A client for one service.

mod builder;
mod error;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

pub use self::builder::ClientBuilder;
pub use self::error::BuildError;
use crate::call::Call;
use crate::client_inner::ClientInner;
use crate::endpoint::Endpoint;
use crate::operation::{Operation, OperationOf};
use crate::paginate::{Pages, Paginated};
use crate::service::Service;
use crate::waiter::WaitFor;

/// A client for the service `S`.
///
/// A clone shares its connections, credentials and retry quota with the original. Cloning is cheap,
/// so a client needs no `Arc`.
///
/// ```no_run
/// # use metering_core::*;
/// # #[aws_service(endpoint_prefix = "kms", target_prefix = "TrentService", json_version = "1.1", error = KmsError)]
/// # pub struct Service;
/// # #[derive(Debug, ServiceError)] pub enum KmsError { #[aws(other)] Unhandled(ErrorMetadata) }
/// # #[aws_operation(action = "DescribeKey")] pub struct DescribeKey { key_id: String }
/// # #[derive(Debug, Shape)] pub struct DescribeKeyOutput { key_arn: Option<String> }
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::<Service>::from_env().await?;
/// let output = client.send(DescribeKey::builder().key_id("alias/a").build()).await?;
/// # Ok(()) }
/// ```
pub struct Client<S> {
    inner: Arc<ClientInner>,
    service: PhantomData<fn() -> S>,
}

impl<S: Service> Client<S> {
    /// Builds a client with the Region, the credentials and the endpoint from the default AWS
    /// provider chains: the environment, the shared config and credentials files, and the instance
    /// or container that the program runs on.
    ///
    /// Credentials are loaded by the first call. [`ClientBuilder::from_env`] lists the settings.
    ///
    /// # Errors
    /// Returns an error if a setting is invalid, or if no Region is configured.
    pub async fn from_env() -> Result<Self, BuildError> {
        Self::builder().from_env().await?.build()
    }

    /// Returns a builder without a Region, credentials or an endpoint.
    pub fn builder() -> ClientBuilder<S> {
        ClientBuilder::new()
    }
}

impl<S> Client<S> {
    /// Prepares a call of an operation. The call is sent when it is awaited.
    ///
    /// The result of the call is the operation's output. [`Call::response`] also returns the
    /// request id, and the other methods of [`Call`] override the client's limits.
    pub fn send<O: Operation + OperationOf<S>>(&self, operation: O) -> Call<O::Output, O::Error> {
        Call::new(Arc::clone(&self.inner), operation)
    }

    /// Returns the pages of a paginated operation as a stream. Each page is fetched when the stream
    /// is polled.
    pub fn pages<O: Paginated + OperationOf<S>>(&self, operation: O) -> Pages<O> {
        Pages::new(Arc::clone(&self.inner), operation)
    }

    /// Polls an operation until a state is reached. Call [`WaitFor::until`] with the
    /// [`Waiter`](crate::Waiter).
    pub fn wait<O: Operation + OperationOf<S>>(&self, operation: O) -> WaitFor<O> {
        WaitFor::new(Arc::clone(&self.inner), operation)
    }

    /// Returns the endpoint that requests are sent to, without the host prefix that an operation
    /// may add.
    pub fn endpoint(&self) -> &Endpoint {
        &self.inner.endpoint
    }
}

impl<S> Clone for Client<S> {
    fn clone(&self) -> Self {
        Client { inner: Arc::clone(&self.inner), service: PhantomData }
    }
}

impl<S> fmt::Debug for Client<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("service", &self.inner.service.id)
            .field("endpoint", &self.inner.endpoint)
            .finish_non_exhaustive()
    }
}
