//! Types that a member can't have, by their spelling.

use syn::{GenericArgument, Type, TypePath};

use crate::diagnostics::Diagnostics;
use crate::messages::{member as messages, shape};
use crate::ty::{arguments_of, inner, is_byte, is_pointer, is_text, name, shared, written};

/// Reports borrowed, shared and nested optional data anywhere in a type.
///
/// `lifetimes` is `false` if the item declares a lifetime, which is reported where it is declared.
pub fn owned(ty: &Type, diagnostics: &Diagnostics, lifetimes: bool) {
    if let Some(owner) = owner(ty) {
        return diagnostics.over(ty, messages::borrowed(&owner));
    }
    match ty {
        Type::Reference(reference)
            if !lifetimes
                && reference.lifetime.as_ref().is_some_and(|lifetime| lifetime.ident != "static") => {}
        Type::Reference(reference) => {
            let owner = owner(&reference.elem).unwrap_or_else(|| written(&reference.elem));
            diagnostics.over(reference, messages::borrowed(&owner));
        }
        Type::Group(group) => owned(&group.elem, diagnostics, lifetimes),
        Type::Paren(paren) => owned(&paren.elem, diagnostics, lifetimes),
        Type::Path(path) => owned_path(ty, path, diagnostics, lifetimes),
        Type::Tuple(tuple) if tuple.elems.is_empty() => {}
        Type::Tuple(_) => diagnostics.over(ty, messages::no_form("a tuple", "a struct that derives `Shape`")),
        Type::Array(array) => {
            let instead = if is_byte(&array.elem) {
                "`Blob`".to_owned()
            } else {
                format!("`Vec<{}>`", written(&array.elem))
            };
            diagnostics.over(ty, messages::no_form("an array", &instead));
        }
        Type::TraitObject(_) | Type::ImplTrait(_) => {
            diagnostics.over(ty, messages::no_form("a trait", "`Document` for arbitrary JSON"));
        }
        Type::Ptr(_) | Type::BareFn(_) | Type::Never(_) => {
            let kind = if matches!(ty, Type::Never(_)) { "`!`" } else { "a pointer" };
            diagnostics.over(ty, messages::no_form(kind, "a type that implements `Shape`"));
        }
        _ => {}
    }
}

fn owned_path(ty: &Type, path: &TypePath, diagnostics: &Diagnostics, lifetimes: bool) {
    if inner(ty, "Option").is_some_and(|option| inner(option, "Option").is_some()) {
        return diagnostics.over(ty, messages::OPTION_OPTION);
    }
    for wrapper in ["Sensitive", "Box"] {
        if inner(ty, wrapper).is_some_and(|within| inner(within, "Option").is_some()) {
            return diagnostics.over(ty, messages::option_within(wrapper));
        }
    }
    if inner(ty, "Cow").is_some() && !has_lifetime(path) {
        return diagnostics.over(ty, shape::LIFETIME);
    }
    if let Some(mut within) = shared(ty) {
        while let Some(further) = shared(within) {
            within = further;
        }
        let owner = owner(within).unwrap_or_else(|| written(within));
        return diagnostics.over(ty, messages::borrowed(&owner));
    }
    for argument in path.path.segments.iter().flat_map(arguments_of) {
        match argument {
            GenericArgument::Type(within) => match owner(within) {
                Some(_) if is_text(ty) => {}
                Some(owner) if is_pointer(ty) => diagnostics.over(ty, messages::borrowed(&owner)),
                _ => owned(within, diagnostics, lifetimes),
            },
            GenericArgument::Lifetime(lifetime) if lifetimes && lifetime.ident != "static" => {
                diagnostics.over(lifetime, shape::LIFETIME);
            }
            _ => {}
        }
    }
}

/// Returns the owned type for an unsized one, or `None` for a sized type.
fn owner(ty: &Type) -> Option<String> {
    match ty {
        Type::Group(group) => owner(&group.elem),
        Type::Paren(paren) => owner(&paren.elem),
        Type::Slice(slice) if is_byte(&slice.elem) => Some("Blob".to_owned()),
        Type::Slice(slice) => Some(format!("Vec<{}>", written(&slice.elem))),
        Type::Path(_) if name(ty).is_some_and(|name| name == "str") => Some("String".to_owned()),
        _ => None,
    }
}

fn has_lifetime(path: &TypePath) -> bool {
    let mut arguments = path.path.segments.iter().flat_map(arguments_of);
    arguments.any(|argument| matches!(argument, GenericArgument::Lifetime(_)))
}
