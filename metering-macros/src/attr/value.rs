//! Values of keys, by their form.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Expr, LitByteStr, LitChar, LitInt, LitStr, Path, Token};

use super::entries::{Entries, FieldName, Value};
use super::keys::{Form, Place};
use super::{bounds, endpoint, paginate};
use crate::diagnostics::Diagnostics;
use crate::messages::keys as messages;
use crate::messages::{enums, group, service};
use crate::suggest::meant;
use crate::ty::{is_number_suffix, spelled, ungrouped};

/// Parses the value of a key.
pub fn parse(
    key: &Ident,
    form: Form,
    input: ParseStream<'_>,
    diagnostics: &Diagnostics,
) -> syn::Result<Value> {
    let example = form.example();
    Ok(match form {
        Form::Flag => {
            flag(key, input)?;
            Value::Flag
        }
        Form::Text(_) => Value::Text(string(key, input, &example, diagnostics)?),
        Form::Path(_) => Value::Path(path_or_type(key, input, &example, diagnostics)?),
        Form::Function(_) => Value::Path(function(key, input, &example, diagnostics)?),
        Form::Type(_) => Value::Type(path_or_type(key, input, &example, diagnostics)?),
        Form::Bounds { length } => bounds::parse(key, input, length, diagnostics)?,
        Form::Pattern(_) => bounds::pattern(&string(key, input, &example, diagnostics)?, diagnostics),
        Form::OptionalExpr(_) => optional_expr(key, input, &example, diagnostics)?,
        Form::Int(_) => int(key, input, &example, diagnostics)?,
        Form::Count(_) => count(key, input, &example, diagnostics)?,
        Form::Word(words) => word(key, words, input, diagnostics)?,
        Form::Fields(_) => {
            equals(key, input, &example, diagnostics)?;
            Value::Fields(paginate::several(key, input, diagnostics, |input| paginate::field(key, input))?)
        }
        Form::Paths(_) => {
            equals(key, input, &example, diagnostics)?;
            Value::Paths(paginate::several(key, input, diagnostics, |input| {
                paginate::path(key, input, diagnostics)
            })?)
        }
        Form::FieldPath(_) => {
            equals(key, input, &example, diagnostics)?;
            Value::Paths(vec![paginate::path(key, input, diagnostics)?])
        }
        Form::Group(_) => {
            Value::Fields(list(key, input, &example, |content| fields(key, content, diagnostics))?)
        }
        Form::Names(_) => {
            Value::Names(list(key, input, &example, |content| names(key, content, diagnostics))?)
        }
        Form::Keys(Place::Endpoint, _) => endpoint::parse(key, input, diagnostics)?,
        Form::Keys(place @ (Place::EachItem | Place::MapKeys), _) => {
            bounds::nested(key, input, place, diagnostics)?
        }
        Form::Keys(place, _) => keys(key, input, place, diagnostics)?,
        Form::Scope(_) => Value::Invalid,
    })
}

/// Parses the value of a misspelled key as far as the rest of the declaration depends on it. Only
/// the name of the key is reported.
pub fn parse_guess(form: Form, input: ParseStream<'_>, diagnostics: &Diagnostics) -> Value {
    let assigned = |input: ParseStream<'_>| input.parse::<Token![=]>().is_ok();
    match form {
        Form::Flag => Value::Flag,
        Form::Path(_) if assigned(input) => input.parse().map_or(Value::Invalid, Value::Path),
        Form::Type(_) if assigned(input) => input.parse().map_or(Value::Invalid, Value::Type),
        Form::Keys(Place::Paginate, _) if input.peek(syn::token::Paren) => {
            let mut entries = Entries::default();
            let parsed = parenthesized(input).and_then(|content| {
                let parser = |input: ParseStream<'_>| entries.parse(input, Place::Paginate, diagnostics);
                syn::parse::Parser::parse2(parser, content)
            });
            parsed.map_or(Value::Invalid, |()| Value::Entries(entries))
        }
        _ => Value::Invalid,
    }
}

/// Expects nothing after a flag.
pub fn flag(key: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
    if input.is_empty() || input.peek(Token![,]) {
        Ok(())
    } else {
        Err(syn::Error::new(input.span(), messages::flag(key)))
    }
}

