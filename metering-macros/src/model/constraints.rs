//! Constraints on a value.

use quote::ToTokens;
use syn::{Expr, LitStr};

/// The constraints on a value, on its items and on its keys.
#[derive(Default)]
pub struct Constraints {
    pub length: Option<Bounds>,
    pub range: Option<Bounds>,
    pub pattern: Option<Pattern>,
    pub each: Option<Box<Constraints>>,
    pub keys: Option<Box<Constraints>>,
}

/// An inclusive range with at least one bound.
#[derive(Clone)]
pub struct Bounds {
    pub min: Option<Bound>,
    pub max: Option<Bound>,
}

impl Bounds {
    /// `1..=255`
    pub fn written(&self) -> String {
        let written = |bound: &Option<Bound>| bound.as_ref().map(Bound::written).unwrap_or_default();
        let limit = if self.max.is_some() { "=" } else { "" };
        format!("{}..{limit}{}", written(&self.min), written(&self.max))
    }
}

#[derive(Clone)]
pub struct Bound {
    pub expr: Expr,
    /// The value, if the expression is a literal.
    pub literal: Option<Number>,
}

impl Bound {
    pub fn written(&self) -> String {
        self.expr.to_token_stream().to_string().replace(' ', "")
    }
}

#[derive(Clone, Copy, PartialEq)]
pub enum Number {
    Integer(i128),
    Float(f64),
}

impl Number {
    /// Compares integers as integers, because an `f64` can't tell large ones apart.
    pub fn is_above(self, other: Number) -> bool {
        match (self, other) {
            (Number::Integer(this), Number::Integer(other)) => this > other,
            _ => self.as_f64() > other.as_f64(),
        }
    }

    fn as_f64(self) -> f64 {
        match self {
            Number::Integer(value) => value as f64,
            Number::Float(value) => value,
        }
    }
}

/// A compiled pattern.
#[derive(Clone)]
pub struct Pattern {
    pub text: LitStr,
    pub table: Vec<u8>,
}
