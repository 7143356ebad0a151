//! The parser of `key = value, key(…), key`.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Expr, LitInt, LitStr, Meta, Path, Token, Type};

use super::keys::{self, Form, Key, Place, REQUIRED};
use super::unknown::{guess, unknown_key};
use super::value;
use crate::diagnostics::Diagnostics;
use crate::messages::keys as messages;
use crate::model::{Bounds, EndpointOverride, Pattern, Step};

/// The key under which `aws_operation` passes its arguments to the hidden derive.
pub const ARGUMENTS: &str = "__operation";

/// The keys of one place, as they were written.
#[derive(Default)]
pub struct Entries {
    list: Vec<Entry>,
    /// Keys that are not accepted here and have a row elsewhere in the table.
    misplaced: Vec<String>,
    /// The number of keys that resemble no accepted key, of duplicate keys, and of values without a
    /// key. Each may have been meant as a required key.
    unrecognized: usize,
    /// The arguments of `aws_operation` and the token that introduces them.
    pub arguments: Option<(Ident, TokenStream)>,
}

/// A key and its value.
pub struct Entry {
    pub key: Ident,
    /// The key's name in the table. It differs from `key` if `key` is misspelled.
    pub name: &'static str,
    pub value: Value,
    is_guess: bool,
}

/// A value, by the [`Form`] of its key.
pub enum Value {
    Flag,
    Text(LitStr),
    Path(Path),
    Type(Type),
    Expr(Expr),
    Int(LitInt, i32),
    Count(u32),
    Word(Ident),
    Bounds(Bounds),
    Pattern(Pattern),
    Fields(Vec<FieldName>),
    Paths(Vec<Vec<Step>>),
    Names(Vec<Ident>),
    Entries(Entries),
    Overrides(Vec<EndpointOverride>),
    /// A value with an error that was reported.
    Invalid,
}

/// A field, by its name or by its name on the wire, which is an error.
#[derive(Clone)]
pub enum FieldName {
    Field(Ident),
    Wire(LitStr),
}

impl Entries {
    pub fn get(&self, name: &str) -> Option<&Entry> {
        self.list.iter().find(|entry| entry.name == name)
    }

    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.list.iter()
    }

    /// Returns the key itself.
    pub fn key(&self, name: &str) -> Option<&Ident> {
        self.get(name).map(|entry| &entry.key)
    }

    pub fn text(&self, name: &str) -> Option<&LitStr> {
        self.get(name).and_then(|entry| if let Value::Text(text) = &entry.value { Some(text) } else { None })
    }

    pub fn path(&self, name: &str) -> Option<&Path> {
        self.get(name).and_then(|entry| if let Value::Path(path) = &entry.value { Some(path) } else { None })
    }

    pub fn ty(&self, name: &str) -> Option<&Type> {
        self.get(name).and_then(|entry| if let Value::Type(ty) = &entry.value { Some(ty) } else { None })
    }

    pub fn entries(&self, name: &str) -> Option<&Entries> {
        self.get(name)
            .and_then(|entry| if let Value::Entries(entries) = &entry.value { Some(entries) } else { None })
    }

    pub fn count(&self, name: &str) -> Option<u32> {
        self.get(name)
            .and_then(|entry| if let Value::Count(count) = entry.value { Some(count) } else { None })
    }

    /// Returns `true` if a key of this name was written where it isn't accepted.
    pub fn is_misplaced(&self, name: &str) -> bool {
        self.misplaced.iter().any(|misplaced| misplaced == name)
    }

    /// Returns `true` if a key was written that could be any key.
    pub fn has_unrecognized(&self) -> bool {
        self.unrecognized > 0
    }

    /// Returns which of `needed` are missing, unless as many keys are unrecognized.
    pub fn missing<'a>(&self, needed: &[&'a str]) -> Vec<&'a str> {
        let missing: Vec<&str> = needed.iter().copied().filter(|key| !self.contains(key)).collect();
        if missing.len() <= self.unrecognized { Vec::new() } else { missing }
    }

    /// Returns the rows of the required keys that are missing.
    pub fn missing_required(&self, place: Place) -> Vec<&'static Key> {
        let required: Vec<&str> =
            place.keys().filter(|key| key.default == REQUIRED).map(|key| key.name).collect();
        self.missing(&required).into_iter().filter_map(|name| place.key(name)).collect()
    }

    /// Adds keys from another place, which was reported, so that they are not missing here.
    pub fn extend(&mut self, others: Entries) {
        let others =
            others.list.into_iter().filter(|other| self.list.iter().all(|entry| entry.name != other.name));
        let others: Vec<Entry> = others.collect();
        self.list.extend(others);
    }

    fn add(&mut self, entry: Entry, diagnostics: &Diagnostics) {
        let repeatable = matches!(place_form(entry.name), Some(Form::Group(_)));
        let Some(first) = self.list.iter_mut().find(|first| first.name == entry.name && !repeatable) else {
            return self.list.push(entry);
        };
        if entry.is_guess {
            self.unrecognized += 1;
        } else if first.is_guess {
            *first = entry;
        } else {
            self.unrecognized += 1;
            diagnostics.at(entry.key.span(), messages::duplicate_key(&entry.key));
        }
    }
}

