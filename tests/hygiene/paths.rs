//! Where `Self` and `self` lead in an attribute, and what two items of one name are.

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

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
#[aws(crate = ::renamed, check = Self::check)]
pub struct Asked {
    /// From the module.
    #[aws(default = self::LIMIT)]
    pub limit: i32,
    /// From the type.
    #[aws(range = 1..=Self::MOST, default = Self::LEAST)]
    pub count: i32,
    /// By a call, whose argument is not the value.
    #[aws(length = 1..=2, default = split("a,b"))]
    pub names: Vec<String>,
    /// The keys of what is a map.
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
        /// One.
        pub mod request {
            /// One.
            #[derive(Debug, ::renamed::Shape)]
            #[aws(crate = ::renamed)]
            pub struct $name {
                /// A member.
                pub a: i32,
            }
        }
        /// The other.
        pub mod state {
            /// The other.
            #[derive(Debug, ::renamed::StringEnum)]
            #[aws(crate = ::renamed)]
            pub enum $name {
                /// A value.
                On,
                /// Newer.
                #[aws(other)]
                Unknown(::renamed::UnknownValue),
            }
        }
    };
}
twins!(Tag);
