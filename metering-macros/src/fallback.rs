//! Stand-ins: what a declaration with mistakes expands to beside the messages, so that nothing else in the crate is wrong
//! because of it, and an editor goes on completing names. They are never run.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, Path, Type};

use crate::check::newtype_kind;
use crate::expand::builder;
use crate::expand::newtype::forwarded;
use crate::model::{Core, NewtypeKind, inner, without_self};

/// What `Shape` gives, whatever the item is.
fn shape(input: &DeriveInput) -> TokenStream {
    let ident = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    quote! {
        impl #generics __core::Validate for #ident #arguments #bounds {
            fn validate_at(&self, _: &mut __core::Violations<'_>) {}
        }
        impl #generics __core::Shape for #ident #arguments #bounds {
            fn write(&self, _: &mut __core::Writer) {}
            fn read(_: &mut dyn __core::Source<'_>) -> __core::Result<__core::Option<Self>, __core::ReadError> { loop {} }
            fn absent() -> Self { loop {} }
            fn info() -> __core::ShapeInfo { loop {} }
        }
    }
}

fn scope(core: &Core, impls: &TokenStream) -> TokenStream {
    let core = core.private();
    quote! {
        #[allow(warnings, clippy::all, clippy::pedantic)]
        const _: () = {
            use #core as __core;
            #impls
        };
    }
}

