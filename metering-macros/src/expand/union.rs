//! The expansion of a union.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::constraints::Support;
use super::structure::{described, member_rules, write};
use super::{ShapeBodies, impl_at, of_type, scope, serde};
use crate::model::Union;

pub fn expand(union: &Union) -> TokenStream {
    let Union { item, members, .. } = union;
    let ident = &item.ident;
    let mut support = Support::of(item);
    let rules = members.iter().map(|member| {
        let variant = &member.ident;
        let rules = member_rules(member, &quote!(__value), &mut support);
        if rules.is_empty() { TokenStream::new() } else { quote!(#ident::#variant(__value) => { #rules }) }
    });
    let rules: TokenStream = rules.collect();
    let (keyword, shape, serde) = (impl_at(ident), shape(union), serde(item));
    let event = cfg!(feature = "event-stream").then(|| quote!(#keyword __core::Event for #ident {}));
    let expanded = quote! {
        #[automatically_derived]
        #keyword __core::Validate for #ident {
            #[inline]
            fn validate_at(&self, __v: &mut __core::Violations<'_>) {
                match self {
                    #rules
                    _ => {}
                }
            }
        }
        #shape
        #serde
        #event
    };
    scope(item, &quote!(#expanded #support))
}

/// Returns the impl of `Shape`.
fn shape(union: &Union) -> TokenStream {
    let Union { item, members, other, .. } = union;
    let (ident, name) = (&item.ident, item.ident.to_string());
    let writes = members.iter().map(|member| {
        let (variant, write) = (&member.ident, write(member, &quote!(__value)));
        quote!(#ident::#variant(__value) => #write,)
    });
    let names = members.iter().map(|member| &member.wire.text);
    let reads = members.iter().enumerate().map(|(index, member)| {
        let (variant, index) = (&member.ident, Literal::usize_unsuffixed(index));
        let function = if member.json_value { "read_json" } else { "read" };
        let read = of_type(&member.ty, function);
        quote!(#index => #read(__value)?.map(#ident::#variant),)
    });
    let infos = members.iter().map(described);
    let bodies = ShapeBodies {
        write: quote! {
            let mut __members = __to.structure();
            match self {
                #(#writes)*
                #ident::#other(__unknown) => __core::write_unknown(__unknown, &mut __members),
            }
            __members.end();
        },
        read: quote! {
            __core::read_union(
                __from,
                &[#(#names),*],
                &mut |__index, __value| __core::Ok(match __index {
                    #(#reads)*
                    _ => __core::None,
                }),
                #ident::#other,
            )
        },
        absent: quote!(#ident::#other(__core::no_member())),
        info: quote!(__core::ShapeInfo::new(#name, __core::ShapeKind::Union(const { &[#(#infos),*] }))),
    };
    bodies.into_impl(impl_at(ident), ident, None)
}
