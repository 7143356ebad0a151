//! Items as they were meant, where the compiler reads on behind a mistake of syntax and has said so
//! itself.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Data, DeriveInput, Field, LitStr, Meta, Type};

use crate::spelling::tokens_without_self;

/// Keywords that have no raw form.
const PATHS: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// The item. An error of syntax is only reported where the compiler has not done so.
pub(crate) fn item(tokens: TokenStream) -> syn::Result<DeriveInput> {
    let item = syn::parse2(tokens.clone()).or_else(|error| syn::parse2(repaired(tokens)).map_err(|_| error));
    item.map(with_self_told)
}

/// The item with `Self` written out in what our attributes say: expansions have it where `Self` is
/// another type.
fn with_self_told(mut item: DeriveInput) -> DeriveInput {
    let ident = &item.ident;
    let tell = |attributes: &mut Vec<Attribute>| {
        for attribute in attributes.iter_mut().filter(|attribute| attribute.path().is_ident("aws")) {
            if let Meta::List(list) = &mut attribute.meta {
                list.tokens = tokens_without_self(std::mem::take(&mut list.tokens), ident);
            }
        }
    };
    tell(&mut item.attrs);
    match &mut item.data {
        Data::Struct(data) => data.fields.iter_mut().for_each(|field| tell(&mut field.attrs)),
        Data::Enum(data) => data.variants.iter_mut().for_each(|variant| tell(&mut variant.attrs)),
        Data::Union(_) => {}
    }
    item
}

/// The item with what the compiler takes for fields: keywords as their names, semicolons after
/// them; and with the semicolon that a tuple struct ends in.
fn repaired(tokens: TokenStream) -> TokenStream {
    let repaired = tokens.into_iter().map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            let mut fields = Group::new(Delimiter::Brace, repaired_fields(group.stream()));
            fields.set_span(group.span());
            TokenTree::Group(fields)
        }
        other => other,
    });
    let mut repaired: Vec<TokenTree> = repaired.collect();
    if matches!(repaired.last(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis)
    {
        repaired.push(TokenTree::Punct(Punct::new(';', Spacing::Alone)));
    }
    repaired.into_iter().collect()
}

fn repaired_fields(tokens: TokenStream) -> TokenStream {
    let mut tokens = tokens.into_iter().peekable();
    let mut repaired = TokenStream::new();
    while let Some(token) = tokens.next() {
        let before_type = matches!(tokens.peek(), Some(TokenTree::Punct(mark)) if mark.as_char() == ':' && mark.spacing() == Spacing::Alone);
        repaired.extend([match token {
            TokenTree::Ident(name) if before_type && is_keyword(&name) => {
                TokenTree::Ident(Ident::new_raw(&name.to_string(), name.span()))
            }
            TokenTree::Punct(mark) if mark.as_char() == ';' => {
                let mut comma = Punct::new(',', Spacing::Alone);
                comma.set_span(mark.span());
                TokenTree::Punct(comma)
            }
            other => other,
        }]);
    }
    repaired
}

/// Whether it is one that has a raw form.
pub(crate) fn is_keyword(name: &Ident) -> bool {
    let text = name.to_string();
    !PATHS.contains(&text.as_str()) && syn::parse_str::<Ident>(&text).is_err()
}

/// What can be told of an item that can't be read, for a stand-in: its name, and the fields that
/// have one. A type that can't be told is `_`.
pub(crate) fn salvaged(tokens: TokenStream) -> Option<DeriveInput> {
    let mut tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_enum = tokens.iter().any(|token| matches!(token, TokenTree::Ident(word) if word == "enum"));
    let last = tokens.iter().rposition(|token| matches!(token, TokenTree::Group(_)))?;
    let TokenTree::Group(body) = &tokens[last] else { return None };
    let salvaged = match body.delimiter() {
        // A stand-in has no need of variants.
        Delimiter::Brace if is_enum => TokenStream::new(),
        Delimiter::Brace => salvaged_fields(body.stream()),
        _ => salvaged_value(body.stream())?,
    };
    tokens[last] = TokenTree::Group(Group::new(body.delimiter(), salvaged));
    syn::parse2(tokens.into_iter().collect()).ok()
}

