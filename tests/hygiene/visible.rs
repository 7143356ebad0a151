//! Items of each visibility, and items without members.

use ::renamed::{Shape, StringEnum, UnknownValue, aws_operation};
use ::std::clone::Clone;
use ::std::fmt::Debug;
use ::std::option::Option;
use ::std::string::String;

use crate::every_key::Service;

#[aws_operation(action = "PutPrivate", output = (), crate = ::renamed)]
#[derive(Debug, Clone)]
struct PutPrivate {
    name: String,
    kind: Option<Kind>,
}

#[derive(Debug, Clone, StringEnum)]
#[aws(crate = ::renamed)]
enum Kind {
    Private,
    #[aws(other)]
    Unknown(UnknownValue),
}

#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed, length = 1..=3)]
struct Text(String);

mod inner {
    use ::renamed::{Shape, aws_operation};
    use ::std::clone::Clone;
    use ::std::fmt::Debug;
    use ::std::string::String;

    use crate::every_key::Service;

    #[aws_operation(action = "PutCrate", output = (), crate = ::renamed)]
    #[derive(Debug, Clone)]
    pub(crate) struct PutCrate {
        pub(crate) name: String,
    }

    #[derive(Debug, Clone, Shape)]
    #[aws(crate = ::renamed)]
    pub(in crate::visible) struct Super {
        pub(super) name: String,
    }
}

/// A request without members.
#[aws_operation(action = "PutUnit", output = Empty, crate = ::renamed)]
#[derive(Debug, Clone, Copy, Default)]
pub struct PutUnit;

/// A request without members, in braces.
#[aws_operation(action = "PutEmpty", output = Empty, crate = ::renamed)]
#[derive(Debug, Clone, Copy, Default)]
pub struct PutEmpty {}

/// An output without members.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Shape)]
#[aws(crate = ::renamed)]
pub struct Empty {}

/// A request with only optional members.
#[aws_operation(action = "PutOptional", output = Empty, crate = ::renamed)]
#[derive(Debug, Clone, Default)]
pub struct PutOptional {
    /// A name.
    pub name: Option<String>,
}

/// Uses the private items.
#[must_use]
pub fn build() -> String {
    let private = PutPrivate::builder().name("a").kind(Kind::Private).build();
    let unit = ::std::format!(
        "{:?}{:?}{:?}",
        PutUnit::builder().build(),
        PutEmpty::builder().build(),
        Text::from("a")
    );
    let inner = inner::PutCrate::builder().name(private.name).build();
    let inner = inner::Super::builder().name(inner.name + &unit).build();
    match private.kind {
        Option::Some(Kind::Private) => inner.name,
        _ => Text::from("none").as_str().into(),
    }
}

use ::std::cmp::{Eq, PartialEq};
use ::std::convert::{From, Into};
use ::std::default::Default;
use ::std::marker::Copy;
