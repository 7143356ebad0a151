//! Types by their spelling, which is all that a macro knows of them.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Type;

use crate::suggest::meant;

/// `T` of `Wrapper<T>`, where the type is written so: `Option<T>`, `std::option::Option<T>`.
///
/// Types are known to a macro by their spelling alone. A path of several segments counts if it is
/// one of the standard library, so that a type of the user's own of the same name is not mistaken.
pub(crate) fn inner<'a>(ty: &'a Type, wrapper: &str) -> Option<&'a Type> {
    arguments(ty, wrapper)?.next()
}

/// `Option<>`, `Optoin<T>`
pub(crate) fn is_nearly_option(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let Some(last) = path.path.segments.last().filter(|last| !last.arguments.is_none()) else { return false };
    let known = ["Option", "Vec", "Box", "Cow", "Sensitive", "HashMap", "BTreeMap"];
    match last.ident.to_string() {
        name if name == "Option" => inner(ty, "Option").is_none(),
        name => !known.contains(&&*name) && meant(&name, known) == Some("Option"),
    }
}

/// What is in `Option`, `Sensitive` and `Box`, in whatever order.
pub(crate) fn unwrapped(ty: &Type) -> &Type {
    ["Option", "Sensitive", "Box"].iter().find_map(|wrapper| inner(ty, wrapper)).map_or(ty, unwrapped)
}

/// Whether it is a number that has no form in AWS JSON.
pub(crate) fn is_other_number(ty: &Type) -> bool {
    let numbers = ["u8", "u16", "u32", "u64", "u128", "usize", "i128", "isize"];
    name(ty).is_some_and(|name| numbers.iter().any(|number| name == number))
}

/// Whether it holds a value that may have no size.
pub(crate) fn is_pointer(ty: &Type) -> bool {
    ["Box", "Cow", "Rc", "Arc"].iter().any(|pointer| inner(ty, pointer).is_some())
}

/// What it holds by way of sharing it or changing it from within, as no data does.
pub(crate) fn shared(ty: &Type) -> Option<&Type> {
    ["Rc", "Arc", "Cell", "RefCell", "Mutex", "RwLock"].iter().find_map(|cell| inner(ty, cell))
}

/// `Cow<'static, str>`
pub(crate) fn is_text(ty: &Type) -> bool {
    inner(ty, "Cow").and_then(name).is_some_and(|name| name == "str")
}

/// `K` of `HashMap<K, V>` and `BTreeMap<K, V>`.
pub(crate) fn key(ty: &Type) -> Option<&Type> {
    ["HashMap", "BTreeMap"].iter().find_map(|map| inner(ty, map))
}

/// `V` of `HashMap<K, V>` and `BTreeMap<K, V>`.
pub(crate) fn value(ty: &Type) -> Option<&Type> {
    ["HashMap", "BTreeMap"].iter().find_map(|map| arguments(ty, map)?.nth(1))
}

fn arguments<'a>(ty: &'a Type, wrapper: &str) -> Option<impl Iterator<Item = &'a Type>> {
    let path = match ty {
        Type::Group(group) => return arguments(&group.elem, wrapper),
        Type::Paren(paren) => return arguments(&paren.elem, wrapper),
        Type::Path(path) if path.qself.is_none() => &path.path,
        _ => return None,
    };
    let last = path.segments.last()?;
    if last.ident != wrapper {
        return None;
    }
    let first = &path.segments[0].ident;
    let known = path.segments.len() == 1
        || ["std", "core", "alloc"].iter().any(|root| first == root)
        || path.segments.len() == 2;
    if !known {
        return None;
    }
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    Some(arguments.args.iter().filter_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }))
}

/// Whether all names in a type are among these.
pub(crate) fn all_names(ty: TokenStream, are: fn(&Ident) -> bool) -> bool {
    ty.into_iter().all(|token| match token {
        TokenTree::Ident(name) => are(&name),
        TokenTree::Group(group) => all_names(group.stream(), are),
        _ => true,
    })
}

/// Whether it is a type of others, as `Vec<T>`.
pub(crate) fn has_arguments(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.iter().any(|segment| !segment.arguments.is_none()))
}

/// The type with `Self` written out: it is put where `Self` is another type.
pub(crate) fn without_self(ty: &Type, ident: &Ident) -> Type {
    syn::parse2(tokens_without_self(ty.to_token_stream(), ident)).unwrap_or_else(|_| ty.clone())
}

/// The tokens with `Self` written out.
pub(crate) fn tokens_without_self(tokens: TokenStream, ident: &Ident) -> TokenStream {
    let replaced = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(word) if word == "Self" => {
            let mut ident = ident.clone();
            ident.set_span(word.span());
            TokenTree::Ident(ident)
        }
        TokenTree::Group(group) => {
            let stream = tokens_without_self(group.stream(), ident);
            let mut inner = proc_macro2::Group::new(group.delimiter(), stream);
            inner.set_span(group.span());
            TokenTree::Group(inner)
        }
        other => other,
    });
    replaced.collect()
}

/// The type's last name, if it is a path: `Vec` of `std::vec::Vec<T>`.
pub(crate) fn name(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Group(group) => name(&group.elem),
        Type::Paren(paren) => name(&paren.elem),
        Type::Path(path) if path.qself.is_none() => path.path.segments.last().map(|last| &last.ident),
        _ => None,
    }
}
