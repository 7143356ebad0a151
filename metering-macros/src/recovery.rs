//! The one device against a doubled message of rustc.

use proc_macro2::TokenStream;
use quote::quote;

/// Reports an item that syn can't parse.
///
/// rustc continues after most syntax errors and has then reported the error itself. Therefore the
/// error is a denied lint: rustc doesn't check lints in a crate with other errors, so that the lint
/// appears only if rustc accepts the syntax.
pub fn syntax_error(error: &syn::Error) -> TokenStream {
    let message = error.to_string();
    quote! {
        #[deny(unused_must_use)]
        const _: fn() = || {
            #[must_use = #message]
            fn unsupported_syntax() {}
            unsupported_syntax();
        };
    }
}
