//! The rules: turns a [`Declaration`] into a [`Model`].
//!
//! Each function reports an error and continues, so that all errors of a declaration are reported
//! together. The model is complete only if nothing was reported.

mod constraints;
mod endpoint;
mod event_stream;
mod member_type;
mod newtype;
mod operation;
mod service;
mod service_error;
mod structure;
mod variants;
mod waiter;

use syn::{Data, Fields};

use crate::diagnostics::Diagnostics;
use crate::item::{Declaration, Kind};
use crate::messages::shape as messages;
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
        Kind::Waiter => waiter::waiter(declaration, diagnostics).map(Box::new).map(Model::Waiter),
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
    structure::generics(&declaration.input.generics, diagnostics);
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
            diagnostics.at(declaration.ident().span(), messages::unit(declaration.ident()));
            None
        }
    }
}
