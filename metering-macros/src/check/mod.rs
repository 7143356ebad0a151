//! The rules: turns a [`Declaration`] into a [`Model`].
//!
//! Each function reports an error and continues, so that all errors of a declaration are reported
//! together. The model is complete only if nothing was reported.

mod constraints;
mod endpoint;
mod member_type;
mod newtype;
mod operation;
mod service;
mod service_error;
mod structure;
mod variants;

use proc_macro2::Span;
use syn::{Data, Fields, GenericParam, Generics};

use crate::attr::{Entries, Place};
use crate::diagnostics::Diagnostics;
use crate::item::{Declaration, Kind};
use crate::messages::{keys, operation as operation_messages, shape as messages};
use crate::model::Model;

/// Checks a declaration of any kind.
pub fn check(declaration: &Declaration, diagnostics: &Diagnostics) -> Option<Model> {
    match declaration.kind {
        Kind::Service => service::service(declaration, diagnostics).map(Box::new).map(Model::Service),
        Kind::Operation => operation::operation(declaration, diagnostics).map(Box::new).map(Model::Operation),
        Kind::Shape => shape(declaration, diagnostics),
        Kind::StringEnum => variants::string_enum(declaration, diagnostics).map(Model::StringEnum),
        Kind::IntEnum => variants::int_enum(declaration, diagnostics).map(Model::IntEnum),
        Kind::Union => variants::union(declaration, diagnostics).map(Box::new).map(Model::Union),
        Kind::ServiceError => service_error::service_error(declaration, diagnostics).map(Model::ServiceError),
    }
}

/// `#[derive(Shape)]`
fn shape(declaration: &Declaration, diagnostics: &Diagnostics) -> Option<Model> {
    let data = match &declaration.input.data {
        Data::Struct(data) => data,
        Data::Enum(data) => {
            diagnostics.at(data.enum_token.span, messages::ON_ENUM);
            return None;
        }
        Data::Union(data) => {
            diagnostics.at(data.union_token.span, messages::ON_UNION);
            return None;
        }
    };
    generics(&declaration.input.generics, diagnostics);
    match &data.fields {
        Fields::Named(_) => {
            let structure = structure::structure(declaration, diagnostics);
            Some(Model::Structure(Box::new(structure)))
        }
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            let newtype = newtype::newtype(declaration, &fields.unnamed[0], diagnostics);
            Some(Model::Newtype(Box::new(newtype)))
        }
        Fields::Unnamed(fields) => {
            diagnostics.over(fields, messages::TUPLE);
            None
        }
        Fields::Unit => {
            diagnostics.at(declaration.ident().span(), messages::UNIT);
            None
        }
    }
}

/// Reports parameters: shapes aren't generic and own their data.
fn generics(generics: &Generics, diagnostics: &Diagnostics) {
    for param in &generics.params {
        match param {
            GenericParam::Lifetime(lifetime) => diagnostics.over(lifetime, messages::LIFETIME),
            _ => diagnostics.over(param, messages::GENERIC),
        }
    }
}

/// Reports required keys that are missing.
fn required_keys(entries: &Entries, place: Place, at: Span, diagnostics: &Diagnostics) {
    for key in entries.missing_required(place) {
        diagnostics.at(at, keys::missing_key(key.name, &key.example()));
    }
}

/// Returns `true` if `text` is an operation's name in PascalCase.
fn is_operation_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric())
        // Only a short name, such as an abbreviation, can be all capitals.
        && (text.len() < 4 || text.chars().any(|letter| letter.is_ascii_lowercase()))
}

/// Reports a request that is not a struct with named fields. Returns `true` if it is one.
fn is_request(declaration: &Declaration, diagnostics: &Diagnostics) -> bool {
    match &declaration.input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(_) | Fields::Unit => return true,
            Fields::Unnamed(fields) => diagnostics.over(fields, operation_messages::ON_TUPLE),
        },
        Data::Enum(data) => diagnostics.at(data.enum_token.span, operation_messages::ON_ENUM),
        Data::Union(data) => diagnostics.at(data.union_token.span, operation_messages::applies_to("a union")),
    }
    false
}
