//! The expansion of constraints: the calls that check them, the assertions on their bounds, and
//! their description.

use proc_macro2::{Delimiter, Group, Ident, Literal, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Token, Type};

use super::last_span;
use crate::model::{Bound, Bounds, Constraints, Item, Number, Pattern};
use crate::ty::{inner, ungrouped, unwrapped, value};

/// The items that checks need: the tables of patterns, and the assertions on bounds.
pub struct Support {
    /// The name of the assertions, with the span of the item's name (see
    /// [`impl_at`](super::impl_at)).
    name: Token![_],
    items: TokenStream,
    patterns: Vec<(String, Ident)>,
}

impl Support {
    pub fn of(item: &Item) -> Self {
        Support { name: Token![_](item.ident.span()), items: TokenStream::new(), patterns: Vec::new() }
    }

    /// Returns the name of the static that contains a pattern's table.
    pub fn pattern(&mut self, pattern: &Pattern) -> Ident {
        if let Some((_, name)) = self.patterns.iter().find(|(text, _)| *text == pattern.text.value()) {
            return name.clone();
        }
        let name = format_ident!("__PATTERN_{}", self.patterns.len());
        let (text, table) = (&pattern.text, Literal::byte_string(&pattern.table));
        let doc = format!(" The compiled pattern `{}`.", pattern.text.value());
        self.items.extend(quote! {
            #[doc = #doc]
            static #name: __core::Pattern = __core::Pattern::from_table(#text, #table);
        });
        self.patterns.push((pattern.text.value(), name.clone()));
        name
    }

