//! Stand-ins: what a declaration with mistakes expands to beside the messages, so that nothing else
//! in the crate is wrong because of it, and an editor goes on completing names. They are never run.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::{
    Data, DeriveInput, Fields, GenericArgument, GenericParam, Path, PathArguments, Type, TypeGroup, TypeParen,
};

use crate::attr::operation::OperationKeys;
use crate::check::{default_output, default_service, is_byte, newtype_kind};
use crate::expand::newtype::printed;
use crate::expand::{builder, serde};
use crate::model::{Core, NewtypeKind};
use crate::spelling::{inner, is_pointer, name, shared, without_self};

/// A declaration with mistakes.
pub(crate) struct Mistaken<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) core: Core,
    /// Whether it was to have serde's own traits.
    pub(crate) serde: bool,
    /// One of the mistakes, as an expression that makes the compiler report it; none where the
    /// compiler has one of its own.
    pub(crate) said: Option<TokenStream>,
}

impl Mistaken<'_> {
    /// Wraps impls in a scope of their own, where `__Broken` is a type that stands for any other.
    ///
    /// What the compiler takes for a broken type it says nothing of, wherever it is met, since it
    /// said so before: the length of an array that is a mistake makes one, and that mistake was
    /// reported.
    fn scope(&self, impls: &TokenStream) -> TokenStream {
        let core = self.core.private();
        quote! {
            #[allow(warnings, clippy::all, clippy::pedantic)]
            const _: () = {
                use #core as __core;
                type __Broken = __core::NoError;
                #impls
            };
        }
    }
}

/// What `Shape` gives, whatever the item is, and all that it could be constrained by.
fn shape(item: &Mistaken<'_>) -> TokenStream {
    let ident = &item.input.ident;
    let (generics, arguments, bounds) = item.input.generics.split_for_impl();
    if !is_sized(item.input) {
        return TokenStream::new();
    }
    let serde = serde(ident, item.serde && item.input.generics.params.is_empty());
    quote! {
        #serde
        impl #generics __core::Length for #ident #arguments #bounds {
            fn __length(&self) -> __core::Option<__core::usize> { loop {} }
        }
        impl #generics __core::Number for #ident #arguments #bounds {
            const LIMITS: __core::Limits = <__core::i64 as __core::Number>::LIMITS;
            fn __range(
                &self,
                _: __core::Option<__core::Bound>,
                _: __core::Option<__core::Bound>,
                _: __core::bool,
                _: &mut __core::Violations<'_>,
            ) {}
        }
        impl #generics __core::Text for #ident #arguments #bounds {
            fn __text(&self) -> __core::Option<&__core::str> { loop {} }
        }
        impl #generics __core::Items for #ident #arguments #bounds {
            type Item = __Broken;
            fn __each(
                &self,
                _: &mut __core::Violations<'_>,
                _: &mut dyn __core::FnMut(&Self::Item, &mut __core::Violations<'_>),
            ) {}
        }
        impl #generics __core::Keys for #ident #arguments #bounds {
            fn __keys(&self, _: &mut __core::Violations<'_>, _: &mut dyn __core::FnMut(&__core::str, &mut __core::Violations<'_>)) {}
        }
        impl #generics __core::Timestamp for #ident #arguments #bounds {}
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

