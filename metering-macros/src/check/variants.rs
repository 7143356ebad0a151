//! Enums: strings, numbers and unions, and the variant for values that AWS adds later.

use std::collections::HashMap;

use metering_syntax::case::Case;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{Data, Fields, LitStr, Variant};

use super::event_stream::no_event_stream;
use super::member_type::owned;
use super::structure::{case, member, names_differ, wire_form, wire_name};
use crate::attr::{Entries, Value};
use crate::diagnostics::Diagnostics;
use crate::item::{Declaration, Kind};
use crate::messages::{enums as messages, keys as key_messages, shape as shape_messages};
use crate::model::{IntEnum, Name, StringEnum, Union};
use crate::ty::{inner, name, spelled, without_self};

/// `#[derive(StringEnum)]`
pub fn string_enum(declaration: &Declaration, diagnostics: &Diagnostics) -> Option<StringEnum> {
    let case = case(&declaration.keys, diagnostics);
    let line = "#[aws(other)] Unknown(UnknownValue)";
    let mut other = Other::new(line, "UnknownValue", Some(messages::VARIANT_DATA), diagnostics);
    let mut values: Vec<(Ident, Name)> = Vec::new();
    let mut seen: HashMap<String, Ident> = HashMap::new();
    for (variant, keys) in variants(declaration, diagnostics)? {
        if other.takes(variant, keys) {
            continue;
        }
        if !matches!(variant.fields, Fields::Unit) {
            diagnostics.over(&variant.fields, messages::VARIANT_DATA);
        }
        let value = string_value(variant, keys.text("rename"), case, diagnostics);
        if let Some(first) = seen.insert(value.text.clone(), variant.ident.clone())
            && first != variant.ident
        {
            diagnostics.at(value.span, messages::duplicate_value(&value.text, first));
        }
        values.push((variant.ident.clone(), value));
    }
    let other = other.finish(declaration);
    Some(StringEnum { item: declaration.item(), values, other: other? })
}

/// Returns the value of a variant, which may be any text. AWS has a value that ends with a space
/// and none that begins with one.
fn string_value(variant: &Variant, rename: Option<&LitStr>, case: Case, diagnostics: &Diagnostics) -> Name {
    let Some(rename) = rename else {
        return Name { text: case.apply(&variant.ident.unraw().to_string()), span: variant.ident.span() };
    };
    let text = rename.value();
    if !text.trim().is_empty() && text.trim_start() != text {
        diagnostics.at(rename.span(), messages::VALUE_SPACE);
    }
    Name { text, span: rename.span() }
}

/// `#[derive(IntEnum)]`
pub fn int_enum(declaration: &Declaration, diagnostics: &Diagnostics) -> Option<IntEnum> {
    let mut other =
        Other::new("#[aws(other)] Unknown(i32)", "i32", Some(messages::INT_VARIANT_DATA), diagnostics);
    let mut values: Vec<(Ident, i32)> = Vec::new();
    let mut seen: HashMap<i32, Ident> = HashMap::new();
    for (variant, keys) in variants(declaration, diagnostics)? {
        if other.takes(variant, keys) {
            continue;
        }
        if !matches!(variant.fields, Fields::Unit) {
            diagnostics.over(&variant.fields, messages::INT_VARIANT_DATA);
        }
        match (keys.value("value"), &variant.discriminant) {
            (Some(Value::Int(literal, value)), _) => {
                if let Some(first) = seen.insert(*value, variant.ident.clone()) {
                    diagnostics.at(literal.span(), messages::duplicate_value(value, first));
                }
                values.push((variant.ident.clone(), *value));
            }
            (Some(_), _) | (None, Some(_)) => {}
            (None, None) => {
                for key in keys.missing(&["value"]) {
                    let message = key_messages::missing_key(key, "#[aws(value = 1)]");
                    diagnostics.at(variant.ident.span(), message);
                }
            }
        }
    }
    let other = other.finish(declaration);
    Some(IntEnum { item: declaration.item(), values, other: other? })
}

/// `#[derive(Union)]`
pub fn union(declaration: &Declaration, diagnostics: &Diagnostics) -> Option<Union> {
    let case = case(&declaration.keys, diagnostics);
    let line = "#[aws(other)] Unknown(UnknownMember)";
    let mut other = Other::new(line, "UnknownMember", Some(messages::OTHER_TWICE), diagnostics);
    let mut members = Vec::new();
    for (variant, keys) in variants(declaration, diagnostics)? {
        if other.takes(variant, keys) {
            continue;
        }
        let field = match &variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => &fields.unnamed[0],
            _ => {
                diagnostics.over(variant_head(variant), messages::UNION_VARIANT);
                continue;
            }
        };
        owned(&field.ty, diagnostics, true);
        no_event_stream(&field.ty, diagnostics);
        if inner(&field.ty, "Option").is_some() {
            diagnostics.over(&field.ty, messages::UNION_OPTION);
        }
        let wire = wire_name(&variant.ident, keys.text("rename"), |name| case.apply(name), diagnostics);
        wire_form(keys, &field.ty, diagnostics);
        let ty = without_self(&field.ty, declaration.ident());
        members.push(member(&variant.ident, &variant.attrs, ty, wire, keys, diagnostics));
    }
    names_differ(&members, |name, variant| messages::duplicate_value(name, variant), diagnostics);
    let other = other.finish(declaration);
    Some(Union { item: declaration.item(), members, other: other? })
}

