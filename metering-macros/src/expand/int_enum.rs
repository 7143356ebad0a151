//! The expansion of an open enum of numbers.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Token;

use super::{ShapeBodies, scope, serde};
use crate::model::IntEnum;

pub fn expand(int_enum: &IntEnum) -> TokenStream {
    let IntEnum { item, values, other, .. } = int_enum;
    let (ident, vis, name) = (&item.ident, &item.vis, item.ident.to_string());
    let variants: Vec<_> = values.iter().map(|(variant, _)| variant).collect();
    let numbers: Vec<_> = values.iter().map(|(_, value)| value).collect();
    let shape = ShapeBodies {
        write: quote!(__to.integer(self.value() as __core::i64);),
        read: quote!(__core::Ok(<__core::i32 as __core::Shape>::read(__from)?.map(__core::From::from))),
        absent: quote!(__core::From::from(0)),
        info: quote!(__core::ShapeInfo::new(#name, __core::ShapeKind::IntEnum(#ident::VALUES))),
    };
    let shape = shape.into_impl(<Token![impl]>::default(), ident, None);
    let serde = serde(item);
    let impls = quote! {
        impl #ident {
            #[doc = " The declared values, as they are written on the wire."]
            #vis const VALUES: &'static [__core::i32] = &[#(#numbers),*];

            #[doc = " Returns the value as it is written on the wire."]
            #[must_use]
            #[inline]
            #vis fn value(&self) -> __core::i32 {
                match self {
                    #(#ident::#variants => #numbers,)*
                    #ident::#other(__value) => *__value,
                }
            }
        }
        #[automatically_derived]
        impl __core::From<__core::i32> for #ident {
            #[inline]
            fn from(value: __core::i32) -> Self {
                match value {
                    #(#numbers => #ident::#variants,)*
                    _ => #ident::#other(value),
                }
            }
        }
        #[automatically_derived]
        impl __core::Validate for #ident {
            #[inline]
            fn validate_at(&self, _: &mut __core::Violations<'_>) {}
        }
        #shape
        #serde
    };
    scope(item, &impls)
}
