//! Requests whose responses are outstanding.

use std::future::{pending, poll_fn};
use std::panic::resume_unwind;
use std::pin::Pin;
use std::task::Poll;

use tokio::task::JoinHandle;
use tokio_postgres::Error;

type Response<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// A request that was sent to the server.
pub enum Sent<'a, T> {
    /// The result: the request couldn't be sent, or its response had arrived already.
    Ready(Result<T, Error>),
    /// The response must be awaited before the response to any later request.
    Next(Response<'a, T>),
    /// A task reads the response.
    Reading(JoinHandle<Result<T, Error>>),
}

impl<'a, T> Sent<'a, T> {
    /// Sends the request of a future of tokio-postgres, which happens when it is polled first.
    pub async fn new(request: impl Future<Output = Result<T, Error>> + Send + 'a) -> Self {
        let mut response: Response<'a, T> = Box::pin(request);
        let first = poll_fn(|context| match response.as_mut().poll(context) {
            Poll::Ready(result) => Poll::Ready(Some(result)),
            Poll::Pending => Poll::Ready(None),
        });
        match first.await {
            Some(result) => Sent::Ready(result),
            None => Sent::Next(response),
        }
    }

    /// Waits for the response.
    pub async fn response(self) -> Result<T, Error> {
        match self {
            Sent::Ready(result) => result,
            Sent::Next(response) => response.await,
            Sent::Reading(task) => match task.await {
                Ok(result) => result,
                Err(error) => match error.try_into_panic() {
                    Ok(panic) => resume_unwind(panic),
                    // The runtime ends, and this task with it.
                    Err(_) => pending().await,
                },
            },
        }
    }
}

impl<T: Send + 'static> Sent<'static, T> {
    /// Sends a request and reads its response in a task. Responses arrive in order, and
    /// tokio-postgres delivers no later response while an earlier one isn't read.
    pub async fn in_task(request: impl Future<Output = Result<T, Error>> + Send + 'static) -> Self {
        match Sent::new(request).await {
            Sent::Next(response) => Sent::Reading(tokio::spawn(response)),
            sent => sent,
        }
    }
}
