//! Reading attributes: parsing only, entry by entry, so that one mistake hides no other. Every
//! value keeps its key.

pub(crate) mod bounds;
pub(crate) mod item;
pub(crate) mod member;
pub(crate) mod operation;
pub(crate) mod service;

use std::fmt::Display;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, LitByteStr, LitChar, LitStr, Meta, Path, Token, Type};

use crate::errors::{Errors, say, ungrouped};
use crate::model::{Keyed, TimestampFormat};
use crate::suggest::{self, fold, meant_key, synonym};

/// Reads `key …, key …` to the end, and reports each mistake itself. What follows a key is read by
/// `entry`; after a mistake it goes on behind the next comma, or the semicolon in place of one.
pub(crate) fn entries(
    input: ParseStream<'_>,
    errors: &Errors,
    mut entry: impl FnMut(&Ident, ParseStream<'_>) -> syn::Result<()>,
) -> syn::Result<()> {
    while !input.is_empty() {
        let before = errors.len();
        match input.call(Ident::parse_any) {
            Ok(key) => match entry(&key, input) {
                Ok(()) if input.is_empty() || input.peek(Token![,]) => {}
                // The rest of a value in which there is a mistake.
                Ok(()) if errors.len() > before && !before_key(input) => skip_entry(input),
                Ok(()) => {
                    if let Some(semicolon) = input.parse::<Option<Token![;]>>()? {
                        errors.at(semicolon.span, say::COMMA_FOR_SEMICOLON);
                        continue;
                    }
                    errors.at(input.span(), say::EXPECTED_COMMA);
                    if before_key(input) {
                        continue;
                    }
                    skip_entry(input);
                }
                Err(error) => {
                    errors.push(error);
                    skip_entry(input);
                }
            },
            Err(error) => {
                errors.at(error.span(), say::EXPECTED_KEY);
                skip_entry(input);
            }
        }
        input.parse::<Option<Token![,]>>()?;
    }
    Ok(())
}

/// Whether the next is a key, most likely: one that its value follows, or a word that is a flag of
/// ours.
fn before_key(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    let Ok(key) = ahead.call(Ident::parse_any) else { return false };
    ahead.peek(Token![=])
        || before_colon(&ahead)
        || ahead.peek(syn::token::Paren)
        || home(&key.to_string()).is_some()
}

/// Skips to the comma before the next key, which is none of those between a closure's parameters.
fn skip_entry(input: ParseStream<'_>) {
    let mut in_parameters = false;
    while !input.is_empty() && (in_parameters || !before_entry(input)) {
        in_parameters ^= input.peek(Token![|]);
        if input.parse::<TokenTree>().is_err() {
            return;
        }
    }
}

/// Whether a comma is next, and what looks like an entry after it.
fn before_entry(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    ahead.parse::<Token![,]>().is_ok()
        && (ahead.call(Ident::parse_any).is_err()
            || ahead.is_empty()
            || ahead.peek(Token![,])
            || ahead.peek(Token![=])
            || before_colon(&ahead)
            || ahead.peek(syn::token::Paren))
}

/// Reads the entries of all `#[aws(…)]` attributes, and reports serde's.
pub(crate) fn attributes(
    attributes: &[Attribute],
    errors: &Errors,
    mut entry: impl FnMut(&Ident, ParseStream<'_>) -> syn::Result<()>,
) {
    for attribute in attributes {
        if attribute.path().is_ident("serde") {
            let word = first_word(attribute);
            errors.over(attribute, say::serde_attribute(&word));
            if word == "other" {
                // Taken for ours, so that nothing else is wrong with the enum.
                let key = Ident::new("other", Span::call_site());
                let taken = |input: ParseStream<'_>| entry(&key, input);
                let _ = syn::parse::Parser::parse2(taken, TokenStream::new());
            }
        }
        if !attribute.path().is_ident("aws") {
            continue;
        }
        match &attribute.meta {
            Meta::List(list) => {
                let _ = list.parse_args_with(|input: ParseStream<'_>| entries(input, errors, &mut entry));
            }
            other => errors.over(other, say::ATTRIBUTE_FORM),
        }
    }
}

/// The first of the keys of an attribute of serde's, of which some are ours as well.
fn first_word(attribute: &Attribute) -> String {
    let Meta::List(list) = &attribute.meta else { return String::new() };
    list.tokens.clone().into_iter().next().map(|token| token.to_string()).unwrap_or_default()
}

/// Sets a value, or reports the second key.
pub(crate) fn set<T>(slot: &mut Option<Keyed<T>>, key: &Ident, value: T, errors: &Errors) {
    if slot.is_some() {
        errors.at(key.span(), say::duplicate_key(key));
    } else {
        *slot = Some(Keyed { key: key.clone(), value });
    }
}

/// The keys that were written, with or without mistakes in their names and values: none of them is
/// missing.
#[derive(Default)]
pub(crate) struct Written {
    keys: Vec<String>,
    /// How many are like no key that goes here, or like one that is there already.
    untold: usize,
}

impl Written {
    pub(crate) fn note(&mut self, key: &Ident, known: &[&str]) {
        let key = key.unraw().to_string();
        match meant_key(&key, known) {
            Some(meant) if !self.contains(meant) => self.keys.push(meant.to_owned()),
            _ => self.untold += 1,
        }
    }

    pub(crate) fn contains(&self, key: &str) -> bool {
        self.keys.iter().any(|written| written == key)
    }

    /// Which of these are missing: none where as many keys can't be told, or where a value has
    /// none, which were most likely meant for them.
    pub(crate) fn missing<'a>(&self, needed: &[&'a str], errors: &Errors) -> Vec<&'a str> {
        let missing: Vec<&str> = needed.iter().copied().filter(|key| !self.contains(key)).collect();
        if missing.len() <= self.untold || errors.said(say::EXPECTED_KEY) { Vec::new() } else { missing }
    }
}

