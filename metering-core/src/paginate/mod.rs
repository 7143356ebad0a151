//! Operations that return their results page by page.
//!
//! [`Pages`] has an example.

pub(crate) mod next_page;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use crate::call::{Call, Response};
use crate::client_inner::ClientInner;
use crate::error::{Error, Failure, ResponseError};
use crate::operation::Operation;
use crate::shape::Structure;

/// An operation that is declared with `paginate(…)`.
///
/// [`Client::pages`](crate::Client::pages) and the request's own `pages` method return its pages.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not paginated; add `paginate(…)` to its `#[aws_operation(…)]`",
    note = "write `paginate(input_token = …, output_token = …)` if the service returns pages",
    note = "if this is a builder, call `build()` on it"
)]
pub trait Paginated: Operation<Output: Page> + Clone {
    /// Turns this request into the request for the page after `output`.
    ///
    /// The request is only usable if this returns [`NextPage::Ready`].
    fn next_page(&mut self, output: &Self::Output) -> NextPage;
}

/// An output that is a page: every structure without an event stream.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` has an event stream and can't be a page; remove `paginate(…)` or the `EventStream`",
    label = "not a page"
)]
pub trait Page {}

#[diagnostic::do_not_recommend]
impl<T: Structure> Page for T {}

/// The state of a pagination after a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NextPage {
    /// The page was the last one: the output has no token, or its flag is `false`.
    Last,
    /// The request for the next page is ready.
    Ready,
    /// The output repeats the token of the request, which would return the same page endlessly.
    /// Declare `stop_on_same_token` for operations that end in this way.
    UnchangedToken,
    /// The output's flag announces more pages, but the output has no token for them.
    MissingToken,
}

/// A paginated operation whose declaration names the items of its pages.
#[diagnostic::on_unimplemented(
    message = "the pages of `{Self}` have no declared items; add `items` and `item` to `paginate(…)`",
    note = "write `paginate(…, items = field, item = Type)`"
)]
pub trait PaginatedItems: Paginated {
    /// The type of an item.
    type Item;

    /// Returns the items of a page.
    fn items(output: Self::Output) -> Vec<Self::Item>;
}

/// The items of a page, as the declaration of its operation names them.
///
/// This trait is separate from [`PaginatedItems`], which requires [`Paginated`] and therefore
/// `Clone`. With one trait, rustc would report a missing `Clone` twice.
#[doc(hidden)]
pub trait DeclaredItems: Operation {
    type Item;

    fn items(output: Self::Output) -> Vec<Self::Item>;
}

#[diagnostic::do_not_recommend]
impl<O: Paginated + DeclaredItems> PaginatedItems for O {
    type Item = <O as DeclaredItems>::Item;

    fn items(output: Self::Output) -> Vec<Self::Item> {
        <O as DeclaredItems>::items(output)
    }
}

/// The result of a page, or of one of its items.
type Outcome<O, T> = Result<T, Error<<O as Operation>::Error>>;

/// The pages of an operation: a [`Stream`] of its outputs.
///
/// Each page is fetched when the stream is polled; nothing is fetched ahead. The stream ends after
/// the last page, or after an error. [`next`](Pages::next) works without a stream library.
///
/// # Errors
/// In addition to the errors of a call, the stream ends with [`ResponseError::UnchangedToken`] or
/// [`ResponseError::MissingToken`] if the service announces a further page that can't be requested,
/// so that an incomplete result can't be mistaken for a complete result.
///
/// ```no_run
/// # use metering_core::*;
/// # #[aws_service(endpoint_prefix = "kms", target_prefix = "TrentService", json_version = "1.1", error = KmsError)]
/// # pub struct Service;
/// # #[derive(Debug, ServiceError)] pub enum KmsError { #[aws(other)] Unhandled(ErrorMetadata) }
/// #[aws_operation(
///     action = "ListAliases",
///     paginate(input_token = marker, output_token = next_marker, items = aliases, item = String),
/// )]
/// #[derive(Debug, Clone)]
/// pub struct ListAliases {
///     pub marker: Option<String>,
/// }
///
/// #[derive(Debug, Shape)]
/// pub struct ListAliasesOutput {
///     pub aliases: Vec<String>,
///     pub next_marker: Option<String>,
/// }
///
/// # async fn example(client: Client<Service>) -> Result<(), Error<KmsError>> {
/// let mut aliases = client.pages(ListAliases::builder().build()).items();
/// while let Some(alias) = aliases.next().await {
///     println!("{}", alias?);
/// }
/// # Ok(()) }
/// ```
#[must_use = "pages are fetched only when the stream is polled"]
pub struct Pages<O: Paginated> {
    client: Arc<ClientInner>,
    /// The request for the next page; `None` after the last one.
    request: Option<O>,
    call: Option<Call<O::Output, O::Error>>,
    /// The error that follows the last page.
    failure: Option<Failure<ResponseError>>,
}

