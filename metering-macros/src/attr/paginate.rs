//! Fields of the request and paths through the output, in `paginate(…)`.

use metering_syntax::case::Case;
use proc_macro2::{Group, Ident, Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{LitStr, Token};

use super::entries::{FieldName, Value};
use super::value::{Context, last_name};
use crate::messages::{group, operation as messages};
use crate::model::Step;
use crate::ty::{field_name, spelled};

/// `= field`, or several in parentheses.
pub fn fields(context: Context<'_>, input: ParseStream<'_>) -> syn::Result<Value> {
    context.equals(input)?;
    let field = |input: ParseStream<'_>| {
        let name: FieldName = input.parse()?;
        if let FieldName::Field(field) = &name {
            unqualified(context.key, field, input)?;
        }
        Ok(name)
    };
    several(context, input, field).map(Value::Fields)
}

/// `= path.of.fields`, or several in parentheses.
pub fn paths(context: Context<'_>, input: ParseStream<'_>) -> syn::Result<Value> {
    context.equals(input)?;
    several(context, input, |input| path(context, input)).map(Value::Paths)
}

/// `= path.of.fields`
pub fn single_path(context: Context<'_>, input: ParseStream<'_>) -> syn::Result<Value> {
    context.equals(input)?;
    Ok(Value::Paths(vec![path(context, input)?]))
}

/// One value, or several in parentheses.
fn several<T>(
    context: Context<'_>,
    input: ParseStream<'_>,
    one: impl Fn(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<Vec<T>> {
    let content;
    if input.peek(syn::token::Bracket) {
        let bracket = syn::bracketed!(content in input);
        let fields = spelled(content.fork().parse()?);
        context.diagnostics.at(bracket.span.join(), messages::tokens_in_brackets(context.key, &fields));
    } else if input.peek(syn::token::Paren) {
        syn::parenthesized!(content in input);
    } else {
        return Ok(vec![one(input)?]);
    }
    let mut all = vec![one(&content)?];
    while !content.is_empty() {
        content.parse::<Token![,]>()?;
        if !content.is_empty() {
            all.push(one(&content)?);
        }
    }
    Ok(all)
}

/// Expects a field without `self.` or a struct in front of it.
fn unqualified(key: &Ident, first: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
    let of_self = (first == "self" || first == "Self") && input.peek(Token![.]);
    if !of_self && !input.peek(Token![::]) {
        return Ok(());
    }
    let field = last_name(input);
    Err(syn::Error::new(first.span(), messages::field_alone(key, field.as_ref().unwrap_or(first))))
}

/// `field.path`, with `[-1]` for the last item of a list.
fn path(context: Context<'_>, input: ParseStream<'_>) -> syn::Result<Vec<Step>> {
    if input.peek(LitStr) {
        let literal: LitStr = input.parse()?;
        let field = Case::Snake.apply(&literal.value());
        context.diagnostics.at(literal.span(), group::field_not_wire(&field));
        return Ok(vec![Step::Field(Ident::new("token", literal.span()))]);
    }
    let mut path = Vec::new();
    loop {
        let field = input.call(Ident::parse_any);
        let field = field.map_err(|error| syn::Error::new(error.span(), messages::PAGINATE_FIELD))?;
        unqualified(context.key, &field, input)?;
        if input.peek(syn::token::Paren) {
            // `things.last()`
            let arguments: Group = input.parse()?;
            context.diagnostics.over(quote!(#field #arguments), messages::PAGINATE_INDEX);
        }
        path.push(Step::Field(field_name(field)));
        while input.peek(syn::token::Bracket) {
            path.push(Step::Last(last(context, input)?));
        }
        if !input.peek(Token![.]) {
            return Ok(path);
        }
        input.parse::<Token![.]>()?;
    }
}

/// `[-1]`, the only index in AWS's models. Another index is reported.
fn last(context: Context<'_>, input: ParseStream<'_>) -> syn::Result<Span> {
    let content;
    let bracket = syn::bracketed!(content in input);
    let index: TokenStream = content.parse()?;
    let span = bracket.span.join();
    if index.is_empty() {
        context.diagnostics.at(span, messages::PAGINATE_INDEX);
    } else if index.to_string().replace(' ', "") != "-1" {
        context.diagnostics.over(index, messages::PAGINATE_INDEX);
    }
    Ok(span)
}
