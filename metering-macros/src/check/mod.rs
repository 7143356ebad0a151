//! From what is written to the model: the rules that hold across keys, members and variants.
//!
//! Each function reports what is wrong and goes on, so that all mistakes of a declaration are found
//! in one go. What it returns is whole only if nothing was reported.

mod member_type;
mod newtype;
mod operation;
mod service;
mod service_error;
mod structure;
mod variants;

use std::collections::HashSet;

use proc_macro2::Ident;
use syn::punctuated::Punctuated;
use syn::{Attribute, Data, DeriveInput, Fields, GenericParam, Generics, Path, Token, Type};

use crate::attr;
use crate::attr::item::ItemKeys;
use crate::errors::{Errors, say};
use crate::model::{Item, Newtype, Structure};
use crate::spelling::inner;

pub(crate) use member_type::{is_byte, not_of_a_struct};
use newtype::newtype;
pub(crate) use newtype::newtype_kind;
pub(crate) use operation::{default_output, default_required, default_service, is_operation_name, operation};
pub(crate) use service::service;
pub(crate) use service_error::service_error;
use structure::structure;
pub(crate) use variants::{int_enum, string_enum, union};

/// What `#[derive(Shape)]` was put on.
pub(crate) enum Shaped {
    Structure(Box<Structure>),
    Newtype(Box<Newtype>),
}

/// `#[derive(Shape)]`
pub(crate) fn shape(input: &DeriveInput, errors: &Errors) -> Option<Shaped> {
    let data = match &input.data {
        Data::Struct(data) => data,
        Data::Enum(data) => {
            errors.at(data.enum_token.span, say::SHAPE_ENUM);
            return None;
        }
        Data::Union(data) => {
            errors.at(data.union_token.span, say::SHAPE_UNION);
            return None;
        }
    };
    generics(&input.generics, errors, true);
    match &data.fields {
        Fields::Named(fields) => {
            let keys = ItemKeys::read(&input.attrs, &attr::item::STRUCTURE, errors);
            let structure = structure(input, fields.named.iter(), keys, false, errors);
            Some(Shaped::Structure(Box::new(structure)))
        }
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            newtype(input, &fields.unnamed[0], errors).map(Box::new).map(Shaped::Newtype)
        }
        Fields::Unnamed(fields) => {
            errors.over(fields, say::SHAPE_TUPLE);
            None
        }
        Fields::Unit => {
            errors.at(input.ident.span(), say::SHAPE_UNIT);
            None
        }
    }
}

/// Shapes take no type parameters and own their data.
pub(super) fn generics(generics: &Generics, errors: &Errors, shape: bool) {
    for param in &generics.params {
        match param {
            GenericParam::Lifetime(lifetime) if shape => errors.over(lifetime, say::LIFETIME),
            _ => errors.over(param, say::GENERIC),
        }
    }
}

pub(super) fn item(input: &DeriveInput, keys: &ItemKeys) -> Item {
    Item { core: keys.core(), vis: input.vis.clone(), ident: input.ident.clone() }
}

/// Whether a path is that of this name, however it is qualified.
pub(crate) fn ends_in(path: &Path, name: &str) -> bool {
    path.segments.last().is_some_and(|last| last.ident == name)
}

/// The traits of a `#[derive(…)]`; none of any other attribute.
pub(crate) fn derives(attribute: &Attribute) -> Vec<Path> {
    if !attribute.path().is_ident("derive") {
        return Vec::new();
    }
    let paths = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
    paths.map(|paths| paths.into_iter().collect()).unwrap_or_default()
}

/// Whether the same is derived again further down, which will do what this one would.
pub(crate) fn derived_again(derive: &str, input: &DeriveInput, errors: &Errors) -> bool {
    for attribute in &input.attrs {
        if derive == "Shape" && ends_in(attribute.path(), "aws_operation") {
            errors.over(attribute.path(), say::OPERATION_BESIDE_SHAPE);
            return true;
        }
        if let Some(again) = derives(attribute).iter().find(|path| ends_in(path, derive)) {
            errors.over(again, say::derived_twice(derive));
            return true;
        }
    }
    false
}

/// Whether the compiler will have nothing made of this item, and says why.
pub(crate) fn refused(input: &DeriveInput) -> bool {
    contains_itself(input) || repeats_itself(input) || leaves_types_out(input)
}

/// Whether a field's type is `_`.
fn leaves_types_out(input: &DeriveInput) -> bool {
    let Data::Struct(data) = &input.data else { return false };
    data.fields.iter().any(|field| matches!(field.ty, Type::Infer(_)))
}

/// Whether two fields or two variants have one name.
fn repeats_itself(input: &DeriveInput) -> bool {
    let names: Vec<&Ident> = match &input.data {
        Data::Struct(data) => data.fields.iter().filter_map(|field| field.ident.as_ref()).collect(),
        Data::Enum(data) => data.variants.iter().map(|variant| &variant.ident).collect(),
        Data::Union(_) => return false,
    };
    names.iter().collect::<HashSet<_>>().len() < names.len()
}

/// Whether a struct contains itself without a list or a `Box` between, of which the compiler says
/// that it has no size: what would be made of it has none either.
fn contains_itself(input: &DeriveInput) -> bool {
    let Data::Struct(data) = &input.data else { return false };
    data.fields.iter().any(|field| {
        let mut ty = &field.ty;
        while let Some(within) = inner(ty, "Option").or_else(|| inner(ty, "Sensitive")) {
            ty = within;
        }
        matches!(ty, Type::Path(path) if path.path.is_ident(&input.ident) || path.path.is_ident("Self"))
    })
}
