//! The declared items as data, for a comparison with another model's.

use super::super::Text;
use super::layout::Argument;

/// A declared item.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub name: String,
    pub kind: ItemKind,
    /// `true` if a request can contain the item.
    pub sent: bool,
    /// The arguments of the item's attribute.
    pub arguments: Vec<String>,
    pub deprecated: Option<Text>,
    pub members: Vec<ItemMember>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ItemKind {
    Service,
    Operation,
    Structure,
    Union,
    Enum,
    Errors,
    Waiter,
}

/// A field or variant.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemMember {
    pub name: String,
    pub wire: Text,
    /// The type without the `Option` around it; empty for a value of an enum.
    pub ty: String,
    pub optional: bool,
    pub arguments: Vec<Argument>,
    pub deprecated: Option<Text>,
}

impl ItemMember {
    /// Describes a value of an enum.
    pub fn value(variant: &str, wire: Text, deprecated: &Option<Text>) -> Self {
        ItemMember {
            name: variant.to_owned(),
            wire,
            ty: String::new(),
            optional: true,
            arguments: Vec::new(),
            deprecated: deprecated.clone(),
        }
    }
}
