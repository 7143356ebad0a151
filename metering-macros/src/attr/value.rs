//! Values of keys, except for those that contain keys themselves.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, LitByteStr, LitChar, LitInt, LitStr, Path, Token};

use super::entries::{FieldName, Value};
use crate::diagnostics::Diagnostics;
use crate::messages::keys as messages;
use crate::messages::{enums, group, service};
use crate::suggest::meant;
use crate::ty::{is_number_suffix, spelled, ungrouped};

/// The key of a value, and an example of the value for messages.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub key: &'a Ident,
    pub example: &'a str,
    pub diagnostics: &'a Diagnostics,
}

impl Context<'_> {
    /// Expects nothing after a flag.
    pub fn flag(self, input: ParseStream<'_>) -> syn::Result<Value> {
        if input.is_empty() || input.peek(Token![,]) {
            Ok(Value::Flag)
        } else {
            Err(syn::Error::new(input.span(), messages::flag(self.key)))
        }
    }

    /// Expects `=` and something after it.
    pub fn equals(self, input: ParseStream<'_>) -> syn::Result<()> {
        if before_colon(input) {
            let colon: Token![:] = input.parse()?;
            if !input.is_empty() && !input.peek(Token![,]) {
                self.diagnostics.at(colon.span, messages::EQUALS_FOR_COLON);
                return Ok(());
            }
        }
        if input.peek(syn::token::Paren) {
            return Err(self.in_parentheses(input, Some(self.example))?);
        }
        if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            if !input.is_empty() && !input.peek(Token![,]) {
                return Ok(());
            }
        }
        Err(syn::Error::new(self.key.span(), messages::needs_value(self.key, self.example)))
    }

    /// Returns the error of a value in parentheses. If the parentheses contain keys, the fix is the
    /// example, otherwise the value.
    fn in_parentheses(self, input: ParseStream<'_>, example: Option<&str>) -> syn::Result<syn::Error> {
        let content;
        syn::parenthesized!(content in input);
        let colon = content.peek2(Token![:]) && !content.peek2(Token![::]);
        let with_keys = content.peek(Ident::peek_any) && (content.peek2(Token![=]) || colon);
        let value = spelled(content.parse()?);
        let value = example.filter(|_| with_keys).unwrap_or(&value);
        Ok(syn::Error::new(self.key.span(), messages::value_in_parentheses(self.key, value)))
    }

    /// `= "…"`
    pub fn string(self, input: ParseStream<'_>) -> syn::Result<LitStr> {
        self.equals(input)?;
        let at = next(input);
        let ahead = input.fork();
        if !input.peek(LitStr)
            && let Ok(text) = unescaped(input)
        {
            return Ok(text);
        }
        input.parse().map_err(|_| {
            // A text that contains special characters was most likely a constant.
            let quotable = !["pattern", "host_prefix", "timestamp"].iter().any(|other| self.key == other);
            let text = unquoted_text(until_comma(&ahead)).filter(|_| quotable);
            let text = text.map(|text| format!("\"{text}\""));
            let example = text.as_deref().unwrap_or(self.example);
            syn::Error::new(at, messages::string_expected(self.key, example))
        })
    }

    /// `= path::To` or `= Type`. The content of a string is used, and the string is reported.
    pub fn path_or_type<T: Parse>(self, input: ParseStream<'_>) -> syn::Result<T> {
        self.equals(input)?;
        if input.peek(LitStr) {
            let literal: LitStr = input.parse()?;
            let text = literal.value();
            let path = if text.is_empty() { self.example } else { &text };
            let error = syn::Error::new(literal.span(), messages::path_not_string(self.key, path));
            return match literal.parse() {
                Ok(value) => {
                    self.diagnostics.push(error);
                    Ok(value)
                }
                Err(_) => Err(error),
            };
        }
        let at = next(input);
        input.parse().map_err(|_| syn::Error::new(at, messages::path_expected(self.key, self.example)))
    }

    /// `= path::to::function`
    pub fn function(self, input: ParseStream<'_>) -> syn::Result<Value> {
        let mut function: Path = self.path_or_type(input)?;
        if !input.peek(Token![.]) && !input.peek(syn::token::Paren) {
            return Ok(Value::Path(function));
        }
        // A call or a method.
        let at = function.span();
        if let Some(method) = last_name(input) {
            function = method.into();
        }
        let function = spelled(function.into_token_stream());
        Err(syn::Error::new(at, messages::function_called(self.key, &function)))
    }

    /// A flag, or `= expression`.
    pub fn optional_expr(self, input: ParseStream<'_>) -> syn::Result<Value> {
        if input.peek(syn::token::Paren) {
            return Err(self.in_parentheses(input, None)?);
        }
        if input.peek(Token![=]) || before_colon(input) {
            self.equals(input)?;
            return input.parse().map(Value::Expr);
        }
        self.flag(input)
    }

    /// `= 1`
    pub fn int(self, input: ParseStream<'_>) -> syn::Result<Value> {
        self.equals(input)?;
        let expr: Expr = input.parse()?;
        // A negative number is two tokens, which `LitInt` parses as one.
        let literal = syn::parse2::<LitInt>(expr.to_token_stream()).ok();
        let value = literal
            .filter(|literal| is_number_suffix(literal.suffix()))
            .and_then(|literal| Some((literal.clone(), literal.base10_parse().ok()?)));
        match value {
            Some((literal, value)) => Ok(Value::Int(literal, value)),
            None => Err(syn::Error::new_spanned(ungrouped(expr.into_token_stream()), enums::INT_VALUE)),
        }
    }

    /// `= 25`, a positive `u32`.
    pub fn count(self, input: ParseStream<'_>) -> syn::Result<Value> {
        self.equals(input)?;
        let message = service::retry_number(self.key, self.example);
        let number: LitInt = input.parse().map_err(|error| syn::Error::new(error.span(), &message))?;
        match number.base10_parse::<u32>() {
            Ok(value) if value > 0 && is_number_suffix(number.suffix()) => Ok(Value::Count(value)),
            _ => Err(syn::Error::new(number.span(), message)),
        }
    }

    /// `= throttling`
    pub fn word(self, input: ParseStream<'_>, words: &[&'static str]) -> syn::Result<Value> {
        self.equals(input)?;
        let expected =
            |at: Span, word: &str| syn::Error::new(at, messages::word_expected(self.key, words, word));
        if input.peek(LitStr) {
            let literal: LitStr = input.parse()?;
            let word = meant(&literal.value(), words.iter().copied()).unwrap_or(words[0]);
            return Err(expected(literal.span(), word));
        }
        let path: Path = input.parse().map_err(|error| expected(error.span(), words[0]))?;
        if let Some(word) = path.get_ident()
            && words.iter().any(|known| word == known)
        {
            return Ok(Value::Word(word.clone()));
        }
        let last = path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        let meant = meant(&last, words.iter().copied());
        let message = messages::unknown_word(self.key, &spelled(path.to_token_stream()), meant, words);
        Err(syn::Error::new_spanned(path, message))
    }

    /// The content of `(…)`.
    pub fn list<T>(
        self,
        input: ParseStream<'_>,
        parse: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
    ) -> syn::Result<T> {
        if !input.peek(syn::token::Paren) {
            return Err(syn::Error::new(self.key.span(), messages::needs_list(self.key, self.example)));
        }
        content(input, parse)
    }

    /// `a, b`
    pub fn fields(self, input: ParseStream<'_>) -> syn::Result<Vec<FieldName>> {
        let mut fields = Vec::new();
        while !input.is_empty() {
            let mut field: FieldName = input.parse()?;
            // `self.a`, `Self::a`
            if input.peek(Token![.]) || input.peek(Token![::]) {
                let at = field.span();
                if let Some(name) = last_name(input) {
                    self.diagnostics.at(at, group::field_alone(self.key, &name));
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
                self.diagnostics.push(missing);
            }
        }
        Ok(fields)
    }

    /// Names of credentials sources, without their enum.
    pub fn names(self, input: ParseStream<'_>) -> syn::Result<Vec<Ident>> {
        let Context { key, example, diagnostics } = self;
        if input.is_empty() {
            diagnostics.at(key.span(), messages::empty_list(key, &format!("{key}({example})")));
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
            let path = syn::parse2::<Path>(written.clone())
                .or_else(|_| syn::parse2::<LitStr>(written.clone())?.parse());
            match path.ok().and_then(|path| Some(path.segments.last()?.ident.clone())) {
                Some(name) => diagnostics.over(written, messages::bare_name(key, name)),
                None => diagnostics.at(at, messages::bare_name(key, example)),
            }
        }
        Ok(names)
    }

    /// The names of Regions or partitions.
    pub fn scope_names(self, input: ParseStream<'_>) -> syn::Result<Vec<LitStr>> {
        let Context { key, example, diagnostics } = self;
        if input.is_empty() {
            return Err(syn::Error::new(key.span(), service::needs_names(key, example)));
        }
        let first = input.fork().parse::<LitStr>();
        let names = Punctuated::<LitStr, Token![,]>::parse_terminated(input).map_err(|error| {
            let ahead = input.fork();
            let is_key = ahead.call(Ident::parse_any).is_ok() && ahead.peek(Token![=]);
            let message = match &first {
                Ok(name) if is_key => service::settings_apart(key, &name.value()),
                _ => service::names_quoted(key, example),
            };
            syn::Error::new(error.span(), message)
        })?;
        let names: Vec<LitStr> = names.into_iter().collect();
        for (at, name) in names.iter().enumerate() {
            if names[..at].iter().any(|other| other.value() == name.value()) {
                diagnostics.at(name.span(), group::listed_twice(name.value()));
            }
        }
        Ok(names)
    }
}

/// Returns `true` if a colon is next, which may have been written for `=`.
pub fn before_colon(input: ParseStream<'_>) -> bool {
    input.peek(Token![:]) && !input.peek(Token![::])
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

/// The tokens of `(…)`.
pub fn parenthesized(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    content(input, |content| content.parse())
}

/// The content of `(…)`.
pub fn content<T>(
    input: ParseStream<'_>,
    parse: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<T> {
    let content;
    syn::parenthesized!(content in input);
    let result = parse(&content);
    if result.is_err() {
        // syn reports tokens that were not parsed.
        content.parse::<TokenStream>()?;
    }
    result
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
