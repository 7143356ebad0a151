//! Structures and their members.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::{Attribute, Expr, Path, Type};

use super::{Constraints, Item, Name};
use crate::ty::{events, inner, is_nearly_option};

/// A structure.
pub struct Structure {
    pub item: Item,
    pub members: Vec<Member>,
    pub groups: Vec<Group>,
    pub check: Option<Path>,
}

impl Structure {
    /// Returns the members that must be set.
    pub fn required(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.required())
    }

    /// Returns the names of all fields, without `r#`.
    pub fn field_names(&self) -> Vec<String> {
        self.members.iter().map(|member| member.ident.unraw().to_string()).collect()
    }

    /// Returns the member with the events of a response.
    pub fn event_stream(&self) -> Option<&Member> {
        self.members.iter().find(|member| member.is_event_stream())
    }

    /// Returns the member of this name, with or without `r#`.
    pub fn member(&self, field: &Ident) -> Option<&Member> {
        let name = field.unraw();
        self.members.iter().find(|member| member.ident.unraw() == name)
    }
}

/// A member of a structure or of a union.
pub struct Member {
    pub ident: Ident,
    /// `#[doc]` and `#[deprecated]`, which the setter repeats.
    pub shown: Vec<Attribute>,
    pub ty: Type,
    pub wire: Name,
    pub constraints: Constraints,
    /// `default`, or `default = expr`.
    pub default: Option<Option<Expr>>,
    pub idempotency_token: bool,
    pub host_label: bool,
    /// The variant of the runtime's `TimestampFormat`.
    pub timestamp: Option<&'static str>,
    pub json_value: bool,
}

impl Member {
    /// Returns `true` if the type is an `Option`, or a misspelled or incomplete one.
    pub fn optional(&self) -> bool {
        inner(&self.ty, "Option").is_some() || is_nearly_option(&self.ty)
    }

    /// Returns `true` if the member holds the events of a response.
    pub fn is_event_stream(&self) -> bool {
        events(&self.ty).is_some()
    }

    pub fn required(&self) -> bool {
        self.default.is_none() && !self.optional()
    }
}

/// A rule about several members.
pub struct Group {
    /// `exactly_one_of`, `at_most_one_of` or `at_least_one_of`.
    pub key: Ident,
    pub fields: Vec<Ident>,
}
