//! Operations that answer page by page.

use crate::operation::Operation;

/// An operation that was declared with `paginate(…)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not paginated",
    note = "if the service pages its answer, say so: `paginate(input_token = …, output_token = …)` in `#[aws_operation(…)]`"
)]
pub trait Paginated: Operation + Clone {
    /// Makes this the request for the page after `output`; `false` if that was the last.
    fn next_page(&mut self, output: &Self::Output) -> bool;
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