    /// Asserts that the type is a timestamp, or a list or map of timestamps.
    pub fn timestamp(&mut self, ty: &Type) {
        let name = self.name;
        let assert = quote_spanned!(ty.span()=> __core::assert_timestamp::<#ty>());
        self.items.extend(quote_spanned!(ty.span()=> const #name: () = #assert;));
    }

    /// Asserts that `check` passes. rustc points at the whole expression `at`.
    fn assert(&mut self, at: &Expr, check: &str, arguments: TokenStream) {
        let tokens: Vec<TokenTree> = ungrouped(at.to_token_stream()).into_iter().collect();
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return };
        let check = Ident::new(check, first.span());
        let mut arguments = Group::new(Delimiter::Parenthesis, arguments);
        arguments.set_span(last.span());
        let path = quote_spanned!(first.span()=> __core::#check);
        let name = self.name;
        self.items.extend(quote!(const #name: () = #path #arguments;));
    }
}

impl ToTokens for Support {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.items.to_tokens(tokens);
    }
}

/// Returns the statements that check `value`, which has the type `ty`, and report to `to`.
/// `support` collects the items that the statements need.
pub fn checks(
    constraints: &Constraints,
    ty: &Type,
    value: &TokenStream,
    to: &TokenStream,
    support: &mut Support,
) -> TokenStream {
    checks_of(constraints, (Some(ty), ty.to_token_stream()), value, to, support)
}

/// Returns the statements for a value whose type is written in the declaration, or only known by a
/// path such as `<Tags as Items>::Item`.
fn checks_of(
    constraints: &Constraints,
    (written, ty): (Option<&Type>, TokenStream),
    value: &TokenStream,
    to: &TokenStream,
    support: &mut Support,
) -> TokenStream {
    let mut checks = TokenStream::new();
    let span = ty.span();
    if let Some(bounds) = &constraints.length {
        let (min, max) = length_bounds(bounds);
        length_assertions(bounds, support);
        let length = quote_spanned!(span=> <#ty as __core::Length>::__length(#value));
        checks.extend(quote!(__core::length(#length, #min, #max, #to);));
    }
    if let Some(bounds) = &constraints.range {
        let range = quote_spanned!(span=> <#ty as __core::Number>::__range);
        let (min, max) = (range_bound(bounds.min.as_ref()), range_bound(bounds.max.as_ref()));
        range_assertions(bounds, &ty, support);
        checks.extend(quote!(#range(#value, #min, #max, false, #to);));
    }
    if let Some(pattern) = &constraints.pattern {
        let table = support.pattern(pattern);
        let text = quote_spanned!(span=> <#ty as __core::Text>::__text(#value));
        checks.extend(quote!(__core::pattern(#text, &#table, #to);));
    }
    if let Some(each) = &constraints.each {
        let item = match written.and_then(item) {
            Some(item) => (Some(item), item.to_token_stream()),
            None => {
                // The span of the path must include all tokens of the type.
                let item = Ident::new("Item", last_span(&ty));
                (None, quote_spanned!(span=> <#ty as __core::Items>::#item))
            }
        };
        let inner = checks_of(each, item, &quote!(__item), &quote!(__v), support);
        let call = quote_spanned!(span=> <#ty as __core::Items>::__each);
        let check = quote_spanned!(span=> &mut |__item, __v| { #inner });
        checks.extend(quote_spanned!(span=> #call(#value, #to, #check);));
    }
    if let Some(keys) = &constraints.keys {
        let key = quote_spanned!(span=> __core::str);
        let inner = checks_of(keys, (None, key), &quote!(__key), &quote!(__v), support);
        let call = quote_spanned!(span=> <#ty as __core::Keys>::__keys);
        checks.extend(quote!(#call(#value, #to, &mut |__key, __v| { #inner });));
    }
    checks
}

/// Returns the type of a list's items or a map's values, if it is written in the declaration.
fn item(ty: &Type) -> Option<&Type> {
    let list = unwrapped(ty);
    inner(list, "Vec").or_else(|| value(list))
}

fn length_bound(bound: Option<&Bound>, open: u64) -> TokenStream {
    match bound {
        None => Literal::u64_suffixed(open).into_token_stream(),
        Some(Bound { literal: Some(Number::Integer(value)), .. }) => {
            Literal::u64_unsuffixed(u64::try_from(*value).unwrap_or(u64::MAX)).into_token_stream()
        }
        // Cast only here, so that rustc reports an expression that is not a number once.
        Some(Bound { expr, .. }) => {
            let length = cast(expr, "f64");
            quote!(#length as __core::u64)
        }
    }
}

/// Returns `(expr) as ty` with the expression's span, because rustc points there if the cast fails.
fn cast(expr: &Expr, ty: &str) -> TokenStream {
    let (first, last) = (expr.span(), last_span(&expr.to_token_stream()));
    let mut value = Group::new(Delimiter::Parenthesis, expr.to_token_stream());
    value.set_span(first);
    let ty = Ident::new(ty, last);
    quote_spanned!(last=> #value as __core::#ty)
}

/// Returns a bound as integer and as float, because the macro can't know whether the type is an
/// integer.
fn range_bound(bound: Option<&Bound>) -> TokenStream {
    let Some(bound) = bound else { return quote!(__core::None) };
    let both = both(bound);
    quote!(__core::Some(#both))
}

fn both(bound: &Bound) -> TokenStream {
    let integer = match bound.literal {
        Some(Number::Float(value)) => integer(value as i128),
        _ => as_integer(bound),
    };
    let float = as_float(bound);
    quote!(__core::Bound::new(#integer, #float))
}

/// Returns the bound as an `i128`. A literal is not cast, because rustc would infer `i32` for it.
fn as_integer(Bound { expr, literal }: &Bound) -> TokenStream {
    match literal {
        Some(Number::Integer(value)) => integer(*value),
        _ => cast(expr, "i128"),
    }
}

/// Returns the bound as an `f64`.
fn as_float(Bound { expr, literal }: &Bound) -> TokenStream {
    match literal {
        Some(Number::Integer(value)) => {
            let digits = Literal::f64_unsuffixed(value.unsigned_abs() as f64);
            if *value < 0 { quote!(-#digits) } else { quote!(#digits) }
        }
        Some(Number::Float(_)) => quote!(#expr),
        None => cast(expr, "f64"),
    }
}

fn integer(value: i128) -> TokenStream {
    let digits = Literal::u128_unsuffixed(value.unsigned_abs());
    if value < 0 { quote!(-#digits) } else { quote!(#digits) }
}

/// Asserts that constants are valid bounds of a length. Only rustc knows their values.
fn length_assertions(bounds: &Bounds, support: &mut Support) {
    for (bound, check) in [(&bounds.min, "minimum_length"), (&bounds.max, "maximum_length")] {
        if let Some(bound @ Bound { expr, literal: None }) = bound {
            support.assert(expr, check, as_float(bound));
        }
    }
    if let Some((min, max)) = to_compare(bounds) {
        let (first, last) = (as_float(min), as_float(max));
        support.assert(&min.expr, "lengths_in_order", quote!(#first, #last));
    }
}

/// Returns both bounds, if one is a constant, so that the macro can't compare them.
fn to_compare(bounds: &Bounds) -> Option<(&Bound, &Bound)> {
    let (min, max) = (bounds.min.as_ref()?, bounds.max.as_ref()?);
    (min.literal.is_none() || max.literal.is_none()).then_some((min, max))
}

fn range_assertions(bounds: &Bounds, ty: &TokenStream, support: &mut Support) {
    if let Some((min, max)) = to_compare(bounds) {
        let (first, last) = (both(min), both(max));
        support.assert(&min.expr, "in_order", quote!(#first, #last));
    }
    for (bound, check) in [(&bounds.min, "minimum"), (&bounds.max, "maximum")] {
        let Some(bound @ Bound { expr, literal }) = bound else { continue };
        let limits = quote_spanned!(ty.span()=> <#ty as __core::Number>::LIMITS);
        match literal {
            // The bound fits every integer type.
            Some(Number::Integer(value)) if i8::try_from(*value).is_ok() => {}
            Some(Number::Integer(_)) => {
                let value = as_integer(bound);
                support.assert(expr, check, quote!(#limits, #value));
            }
            None => {
                let (value, check) = (both(bound), format!("constant_{check}"));
                support.assert(expr, &check, quote!(#limits, #value));
            }
            Some(Number::Float(_)) => support.assert(expr, "fraction", limits),
        }
    }
}

/// Returns the bounds of a length as tokens.
pub fn length_bounds(bounds: &Bounds) -> (TokenStream, TokenStream) {
    (length_bound(bounds.min.as_ref(), 0), length_bound(bounds.max.as_ref(), u64::MAX))
}

/// Returns the range of a length as text, for messages. It starts at 0 if it has no minimum.
pub fn written(bounds: &Bounds) -> String {
    let min = if bounds.min.is_none() { "0" } else { "" };
    format!("{min}{}", bounds.written())
}

/// Returns the call that adds the constraints to a description, or `None` without constraints.
pub fn described(constraints: &Constraints) -> Option<TokenStream> {
    values(constraints).map(|values| quote!(.constrained(#values)))
}

/// Returns an expression of type `Constraints`, or `None` without constraints.
fn values(constraints: &Constraints) -> Option<TokenStream> {
    let Constraints { length, range, pattern, each, keys } = constraints;
    let length = length.as_ref().map(length_bounds).map(|(min, max)| quote!(.length(#min, #max)));
    let range = range.as_ref().map(|bounds| {
        let min = bounds.min.as_ref().map_or_else(|| quote!(__core::f64::NEG_INFINITY), as_float);
        let max = bounds.max.as_ref().map_or_else(|| quote!(__core::f64::INFINITY), as_float);
        quote!(.range(#min, #max))
    });
    let pattern = pattern.as_ref().map(|Pattern { text, .. }| quote!(.pattern(#text)));
    let each = each.as_deref().and_then(values).map(|each| quote!(.each(const { &#each })));
    let keys = keys.as_deref().and_then(values).map(|keys| quote!(.keys(const { &#keys })));
    let calls = quote!(#length #range #pattern #each #keys);
    (!calls.is_empty()).then(|| quote!(__core::Constraints::NONE #calls))
}