/// Returns the variants of an enum, or reports an item of another form.
pub fn variants<'a>(
    declaration: &'a Declaration,
    diagnostics: &Diagnostics,
) -> Option<impl Iterator<Item = (&'a Variant, &'a Entries)> + use<'a>> {
    let derive = declaration.kind.name();
    for param in &declaration.input.generics.params {
        diagnostics.over(param, shape_messages::enum_generic(derive));
    }
    let Data::Enum(data) = &declaration.input.data else {
        diagnostics.at(declaration.keyword(), shape_messages::on_enum(derive));
        return None;
    };
    for (_, discriminant) in data.variants.iter().filter_map(|variant| variant.discriminant.as_ref()) {
        let message = match declaration.kind {
            Kind::IntEnum => messages::int_discriminant(&spelled(discriminant.to_token_stream())),
            _ => messages::DISCRIMINANT.to_owned(),
        };
        diagnostics.over(discriminant, message);
    }
    Some(declaration.variants())
}

/// Finds the variant that is marked `#[aws(other)]`, which holds one value of a given type.
pub struct Other<'a> {
    /// The variant to write.
    line: &'static str,
    /// The type that it holds.
    holds: &'static str,
    diagnostics: &'a Diagnostics,
    found: Option<Ident>,
    /// A variant that holds the type and is not marked.
    unmarked: Option<Variant>,
    /// The mark on a variant of another form, and that form.
    misplaced: Option<(Span, TokenStream)>,
    /// A variant that holds the type has an unrecognized key, which may mean `other`.
    has_unrecognized: bool,
    /// The error of an unmarked variant if another one is marked. `None` if all variants hold the
    /// type.
    surplus: Option<&'static str>,
}

impl<'a> Other<'a> {
    pub fn new(
        line: &'static str,
        holds: &'static str,
        surplus: Option<&'static str>,
        diagnostics: &'a Diagnostics,
    ) -> Self {
        Other {
            line,
            holds,
            diagnostics,
            found: None,
            unmarked: None,
            misplaced: None,
            has_unrecognized: false,
            surplus,
        }
    }

    /// Returns `true` if the variant is this variant, or a second one.
    pub fn takes(&mut self, variant: &Variant, keys: &Entries) -> bool {
        let held = match &variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Some(&fields.unnamed[0].ty),
            _ => None,
        };
        let fits = held.and_then(name).is_some_and(|name| name == self.holds);
        let Some(mark) = keys.key("other") else {
            self.has_unrecognized |= fits && keys.has_unrecognized();
            let is_unmarked = fits && self.surplus.is_some() && self.unmarked.is_none();
            if is_unmarked {
                self.unmarked = Some(variant.clone());
            }
            return is_unmarked;
        };
        if self.found.is_some() {
            // The one that holds the right type is kept.
            let wrong = self.misplaced.take_if(|_| fits);
            let at = wrong.map_or(variant.ident.span(), |(mark, _)| mark);
            self.diagnostics.at(at, messages::OTHER_TWICE);
            return true;
        }
        match held {
            Some(_) if fits => {}
            Some(ty) => self.misplaced = Some((mark.span(), ty.to_token_stream())),
            None => self.misplaced = Some((mark.span(), variant_head(variant))),
        }
        for entry in keys.iter().filter(|entry| entry.name != "other" && entry.key == entry.name) {
            self.diagnostics.at(entry.key.span(), messages::other_accepts(&entry.key));
        }
        self.found = Some(variant.ident.clone());
        true
    }

    /// Reports a missing or wrong variant, and returns its name.
    pub fn finish(self, declaration: &Declaration) -> Option<Ident> {
        let ident = declaration.ident();
        match (&self.misplaced, &self.unmarked) {
            (Some((key, _)), Some(variant)) => {
                self.diagnostics.at(*key, messages::other_elsewhere(&variant.ident));
                return None;
            }
            (Some((_, form)), None) => self.diagnostics.over(form, messages::other_form(self.line)),
            _ => {}
        }
        match (&self.found, &self.unmarked, self.surplus) {
            // `other` is on the enum itself, which was reported.
            (None, ..) if declaration.keys.is_misplaced("other") => {}
            (Some(_), Some(variant), Some(surplus)) => self.diagnostics.over(&variant.fields, surplus),
            (None, ..) if self.has_unrecognized => {}
            (None, Some(variant), _) => {
                self.diagnostics.at(variant.ident.span(), messages::other_unmarked(&variant.ident));
            }
            (None, None, _) => {
                self.diagnostics.at(ident.span(), messages::other_missing(ident, self.line));
            }
            _ => {}
        }
        self.found
    }
}

/// Returns a variant without its attributes, for the span of an error.
pub fn variant_head(variant: &Variant) -> TokenStream {
    let (ident, fields) = (&variant.ident, &variant.fields);
    quote!(#ident #fields)
}
