//! Constraints: the calls that check them, the assertions on their bounds, and their description.

use proc_macro2::{Delimiter, Group, Ident, Literal, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Token, Type};

use super::{broken_unless, if_shape, is_shape, last_span};

use crate::model::{Bound, Bounds, Constraints, Item, Number, Pattern};
use crate::ty::{inner, key, name, ungrouped, unwrapped, value};

/// Items that checks need beside them: the tables of patterns, and assertions about bounds.
pub(crate) struct Beside {
    /// Where an item's generics would go, which is said of these items as well (see
    /// [`impl_at`](super::impl_at)).
    name: Token![_],
    items: TokenStream,
    patterns: Vec<(String, Ident)>,
}

impl Beside {
    pub(crate) fn of(item: &Item) -> Self {
        Beside { name: Token![_](item.ident.span()), items: TokenStream::new(), patterns: Vec::new() }
    }

    /// The static that holds a pattern's table.
    pub(crate) fn pattern(&mut self, pattern: &Pattern) -> Ident {
        if let Some((_, name)) = self.patterns.iter().find(|(text, _)| *text == pattern.text.value()) {
            return name.clone();
        }
        let name = format_ident!("__PATTERN_{}", self.patterns.len());
        let (text, table) = (&pattern.text, Literal::byte_string(&pattern.table));
        self.items.extend(quote! {
            static #name: __core::Pattern = __core::Pattern::from_table(#text, #table);
        });
        self.patterns.push((pattern.text.value(), name.clone()));
        name
    }

