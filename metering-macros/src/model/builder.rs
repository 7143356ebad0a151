//! Names and types of a builder, which expansions and placeholders share.

use proc_macro2::{Ident, Span};
use quote::format_ident;
use syn::Type;
use syn::ext::IdentExt;

use crate::ty::{inner, is_unsized};

/// `BatchMeterUsageBuilder`
pub fn type_name(ident: &Ident) -> Ident {
    format_ident!("{}Builder", ident.unraw(), span = ident.span())
}

/// Returns the name of a field's setter: the field's name, or `with_build` and `with_send` for
/// fields that are named as a method of the builder.
pub fn setter_name(field: &Ident, fields: &[String]) -> Ident {
    let name = field.unraw();
    if name != "build" && name != "send" {
        return field.clone();
    }
    let mut setter = format!("with_{name}");
    while fields.contains(&setter) {
        setter.insert_str(0, "with_");
    }
    Ident::new(&setter, field.span())
}

/// Returns the type that a setter accepts, and the wrappers around it, the outermost first.
///
/// A setter of `Option<T>`, `Sensitive<T>` or `Box<T>` accepts `T`, so that adding or removing a
/// wrapper doesn't break callers.
pub fn setter_argument(ty: &Type) -> (&Type, Vec<Ident>) {
    let (mut ty, mut wrappers) = (ty, Vec::new());
    let within = |ty, wrapper| inner(ty, wrapper).filter(|inner| wrapper != "Box" || !is_unsized(inner));
    while let Some((wrapper, inner)) = ["Option", "Sensitive", "Box"]
        .into_iter()
        .find_map(|wrapper| within(ty, wrapper).map(|inner| (wrapper, inner)))
    {
        ty = inner;
        wrappers.push(Ident::new(wrapper, Span::call_site()));
    }
    (ty, wrappers)
}