/// Where each key goes.
const HOMES: [(&str, &[&str]); 16] = [
    ("on a member or a variant", &["rename", "timestamp", "json_value"]),
    ("on a member", &["idempotency_token", "host_label", "default"]),
    ("on a member", &bounds::KEYS),
    ("on a variant of an enum", &["other"]),
    ("on a variant of an `IntEnum`", &["value"]),
    ("on a variant of a `ServiceError`", &["code", "retry", "server_fault"]),
    ("on a structure, a string enum or a union", &["rename_all"]),
    ("on a structure", &["exactly_one_of", "at_most_one_of", "at_least_one_of"]),
    ("on a structure or a constrained value", &["check"]),
    ("on a shape", &["serde"]),
    ("in `#[aws(…)]` on a struct or enum", &["crate"]),
    ("in `#[aws_operation(…)]`", &operation::KEYS),
    ("in `paginate(…)`", &operation::PAGINATE_KEYS),
    ("in `#[aws_service(…)]`", &service::KEYS),
    ("in `endpoint(…)`", &service::SCOPES),
    ("in `retry(…)`", &service::RETRY),
];

/// Where this key goes, if there is one of that name.
fn home(key: &str) -> Option<&'static str> {
    HOMES.iter().find(|(_, keys)| keys.contains(&key)).map(|(home, _)| *home)
}

/// The mistake of a key that does not belong here: of another place, or unknown.
pub(crate) fn foreign_key(key: &Ident, place: &str, known: &[&str]) -> syn::Error {
    let name = key.unraw().to_string();
    let message = said_otherwise(key, &name, known).unwrap_or_else(|| match home(&name) {
        Some(home) => say::misplaced_key(key, home, place, synonym(&name, known), known),
        None => say::unknown_key(key, place, meant_key(&name, known), known),
    });
    syn::Error::new(key.span(), message)
}

/// What AWS's models and serde have words for, and this crate has not, or says by a type or by
/// other means.
fn said_otherwise(key: &Ident, name: &str, known: &[&str]) -> Option<String> {
    let of_error = known.contains(&"server_fault");
    let message = match fold(name).as_str() {
        "eventstream" | "eventstreams" => say::EVENT_STREAM.to_owned(),
        "waiter" | "waiters" | "waitable" => say::waiters(key),
        "sparse" => say::SPARSE.to_owned(),
        "sensitive" => say::SENSITIVE.to_owned(),
        "required" => say::REQUIRED.to_owned(),
        "enum" => say::ENUM.to_owned(),
        _ if known.contains(&"length") && !suggest::ranges_of_bound(name).is_empty() => {
            say::bound_key(key, suggest::ranges_of_bound(name))
        }
        "retryable" | "throttling" | "transient" if of_error => say::RETRYABLE.to_owned(),
        "error" | "httperror" | "status" | "statuscode" | "exception" if of_error => say::fault(key),
        "protocol" | "protocols" if known.contains(&"json_version") => say::PROTOCOL.to_owned(),
        "endpointurl" => say::ENDPOINT_OF_CLIENT.to_owned(),
        "limitkey" | "pagesize" => say::page_size(key),
        "input" => say::INPUT.to_owned(),
        "documentation" => say::DOCUMENTATION.to_owned(),
        "deprecated" => say::DEPRECATED.to_owned(),
        _ if suggest::is_of_model(name) => say::in_no_request(key),
        "skip" | "skipserializing" | "skipserializingif" | "skipdeserializing" | "serializewith"
        | "deserializewith" | "with" | "flatten" | "transparent" | "tag" | "untagged"
        | "denyunknownfields" => say::of_serde(key),
        _ => return None,
    };
    Some(message)
}

