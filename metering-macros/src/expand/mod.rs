//! Generated code: model -> tokens, one file for each kind of item.
//!
//! An expansion is thin. Each member takes a few calls into the runtime, which holds all code that
//! doesn't depend on the member's type and is compiled once. Each call names the member's type with
//! the tokens of the declaration, so that rustc points there if the type doesn't fit.

pub(crate) mod builder;
pub(crate) mod constraints;
pub(crate) mod int_enum;
pub(crate) mod newtype;
pub(crate) mod operation;
pub(crate) mod service;
pub(crate) mod service_error;
pub(crate) mod string_enum;
pub(crate) mod structure;
pub(crate) mod union;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Token;
use syn::spanned::Spanned;

use crate::model::{Item, Model};

/// Expands a declaration of any kind.
pub fn expand(model: &Model) -> TokenStream {
    match model {
        Model::Service(service) => service::expand(service),
        Model::Operation(operation) => operation::expand(&operation.0, &operation.1),
        Model::Structure(structure) => structure::expand(structure, &TokenStream::new(), None),
        Model::Newtype(newtype) => newtype::expand(newtype),
        Model::StringEnum(string_enum) => string_enum::expand(string_enum),
        Model::IntEnum(int_enum) => int_enum::expand(int_enum),
        Model::Union(union) => union::expand(union),
        Model::ServiceError(error) => service_error::expand(error),
    }
}

/// Wraps impls in an anonymous scope in which `__core` is the runtime's private module.
pub(crate) fn scope(item: &Item, impls: &TokenStream) -> TokenStream {
    let core = item.core.private();
    quote! {
        #[allow(
            deprecated, dead_code, non_camel_case_types, non_snake_case, trivial_casts, trivial_numeric_casts, unreachable_pub,
            unused_qualifications, clippy::all, clippy::pedantic, clippy::nursery
        )]
        const _: () = {
            use #core as __core;
            #impls
        };
    }
}

/// `impl`, with the span of the item's name.
///
/// For a type that is not found in `Vec<…>`, rustc suggests a generic parameter, at the `impl` or
/// after the name of the item. If both places are the same, rustc prints the message once.
pub(crate) fn impl_at(ident: &Ident) -> Token![impl] {
    Token![impl](ident.span())
}

/// `type name = ty;`, with the type's span, because rustc points there if the type doesn't fit.
pub(crate) fn associated(name: &str, ty: &impl ToTokens) -> TokenStream {
    let at = Span::call_site().located_at(ty.span());
    let name = Ident::new(name, at);
    quote_spanned!(at=> type #name = #ty;)
}

/// The span of the last token.
pub(crate) fn last_span(tokens: &TokenStream) -> Span {
    tokens.clone().into_iter().last().map_or_else(Span::call_site, |token| token.span())
}

/// serde's traits, if they are requested.
pub(crate) fn serde(ident: &Ident, wanted: bool) -> TokenStream {
    if !wanted {
        return TokenStream::new();
    }
    quote! {
        #[automatically_derived]
        impl __core::serde::Serialize for #ident {
            fn serialize<__S: __core::serde::Serializer>(&self, __to: __S) -> __core::Result<__S::Ok, __S::Error> {
                __core::serialize(self, __to)
            }
        }
        #[automatically_derived]
        impl<'__de> __core::serde::Deserialize<'__de> for #ident {
            fn deserialize<__D: __core::serde::Deserializer<'__de>>(__from: __D) -> __core::Result<Self, __D::Error> {
                __core::deserialize(__from)
            }
        }
    }
}