/// `(key = value, …)`
fn keys(key: &Ident, input: ParseStream<'_>, place: Place, diagnostics: &Diagnostics) -> syn::Result<Value> {
    let row = place.keys().next().map(|row| row.example()).unwrap_or_default();
    let mut entries = Entries::default();
    list(key, input, &row, |content| {
        if content.is_empty() && place != Place::Paginate {
            diagnostics.at(key.span(), messages::empty_list(key, &format!("{key}({row})")));
        }
        entries.parse(content, place, diagnostics)
    })?;
    Ok(Value::Entries(entries))
}

/// Returns `true` if a colon is next, which may have been written for `=`.
pub fn before_colon(input: ParseStream<'_>) -> bool {
    input.peek(Token![:]) && !input.peek(Token![::])
}

/// Expects `=` and something after it.
pub fn equals(
    key: &Ident,
    input: ParseStream<'_>,
    example: &str,
    diagnostics: &Diagnostics,
) -> syn::Result<()> {
    if before_colon(input) {
        let colon: Token![:] = input.parse()?;
        if !input.is_empty() && !input.peek(Token![,]) {
            diagnostics.at(colon.span, messages::EQUALS_FOR_COLON);
            return Ok(());
        }
    }
    if input.peek(syn::token::Paren) {
        return Err(in_parentheses(key, input, Some(example))?);
    }
    if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        if !input.is_empty() && !input.peek(Token![,]) {
            return Ok(());
        }
    }
    Err(syn::Error::new(key.span(), messages::needs_value(key, example)))
}

/// Returns the error of a value in parentheses. If the parentheses contain keys, the fix is the
/// example, otherwise the value.
fn in_parentheses(key: &Ident, input: ParseStream<'_>, example: Option<&str>) -> syn::Result<syn::Error> {
    let content;
    syn::parenthesized!(content in input);
    let colon = content.peek2(Token![:]) && !content.peek2(Token![::]);
    let with_keys = content.peek(Ident::peek_any) && (content.peek2(Token![=]) || colon);
    let value = spelled(content.parse()?);
    let value = example.filter(|_| with_keys).unwrap_or(&value);
    Ok(syn::Error::new(key.span(), messages::value_in_parentheses(key, value)))
}

/// `= "…"`
pub fn string(
    key: &Ident,
    input: ParseStream<'_>,
    example: &str,
    diagnostics: &Diagnostics,
) -> syn::Result<LitStr> {
    equals(key, input, example, diagnostics)?;
    let at = next(input);
    let ahead = input.fork();
    if !input.peek(LitStr)
        && let Ok(text) = unescaped(input)
    {
        return Ok(text);
    }
    input.parse().map_err(|_| {
        // A text that contains special characters was most likely a constant.
        let quotable = !["pattern", "host_prefix", "timestamp"].iter().any(|other| key == other);
        let text = unquoted_text(until_comma(&ahead)).filter(|_| quotable).map(|text| format!("\"{text}\""));
        syn::Error::new(at, messages::string_expected(key, text.as_deref().unwrap_or(example)))
    })
}

/// A string with an escape that Rust doesn't have, as in a pattern without `r`. rustc reports the
/// escape.
fn unescaped(input: ParseStream<'_>) -> syn::Result<LitStr> {
    input.step(|cursor| {
        let found = cursor.literal().and_then(|(literal, rest)| {
            let text = literal.to_string();
            let text = text.strip_prefix('"')?.strip_suffix('"')?;
            Some((LitStr::new(text, literal.span()), rest))
        });
        found.ok_or_else(|| cursor.error(""))
    })
}

/// Returns the text of a string without quotes, or with others: `PutItem`, `1.1`, `b"PutItem"`.
fn unquoted_text(tokens: TokenStream) -> Option<String> {
    if let Ok(text) = syn::parse2::<LitByteStr>(tokens.clone()) {
        return String::from_utf8(text.value()).ok();
    }
    if let Ok(letter) = syn::parse2::<LitChar>(tokens.clone()) {
        return Some(letter.value().to_string());
    }
    let text = spelled(ungrouped(tokens));
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    (!text.is_empty() && text.chars().all(is_plain)).then_some(text)
}