impl<O: Paginated> Pages<O> {
    pub(crate) fn new(client: Arc<ClientInner>, request: O) -> Self {
        Pages { client, request: Some(request), call: None, failure: None }
    }

    /// Returns the next page, or `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<O::Output, Error<O::Error>>> {
        poll_fn(|cx| self.poll_page(cx)).await
    }

    /// Returns a stream of the items of all pages.
    pub fn items<Item>(self) -> Items<O, Item>
    where
        O: PaginatedItems<Item = Item>,
    {
        Items { pages: self, page: Vec::new().into_iter(), items: O::items }
    }

    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Outcome<O, O::Output>>> {
        if let Some(failure) = self.failure.take() {
            return Poll::Ready(Some(Err(Error::Response(failure))));
        }
        if self.call.is_none() {
            let Some(request) = &self.request else { return Poll::Ready(None) };
            self.call = Some(Call::new(Arc::clone(&self.client), request.clone()));
        }
        let Some(call) = &mut self.call else { return Poll::Ready(None) };
        let result = ready!(call.poll_response(cx));
        self.call = None;
        let Response { output, context, .. } = match result {
            Ok(response) => response,
            Err(error) => {
                self.request = None;
                return Poll::Ready(Some(Err(error)));
            }
        };
        let next = self.request.as_mut().map_or(NextPage::Last, |request| request.next_page(&output));
        if next != NextPage::Ready {
            self.request = None;
            self.failure = next.error().map(|error| Failure::new(context, error));
        }
        Poll::Ready(Some(Ok(output)))
    }
}

impl NextPage {
    fn error(self) -> Option<ResponseError> {
        match self {
            NextPage::Last | NextPage::Ready => None,
            NextPage::UnchangedToken => Some(ResponseError::UnchangedToken),
            NextPage::MissingToken => Some(ResponseError::MissingToken),
        }
    }
}

impl<O: Paginated> Unpin for Pages<O> {}

impl<O: Paginated> Stream for Pages<O> {
    type Item = Result<O::Output, Error<O::Error>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(cx)
    }
}

/// The items of all pages of an operation: a [`Stream`].
///
/// It ends like [`Pages`].
#[must_use = "items are fetched only when the stream is polled"]
pub struct Items<O: Paginated, Item> {
    pages: Pages<O>,
    page: std::vec::IntoIter<Item>,
    items: fn(O::Output) -> Vec<Item>,
}

impl<O: Paginated, Item> Items<O, Item> {
    /// Returns the next item, or `None` after the last item of the last page.
    pub async fn next(&mut self) -> Option<Result<Item, Error<O::Error>>> {
        poll_fn(|cx| self.poll_item(cx)).await
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Outcome<O, Item>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_page(cx)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(output)) => self.page = (self.items)(output).into_iter(),
            }
        }
    }
}

impl<O: Paginated, Item> Unpin for Items<O, Item> {}

impl<O: Paginated, Item> Stream for Items<O, Item> {
    type Item = Result<Item, Error<O::Error>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(cx)
    }
}

impl<O: Paginated> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("operation", &O::INFO.action).finish_non_exhaustive()
    }
}

impl<O: Paginated, Item> fmt::Debug for Items<O, Item> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("operation", &O::INFO.action).finish_non_exhaustive()
    }
}
