//! Waiters and their conditions.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::{LitBool, LitInt, LitStr, Path};

use super::Item;
use crate::ty::spelled;

/// A waiter.
pub struct Waiter {
    pub item: Item,
    pub operation: Path,
    /// The minimum and the maximum time between two attempts, in seconds.
    pub delay: Option<(u32, u32)>,
    pub max_attempts: Option<u32>,
    pub acceptors: Vec<Acceptor>,
}

pub struct Acceptor {
    /// The variant of the runtime's `WaiterState`.
    pub state: &'static str,
    pub matcher: Matcher,
}

/// A condition.
#[derive(Clone)]
pub enum Matcher {
    /// `error = Variant`
    Error(Ident),
    /// `error = "Code"`
    Code(LitStr),
    /// `error = true` for any error of the service, or `error = false` for any output.
    AnyError(LitBool),
    /// `status = 404`
    Status(LitInt, u16),
    /// `path = value`, `any(path = value)` or `all(path = value)`
    Path(Option<(ListTest, Span)>, Vec<PathStep>, Expected),
    /// `not_empty(path)`
    NotEmpty(Vec<PathStep>),
    /// `with = path::to::function`
    With(Path),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ListTest {
    Any,
    All,
}

/// A step of a path through an output.
#[derive(Clone)]
pub enum PathStep {
    Field(Ident),
    /// `[]`: the items of a list.
    Each(Span),
}

/// The value that the values at a path are compared with.
#[derive(Clone)]
pub enum Expected {
    Text(LitStr),
    Flag(LitBool),
    Variant(Path),
}

impl Matcher {
    /// Returns the first token.
    pub fn span(&self) -> Span {
        match self {
            Matcher::Error(variant) => variant.span(),
            Matcher::Code(code) => code.span(),
            Matcher::AnyError(flag) => flag.span,
            Matcher::Status(status, _) => status.span(),
            Matcher::Path(Some((_, test)), ..) => *test,
            Matcher::Path(None, path, _) | Matcher::NotEmpty(path) => path[0].span(),
            Matcher::With(function) => function.segments[0].ident.span(),
        }
    }

    /// Returns the condition as it is written.
    pub fn written(&self) -> String {
        match self {
            Matcher::Error(variant) => format!("error = {variant}"),
            Matcher::Code(code) => format!("error = {}", code.token()),
            Matcher::AnyError(flag) => format!("error = {}", flag.value),
            Matcher::Status(_, status) => format!("status = {status}"),
            Matcher::NotEmpty(path) => format!("not_empty({})", written_path(path)),
            Matcher::With(function) => format!("with = {}", tokens(function)),
            Matcher::Path(test, path, expected) => {
                let condition = format!("{} = {}", written_path(path), expected.written());
                match test {
                    None => condition,
                    Some((ListTest::Any, _)) => format!("any({condition})"),
                    Some((ListTest::All, _)) => format!("all({condition})"),
                }
            }
        }
    }
}

impl Expected {
    fn written(&self) -> String {
        match self {
            Expected::Text(text) => text.token().to_string(),
            Expected::Flag(flag) => flag.value.to_string(),
            Expected::Variant(path) => tokens(path),
        }
    }
}

impl PathStep {
    pub fn span(&self) -> Span {
        match self {
            PathStep::Field(field) => field.span(),
            PathStep::Each(span) => *span,
        }
    }
}

/// `services[].status`
pub fn written_path(path: &[PathStep]) -> String {
    let mut written = String::new();
    for step in path {
        match step {
            PathStep::Field(field) if written.is_empty() => written += &field.unraw().to_string(),
            PathStep::Field(field) => written += &format!(".{}", field.unraw()),
            PathStep::Each(_) => written += "[]",
        }
    }
    written
}

fn tokens(path: &Path) -> String {
    spelled(quote::ToTokens::to_token_stream(path))
}