/// The tokens before the next comma.
pub fn until_comma(input: ParseStream<'_>) -> TokenStream {
    std::iter::from_fn(|| {
        (!input.is_empty() && !input.peek(Token![,])).then(|| input.parse::<TokenTree>().ok())?
    })
    .collect()
}

/// The last name before the next comma.
pub fn last_name(input: ParseStream<'_>) -> Option<Ident> {
    let names = until_comma(input).into_iter().filter_map(|token| match token {
        TokenTree::Ident(name) => Some(name),
        _ => None,
    });
    names.last()
}

/// The span of the next token, inside of the invisible group that a `macro_rules` macro wraps
/// around a fragment.
pub fn next(input: ParseStream<'_>) -> Span {
    match input.fork().parse::<TokenTree>() {
        Ok(token) => {
            ungrouped(token.into()).into_iter().next().map_or_else(|| input.span(), |token| token.span())
        }
        Err(error) => error.span(),
    }
}

/// `= path::To` or `= Type`. The content of a string is used, and the string is reported.
fn path_or_type<T: Parse>(
    key: &Ident,
    input: ParseStream<'_>,
    example: &str,
    diagnostics: &Diagnostics,
) -> syn::Result<T> {
    equals(key, input, example, diagnostics)?;
    if input.peek(LitStr) {
        let literal: LitStr = input.parse()?;
        let path = if literal.value().is_empty() { example.to_owned() } else { literal.value() };
        let error = syn::Error::new(literal.span(), messages::path_not_string(key, &path));
        return match literal.parse() {
            Ok(value) => {
                diagnostics.push(error);
                Ok(value)
            }
            Err(_) => Err(error),
        };
    }
    let at = next(input);
    input.parse().map_err(|_| syn::Error::new(at, messages::path_expected(key, example)))
}

/// `= path::to::function`
fn function(
    key: &Ident,
    input: ParseStream<'_>,
    example: &str,
    diagnostics: &Diagnostics,
) -> syn::Result<Path> {
    let mut function: Path = path_or_type(key, input, example, diagnostics)?;
    if !input.peek(Token![.]) && !input.peek(syn::token::Paren) {
        return Ok(function);
    }
    // A call or a method.
    let at = function.span();
    if let Some(method) = last_name(input) {
        function = method.into();
    }
    Err(syn::Error::new(at, messages::function_called(key, &spelled(function.into_token_stream()))))
}

/// A flag, or `= expression`.
fn optional_expr(
    key: &Ident,
    input: ParseStream<'_>,
    example: &str,
    diagnostics: &Diagnostics,
) -> syn::Result<Value> {
    if input.peek(syn::token::Paren) {
        return Err(in_parentheses(key, input, None)?);
    }
    if input.peek(Token![=]) || before_colon(input) {
        equals(key, input, example, diagnostics)?;
        return input.parse().map(Value::Expr);
    }
    flag(key, input)?;
    Ok(Value::Flag)
}

/// `= 1`
fn int(key: &Ident, input: ParseStream<'_>, example: &str, diagnostics: &Diagnostics) -> syn::Result<Value> {
    equals(key, input, example, diagnostics)?;
    let expr: Expr = input.parse()?;
    // A negative number is two tokens, which `LitInt` parses as one.
    let literal = syn::parse2::<LitInt>(expr.to_token_stream()).ok();
    let value = literal
        .filter(|literal| is_number_suffix(literal.suffix()))
        .and_then(|literal| Some((literal.clone(), literal.base10_parse().ok()?)));
    Ok(match value {
        Some((literal, value)) => Value::Int(literal, value),
        None => {
            diagnostics.over(expr, enums::INT_VALUE);
            Value::Invalid
        }
    })
}

/// `= 25`, a positive `u32`.
fn count(
    key: &Ident,
    input: ParseStream<'_>,
    example: &str,
    diagnostics: &Diagnostics,
) -> syn::Result<Value> {
    equals(key, input, example, diagnostics)?;
    let message = service::retry_number(key, example);
    let number: LitInt = input.parse().map_err(|error| syn::Error::new(error.span(), &message))?;
    match number.base10_parse::<u32>() {
        Ok(value) if value > 0 && is_number_suffix(number.suffix()) => Ok(Value::Count(value)),
        _ => Err(syn::Error::new(number.span(), message)),
    }
}

