//! The constraint traits of a newtype, which forward to its value.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use super::impl_of;
use crate::model::NewtypeKind;
use crate::ty::value;

/// Returns the impls of the constraint traits that the value implements.
pub fn forwarded(ident: &Ident, ty: &Type, kind: NewtypeKind) -> TokenStream {
    let traits: &[&str] = match kind {
        NewtypeKind::String | NewtypeKind::Static | NewtypeKind::Blob => &["Length"],
        NewtypeKind::Number => &["Number"],
        NewtypeKind::Collection if value(ty).is_some() => &["Length", "Items", "Keys"],
        NewtypeKind::Collection => &["Length", "Items"],
        NewtypeKind::Timestamp => &["Timestamp"],
        NewtypeKind::Other => &["Length", "Number", "Text"],
    };
    let impls = traits.iter().map(|name| {
        let (keyword, of_trait) = (impl_of(ident, ty), Ident::new(name, ty.span()));
        // The macro can't know which traits a type with an unknown name has. rustc accepts a false
        // bound if it has a lifetime parameter.
        let condition = (kind == NewtypeKind::Other)
            .then(|| quote_spanned!(ty.span()=> where for<'__any> #ty: __core::#of_trait));
        let functions = functions(name, ty);
        quote_spanned! {ty.span()=>
            #[automatically_derived]
            #keyword __core::#of_trait for #ident #condition { #functions }
        }
    });
    impls.collect()
}

/// Returns the items of one of the traits, which call the value's own.
fn functions(of_trait: &str, ty: &Type) -> TokenStream {
    match of_trait {
        "Length" => quote_spanned! {ty.span()=>
            #[inline]
            fn __length(&self) -> __core::Option<__core::usize> {
                <#ty as __core::Length>::__length(&self.0)
            }
        },
        "Number" => quote! {
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
        },
        "Text" => quote_spanned! {ty.span()=>
            #[inline]
            fn __text(&self) -> __core::Option<&__core::str> {
                <#ty as __core::Text>::__text(&self.0)
            }
        },
        "Items" => quote_spanned! {ty.span()=>
            type Item = <#ty as __core::Items>::Item;
            #[inline]
            fn __each(
                &self,
                __v: &mut __core::Violations<'_>,
                __check: &mut dyn __core::FnMut(&Self::Item, &mut __core::Violations<'_>),
            ) {
                <#ty as __core::Items>::__each(&self.0, __v, __check);
            }
        },
        "Keys" => quote_spanned! {ty.span()=>
            #[inline]
            fn __keys(
                &self,
                __v: &mut __core::Violations<'_>,
                __check: &mut dyn __core::FnMut(&__core::str, &mut __core::Violations<'_>),
            ) {
                <#ty as __core::Keys>::__keys(&self.0, __v, __check);
            }
        },
        _ => TokenStream::new(),
    }
}
