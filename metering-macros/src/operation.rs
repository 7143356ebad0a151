//! `#[aws_operation(…)]` in two steps: the attribute checks what only it can see and hands its
//! arguments on to a hidden derive, which sees the struct as the compiler does, without the members
//! that a `cfg` leaves out.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, DeriveInput, Item};

use crate::attr::item::{ItemKeys, OPERATION, STRUCTURE};
use crate::attr::operation::OperationKeys;
use crate::errors::{Errors, say};
use crate::fallback::{self, Mistaken};
use crate::model::Core;
use crate::{check, expand, parse};

/// The attribute.
pub(crate) fn attribute(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let errors = Errors::new();
    let mut input = match parse::item(item.clone()) {
        Ok(input) => input,
        Err(_) => {
            // What is no item at all, or has mistakes of syntax, is for the compiler to say.
            let derive = match (kind(&item), parse::salvaged(item.clone())) {
                (Some(kind), _) => {
                    errors.at(head(&item), say::operation_on(kind));
                    None
                }
                // What it reads of a struct with mistakes of syntax, it reads again.
                (None, input) => input.map(|input| derived(&arguments, &input)),
            };
            let errors = errors.finish();
            return quote!(#derive #item #errors);
        }
    };
    applied_once("aws_operation", &mut input.attrs, &errors);
    without_shape(&mut input.attrs, &errors);
    let core = core(&arguments, &input);
    check::not_of_a_struct(&mut input, &core, &errors);
    let derive = derived(&arguments, &input);
    let errors = errors.finish();
    quote!(#derive #input #errors)
}

/// The hidden derive, with what it is to know.
fn derived(arguments: &TokenStream, input: &DeriveInput) -> TokenStream {
    let core = core(arguments, input).private();
    let key = Ident::new(OPERATION, Span::call_site());
    quote! {
        #[derive(#core::Operation)]
        #[aws(#key(#arguments))]
    }
}

/// Whether the item is a request: the attribute stands below, or has left its arguments.
pub(crate) fn is_request(input: &DeriveInput) -> bool {
    let unheard = Errors::new();
    let beside = ItemKeys::read(&input.attrs, &STRUCTURE, &unheard);
    drop(unheard.finish());
    beside.operation.is_some()
        || input.attrs.iter().any(|attribute| check::ends_in(attribute.path(), "aws_operation"))
}

/// The item's keyword: `fn`, `enum`, `impl`.
pub(crate) fn head(item: &TokenStream) -> Span {
    let keywords =
        ["fn", "impl", "mod", "trait", "type", "const", "static", "use", "enum", "union", "struct"];
    item.clone()
        .into_iter()
        .find(
            |token| matches!(token, TokenTree::Ident(word) if keywords.iter().any(|keyword| word == keyword)),
        )
        .map_or_else(Span::call_site, |token| token.span())
}

/// What can be told of an item with mistakes of syntax; none of an item of another kind.
pub(crate) fn broken(item: &TokenStream) -> Option<DeriveInput> {
    if kind(item).is_some() { None } else { parse::salvaged(item.clone()) }
}

fn kind(item: &TokenStream) -> Option<&'static str> {
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

/// Reports and removes a second of the same attribute.
pub(crate) fn applied_once(name: &str, attributes: &mut Vec<Attribute>, errors: &Errors) {
    attributes.retain(|attribute| {
        let again = check::ends_in(attribute.path(), name);
        if again {
            errors.over(attribute, say::twice(name));
        }
        !again
    });
}

/// Reports `Shape` in a `derive` beside the attribute, and takes it out, as it comes with the
/// operation.
fn without_shape(attributes: &mut [Attribute], errors: &Errors) {
    for attribute in attributes {
        let derives = check::derives(attribute);
        let (shapes, others): (Vec<_>, Vec<_>) =
            derives.iter().partition(|path| check::ends_in(path, "Shape"));
        for path in &shapes {
            errors.over(path, say::SHAPE_BESIDE_OPERATION);
        }
        if !shapes.is_empty() {
            attribute.meta = syn::parse_quote!(derive(#(#others),*));
        }
    }
}

/// The runtime's path: `crate = …` among the arguments, or beside them on the struct.
fn core(arguments: &TokenStream, input: &DeriveInput) -> Core {
    let unheard = Errors::new();
    let mut keys = OperationKeys::default();
    let read = |input: ParseStream<'_>| keys.read(input, &unheard);
    let _ = Parser::parse2(read, arguments.clone());
    let beside = ItemKeys::read(&input.attrs, &STRUCTURE, &unheard).core();
    drop(unheard.finish());
    keys.core.map_or(beside, |keyed| Core(Some(keyed.value)))
}

/// The hidden derive.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let errors = Errors::new();
    let model = check::operation(input, &errors);
    let expansion = match model {
        Some((structure, operation)) if errors.is_empty() && !check::refused(input) => {
            expand::operation::expand(&structure, &operation)
        }
        _ => stand_in(input, errors.first()),
    };
    let errors = errors.finish();
    quote!(#expansion #errors)
}

/// What stands there in place of an operation with mistakes.
pub(crate) fn stand_in(input: &DeriveInput, said: Option<TokenStream>) -> TokenStream {
    let unheard = Errors::new();
    let beside = ItemKeys::read(&input.attrs, &STRUCTURE, &unheard);
    let mut keys = OperationKeys::default();
    if let Some(keyed) = &beside.operation {
        let _ = Parser::parse2(|input: ParseStream<'_>| keys.read(input, &unheard), keyed.value.clone());
    }
    drop(unheard.finish());
    let core = keys.core.as_ref().map_or_else(|| beside.core(), |keyed| Core(Some(keyed.value.clone())));
    fallback::of_operation(&Mistaken { input, core, serde: beside.serde.is_some(), said }, &keys)
}
