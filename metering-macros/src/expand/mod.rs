//! The tokens that a model becomes.
//!
//! An expansion is thin: each member is a few calls of the runtime, in which all that is not about
//! its type is plain code that is compiled once. Each call names the member's type by the tokens of
//! the declaration, so that a type that can't be there is pointed at, and said once however often
//! it is met.

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
use syn::spanned::Spanned;
use syn::{Token, Type};

use crate::model::{Item, Model};
use crate::ty::all_names;

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

/// Wraps impls in a scope of their own, where `__core` is what they call.
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

/// `impl`, where the item's name is: the compiler takes an impl's generics to stand after it.
///
/// A type that can't be found within `Vec<…>` may be a parameter that is missing, it says, and
/// shows where it would go. What it says of the item and of its impls is the same then, and is said
/// once.
pub(crate) fn impl_at(ident: &Ident) -> Token![impl] {
    Token![impl](ident.span())
}

/// `type name = ty;`, placed where the type is, so that one that can't be there is pointed at.
pub(crate) fn associated(name: &str, ty: &impl ToTokens) -> TokenStream {
    let at = Span::call_site().located_at(ty.span());
    let name = Ident::new(name, at);
    quote_spanned!(at=> type #name = #ty;)
}

/// The type, or a broken one where `of` is not `__core::a`: the compiler says that, and nothing
/// more of the type wherever it is met.
pub(crate) fn broken_unless(of: &impl ToTokens, a: &str, ty: &impl ToTokens) -> TokenStream {
    let a = Ident::new(a, of.span());
    // From the first token of the type to its last.
    let is = Ident::new("Is", last_span(&ty.to_token_stream()));
    quote_spanned!(ty.span()=> <[#ty; <#of as __core::#a>::IS_ONE] as __core::Checked>::#is)
}

/// The type, of which nothing more is said where it is no shape: it can't be marked as what it is
/// not, either.
pub(crate) fn if_shape(ty: &Type) -> TokenStream {
    if is_shape(ty) { ty.to_token_stream() } else { broken_unless(ty, "Shape", ty) }
}

/// Whether the spelling tells that it is a shape.
pub(crate) fn is_shape(ty: &Type) -> bool {
    const BESIDE: [&str; 6] = ["Sensitive", "Cow", "static", "Blob", "DateTime", "Document"];
    all_names(ty.to_token_stream(), |name| PRELUDE.iter().chain(&BESIDE).any(|shape| name == shape))
}

/// Shapes of the prelude, and what makes shapes of others.
const PRELUDE: [&str; 12] =
    ["Option", "Vec", "Box", "String", "bool", "i8", "i16", "i32", "i64", "f32", "f64", "str"];

/// Whether all names in a type are of the prelude, as `Option<Vec<String>>`, and are there for
/// that.
pub(crate) fn known(ty: TokenStream) -> bool {
    all_names(ty, |name| PRELUDE.iter().any(|known| name == known))
}

/// Where the last token is.
pub(crate) fn last_span(tokens: &TokenStream) -> Span {
    tokens.clone().into_iter().last().map_or_else(Span::call_site, |token| token.span())
}

/// A name for such a type. The documentation shows what a name is declared as, so that nothing is
/// asked there.
pub(crate) fn alias(name: &Ident, checked: &TokenStream, ty: &impl ToTokens) -> TokenStream {
    quote! {
        #[cfg(not(doc))]
        type #name = #checked;
        #[cfg(doc)]
        type #name = #ty;
    }
}

/// A name for `ty`, which is to be `__core::a`, and its declaration.
pub(crate) fn named(name: &str, ty: &impl ToTokens, a: &str) -> (Ident, TokenStream) {
    let name = Ident::new(name, Span::call_site().located_at(ty.span()));
    let declaration = alias(&name, &broken_unless(ty, a, ty), ty);
    (name, declaration)
}

/// serde's own traits, where they are asked for.
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
