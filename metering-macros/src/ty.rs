//! Types by their spelling, which is all that a macro knows of them, and tokens as text.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericArgument, Path, PathArguments, PathSegment, Type};

use crate::suggest::meant;

/// Returns `T` if the type is spelled `Wrapper<T>`, such as `Option<T>` or
/// `std::option::Option<T>`.
///
/// A longer path counts only if it starts in the standard library, because a custom type can have
/// the same name.
pub fn inner<'a>(ty: &'a Type, wrapper: &str) -> Option<&'a Type> {
    arguments(ty, wrapper)?.next()
}

/// Returns `true` for a misspelled or incomplete `Option`: `Option<>`, `Optoin<T>`.
pub fn is_nearly_option(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let Some(last) = path.path.segments.last().filter(|last| !last.arguments.is_none()) else { return false };
    let known = ["Option", "Vec", "Box", "Cow", "Sensitive", "HashMap", "BTreeMap"];
    match last.ident.to_string() {
        name if name == "Option" => inner(ty, "Option").is_none(),
        name => !known.contains(&&*name) && meant(&name, known) == Some("Option"),
    }
}

/// Removes `Option`, `Sensitive` and `Box` from around a type.
pub fn unwrapped(ty: &Type) -> &Type {
    ["Option", "Sensitive", "Box"].iter().find_map(|wrapper| inner(ty, wrapper)).map_or(ty, unwrapped)
}

/// Returns the type of the events of `EventStream<E>`.
pub fn events(ty: &Type) -> Option<&Type> {
    let last = path(ty)?.segments.last()?;
    types_of(last).next().filter(|_| last.ident == "EventStream")
}

/// Returns the `EventStream<E>` that a type is or contains.
pub fn events_within(ty: &Type) -> Option<&Type> {
    if events(ty).is_some() {
        return Some(ty);
    }
    match ty {
        Type::Group(group) => events_within(&group.elem),
        Type::Paren(paren) => events_within(&paren.elem),
        Type::Reference(reference) => events_within(&reference.elem),
        Type::Tuple(tuple) => tuple.elems.iter().find_map(events_within),
        Type::Path(path) => path.path.segments.iter().flat_map(types_of).find_map(events_within),
        _ => None,
    }
}

/// Returns `true` for the primitive numbers that aren't shapes.
pub fn is_other_number(ty: &Type) -> bool {
    let numbers = ["u8", "u16", "u32", "u64", "u128", "usize", "i128", "isize"];
    name(ty).is_some_and(|name| numbers.iter().any(|number| name == number))
}

pub fn is_byte(ty: &Type) -> bool {
    name(ty).is_some_and(|name| name == "u8")
}

/// Returns `true` for a pointer, which can hold an unsized value.
pub fn is_pointer(ty: &Type) -> bool {
    ["Box", "Cow", "Rc", "Arc"].iter().any(|pointer| inner(ty, pointer).is_some())
}

/// Returns the type inside of a shared pointer, a cell or a lock.
pub fn shared(ty: &Type) -> Option<&Type> {
    ["Rc", "Arc", "Cell", "RefCell", "Mutex", "RwLock"].iter().find_map(|cell| inner(ty, cell))
}

/// Returns `true` for `Cow<'static, str>`.
pub fn is_text(ty: &Type) -> bool {
    inner(ty, "Cow").and_then(name).is_some_and(|name| name == "str")
}

/// Returns `true` for `str`, slices and trait objects.
pub fn is_unsized(ty: &Type) -> bool {
    matches!(ty, Type::TraitObject(_) | Type::Slice(_)) || name(ty).is_some_and(|name| name == "str")
}

/// Returns `true` if the type compiles as the argument of a method: it is sized and names all of
/// its lifetimes.
pub fn is_argument(ty: &Type) -> bool {
    match ty {
        Type::Group(group) => is_argument(&group.elem),
        Type::Paren(paren) => is_argument(&paren.elem),
        Type::Tuple(tuple) => tuple.elems.iter().all(is_argument),
        Type::Reference(reference) => {
            reference.lifetime.as_ref().is_some_and(|lifetime| lifetime.ident == "static")
        }
        Type::Path(path) => {
            let mut arguments = path.path.segments.iter().flat_map(arguments_of);
            if name(ty).is_some_and(|name| name == "Cow") {
                return arguments.any(|argument| {
                    matches!(argument, GenericArgument::Lifetime(lifetime) if lifetime.ident == "static")
                });
            }
            !is_unsized(ty)
                && arguments.all(|argument| match argument {
                    GenericArgument::Type(within) => is_argument(within),
                    GenericArgument::Lifetime(lifetime) => lifetime.ident == "static",
                    _ => true,
                })
        }
        _ => false,
    }
}

/// Returns `false` if a type contains one that can't be sent to or shared with another thread.
pub fn is_thread_safe(ty: &Type) -> bool {
    all_names(ty.to_token_stream(), |name| ["Rc", "Cell", "RefCell", "dyn"].iter().all(|other| name != other))
}

