//! The constraint traits of a newtype, which forward to its value.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use super::impl_of;
use crate::model::NewtypeKind;
use crate::ty;

/// Returns the impls of the constraint traits that the value implements.
pub fn forwarded(ident: &Ident, ty: &Type, kind: NewtypeKind) -> TokenStream {
    // The macro can't know which traits a type with an unknown name has. rustc accepts a false
    // bound if it has a lifetime parameter.
    let condition = |of: TokenStream| {
        (kind == NewtypeKind::Other).then(|| quote_spanned!(ty.span()=> where for<'__any> #ty: __core::#of))
    };
    let length = || length(ident, ty, condition(quote!(Length)));
    let number = || number(ident, ty, condition(quote!(Number)));
    match kind {
        NewtypeKind::String | NewtypeKind::Static | NewtypeKind::Blob => length(),
        NewtypeKind::Number => number(),
        NewtypeKind::Collection => {
            let (length, items) = (length(), items(ident, ty));
            let keys = ty::value(ty).map(|_| keys(ident, ty));
            quote!(#length #items #keys)
        }
        NewtypeKind::Timestamp => quote! {
            #[automatically_derived]
            impl __core::Timestamp for #ident {}
        },
        NewtypeKind::Other => {
            let (length, number, text) = (length(), number(), text(ident, ty, condition(quote!(Text))));
            quote!(#length #number #text)
        }
    }
}

fn length(ident: &Ident, ty: &Type, condition: Option<TokenStream>) -> TokenStream {
    let keyword = impl_of(ident, ty);
    quote_spanned! {ty.span()=>
        #[automatically_derived]
        #keyword __core::Length for #ident #condition {
            #[inline]
            fn __length(&self) -> __core::Option<__core::usize> {
                <#ty as __core::Length>::__length(&self.0)
            }
        }
    }
}

fn number(ident: &Ident, ty: &Type, condition: Option<TokenStream>) -> TokenStream {
    let keyword = impl_of(ident, ty);
    quote! {
        #[automatically_derived]
        #keyword __core::Number for #ident #condition {
            const LIMITS: __core::Limits = <#ty as __core::Number>::LIMITS;
            #[inline]
            fn __range(
                &self,
                __min: __core::Option<__core::Bound>,
                __max: __core::Option<__core::Bound>,
                __secret: __core::bool,
                __v: &mut __core::Violations<'_>,
            ) {
                <#ty as __core::Number>::__range(&self.0, __min, __max, __secret, __v);
            }
        }
    }
}

fn text(ident: &Ident, ty: &Type, condition: Option<TokenStream>) -> TokenStream {
    let keyword = impl_of(ident, ty);
    quote_spanned! {ty.span()=>
        #[automatically_derived]
        #keyword __core::Text for #ident #condition {
            #[inline]
            fn __text(&self) -> __core::Option<&__core::str> {
                <#ty as __core::Text>::__text(&self.0)
            }
        }
    }
}

fn items(ident: &Ident, ty: &Type) -> TokenStream {
    let keyword = impl_of(ident, ty);
    quote_spanned! {ty.span()=>
        #[automatically_derived]
        #keyword __core::Items for #ident {
            type Item = <#ty as __core::Items>::Item;
            #[inline]
            fn __each(
                &self,
                __v: &mut __core::Violations<'_>,
                __check: &mut dyn __core::FnMut(&Self::Item, &mut __core::Violations<'_>),
            ) {
                <#ty as __core::Items>::__each(&self.0, __v, __check);
            }
        }
    }
}

fn keys(ident: &Ident, ty: &Type) -> TokenStream {
    let keyword = impl_of(ident, ty);
    quote_spanned! {ty.span()=>
        #[automatically_derived]
        #keyword __core::Keys for #ident {
            #[inline]
            fn __keys(
                &self,
                __v: &mut __core::Violations<'_>,
                __check: &mut dyn __core::FnMut(&__core::str, &mut __core::Violations<'_>),
            ) {
                <#ty as __core::Keys>::__keys(&self.0, __v, __check);
            }
        }
    }
}
