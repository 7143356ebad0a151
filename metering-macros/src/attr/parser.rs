//! The parser of `key = value, key(…), key`.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, LitStr, Meta, Token};

use super::entries::{Entries, Entry, Value};
use super::keys::{self, Form, Key, Place};
use super::unknown::{guess, unknown_key};
use super::value::{self, Context, before_colon, next, parenthesized};
use super::{acceptor, bounds, paginate};
use crate::diagnostics::Diagnostics;
use crate::messages::{keys as messages, service};
use crate::ty::spelled;

/// The key under which `aws_operation` passes its arguments to the hidden derive.
pub const ARGUMENTS: &str = "__operation";

/// Parses the keys of all `#[aws(…)]` attributes, and reports attributes of serde.
pub fn from_attributes(attributes: &[Attribute], place: Place, diagnostics: &Diagnostics) -> Entries {
    let mut parser = KeyParser::new(place, diagnostics);
    for attribute in attributes {
        if attribute.path().is_ident("serde") {
            parser.serde_attribute(attribute);
        } else if attribute.path().is_ident("aws") {
            match &attribute.meta {
                Meta::List(list) => parser.parse_tokens(list.tokens.clone()),
                other => diagnostics.over(other, messages::ATTRIBUTE_FORM),
            }
        }
    }
    parser.entries
}

/// Parses the arguments of an attribute macro.
pub fn from_arguments(arguments: TokenStream, place: Place, diagnostics: &Diagnostics) -> Entries {
    let mut parser = KeyParser::new(place, diagnostics);
    parser.parse_tokens(arguments);
    parser.entries
}

/// Parses the keys of one place.
struct KeyParser<'a> {
    place: Place,
    diagnostics: &'a Diagnostics,
    entries: Entries,
}

impl<'a> KeyParser<'a> {
    fn new(place: Place, diagnostics: &'a Diagnostics) -> Self {
        KeyParser { place, diagnostics, entries: Entries::default() }
    }

    fn parse_tokens(&mut self, tokens: TokenStream) {
        let parser = |input: ParseStream<'_>| self.parse(input);
        let _ = parser.parse2(tokens);
    }

    fn serde_attribute(&mut self, attribute: &Attribute) {
        let first = match &attribute.meta {
            Meta::List(list) => list.tokens.clone().into_iter().next(),
            _ => None,
        };
        let word = first.as_ref().map(ToString::to_string).unwrap_or_default();
        self.diagnostics.over(attribute, messages::serde_attribute(&word));
        // `#[serde(other)]` marks the variant that ours needs.
        if let (Some(TokenTree::Ident(key)), Some(row)) = (first, self.place.key("other"))
            && key == row.name
        {
            let entry = Entry { key, name: row.name, value: Value::Flag, is_guess: true };
            self.entries.add(entry, self.diagnostics);
        }
    }

