//! A checked declaration as plain data.
//!
//! [`crate::check`] creates it and [`crate::expand`] turns it into tokens.

pub mod builder;
mod constraints;
mod enums;
mod newtype;
mod operation;
mod service;
pub mod strings;
mod structure;
mod waiter;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::{Path, Visibility};

pub use constraints::{Bound, Bounds, Constraints, Number, Pattern};
pub use enums::{ErrorVariant, IntEnum, ServiceError, StringEnum, Union};
pub use newtype::{Newtype, NewtypeKind};
pub use operation::{Operation, Paginate, Step, default_output, default_service};
pub use service::{EndpointOverride, Service, Setting};
pub use structure::{Group, Member, Structure};
pub use waiter::{Acceptor, Expected, ListTest, Matcher, PathStep, Waiter, written_path};

/// A declaration of any kind.
pub enum Model {
    Service(Box<Service>),
    Operation(Box<(Structure, Operation)>),
    Structure(Box<Structure>),
    Newtype(Box<Newtype>),
    StringEnum(StringEnum),
    IntEnum(IntEnum),
    Union(Box<Union>),
    ServiceError(ServiceError),
    Waiter(Box<Waiter>),
}

/// The path of the runtime: `::metering_core`, or the value of `crate = …`.
#[derive(Clone)]
pub struct Core(pub Option<Path>);

impl Core {
    /// The module that generated code calls.
    pub fn private(&self) -> TokenStream {
        let version = format_ident!("__private_{}", env!("CARGO_PKG_VERSION").replace(['.', '-', '+'], "_"));
        match &self.0 {
            Some(path) => quote!(#path::#version),
            None => quote!(::metering_core::#version),
        }
    }
}

/// The parts that every declared item has.
pub struct Item {
    pub core: Core,
    pub vis: Visibility,
    pub ident: Ident,
    /// The impls of serde's traits are requested.
    pub serde: bool,
}

/// A name on the wire, and the token that it comes from. A member's name appears unescaped in JSON.
pub struct Name {
    pub text: String,
    pub span: Span,
}