/// A builder whose setters take what they would, and that builds in any state.
fn structure(item: &Mistaken<'_>, send: Option<&TokenStream>) -> TokenStream {
    let input = item.input;
    let fields = match &input.data {
        Data::Struct(data) if !matches!(data.fields, Fields::Unnamed(_)) => &data.fields,
        _ => return built_anyhow(item),
    };
    let (ident, vis) = (&input.ident, &input.vis);
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let name = builder::type_name(ident);
    let private = item.core.private();
    let mut setters = TokenStream::new();
    let named: Vec<(&Ident, Type)> = fields
        .iter()
        .filter_map(|field| Some((field.ident.as_ref()?, without_self(&field.ty, ident))))
        .map(|(field, ty)| (field, sized(&with_known_lifetimes(&ty, &input.generics), &item.core)))
        .collect();
    let mut seen = HashSet::new();
    let named: Vec<_> = named.into_iter().filter(|(field, _)| seen.insert(*field)).collect();
    let names: Vec<String> = named.iter().map(|(field, _)| field.unraw().to_string()).collect();
    for (field, ty) in &named {
        let setter = builder::setter_name(field, &names);
        // What is of no use as it is, is made of anything.
        let any = matches!(ty, Type::Infer(_) | Type::Reference(_) | Type::Array(_)) || is_no_data(ty);
        let (argument, _) = builder::taken(ty);
        let argument = if any { quote!(__Any) } else { quote!(impl __core::Into<#argument>) };
        let generic = any.then(|| quote!(<__Any>));
        setters.extend(quote!(#vis fn #setter #generic (self, _: #argument) -> Self { self }));
        let set = format_ident!("set_{}", field.unraw(), span = field.span());
        if (any || inner(ty, "Option").is_some()) && !named.iter().any(|(other, _)| **other == set) {
            let argument = if any { quote!(__Any) } else { quote!(#ty) };
            setters.extend(quote!(#vis fn #set #generic (self, _: #argument) -> Self { self }));
        }
    }
    let declared = &input.generics;
    let built = if is_sized(input) { quote!(#ident #arguments) } else { quote!(__Broken) };
    let structure = is_sized(input).then(
        || quote!(impl #generics __core::Structure for #ident #arguments #bounds { type Members = (); }),
    );
    let scope = item.scope(&quote! {
        #structure
        impl #generics #ident #arguments #bounds {
            #vis fn builder() -> #name #arguments { loop {} }
        }
        impl #generics #name #arguments #bounds {
            #setters
            #vis fn build(self) -> #built { loop {} }
            #send
        }
    });
    quote! {
        #[doc(hidden)]
        #[allow(warnings)]
        #vis struct #name #declared (#private::PhantomData<fn() -> #ident #arguments>) #bounds;
        #scope
    }
}

/// A builder of what has none, of which nothing is said.
fn built_anyhow(item: &Mistaken<'_>) -> TokenStream {
    let (ident, vis) = (&item.input.ident, &item.input.vis);
    let (generics, arguments, bounds) = item.input.generics.split_for_impl();
    item.scope(&quote! {
        impl #generics #ident #arguments #bounds { #vis fn builder() -> __Broken { loop {} } }
    })
}

/// The type as it compiles anywhere: what it borrows it borrows for ever, unless for a lifetime
/// that is declared. The compiler says of the struct itself that a lifetime is missing.
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

/// The type with what owns the data in place of `str` and slices, which have no size.
pub(crate) fn sized(ty: &Type, core: &Core) -> Type {
    match ty {
        Type::Group(group) => sized(&group.elem, core),
        Type::Slice(slice) if is_byte(&slice.elem) => {
            let core = core.private();
            syn::parse_quote!(#core::Blob)
        }
        Type::Slice(slice) => {
            let item = sized(&slice.elem, core);
            syn::parse_quote!(::std::vec::Vec<#item>)
        }
        Type::Path(path) if path.path.is_ident("str") => syn::parse_quote!(::std::string::String),
        Type::Path(path) if !is_pointer(ty) => {
            let mut path = path.clone();
            for within in arguments(&mut path.path) {
                *within = sized(within, core);
            }
            Type::Path(path)
        }
        _ => ty.clone(),
    }
}

/// Whether it is or holds what is no data: a trait object, or what is shared. No thread need be
/// able to take it from another.
fn is_no_data(ty: &Type) -> bool {
    match ty {
        Type::TraitObject(_) => true,
        Type::Group(group) => is_no_data(&group.elem),
        Type::Paren(paren) => is_no_data(&paren.elem),
        Type::Path(path) => {
            shared(ty).is_some() || arguments(&mut path.path.clone()).any(|within| is_no_data(within))
        }
        _ => false,
    }
}

/// The types among a path's arguments.
fn arguments(path: &mut Path) -> impl Iterator<Item = &mut Type> {
    let arguments = path.segments.iter_mut().filter_map(|segment| match &mut segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(arguments.args.iter_mut()),
        _ => None,
    });
    arguments.flatten().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// Whether its values have a size, without which it can be no shape: a struct's is that of the last
/// field.
fn is_sized(input: &DeriveInput) -> bool {
    let Data::Struct(data) = &input.data else { return true };
    let mut last = data.fields.iter().next_back().map(|field| &field.ty);
    while let Some(Type::Group(TypeGroup { elem, .. }) | Type::Paren(TypeParen { elem, .. })) = last {
        last = Some(elem);
    }
    match last {
        Some(Type::Slice(_) | Type::TraitObject(_)) => false,
        Some(Type::Path(path)) => !path.path.is_ident("str"),
        _ => true,
    }
}

/// `#[derive(Shape)]`
pub(crate) fn of_shape(item: &Mistaken<'_>) -> TokenStream {
    let input = item.input;
    if let Data::Enum(_) = &input.data {
        return of_string_enum(item);
    }
    let mut impls = shape(item);
    let mut is_newtype = false;
    if let Data::Struct(data) = &input.data
        && !matches!(&data.fields, Fields::Named(_))
    {
        is_newtype = data.fields.len() == 1;
        let first = data.fields.iter().next();
        let ty = first.map_or_else(|| syn::parse_quote!(__core::String), |field| field.ty.clone());
        let ty = sized(&with_known_lifetimes(&ty, &input.generics), &item.core);
        impls.extend(if is_sized(input) { newtype(input, &ty) } else { unsized_newtype(input) });
    }
    let structure = (!is_newtype).then(|| structure(item, None));
    let scope = item.scope(&impls);
    quote!(#structure #scope)
}

/// What it holds, by way of what may be about it.
fn held(ty: &Type) -> &Type {
    match ty {
        Type::Reference(reference) => held(&reference.elem),
        _ => ["Option", "Box"].iter().find_map(|wrapper| inner(ty, wrapper)).map_or(ty, held),
    }
}

/// Values without a size can't be made.
fn unsized_newtype(input: &DeriveInput) -> TokenStream {
    let (ident, vis) = (&input.ident, &input.vis);
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    quote! {
        impl #generics #ident #arguments #bounds {
            #vis fn new<__Any>(_: __Any) -> __Broken { loop {} }
            #vis fn as_str(&self) -> __Broken { loop {} }
            #vis fn get(&self) -> __Broken { loop {} }
        }
    }
}

fn newtype(input: &DeriveInput, ty: &Type) -> TokenStream {
    let (ident, vis) = (&input.ident, &input.vis);
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let held = held(ty);
    let is_text = matches!(newtype_kind(held), NewtypeKind::String | NewtypeKind::Static)
        || name(held).is_some_and(|name| name == "str");
    if is_text && input.generics.params.is_empty() {
        return text_newtype(input, ty);
    }
    // Values are made of what it was to hold.
    let from_held = (!std::ptr::eq(held, ty)).then(|| {
        quote! {
            impl #generics __core::From<#held> for #ident #arguments #bounds {
                fn from(_: #held) -> Self { loop {} }
            }
        }
    });
    let mut impls = quote! {
        impl #generics #ident #arguments #bounds {
            #vis fn new<__Any>(_: __Any) -> __core::Result<Self, __core::ValidationError> { loop {} }
        }
        impl #generics __core::From<#ty> for #ident #arguments #bounds {
            fn from(_: #ty) -> Self { loop {} }
        }
        #from_held
    };
    impls.extend(match newtype_kind(ty) {
        NewtypeKind::Number => quote!(impl #ident { #vis fn get(&self) -> #ty { loop {} } }),
        NewtypeKind::Other | NewtypeKind::String | NewtypeKind::Static => quote! {
            impl #generics #ident #arguments #bounds {
                #vis fn as_str(&self) -> __Broken { loop {} }
                #vis const fn from_static(_: &'static __core::str) -> __Broken { loop {} }
                #vis fn get(&self) -> __Broken { loop {} }
                #vis fn into_inner(self) -> __Broken { loop {} }
            }
        },
        _ => quote! {
            impl #generics #ident #arguments #bounds {
                #vis fn get(&self) -> &#ty { loop {} }
                #vis fn into_inner(self) -> #ty { loop {} }
            }
        },
    });
    impls
}

/// A newtype of a string, or of what holds one.
fn text_newtype(input: &DeriveInput, ty: &Type) -> TokenStream {
    let (ident, vis) = (&input.ident, &input.vis);
    let is_alone = matches!(&input.data, Data::Struct(data) if data.fields.len() == 1);
    let from_static = match newtype_kind(ty) {
        NewtypeKind::Static if is_alone => quote!(Self { #ident(__core::Cow::Borrowed("")) }),
        _ => quote!(__Broken { loop {} }),
    };
    let own = match newtype_kind(ty) {
        NewtypeKind::String | NewtypeKind::Static => quote! {
            impl #ident {
                #vis fn new(_: impl __core::Into<#ty>) -> __core::Result<Self, __core::ValidationError> { loop {} }
            }
        },
        _ => quote! {
            impl #ident {
                #vis fn new<__Any>(_: __Any) -> __core::Result<Self, __core::ValidationError> { loop {} }
                #vis fn get(&self) -> __Broken { loop {} }
                #vis fn into_inner(self) -> __Broken { loop {} }
            }
        },
    };
    let from = inner(ty, "Option")
        .or_else(|| inner(ty, "Box"))
        .map(|_| quote!(impl __core::From<#ty> for #ident { fn from(_: #ty) -> Self { loop {} } }));
    let text = text(ident, vis);
    quote! {
        #own
        impl #ident { #vis const fn from_static(_: &'static __core::str) -> #from_static }
        #from
        impl __core::From<__core::Cow<'static, __core::str>> for #ident {
            fn from(_: __core::Cow<'static, __core::str>) -> Self { loop {} }
        }
        impl __core::FromStr for #ident {
            type Err = __core::ValidationError;
            fn from_str(_: &__core::str) -> __core::Result<Self, Self::Err> { loop {} }
        }
        impl __core::IdempotencyToken for #ident {}
        #text
    }
}

/// What newtypes of strings and string enums have.
fn text(ident: &Ident, vis: &syn::Visibility) -> TokenStream {
    let printed = printed(ident);
    quote! {
        impl #ident { #vis fn as_str(&self) -> &__core::str { loop {} } }
        impl __core::From<&__core::str> for #ident {
            fn from(_: &__core::str) -> Self { loop {} }
        }
        impl __core::From<__core::String> for #ident {
            fn from(_: __core::String) -> Self { loop {} }
        }
        #printed
    }
}

/// The hidden derive of `#[aws_operation(…)]`. What its arguments don't tell, since they are wrong,
/// is broken.
pub(crate) fn of_operation(item: &Mistaken<'_>, keys: &OperationKeys) -> TokenStream {
    let ident = &item.input.ident;
    let mut impls = shape(item);
    let broken = quote!(__Broken);
    let told = |key: &str| keys.written.contains(key).then(|| broken.clone());
    let service = match &keys.service {
        Some(keyed) => keyed.value.to_token_stream(),
        None => told("service").unwrap_or_else(|| default_service(ident).into_token_stream()),
    };
    let output = match &keys.output {
        Some(keyed) => keyed.value.to_token_stream(),
        // An enum is no request, and has no output that could be missed.
        None if !matches!(item.input.data, Data::Struct(_)) => quote!(()),
        None => told("output").unwrap_or_else(|| default_output(ident).into_token_stream()),
    };
    let error = match &keys.error {
        Some(keyed) => keyed.value.to_token_stream(),
        None => told("error").unwrap_or_else(|| quote!(<#service as __core::Service>::Error)),
    };
    let item_of_pages = keys.paginate.as_ref().and_then(|keyed| keyed.value.item.as_ref());
    let item_of_pages = item_of_pages.map_or(broken, |keyed| keyed.value.to_token_stream());
    // The import of the service is no mistake, even where the request is no operation.
    impls.extend(quote!(const _: __core::PhantomData<#service> = __core::PhantomData;));
    // Requests live for ever.
    let params = &item.input.generics.params;
    let is_sent = params.iter().all(|param| matches!(param, GenericParam::Lifetime(_)));
    let lifetimes = params.iter().map(|_| quote!('static));
    let sent = quote!(#ident<#(#lifetimes),*>);
    if is_sent {
        // That no other thread can take it is due to the mistake, and nothing is said of an impl on
        // a broken condition.
        let quietly = match &item.input.data {
            Data::Struct(data) if data.fields.iter().any(|field| is_no_data(&field.ty)) => {
                quote!(where __Broken: 'static)
            }
            _ => TokenStream::new(),
        };
        impls.extend(quote! {
            impl __core::Operation for #sent #quietly {
                type Service = #service;
                type Output = #output;
                type Error = #error;
                const INFO: __core::OperationInfo = __core::OperationInfo::new("");
            }
        });
    }
    if is_sent && keys.written.contains("paginate") {
        impls.extend(quote! {
            impl __core::Itself for #sent { type Is = Self; }
            impl __core::Paginated for #sent {
                fn next_page(&mut self, _: &Self::Output) -> __core::NextPage { loop {} }
            }
            impl __core::DeclaredItems for #sent {
                type Item = #item_of_pages;
                fn items(_: Self::Output) -> __core::Vec<Self::Item> { loop {} }
            }
        });
    }
    let vis = &item.input.vis;
    let call =
        quote!(__core::Call<<#sent as __core::Operation>::Output, <#sent as __core::Operation>::Error>);
    let send = if is_sent {
        quote!(#vis fn send(self, _: &__core::Client<#service>) -> #call { loop {} })
    } else {
        quote!(#vis fn send<__Any>(self, _: __Any) -> __Broken { loop {} })
    };
    let structure = structure(item, Some(&send));
    let scope = item.scope(&impls);
    quote!(#structure #scope)
}

/// `#[derive(StringEnum)]`
pub(crate) fn of_string_enum(item: &Mistaken<'_>) -> TokenStream {
    let (ident, vis) = (&item.input.ident, &item.input.vis);
    let mut impls = shape(item);
    if item.input.generics.params.is_empty() {
        impls.extend(text(ident, vis));
        impls.extend(quote! {
            impl #ident { #vis const VALUES: &'static [&'static __core::str] = &[]; }
            impl __core::FromStr for #ident {
                type Err = __core::convert::Infallible;
                fn from_str(_: &__core::str) -> __core::Result<Self, __core::convert::Infallible> { loop {} }
            }
        });
    }
    on_enum(item, &impls)
}

/// The impls, and a builder where the derive is on a struct, which was meant to have one.
fn on_enum(item: &Mistaken<'_>, impls: &TokenStream) -> TokenStream {
    let scope = item.scope(impls);
    let builder = matches!(item.input.data, Data::Struct(_)).then(|| built_anyhow(item));
    quote!(#scope #builder)
}

/// `#[derive(IntEnum)]`
pub(crate) fn of_int_enum(item: &Mistaken<'_>) -> TokenStream {
    let (ident, vis) = (&item.input.ident, &item.input.vis);
    let (generics, arguments, bounds) = item.input.generics.split_for_impl();
    let shape = shape(item);
    let impls = quote! {
        #shape
        impl #generics #ident #arguments #bounds {
            #vis const VALUES: &'static [__core::i32] = &[];
            #vis fn value(&self) -> __core::i32 { loop {} }
        }
        impl #generics __core::From<__core::i32> for #ident #arguments #bounds {
            fn from(_: __core::i32) -> Self { loop {} }
        }
    };
    on_enum(item, &impls)
}

/// `#[derive(Union)]`
pub(crate) fn of_union(item: &Mistaken<'_>) -> TokenStream {
    on_enum(item, &shape(item))
}

/// `#[derive(ServiceError)]`
pub(crate) fn of_service_error(item: &Mistaken<'_>) -> TokenStream {
    let ident = &item.input.ident;
    if !item.input.generics.params.is_empty() {
        return TokenStream::new();
    }
    item.scope(&quote! {
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
    })
}

/// `#[aws_service(…)]`
pub(crate) fn of_service(item: &Mistaken<'_>, error: Option<&Path>) -> TokenStream {
    let ident = &item.input.ident;
    let error = error.map_or_else(|| quote!(__Broken), |error| quote!(#error));
    // Whether a generic one is a marker is for nobody to say. The import of its errors is no
    // mistake, though.
    if !item.input.generics.params.is_empty() {
        return item.scope(&quote!(const _: __core::PhantomData<#error> = __core::PhantomData;));
    }
    item.scope(&quote! {
        impl __core::Service for #ident {
            type Error = #error;
            const INFO: __core::ServiceInfo = __core::ServiceInfo::new("", "", __core::JsonVersion::V1_1);
        }
    })
}