    /// Parses all of `input`. After an error it continues with the next key.
    fn parse(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        while !input.is_empty() {
            match input.call(Ident::parse_any) {
                Ok(key) => {
                    let is_valid = self.entry(key, input);
                    end_of_entry(input, is_valid, self.diagnostics)?;
                }
                Err(error) => {
                    self.value_without_key(error.span(), input);
                    skip_entry(input);
                }
            }
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    }

    /// Parses what follows a key. Returns `false` if the rest of the entry must be skipped.
    fn entry(&mut self, key: Ident, input: ParseStream<'_>) -> bool {
        let KeyParser { place, diagnostics, ref mut entries } = *self;
        if key == ARGUMENTS {
            entries.arguments = Some((key, parenthesized(input).unwrap_or_default()));
            return true;
        }
        let name = key.unraw().to_string();
        let (row, value, is_guess) = if let Some((row, error)) = abbreviation(&key, input, place) {
            diagnostics.push(error);
            if entries.contains(row) {
                return false;
            }
            (row, Value::Invalid, true)
        } else if let Some(row) = place.key(&name) {
            let value = value(&key, row, input, diagnostics).unwrap_or_else(|error| {
                diagnostics.push(error);
                Value::Invalid
            });
            (row.name, value, false)
        } else {
            diagnostics.push(unknown_key(&key, place));
            let Some(row) = guess(&name, place) else {
                match keys::find(&name) {
                    Some(_) => entries.misplaced.push(name),
                    None => entries.unrecognized += 1,
                }
                return false;
            };
            (row.name, guessed_value(row.form, input, diagnostics), true)
        };
        let is_valid = !is_guess && !matches!(value, Value::Invalid);
        entries.add(Entry { key, name: row, value, is_guess }, diagnostics);
        is_valid
    }

    /// Reports a value without a key. The first string of `aws_operation("Get")` is the action.
    fn value_without_key(&mut self, span: Span, input: ParseStream<'_>) {
        self.entries.unrecognized += 1;
        let text = input.fork().parse::<LitStr>().ok().filter(|_| !input.peek2(Token![=]));
        match text {
            Some(text) if self.place == Place::Operation && !self.entries.contains("action") => {
                self.diagnostics.at(text.span(), messages::action_without_key(text.value()));
            }
            _ => self.diagnostics.at(span, messages::EXPECTED_KEY),
        }
    }
}

/// Recognizes `aws_operation(PutItem)` and `endpoint = "prefix"`. Returns the key that is meant.
fn abbreviation(key: &Ident, input: ParseStream<'_>, place: Place) -> Option<(&'static str, syn::Error)> {
    let is_last = input.is_empty() || input.peek(Token![,]);
    let starts_upper = key.to_string().starts_with(|first: char| first.is_ascii_uppercase());
    let (name, message) = if place == Place::Operation && is_last && starts_upper {
        ("action", messages::action_without_key(key))
    } else if place == Place::Service && key == "endpoint" && input.peek(Token![=]) {
        let ahead = input.fork();
        let prefix = ahead.parse::<Token![=]>().and_then(|_| ahead.parse::<LitStr>()).ok()?.value();
        (
            "endpoint_prefix",
            messages::endpoint_is_prefix(Some(&*prefix).filter(|prefix| !prefix.contains([':', '/']))),
        )
    } else {
        return None;
    };
    Some((name, syn::Error::new(key.span(), message)))
}

/// Expects the end of an entry: a comma or the end of the input.
fn end_of_entry(input: ParseStream<'_>, is_valid: bool, diagnostics: &Diagnostics) -> syn::Result<()> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(());
    }
    if !is_valid && !before_key(input) {
        skip_entry(input);
        return Ok(());
    }
    if let Some(semicolon) = input.parse::<Option<Token![;]>>()? {
        diagnostics.at(semicolon.span, messages::COMMA_FOR_SEMICOLON);
        return Ok(());
    }
    diagnostics.at(input.span(), messages::EXPECTED_COMMA);
    if !before_key(input) {
        skip_entry(input);
    }
    Ok(())
}

/// Returns `true` if the next token is most likely a key: it is followed by a value, or it is the
/// name of a key.
fn before_key(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    let Ok(key) = ahead.call(Ident::parse_any) else { return false };
    before_value(&ahead) || keys::find(&key.to_string()).is_some()
}

fn before_value(input: ParseStream<'_>) -> bool {
    input.peek(Token![=]) || before_colon(input) || input.peek(syn::token::Paren)
}

/// Skips to the comma before the next key, but not to one between the parameters of a closure.
fn skip_entry(input: ParseStream<'_>) {
    let mut in_parameters = false;
    while !input.is_empty() && (in_parameters || !before_entry(input)) {
        in_parameters ^= input.peek(Token![|]);
        if input.parse::<TokenTree>().is_err() {
            return;
        }
    }
}

/// Returns `true` if a comma is next and what follows looks like an entry.
fn before_entry(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    ahead.parse::<Token![,]>().is_ok()
        && (ahead.call(Ident::parse_any).is_err()
            || ahead.is_empty()
            || ahead.peek(Token![,])
            || before_value(&ahead))
}

