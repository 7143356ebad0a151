//! Names and types of a builder, which expansions and placeholders share.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use crate::ty::{inner, is_unsized, key, value};

/// `BatchMeterUsageBuilder`
pub fn type_name(ident: &Ident) -> Ident {
    format_ident!("{}Builder", ident.unraw(), span = ident.span())
}

/// Returns the name of a field's setter: the field's name, or `with_build` and `with_send` for
/// fields that are named as a method of the builder.
pub fn setter_name(field: &Ident, fields: &[String]) -> Ident {
    let name = field.unraw();
    if name != "build" && name != "send" {
        return field.clone();
    }
    let mut setter = format!("with_{name}");
    while fields.contains(&setter) {
        setter.insert_str(0, "with_");
    }
    Ident::new(&setter, field.span())
}

/// The type that a setter accepts, and the wrappers that the setter adds, the outermost first.
///
/// A setter accepts `T` for `Option<T>` and `Box<T>`, so that a member can become optional or boxed
/// without breaking its callers.
pub struct Accepted<'a> {
    pub ty: &'a Type,
    wrappers: Vec<&'static str>,
}

impl<'a> Accepted<'a> {
    pub fn of(ty: &'a Type) -> Self {
        let (mut ty, mut wrappers) = (ty, Vec::new());
        let within = |ty, wrapper| inner(ty, wrapper).filter(|inner| wrapper != "Box" || !is_unsized(inner));
        while let Some((wrapper, inner)) = ["Option", "Box"]
            .into_iter()
            .find_map(|wrapper| within(ty, wrapper).map(|inner| (wrapper, inner)))
        {
            ty = inner;
            wrappers.push(wrapper);
        }
        Accepted { ty, wrappers }
    }

    /// The setter's argument type.
    pub fn argument(&self) -> TokenStream {
        let ty = self.ty;
        if let Some(item) = inner(ty, "Vec") {
            quote!(impl __core::IntoList<#item>)
        } else if let (Some(key), Some(value)) = (key(ty), value(ty)) {
            quote!(impl __core::IntoMap<#key, #value>)
        } else {
            quote!(impl __core::Into<#ty>)
        }
    }

    /// The member's value, made from the argument.
    pub fn value(&self, argument: &Ident) -> TokenStream {
        let value = if inner(self.ty, "Vec").is_some() {
            quote!(__core::IntoList::into_list(#argument))
        } else if let (Some(key), Some(value)) = (key(self.ty), value(self.ty)) {
            let hash = inner(self.ty, "HashMap").is_some();
            let method = Ident::new(if hash { "into_hash_map" } else { "into_btree_map" }, self.ty.span());
            // With the type's span, because rustc points there if the key can't be one.
            let method = quote_spanned!(self.ty.span()=> __core::IntoMap::<#key, #value>::#method);
            quote!(#method(#argument))
        } else {
            quote!(__core::Into::into(#argument))
        };
        self.wrappers.iter().rev().fold(value, |value, wrapper| match *wrapper {
            "Option" => quote!(__core::Some(#value)),
            wrapper => {
                let wrapper = Ident::new(wrapper, Span::call_site());
                quote!(__core::#wrapper::new(#value))
            }
        })
    }
}
