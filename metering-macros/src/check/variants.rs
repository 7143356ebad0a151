//! Enums: strings, numbers and unions, and the variant for what AWS adds later.

use std::collections::HashMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, LitStr, Variant};

use super::item;
use super::member_type::owned;
use super::structure::{member, names_differ, wire_form, wire_name};
use crate::attr;
use crate::attr::item::ItemKeys;
use crate::attr::member::MemberKeys;
use crate::errors::{Errors, say};
use crate::model::{IntEnum, Keyed, Name, StringEnum, Union};
use crate::spelling::{inner, name, without_self};

/// `#[derive(StringEnum)]`
pub(crate) fn string_enum(input: &DeriveInput, errors: &Errors) -> Option<StringEnum> {
    let keys = ItemKeys::read(&input.attrs, &attr::item::STRING_ENUM, errors);
    let case = keys.case();
    let mut others =
        Others::new("#[aws(other)] Unknown(UnknownValue)", "UnknownValue", Some(say::VARIANT_DATA), errors);
    let mut values: Vec<(Ident, Name)> = Vec::new();
    let mut seen: HashMap<String, Ident> = HashMap::new();
    for variant in variants(input, "StringEnum", errors)? {
        let said = MemberKeys::read(&variant.attrs, &attr::member::STRING_VARIANT, errors);
        if others.takes(variant, &said) {
            continue;
        }
        if !matches!(variant.fields, Fields::Unit) {
            errors.over(&variant.fields, say::VARIANT_DATA);
        }
        let value = match &said.rename {
            Some(keyed) => value_name(&keyed.value, errors),
            None => Name { text: case.apply(&variant.ident.unraw().to_string()), span: variant.ident.span() },
        };
        if let Some(first) = seen.insert(value.text.clone(), variant.ident.clone())
            && first != variant.ident
        {
            errors.at(value.span, say::value_taken(&value.text, first));
        }
        values.push((variant.ident.clone(), value));
    }
    let other = others.finish(&input.ident);
    Some(StringEnum { item: item(input, &keys), values, other: other?, serde: keys.serde.is_some() })
}

/// A value on the wire, which may be any text. One of AWS's ends in a space; none begins with one.
fn value_name(value: &LitStr, errors: &Errors) -> Name {
    let text = value.value();
    if !text.trim().is_empty() && text.trim_start() != text {
        errors.at(value.span(), say::VALUE_SPACE);
    }
    Name { text, span: value.span() }
}

/// `#[derive(IntEnum)]`
pub(crate) fn int_enum(input: &DeriveInput, errors: &Errors) -> Option<IntEnum> {
    let keys = ItemKeys::read(&input.attrs, &attr::item::INT_ENUM, errors);
    let mut others = Others::new("#[aws(other)] Unknown(i32)", "i32", Some(say::INT_VARIANT_DATA), errors);
    let mut values: Vec<(Ident, i32)> = Vec::new();
    let mut seen: HashMap<i32, Ident> = HashMap::new();
    for variant in variants(input, "IntEnum", errors)? {
        let said = MemberKeys::read(&variant.attrs, &attr::member::INT_VARIANT, errors);
        if others.takes(variant, &said) {
            continue;
        }
        if !matches!(variant.fields, Fields::Unit) {
            errors.over(&variant.fields, say::INT_VARIANT_DATA);
        }
        if let Some((_, discriminant)) = &variant.discriminant {
            errors.over(discriminant, say::INT_DISCRIMINANT);
        }
        match said.value {
            Some(Keyed { value: Some((literal, value)), .. }) => {
                if let Some(first) = seen.insert(value, variant.ident.clone()) {
                    errors.at(literal.span(), say::value_taken(value, first));
                }
                values.push((variant.ident.clone(), value));
            }
            Some(_) => {}
            // What has a key that can't be told was most likely meant for it.
            None if variant.discriminant.is_some() || said.written.contains("value") || said.untold => {}
            None => errors.at(variant.ident.span(), say::missing_key("value", "#[aws(value = 1)]")),
        }
    }
    let other = others.finish(&input.ident);
    Some(IntEnum { item: item(input, &keys), values, other: other?, serde: keys.serde.is_some() })
}

/// `#[derive(Union)]`
pub(crate) fn union(input: &DeriveInput, errors: &Errors) -> Option<Union> {
    let keys = ItemKeys::read(&input.attrs, &attr::item::UNION, errors);
    let case = keys.case();
    let mut others =
        Others::new("#[aws(other)] Unknown(UnknownMember)", "UnknownMember", Some(say::OTHER_TWICE), errors);
    let mut members = Vec::new();
    for variant in variants(input, "Union", errors)? {
        let said = MemberKeys::read(&variant.attrs, &attr::member::UNION_VARIANT, errors);
        if others.takes(variant, &said) {
            continue;
        }
        let field = match &variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => &fields.unnamed[0],
            _ => {
                errors.over(variant_head(variant), say::UNION_VARIANT);
                continue;
            }
        };
        owned(&field.ty, errors, true);
        if inner(&field.ty, "Option").is_some() {
            errors.over(&field.ty, say::UNION_OPTION);
        }
        let wire = wire_name(&variant.ident, said.rename.as_ref(), |name| case.apply(name), errors);
        wire_form(&said, &field.ty, errors);
        let ty = without_self(&field.ty, &input.ident);
        members.push(member(&variant.ident, &variant.attrs, ty, wire, said));
    }
    names_differ(&members, |name, variant| say::value_taken(name, variant), errors);
    let other = others.finish(&input.ident);
    Some(Union { item: item(input, &keys), members, other: other?, serde: keys.serde.is_some() })
}

