//! Ranges, patterns and nested constraints.

use metering_syntax::pattern::{self, PatternErrorKind};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::parse::discouraged::Speculative;
use syn::{Expr, ExprLit, ExprRange, ExprUnary, Lit, LitStr, RangeLimits, Token, UnOp};

use super::entries::Value;
use super::value::{Context, before_colon, until_comma};
use crate::diagnostics::Diagnostics;
use crate::messages::{keys as key_messages, member as messages};
use crate::model::{Bound, Bounds, Number, Pattern};
use crate::ty::{is_number_suffix, spelled, ungrouped};

/// Returns the constraint that a value without a key means, in `each(…)` or `keys(…)`.
pub fn constraint_of(value: &str) -> String {
    match value.chars().next() {
        Some('"' | 'r') => format!("pattern = {value}"),
        _ if value.contains("..") => format!("length = {value}"),
        _ => "length = 1..=64".to_owned(),
    }
}

/// `= 1..=255`
pub fn range(context: Context<'_>, input: ParseStream<'_>, length: bool) -> syn::Result<Value> {
    let Context { key, example, diagnostics } = context;
    if input.peek(syn::token::Paren) {
        let content;
        syn::parenthesized!(content in input);
        let range = range_in_words(&content).unwrap_or_else(|| example.to_owned());
        content.parse::<TokenStream>()?;
        return Err(syn::Error::new(key.span(), key_messages::value_in_parentheses(key, &range)));
    }
    context.equals(input)?;
    let ahead = input.fork();
    let mut expr: Expr = input
        .parse()
        .map_err(|_| syn::Error::new_spanned(until_comma(&ahead), messages::not_a_range(key)))?;
    // A `macro_rules` macro wraps a fragment in an invisible group.
    while let Expr::Group(group) = expr {
        expr = *group.expr;
    }
    let Expr::Range(range) = &expr else { return Err(not_a_range(key, &expr, input)) };
    if range.end.is_some() && matches!(range.limits, RangeLimits::HalfOpen(_)) {
        return Err(syn::Error::new_spanned(range, messages::INCLUSIVE));
    }
    let bound = |expr: &Option<Box<Expr>>| {
        expr.as_deref().map(|expr| Bound { expr: expr.clone(), literal: number(expr) })
    };
    let bounds = Bounds { min: bound(&range.start), max: bound(&range.end) };
    let check = |bound: &Option<Bound>, negative| {
        bound.as_ref().is_none_or(|bound| check_bound(bound, length, negative, diagnostics))
    };
    let (min, max) =
        (check(&bounds.min, messages::NEGATIVE_LENGTH), check(&bounds.max, messages::NEGATIVE_MAXIMUM));
    if !min || !max {
        return Ok(Value::Invalid);
    }
    check_range(&bounds, range, length)?;
    Ok(Value::Bounds(bounds))
}

/// Returns the error of a value that isn't a range: `5`, or `1, 255`.
fn not_a_range(key: &Ident, expr: &Expr, input: ParseStream<'_>) -> syn::Error {
    let ahead = input.fork();
    let maximum = number(expr).and_then(|_| {
        ahead.parse::<Token![,]>().ok()?;
        ahead.parse::<Lit>().ok()
    });
    let expr_tokens = ungrouped(expr.to_token_stream());
    let Some(maximum) = maximum else {
        return syn::Error::new_spanned(expr_tokens, messages::not_a_range(key));
    };
    input.advance_to(&ahead);
    let range = format!("{}..={}", spelled(expr_tokens), maximum.to_token_stream());
    syn::Error::new_spanned(quote!(#expr, #maximum), messages::two_bounds(key, &range))
}

/// Reports a bound of the wrong kind. Returns `true` if it is valid.
fn check_bound(bound: &Bound, length: bool, negative: &str, diagnostics: &Diagnostics) -> bool {
    let message = match bound.literal {
        Some(Number::Integer(value)) if length && value < 0 => negative,
        Some(Number::Float(_)) if length => messages::LENGTH_BOUND,
        Some(Number::Integer(value)) if length && u64::try_from(value).is_err() => messages::LENGTH_BOUND,
        None if is_literal(&bound.expr) && length => messages::LENGTH_BOUND,
        None if is_literal(&bound.expr) => messages::RANGE_BOUND,
        _ => return true,
    };
    diagnostics.over(&bound.expr, message);
    false
}

/// Rejects a range that contains no value or every value.
fn check_range(bounds: &Bounds, range: &ExprRange, length: bool) -> syn::Result<()> {
    if let (Some(min), Some(max)) = (&bounds.min, &bounds.max)
        && let (Some(first), Some(last)) = (min.literal, max.literal)
        && first.is_above(last)
    {
        let message = messages::empty_range(min.written(), max.written());
        return Err(syn::Error::new_spanned(range, message));
    }
    let is_zero = |min: &Bound| length && min.literal == Some(Number::Integer(0));
    if bounds.max.is_none() && bounds.min.as_ref().is_none_or(is_zero) {
        return Err(syn::Error::new_spanned(range, messages::constrains_nothing(&bounds.written())));
    }
    Ok(())
}

/// Returns the range that bounds in parentheses mean: `1, 255`, `min = 1, max = 255`,
/// `equal = 4`, or Smithy's `min: 1, max: 255`.
fn range_in_words(input: ParseStream<'_>) -> Option<String> {
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

fn is_literal(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) => true,
        Expr::Unary(ExprUnary { expr, .. }) => is_literal(expr),
        Expr::Group(group) => is_literal(&group.expr),
        Expr::Paren(paren) => is_literal(&paren.expr),
        _ => false,
    }
}

/// Returns the number if the expression is a literal.
pub fn number(expr: &Expr) -> Option<Number> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Int(literal), .. }) if is_number_suffix(literal.suffix()) => {
            literal.base10_parse().ok().map(Number::Integer)
        }
        Expr::Lit(ExprLit { lit: Lit::Float(literal), .. }) if is_number_suffix(literal.suffix()) => {
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

/// Compiles a pattern.
pub fn pattern(text: &LitStr, diagnostics: &Diagnostics) -> Value {
    let error = match pattern::compile(&text.value()) {
        Ok(table) => return Value::Pattern(Pattern { text: text.clone(), table: table.bytes }),
        Err(error) => error,
    };
    // Positions in the pattern are positions in the source only if the literal has no escapes.
    let span = error.span.and_then(|span| {
        let source = text.token().to_string();
        let plain = source.strip_prefix('"')?.strip_suffix('"')?;
        (plain == text.value()).then(|| text.token().subspan(span.start + 1..span.end + 1))?
    });
    let message = match error.kind {
        PatternErrorKind::Syntax => messages::invalid_pattern(&error.message),
        _ => error.message,
    };
    diagnostics.at(span.unwrap_or_else(|| text.span()), message);
    Value::Invalid
}
