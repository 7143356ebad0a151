//! The conditions of waiters: `success(table.table_status = TableStatus::Active)`.

use metering_syntax::case::Case;
use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{LitBool, LitInt, LitStr, Path, Token};

use super::entries::Value;
use super::value::{Context, content, next};
use crate::messages::waiter as messages;
use crate::model::{Expected, ListTest, Matcher, PathStep};
use crate::ty::{field_name, ungrouped};

/// `(matcher)`. An error in the matcher is reported here, because the acceptor itself exists.
pub fn acceptor(context: Context<'_>, input: ParseStream<'_>) -> syn::Result<Value> {
    let tokens: TokenStream = context.list(input, |content| content.parse())?;
    let tokens = ungrouped(tokens);
    if tokens.is_empty() {
        context.diagnostics.at(context.key.span(), messages::MATCHER);
        return Ok(Value::Acceptor(None));
    }
    let parser = |input: ParseStream<'_>| {
        let matcher = only(input, matcher);
        // syn reports tokens that were not parsed.
        input.parse::<TokenStream>()?;
        matcher
    };
    match syn::parse::Parser::parse2(parser, tokens) {
        Ok(matcher) => Ok(Value::Acceptor(Some(matcher))),
        Err(error) => {
            context.diagnostics.push(error);
            Ok(Value::Acceptor(None))
        }
    }
}

/// Parses a condition with nothing after it but a comma.
fn only<T>(input: ParseStream<'_>, parse: impl FnOnce(ParseStream<'_>) -> syn::Result<T>) -> syn::Result<T> {
    let parsed = parse(input)?;
    input.parse::<Option<Token![,]>>()?;
    if input.is_empty() { Ok(parsed) } else { Err(syn::Error::new(next(input), messages::ONE_MATCHER)) }
}

fn matcher(input: ParseStream<'_>) -> syn::Result<Matcher> {
    if input.peek(LitStr) {
        let literal: LitStr = input.parse()?;
        let fields: Vec<String> = literal.value().split('.').map(snake).collect();
        return Err(syn::Error::new(literal.span(), messages::path_in_quotes(&fields.join("."))));
    }
    let ahead = input.fork();
    let Ok(word) = ahead.call(Ident::parse_any) else {
        return Err(syn::Error::new(next(input), messages::MATCHER));
    };
    let is_call = ahead.peek(syn::token::Paren);
    let is_key = ahead.peek(Token![=]) && !ahead.peek(Token![==]);
    match word.to_string().as_str() {
        "any" if is_call => list_test(ListTest::Any, input),
        "all" if is_call => list_test(ListTest::All, input),
        "not_empty" if is_call => {
            input.call(Ident::parse_any)?;
            content(input, |input| only(input, path)).map(Matcher::NotEmpty)
        }
        "error" if is_key => error(input),
        "status" if is_key && ahead.peek2(LitInt) => status(input),
        "with" if is_key => {
            input.call(Ident::parse_any)?;
            input.parse::<Token![=]>()?;
            let at = next(input);
            let function = input.parse::<Path>();
            function.map(Matcher::With).map_err(|_| syn::Error::new(at, messages::WITH))
        }
        _ if ahead.is_empty() || ahead.peek(Token![,]) => {
            Err(syn::Error::new(word.span(), messages::MATCHER))
        }
        _ => {
            let (path, expected) = comparison(input)?;
            Ok(Matcher::Path(None, path, expected))
        }
    }
}

/// `any(path = value)` or `all(path = value)`
fn list_test(test: ListTest, input: ParseStream<'_>) -> syn::Result<Matcher> {
    let word = input.call(Ident::parse_any)?;
    let (path, expected) = content(input, |input| only(input, comparison))?;
    Ok(Matcher::Path(Some((test, word.span())), path, expected))
}

/// `error = Variant`, `error = "Code"`, `error = true`
fn error(input: ParseStream<'_>) -> syn::Result<Matcher> {
    input.call(Ident::parse_any)?;
    input.parse::<Token![=]>()?;
    if input.peek(LitBool) {
        return input.parse().map(Matcher::AnyError);
    }
    if input.peek(LitStr) {
        return input.parse().map(Matcher::Code);
    }
    let at = next(input);
    let path: Path = input.parse().map_err(|_| syn::Error::new(at, messages::ERROR))?;
    if let Some(variant) = path.get_ident() {
        return Ok(Matcher::Error(variant.clone()));
    }
    let variant = path.segments.last().map(|last| last.ident.clone());
    Err(syn::Error::new_spanned(&path, messages::error_qualified(variant.into_token_stream())))
}

/// `status = 404`
fn status(input: ParseStream<'_>) -> syn::Result<Matcher> {
    input.call(Ident::parse_any)?;
    input.parse::<Token![=]>()?;
    let literal: LitInt = input.parse()?;
    match literal.base10_parse::<u16>() {
        Ok(status @ 100..=599) => Ok(Matcher::Status(literal, status)),
        _ => Err(syn::Error::new(literal.span(), messages::STATUS)),
    }
}

/// `path = value`
fn comparison(input: ParseStream<'_>) -> syn::Result<(Vec<PathStep>, Expected)> {
    let path = path(input)?;
    if input.peek(Token![==]) {
        let equals: Token![==] = input.parse()?;
        return Err(syn::Error::new_spanned(equals, messages::ONE_EQUALS));
    }
    if !input.peek(Token![=]) {
        let at = if input.is_empty() { path[path.len() - 1].span() } else { next(input) };
        return Err(syn::Error::new(at, messages::EQUALS));
    }
    input.parse::<Token![=]>()?;
    Ok((path, expected(input)?))
}

fn expected(input: ParseStream<'_>) -> syn::Result<Expected> {
    if input.peek(LitStr) {
        return input.parse().map(Expected::Text);
    }
    if input.peek(LitBool) {
        return input.parse().map(Expected::Flag);
    }
    let at = next(input);
    let path: Path = input.parse().map_err(|_| syn::Error::new(at, messages::VALUE))?;
    match path.get_ident() {
        // As a pattern, a name alone would match every value.
        Some(value) => Err(syn::Error::new(value.span(), messages::value_without_enum(value))),
        None => Ok(Expected::Variant(path)),
    }
}

/// `services[].deployments[].status`
fn path(input: ParseStream<'_>) -> syn::Result<Vec<PathStep>> {
    let mut path = Vec::new();
    loop {
        let at = next(input);
        let field = input.call(Ident::parse_any).map_err(|_| syn::Error::new(at, messages::FIELD))?;
        path.push(PathStep::Field(field_name(field)));
        while input.peek(syn::token::Bracket) {
            let content;
            let bracket = syn::bracketed!(content in input);
            let index: TokenStream = content.parse()?;
            if !index.is_empty() {
                return Err(syn::Error::new_spanned(index, messages::BRACKETS));
            }
            path.push(PathStep::Each(bracket.span.join()));
        }
        if !input.peek(Token![.]) {
            return Ok(path);
        }
        input.parse::<Token![.]>()?;
    }
}

fn snake(wire: &str) -> String {
    Case::Snake.apply(wire)
}