/// An enum's variants, or why there are none.
pub(super) fn variants<'a>(
    input: &'a DeriveInput,
    derive: &str,
    errors: &Errors,
) -> Option<impl Iterator<Item = &'a Variant> + Clone + use<'a>> {
    for param in &input.generics.params {
        errors.over(param, say::enum_generic(derive));
    }
    match &input.data {
        Data::Enum(data) => {
            for (_, discriminant) in data.variants.iter().filter_map(|variant| variant.discriminant.as_ref())
            {
                if derive != "IntEnum" {
                    errors.over(discriminant, say::DISCRIMINANT);
                }
            }
            Some(data.variants.iter())
        }
        Data::Struct(data) => {
            errors.at(data.struct_token.span, say::on_enum(derive));
            None
        }
        Data::Union(data) => {
            errors.at(data.union_token.span, say::on_enum(derive));
            None
        }
    }
}

/// The variant marked `#[aws(other)]`, which holds one value.
pub(super) struct Others<'e> {
    line: &'static str,
    holds: &'static str,
    errors: &'e Errors,
    found: Option<Ident>,
    /// One that holds what that variant does and is not marked.
    unmarked: Option<Variant>,
    /// The mark of one that is of another form, and what is to have that form.
    misplaced: Option<(Span, TokenStream)>,
    /// Whether one has a key that can't be told, which may have been meant to mark it.
    untold: bool,
    /// What is wrong with that where another is marked; none where all variants hold the same.
    beside: Option<&'static str>,
}

impl<'e> Others<'e> {
    pub(super) fn new(
        line: &'static str,
        holds: &'static str,
        beside: Option<&'static str>,
        errors: &'e Errors,
    ) -> Self {
        Others { line, holds, errors, found: None, unmarked: None, misplaced: None, untold: false, beside }
    }

    /// Whether the variant is the one, or one too many.
    pub(super) fn takes(&mut self, variant: &Variant, keys: &MemberKeys) -> bool {
        let one = match &variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Some(&fields.unnamed[0].ty),
            _ => None,
        };
        let fits = one.and_then(name).is_some_and(|name| name == self.holds);
        let Some(mark) = &keys.other else {
            self.untold |= fits && keys.untold;
            let is_unmarked = fits && self.beside.is_some() && self.unmarked.is_none();
            if is_unmarked {
                self.unmarked = Some(variant.clone());
            }
            return is_unmarked;
        };
        if self.found.is_some() {
            // Of two, the one that holds what it is to hold is right.
            let wrong = self.misplaced.take_if(|_| fits);
            self.errors.at(wrong.map_or(variant.ident.span(), |(mark, _)| mark), say::OTHER_TWICE);
            return true;
        }
        match one {
            Some(_) if fits => {}
            Some(ty) => self.misplaced = Some((mark.key.span(), ty.to_token_stream())),
            None => self.misplaced = Some((mark.key.span(), variant_head(variant))),
        }
        let beside = [
            keys.rename.as_ref().map(|keyed| &keyed.key),
            keys.value.as_ref().map(|keyed| &keyed.key),
            keys.code.as_ref().map(|keyed| &keyed.key),
            keys.timestamp.as_ref().map(|keyed| &keyed.key),
            keys.json_value.as_ref().map(|keyed| &keyed.key),
            keys.retry.as_ref().map(|keyed| &keyed.key),
            keys.server_fault.as_ref().map(|keyed| &keyed.key),
        ];
        for key in beside.into_iter().flatten().chain(keys.constraints.keys()) {
            self.errors.at(key.span(), say::other_takes(key));
        }
        self.found = Some(variant.ident.clone());
        true
    }

    pub(super) fn finish(self, ident: &Ident) -> Option<Ident> {
        match (&self.misplaced, &self.unmarked) {
            (Some((key, _)), Some(variant)) => {
                self.errors.at(*key, say::other_elsewhere(&variant.ident));
                return None;
            }
            (Some((_, form)), None) => self.errors.over(form, say::other_form(self.line)),
            _ => {}
        }
        match (&self.found, &self.unmarked, self.beside) {
            // The flag is on the enum, and was reported there.
            (None, _, _) if self.errors.said("`other` goes on a variant") => {}
            (Some(_), Some(variant), Some(beside)) => self.errors.over(&variant.fields, beside),
            (None, ..) if self.untold => {}
            (None, Some(variant), _) => {
                self.errors.at(variant.ident.span(), say::other_unmarked(&variant.ident));
            }
            (None, None, _) => self.errors.at(ident.span(), say::other_missing(ident, self.line)),
            _ => {}
        }
        self.found
    }
}

/// A variant without its attributes, for a mistake's span.
pub(super) fn variant_head(variant: &Variant) -> TokenStream {
    let (ident, fields) = (&variant.ident, &variant.fields);
    quote::quote!(#ident #fields)
}
