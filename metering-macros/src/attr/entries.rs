//! Keys and their values, as they were written.

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Expr, LitInt, LitStr, Path, Type};

use super::keys::{self, Form, Key, Place, REQUIRED};
use crate::diagnostics::Diagnostics;
use crate::messages::keys as messages;
use crate::model::{Bounds, Matcher, Pattern, Step};

/// The keys of one place, as they were written.
#[derive(Default)]
pub struct Entries {
    pub list: Vec<Entry>,
    /// Keys that are not accepted here and have a row elsewhere in the table.
    pub misplaced: Vec<String>,
    /// The number of keys that resemble no accepted key, of duplicate keys, and of values without a
    /// key. Each may have been meant as a required key.
    pub unrecognized: usize,
    /// The arguments of `aws_operation` and the token that introduces them.
    pub arguments: Option<(Ident, TokenStream)>,
}

/// A key and its value.
pub struct Entry {
    pub key: Ident,
    /// The key's name in the table. It differs from `key` if `key` is misspelled.
    pub name: &'static str,
    pub value: Value,
    pub is_guess: bool,
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
    /// The names of Regions or partitions, and their settings.
    Scope(Vec<LitStr>, Entries),
    /// A matcher, or `None` if it has an error that was reported.
    Acceptor(Option<Matcher>),
    /// A value with an error that was reported.
    Invalid,
}

/// A field, by its name or by its name on the wire, which is an error.
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

    /// Returns the key itself, unless it was misspelled.
    pub fn written(&self, name: &str) -> Option<&Ident> {
        self.get(name).filter(|entry| !entry.is_guess).map(|entry| &entry.key)
    }

    pub fn value(&self, name: &str) -> Option<&Value> {
        self.get(name).map(|entry| &entry.value)
    }

    pub fn text(&self, name: &str) -> Option<&LitStr> {
        self.value(name).and_then(|value| if let Value::Text(text) = value { Some(text) } else { None })
    }

    pub fn path(&self, name: &str) -> Option<&Path> {
        self.value(name).and_then(|value| if let Value::Path(path) = value { Some(path) } else { None })
    }

    pub fn ty(&self, name: &str) -> Option<&Type> {
        self.value(name).and_then(|value| if let Value::Type(ty) = value { Some(ty) } else { None })
    }

    pub fn entries(&self, name: &str) -> Option<&Entries> {
        self.value(name).and_then(|value| if let Value::Entries(keys) = value { Some(keys) } else { None })
    }

    pub fn count(&self, name: &str) -> Option<u32> {
        self.value(name).and_then(|value| if let Value::Count(count) = value { Some(*count) } else { None })
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

    /// Adds an entry, or reports a duplicate.
    pub fn add(&mut self, entry: Entry, diagnostics: &Diagnostics) {
        let form = keys::find(entry.name).map(|key| key.form);
        let repeatable = matches!(form, Some(Form::Group | Form::Scope | Form::Acceptor))
            // `retry` has other forms elsewhere.
            || matches!(entry.value, Value::Acceptor(_));
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

impl FieldName {
    pub fn span(&self) -> Span {
        match self {
            FieldName::Field(ident) => ident.span(),
            FieldName::Wire(literal) => literal.span(),
        }
    }
}