fn place_form(name: &str) -> Option<Form> {
    keys::find(name).map(|key| key.form)
}

/// Parses the keys of all `#[aws(…)]` attributes, and reports attributes of serde.
pub fn from_attributes(attributes: &[Attribute], place: Place, diagnostics: &Diagnostics) -> Entries {
    let mut entries = Entries::default();
    for attribute in attributes {
        if attribute.path().is_ident("serde") {
            serde_attribute(attribute, place, &mut entries, diagnostics);
        }
        if !attribute.path().is_ident("aws") {
            continue;
        }
        match &attribute.meta {
            Meta::List(list) => {
                let parser = |input: ParseStream<'_>| entries.parse(input, place, diagnostics);
                let _ = list.parse_args_with(parser);
            }
            other => diagnostics.over(other, messages::ATTRIBUTE_FORM),
        }
    }
    entries
}

fn serde_attribute(attribute: &Attribute, place: Place, entries: &mut Entries, diagnostics: &Diagnostics) {
    let first = match &attribute.meta {
        Meta::List(list) => list.tokens.clone().into_iter().next(),
        _ => None,
    };
    let word = first.as_ref().map(ToString::to_string).unwrap_or_default();
    diagnostics.over(attribute, messages::serde_attribute(&word));
    // `#[serde(other)]` marks the variant that ours needs.
    if let (Some(TokenTree::Ident(key)), Some(row)) = (first, place.key("other"))
        && key == row.name
    {
        entries.add(Entry { key, name: row.name, value: Value::Flag, is_guess: true }, diagnostics);
    }
}

/// Parses the arguments of an attribute macro.
pub fn from_arguments(arguments: TokenStream, place: Place, diagnostics: &Diagnostics) -> Entries {
    let mut entries = Entries::default();
    let parser = |input: ParseStream<'_>| entries.parse(input, place, diagnostics);
    let _ = parser.parse2(arguments);
    entries
}

impl Entries {
    /// Parses all of `input`. After an error it continues with the next key.
    pub fn parse(
        &mut self,
        input: ParseStream<'_>,
        place: Place,
        diagnostics: &Diagnostics,
    ) -> syn::Result<()> {
        self.parse_with(input, place, diagnostics, |_, _| None)
    }

