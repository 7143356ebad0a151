//! The errors of one declaration.
//!
//! All errors of a declaration are reported together, each at the token that is wrong. The texts
//! are in [`crate::messages`].

use std::cell::RefCell;
use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

use crate::ty::ungrouped;

/// Collects errors.
///
/// Call [`into_compile_errors`](Self::into_compile_errors) before the value is dropped. Dropping
/// it unread panics, because an invalid declaration would compile.
pub struct Diagnostics {
    errors: RefCell<Option<Vec<syn::Error>>>,
}

impl Diagnostics {
    pub fn new() -> Self {
        Diagnostics { errors: RefCell::new(Some(Vec::new())) }
    }

    /// Reports an error at one token.
    pub fn at(&self, span: Span, message: impl Display) {
        self.push(syn::Error::new(span, message));
    }

    /// Reports an error that spans all of `tokens`.
    pub fn over(&self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(ungrouped(tokens.into_token_stream()), message));
    }

    pub fn push(&self, error: syn::Error) {
        if let Some(errors) = &mut *self.errors.borrow_mut() {
            errors.push(error);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.errors.borrow().as_ref().is_none_or(Vec::is_empty)
    }

    /// Returns a `compile_error!` for each error.
    pub fn into_compile_errors(self) -> TokenStream {
        self.errors.take().unwrap_or_default().iter().map(syn::Error::to_compile_error).collect()
    }
}

impl Drop for Diagnostics {
    fn drop(&mut self) {
        if self.errors.borrow().is_some() && !std::thread::panicking() {
            panic!("the errors of a declaration were not reported");
        }
    }
}