/// Nothing follows a flag.
pub(crate) fn flag(key: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
    if input.is_empty() || input.peek(Token![,]) {
        Ok(())
    } else {
        Err(syn::Error::new(input.span(), say::flag(key)))
    }
}

/// The last name before the next comma, if there is one.
fn last_name(input: ParseStream<'_>) -> Option<Ident> {
    let names = value(input).into_iter().filter_map(|token| match token {
        TokenTree::Ident(name) => Some(name),
        _ => None,
    });
    names.last()
}

/// Whether a colon is next, as Rust has it in a literal of a struct.
pub(crate) fn before_colon(input: ParseStream<'_>) -> bool {
    input.peek(Token![:]) && !input.peek(Token![::])
}

/// `=`, or what to write.
pub(crate) fn equals(
    key: &Ident,
    input: ParseStream<'_>,
    errors: &Errors,
    example: impl Display,
) -> syn::Result<()> {
    if before_colon(input) {
        let colon: Token![:] = input.parse()?;
        if !input.is_empty() && !input.peek(Token![,]) {
            errors.at(colon.span, say::EQUALS_FOR_COLON);
            return Ok(());
        }
    }
    if input.peek(syn::token::Paren) {
        return Err(in_parentheses(key, input, Some(&example.to_string()))?);
    }
    if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        if !input.is_empty() && !input.peek(Token![,]) {
            return Ok(());
        }
    }
    Err(syn::Error::new(key.span(), say::needs_value(key, &example.to_string())))
}

/// The mistake of a value in parentheses, which are for lists. Where these hold no value, but keys
/// of their own, the example is what to write.
pub(crate) fn in_parentheses(
    key: &Ident,
    input: ParseStream<'_>,
    example: Option<&str>,
) -> syn::Result<syn::Error> {
    let content;
    syn::parenthesized!(content in input);
    let colon = content.peek2(Token![:]) && !content.peek2(Token![::]);
    let with_keys = content.peek(Ident::peek_any) && (content.peek2(Token![=]) || colon);
    let value = spelled(content.parse()?);
    let value = example.filter(|_| with_keys).unwrap_or(&value);
    Ok(syn::Error::new(key.span(), say::value_in_parentheses(key, value)))
}

/// `= "…"`
pub(crate) fn string(
    key: &Ident,
    input: ParseStream<'_>,
    errors: &Errors,
    example: &str,
) -> syn::Result<LitStr> {
    equals(key, input, errors, format!("\"{example}\""))?;
    let at = next(input);
    let ahead = input.fork();
    if !input.peek(LitStr)
        && let Ok(text) = unescaped(input)
    {
        return Ok(text);
    }
    input.parse().map_err(|_| {
        // What has marks in it was a constant, which has no place here, and a format is one of few.
        let is_format = |text: &String| TimestampFormat::NAMES.iter().any(|(format, _)| format == text);
        let meant = unquoted_text(value(&ahead)).filter(|text| match key.to_string().as_str() {
            "pattern" | "host_prefix" => false,
            "timestamp" => is_format(text),
            _ => true,
        });
        syn::Error::new(at, say::string_expected(key, meant.as_deref().unwrap_or(example)))
    })
}

/// A string with an escape that Rust has not, as of a pattern that is no raw string. The compiler
/// has told that already; it is taken as it stands.
fn unescaped(input: ParseStream<'_>) -> syn::Result<LitStr> {
    input.step(|cursor| {
        let found = cursor.literal().and_then(|(literal, rest)| {
            let text = literal.to_string();
            let text = text.strip_prefix('"')?.strip_suffix('"')?;
            Some((LitStr::new(text, literal.span()), rest))
        });
        found.ok_or_else(|| cursor.error(""))
    })
}

