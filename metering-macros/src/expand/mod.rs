//! The tokens that a model becomes.
//!
//! An expansion is thin: each member is a few calls of the runtime, in which all that is not about its type is plain code
//! that is compiled once. Each call names the member's type by the tokens of the declaration, so that a type that can't
//! be there is pointed at, and said once however often it is met.

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

use crate::model::Item;

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
/// A type that can't be found within `Vec<…>` may be a parameter that is missing, it says, and shows where it would go. What it says
/// of the item and of its impls is the same then, and is said once.
pub(crate) fn impl_at(ident: &Ident) -> Token![impl] {
    Token![impl](ident.span())
}

/// `type name = ty;`, placed where the type is, so that one that can't be there is pointed at.
pub(crate) fn associated(name: &str, ty: &impl ToTokens) -> TokenStream {
    let at = Span::call_site().located_at(ty.span());
    let name = Ident::new(name, at);
    quote_spanned!(at=> type #name = #ty;)
}

/// A name for `ty`, if it is what `check` of the runtime asks for, and its declaration.
pub(crate) fn checked(name: &str, check: &str, ty: &impl ToTokens) -> (Ident, TokenStream) {
    let name = Ident::new(name, Span::call_site().located_at(ty.span()));
    let check = Ident::new(check, Span::call_site());
    // Not where the type is: one that can't be found would be taken for a parameter that is missing there.
    let declared = Ident::new(&name.to_string(), Span::call_site());
    let declaration = silent_unless(&declared, &quote_spanned!(ty.span()=> __core::#check::<#ty>()), ty);
    (name, declaration)
}

/// A name for `ty`, or for a type that the compiler is silent about where `asked`, a length, has a mistake. The documentation shows
/// what a name is declared as, so that nothing is asked there.
pub(crate) fn silent_unless(name: &Ident, asked: &TokenStream, ty: &impl ToTokens) -> TokenStream {
    let checked = quote_spanned!(ty.span()=> <[(); #asked] as __core::Checked<#ty>>::Is);
    quote! {
        #[cfg(not(doc))]
        type #name = #checked;
        #[cfg(doc)]
        type #name = #ty;
    }
}

/// serde's own traits, where they are asked for.
pub(crate) fn serde(item: &Item, wanted: bool) -> TokenStream {
    let ident = &item.ident;
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