/// A builder whose setters take what they would, and that builds in any state.
fn structure(input: &DeriveInput, core: &Core, send: Option<&Path>) -> TokenStream {
    let fields = match &input.data {
        Data::Struct(data) => &data.fields,
        _ => return TokenStream::new(),
    };
    if matches!(fields, Fields::Unnamed(_)) {
        return TokenStream::new();
    }
    let (ident, vis) = (&input.ident, &input.vis);
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let name = builder::type_name(ident);
    let private = core.private();
    let mut setters = TokenStream::new();
    let named: Vec<(&Ident, Type)> = fields
        .iter()
        .filter_map(|field| Some((field.ident.as_ref()?, without_self(&field.ty, ident))))
        .map(|(field, ty)| (field, with_known_lifetimes(&ty, &input.generics)))
        .collect();
    let mut seen = HashSet::new();
    let named: Vec<_> = named.into_iter().filter(|(field, _)| seen.insert(*field)).collect();
    let names: Vec<String> = named.iter().map(|(field, _)| field.unraw().to_string()).collect();
    for (field, ty) in &named {
        let setter = builder::setter_name(field, &names);
        if let Type::Infer(_) = ty {
            setters.extend(quote!(#vis fn #setter<__T>(self, _: __T) -> Self { self }));
            continue;
        }
        let (argument, _) = builder::taken(ty);
        setters.extend(quote!(#vis fn #setter(self, _: impl __core::Into<#argument>) -> Self { self }));
        let set = format_ident!("set_{}", field.unraw(), span = field.span());
        if inner(ty, "Option").is_some() && !named.iter().any(|(other, _)| **other == set) {
            setters.extend(quote!(#vis fn #set(self, _: #ty) -> Self { self }));
        }
    }
    let send = send.map(|service| {
        let call =
            quote!(__core::Call<<#ident as __core::Operation>::Output, <#ident as __core::Operation>::Error>);
        quote!(#vis fn send(self, _: &__core::Client<#service>) -> #call { loop {} })
    });
    let declared = &input.generics;
    let scope = scope(
        core,
        &quote! {
            impl #generics __core::Structure for #ident #arguments #bounds {
                type Members = ();
            }
            impl #generics #ident #arguments #bounds {
                #vis fn builder() -> #name #arguments { loop {} }
            }
            impl #generics #name #arguments #bounds {
                #setters
                #vis fn build(self) -> #ident #arguments { loop {} }
                #send
            }
        },
    );
    quote! {
        #[doc(hidden)]
        #[allow(warnings)]
        #vis struct #name #declared (#private::PhantomData<fn() -> #ident #arguments>) #bounds;
        #scope
    }
}

/// The type as it compiles anywhere: what it borrows it borrows for ever, unless for a lifetime that is declared. The
/// compiler says of the struct itself that a lifetime is missing.
pub(crate) fn with_known_lifetimes(ty: &Type, generics: &syn::Generics) -> Type {
    fn replace(tokens: TokenStream, declared: &[String]) -> TokenStream {
        let mut replaced = TokenStream::new();
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match &token {
                TokenTree::Punct(mark) if mark.as_char() == '&' => {
                    replaced.extend([token]);
                    if !matches!(tokens.peek(), Some(TokenTree::Punct(mark)) if mark.as_char() == '\'') {
                        replaced.extend(quote!('static));
                    }
                }
                TokenTree::Punct(mark) if mark.as_char() == '\'' => match tokens.next() {
                    Some(TokenTree::Ident(name)) if declared.contains(&name.to_string()) => {
                        replaced.extend([token, TokenTree::Ident(name)]);
                    }
                    _ => replaced.extend(quote!('static)),
                },
                // `Cow<str>`, as one may write it in a function.
                TokenTree::Ident(name) if name == "Cow" => {
                    replaced.extend([token]);
                    let Some(open) = tokens
                        .next_if(|next| matches!(next, TokenTree::Punct(mark) if mark.as_char() == '<'))
                    else {
                        continue;
                    };
                    replaced.extend([open]);
                    if !matches!(tokens.peek(), Some(TokenTree::Punct(mark)) if mark.as_char() == '\'') {
                        replaced.extend(quote!('static,));
                    }
                }
                TokenTree::Group(group) => {
                    let inner = replace(group.stream(), declared);
                    replaced.extend([TokenTree::Group(proc_macro2::Group::new(group.delimiter(), inner))]);
                }
                _ => replaced.extend([token]),
            }
        }
        replaced
    }
    let declared: Vec<String> = generics.lifetimes().map(|param| param.lifetime.ident.to_string()).collect();
    syn::parse2(replace(ty.to_token_stream(), &declared)).unwrap_or_else(|_| ty.clone())
}

/// `#[derive(Shape)]`
pub(crate) fn of_shape(input: &DeriveInput, core: &Core) -> TokenStream {
    if let Data::Enum(_) = &input.data {
        return of_string_enum(input, core);
    }
    let mut impls = shape(input);
    if let Data::Struct(data) = &input.data
        && let Fields::Unnamed(fields) = &data.fields
        && fields.unnamed.len() == 1
    {
        let ty = with_known_lifetimes(&fields.unnamed[0].ty, &input.generics);
        impls.extend(newtype(input, &ty));
    }
    let structure = structure(input, core, None);
    let scope = scope(core, &impls);
    quote!(#structure #scope)
}

fn newtype(input: &DeriveInput, ty: &Type) -> TokenStream {
    let (ident, vis) = (&input.ident, &input.vis);
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let mut impls = quote! {
        impl #generics #ident #arguments #bounds {
            #vis fn new(_: impl __core::Into<#ty>) -> __core::Result<Self, __core::ValidationError> { loop {} }
        }
        impl #generics __core::From<#ty> for #ident #arguments #bounds {
            fn from(_: #ty) -> Self { loop {} }
        }
    };
    let kind = newtype_kind(ty);
    if !matches!(kind, NewtypeKind::String | NewtypeKind::Static) || !input.generics.params.is_empty() {
        let (given, into) = match kind {
            NewtypeKind::Number => (quote!(#ty), TokenStream::new()),
            _ => (quote!(&#ty), quote!(#vis fn into_inner(self) -> #ty { loop {} })),
        };
        impls.extend(quote! {
            impl #generics #ident #arguments #bounds {
                #vis fn get(&self) -> #given { loop {} }
                #into
            }
        });
        if input.generics.params.is_empty() {
            impls.extend(forwarded(ident, ty, kind));
        }
        return impls;
    }
    let other = if kind == NewtypeKind::Static {
        impls.extend(quote! {
            impl #ident { #vis const fn from_static(_: &'static __core::str) -> Self { #ident(__core::Cow::Borrowed("")) } }
        });
        quote!(__core::String)
    } else {
        quote!(__core::Cow<'static, __core::str>)
    };
    impls.extend(quote! {
        impl __core::From<#other> for #ident {
            fn from(_: #other) -> Self { loop {} }
        }
        impl __core::FromStr for #ident {
            type Err = __core::ValidationError;
            fn from_str(_: &__core::str) -> __core::Result<Self, Self::Err> { loop {} }
        }
        impl __core::Length for #ident { fn length(&self) -> __core::Option<__core::usize> { loop {} } }
        impl __core::IdempotencyToken for #ident {}
    });
    impls.extend(text(ident, vis));
    impls
}

/// What newtypes of strings and string enums have.
fn text(ident: &Ident, vis: &syn::Visibility) -> TokenStream {
    let strings = crate::expand::newtype::string_impls(ident);
    quote! {
        impl #ident { #vis fn as_str(&self) -> &__core::str { loop {} } }
        impl __core::From<&__core::str> for #ident {
            fn from(_: &__core::str) -> Self { loop {} }
        }
        #strings
    }
}

/// The hidden derive of `#[aws_operation(…)]`.
pub(crate) fn of_operation(
    input: &DeriveInput,
    core: &Core,
    service: &Path,
    output: Option<&Type>,
    paginated: Option<Option<&Type>>,
) -> TokenStream {
    let ident = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let mut impls = shape(input);
    let output = output.map_or_else(|| quote!(()), |output| quote!(#output));
    // The import of the service is no mistake, even where the request is no operation.
    impls.extend(quote!(const _: __core::PhantomData<#service> = __core::PhantomData;));
    // Requests live for ever; one with a lifetime is refused and can't be sent.
    if input.generics.params.is_empty() {
        impls.extend(quote! {
            impl #generics __core::Operation for #ident #arguments #bounds {
                type Service = #service;
                type Output = #output;
                type Error = <#service as __core::Service>::Error;
                const INFO: __core::OperationInfo = __core::OperationInfo::new("");
            }
        });
        if let Some(item) = paginated {
            impls.extend(quote! {
                impl __core::Itself for #ident { type Is = Self; }
                impl __core::Paginated for #ident {
                    fn next_page(&mut self, _: &Self::Output) -> __core::bool { loop {} }
                }
            });
            if let Some(item) = item {
                impls.extend(quote! {
                    impl __core::PaginatedItems for #ident {
                        type Item = #item;
                        fn items(_: Self::Output) -> __core::Vec<Self::Item> { loop {} }
                    }
                });
            }
        }
    }
    let send = input.generics.params.is_empty().then_some(service);
    let structure = structure(input, core, send);
    let scope = scope(core, &impls);
    quote!(#structure #scope)
}

/// `#[derive(StringEnum)]`
pub(crate) fn of_string_enum(input: &DeriveInput, core: &Core) -> TokenStream {
    let (ident, vis) = (&input.ident, &input.vis);
    let mut impls = shape(input);
    if input.generics.params.is_empty() {
        impls.extend(text(ident, vis));
        impls.extend(quote! {
            impl #ident { #vis const VALUES: &'static [&'static __core::str] = &[]; }
            impl __core::From<__core::String> for #ident {
                fn from(_: __core::String) -> Self { loop {} }
            }
            impl __core::FromStr for #ident {
                type Err = __core::convert::Infallible;
                fn from_str(_: &__core::str) -> __core::Result<Self, __core::convert::Infallible> { loop {} }
            }
        });
    }
    scope(core, &impls)
}

/// `#[derive(IntEnum)]`
pub(crate) fn of_int_enum(input: &DeriveInput, core: &Core) -> TokenStream {
    let (ident, vis) = (&input.ident, &input.vis);
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let shape = shape(input);
    scope(
        core,
        &quote! {
            #shape
            impl #generics #ident #arguments #bounds {
                #vis const VALUES: &'static [__core::i32] = &[];
                #vis fn value(&self) -> __core::i32 { loop {} }
            }
            impl #generics __core::From<__core::i32> for #ident #arguments #bounds {
                fn from(_: __core::i32) -> Self { loop {} }
            }
        },
    )
}

/// `#[derive(Union)]`
pub(crate) fn of_union(input: &DeriveInput, core: &Core) -> TokenStream {
    scope(core, &shape(input))
}

/// `#[derive(ServiceError)]`
pub(crate) fn of_service_error(input: &DeriveInput, core: &Core) -> TokenStream {
    let ident = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    if !input.generics.params.is_empty() {
        return TokenStream::new();
    }
    scope(
        core,
        &quote! {
            impl #generics __core::ServiceError for #ident #arguments #bounds {
                const ERRORS: &'static [__core::ErrorInfo] = &[];
                fn from_response(_: __core::ErrorMetadata, _: &[__core::u8]) -> Self { loop {} }
                fn metadata(&self) -> &__core::ErrorMetadata { loop {} }
                fn as_error(&self) -> &(dyn __core::StdError + 'static) { loop {} }
            }
            impl #generics __core::fmt::Display for #ident #arguments #bounds {
                fn fmt(&self, _: &mut __core::fmt::Formatter<'_>) -> __core::fmt::Result { loop {} }
            }
            impl #generics __core::StdError for #ident #arguments #bounds {}
        },
    )
}

/// `#[aws_service(…)]`
pub(crate) fn of_service(item: &DeriveInput, core: &Core, error: Option<&Path>) -> TokenStream {
    let ident = &item.ident;
    let error = error.map_or_else(|| quote!(__core::NoError), |error| quote!(#error));
    // Whether a generic one is a marker is for nobody to say. The import of its errors is no mistake, though.
    if !item.generics.params.is_empty() {
        return scope(core, &quote!(const _: __core::PhantomData<#error> = __core::PhantomData;));
    }
    scope(
        core,
        &quote! {
            impl __core::Service for #ident {
                type Error = #error;
                const INFO: __core::ServiceInfo = __core::ServiceInfo::new("", "", __core::JsonVersion::V1_1);
            }
        },
    )
}
