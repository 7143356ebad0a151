//! The macros of `metering-core`, which re-exports them.

mod attr;
mod check;
mod errors;
mod expand;
mod fallback;
mod model;
mod operation;
mod pattern;
#[cfg(test)]
mod snapshots;
mod suggest;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, parse_macro_input};

use crate::attr::item::{ItemKeys, SERVICE_ERROR};
use crate::attr::service::ServiceKeys;
use crate::check::Shaped;
use crate::errors::Errors;
use crate::model::Core;

/// Declares a service: its facts, on a unit struct that stands for it.
#[proc_macro_attribute]
pub fn aws_service(
    arguments: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    service(arguments.into(), item.into()).into()
}

fn service(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let errors = Errors::new();
    let Ok(mut item) = syn::parse2::<DeriveInput>(item.clone()) else {
        errors.at(operation::head(&item), errors::say::SERVICE_NOT_STRUCT);
        let errors = errors.finish();
        return quote!(#item #errors);
    };
    operation::applied_once("aws_service", &mut item.attrs, &errors);
    let mut keys = ServiceKeys::default();
    let read = |input: syn::parse::ParseStream<'_>| keys.read(input, &errors);
    if let Err(error) = syn::parse::Parser::parse2(read, arguments) {
        errors.push(error);
    }
    let core = Core(keys.core.as_ref().map(|keyed| keyed.value.clone()));
    let error = keys.error.as_ref().map(|keyed| keyed.value.clone());
    let model = check::service(keys, &item, &errors);
    let expansion = match model {
        Some(model) if errors.is_empty() => expand::service::expand(&model),
        _ => fallback::of_service(&item, &core, error.as_ref()),
    };
    let errors = errors.finish();
    quote!(#item #expansion #errors)
}

/// Declares an operation: on the struct of its request.
#[proc_macro_attribute]
pub fn aws_operation(
    arguments: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    operation::attribute(arguments.into(), item.into()).into()
}

/// What `#[aws_operation]` puts on its struct.
#[doc(hidden)]
#[proc_macro_derive(Operation, attributes(aws, serde))]
pub fn derive_operation(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    operation::derive(&input).into()
}

/// A shape: a struct with named fields is a structure, a tuple struct with one field a constrained value.
#[proc_macro_derive(Shape, attributes(aws, serde))]
pub fn derive_shape(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    shape(&input).into()
}

fn shape(input: &DeriveInput) -> TokenStream {
    derive(
        "Shape",
        input,
        check::shape,
        |shaped| match shaped {
            Shaped::Structure(structure) => expand::structure::expand(&structure, &TokenStream::new(), None),
            Shaped::Newtype(newtype) => expand::newtype::expand(&newtype),
        },
        fallback::of_shape,
    )
}

/// An open set of strings.
#[proc_macro_derive(StringEnum, attributes(aws, serde))]
pub fn derive_string_enum(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    string_enum(&input).into()
}

fn string_enum(input: &DeriveInput) -> TokenStream {
    derive(
        "StringEnum",
        input,
        check::string_enum,
        |model| expand::string_enum::expand(&model),
        fallback::of_string_enum,
    )
}

/// An open set of numbers.
#[proc_macro_derive(IntEnum, attributes(aws, serde))]
pub fn derive_int_enum(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    int_enum(&input).into()
}

fn int_enum(input: &DeriveInput) -> TokenStream {
    derive("IntEnum", input, check::int_enum, |model| expand::int_enum::expand(&model), fallback::of_int_enum)
}

/// One of several members.
#[proc_macro_derive(Union, attributes(aws, serde))]
pub fn derive_union(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    union(&input).into()
}

fn union(input: &DeriveInput) -> TokenStream {
    derive("Union", input, check::union, |model| expand::union::expand(&model), fallback::of_union)
}

/// The errors of a service.
#[proc_macro_derive(ServiceError, attributes(aws, serde))]
pub fn derive_service_error(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    service_error(&input).into()
}

fn service_error(input: &DeriveInput) -> TokenStream {
    derive(
        "ServiceError",
        input,
        check::service_error,
        |model| expand::service_error::expand(&model),
        fallback::of_service_error,
    )
}

/// Checks, then expands; with mistakes, reports them all and puts a stand-in there.
fn derive<T>(
    name: &str,
    input: &DeriveInput,
    check: impl FnOnce(&DeriveInput, &Errors) -> Option<T>,
    expand: impl FnOnce(T) -> TokenStream,
    stand_in: impl FnOnce(&DeriveInput, &Core) -> TokenStream,
) -> TokenStream {
    let errors = Errors::new();
    if check::derived_again(name, input, &errors) {
        return errors.finish();
    }
    let model = check(input, &errors);
    let expansion = match model {
        Some(model) if errors.is_empty() => expand(model),
        _ => stand_in(input, &core_of(input)),
    };
    let errors = errors.finish();
    quote!(#expansion #errors)
}

/// The runtime's path, if it can be told, whatever else is wrong.
fn core_of(input: &DeriveInput) -> Core {
    let unheard = Errors::new();
    let core = ItemKeys::read(&input.attrs, &SERVICE_ERROR, &unheard).core();
    drop(unheard.finish());
    core
}
