//! The conversions of types with an `as_str`, which expansions and placeholders share.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The traits of types with an `as_str`: constrained strings and string enums.
pub fn string_traits(ident: &Ident) -> TokenStream {
    let comparisons = comparisons(ident);
    quote! {
        #[automatically_derived]
        impl __core::MapKey for #ident {}
        #[automatically_derived]
        impl __core::StringLike for #ident {}
        #[automatically_derived]
        impl __core::AsRef<__core::str> for #ident {
            #[inline]
            fn as_ref(&self) -> &__core::str {
                self.as_str()
            }
        }
        #[automatically_derived]
        impl __core::fmt::Display for #ident {
            #[inline]
            fn fmt(&self, f: &mut __core::fmt::Formatter<'_>) -> __core::fmt::Result {
                __core::fmt::Display::fmt(self.as_str(), f)
            }
        }
        #[automatically_derived]
        impl __core::From<&__core::String> for #ident {
            #[inline]
            fn from(value: &__core::String) -> Self {
                __core::From::from(&**value)
            }
        }
        #comparisons
    }
}

/// Comparisons with `str`, `&str` and `String`, in both directions.
fn comparisons(ident: &Ident) -> TokenStream {
    let others = [quote!(__core::str), quote!(&__core::str), quote!(__core::String)];
    let impls = others.iter().map(|other| {
        quote! {
            #[automatically_derived]
            impl __core::PartialEq<#other> for #ident {
                #[inline]
                fn eq(&self, __other: &#other) -> __core::bool {
                    *self.as_str() == *__core::AsRef::<__core::str>::as_ref(__other)
                }
            }
            #[automatically_derived]
            impl __core::PartialEq<#ident> for #other {
                #[inline]
                fn eq(&self, __other: &#ident) -> __core::bool {
                    __other == self
                }
            }
        }
    });
    quote!(#(#impls)*)
}
