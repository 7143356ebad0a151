//! `#[aws(…)]` on a struct or enum.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Attribute, LitStr, Path, Token};

use super::bounds::ConstraintKeys;
use super::member::Place;
use super::{FieldName, attributes, flag, foreign_key, last_name, list, path, set, spelled, string};
use crate::errors::{Errors, say};
use crate::model::{Core, Keyed};
use crate::suggest::meant_key;
use metering_syntax::case::Case;

pub(crate) const STRUCTURE: Place = Place {
    name: "a structure",
    keys: &["rename_all", "exactly_one_of", "at_most_one_of", "at_least_one_of", "check", "serde", "crate"],
};
pub(crate) const NEWTYPE: Place = Place {
    name: "a constrained value",
    keys: &["length", "range", "pattern", "each", "keys", "check", "serde", "crate"],
};
pub(crate) const STRING_ENUM: Place =
    Place { name: "a string enum", keys: &["rename_all", "serde", "crate"] };
pub(crate) const INT_ENUM: Place = Place { name: "an int enum", keys: &["serde", "crate"] };
pub(crate) const UNION: Place = Place { name: "a union", keys: &["rename_all", "serde", "crate"] };
pub(crate) const SERVICE_ERROR: Place = Place { name: "a service error", keys: &["crate"] };

/// The key under which `aws_operation` hands its arguments to the hidden derive.
pub(crate) const OPERATION: &str = "__operation";

/// The keys as they are read.
#[derive(Default)]
pub(crate) struct ItemKeys {
    pub(crate) rename_all: Option<Keyed<Option<Case>>>,
    pub(crate) groups: Vec<Keyed<Vec<FieldName>>>,
    pub(crate) check: Option<Keyed<Path>>,
    pub(crate) serde: Option<Keyed<()>>,
    pub(crate) core: Option<Keyed<Path>>,
    pub(crate) constraints: ConstraintKeys,
    /// The arguments of `aws_operation`, and its span.
    pub(crate) operation: Option<Keyed<TokenStream>>,
}

impl ItemKeys {
    pub(crate) fn read(attrs: &[Attribute], place: &Place, errors: &Errors) -> Self {
        let mut keys = ItemKeys::default();
        attributes(attrs, errors, |key, input| {
            if key == OPERATION {
                let arguments = list(key, input, "", |content| content.parse())?;
                set(&mut keys.operation, key, arguments, errors);
                Ok(())
            } else if place.keys.iter().any(|known| key == known) {
                keys.entry(key, input, errors)
            } else {
                Err(foreign_key(key, place.name, place.keys))
            }
        });
        keys
    }

    pub(crate) fn core(&self) -> Core {
        Core(self.core.as_ref().map(|keyed| keyed.value.clone()))
    }

    /// The case of names on the wire: AWS's models have PascalCase mostly.
    pub(crate) fn case(&self) -> Case {
        self.rename_all.as_ref().and_then(|keyed| keyed.value).unwrap_or(Case::Pascal)
    }

    fn entry(&mut self, key: &Ident, input: ParseStream<'_>, errors: &Errors) -> syn::Result<()> {
        if self.constraints.entry(key, input, errors)? {
            return Ok(());
        }
        match key.to_string().as_str() {
            "rename_all" => {
                let rule = string(key, input, errors, "camelCase")?;
                set(&mut self.rename_all, key, named(&rule, errors), errors);
            }
            "check" => {
                set(&mut self.check, key, function(key, input, errors)?, errors);
            }
            "crate" => {
                let core = path(key, input, errors, "metering_core")?;
                set(&mut self.core, key, core, errors);
            }
            "serde" => {
                flag(key, input)?;
                set(&mut self.serde, key, (), errors);
            }
            _ => {
                let fields = list(key, input, "a, b", |content| fields(key, content, errors))?;
                self.groups.push(Keyed { key: key.clone(), value: fields });
            }
        }
        Ok(())
    }
}

/// `a, b`
fn fields(key: &Ident, input: ParseStream<'_>, errors: &Errors) -> syn::Result<Vec<FieldName>> {
    let mut fields = Vec::new();
    while !input.is_empty() {
        let mut field: FieldName = input.parse()?;
        // `self.a`, `Self::a`
        if input.peek(Token![.]) || input.peek(Token![::]) {
            let at = field.span();
            if let Some(name) = last_name(input) {
                errors.at(at, say::fields_alone(key, &name));
                field = FieldName::Field(name);
            }
        }
        fields.push(field);
        if input.peek(Token![,]) {
            input.parse::<Token![,]>()?;
        } else if !input.is_empty() {
            let missing = syn::Error::new(input.span(), say::FIELD_COMMA);
            if !input.peek(Ident::peek_any) {
                return Err(missing);
            }
            errors.push(missing);
        }
    }
    Ok(fields)
}

/// `= path::to::function`
fn function(key: &Ident, input: ParseStream<'_>, errors: &Errors) -> syn::Result<Path> {
    let mut function = path(key, input, errors, "function")?;
    if !input.peek(Token![.]) && !input.peek(syn::token::Paren) {
        return Ok(function);
    }
    // Called, or of a value.
    let at = function.span();
    if let Some(method) = last_name(input) {
        function = method.into();
    }
    Err(syn::Error::new(at, say::function_called(key, &spelled(function.into_token_stream()))))
}

/// The rule of `rename_all` that has this name.
fn named(rule: &LitStr, errors: &Errors) -> Option<Case> {
    let text = rule.value();
    let known = Case::NAMES.iter().find(|(name, _)| *name == text);
    if known.is_none() {
        let names = Case::NAMES.map(|(name, _)| name);
        errors.at(rule.span(), say::rename_rule(&text, meant_key(&text, &names), &names));
    }
    known.map(|(_, case)| *case)
}
