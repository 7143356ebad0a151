//! A structure's builder, and the storage that it shares with reading.
//!
//! The storage has an `Option` for each member. The builder is the storage and a state: a tuple
//! that says of each required member whether it is set, so that `build` exists only where all are,
//! and names the one that is missing.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Attribute, Meta};

use super::structure::of_type;
use super::{broken_unless, impl_at, known};
use crate::model::builder::{setter_argument, setter_name, type_name};
use crate::model::{Member, Structure};
use crate::ty::{has_arguments, is_other_number};

/// The builder's type, which stands beside the structure.
pub(crate) fn builder(structure: &Structure) -> TokenStream {
    let (ident, vis) = (&structure.item.ident, &structure.item.vis);
    let core = structure.item.core.private();
    let builder = type_name(ident);
    let doc = format!("Builds a [`{}`].", ident.unraw());
    let required: Vec<_> =
        structure.members.iter().filter(|member| member.required()).map(|member| &member.ident).collect();
    let unset = std::iter::repeat_n(quote!(#core::Unset), required.len());
    let (state, marker) = if required.is_empty() {
        (TokenStream::new(), TokenStream::new())
    } else {
        let marker = quote!(state: #core::PhantomData<fn() -> __State>,);
        (quote!(<__State = (#(#unset,)*)>), marker)
    };
    // Types that are there for their names: the compiler's message says which member is not set.
    // They stand where they can be reached from other crates, and are hidden from the documentation
    // alone, for it writes out the whole path of what can't be reached or is hidden.
    let names = (!required.is_empty()).then(|| {
        let module = required_names(ident);
        let doc = format!("The names of the required members of `{}`.", ident.unraw());
        quote! {
            #[cfg_attr(doc, doc(hidden))]
            #[doc = #doc]
            #[allow(nonstandard_style, unreachable_pub, missing_debug_implementations)]
            #vis mod #module {
                #(#[doc = "A required member."] pub enum #required {})*
            }
        }
    });
    quote! {
        #[doc = #doc]
        #[must_use = "a builder does nothing until `build` is called"]
        #[allow(deprecated, dead_code, missing_debug_implementations)]
        #vis struct #builder #state {
            members: <#ident as #core::Structure>::Members,
            #marker
        }
        #names
    }
}

/// The module of the names of required members.
fn required_names(ident: &Ident) -> Ident {
    format_ident!("__{}", ident.unraw(), span = ident.span())
}

/// The storage.
pub(crate) fn storage(structure: &Structure) -> TokenStream {
    let ident = &structure.item.ident;
    let fields: Vec<_> = structure.members.iter().map(|member| &member.ident).collect();
    let (mut aliases, mut types) = (TokenStream::new(), Vec::new());
    for member in &structure.members {
        let Some((name, ty)) = alias(member, ident) else {
            types.push(member.ty.to_token_stream());
            continue;
        };
        let (argument, wrappers) = setter_argument(&member.ty);
        // An argument still, as in the item itself.
        let of = quote!(__core::Of<#argument>);
        // Only a shape can be made a secret, or of a number that is written out, which is said of
        // the member's type.
        let secret =
            wrappers.iter().any(|wrapper| wrapper == "Sensitive") && !known(argument.to_token_stream());
        if secret || is_other_number(argument) {
            let checked = broken_unless(&member.ty, "Shape", &of);
            aliases.extend(super::alias(&name, &checked, argument));
        } else {
            aliases.extend(quote!(type #name = #of;));
        }
        types.push(ty);
    }
    let keyword = impl_at(ident);
    let values = structure.members.iter().map(|member| {
        let (field, ty) = (&member.ident, &member.ty);
        match &member.default {
            Some(Some(expr)) => default_of(field, quote!({ let __value: #ty = #expr; __value })),
            _ => {
                let absent = of_type(ty, "absent");
                default_of(field, quote!(#absent()))
            }
        }
    });
    quote! {
        #aliases
        pub struct __Members__ { #(#fields: __core::Option<#types>,)* }
        #keyword __Members__ {
            const EMPTY: Self = __Members__ { #(#fields: __core::None,)* };
            fn finish(self) -> #ident {
                #ident { #(#fields: #values,)* }
            }
        }
        #[automatically_derived]
        impl __core::Structure for #ident {
            type Members = __Members__;
        }
    }
}

/// A member's value, or what stands for it. Written out, for an `absent` that is handed on would be
/// a bound of its own, reported beside that of the call.
fn default_of(field: &Ident, otherwise: TokenStream) -> TokenStream {
    quote! {
        match self.#field { __core::Some(__value) => __value, __core::None => #otherwise }
    }
}

/// `builder()`, the setters and `build()`.
pub(crate) fn setters(structure: &Structure, send: Option<&TokenStream>) -> TokenStream {
    let (ident, vis) = (&structure.item.ident, &structure.item.vis);
    let builder = type_name(ident);
    let required: Vec<&Member> = structure.members.iter().filter(|member| member.required()).collect();
    let params: Vec<Ident> = (0..required.len()).map(|index| format_ident!("__{index}")).collect();
    let fields: Vec<Ident> = required.iter().map(|member| member.ident.clone()).collect();
    let (generics, bounds, state, start) = if required.is_empty() {
        (TokenStream::new(), TokenStream::new(), TokenStream::new(), TokenStream::new())
    } else {
        (
            quote!(<#(#params),*>),
            bounds(&params, &required_names(ident), &fields),
            quote!(<(#(#params,)*)>),
            quote!(, state: __core::PhantomData),
        )
    };

    let names: Vec<String> =
        structure.members.iter().map(|member| member.ident.unraw().to_string()).collect();
    let mut setters = TokenStream::new();
    let mut nth = 0;
    for member in &structure.members {
        let (field, shown, setter) = (&member.ident, &member.shown, setter_name(&member.ident, &names));
        let (argument, wrappers) = setter_argument(&member.ty);
        let (argument, ty) = match alias(member, ident) {
            Some((name, ty)) => (name.into_token_stream(), ty),
            None => (argument.to_token_stream(), member.ty.to_token_stream()),
        };
        let value = wrapped(&wrappers, quote!(__value));
        let doc = (!documented(shown)).then(|| {
            let doc = format!("Sets `{}`.", field.unraw());
            quote!(#[doc = #doc])
        });
        if member.required() {
            let here = nth;
            let after = params
                .iter()
                .enumerate()
                .map(move |(index, param)| if index == here { quote!(__core::Set) } else { quote!(#param) });
            nth += 1;
            setters.extend(quote! {
                #doc
                #(#shown)*
                #[inline]
                #vis fn #setter(mut self, __value: impl __core::Into<#argument>) -> #builder<(#(#after,)*)> {
                    self.members.#field = __core::Some(#value);
                    #builder { members: self.members, state: __core::PhantomData }
                }
            });
            continue;
        }
        setters.extend(quote! {
            #doc
            #(#shown)*
            #[inline]
            #vis fn #setter(mut self, __value: impl __core::Into<#argument>) -> Self {
                self.members.#field = __core::Some(#value);
                self
            }
        });
        let plain = member.ident.unraw();
        if member.optional() && !names.contains(&format!("set_{plain}")) {
            let set = format_ident!("set_{plain}", span = field.span());
            let doc = format!("Sets [`{plain}`](Self::{plain}), or leaves it out.");
            let deprecated = shown.iter().filter(|attribute| attribute.path().is_ident("deprecated"));
            setters.extend(quote! {
                #[doc = #doc]
                #(#deprecated)*
                #[inline]
                #vis fn #set(mut self, __value: #ty) -> Self {
                    self.members.#field = __core::Some(__value);
                    self
                }
            });
        }
    }

    let doc = format!("Begins a `{}`.", ident.unraw());
    let build = format!("The `{}`. Its rules are checked when it is sent.", ident.unraw());
    let send = send.map(|send| {
        quote! {
            #[doc = "Builds the request and sends it."]
            #[inline]
            #vis fn send #send #bounds {
                __client.send(self.members.finish())
            }
        }
    });
    quote! {
        impl #ident {
            #[doc = #doc]
            #[inline]
            #vis fn builder() -> #builder {
                #builder { members: __Members__::EMPTY #start }
            }
        }
        impl #generics #builder #state {
            #setters
            #[doc = #build]
            #[must_use]
            #[inline]
            #vis fn build(self) -> #ident #bounds {
                self.members.finish()
            }
            #send
        }
    }
}

/// Whether there is a text among these: a setter is public where its field may not be, and says
/// what it does all the same.
fn documented(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| attribute.path().is_ident("doc") && matches!(attribute.meta, Meta::NameValue(_)))
}

/// That each required member is set. The spans are the members', so that the compiler points there.
fn bounds(params: &[Ident], names: &Ident, fields: &[Ident]) -> TokenStream {
    let bounds = params
        .iter()
        .zip(fields)
        .map(|(param, field)| quote_spanned!(field.span()=> #param: __core::IsSet<#names::#field>));
    quote!(where #(#bounds),*)
}

/// A member's value, of what its setter is given.
fn wrapped(wrappers: &[Ident], value: TokenStream) -> TokenStream {
    wrappers.iter().rev().fold(quote!(__core::Into::into(#value)), |value, wrapper| {
        if wrapper == "Option" { quote!(__core::Some(#value)) } else { quote!(__core::#wrapper::new(#value)) }
    })
}

/// A name for what a member's setter takes, and the member's type by that name, where the type has
/// arguments that may not be found.
///
/// The setters have generics of their own, and the storage has members of `Option`: a missing type
/// would be told there in other words than in the item itself, hence twice (see `impl_at`). The
/// name is like none that a type has, or it would be suggested.
pub(crate) fn alias(member: &Member, ident: &Ident) -> Option<(Ident, TokenStream)> {
    let (argument, wrappers) = setter_argument(&member.ty);
    if !is_other_number(argument) && (!has_arguments(&member.ty) || known(member.ty.to_token_stream())) {
        return None;
    }
    let name = format_ident!("__{}_value", member.ident.unraw(), span = ident.span());
    let ty = wrappers.iter().rev().fold(quote!(#name), |ty, wrapper| quote!(__core::#wrapper<#ty>));
    Some((name, ty))
}
