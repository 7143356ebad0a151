//! Constrained strings, blobs, numbers, lists and maps.

use syn::{Field, GenericParam};

use super::constraints::constraints;
use super::event_stream::no_event_stream;
use super::member_type::owned;
use crate::diagnostics::Diagnostics;
use crate::item::Declaration;
use crate::messages::shape as messages;
use crate::model::{Newtype, NewtypeKind};
use crate::ty::{inner, without_self};

pub fn newtype(declaration: &Declaration, field: &Field, diagnostics: &Diagnostics) -> Newtype {
    let params = &declaration.input.generics.params;
    let lifetimes = params.iter().any(|param| matches!(param, GenericParam::Lifetime(_)));
    owned(&field.ty, diagnostics, !lifetimes);
    no_event_stream(&field.ty, diagnostics);
    if inner(&field.ty, "Option").is_some() {
        diagnostics.over(&field.ty, messages::NEWTYPE_OPTION);
    }
    Newtype {
        item: declaration.item(),
        ty: without_self(&field.ty, declaration.ident()),
        kind: NewtypeKind::of(&field.ty),
        constraints: constraints(&declaration.keys),
        check: declaration.keys.path("check").cloned(),
    }
}
