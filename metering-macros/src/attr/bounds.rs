//! `length`, `range`, `pattern`, `each(…)` and `keys(…)`.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Expr, ExprLit, ExprUnary, Lit, LitStr, RangeLimits, Token, UnOp};

use super::{before_colon, entries, equals, foreign_key, list, next, set, spelled, string, value};
use crate::errors::{Errors, say};
use crate::model::{Bound, Bounds, Constraints, Keyed, Number, Pattern};
use metering_syntax::pattern::{self, PatternErrorKind};

/// The keys of constraints.
pub(crate) const KEYS: [&str; 5] = ["length", "range", "pattern", "each", "keys"];

/// The constraints of one value as they are read.
#[derive(Default)]
pub(crate) struct ConstraintKeys {
    pub(crate) length: Option<Keyed<Option<Bounds>>>,
    pub(crate) range: Option<Keyed<Option<Bounds>>>,
    pub(crate) pattern: Option<Keyed<Option<Pattern>>>,
    pub(crate) each: Option<Keyed<Constraints>>,
    pub(crate) keys: Option<Keyed<Constraints>>,
}

impl ConstraintKeys {
    /// Reads one of [`KEYS`]; `false` for any other.
    pub(crate) fn entry(
        &mut self,
        key: &Ident,
        input: ParseStream<'_>,
        errors: &Errors,
    ) -> syn::Result<bool> {
        if key == "length" {
            let bounds = bounds(key, input, errors, true)?;
            set(&mut self.length, key, bounds, errors);
        } else if key == "range" {
            let bounds = bounds(key, input, errors, false)?;
            set(&mut self.range, key, bounds, errors);
        } else if key == "pattern" {
            let text = string(key, input, errors, "^[a-z]+$")?;
            set(&mut self.pattern, key, compile(text, errors), errors);
        } else if key == "each" {
            let inner = nested(key, input, errors, &KEYS, "`each(…)`")?;
            set(&mut self.each, key, inner, errors);
        } else if key == "keys" {
            // Keys are strings.
            let inner = nested(key, input, errors, &["length", "pattern"], "`keys(…)`")?;
            set(&mut self.keys, key, inner, errors);
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// The keys that were read.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &Ident> {
        [
            self.length.as_ref().map(|keyed| &keyed.key),
            self.range.as_ref().map(|keyed| &keyed.key),
            self.pattern.as_ref().map(|keyed| &keyed.key),
            self.each.as_ref().map(|keyed| &keyed.key),
            self.keys.as_ref().map(|keyed| &keyed.key),
        ]
        .into_iter()
        .flatten()
    }

    pub(crate) fn build(self) -> Constraints {
        Constraints {
            length: self.length.and_then(|keyed| keyed.value),
            range: self.range.and_then(|keyed| keyed.value),
            pattern: self.pattern.and_then(|keyed| keyed.value),
            each: self.each.map(|keyed| Box::new(keyed.value)),
            keys: self.keys.map(|keyed| Box::new(keyed.value)),
        }
    }
}

fn nested(
    key: &Ident,
    input: ParseStream<'_>,
    errors: &Errors,
    known: &[&str],
    place: &str,
) -> syn::Result<Constraints> {
    let mut inner = ConstraintKeys::default();
    let mut any = false;
    list(key, input, "length = 1..=64", |content| {
        if !content.is_empty() && !content.peek(Ident::peek_any) {
            let at = next(content);
            let value = spelled(content.parse()?);
            let constraint = match value.chars().next() {
                Some('"' | 'r') => format!("pattern = {value}"),
                _ if value.contains("..") => format!("length = {value}"),
                _ => "length = 1..=64".to_owned(),
            };
            return Err(syn::Error::new(at, say::bare_constraint(key, &constraint)));
        }
        entries(content, errors, |key, input| {
            any = true;
            if known.iter().any(|known| key == known) && inner.entry(key, input, errors)? {
                Ok(())
            } else {
                Err(foreign_key(key, place, known))
            }
        })
    })?;
    if !any {
        errors.at(key.span(), say::says_nothing(key, &format!("{key}(length = 1..=64)")));
    }
    Ok(inner.build())
}

/// `= 1..=255`. `None` where it was reported to be no bounds.
fn bounds(key: &Ident, input: ParseStream<'_>, errors: &Errors, length: bool) -> syn::Result<Option<Bounds>> {
    if input.peek(syn::token::Paren) {
        let content;
        syn::parenthesized!(content in input);
        let range = range_of(&content).unwrap_or_else(|| "1..=255".to_owned());
        content.parse::<TokenStream>()?;
        return Err(syn::Error::new(key.span(), say::value_in_parentheses(key, &range)));
    }
    equals(key, input, errors, "1..=255")?;
    let ahead = input.fork();
    let mut expr: Expr =
        input.parse().map_err(|_| syn::Error::new_spanned(value(&ahead), say::not_a_range(key)))?;
    // As a macro by example hands it on.
    while let Expr::Group(group) = expr {
        expr = *group.expr;
    }
    let Expr::Range(range) = &expr else {
        let maximum = number(&expr).and_then(|_| {
            let ahead = input.fork();
            ahead.parse::<Token![,]>().ok()?;
            ahead.parse::<Lit>().ok()
        });
        match maximum {
            // `1, 255`
            Some(maximum) => {
                input.parse::<Token![,]>()?;
                input.parse::<Lit>()?;
                let range = format!("{}..={}", spelled(expr.to_token_stream()), maximum.to_token_stream());
                errors.over(quote!(#expr, #maximum), say::bounds_apart(key, &range));
            }
            None => errors.over(&expr, say::not_a_range(key)),
        }
        return Ok(None);
    };
    if range.end.is_some() && matches!(range.limits, RangeLimits::HalfOpen(_)) {
        errors.over(range, say::INCLUSIVE);
        return Ok(None);
    }
    let count = errors_in(&[&range.start, &range.end], errors, length);
    let bound = |expr: &Option<Box<Expr>>| {
        expr.as_deref().map(|expr| Bound { expr: expr.clone(), literal: number(expr) })
    };
    let bounds = Bounds { min: bound(&range.start), max: bound(&range.end) };
    if count {
        return Ok(None);
    }
    let min = bounds.min.as_ref().and_then(|bound| bound.literal);
    let max = bounds.max.as_ref().and_then(|bound| bound.literal);
    if let (Some(min), Some(max)) = (min, max)
        && min.is_above(max)
    {
        let (min, max) = (written(&bounds.min), written(&bounds.max));
        errors.over(range, say::empty_range(min, max));
        return Ok(None);
    }
    if bounds.max.is_none() && (bounds.min.is_none() || length && min == Some(Number::Integer(0))) {
        errors.over(range, say::constrains_nothing(&written_range(&bounds)));
        return Ok(None);
    }
    Ok(Some(bounds))
}

/// The range that is meant by bounds in parentheses, as other libraries have them: `1, 255`,
/// `min = 1, max = 255`, `equal = 4`; and Smithy: `min: 1, max: 255`.
fn range_of(input: ParseStream<'_>) -> Option<String> {
    let (mut min, mut max) = (None, None);
    while !input.is_empty() {
        let ahead = input.fork();
        let name =
            ahead.call(Ident::parse_any).ok().filter(|_| ahead.peek(Token![=]) || before_colon(&ahead));
        if name.is_some() {
            input.call(Ident::parse_any).ok()?;
            if input.parse::<Option<Token![=]>>().ok()?.is_none() {
                input.parse::<Token![:]>().ok()?;
            }
        }
        let expr: Expr = input.parse().ok()?;
        let text = |expr: &Expr| spelled(expr.to_token_stream());
        match (name.map(|name| name.to_string()), &expr) {
            (None, Expr::Range(range)) => {
                min = range.start.as_deref().map(text);
                max = range.end.as_deref().map(text);
            }
            (Some(name), _) if name.starts_with("min") => min = Some(text(&expr)),
            (Some(name), _) if name.starts_with("max") => max = Some(text(&expr)),
            (Some(name), _) if name.starts_with("equal") => {
                min = Some(text(&expr));
                max = Some(text(&expr));
            }
            (Some(_), _) => return None,
            (None, _) if min.is_none() => min = Some(text(&expr)),
            (None, _) => max = Some(text(&expr)),
        }
        input.parse::<Option<Token![,]>>().ok()?;
    }
    match (min, max) {
        (None, None) => None,
        (min, Some(max)) => Some(format!("{}..={max}", min.unwrap_or_default())),
        (Some(min), None) => Some(format!("{min}..")),
    }
}

/// Reports bounds of the wrong kind; whether there were any.
fn errors_in(bounds: &[&Option<Box<Expr>>], errors: &Errors, length: bool) -> bool {
    let mut any = false;
    let negative = [say::NEGATIVE_LENGTH, say::NEGATIVE_MAXIMUM];
    for (expr, negative) in bounds.iter().zip(negative) {
        let Some(expr) = expr.as_deref() else { continue };
        let mistake = match number(expr) {
            Some(Number::Integer(value)) if length && value < 0 => negative,
            Some(Number::Float(_)) if length => say::LENGTH_BOUND,
            Some(Number::Integer(value)) if length && u64::try_from(value).is_err() => say::LENGTH_BOUND,
            None if is_literal(expr) => {
                if length {
                    say::LENGTH_BOUND
                } else {
                    say::RANGE_BOUND
                }
            }
            _ => continue,
        };
        any = true;
        errors.over(expr, mistake);
    }
    any
}

fn is_literal(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) => true,
        Expr::Unary(ExprUnary { expr, .. }) => is_literal(expr),
        Expr::Group(group) => is_literal(&group.expr),
        Expr::Paren(paren) => is_literal(&paren.expr),
        _ => false,
    }
}

/// The number, where it is written out.
pub(crate) fn number(expr: &Expr) -> Option<Number> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Int(literal), .. }) if is_of_type(literal.suffix()) => {
            literal.base10_parse().ok().map(Number::Integer)
        }
        Expr::Lit(ExprLit { lit: Lit::Float(literal), .. }) if is_of_type(literal.suffix()) => {
            literal.base10_parse().ok().map(Number::Float)
        }
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => match number(expr)? {
            Number::Integer(value) => Some(Number::Integer(-value)),
            Number::Float(value) => Some(Number::Float(-value)),
        },
        Expr::Group(group) => number(&group.expr),
        Expr::Paren(paren) => number(&paren.expr),
        _ => None,
    }
}

