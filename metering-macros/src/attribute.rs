//! The attribute macros: what only an attribute can see of its item.
//!
//! `aws_operation` passes its arguments to a hidden derive, because a derive sees the struct
//! without the fields that a `cfg` removes.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;
use syn::{Attribute, DeriveInput, Item, Path};

use crate::attr::parser::ARGUMENTS;
use crate::attr::{Place, from_attributes};
use crate::diagnostics::Diagnostics;
use crate::item::{Declaration, Kind, derives, ends_in};
use crate::messages::{operation as messages, service as service_messages};
use crate::model::Core;

/// Expands `#[aws_operation(…)]` to the item with a hidden derive.
pub fn operation(arguments: &TokenStream, item: TokenStream) -> TokenStream {
    let diagnostics = Diagnostics::new();
    let Ok(mut input) = syn::parse2::<DeriveInput>(item.clone()) else {
        // rustc reports a syntax error.
        if let Some(kind) = kind_of(&item) {
            diagnostics.at(keyword(&item), messages::applies_to(kind));
        }
        let errors = diagnostics.into_compile_errors();
        return quote!(#item #errors);
    };
    remove_repeated(Kind::Operation, &mut input.attrs, &diagnostics);
    remove_shape(&mut input.attrs, &diagnostics);
    reject_keys_above(&input.attrs, &diagnostics);
    let core = Core(runtime_path(arguments).or_else(|| {
        input
            .attrs
            .iter()
            .filter(|attribute| attribute.path().is_ident("aws"))
            .find_map(|attribute| runtime_path(&attribute.meta.require_list().ok()?.tokens))
    }));
    let core = core.private();
    let key = Ident::new(ARGUMENTS, Span::call_site());
    let errors = diagnostics.into_compile_errors();
    quote! {
        #[derive(#core::Operation)]
        #[aws(#key(#arguments))]
        #input
        #errors
    }
}

/// Parses the item of `#[aws_service(…)]`. Returns the item without our attributes, and the
/// declaration, if the item is a struct or enum.
pub fn service(
    arguments: TokenStream,
    item: TokenStream,
    diagnostics: &Diagnostics,
) -> (TokenStream, Option<Declaration>) {
    let Ok(mut input) = syn::parse2::<DeriveInput>(item.clone()) else {
        // rustc reports a syntax error.
        if kind_of(&item).is_some() {
            diagnostics.at(keyword(&item), service_messages::NOT_A_STRUCT);
        }
        return (item, None);
    };
    remove_repeated(Kind::Service, &mut input.attrs, diagnostics);
    let below: Vec<Attribute> =
        input.attrs.extract_if(.., |attribute| attribute.path().is_ident("aws")).collect();
    let below = from_attributes(&below, Place::Service, diagnostics);
    for entry in below.iter().filter(|entry| entry.key == entry.name) {
        diagnostics.at(entry.key.span(), service_messages::below_service(&entry.key));
    }
    let item = quote!(#input);
    let mut declaration = Declaration::from_service(input, arguments, diagnostics);
    declaration.keys.extend(below);
    (item, Some(declaration))
}

/// Reports and removes a second attribute of the same macro.
fn remove_repeated(kind: Kind, attributes: &mut Vec<Attribute>, diagnostics: &Diagnostics) {
    attributes.retain(|attribute| {
        let is_repeated = ends_in(attribute.path(), kind.name());
        if is_repeated {
            diagnostics.over(attribute, service_messages::applied_twice(kind.name()));
        }
        !is_repeated
    });
}

/// Reports and removes `Shape` in a `derive`, because the operation implements it.
fn remove_shape(attributes: &mut [Attribute], diagnostics: &Diagnostics) {
    for attribute in attributes {
        let derives = derives(attribute);
        let (shapes, others): (Vec<_>, Vec<_>) = derives.iter().partition(|path| ends_in(path, "Shape"));
        for path in &shapes {
            diagnostics.over(path, messages::SHAPE_DERIVED);
        }
        if !shapes.is_empty() {
            attribute.meta = syn::parse_quote!(derive(#(#others),*));
        }
    }
}

/// Reports `#[aws(…)]` above the attribute. rustc would report it with the name of the hidden
/// derive.
fn reject_keys_above(attributes: &[Attribute], diagnostics: &Diagnostics) {
    // Spans have no positions in a unit test.
    if !proc_macro::is_available() {
        return;
    }
    let position = |span: Span| {
        let start = span.unwrap().start();
        (start.line(), start.column())
    };
    let call_site = position(Span::call_site());
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("aws")) {
        if position(attribute.pound_token.spans[0]) < call_site {
            diagnostics.over(attribute, messages::KEYS_ABOVE);
        }
    }
}

/// Reports a derive that conflicts with `aws_operation` on the same item.
pub fn reject_derive_on_request(kind: Kind, input: &DeriveInput, diagnostics: &Diagnostics) {
    if kind == Kind::Operation {
        return;
    }
    let attribute = input.attrs.iter().find(|attribute| ends_in(attribute.path(), Kind::Operation.name()));
    if let Some(attribute) = attribute
        && kind == Kind::Shape
    {
        diagnostics.over(attribute.path(), messages::SHAPE_DERIVED);
    } else if attribute.is_some() || is_request(input) {
        diagnostics.at(Span::call_site(), messages::derived_on_request(kind.name()));
    }
}

/// Returns `true` if `aws_operation` has expanded on the item.
fn is_request(input: &DeriveInput) -> bool {
    input.attrs.iter().any(|attribute| {
        let tokens = attribute.meta.require_list().map(|list| list.tokens.clone()).unwrap_or_default();
        attribute.path().is_ident("aws")
            && matches!(tokens.into_iter().next(), Some(TokenTree::Ident(key)) if key == ARGUMENTS)
    })
}

/// The value of `crate = …`. The hidden derive is named by this path, and parses the arguments.
fn runtime_path(arguments: &TokenStream) -> Option<Path> {
    let mut tokens = arguments.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_key = matches!(&token, TokenTree::Ident(key) if key == "crate")
            && matches!(tokens.peek(), Some(TokenTree::Punct(mark)) if mark.as_char() == '=');
        if is_key {
            let path: TokenStream = tokens
                .skip(1)
                .take_while(|token| !matches!(token, TokenTree::Punct(mark) if mark.as_char() == ','))
                .collect();
            return syn::parse2(path.clone())
                .ok()
                .or_else(|| syn::parse2::<syn::LitStr>(path).ok()?.parse().ok());
        }
    }
    None
}

/// The keyword of an item.
fn keyword(item: &TokenStream) -> Span {
    let keywords =
        ["fn", "impl", "mod", "trait", "type", "const", "static", "use", "enum", "union", "struct"];
    let is_keyword = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if keywords.iter().any(|keyword| word == keyword));
    item.clone().into_iter().find(is_keyword).map_or_else(Span::call_site, |token| token.span())
}

/// Returns how to name an item that is neither a struct nor an enum, or `None` if it is not an
/// item.
fn kind_of(item: &TokenStream) -> Option<&'static str> {
    Some(match syn::parse2::<Item>(item.clone()).ok()? {
        Item::Fn(_) => "a function",
        Item::Impl(_) => "an `impl`",
        Item::Mod(_) => "a module",
        Item::Trait(_) => "a trait",
        Item::Type(_) => "a type alias",
        Item::Const(_) => "a constant",
        Item::Static(_) => "a static",
        _ => "this item",
    })
}
