//! Constrained values.

use syn::{Path, Type};

use super::{Constraints, Item};
use crate::ty::{is_other_number, is_text, name};

/// A tuple struct with one field.
pub struct Newtype {
    pub item: Item,
    pub ty: Type,
    pub kind: NewtypeKind,
    pub constraints: Constraints,
    pub check: Option<Path>,
}

#[derive(Clone, Copy, PartialEq)]
pub enum NewtypeKind {
    String,
    /// `Cow<'static, str>`
    Static,
    Blob,
    Number,
    Collection,
    Timestamp,
    Other,
}

impl NewtypeKind {
    /// Returns the kind of a field's type by its spelling.
    pub fn of(ty: &Type) -> Self {
        let Some(name) = name(ty) else { return NewtypeKind::Other };
        match name.to_string().as_str() {
            "String" => NewtypeKind::String,
            "Cow" if is_text(ty) => NewtypeKind::Static,
            "Blob" => NewtypeKind::Blob,
            "i8" | "i16" | "i32" | "i64" | "f32" | "f64" => NewtypeKind::Number,
            // Not shapes, which the trait bound reports.
            _ if is_other_number(ty) => NewtypeKind::Number,
            "Vec" | "HashMap" | "BTreeMap" => NewtypeKind::Collection,
            "DateTime" => NewtypeKind::Timestamp,
            _ => NewtypeKind::Other,
        }
    }
}
