//! Generated code, with one file for each kind of item.
//!
//! An expansion is small. Each member expands to a few calls of the runtime, which contains all
//! code that doesn't depend on the member's type. Each call names the member's type with the tokens
//! of the declaration, so that rustc points there if the type doesn't fit.

mod builder;
mod constraints;
mod event_stream;
mod forwarded;
mod int_enum;
mod newtype;
mod operation;
mod service;
mod service_error;
mod string_enum;
mod structure;
mod union;
mod waiter;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Token, Type};

use crate::model::{Item, Member, Model};
use crate::ty::has_arguments;

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
        Model::Waiter(waiter) => waiter::expand(waiter),
    }
}

/// Wraps impls in an anonymous scope in which `__core` is the runtime's private module.
pub fn scope(item: &Item, impls: &TokenStream) -> TokenStream {
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

/// Returns the keyword `impl` with the span of the item's name.
///
/// For a type that is not found in `Vec<…>`, rustc suggests a generic parameter, at the `impl` or
/// after the name of the item. If both places are the same, rustc prints the message once.
pub fn impl_at(ident: &Ident) -> Token![impl] {
    Token![impl](ident.span())
}

/// Returns [`impl_at`] for a type with arguments, because rustc suggests a generic parameter only
/// for such a type.
pub fn impl_of(ident: &Ident, ty: &Type) -> Token![impl] {
    if has_arguments(ty) { impl_at(ident) } else { Token![impl](Span::call_site()) }
}

/// Returns `type name = ty;` with the type's span, because rustc points there if the type doesn't
/// fit.
pub fn associated(name: &str, ty: &impl ToTokens) -> TokenStream {
    let at = Span::call_site().located_at(ty.span());
    let name = Ident::new(name, at);
    quote_spanned!(at=> type #name = #ty;)
}

/// Returns the path of a function of the trait `Shape` for a type. It has the type's span, because
/// rustc points there if the type is not a shape.
pub fn of_type(ty: &impl ToTokens, function: &str) -> TokenStream {
    function_of(ty, "Shape", function)
}

/// Returns the path of a function for a member's type: of the trait `Shape`, or of the trait of
/// event streams.
pub fn of_member(member: &Member, function: &str) -> TokenStream {
    let of_trait = if member.is_event_stream() { "EventMember" } else { "Shape" };
    function_of(&member.ty, of_trait, function)
}

/// Returns the path of a function of a trait for a type, with the type's span.
pub fn function_of(ty: &impl ToTokens, of_trait: &str, function: &str) -> TokenStream {
    let (of_trait, function) = (Ident::new(of_trait, ty.span()), Ident::new(function, ty.span()));
    quote_spanned!(ty.span()=> <#ty as __core::#of_trait>::#function)
}

/// Returns the span of the last token.
pub fn last_span(tokens: &TokenStream) -> Span {
    tokens.clone().into_iter().last().map_or_else(Span::call_site, |token| token.span())
}

/// The bodies of the functions of `Shape`.
pub struct ShapeBodies {
    pub write: TokenStream,
    pub read: TokenStream,
    pub absent: TokenStream,
    pub info: TokenStream,
}

impl ShapeBodies {
    /// Returns the impl of `Shape`, with `more` functions.
    pub fn into_impl(self, keyword: Token![impl], ident: &Ident, more: Option<TokenStream>) -> TokenStream {
        let ShapeBodies { write, read, absent, info } = self;
        quote! {
            #[automatically_derived]
            #keyword __core::Shape for #ident {
                #[inline]
                fn write(&self, __to: &mut __core::Writer) {
                    #write
                }
                #[inline]
                fn read(__from: &mut dyn __core::Source<'_>) -> __core::Result<__core::Option<Self>, __core::ReadError> {
                    #read
                }
                fn absent() -> Self {
                    #absent
                }
                #more
                fn info() -> __core::ShapeInfo {
                    #info
                }
            }
        }
    }
}

/// Returns a call of each method whose condition is true, without arguments.
pub fn flags(methods: &[(bool, &str)]) -> TokenStream {
    let methods = methods.iter().filter(|(is_set, _)| *is_set);
    let methods = methods.map(|(_, method)| Ident::new(method, Span::call_site()));
    quote!(#(.#methods())*)
}

/// Returns the impls of serde's traits, if they are requested.
pub fn serde(item: &Item) -> Option<TokenStream> {
    let ident = &item.ident;
    item.serde.then(|| quote! {
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
    })
}