    /// As [`parse`](Self::parse), except for the keys that `special` parses.
    pub fn parse_with(
        &mut self,
        input: ParseStream<'_>,
        place: Place,
        diagnostics: &Diagnostics,
        mut special: impl FnMut(&Ident, ParseStream<'_>) -> Option<syn::Result<()>>,
    ) -> syn::Result<()> {
        while !input.is_empty() {
            match input.call(Ident::parse_any) {
                Ok(key) => {
                    let is_valid = match special(&key, input) {
                        Some(Ok(())) => true,
                        Some(Err(error)) => {
                            diagnostics.push(error);
                            false
                        }
                        None => self.entry(&key, input, place, diagnostics),
                    };
                    end_of_entry(input, is_valid, diagnostics)?;
                }
                Err(error) => {
                    self.value_without_key(error.span(), input, place, diagnostics);
                    skip_entry(input);
                }
            }
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    }

    /// Parses what follows a key. Returns `false` if the rest of the entry must be skipped.
    fn entry(
        &mut self,
        key: &Ident,
        input: ParseStream<'_>,
        place: Place,
        diagnostics: &Diagnostics,
    ) -> bool {
        if key == ARGUMENTS {
            let content = value::parenthesized(input).unwrap_or_default();
            self.arguments = Some((key.clone(), content));
            return true;
        }
        if let Some(error) = self.special(key, input, place, diagnostics) {
            diagnostics.push(error);
            return false;
        }
        let name = key.unraw().to_string();
        if let Some(row) = place.key(&name) {
            let value = value::parse(key, row.form, input, diagnostics).unwrap_or_else(|error| {
                diagnostics.push(error);
                Value::Invalid
            });
            let is_valid = !matches!(value, Value::Invalid);
            self.add(Entry { key: key.clone(), name: row.name, value, is_guess: false }, diagnostics);
            return is_valid;
        }
        diagnostics.push(unknown_key(key, place));
        match guess(&name, place) {
            Some(row) => {
                let value = value::parse_guess(row.form, input, diagnostics);
                self.add(Entry { key: key.clone(), name: row.name, value, is_guess: true }, diagnostics);
            }
            None if keys::find(&name).is_some() => self.misplaced.push(name),
            None => self.unrecognized += 1,
        }
        false
    }

    /// Recognizes `aws_operation(PutItem)` and `endpoint = "prefix"`.
    fn special(
        &mut self,
        key: &Ident,
        input: ParseStream<'_>,
        place: Place,
        diagnostics: &Diagnostics,
    ) -> Option<syn::Error> {
        let is_last = input.is_empty() || input.peek(Token![,]);
        let starts_upper = key.to_string().starts_with(|first: char| first.is_ascii_uppercase());
        let (name, message) = if place == Place::Operation && is_last && starts_upper {
            ("action", messages::action_without_key(key))
        } else if place == Place::Service && key == "endpoint" && input.peek(Token![=]) {
            let ahead = input.fork();
            let prefix = ahead.parse::<Token![=]>().and_then(|_| ahead.parse::<LitStr>()).ok()?;
            ("endpoint_prefix", messages::endpoint_is_prefix(&prefix.value()))
        } else {
            return None;
        };
        if !self.contains(name) {
            let entry = Entry { key: key.clone(), name, value: Value::Invalid, is_guess: true };
            self.add(entry, diagnostics);
        }
        Some(syn::Error::new(key.span(), message))
    }

    /// Reports a value without a key. The first string of `aws_operation("Get")` is the action.
    fn value_without_key(
        &mut self,
        span: proc_macro2::Span,
        input: ParseStream<'_>,
        place: Place,
        diagnostics: &Diagnostics,
    ) {
        self.unrecognized += 1;
        let text = input.fork().parse::<LitStr>().ok().filter(|_| !input.peek2(Token![=]));
        match text {
            Some(text) if place == Place::Operation && !self.contains("action") => {
                diagnostics.at(text.span(), messages::action_without_key(text.value()));
            }
            _ => diagnostics.at(span, messages::EXPECTED_KEY),
        }
    }
}

/// Expects the end of an entry: a comma or the end of the input.
fn end_of_entry(input: ParseStream<'_>, is_valid: bool, diagnostics: &Diagnostics) -> syn::Result<()> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(());
    }
    if !is_valid && !before_key(input) {
        skip_entry(input);
        return Ok(());
    }
    if let Some(semicolon) = input.parse::<Option<Token![;]>>()? {
        diagnostics.at(semicolon.span, messages::COMMA_FOR_SEMICOLON);
        return Ok(());
    }
    diagnostics.at(input.span(), messages::EXPECTED_COMMA);
    if !before_key(input) {
        skip_entry(input);
    }
    Ok(())
}

/// Returns `true` if the next token is most likely a key: it is followed by a value, or it is the
/// name of a key.
fn before_key(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    let Ok(key) = ahead.call(Ident::parse_any) else { return false };
    ahead.peek(Token![=])
        || value::before_colon(&ahead)
        || ahead.peek(syn::token::Paren)
        || keys::find(&key.to_string()).is_some()
}

/// Skips to the comma before the next key, but not to one between the parameters of a closure.
fn skip_entry(input: ParseStream<'_>) {
    let mut in_parameters = false;
    while !input.is_empty() && (in_parameters || !before_entry(input)) {
        in_parameters ^= input.peek(Token![|]);
        if input.parse::<TokenTree>().is_err() {
            return;
        }
    }
}

/// Returns `true` if a comma is next and what follows looks like an entry.
fn before_entry(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    ahead.parse::<Token![,]>().is_ok()
        && (ahead.call(Ident::parse_any).is_err()
            || ahead.is_empty()
            || ahead.peek(Token![,])
            || ahead.peek(Token![=])
            || value::before_colon(&ahead)
            || ahead.peek(syn::token::Paren))
}
