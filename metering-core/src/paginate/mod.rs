//! Operations that answer page by page.

pub(crate) mod next_page;

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::call::Call;
use crate::client::ClientInner;
use crate::error::Error;
use crate::operation::Operation;

/// An operation that was declared with `paginate(…)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not paginated",
    note = "if the service pages its answer, say so: `paginate(input_token = …, output_token = …)` in `#[aws_operation(…)]`",
    note = "a builder is no request yet: end it with `build()`"
)]
pub trait Paginated: Operation + Clone + Itself<Is = Self> {
    /// Makes this the request for the page after `output`; `false` if that was the last.
    fn next_page(&mut self, output: &Self::Output) -> bool;
}

/// A paginated operation by way of its declaration: what is none has no such type, and the compiler
/// has nothing more to say of its pages than that there are none.
#[doc(hidden)]
pub trait Itself {
    type Is;
}

/// A paginated operation whose declaration names the items of a page.
#[diagnostic::on_unimplemented(
    message = "the pages of `{Self}` have no items by declaration",
    note = "name them: `paginate(…, items = field, item = Type)`"
)]
pub trait PaginatedItems: Paginated {
    /// An item.
    type Item;

    /// The items of a page.
    fn items(output: Self::Output) -> Vec<Self::Item>;
}

/// The items of a page by the declaration of its operation: of one that can't be cloned, the
/// compiler would say so here again if this were to be paginated itself.
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

/// A page or an item of one, or what a call can fail with.
type Outcome<O, T> = Result<T, Error<<O as Operation>::Error>>;

/// The pages of an operation: a [`Stream`] of its outputs, each fetched when it is asked for. After
/// an error it ends.
///
/// Without a stream library, [`next`](Pages::next) does the same.
#[must_use = "pages are fetched as they are asked for"]
pub struct Pages<O: Paginated> {
    client: Arc<ClientInner>,
    request: Option<O>,
    call: Option<Call<O::Output, O::Error>>,
}

impl<O: Paginated> Pages<O> {
    pub(crate) fn new(client: Arc<ClientInner>, request: O) -> Self {
        Pages { client, request: Some(request), call: None }
    }

    /// The next page; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<O::Output, Error<O::Error>>> {
        poll_fn(|cx| self.poll_page(cx)).await
    }

    /// A stream of the items of all pages.
    pub fn items<Item>(self) -> Items<O, Item>
    where
        O: PaginatedItems<Item = Item>,
    {
        Items { pages: self, page: Vec::new().into_iter(), items: O::items }
    }

    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Outcome<O, O::Output>>> {
        if self.call.is_none() {
            let Some(request) = &self.request else { return Poll::Ready(None) };
            self.call = Some(Call::new(Arc::clone(&self.client), request.clone()));
        }
        let Some(call) = &mut self.call else { return Poll::Ready(None) };
        let Poll::Ready(page) = Pin::new(call).poll(cx) else { return Poll::Pending };
        self.call = None;
        let more = match (&page, &mut self.request) {
            (Ok(output), Some(request)) => request.next_page(output),
            _ => false,
        };
        if !more {
            self.request = None;
        }
        Poll::Ready(Some(page))
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
#[must_use = "items are fetched as they are asked for"]
pub struct Items<O: Paginated, Item> {
    pages: Pages<O>,
    page: std::vec::IntoIter<Item>,
    items: fn(O::Output) -> Vec<Item>,
}

impl<O: Paginated, Item> Items<O, Item> {
    /// The next item; `None` after the last one of the last page.
    pub async fn next(&mut self) -> Option<Result<Item, Error<O::Error>>> {
        poll_fn(|cx| self.poll_item(cx)).await
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Outcome<O, Item>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match self.pages.poll_page(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(Some(Ok(output))) => self.page = (self.items)(output).into_iter(),
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
