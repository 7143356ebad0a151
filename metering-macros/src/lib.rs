#![doc = include_str!("../docs/overview.md")]

mod attr;
mod attribute;
mod check;
mod diagnostics;
mod expand;
mod fallback;
mod item;
mod messages;
mod model;
mod recovery;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod snapshots;
mod suggest;
mod ty;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::diagnostics::Diagnostics;
use crate::item::{Declaration, Kind};

#[doc = include_str!("../docs/service.md")]
#[proc_macro_attribute]
pub fn aws_service(
    arguments: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    service(arguments.into(), item.into()).into()
}

#[doc = include_str!("../docs/operation.md")]
#[proc_macro_attribute]
pub fn aws_operation(
    arguments: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    attribute::operation(&arguments.into(), item.into()).into()
}

/// The hidden derive that `#[aws_operation]` adds to its struct.
#[doc(hidden)]
#[proc_macro_derive(Operation, attributes(aws, serde))]
pub fn derive_operation(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    derive(Kind::Operation, input.into()).into()
}

#[doc = include_str!("../docs/shape.md")]
#[proc_macro_derive(Shape, attributes(aws, serde))]
pub fn derive_shape(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    derive(Kind::Shape, input.into()).into()
}

#[doc = include_str!("../docs/string_enum.md")]
#[proc_macro_derive(StringEnum, attributes(aws, serde))]
pub fn derive_string_enum(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    derive(Kind::StringEnum, input.into()).into()
}

#[doc = include_str!("../docs/int_enum.md")]
#[proc_macro_derive(IntEnum, attributes(aws, serde))]
pub fn derive_int_enum(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    derive(Kind::IntEnum, input.into()).into()
}

#[doc = include_str!("../docs/union.md")]
#[proc_macro_derive(Union, attributes(aws, serde))]
pub fn derive_union(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    derive(Kind::Union, input.into()).into()
}

#[doc = include_str!("../docs/service_error.md")]
#[proc_macro_derive(ServiceError, attributes(aws, serde))]
pub fn derive_service_error(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    derive(Kind::ServiceError, input.into()).into()
}

#[doc = include_str!("../docs/waiter.md")]
#[proc_macro_derive(Waiter, attributes(aws, serde))]
pub fn derive_waiter(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    derive(Kind::Waiter, input.into()).into()
}

fn service(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let diagnostics = Diagnostics::new();
    let (item, declaration) = attribute::service(arguments, item, &diagnostics);
    let expansion = declaration.map(|declaration| expand(&declaration, &diagnostics));
    let errors = diagnostics.into_compile_errors();
    quote!(#item #expansion #errors)
}

fn derive(kind: Kind, input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return recovery::syntax_error(&error),
    };
    let diagnostics = Diagnostics::new();
    attribute::reject_derive_on_request(kind, &input, &diagnostics);
    if !diagnostics.is_empty() {
        return diagnostics.into_compile_errors();
    }
    let declaration = Declaration::from_derive(kind, input, &diagnostics);
    let expansion = expand(&declaration, &diagnostics);
    let errors = diagnostics.into_compile_errors();
    quote!(#expansion #errors)
}

/// Checks a declaration, and expands it or its placeholder.
fn expand(declaration: &Declaration, diagnostics: &Diagnostics) -> TokenStream {
    match check::check(declaration, diagnostics) {
        Some(model) if diagnostics.is_empty() => expand::expand(&model),
        _ => fallback::fallback(declaration),
    }
}