/// Parses the value of a key.
fn value(key: &Ident, row: &Key, input: ParseStream<'_>, diagnostics: &Diagnostics) -> syn::Result<Value> {
    let context = Context { key, example: &row.value(), diagnostics };
    match row.form {
        Form::Flag => context.flag(input),
        Form::Text => context.string(input).map(Value::Text),
        Form::Path => context.path_or_type(input).map(Value::Path),
        Form::Function => context.function(input),
        Form::Type => context.path_or_type(input).map(Value::Type),
        Form::Bounds { length } => bounds::range(context, input, length),
        Form::Pattern => Ok(bounds::pattern(&context.string(input)?, diagnostics)),
        Form::OptionalExpr => context.optional_expr(input),
        Form::Int => context.int(input),
        Form::Count => context.count(input),
        Form::Word(words) => context.word(input, words),
        Form::Fields => paginate::fields(context, input),
        Form::Paths => paginate::paths(context, input),
        Form::FieldPath => paginate::single_path(context, input),
        Form::Group => context.list(input, |content| context.fields(content)).map(Value::Fields),
        Form::Names => context.list(input, |content| context.names(content)).map(Value::Names),
        Form::Keys(place) => nested(context, input, place).map(Value::Entries),
        Form::Scope => scope(context, input),
        Form::Acceptor => acceptor::acceptor(context, input),
    }
}

/// Parses the value of a misspelled key as far as the rest of the declaration depends on it. Only
/// the name of the key is reported.
fn guessed_value(form: Form, input: ParseStream<'_>, diagnostics: &Diagnostics) -> Value {
    let assigned = |input: ParseStream<'_>| input.parse::<Token![=]>().is_ok();
    match form {
        Form::Flag => Value::Flag,
        Form::Path if assigned(input) => input.parse().map_or(Value::Invalid, Value::Path),
        Form::Type if assigned(input) => input.parse().map_or(Value::Invalid, Value::Type),
        Form::Keys(place @ Place::Paginate) if input.peek(syn::token::Paren) => {
            let content = parenthesized(input).unwrap_or_default();
            Value::Entries(from_arguments(content, place, diagnostics))
        }
        _ => Value::Invalid,
    }
}

/// `(key = value, …)`
fn nested(context: Context<'_>, input: ParseStream<'_>, place: Place) -> syn::Result<Entries> {
    let Context { key, example, diagnostics } = context;
    let mut parser = KeyParser::new(place, diagnostics);
    context.list(input, |content| {
        let is_constraint = matches!(place, Place::EachItem | Place::MapKeys);
        if content.is_empty() && place != Place::Paginate {
            diagnostics.at(key.span(), messages::empty_list(key, &format!("{key}({example})")));
        } else if is_constraint && !content.is_empty() && !content.peek(Ident::peek_any) {
            let at = next(content);
            let constraint = bounds::constraint_of(&spelled(content.parse()?));
            return Err(syn::Error::new(at, messages::bare_constraint(key, &constraint)));
        }
        parser.parse(content)
    })?;
    Ok(parser.entries)
}

/// `region("us-east-1", …)(…)`, or `region("us-east-1") = "host"`, which sets `plain`.
fn scope(context: Context<'_>, input: ParseStream<'_>) -> syn::Result<Value> {
    let Context { key, example, diagnostics } = context;
    if !input.peek(syn::token::Paren) {
        return Err(syn::Error::new(key.span(), service::needs_names(key, example)));
    }
    let names = context.list(input, |content| context.scope_names(content))?;
    let listed = names.iter().map(|name| name.token().to_string()).collect::<Vec<_>>().join(", ");
    let ahead = input.fork();
    let _ = ahead.parse::<Option<Token![=]>>();
    if ahead.is_empty() || ahead.peek(Token![,]) {
        return Err(syn::Error::new(key.span(), service::needs_names(key, &listed)));
    }
    let mut parser = KeyParser::new(Place::Override, diagnostics);
    if input.peek(Token![=]) || before_colon(input) {
        let host = Context { example: "\"prefix\"", ..context }.string(input)?;
        let entry = Entry { key: key.clone(), name: "plain", value: Value::Text(host), is_guess: false };
        parser.entries.add(entry, diagnostics);
        return Ok(Value::Scope(names, parser.entries));
    }
    value::content(input, |content| {
        if content.is_empty() {
            let example = format!("{key}({example})(fips = \"prefix\")");
            diagnostics.at(key.span(), messages::empty_list(key, &example));
        }
        parser.parse(content)
    })?;
    Ok(Value::Scope(names, parser.entries))
}