/// What stands before the next comma.
pub(crate) fn value(input: ParseStream<'_>) -> TokenStream {
    std::iter::from_fn(|| {
        (!input.is_empty() && !input.peek(Token![,])).then(|| input.parse::<TokenTree>().ok())?
    })
    .collect()
}

/// The text of a string that lacks its quotes, or has others: `PutItem`, `1.1`, `b"PutItem"`.
fn unquoted_text(tokens: TokenStream) -> Option<String> {
    if let Ok(text) = syn::parse2::<LitByteStr>(tokens.clone()) {
        return String::from_utf8(text.value()).ok();
    }
    if let Ok(letter) = syn::parse2::<LitChar>(tokens.clone()) {
        return Some(letter.value().to_string());
    }
    let text = spelled(ungrouped(tokens));
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    (!text.is_empty() && text.chars().all(is_plain)).then_some(text)
}

/// Tokens as one writes them.
pub(crate) fn spelled(tokens: TokenStream) -> String {
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

/// Where the next token is. What a macro by example hands on is a group without delimiters, and the
/// token is within it.
pub(crate) fn next(input: ParseStream<'_>) -> Span {
    match input.fork().parse::<TokenTree>() {
        Ok(token) => {
            ungrouped(token.into()).into_iter().next().map_or_else(|| input.span(), |token| token.span())
        }
        Err(error) => error.span(),
    }
}

/// `= path::To`; a string is the most common slip, and its content what was meant.
pub(crate) fn path(key: &Ident, input: ParseStream<'_>, errors: &Errors, example: &str) -> syn::Result<Path> {
    equals(key, input, errors, example)?;
    unquoted(key, input, errors, example)
}

/// `= Type`
pub(crate) fn ty(key: &Ident, input: ParseStream<'_>, errors: &Errors, example: &str) -> syn::Result<Type> {
    equals(key, input, errors, example)?;
    unquoted(key, input, errors, example)
}

fn unquoted<T: Parse>(key: &Ident, input: ParseStream<'_>, errors: &Errors, example: &str) -> syn::Result<T> {
    if input.peek(LitStr) {
        let literal: LitStr = input.parse()?;
        let path = if literal.value().is_empty() { example.to_owned() } else { literal.value() };
        let mistake = syn::Error::new(literal.span(), say::path_not_string(key, &path));
        // Taken for what was meant, so that nothing else is wrong with the declaration.
        return match literal.parse() {
            Ok(value) => {
                errors.push(mistake);
                Ok(value)
            }
            Err(_) => Err(mistake),
        };
    }
    let at = next(input);
    input.parse().map_err(|_| syn::Error::new(at, say::path_expected(key, example)))
}

/// The content of `(…)`.
pub(crate) fn list<T>(
    key: &Ident,
    input: ParseStream<'_>,
    example: &str,
    read: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<T> {
    if !input.peek(syn::token::Paren) {
        return Err(syn::Error::new(key.span(), say::needs_list(key, example)));
    }
    let content;
    syn::parenthesized!(content in input);
    let result = read(&content);
    if result.is_err() {
        // What was not read would be a mistake of its own.
        content.parse::<TokenStream>()?;
    }
    result
}

/// The content of `(…)`, where something must be.
pub(crate) fn filled_list<T>(
    key: &Ident,
    input: ParseStream<'_>,
    errors: &Errors,
    example: &str,
    read: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<T> {
    list(key, input, example, |content| {
        if content.is_empty() {
            errors.at(key.span(), say::says_nothing(key, &format!("{key}({example})")));
        }
        read(content)
    })
}

/// A field by its identifier. A string names the wire member: the field is told apart later, when
/// the members are known.
#[derive(Clone)]
pub(crate) enum FieldName {
    Field(Ident),
    Wire(LitStr),
}

impl Parse for FieldName {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            input.parse().map(FieldName::Wire)
        } else {
            let field = input.call(Ident::parse_any);
            field.map(FieldName::Field).map_err(|error| syn::Error::new(error.span(), say::FIELD_EXPECTED))
        }
    }
}

impl FieldName {
    pub(crate) fn span(&self) -> Span {
        match self {
            FieldName::Field(ident) => ident.span(),
            FieldName::Wire(literal) => literal.span(),
        }
    }
}
