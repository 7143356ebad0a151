//! Placeholders: what an invalid declaration expands to, next to its errors.
//!
//! A placeholder has the traits and methods of a valid declaration, so that code that uses the item
//! compiles and editors complete names. Its functions are never called.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::{Data, Fields, Type};

use crate::attr::Value;
use crate::item::{Declaration, Kind};
use crate::model::builder::{Accepted, setter_name, type_name};
use crate::model::strings::string_traits;
use crate::model::{Expected, Matcher, NewtypeKind, default_output, default_service};
use crate::ty::{inner, is_argument, is_thread_safe, is_unsized, unwrapped, without_self, without_wrappers};

/// Expands an invalid declaration.
pub fn fallback(declaration: &Declaration) -> TokenStream {
    // Impls would need the parameters, and a size.
    let is_sized = declaration.fields().all(|(field, _)| !is_unsized(&field.ty));
    if !declaration.input.generics.params.is_empty() || !is_sized {
        return TokenStream::new();
    }
    match declaration.kind {
        Kind::StringEnum | Kind::IntEnum if is_structure(declaration) => structure(declaration, None, None),
        Kind::Service => service(declaration),
        Kind::ServiceError => service_error(declaration),
        Kind::IntEnum => int_enum(declaration),
        Kind::Waiter => waiter(declaration),
        Kind::Union => {
            let ident = declaration.ident();
            let event = cfg!(feature = "event-stream").then(|| quote!(impl __core::Event for #ident {}));
            shape(declaration, &quote!(#event))
        }
        Kind::StringEnum => string_enum(declaration),
        Kind::Operation => operation(declaration),
        Kind::Shape => match &declaration.input.data {
            Data::Struct(data) => match data.fields.iter().next() {
                Some(field) if field.ident.is_none() => newtype(declaration, &field.ty),
                _ => structure(declaration, None, None),
            },
            _ => string_enum(declaration),
        },
    }
}

fn scope(declaration: &Declaration, impls: &TokenStream) -> TokenStream {
    let core = declaration.core.private();
    quote! {
        #[allow(warnings, clippy::all, clippy::pedantic)]
        const _: () = {
            use #core as __core;
            #impls
        };
    }
}

/// The impls of a shape, and of everything that a member of this type can be constrained by, with
/// `more` impls.
fn shape(declaration: &Declaration, more: &TokenStream) -> TokenStream {
    let ident = declaration.ident();
    let serde = declaration.serde().then(|| {
        quote! {
            impl __core::serde::Serialize for #ident {
                fn serialize<__S: __core::serde::Serializer>(&self, _: __S) -> __core::Result<__S::Ok, __S::Error> { loop {} }
            }
            impl<'__de> __core::serde::Deserialize<'__de> for #ident {
                fn deserialize<__D: __core::serde::Deserializer<'__de>>(_: __D) -> __core::Result<Self, __D::Error> { loop {} }
            }
        }
    });
    let impls = quote! {
        #serde
        impl __core::Length for #ident {
            fn __length(&self) -> __core::Option<__core::usize> { loop {} }
        }
        impl __core::Number for #ident {
            const LIMITS: __core::Limits = <__core::i64 as __core::Number>::LIMITS;
            fn __range(
                &self,
                _: __core::Option<__core::Bound>,
                _: __core::Option<__core::Bound>,
                _: __core::bool,
                _: &mut __core::Violations<'_>,
            ) {}
        }
        impl __core::Text for #ident {
            fn __text(&self) -> __core::Option<&__core::str> { loop {} }
        }
        impl __core::Items for #ident {
            type Item = Self;
            fn __each(
                &self,
                _: &mut __core::Violations<'_>,
                _: &mut dyn __core::FnMut(&Self::Item, &mut __core::Violations<'_>),
            ) {}
        }
        impl __core::Keys for #ident {
            fn __keys(
                &self,
                _: &mut __core::Violations<'_>,
                _: &mut dyn __core::FnMut(&__core::str, &mut __core::Violations<'_>),
            ) {}
        }
        impl __core::Timestamp for #ident {}
        impl __core::Validate for #ident {
            fn validate_at(&self, _: &mut __core::Violations<'_>) {}
        }
        impl __core::Shape for #ident {
            fn write(&self, _: &mut __core::Writer) {}
            fn read(_: &mut dyn __core::Source<'_>) -> __core::Result<__core::Option<Self>, __core::ReadError> { loop {} }
            fn absent() -> Self { loop {} }
            fn info() -> __core::ShapeInfo { loop {} }
        }
        #more
    };
    scope(declaration, &impls)
}

/// A builder that builds in any state, with `more` impls and the builder's `send`.
fn structure(declaration: &Declaration, more: Option<TokenStream>, send: Option<TokenStream>) -> TokenStream {
    let (ident, vis) = (declaration.ident(), &declaration.input.vis);
    let builder = type_name(ident);
    let setters = setters(declaration);
    let impls = quote! {
        #more
        impl __core::Structure for #ident { type Members = (); }
        impl #ident {
            #vis fn builder() -> #builder { loop {} }
        }
        impl #builder {
            #setters
            #vis fn build(self) -> #ident { loop {} }
            #send
        }
    };
    let impls = shape(declaration, &impls);
    quote! {
        #[doc(hidden)]
        #[allow(warnings)]
        #vis struct #builder(());
        #impls
    }
}

