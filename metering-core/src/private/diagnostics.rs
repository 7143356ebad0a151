//! Items that exist only for the messages of rustc.
//!
//! - A macro can't see types, so the token of a request and the token of an output are compared by
//!   method lookup. [`Token`] explains how.
//! - After an error in a declaration, the macro emits placeholder impls, so that the rest of the
//!   crate compiles and the error is reported once. [`NoServiceError`](super::NoServiceError) is the
//!   service error of a placeholder.

use crate::paginate::next_page::PageTokens;
use crate::shape::Shape;
use crate::validate::constraint::Text;

/// A token of the request, and the output's token.
///
/// `next` copies the token if both are strings ([`Token::next`]) or if both have one type
/// ([`SameToken`]). Otherwise method lookup ends at [`OtherToken`], whose bound has our message;
/// without it, rustc would list the bounds of the other two instead.
#[derive(Debug)]
pub struct Token<'a, I, O>(pub &'a mut I, pub Option<&'a O>);

impl<I: Shape + Text, O: Shape + Text> Token<'_, I, O> {
    /// Copies a string.
    pub fn next(self, page: &mut PageTokens) {
        page.token(self.0, self.1);
    }
}

/// Tokens of one type.
pub trait SameToken: Sized {
    /// Copies a value.
    fn next(self, page: &mut PageTokens);
}

impl<I: Shape + Takes<O>, O: Shape> SameToken for Token<'_, I, O> {
    fn next(self, page: &mut PageTokens) {
        page.token(self.0, self.1);
    }
}

/// Tokens of any other types.
pub trait OtherToken<I, O> {
    /// Doesn't compile.
    fn next(&self, _: &mut PageTokens)
    where
        I: Takes<O>,
    {
        unreachable!("the bound is not satisfied")
    }
}

impl<I, O> OtherToken<I, O> for Token<'_, I, O> {}

/// A request's token that can be set to the output's token.
#[diagnostic::on_unimplemented(
    message = "the output's token is `{Token}`, but the request's is `{Self}`; use the same type for both",
    label = "not the request's token"
)]
pub trait Takes<Token> {}

impl<T> Takes<T> for T {}
impl<T> Takes<T> for Option<T> {}
