//! Requests whose responses are outstanding.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use tokio_postgres::Error;

type Response<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// A request that was sent to the server.
pub struct Sent<'a, T> {
    response: Response<'a, T>,
    /// The result, if the request couldn't be sent.
    early: Option<Result<T, Error>>,
}

impl<'a, T> Sent<'a, T> {
    /// Sends the request of a future of tokio-postgres, which happens when it is polled first.
    pub async fn new(request: impl Future<Output = Result<T, Error>> + Send + 'a) -> Self {
        let mut response: Response<'a, T> = Box::pin(request);
        let early = poll_fn(|context| match response.as_mut().poll(context) {
            Poll::Ready(result) => Poll::Ready(Some(result)),
            Poll::Pending => Poll::Ready(None),
        });
        let early = early.await;
        Sent { response, early }
    }

    /// Waits for the response.
    pub async fn response(self) -> Result<T, Error> {
        match self.early {
            Some(result) => result,
            None => self.response.await,
        }
    }
}