fn setters(declaration: &Declaration) -> TokenStream {
    let vis = &declaration.input.vis;
    let fields: Vec<(&Ident, Type)> = declaration
        .fields()
        .filter_map(|(field, _)| Some((field.ident.as_ref()?, without_self(&field.ty, declaration.ident()))))
        .collect();
    let names: Vec<String> = fields.iter().map(|(field, _)| field.unraw().to_string()).collect();
    let mut setters = TokenStream::new();
    for (field, ty) in &fields {
        let setter = setter_name(field, &names);
        let set = format_ident!("set_{}", field.unraw(), span = field.span());
        if !is_argument(ty) {
            setters.extend(quote! {
                #vis fn #setter<__Any>(self, _: __Any) -> Self { self }
                #vis fn #set<__Any>(self, _: __Any) -> Self { self }
            });
            continue;
        }
        let argument = Accepted::of(ty).argument();
        setters.extend(quote!(#vis fn #setter(self, _: #argument) -> Self { self }));
        if inner(ty, "Option").is_some() && !names.contains(&set.to_string()) {
            setters.extend(quote!(#vis fn #set(self, _: #ty) -> Self { self }));
        }
    }
    setters
}

fn operation(declaration: &Declaration) -> TokenStream {
    let (ident, vis) = (declaration.ident(), &declaration.input.vis);
    let keys = &declaration.operation;
    let service = keys.path("service").cloned().unwrap_or_else(|| default_service(ident));
    // An enum is not a request, and has no output that could be missing.
    let is_request = matches!(declaration.input.data, Data::Struct(_))
        && declaration.fields().all(|(field, _)| is_thread_safe(&field.ty));
    let output = keys.ty("output").map(without_wrappers).cloned();
    let output = output.or_else(|| is_request.then(|| default_output(ident)));
    let output = output.map_or_else(|| quote!(()), ToTokens::into_token_stream);
    let error = match keys.path("error") {
        Some(error) => error.to_token_stream(),
        None => quote!(<#service as __core::Service>::Error),
    };
    // The import of the service is used even if there is no operation.
    let mut impls = quote!(const _: __core::PhantomData<#service> = __core::PhantomData;);
    if is_request {
        impls.extend(quote! {
            impl __core::Operation for #ident {
                type Service = #service;
                type Output = #output;
                type Error = #error;
                const INFO: __core::OperationInfo = __core::OperationInfo::new("");
            }
        });
        impls.extend(keys.value("paginate").map(|value| pages(ident, value)));
    }
    let call =
        quote!(__core::Call<<#ident as __core::Operation>::Output, <#ident as __core::Operation>::Error>);
    let send =
        is_request.then(|| quote!(#vis fn send(self, _: &__core::Client<#service>) -> #call { loop {} }));
    structure(declaration, Some(impls), send)
}

fn pages(ident: &Ident, paginate: &Value) -> TokenStream {
    let item = match paginate {
        Value::Entries(pages) => pages.ty("item"),
        _ => None,
    };
    let items = item.map(|item| {
        quote! {
            impl __core::DeclaredItems for #ident {
                type Item = #item;
                fn items(_: Self::Output) -> __core::Vec<Self::Item> { loop {} }
            }
        }
    });
    quote! {
        impl __core::Paginated for #ident {
            fn next_page(&mut self, _: &Self::Output) -> __core::NextPage { loop {} }
        }
        #items
    }
}

fn newtype(declaration: &Declaration, ty: &Type) -> TokenStream {
    let (ident, vis) = (declaration.ident(), &declaration.input.vis);
    let is_single = matches!(&declaration.input.data, Data::Struct(data) if data.fields.len() == 1);
    if !is_single || !is_argument(ty) {
        return structure(declaration, None, None);
    }
    let ty = &without_self(ty, ident);
    if matches!(NewtypeKind::of(unwrapped(ty)), NewtypeKind::String) {
        return text_newtype(declaration, ty);
    }
    let methods = match NewtypeKind::of(ty) {
        NewtypeKind::Static => return text_newtype(declaration, ty),
        NewtypeKind::Number => quote!(#vis fn get(&self) -> #ty { loop {} }),
        _ => quote! {
            #vis fn get(&self) -> &#ty { loop {} }
            #vis fn into_inner(self) -> #ty { loop {} }
        },
    };
    let impls = quote! {
        impl #ident {
            #vis fn new(_: impl __core::Into<#ty>) -> __core::Result<Self, __core::ValidationError> { loop {} }
            #methods
        }
        impl __core::From<#ty> for #ident {
            fn from(_: #ty) -> Self { loop {} }
        }
    };
    shape(declaration, &impls)
}

/// A newtype of a string.
fn text_newtype(declaration: &Declaration, ty: &Type) -> TokenStream {
    let (ident, vis) = (declaration.ident(), &declaration.input.vis);
    // A constant is evaluated, so that it needs a value.
    let from_static = (NewtypeKind::of(ty) == NewtypeKind::Static).then(|| {
        quote!(#vis const fn from_static(_: &'static __core::str) -> Self { Self(__core::Cow::Borrowed("")) })
    });
    let text = text(declaration, quote!(__core::ValidationError));
    let impls = quote! {
        impl #ident {
            #vis fn new(_: impl __core::Into<#ty>) -> __core::Result<Self, __core::ValidationError> { loop {} }
            #from_static
        }
        impl __core::From<__core::Cow<'static, __core::str>> for #ident {
            fn from(_: __core::Cow<'static, __core::str>) -> Self { loop {} }
        }
        impl __core::IdempotencyToken for #ident {}
        #text
    };
    shape(declaration, &impls)
}

/// The impls of newtypes of strings and of string enums.
fn text(declaration: &Declaration, error: TokenStream) -> TokenStream {
    let (ident, vis) = (declaration.ident(), &declaration.input.vis);
    let traits = string_traits(ident);
    quote! {
        impl #ident { #vis fn as_str(&self) -> &__core::str { loop {} } }
        impl __core::From<&__core::str> for #ident {
            fn from(_: &__core::str) -> Self { loop {} }
        }
        impl __core::From<__core::String> for #ident {
            fn from(_: __core::String) -> Self { loop {} }
        }
        impl __core::FromStr for #ident {
            type Err = #error;
            fn from_str(_: &__core::str) -> __core::Result<Self, Self::Err> { loop {} }
        }
        impl __core::From<#ident> for __core::String {
            fn from(_: #ident) -> Self { loop {} }
        }
        #traits
    }
}

fn string_enum(declaration: &Declaration) -> TokenStream {
    let (ident, vis) = (declaration.ident(), &declaration.input.vis);
    let text = text(declaration, quote!(__core::convert::Infallible));
    let impls = quote! {
        #text
        impl #ident { #vis const VALUES: &'static [&'static __core::str] = &[]; }
    };
    shape(declaration, &impls)
}

fn int_enum(declaration: &Declaration) -> TokenStream {
    let (ident, vis) = (declaration.ident(), &declaration.input.vis);
    let impls = quote! {
        impl #ident {
            #vis const VALUES: &'static [__core::i32] = &[];
            #vis fn value(&self) -> __core::i32 { loop {} }
        }
        impl __core::From<__core::i32> for #ident {
            fn from(_: __core::i32) -> Self { loop {} }
        }
    };
    shape(declaration, &impls)
}

/// Returns `true` if an enum's derive is on a struct with named fields, which was most likely meant
/// to be a structure.
fn is_structure(declaration: &Declaration) -> bool {
    matches!(&declaration.input.data, Data::Struct(data) if matches!(data.fields, Fields::Named(_)))
}

fn service_error(declaration: &Declaration) -> TokenStream {
    let ident = declaration.ident();
    let impls = quote! {
        impl __core::ServiceError for #ident {
            const ERRORS: &'static [__core::ErrorInfo] = &[];
            fn from_response(_: __core::ErrorMetadata, _: &[__core::u8]) -> Self { loop {} }
            fn metadata(&self) -> &__core::ErrorMetadata { loop {} }
            fn as_error(&self) -> &(dyn __core::StdError + 'static) { loop {} }
        }
        impl __core::fmt::Display for #ident {
            fn fmt(&self, _: &mut __core::fmt::Formatter<'_>) -> __core::fmt::Result { loop {} }
        }
        impl __core::StdError for #ident {}
    };
    scope(declaration, &impls)
}

fn service(declaration: &Declaration) -> TokenStream {
    let ident = declaration.ident();
    let error = declaration
        .keys
        .path("error")
        .map_or_else(|| quote!(__core::NoServiceError), ToTokens::into_token_stream);
    let impls = quote! {
        impl __core::Service for #ident {
            type Error = #error;
            const INFO: __core::ServiceInfo = __core::ServiceInfo::new("", "", __core::JsonVersion::V1_1);
        }
    };
    scope(declaration, &impls)
}

fn waiter(declaration: &Declaration) -> TokenStream {
    let ident = declaration.ident();
    let impls = declaration.keys.path("operation").map(|operation| {
        quote! {
            impl __core::Waiter for #ident {
                type Operation = #operation;
                const INFO: __core::WaiterInfo = __core::WaiterInfo::new("", &[]);
                fn accept(_: &mut __core::Polled<'_, #operation>) -> __core::Option<__core::usize> { loop {} }
            }
        }
    });
    // The imports of the expected values are used.
    let values = declaration.keys.iter().filter_map(|entry| match &entry.value {
        Value::Acceptor(Some(Matcher::Path(_, _, Expected::Variant(variant)))) => {
            Some(quote!(const _: fn() = || { let _ = |__value| match __value { #variant => {} _ => {} }; };))
        }
        _ => None,
    });
    scope(declaration, &quote!(#impls #(#values)*))
}