    /// That values of this type hold points in time.
    pub(crate) fn timestamp(&mut self, ty: &Type) {
        let (name, ty) = (self.name, if_shape(ty));
        self.items.extend(quote_spanned!(ty.span()=> const #name: () = <#ty as __core::Timestamp>::IS_ONE;));
    }

    /// That `check` finds nothing wrong; the compiler points at all of `at`, from its first token
    /// to its last.
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

impl ToTokens for Beside {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.items.to_tokens(tokens);
    }
}

/// The statements that check `value`, of type `ty`, and report to `to`. `beside` takes what they
/// need beside them.
pub(crate) fn checks(
    constraints: &Constraints,
    ty: &Type,
    value: &TokenStream,
    to: &TokenStream,
    beside: &mut Beside,
) -> TokenStream {
    let spelled = Spelled { ty, member: ty };
    checks_of(constraints, Some(spelled), &spelled.checked(), value, to, beside)
}

/// A type that is constrained as the declaration spells it: that of a member, or of its items.
#[derive(Clone, Copy)]
struct Spelled<'a> {
    ty: &'a Type,
    member: &'a Type,
}

impl<'a> Spelled<'a> {
    /// The type, of which nothing more is said where the member's is no shape: it can't be
    /// constrained either.
    fn checked(self) -> TokenStream {
        let Spelled { ty, member } = self;
        // Lists and maps have a length whatever they hold.
        if is_shape(ty) || is_collection(ty) {
            ty.to_token_stream()
        } else if std::ptr::eq(ty, member) {
            broken_unless(member, "Shape", ty)
        } else {
            // An argument still, as in the item itself.
            broken_unless(member, "Shape", &quote_spanned!(ty.span()=> __core::Of<#ty>))
        }
    }

    fn item(self) -> Option<Self> {
        let list = unwrapped(self.ty);
        let ty = inner(list, "Vec").or_else(|| value(list))?;
        Some(Spelled { ty, ..self })
    }
}

fn is_collection(ty: &Type) -> bool {
    let ty = inner(ty, "Option").unwrap_or(ty);
    inner(ty, "Vec").is_some() || has_text_keys(ty)
}

/// Whether the spelling tells of a map that its keys are strings.
pub(crate) fn has_text_keys(map: &Type) -> bool {
    key(map).and_then(name).is_some_and(|key| key == "String")
}

fn checks_of(
    constraints: &Constraints,
    spelled: Option<Spelled<'_>>,
    ty: &TokenStream,
    value: &TokenStream,
    to: &TokenStream,
    beside: &mut Beside,
) -> TokenStream {
    let mut checks = TokenStream::new();
    let span = ty.span();
    if let Some(bounds) = &constraints.length {
        let (min, max) = length_bounds(bounds);
        length_assertions(bounds, beside);
        let length = quote_spanned!(span=> <#ty as __core::Length>::__length(#value));
        checks.extend(quote!(__core::length(#length, #min, #max, #to);));
    }
    if let Some(bounds) = &constraints.range {
        let range = quote_spanned!(span=> <#ty as __core::Number>::__range);
        let (min, max) = (range_bound(bounds.min.as_ref()), range_bound(bounds.max.as_ref()));
        range_assertions(bounds, ty, beside);
        checks.extend(quote!(#range(#value, #min, #max, false, #to);));
    }
    if let Some(pattern) = &constraints.pattern {
        let table = beside.pattern(pattern);
        let text = quote_spanned!(span=> <#ty as __core::Text>::__text(#value));
        checks.extend(quote!(__core::pattern(#text, &#table, #to);));
    }
    if let Some(each) = &constraints.each {
        let spelled = spelled.and_then(Spelled::item);
        let item = match spelled {
            Some(item) => item.checked(),
            None => {
                // From the first token of the type to its last.
                let item = Ident::new("Item", last_span(ty));
                quote_spanned!(span=> <#ty as __core::Items>::#item)
            }
        };
        let inner = checks_of(each, spelled, &item, &quote!(__item), &quote!(__v), beside);
        let call = quote_spanned!(span=> <#ty as __core::Items>::__each);
        let check = quote_spanned!(span=> &mut |__item, __v| { #inner });
        checks.extend(quote_spanned!(span=> #call(#value, #to, #check);));
    }
    if let Some(keys) = &constraints.keys {
        let key = quote_spanned!(span=> __core::str);
        let inner = checks_of(keys, None, &key, &quote!(__key), &quote!(__v), beside);
        let call = quote_spanned!(span=> <#ty as __core::Keys>::__keys);
        checks.extend(quote!(#call(#value, #to, &mut |__key, __v| { #inner });));
    }
    checks
}

fn length_bound(bound: Option<&Bound>, open: u64) -> TokenStream {
    match bound {
        None => Literal::u64_suffixed(open).into_token_stream(),
        Some(Bound { literal: Some(Number::Integer(value)), .. }) => {
            Literal::u64_unsuffixed(u64::try_from(*value).unwrap_or(u64::MAX)).into_token_stream()
        }
        // The one cast of its expression, so that what is no number is told once.
        Some(Bound { expr, .. }) => {
            let length = cast(expr, "f64");
            quote!(#length as __core::u64)
        }
    }
}

/// `(expr) as ty`, all of it where the expression is, which is pointed at if it can't be cast.
fn cast(expr: &Expr, ty: &str) -> TokenStream {
    let (first, last) = (expr.span(), last_span(&expr.to_token_stream()));
    let mut value = Group::new(Delimiter::Parenthesis, expr.to_token_stream());
    value.set_span(first);
    let ty = Ident::new(ty, last);
    quote_spanned!(last=> #value as __core::#ty)
}

/// A bound in both forms, as the macro can't know which one the type is compared in.
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

/// The bound as an `i128`. A literal is not cast, since the compiler would take it for an `i32`
/// first.
fn as_integer(Bound { expr, literal }: &Bound) -> TokenStream {
    match literal {
        Some(Number::Integer(value)) => integer(*value),
        _ => cast(expr, "i128"),
    }
}

/// The bound as an `f64`, in the same way.
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

/// Bounds that are constants are judged by the compiler, who alone knows them.
fn length_assertions(bounds: &Bounds, beside: &mut Beside) {
    for (bound, check) in [(&bounds.min, "minimum_length"), (&bounds.max, "maximum_length")] {
        if let Some(bound @ Bound { expr, literal: None }) = bound {
            beside.assert(expr, check, as_float(bound));
        }
    }
    if let Some((min, max)) = to_compare(bounds) {
        let (first, last) = (as_float(min), as_float(max));
        beside.assert(&min.expr, "lengths_in_order", quote!(#first, #last));
    }
}

/// Both bounds, where they are not compared yet.
fn to_compare(bounds: &Bounds) -> Option<(&Bound, &Bound)> {
    let (min, max) = (bounds.min.as_ref()?, bounds.max.as_ref()?);
    (min.literal.is_none() || max.literal.is_none()).then_some((min, max))
}

fn range_assertions(bounds: &Bounds, ty: &TokenStream, beside: &mut Beside) {
    if let Some((min, max)) = to_compare(bounds) {
        let (first, last) = (both(min), both(max));
        beside.assert(&min.expr, "in_order", quote!(#first, #last));
    }
    for (bound, check) in [(&bounds.min, "minimum"), (&bounds.max, "maximum")] {
        let Some(bound @ Bound { expr, literal }) = bound else { continue };
        let limits = quote_spanned!(ty.span()=> <#ty as __core::Number>::LIMITS);
        match literal {
            // What fits the smallest integer fits all.
            Some(Number::Integer(value)) if i8::try_from(*value).is_ok() => {}
            Some(Number::Integer(_)) => {
                let value = as_integer(bound);
                beside.assert(expr, check, quote!(#limits, #value));
            }
            None => {
                let (value, check) = (both(bound), format!("constant_{check}"));
                beside.assert(expr, &check, quote!(#limits, #value));
            }
            Some(Number::Float(_)) => beside.assert(expr, "fraction", limits),
        }
    }
}

/// The bounds of a length as numbers.
pub(crate) fn length_bounds(bounds: &Bounds) -> (TokenStream, TokenStream) {
    (length_bound(bounds.min.as_ref(), 0), length_bound(bounds.max.as_ref(), u64::MAX))
}

/// The range of a length, which ends at 0 at least.
pub(crate) fn written(bounds: &Bounds) -> String {
    let least = if bounds.min.is_none() { "0" } else { "" };
    format!("{least}{}", bounds.written())
}

/// The constraints as data: the value of a `Constraints` constant, or none where nothing is
/// demanded.
pub(crate) fn described(constraints: &Constraints) -> Option<TokenStream> {
    if constraints.is_empty() {
        return None;
    }
    let mut described = quote!(__core::Constraints::NONE);
    if let Some(bounds) = &constraints.length {
        let (min, max) = length_bounds(bounds);
        described.extend(quote!(.length(#min, #max)));
    }
    if let Some(bounds) = &constraints.range {
        let bound = |bound: &Option<Bound>, open: TokenStream| match bound {
            None => open,
            Some(bound) => as_float(bound),
        };
        let min = bound(&bounds.min, quote!(__core::f64::NEG_INFINITY));
        let max = bound(&bounds.max, quote!(__core::f64::INFINITY));
        described.extend(quote!(.range(#min, #max)));
    }
    if let Some(pattern) = &constraints.pattern {
        let text = &pattern.text;
        described.extend(quote!(.pattern(#text)));
    }
    for (method, inner) in [(quote!(each), &constraints.each), (quote!(keys), &constraints.keys)] {
        if let Some(inner) = inner.as_deref().and_then(self::described) {
            described.extend(quote!(.#method(const { &#inner })));
        }
    }
    Some(described)
}