/// `= throttling`
fn word(
    key: &Ident,
    words: &[&'static str],
    input: ParseStream<'_>,
    diagnostics: &Diagnostics,
) -> syn::Result<Value> {
    equals(key, input, words[0], diagnostics)?;
    if input.peek(LitStr) {
        let literal: LitStr = input.parse()?;
        let word = meant(&literal.value(), words.iter().copied()).unwrap_or(words[0]);
        return Err(syn::Error::new(literal.span(), messages::word_expected(key, words, word)));
    }
    let path: Path = input
        .parse()
        .map_err(|error| syn::Error::new(error.span(), messages::word_expected(key, words, words[0])))?;
    if let Some(word) = path.get_ident()
        && words.iter().any(|known| word == known)
    {
        return Ok(Value::Word(word.clone()));
    }
    let last = path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
    let meant = meant(&last, words.iter().copied());
    diagnostics.over(&path, messages::unknown_word(key, &spelled(path.to_token_stream()), meant, words));
    Ok(Value::Invalid)
}

/// The tokens of `(…)`.
pub fn parenthesized(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let content;
    syn::parenthesized!(content in input);
    content.parse()
}

/// The content of `(…)`.
pub fn list<T>(
    key: &Ident,
    input: ParseStream<'_>,
    example: &str,
    parse: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<T> {
    if !input.peek(syn::token::Paren) {
        return Err(syn::Error::new(key.span(), messages::needs_list(key, example)));
    }
    let content;
    syn::parenthesized!(content in input);
    let result = parse(&content);
    if result.is_err() {
        // syn reports tokens that were not parsed.
        content.parse::<TokenStream>()?;
    }
    result
}

/// `a, b`
fn fields(key: &Ident, input: ParseStream<'_>, diagnostics: &Diagnostics) -> syn::Result<Vec<FieldName>> {
    let mut fields = Vec::new();
    while !input.is_empty() {
        let mut field: FieldName = input.parse()?;
        // `self.a`, `Self::a`
        if input.peek(Token![.]) || input.peek(Token![::]) {
            let at = field.span();
            if let Some(name) = last_name(input) {
                diagnostics.at(at, group::field_alone(key, &name));
                field = FieldName::Field(name);
            }
        }
        fields.push(field);
        if input.peek(Token![,]) {
            input.parse::<Token![,]>()?;
        } else if !input.is_empty() {
            let missing = syn::Error::new(input.span(), group::FIELD_COMMA);
            if !input.peek(Ident::peek_any) {
                return Err(missing);
            }
            diagnostics.push(missing);
        }
    }
    Ok(fields)
}

/// Names of credentials sources, without their enum.
fn names(key: &Ident, input: ParseStream<'_>, diagnostics: &Diagnostics) -> syn::Result<Vec<Ident>> {
    if input.is_empty() {
        diagnostics.at(key.span(), messages::empty_list(key, &format!("{key}(EksPodIdentity)")));
    }
    let mut names = Vec::new();
    while !input.is_empty() {
        let at = next(input);
        let written = until_comma(input);
        input.parse::<Option<Token![,]>>()?;
        if let Ok(name) = syn::parse2::<Ident>(written.clone()) {
            if names.contains(&name) {
                diagnostics.at(name.span(), group::listed_twice(&name));
            }
            names.push(name);
            continue;
        }
        let path =
            syn::parse2::<Path>(written.clone()).or_else(|_| syn::parse2::<LitStr>(written.clone())?.parse());
        match path.ok().and_then(|path| Some(path.segments.last()?.ident.clone())) {
            Some(name) => diagnostics.over(written, messages::bare_name(key, name)),
            None => diagnostics.at(at, messages::bare_name(key, "EksPodIdentity")),
        }
    }
    Ok(names)
}

impl Parse for FieldName {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            input.parse().map(FieldName::Wire)
        } else {
            let field = input.call(Ident::parse_any);
            field.map(FieldName::Field).map_err(|error| syn::Error::new(error.span(), group::FIELD_EXPECTED))
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
