//! The expansion of a structure: its impls of `Validate` and `Shape`, and its builder.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::constraints::Support;
use super::{
    ShapeBodies, builder, constraints, event_stream, flags, impl_at, of_member, of_type, scope, serde,
};
use crate::model::{Member, Structure};

/// Expands a structure. For an operation, `more` are its other impls, and `send` is the signature
/// of its builder's `send`.
pub fn expand(structure: &Structure, more: &TokenStream, send: Option<&TokenStream>) -> TokenStream {
    let mut support = Support::of(&structure.item);
    let (validate, shape) = match structure.event_stream() {
        Some(stream) => (TokenStream::new(), event_stream::output(structure, stream)),
        None => {
            let ident = &structure.item.ident;
            let shape = shape(structure).into_impl(impl_at(ident), ident, None);
            (validate(structure, &mut support), shape)
        }
    };
    let storage = builder::storage(structure);
    let setters = builder::setters(structure, send);
    let serde = serde(&structure.item);
    let builder = builder::builder(structure);
    let scope = scope(&structure.item, &quote!(#validate #shape #storage #setters #serde #more #support));
    quote!(#builder #scope)
}

fn validate(structure: &Structure, support: &mut Support) -> TokenStream {
    let ident = &structure.item.ident;
    let keyword = impl_at(ident);
    let mut rules = TokenStream::new();
    for member in &structure.members {
        let field = &member.ident;
        rules.extend(member_rules(member, &quote!(&self.#field), support));
    }
    for group in &structure.groups {
        let members = group.fields.iter().filter_map(|field| structure.member(field)).map(|member| {
            let (field, name, is_set) = (&member.ident, &member.wire.text, of_type(&member.ty, "is_set"));
            quote!((#name, #is_set(&self.#field)))
        });
        let check = Ident::new(&group.key.to_string(), Span::call_site());
        rules.extend(quote!(__core::#check(&[#(#members),*], __v);));
    }
    if let Some(check) = &structure.check {
        rules.extend(custom_check(check));
    }
    quote! {
        #[automatically_derived]
        #keyword __core::Validate for #ident {
            #[inline]
            fn validate_at(&self, __v: &mut __core::Violations<'_>) {
                #rules
            }
        }
    }
}

/// Returns the call of a `check = path`.
pub fn custom_check(check: &syn::Path) -> TokenStream {
    quote! {
        let __check: fn(&Self, &mut __core::Violations<'_>) = #check;
        __check(self, __v);
    }
}

/// Returns the checks of a member's value: first the member's constraints, then the constraints of
/// its type.
pub fn member_rules(member: &Member, value: &TokenStream, support: &mut Support) -> TokenStream {
    let (ty, name) = (&member.ty, &member.wire.text);
    let here = quote!(&mut __v.member(#name));
    let mut rules = constraints::checks(&member.constraints, ty, value, &here, support);
    if !is_primitive(ty) {
        let validate = of_type(ty, "validate_member");
        rules.extend(quote!(#validate(#value, #name, __v);));
    }
    if member.timestamp.is_some() {
        support.timestamp(ty);
    }
    rules
}

/// Returns `true` for primitive types, which have no constraints and need no call.
fn is_primitive(ty: &syn::Type) -> bool {
    let ty = crate::ty::inner(ty, "Option").unwrap_or(ty);
    let syn::Type::Path(path) = ty else { return false };
    ["bool", "i8", "i16", "i32", "i64", "f32", "f64"].iter().any(|name| path.path.is_ident(name))
}

/// Returns the functions of `Shape`. An event stream is only part of `info`.
pub fn shape(structure: &Structure) -> ShapeBodies {
    let name = structure.item.ident.to_string();
    let members: Vec<&Member> = structure.members.iter().filter(|member| !member.is_event_stream()).collect();
    let writes = members.iter().map(|member| {
        let field = &member.ident;
        let write = write(member, &quote!(&self.#field));
        quote!(#write;)
    });
    let names = members.iter().map(|member| &member.wire.text);
    let reads = members.iter().enumerate().map(|(index, member)| {
        let field = &member.ident;
        let function = if member.json_value { "read_json_member" } else { "read_member" };
        let read = of_type(&member.ty, function);
        let index = Literal::usize_unsuffixed(index);
        quote!(#index => #read(&mut __m.#field, __value),)
    });
    let infos = structure.members.iter().map(described);
    let mutable = (!members.is_empty()).then(|| quote!(mut));
    ShapeBodies {
        write: quote! {
            let #mutable __members = __to.structure();
            #(#writes)*
            __members.end();
        },
        read: quote! {
            let #mutable __m = __Members__::EMPTY;
            let __set = __from.structure(const { __core::MemberNames::new(&[#(#names),*]) }, &mut |__index, __value| match __index {
                #(#reads)*
                _ => __core::Ok(()),
            })?;
            __core::Ok(if __set { __core::Some(__m.finish()) } else { __core::None })
        },
        absent: quote!(__Members__::EMPTY.finish()),
        info: quote!(__core::ShapeInfo::new(#name, __core::ShapeKind::Structure(const { &[#(#infos),*] }))),
    }
}

/// Returns the call that writes a member's value in the declared format.
pub fn write(member: &Member, value: &TokenStream) -> TokenStream {
    let (ty, name) = (&member.ty, &member.wire.text);
    let (function, format) = match timestamp_format(member) {
        _ if member.json_value => ("write_json_member", None),
        Some(format) => ("write_timestamp_member", Some(quote!(#format,))),
        None => ("write_member", None),
    };
    let write = of_type(ty, function);
    quote!(#write(#value, #format #name, &mut __members))
}

/// Returns the format of a timestamp, if it is declared.
fn timestamp_format(member: &Member) -> Option<TokenStream> {
    let format = Ident::new(member.timestamp?, Span::call_site());
    Some(quote!(__core::TimestampFormat::#format))
}

/// Returns a member's description: an expression of type `MemberInfo`.
pub fn described(member: &Member) -> TokenStream {
    let (name, field) = (&member.wire.text, member.ident.to_string());
    let info = of_member(member, "info");
    let constrained = constraints::described(&member.constraints);
    let mut traits = flags(&[
        (member.idempotency_token, "idempotency_token"),
        (member.default.is_some(), "default"),
        (member.host_label, "host_label"),
        (member.json_value, "json_value"),
    ]);
    traits.extend(timestamp_format(member).map(|format| quote!(.timestamp(#format))));
    let traits = (!traits.is_empty()).then(|| quote!(.with(__core::MemberTraits::NONE #traits)));
    quote!(__core::MemberInfo::new(#name, #field, #info) #constrained #traits)
}
