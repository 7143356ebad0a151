//! Enums: strings, numbers, unions and service errors.

use proc_macro2::Ident;
use syn::Type;

use super::{Item, Member, Name};

pub struct StringEnum {
    pub item: Item,
    pub values: Vec<(Ident, Name)>,
    /// The variant for everything that AWS adds later.
    pub other: Ident,
}

pub struct IntEnum {
    pub item: Item,
    pub values: Vec<(Ident, i32)>,
    pub other: Ident,
}

pub struct Union {
    pub item: Item,
    pub members: Vec<Member>,
    pub other: Ident,
}

/// The errors of a service.
pub struct ServiceError {
    pub item: Item,
    pub variants: Vec<ErrorVariant>,
    pub other: Ident,
}

pub struct ErrorVariant {
    pub ident: Ident,
    pub code: Name,
    /// `throttling` or `transient`.
    pub retry: Option<Ident>,
    pub server_fault: bool,
    /// The structure of the error's members.
    pub shape: Option<Type>,
}
