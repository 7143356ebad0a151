//! The arguments of `#[aws_operation(…)]`.

use proc_macro2::{Group, Ident, Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{LitStr, Path, Token, Type};

use super::{FieldName, Written, entries, equals, flag, foreign_key, list, path, set, string, ty};
use crate::errors::{Errors, say};
use crate::model::{Keyed, Step};

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
            "action" => set(&mut self.action, key, string(key, input, "BatchMeterUsage")?, errors),
            "service" => set(&mut self.service, key, path(key, input, errors, "Service")?, errors),
            "output" => set(&mut self.output, key, ty(key, input, errors, "Output")?, errors),
            "error" => set(&mut self.error, key, path(key, input, errors, "ServiceError")?, errors),
            "crate" => set(&mut self.core, key, path(key, input, errors, "metering_core")?, errors),
            "host_prefix" => set(&mut self.host_prefix, key, string(key, input, "data.")?, errors),
            "paginate" => {
                let example = "input_token = next_token, output_token = next_token";
                let keys = list(key, input, example, |content| PaginateKeys::read(content, errors))?;
                set(&mut self.paginate, key, keys, errors);
            }
            "refuses" => {
                let sources = list(key, input, "EksPodIdentity", |content| {
                    let sources = Punctuated::<Path, Token![,]>::parse_terminated(content);
                    let sources = sources.map_err(|error| {
                        syn::Error::new(error.span(), say::needs_list(key, "EksPodIdentity"))
                    })?;
                    sources.iter().map(source).collect()
                })?;
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
            _ => return Err(foreign_key(key, "`aws_operation`", &KEYS)),
        }
        Ok(())
    }
}

/// A source of credentials, which is written without the enum that it is of.
fn source(path: &Path) -> syn::Result<Ident> {
    path.require_ident().cloned().map_err(|error| {
        let name = path.segments.last().map(|last| say::bare_source(&last.ident));
        name.map_or(error, |message| syn::Error::new_spanned(path, message))
    })
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
                equals(key, input, "next_token")?;
                set(&mut self.input_token, key, several(input, |input| input.parse())?, errors);
            }
            "output_token" => {
                equals(key, input, "next_token")?;
                let paths = several(input, |input| fields(input, errors))?;
                set(&mut self.output_token, key, paths, errors);
            }
            "items" => {
                equals(key, input, "results")?;
                set(&mut self.items, key, fields(input, errors)?, errors);
            }
            "more" => {
                equals(key, input, "is_truncated")?;
                set(&mut self.more, key, fields(input, errors)?, errors);
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
    input: ParseStream<'_>,
    mut one: impl FnMut(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<Vec<T>> {
    if !input.peek(syn::token::Paren) {
        return Ok(vec![one(input)?]);
    }
    let content;
    syn::parenthesized!(content in input);
    let mut all = vec![one(&content)?];
    while !content.is_empty() {
        content.parse::<Token![,]>()?;
        if !content.is_empty() {
            all.push(one(&content)?);
        }
    }
    Ok(all)
}

/// `field.path`, and `[-1]` for the last item of a list on the way.
fn fields(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Vec<Step>> {
    if input.peek(LitStr) {
        let literal: LitStr = input.parse()?;
        let field = crate::case::Case::Snake.apply(&literal.value());
        errors.at(literal.span(), say::field_not_wire(&field));
        return Ok(vec![Step::Field(Ident::new("token", literal.span()))]);
    }
    let mut path = Vec::new();
    loop {
        let field = input.call(Ident::parse_any);
        let field = field.map_err(|error| syn::Error::new(error.span(), say::PAGINATE_FIELD))?;
        if input.peek(syn::token::Paren) {
            // `things.last()`
            let arguments: Group = input.parse()?;
            errors.over(quote!(#field #arguments), say::PAGINATE_INDEX);
        }
        path.push(Step::Field(field));
        while input.peek(syn::token::Bracket) {
            path.push(Step::Last(last(input, errors)?));
        }
        if !input.peek(Token![.]) {
            return Ok(path);
        }
        input.parse::<Token![.]>()?;
    }
}

/// `[-1]`, which is all that AWS's models ask of a list. Another index is reported, and taken for that.
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
