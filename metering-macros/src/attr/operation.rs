//! The arguments of `#[aws_operation(…)]`.

use proc_macro2::{Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{LitStr, Path, Token, Type};

use super::{
    FieldName, Written, entries, equals, filled_list, flag, foreign_key, last_name, list, next, path, set,
    spelled, string, ty, value,
};
use crate::check::is_operation_name;
use crate::errors::{Errors, say};
use crate::model::{Keyed, Step};
use crate::parse::is_keyword;
use crate::spelling::inner;

pub(super) const KEYS: [&str; 11] = [
    "action",
    "service",
    "output",
    "error",
    "paginate",
    "host_prefix",
    "unsigned",
    "compressed",
    "long_polling",
    "refuses",
    "crate",
];

pub(super) const PAGINATE_KEYS: [&str; 5] = ["input_token", "output_token", "items", "item", "more"];

/// The keys as they are read.
#[derive(Default)]
pub(crate) struct OperationKeys {
    pub(crate) action: Option<Keyed<LitStr>>,
    pub(crate) service: Option<Keyed<Path>>,
    pub(crate) output: Option<Keyed<Type>>,
    pub(crate) error: Option<Keyed<Path>>,
    pub(crate) paginate: Option<Keyed<PaginateKeys>>,
    pub(crate) host_prefix: Option<Keyed<LitStr>>,
    pub(crate) unsigned: Option<Keyed<()>>,
    pub(crate) compressed: Option<Keyed<()>>,
    pub(crate) long_polling: Option<Keyed<()>>,
    pub(crate) refuses: Option<Keyed<Vec<Ident>>>,
    pub(crate) core: Option<Keyed<Path>>,
    pub(crate) written: Written,
}

/// The keys of `paginate(…)`.
#[derive(Default)]
pub(crate) struct PaginateKeys {
    pub(crate) input_token: Option<Keyed<Vec<FieldName>>>,
    pub(crate) output_token: Option<Keyed<Vec<Vec<Step>>>>,
    pub(crate) items: Option<Keyed<Vec<Step>>>,
    pub(crate) item: Option<Keyed<Type>>,
    pub(crate) more: Option<Keyed<Vec<Step>>>,
    pub(crate) written: Written,
}

impl OperationKeys {
    pub(crate) fn read(&mut self, input: ParseStream<'_>, errors: &Errors) -> syn::Result<()> {
        entries(input, errors, |key, input| self.entry(key, input, errors))
    }

    fn entry(&mut self, key: &Ident, input: ParseStream<'_>, errors: &Errors) -> syn::Result<()> {
        self.written.note(key, &KEYS);
        match key.to_string().as_str() {
            "action" => set(&mut self.action, key, string(key, input, errors, "BatchMeterUsage")?, errors),
            "service" => set(&mut self.service, key, path(key, input, errors, "Service")?, errors),
            "output" => {
                let output = ty(key, input, errors, "Output")?;
                set(&mut self.output, key, alone_in(key, output, errors), errors);
            }
            "error" => set(&mut self.error, key, path(key, input, errors, "ServiceError")?, errors),
            "crate" => set(&mut self.core, key, path(key, input, errors, "metering_core")?, errors),
            "host_prefix" => set(&mut self.host_prefix, key, string(key, input, errors, "data.")?, errors),
            "paginate" => {
                let example = "input_token = next_token, output_token = next_token";
                let keys = list(key, input, example, |content| PaginateKeys::read(content, errors))?;
                set(&mut self.paginate, key, keys, errors);
            }
            "refuses" => {
                let sources =
                    filled_list(key, input, errors, "EksPodIdentity", |content| sources(content, errors))?;
                for (at, source) in sources.iter().enumerate() {
                    if sources[..at].contains(source) {
                        errors.at(source.span(), say::listed_twice(source));
                    }
                }
                set(&mut self.refuses, key, sources, errors);
            }
            "unsigned" | "compressed" | "long_polling" => {
                flag(key, input)?;
                let slot = match key.to_string().as_str() {
                    "unsigned" => &mut self.unsigned,
                    "compressed" => &mut self.compressed,
                    _ => &mut self.long_polling,
                };
                set(slot, key, (), errors);
            }
            // `#[aws_operation(PutItem)]`
            name if is_operation_name(name)
                && (input.is_empty() || input.peek(Token![,]))
                && !self.written.contains("action") =>
            {
                self.written.note(&Ident::new("action", key.span()), &KEYS);
                return Err(syn::Error::new(key.span(), say::action_without_key(key)));
            }
            _ => return Err(foreign_key(key, "`aws_operation`", &KEYS)),
        }
        Ok(())
    }
}

/// The output without what functions have around theirs, which was reported.
fn alone_in(key: &Ident, output: Type, errors: &Errors) -> Type {
    let mut alone = &output;
    while let Some(within) = match alone {
        Type::Reference(reference) => Some(&*reference.elem),
        _ => ["Option", "Result"].iter().find_map(|wrapper| inner(alone, wrapper)),
    } {
        alone = within;
    }
    if !std::ptr::eq(alone, &output) {
        errors.over(&output, say::output_alone(key, &spelled(alone.to_token_stream())));
    }
    alone.clone()
}

/// Sources of credentials, which are written without the enum that they are of.
fn sources(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Vec<Ident>> {
    let mut sources = Vec::new();
    while !input.is_empty() {
        let at = next(input);
        let written = value(input);
        input.parse::<Option<Token![,]>>()?;
        if let Ok(source) = syn::parse2::<Ident>(written.clone()) {
            sources.push(source);
            continue;
        }
        let path =
            syn::parse2::<Path>(written.clone()).or_else(|_| syn::parse2::<LitStr>(written.clone())?.parse());
        match path.ok().and_then(|path| Some(path.segments.last()?.ident.clone())) {
            Some(name) => errors.over(written, say::bare_source(name)),
            None => errors.at(at, say::bare_source("EksPodIdentity")),
        }
    }
    Ok(sources)
}

impl PaginateKeys {
    fn read(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Self> {
        let mut keys = PaginateKeys::default();
        entries(input, errors, |key, input| keys.entry(key, input, errors))?;
        Ok(keys)
    }

    fn entry(&mut self, key: &Ident, input: ParseStream<'_>, errors: &Errors) -> syn::Result<()> {
        self.written.note(key, &PAGINATE_KEYS);
        match key.to_string().as_str() {
            "input_token" => {
                equals(key, input, errors, "next_token")?;
                set(
                    &mut self.input_token,
                    key,
                    several(key, input, errors, |input| field(key, input))?,
                    errors,
                );
            }
            "output_token" => {
                equals(key, input, errors, "next_token")?;
                let paths = several(key, input, errors, |input| fields(key, input, errors))?;
                set(&mut self.output_token, key, paths, errors);
            }
            "items" => {
                equals(key, input, errors, "results")?;
                set(&mut self.items, key, fields(key, input, errors)?, errors);
            }
            "more" => {
                equals(key, input, errors, "is_truncated")?;
                set(&mut self.more, key, fields(key, input, errors)?, errors);
            }
            "item" => set(&mut self.item, key, ty(key, input, errors, "Item")?, errors),
            _ => {
                return Err(foreign_key(key, "`paginate`", &PAGINATE_KEYS));
            }
        }
        Ok(())
    }
}

/// One, or a list of them in parentheses.
fn several<T>(
    key: &Ident,
    input: ParseStream<'_>,
    errors: &Errors,
    mut one: impl FnMut(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<Vec<T>> {
    let content;
    if input.peek(syn::token::Bracket) {
        let bracket = syn::bracketed!(content in input);
        let fields = spelled(content.fork().parse()?);
        errors.at(bracket.span.join(), say::tokens_in_brackets(key, &fields));
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

/// A field of the request.
fn field(key: &Ident, input: ParseStream<'_>) -> syn::Result<FieldName> {
    let name: FieldName = input.parse()?;
    match &name {
        FieldName::Field(field) => alone(key, field, input)?,
        FieldName::Wire(_) => {}
    }
    Ok(name)
}

/// That a field is named without the struct that it is of.
fn alone(key: &Ident, first: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
    let of_self = (first == "self" || first == "Self") && input.peek(Token![.]);
    if !of_self && !input.peek(Token![::]) {
        return Ok(());
    }
    let field = last_name(input);
    Err(syn::Error::new(first.span(), say::field_alone(key, field.as_ref().unwrap_or(first))))
}

/// `field.path`, and `[-1]` for the last item of a list on the way.
fn fields(key: &Ident, input: ParseStream<'_>, errors: &Errors) -> syn::Result<Vec<Step>> {
    if input.peek(LitStr) {
        let literal: LitStr = input.parse()?;
        let field = metering_syntax::case::Case::Snake.apply(&literal.value());
        errors.at(literal.span(), say::field_not_wire(&field));
        return Ok(vec![Step::Field(Ident::new("token", literal.span()))]);
    }
    let mut path = Vec::new();
    loop {
        let field = input.call(Ident::parse_any);
        let field = field.map_err(|error| syn::Error::new(error.span(), say::PAGINATE_FIELD))?;
        alone(key, &field, input)?;
        if input.peek(syn::token::Paren) {
            // `things.last()`
            let arguments: Group = input.parse()?;
            errors.over(quote!(#field #arguments), say::PAGINATE_INDEX);
        }
        let raw = || Ident::new_raw(&field.to_string(), field.span());
        path.push(Step::Field(if is_keyword(&field) { raw() } else { field }));
        while input.peek(syn::token::Bracket) {
            path.push(Step::Last(last(input, errors)?));
        }
        if !input.peek(Token![.]) {
            return Ok(path);
        }
        input.parse::<Token![.]>()?;
    }
}

/// `[-1]`, which is all that AWS's models ask of a list. Another index is reported, and taken for
/// that.
fn last(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Span> {
    let content;
    let bracket = syn::bracketed!(content in input);
    let index: TokenStream = content.parse()?;
    let span = bracket.span.join();
    if index.is_empty() {
        errors.at(span, say::PAGINATE_INDEX);
    } else if index.to_string().replace(' ', "") != "-1" {
        errors.over(index, say::PAGINATE_INDEX);
    }
    Ok(span)
}
