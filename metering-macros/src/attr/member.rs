//! `#[aws(…)]` on a member of a structure and on a variant of an enum.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::parse::ParseStream;
use syn::{Attribute, Expr, LitInt, LitStr, Path, Token};

use super::bounds::{ConstraintKeys, is_of_type};
use super::service::is_service_name;
use super::{
    Written, attributes, before_colon, equals, flag, foreign_key, in_parentheses, set, spelled, string,
};
use crate::errors::{Errors, say};
use crate::model::{Keyed, TimestampFormat};
use crate::suggest::{meant, meant_key};

/// Where a key stands: what takes it is told in messages.
pub(crate) struct Place {
    pub(crate) name: &'static str,
    pub(crate) keys: &'static [&'static str],
}

pub(crate) const MEMBER: Place = Place {
    name: "a member",
    keys: &[
        "rename",
        "length",
        "range",
        "pattern",
        "each",
        "keys",
        "idempotency_token",
        "host_label",
        "timestamp",
        "json_value",
        "default",
    ],
};
pub(crate) const NEWTYPE_FIELD: Place = Place { name: "the field of a constrained value", keys: &[] };
pub(crate) const STRING_VARIANT: Place =
    Place { name: "a variant of a string enum", keys: &["rename", "other"] };
pub(crate) const INT_VARIANT: Place = Place { name: "a variant of an int enum", keys: &["value", "other"] };
pub(crate) const UNION_VARIANT: Place = Place {
    name: "a variant of a union",
    keys: &["rename", "length", "range", "pattern", "each", "keys", "timestamp", "json_value", "other"],
};
pub(crate) const ERROR_VARIANT: Place =
    Place { name: "a variant of a service error", keys: &["code", "retry", "server_fault", "other"] };

/// The keys as they are read.
#[derive(Default)]
pub(crate) struct MemberKeys {
    pub(crate) rename: Option<Keyed<LitStr>>,
    pub(crate) constraints: ConstraintKeys,
    pub(crate) idempotency_token: Option<Keyed<()>>,
    pub(crate) host_label: Option<Keyed<()>>,
    pub(crate) timestamp: Option<Keyed<Option<TimestampFormat>>>,
    pub(crate) json_value: Option<Keyed<()>>,
    pub(crate) default: Option<Keyed<Option<Expr>>>,
    pub(crate) other: Option<Keyed<()>>,
    pub(crate) value: Option<Keyed<Option<(LitInt, i32)>>>,
    pub(crate) code: Option<Keyed<LitStr>>,
    pub(crate) retry: Option<Keyed<Option<Ident>>>,
    pub(crate) server_fault: Option<Keyed<()>>,
    pub(crate) written: Written,
    /// Whether a key can't be told: one is missing before its value, or is like no other. A
    /// misspelt `host_label` is held for one, as it may stand where there can be none.
    pub(crate) untold: bool,
}

impl MemberKeys {
    pub(crate) fn read(attrs: &[Attribute], place: &Place, errors: &Errors) -> Self {
        let mut keys = MemberKeys::default();
        let before = errors.count(say::EXPECTED_KEY);
        attributes(attrs, errors, |key, input| {
            keys.written.note(key, place.keys);
            if place.keys.iter().any(|known| key == known) {
                keys.entry(key, input, errors)
            } else {
                match meant_key(&key.to_string(), place.keys) {
                    // Without it, what is wrong would be the variant.
                    Some("other") => keys.other = Some(Keyed { key: key.clone(), value: () }),
                    Some("host_label") | None => keys.untold = true,
                    Some(_) => {}
                }
                Err(foreign_key(key, place.name, place.keys))
            }
        });
        keys.untold |= errors.count(say::EXPECTED_KEY) > before;
        keys
    }

    fn entry(&mut self, key: &Ident, input: ParseStream<'_>, errors: &Errors) -> syn::Result<()> {
        if self.constraints.entry(key, input, errors)? {
            return Ok(());
        }
        match key.to_string().as_str() {
            "rename" => {
                let name = string(key, input, errors, "Name")?;
                set(&mut self.rename, key, name, errors);
            }
            "timestamp" => {
                let format = string(key, input, errors, "date-time")?;
                set(&mut self.timestamp, key, timestamp_format(&format, errors), errors);
            }
            "default" => {
                let expr = if input.peek(syn::token::Paren) {
                    return Err(in_parentheses(key, input, None)?);
                } else if input.peek(Token![=]) || before_colon(input) {
                    equals(key, input, errors, "1")?;
                    Some(input.parse()?)
                } else {
                    flag(key, input)?;
                    None
                };
                set(&mut self.default, key, expr, errors);
            }
            "value" => {
                equals(key, input, errors, "1")?;
                set(&mut self.value, key, int_value(input, errors)?, errors);
            }
            "code" => {
                let code = string(key, input, errors, "ThrottlingException")?;
                let text = code.value();
                match text.rsplit(['#', ':']).find(|bare| !bare.is_empty()) {
                    None => errors.at(code.span(), say::EMPTY_CODE),
                    Some(bare) if bare != text => errors.at(code.span(), say::code_qualified(bare, &text)),
                    Some(_) if !is_service_name(&text) => errors.at(code.span(), say::service_name(key)),
                    Some(_) => {}
                }
                set(&mut self.code, key, code, errors);
            }
            "retry" => {
                equals(key, input, errors, "throttling")?;
                set(&mut self.retry, key, retry_kind(input, errors)?, errors);
            }
            name => {
                let slot = match name {
                    "idempotency_token" => &mut self.idempotency_token,
                    "host_label" => &mut self.host_label,
                    "json_value" => &mut self.json_value,
                    "server_fault" => &mut self.server_fault,
                    _ => &mut self.other,
                };
                set(slot, key, (), errors);
                flag(key, input)?;
            }
        }
        Ok(())
    }
}

fn timestamp_format(found: &LitStr, errors: &Errors) -> Option<TimestampFormat> {
    let text = found.value();
    let known = TimestampFormat::NAMES.iter().find(|(name, _)| *name == text);
    if known.is_none() {
        let names = TimestampFormat::NAMES.map(|(name, _)| name);
        errors.at(found.span(), say::timestamp_format(&text, meant_key(&text, &names)));
    }
    known.map(|(_, format)| *format)
}

fn int_value(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Option<(LitInt, i32)>> {
    let expr: Expr = input.parse()?;
    // A negative number is two tokens, which `LitInt` takes as one.
    let literal = syn::parse2::<LitInt>(expr.to_token_stream()).ok();
    let value = literal
        .filter(|literal| is_of_type(literal.suffix()))
        .and_then(|literal| Some((literal.clone(), literal.base10_parse().ok()?)));
    if value.is_none() {
        errors.over(expr, say::INT_VALUE);
    }
    Ok(value)
}

fn retry_kind(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Option<Ident>> {
    const KINDS: [&str; 2] = ["throttling", "transient"];
    if input.peek(LitStr) {
        let literal: LitStr = input.parse()?;
        let text = literal.value();
        let kind = meant(&text, KINDS).unwrap_or(KINDS[0]);
        errors.at(literal.span(), say::retry_not_string(kind));
        return Ok(None);
    }
    let path: Path =
        input.parse().map_err(|error| syn::Error::new(error.span(), say::retry_not_string(KINDS[0])))?;
    if let Some(kind) = path.get_ident()
        && KINDS.iter().any(|known| kind == known)
    {
        return Ok(Some(kind.clone()));
    }
    let last = path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
    errors.over(&path, say::retry_kind(spelled(path.to_token_stream()), meant(&last, KINDS)));
    Ok(None)
}
