//! The expansion of an open enum of strings.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Token;

use super::{ShapeBodies, scope, serde};
use crate::model::StringEnum;
use crate::model::strings::string_traits;

pub fn expand(string_enum: &StringEnum) -> TokenStream {
    let StringEnum { item, values, other, .. } = string_enum;
    let (ident, vis, name) = (&item.ident, &item.vis, item.ident.to_string());
    let variants: Vec<_> = values.iter().map(|(variant, _)| variant).collect();
    let texts: Vec<_> = values.iter().map(|(_, name)| &name.text).collect();
    let shape = ShapeBodies {
        write: quote!(__to.string(self.as_str());),
        read: quote!(__core::read_from_str(__from)),
        absent: quote!(#ident::#other(__core::UnknownValue::__new(""))),
        info: quote!(__core::ShapeInfo::new(#name, __core::ShapeKind::StringEnum(#ident::VALUES))),
    };
    let shape = shape.into_impl(<Token![impl]>::default(), ident, None);
    let serde = serde(item);
    let key_text = super::newtype::key_text();
    let (text, strings) = (super::newtype::text(ident), string_traits(ident));
    let conversions = conversions(string_enum);
    let impls = quote! {
        impl #ident {
            #[doc = " The declared values, as they are written on the wire."]
            #vis const VALUES: &'static [&'static __core::str] = &[#(#texts),*];

            #[doc = " Returns the value as it is written on the wire."]
            #[must_use]
            #[inline]
            #vis fn as_str(&self) -> &__core::str {
                match self {
                    #(#ident::#variants => #texts,)*
                    #ident::#other(__value) => __value.as_str(),
                }
            }
        }
        #conversions
        #[automatically_derived]
        impl __core::Validate for #ident {
            #[inline]
            fn validate_at(&self, _: &mut __core::Violations<'_>) {}
            #key_text
        }
        #shape
        #text
        #strings
        #serde
    };
    scope(item, &impls)
}

/// Returns the conversions from and into strings.
fn conversions(string_enum: &StringEnum) -> TokenStream {
    let (ident, other) = (&string_enum.item.ident, &string_enum.other);
    let variants = string_enum.values.iter().map(|(variant, _)| variant);
    let texts = string_enum.values.iter().map(|(_, name)| &name.text);
    quote! {
        #[automatically_derived]
        impl __core::From<&__core::str> for #ident {
            #[inline]
            fn from(value: &__core::str) -> Self {
                match value {
                    #(#texts => #ident::#variants,)*
                    _ => #ident::#other(__core::UnknownValue::__new(value)),
                }
            }
        }
        #[automatically_derived]
        impl __core::From<__core::String> for #ident {
            #[inline]
            fn from(value: __core::String) -> Self {
                __core::From::from(&*value)
            }
        }
        #[automatically_derived]
        impl __core::From<#ident> for __core::String {
            #[inline]
            fn from(value: #ident) -> Self {
                __core::From::from(value.as_str())
            }
        }
        #[automatically_derived]
        impl __core::FromStr for #ident {
            type Err = __core::convert::Infallible;
            #[inline]
            fn from_str(value: &__core::str) -> __core::Result<Self, __core::convert::Infallible> {
                __core::Ok(__core::From::from(value))
            }
        }
    }
}
