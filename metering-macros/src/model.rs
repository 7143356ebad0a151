//! A declaration as plain data: what the attributes said, once they are read and known to be
//! well-formed.

use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;
use syn::ext::IdentExt;
use syn::{Attribute, Expr, LitStr, Path, Type, Visibility};

use crate::spelling::{inner, is_nearly_option};

/// A value, and the key that set it.
#[derive(Clone)]
pub(crate) struct Keyed<T> {
    pub(crate) key: Ident,
    pub(crate) value: T,
}

/// The path of the runtime: `::metering_core`, or what `crate = …` says.
#[derive(Clone)]
pub(crate) struct Core(pub(crate) Option<Path>);

impl Core {
    /// The module that expansions call.
    pub(crate) fn private(&self) -> TokenStream {
        let version = format_ident!("__private_{}", env!("CARGO_PKG_VERSION").replace(['.', '-', '+'], "_"));
        match &self.0 {
            Some(path) => quote::quote!(#path::#version),
            None => quote::quote!(::metering_core::#version),
        }
    }
}

/// What all items have.
pub(crate) struct Item {
    pub(crate) core: Core,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
}

/// A structure.
pub(crate) struct Structure {
    pub(crate) item: Item,
    pub(crate) members: Vec<Member>,
    pub(crate) groups: Vec<Group>,
    pub(crate) check: Option<Path>,
    pub(crate) serde: bool,
}

impl Structure {
    /// The member of this name, raw or not.
    pub(crate) fn member(&self, field: &Ident) -> Option<&Member> {
        let name = field.unraw();
        self.members.iter().find(|member| member.ident.unraw() == name)
    }
}

/// A structure's member, or a union's.
pub(crate) struct Member {
    pub(crate) ident: Ident,
    /// `#[doc]` and `#[deprecated]`, for the setter.
    pub(crate) shown: Vec<Attribute>,
    pub(crate) ty: Type,
    pub(crate) wire: Name,
    pub(crate) constraints: Constraints,
    /// `default`, or `default = expr`.
    pub(crate) default: Option<Option<Expr>>,
    pub(crate) default_key: Option<Ident>,
    pub(crate) idempotency_token: Option<Ident>,
    pub(crate) host_label: Option<Ident>,
    /// Whether it has a key that can't be told.
    pub(crate) untold: bool,
    pub(crate) timestamp: Option<TimestampFormat>,
    pub(crate) json_value: bool,
}

impl Member {
    /// Whether it may be left out. One of a type that the compiler does not find, or that is not
    /// written to its end, is what was meant.
    pub(crate) fn optional(&self) -> bool {
        inner(&self.ty, "Option").is_some() || is_nearly_option(&self.ty)
    }

    pub(crate) fn required(&self) -> bool {
        self.default.is_none() && !self.optional()
    }
}

/// A name on the wire, and the token that gave it. That of a member stands in JSON as it is.
#[derive(Clone)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// What is demanded of a value.
#[derive(Default)]
pub(crate) struct Constraints {
    pub(crate) length: Option<Bounds>,
    pub(crate) range: Option<Bounds>,
    pub(crate) pattern: Option<Pattern>,
    pub(crate) each: Option<Box<Constraints>>,
    pub(crate) keys: Option<Box<Constraints>>,
}

impl Constraints {
    pub(crate) fn is_empty(&self) -> bool {
        self.length.is_none()
            && self.range.is_none()
            && self.pattern.is_none()
            && self.each.is_none()
            && self.keys.is_none()
    }
}

/// An inclusive range, open at one end at most.
pub(crate) struct Bounds {
    pub(crate) min: Option<Bound>,
    pub(crate) max: Option<Bound>,
}

pub(crate) struct Bound {
    pub(crate) expr: Expr,
    /// Where it is written out.
    pub(crate) literal: Option<Number>,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Integer(i128),
    Float(f64),
}

impl Number {
    /// Whether it is greater. Whole numbers are compared as such, as an `f64` can't tell large ones
    /// apart.
    pub(crate) fn is_above(self, other: Number) -> bool {
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
pub(crate) struct Pattern {
    pub(crate) text: LitStr,
    pub(crate) table: Vec<u8>,
}

#[derive(Clone, Copy)]
pub(crate) enum TimestampFormat {
    EpochSeconds,
    DateTime,
    HttpDate,
}

impl TimestampFormat {
    pub(crate) const NAMES: [(&'static str, TimestampFormat); 3] = [
        ("epoch-seconds", TimestampFormat::EpochSeconds),
        ("date-time", TimestampFormat::DateTime),
        ("http-date", TimestampFormat::HttpDate),
    ];

    /// The variant of the runtime's enum.
    pub(crate) fn variant(self) -> Ident {
        let name = match self {
            TimestampFormat::EpochSeconds => "EpochSeconds",
            TimestampFormat::DateTime => "DateTime",
            TimestampFormat::HttpDate => "HttpDate",
        };
        Ident::new(name, Span::call_site())
    }
}

/// A rule across members.
pub(crate) struct Group {
    /// `exactly_one_of`, `at_most_one_of` or `at_least_one_of`.
    pub(crate) key: Ident,
    pub(crate) fields: Vec<Ident>,
}

/// A request.
pub(crate) struct Operation {
    pub(crate) action: String,
    pub(crate) service: Path,
    pub(crate) output: Type,
    pub(crate) error: Option<Path>,
    pub(crate) paginate: Option<Paginate>,
    pub(crate) host_prefix: Option<LitStr>,
    pub(crate) unsigned: bool,
    pub(crate) compressed: bool,
    pub(crate) long_polling: bool,
    pub(crate) refuses: Vec<Ident>,
}

pub(crate) struct Paginate {
    /// A member of the request and a path through the output, for each token.
    pub(crate) tokens: Vec<(Ident, Vec<Step>)>,
    pub(crate) more: Option<Vec<Step>>,
    pub(crate) items: Option<(Vec<Step>, Type)>,
}

/// A step of a path through an output.
pub(crate) enum Step {
    Field(Ident),
    /// `[-1]`: the last item of the list that the path has come to.
    Last(Span),
}

impl Step {
    pub(crate) fn span(&self) -> Span {
        match self {
            Step::Field(field) => field.span(),
            Step::Last(span) => *span,
        }
    }
}

/// A service.
pub(crate) struct Service {
    pub(crate) item: Item,
    pub(crate) endpoint_prefix: LitStr,
    pub(crate) target_prefix: LitStr,
    pub(crate) json_version: Ident,
    pub(crate) error: Path,
    pub(crate) signing_name: Option<LitStr>,
    pub(crate) id: Option<LitStr>,
    pub(crate) query_compatible: bool,
    pub(crate) retry: Option<(u32, u32)>,
    pub(crate) departures: Vec<Departure>,
}

/// Where a service's endpoints depart from the template.
pub(crate) struct Departure {
    /// `everywhere`, `partitions` or `regions`, and the names.
    pub(crate) scope: (&'static str, Vec<LitStr>),
    /// Calls of the runtime's builder: the method, and its argument if it has one.
    pub(crate) says: Vec<(Ident, Option<LitStr>)>,
}

/// A one-field tuple struct.
pub(crate) struct Newtype {
    pub(crate) item: Item,
    pub(crate) ty: Type,
    pub(crate) kind: NewtypeKind,
    pub(crate) constraints: Constraints,
    pub(crate) check: Option<Path>,
    pub(crate) serde: bool,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum NewtypeKind {
    String,
    /// `Cow<'static, str>`
    Static,
    Blob,
    Number,
    Collection,
    Timestamp,
    Other,
}

/// A string enum.
pub(crate) struct StringEnum {
    pub(crate) item: Item,
    pub(crate) values: Vec<(Ident, Name)>,
    pub(crate) other: Ident,
    pub(crate) serde: bool,
}

/// An int enum.
pub(crate) struct IntEnum {
    pub(crate) item: Item,
    pub(crate) values: Vec<(Ident, i32)>,
    pub(crate) other: Ident,
    pub(crate) serde: bool,
}

/// A union.
pub(crate) struct Union {
    pub(crate) item: Item,
    pub(crate) members: Vec<Member>,
    pub(crate) other: Ident,
    pub(crate) serde: bool,
}

/// The errors of a service.
pub(crate) struct ServiceError {
    pub(crate) item: Item,
    pub(crate) variants: Vec<ErrorVariant>,
    pub(crate) other: Ident,
}

pub(crate) struct ErrorVariant {
    pub(crate) ident: Ident,
    pub(crate) code: Name,
    pub(crate) retry: Option<Ident>,
    pub(crate) server_fault: bool,
    pub(crate) shape: Option<Type>,
}
