//! A constrained string, blob, number, list or map.

use syn::{DeriveInput, Field, GenericParam, Type};

use super::item;
use super::member_type::owned;
use crate::attr;
use crate::attr::item::ItemKeys;
use crate::attr::member::MemberKeys;
use crate::errors::{Errors, say};
use crate::model::{Newtype, NewtypeKind};
use crate::spelling::{inner, is_other_number, is_text, name, without_self};

pub(super) fn newtype(input: &DeriveInput, field: &Field, errors: &Errors) -> Option<Newtype> {
    let keys = ItemKeys::read(&input.attrs, &attr::item::NEWTYPE, errors);
    MemberKeys::read(&field.attrs, &attr::member::NEWTYPE_FIELD, errors);
    let lifetimes = input.generics.params.iter().any(|param| matches!(param, GenericParam::Lifetime(_)));
    owned(&field.ty, errors, !lifetimes);
    if inner(&field.ty, "Option").is_some() {
        errors.over(&field.ty, say::NEWTYPE_OPTION);
    }
    Some(Newtype {
        item: item(input, &keys),
        ty: without_self(&field.ty, &input.ident),
        kind: newtype_kind(&field.ty),
        constraints: keys.constraints.build(),
        check: keys.check.map(|keyed| keyed.value),
        serde: keys.serde.is_some(),
    })
}

pub(crate) fn newtype_kind(ty: &Type) -> NewtypeKind {
    let Some(name) = name(ty) else { return NewtypeKind::Other };
    match name.to_string().as_str() {
        "String" => NewtypeKind::String,
        "Cow" if is_text(ty) => NewtypeKind::Static,
        "Blob" => NewtypeKind::Blob,
        "i8" | "i16" | "i32" | "i64" | "f32" | "f64" => NewtypeKind::Number,
        // They are no shapes, which is said of them, and numbers all the same.
        _ if is_other_number(ty) => NewtypeKind::Number,
        "Vec" | "HashMap" | "BTreeMap" => NewtypeKind::Collection,
        "DateTime" => NewtypeKind::Timestamp,
        _ => NewtypeKind::Other,
    }
}