/// Whether what stands behind a number is a type of Rust's, and no unit: `10ms`, `4k`.
pub(crate) fn is_of_type(suffix: &str) -> bool {
    let mut letters = suffix.chars();
    let bits = match letters.next() {
        None => return true,
        Some('i' | 'u' | 'f') => letters.as_str(),
        Some(_) => return false,
    };
    ["8", "16", "32", "64", "128", "size"].contains(&bits)
}

fn written(bound: &Option<Bound>) -> String {
    bound.as_ref().map(|bound| bound.expr.to_token_stream().to_string().replace(' ', "")).unwrap_or_default()
}

/// `1..=255`
pub(crate) fn written_range(bounds: &Bounds) -> String {
    let limit = if bounds.max.is_some() { "=" } else { "" };
    format!("{}..{limit}{}", written(&bounds.min), written(&bounds.max))
}

/// Compiles a pattern; `None` where it was reported to be none.
fn compile(text: LitStr, errors: &Errors) -> Option<Pattern> {
    match pattern::compile(&text.value()) {
        Ok(table) => Some(Pattern { text, table: table.bytes }),
        Err(error) => {
            // Only a plain literal's bytes stand in the source as they are in the string.
            let place = error.span.and_then(|span| {
                let source = text.token().to_string();
                let plain = source.strip_prefix('"')?.strip_suffix('"')?;
                (plain == text.value()).then(|| text.token().subspan(span.start + 1..span.end + 1))?
            });
            let message = match error.kind {
                PatternErrorKind::Syntax => say::invalid_pattern(&error.message),
                _ => error.message,
            };
            errors.at(place.unwrap_or_else(|| text.span()), message);
            None
        }
    }
}
