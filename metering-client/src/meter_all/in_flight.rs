//! Futures that run concurrently in one task.

use std::pin::Pin;
use std::task::Poll;

/// A few futures that are polled together. All of them are polled at each wake, which is cheap for
/// the number of calls that a `meter_all` has in flight.
pub struct InFlight<T> {
    futures: Vec<Pin<Box<dyn Future<Output = T> + Send>>>,
}

impl<T> Default for InFlight<T> {
    fn default() -> Self {
        InFlight { futures: Vec::new() }
    }
}

impl<T> InFlight<T> {
    pub fn len(&self) -> usize {
        self.futures.len()
    }

    pub fn push(&mut self, future: impl Future<Output = T> + Send + 'static) {
        self.futures.push(Box::pin(future));
    }

    /// Returns the output of the future that completes first, or `None` if there is none.
    pub async fn next(&mut self) -> Option<T> {
        std::future::poll_fn(|cx| {
            if self.futures.is_empty() {
                return Poll::Ready(None);
            }
            for position in 0..self.futures.len() {
                if let Poll::Ready(output) = self.futures[position].as_mut().poll(cx) {
                    drop(self.futures.remove(position));
                    return Poll::Ready(Some(output));
                }
            }
            Poll::Pending
        })
        .await
    }
}
