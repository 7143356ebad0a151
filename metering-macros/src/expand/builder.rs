//! A structure's builder, and the storage that the builder and `Shape::read` share.
//!
//! The storage has an `Option` for each member. The builder consists of the storage and a state: a
//! tuple with the type `Set` or `Unset` for each required member. `build` is bounded by the state,
//! so a request without a required member doesn't compile, and the error names the member.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Attribute, Meta};

use super::{impl_at, of_member};
use crate::model::builder::{Accepted, setter_name, type_name};
use crate::model::{Member, Structure};
use crate::ty::spelled;

/// Returns the builder's type.
pub fn builder(structure: &Structure) -> TokenStream {
    let (ident, vis) = (&structure.item.ident, &structure.item.vis);
    let core = structure.item.core.private();
    let builder = type_name(ident);
    let doc = format!(" A builder for [`{}`].", ident.unraw());
    let required: Vec<&Ident> = structure.required().map(|member| &member.ident).collect();
    let unset = std::iter::repeat_n(quote!(#core::Unset), required.len());
    let (state, marker) = if required.is_empty() {
        (TokenStream::new(), TokenStream::new())
    } else {
        let state = format_ident!("{}", state_name(structure));
        let marker = quote!(state: #core::PhantomData<fn() -> #state>,);
        (quote!(<#state = (#(#unset,)*)>), marker)
    };
    let storage =
        format_ident!("{}", if structure.event_stream().is_some() { "Output" } else { "Structure" });
    // The error about a member that is not set prints the path of this type if several types have
    // its name, so that the module's name is part of messages. rustc would print the path of a
    // hidden type as seen from the crate root, so the types are hidden only from the docs.
    let names = (!required.is_empty()).then(|| {
        let module = required_names(ident);
        let doc =
            format!(" The names of the required members of `{}`, for compiler messages.", ident.unraw());
        quote! {
            #[doc = #doc]
            #[cfg_attr(doc, doc(hidden))]
            #[allow(missing_docs, nonstandard_style, unreachable_pub, missing_debug_implementations)]
            #vis mod #module {
                #(pub enum #required {})*
            }
        }
    });
    quote! {
        #[doc = #doc]
        #[must_use = "a builder does nothing until `build` is called"]
        #[allow(deprecated, dead_code, missing_debug_implementations)]
        #vis struct #builder #state {
            members: <#ident as #core::#storage>::Members,
            #marker
        }
        #names
    }
}

/// Returns the name of the module that contains a type for each required member.
fn required_names(ident: &Ident) -> Ident {
    format_ident!("{}Required", ident.unraw(), span = ident.span())
}

/// Returns the name of the builder's generic parameters, which rustdoc shows. A type of the
/// declaration may have the shorter name.
fn state_name(structure: &Structure) -> &'static str {
    let types = structure.members.iter().map(|member| spelled(member.ty.to_token_stream()));
    let names: String = types.chain([structure.item.ident.to_string()]).collect();
    if names.contains("State") { "__State" } else { "State" }
}

/// Returns the storage.
pub fn storage(structure: &Structure) -> TokenStream {
    let ident = &structure.item.ident;
    let fields: Vec<_> = structure.members.iter().map(|member| &member.ident).collect();
    let types: Vec<_> = structure.members.iter().map(|member| &member.ty).collect();
    let keyword = impl_at(ident);
    let values = structure.members.iter().map(|member| {
        let (field, ty) = (&member.ident, &member.ty);
        match &member.default {
            Some(Some(expr)) => value_or(field, quote!({ let __value: #ty = #expr; __value })),
            _ => {
                let absent = of_member(member, "absent");
                value_or(field, quote!(#absent()))
            }
        }
    });
    let doc = format!(" The members of a `{}` that are set so far.", ident.unraw());
    let structure_impl = structure.event_stream().is_none().then(|| {
        quote! {
            #[automatically_derived]
            impl __core::Structure for #ident {
                type Members = __Members__;
            }
        }
    });
    quote! {
        #[doc = #doc]
        pub struct __Members__ { #(#fields: __core::Option<#types>,)* }
        #keyword __Members__ {
            #[doc = " The storage without any member."]
            const EMPTY: Self = __Members__ { #(#fields: __core::None,)* };
            fn finish(self) -> #ident {
                #ident { #(#fields: #values,)* }
            }
        }
        #structure_impl
    }
}

/// Returns an expression for a member's value, or for the value of an unset member. It is a
/// `match`, because rustc would report the bound of `unwrap_or_else(absent)` in addition.
fn value_or(field: &Ident, otherwise: TokenStream) -> TokenStream {
    quote! {
        match self.#field { __core::Some(__value) => __value, __core::None => #otherwise }
    }
}

/// Returns `builder()`, the setters, `build()` and `send()`.
pub fn setters(structure: &Structure, send: Option<&TokenStream>) -> TokenStream {
    let (ident, vis) = (&structure.item.ident, &structure.item.vis);
    let builder = type_name(ident);
    let state = state_name(structure);
    let fields: Vec<&Ident> = structure.required().map(|member| &member.ident).collect();
    let params: Vec<Ident> = (0..fields.len()).map(|index| format_ident!("{state}{index}")).collect();
    let (generics, bounds, state, start) = if fields.is_empty() {
        (TokenStream::new(), TokenStream::new(), TokenStream::new(), TokenStream::new())
    } else {
        (
            quote!(<#(#params),*>),
            bounds(&params, &required_names(ident), &fields),
            quote!(<(#(#params,)*)>),
            quote!(, state: __core::PhantomData),
        )
    };

    let setters = all_setters(structure, &params, &builder);
    let start_doc = format!(" Starts a [`{}`].", ident.unraw());
    let build_doc = match send {
        Some(_) => " Builds the request. Its constraints are checked when it is sent.".to_owned(),
        None => format!(" Builds the [`{}`].", ident.unraw()),
    };
    let send = send.map(|send| {
        quote! {
            #[doc = " Builds the request and sends it."]
            #vis fn send #send #bounds {
                __client.send(self.members.finish())
            }
        }
    });
    quote! {
        impl #ident {
            #[doc = #start_doc]
            #[inline]
            #vis fn builder() -> #builder {
                #builder { members: __Members__::EMPTY #start }
            }
        }
        impl #generics #builder #state {
            #setters
            #[doc = #build_doc]
            #[must_use]
            #[inline]
            #vis fn build(self) -> #ident #bounds {
                self.members.finish()
            }
            #send
        }
    }
}

/// Returns the setters of all members.
fn all_setters(structure: &Structure, params: &[Ident], builder: &Ident) -> TokenStream {
    let vis = &structure.item.vis;
    let names = structure.field_names();
    let mut setters = TokenStream::new();
    let mut positions = 0..;
    for member in &structure.members {
        let position = if member.required() { positions.next() } else { None };
        setters.extend(setter(member, vis, &names, position.map(|at| (at, params, builder))));
        setters.extend(optional_setter(member, vis, &names));
    }
    setters
}

/// Returns the setter of a member. A required member has a position in the state, which the setter
/// changes to `Set`.
fn setter(
    member: &Member,
    vis: &syn::Visibility,
    names: &[String],
    position: Option<(usize, &[Ident], &Ident)>,
) -> TokenStream {
    let (field, shown, setter) = (&member.ident, &member.shown, setter_name(&member.ident, names));
    let accepted = Accepted::of(&member.ty);
    let (argument, value) = (accepted.argument(), accepted.value(field));
    let doc = (!documented(shown)).then(|| {
        let doc = format!(" Sets `{}`.", field.unraw());
        quote!(#[doc = #doc])
    });
    let Some((here, params, builder)) = position else {
        return quote! {
            #doc
            #(#shown)*
            #[inline]
            #vis fn #setter(mut self, #field: #argument) -> Self {
                self.members.#field = __core::Some(#value);
                self
            }
        };
    };
    let after = params
        .iter()
        .enumerate()
        .map(|(index, param)| if index == here { quote!(__core::Set) } else { quote!(#param) });
    quote! {
        #doc
        #(#shown)*
        #[inline]
        #vis fn #setter(mut self, #field: #argument) -> #builder<(#(#after,)*)> {
            self.members.#field = __core::Some(#value);
            #builder { members: self.members, state: __core::PhantomData }
        }
    }
}

/// Returns the setter `set_x` of an optional member, unless another member has that name.
fn optional_setter(member: &Member, vis: &syn::Visibility, names: &[String]) -> Option<TokenStream> {
    let (field, plain, ty) = (&member.ident, member.ident.unraw(), &member.ty);
    if !member.optional() || names.contains(&format!("set_{plain}")) {
        return None;
    }
    let set = format_ident!("set_{plain}", span = field.span());
    let doc = format!(" Sets or clears [`{plain}`](Self::{plain}).");
    let deprecated = member.shown.iter().filter(|attribute| attribute.path().is_ident("deprecated"));
    Some(quote! {
        #[doc = #doc]
        #(#deprecated)*
        #[inline]
        #vis fn #set(mut self, #field: #ty) -> Self {
            self.members.#field = __core::Some(#field);
            self
        }
    })
}

/// Returns `true` if the attributes contain a doc comment. A setter without one gets a generated
/// comment, because a setter can be public although its field is private.
fn documented(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| attribute.path().is_ident("doc") && matches!(attribute.meta, Meta::NameValue(_)))
}

/// Returns the bounds that require every member to be set, with the members' spans, because rustc
/// points there.
fn bounds(params: &[Ident], names: &Ident, fields: &[&Ident]) -> TokenStream {
    let bounds = params
        .iter()
        .zip(fields)
        .map(|(param, field)| quote_spanned!(field.span()=> #param: __core::IsSet<#names::#field>));
    quote!(where #(#bounds),*)
}