/// Removes references, `Option` and `Result` from around a type.
pub fn without_wrappers(ty: &Type) -> &Type {
    match ty {
        Type::Reference(reference) => without_wrappers(&reference.elem),
        _ => ["Option", "Result"].iter().find_map(|wrapper| inner(ty, wrapper)).map_or(ty, without_wrappers),
    }
}

/// Returns `K` of `HashMap<K, V>` and `BTreeMap<K, V>`.
pub fn key(ty: &Type) -> Option<&Type> {
    ["HashMap", "BTreeMap"].iter().find_map(|map| inner(ty, map))
}

/// Returns `V` of `HashMap<K, V>` and `BTreeMap<K, V>`.
pub fn value(ty: &Type) -> Option<&Type> {
    ["HashMap", "BTreeMap"].iter().find_map(|map| arguments(ty, map)?.nth(1))
}

/// Returns the types in `Wrapper<…>`, if the type is spelled like that.
fn arguments<'a>(ty: &'a Type, wrapper: &str) -> Option<impl Iterator<Item = &'a Type>> {
    let segments = &path(ty)?.segments;
    let (first, last) = (segments.first()?, segments.last()?);
    let known = segments.len() <= 2 || ["std", "core", "alloc"].iter().any(|root| first.ident == root);
    (last.ident == wrapper && known).then(|| types_of(last))
}

/// Returns the path of a type, without the parentheses and invisible groups around it.
fn path(ty: &Type) -> Option<&Path> {
    match ty {
        Type::Group(group) => path(&group.elem),
        Type::Paren(paren) => path(&paren.elem),
        Type::Path(path) if path.qself.is_none() => Some(&path.path),
        _ => None,
    }
}

/// Returns the arguments of `Name<…>`.
pub fn arguments_of(segment: &PathSegment) -> impl Iterator<Item = &GenericArgument> {
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    };
    arguments.into_iter().flatten()
}

fn types_of(segment: &PathSegment) -> impl Iterator<Item = &Type> {
    arguments_of(segment).filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// Returns `true` if `are` holds for all names in a type.
pub fn all_names(ty: TokenStream, are: fn(&Ident) -> bool) -> bool {
    ty.into_iter().all(|token| match token {
        TokenTree::Ident(name) => are(&name),
        TokenTree::Group(group) => all_names(group.stream(), are),
        _ => true,
    })
}

/// Returns `true` for a type with arguments, such as `Vec<T>`.
pub fn has_arguments(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.iter().any(|segment| !segment.arguments.is_none()))
}

/// Returns the last name of a path: `Vec` of `std::vec::Vec<T>`.
pub fn name(ty: &Type) -> Option<&Ident> {
    path(ty)?.segments.last().map(|last| &last.ident)
}

/// Replaces `Self` with the item's name, because expansions use the type where `Self` is another
/// type.
pub fn without_self(ty: &Type, ident: &Ident) -> Type {
    syn::parse2(tokens_without_self(ty.to_token_stream(), ident)).unwrap_or_else(|_| ty.clone())
}

/// Replaces `Self` with the item's name.
pub fn tokens_without_self(tokens: TokenStream, ident: &Ident) -> TokenStream {
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

/// Removes the invisible groups that a `macro_rules` macro wraps around fragments. Their spans are
/// in the definition of the macro, and the tokens in them are in its call.
pub fn ungrouped(tokens: TokenStream) -> TokenStream {
    let ungrouped = tokens.into_iter().map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => ungrouped(group.stream()),
        other => other.into(),
    });
    ungrouped.collect()
}

/// Returns tokens as text, with few spaces.
pub fn spelled(tokens: TokenStream) -> String {
    let mut text = String::new();
    for token in tokens {
        let token = token.to_string();
        let word =
            |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
        if text.ends_with(',') || word(text.chars().last()) && word(token.chars().next()) {
            text.push(' ');
        }
        text += &token;
    }
    text
}

/// Returns a type as text.
pub fn written(ty: &Type) -> String {
    ty.to_token_stream().to_string().replace(' ', "").replace(',', ", ")
}

/// Returns `true` if the suffix of a number is a type of Rust (`1u8`) and not a unit (`10ms`).
pub fn is_number_suffix(suffix: &str) -> bool {
    let mut letters = suffix.chars();
    let bits = match letters.next() {
        None => return true,
        Some('i' | 'u' | 'f') => letters.as_str(),
        Some(_) => return false,
    };
    ["8", "16", "32", "64", "128", "size"].contains(&bits)
}

/// Returns the name of a field, which is a raw identifier if it is a keyword.
pub fn field_name(name: Ident) -> Ident {
    let text = name.to_string();
    let is_keyword = !["self", "Self", "super", "crate", "_"].contains(&text.as_str())
        && syn::parse_str::<Ident>(&text).is_err();
    if is_keyword { Ident::new_raw(&text, name.span()) } else { name }
}