/// The compiler has said what is wrong with an item that it reads on behind, and is asked to say it
/// only if it hasn't: what it warns of is not looked at in a crate with errors.
pub(crate) fn unread(item: &DeriveInput, error: &syn::Error) -> TokenStream {
    let message = error.to_string();
    quote_spanned! { item.ident.span()=>
        #[deny(unused_must_use)]
        const _: fn() = || {
            #[must_use = #message]
            fn unread() {}
            unread();
        };
    }
}

/// The type in a tuple struct of one.
fn salvaged_value(tokens: TokenStream) -> Option<TokenStream> {
    let first = |input: ParseStream<'_>| {
        let field = Field::parse_unnamed(input);
        input.parse::<TokenStream>()?;
        field
    };
    first.parse2(tokens).ok().map(ToTokens::into_token_stream)
}

fn salvaged_fields(tokens: TokenStream) -> TokenStream {
    let mut names = Vec::new();
    let mut salvaged = TokenStream::new();
    for mut rest in between_commas(tokens) {
        while let Some((name, ty, behind)) = salvaged_field(rest) {
            if !names.contains(&name) {
                salvaged.extend(quote!(#name: #ty,));
                names.push(name);
            }
            rest = behind;
        }
    }
    salvaged
}

/// The parts between commas that are in no generics, unless these have no end.
fn between_commas(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut parts = vec![Vec::new()];
    let mut depth = 0;
    for token in &tokens {
        match token {
            TokenTree::Punct(mark) if mark.as_char() == '<' => depth += 1,
            TokenTree::Punct(mark) if mark.as_char() == '>' => depth -= 1,
            TokenTree::Punct(mark) if mark.as_char() == ',' && depth == 0 => {
                parts.push(Vec::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().expect("there is one").push(token.clone());
    }
    if depth != 0 {
        let comma = |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ',');
        return tokens.split(comma).map(<[_]>::to_vec).collect();
    }
    parts
}

/// The first field's name and type in these tokens, and what is behind them.
fn salvaged_field(tokens: Vec<TokenTree>) -> Option<(Ident, Type, Vec<TokenTree>)> {
    let mark = |token: &TokenTree, marks: &[char]| matches!(token, TokenTree::Punct(mark) if marks.contains(&mark.as_char()));
    let name = |token: &TokenTree| match token {
        TokenTree::Ident(name) if ["pub", "let", "mut", "fn", "_"].iter().any(|word| name == word) => None,
        TokenTree::Ident(name) if is_keyword(name) => Some(Ident::new_raw(&name.to_string(), name.span())),
        TokenTree::Ident(name) => Some(name.clone()),
        TokenTree::Literal(text) => syn::parse_str::<LitStr>(&text.to_string()).ok()?.parse().ok(),
        _ => None,
    };
    // The name is before the colon; without one, it is the first word.
    let before_mark =
        tokens.windows(2).position(|pair| name(&pair[0]).is_some() && mark(&pair[1], &[':', '=']));
    let at = before_mark.or_else(|| tokens.iter().position(|token| name(token).is_some()))?;
    let is_function = matches!(tokens[..at].last(), Some(TokenTree::Ident(word)) if word == "fn");
    let field = name(&tokens[at]).filter(|_| !is_function)?;
    let skipped = tokens[at + 1..].iter().take_while(|token| {
        mark(token, &[':', '=']) || matches!(token, TokenTree::Ident(word) if word == "mut")
    });
    let behind = tokens[at + 1 + skipped.count()..].to_vec();
    let first = |input: ParseStream<'_>| Ok((input.parse::<Type>(), input.parse::<TokenStream>()?));
    let (ty, rest) = first.parse2(behind.iter().cloned().collect()).ok()?;
    let rest: Vec<TokenTree> = rest.into_iter().collect();
    // Without a type, what follows is the next field, which `pub` or a colon behind its name tells.
    let is_next = match &ty {
        Ok(Type::Path(path)) => {
            path.path.get_ident().is_some() && rest.first().is_some_and(|token| mark(token, &[':']))
        }
        Ok(_) => false,
        Err(_) => matches!(behind.first(), Some(TokenTree::Ident(word)) if word == "pub"),
    };
    match ty {
        _ if is_next => Some((field, syn::parse_quote!(_), behind)),
        Ok(ty) => Some((field, ty, rest)),
        Err(_) => Some((field, syn::parse_quote!(_), Vec::new())),
    }
}
