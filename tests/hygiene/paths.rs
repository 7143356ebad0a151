//! `Self` and `self` in attributes, and two items with one name.

use ::std::collections::HashMap;
use ::std::string::String;
use ::std::vec::Vec;

use ::renamed::{Shape, Violations};

/// A limit.
pub const LIMIT: i32 = 4;

fn split(names: &str) -> Vec<String> {
    ::std::iter::Iterator::collect(::std::iter::Iterator::map(names.split(','), ::std::convert::Into::into))
}

/// Labels.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
#[aws(crate = ::renamed, length = ..=Self::MOST)]
pub struct Labels(HashMap<String, String>);

impl Labels {
    const MOST: u64 = 2;
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
#[aws(crate = ::renamed, check = Self::check)]
pub struct Asked {
    /// A default from a constant of the module.
    #[aws(default = self::LIMIT)]
    pub limit: i32,
    /// A default from a constant of the type.
    #[aws(range = 1..=Self::MOST, default = Self::LEAST)]
    pub count: i32,
    /// A default from a call with arguments.
    #[aws(length = 1..=2, default = split("a,b"))]
    pub names: Vec<String>,
    /// A map with constrained keys.
    #[aws(keys(length = 1..=3))]
    pub labels: ::std::option::Option<Labels>,
}

impl Asked {
    const LEAST: i32 = 1;
    const MOST: i32 = 5;

    fn check(&self, violations: &mut Violations<'_>) {
        if self.limit == self.count {
            violations.member("Count").push("is the limit");
        }
    }
}

macro_rules! twins {
    ($name:ident) => {
        /// A module with a request.
        pub mod request {
            /// A module with a request.
            #[derive(Debug, ::renamed::Shape)]
            #[aws(crate = ::renamed)]
            pub struct $name {
                /// A member.
                pub a: i32,
            }
        }
        /// A module with a union.
        pub mod state {
            /// A module with a union.
            #[derive(Debug, ::renamed::StringEnum)]
            #[aws(crate = ::renamed)]
            pub enum $name {
                /// A value.
                On,
                /// A member that AWS adds later.
                #[aws(other)]
                Unknown(::renamed::UnknownValue),
            }
        }
    };
}
twins!(Tag);
