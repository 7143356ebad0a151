//! What a member's type can't be, told by its spelling.

use quote::ToTokens;
use syn::{Data, DeriveInput, GenericArgument, PathArguments, Type, TypeArray, TypePath};

use crate::errors::{Errors, say};
use crate::fallback::{sized, with_known_lifetimes};
use crate::model::Core;
use crate::spelling::{inner, is_pointer, is_text, name, shared};

/// Reports the lifetimes that are neither declared nor there to be declared, and what has no size,
/// and writes others for them, as the compiler goes on about them otherwise.
pub(crate) fn not_of_a_struct(input: &mut DeriveInput, core: &Core, errors: &Errors) {
    let Data::Struct(data) = &mut input.data else { return };
    for field in &mut data.fields {
        let known = sized(&with_known_lifetimes(&field.ty, &input.generics), core);
        if known.to_token_stream().to_string() != field.ty.to_token_stream().to_string() {
            owned(&field.ty, errors, true);
            field.ty = known;
        }
    }
}

/// Reports what no member can be, wherever it stands in the type: borrowed data, an option of an
/// option.
pub(super) fn owned(ty: &Type, errors: &Errors, lifetimes: bool) {
    if let Some(instead) = owner(ty) {
        return errors.over(ty, say::borrowed(&instead));
    }
    match ty {
        // The lifetime is reported where it is declared.
        Type::Reference(reference)
            if !lifetimes
                && reference.lifetime.as_ref().is_some_and(|lifetime| lifetime.ident != "static") => {}
        Type::Reference(reference) => {
            let instead = owner(&reference.elem).unwrap_or_else(|| written(&reference.elem));
            errors.over(reference, say::borrowed(&instead));
        }
        Type::Group(group) => owned(&group.elem, errors, lifetimes),
        Type::Paren(paren) => owned(&paren.elem, errors, lifetimes),
        Type::Path(path) => {
            if let Some(option) = inner(ty, "Option")
                && inner(option, "Option").is_some()
            {
                errors.over(ty, say::OPTION_OPTION);
                return;
            }
            for wrapper in ["Sensitive", "Box"] {
                if inner(ty, wrapper).is_some_and(|within| inner(within, "Option").is_some()) {
                    errors.over(ty, say::option_within(wrapper));
                    return;
                }
            }
            if inner(ty, "Cow").is_some() && !has_lifetime(path) {
                errors.over(ty, say::LIFETIME);
                return;
            }
            if let Some(mut within) = shared(ty) {
                while let Some(further) = shared(within) {
                    within = further;
                }
                errors.over(ty, say::borrowed(&owner(within).unwrap_or_else(|| written(within))));
                return;
            }
            for segment in &path.path.segments {
                let PathArguments::AngleBracketed(arguments) = &segment.arguments else { continue };
                for argument in &arguments.args {
                    match argument {
                        GenericArgument::Type(within) => match owner(within) {
                            Some(_) if is_text(ty) => {}
                            Some(instead) if is_pointer(ty) => errors.over(ty, say::borrowed(&instead)),
                            _ => owned(within, errors, lifetimes),
                        },
                        GenericArgument::Lifetime(lifetime) if lifetimes && lifetime.ident != "static" => {
                            errors.over(lifetime, say::LIFETIME);
                        }
                        _ => {}
                    }
                }
            }
        }
        Type::Tuple(tuple) if tuple.elems.is_empty() => {}
        Type::Tuple(_) => errors.over(ty, say::no_form("a tuple", "a struct that derives `Shape`")),
        Type::Array(TypeArray { elem, .. }) => {
            let instead =
                if is_byte(elem) { "`Blob`".to_owned() } else { format!("`Vec<{}>`", written(elem)) };
            errors.over(ty, say::no_form("an array", &instead));
        }
        Type::TraitObject(_) | Type::ImplTrait(_) => {
            errors.over(ty, say::no_form("a trait", "`Document` for free JSON"));
        }
        Type::Ptr(_) | Type::FnPtr(_) | Type::Never(_) => {
            errors.over(ty, say::no_form("this type", "one of those in the reference of `Shape`"));
        }
        _ => {}
    }
}

/// What owns the data that this type is of and that only a pointer can lead to; none of other
/// types.
fn owner(ty: &Type) -> Option<String> {
    match ty {
        Type::Group(group) => owner(&group.elem),
        Type::Paren(paren) => owner(&paren.elem),
        Type::Slice(slice) if is_byte(&slice.elem) => Some("Blob".to_owned()),
        Type::Slice(slice) => Some(format!("Vec<{}>", written(&slice.elem))),
        Type::Path(path) if path.path.is_ident("str") => Some("String".to_owned()),
        _ => None,
    }
}

/// Whether a lifetime is among its arguments.
fn has_lifetime(path: &TypePath) -> bool {
    let mut arguments = path.path.segments.iter().filter_map(|segment| match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    });
    arguments
        .any(|arguments| arguments.iter().any(|argument| matches!(argument, GenericArgument::Lifetime(_))))
}

pub(crate) fn is_byte(ty: &Type) -> bool {
    name(ty).is_some_and(|name| name == "u8")
}

/// A type as one writes it.
pub(super) fn written(ty: &Type) -> String {
    ty.to_token_stream().to_string().replace(' ', "").replace(',', ", ")
}
