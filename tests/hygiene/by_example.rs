//! Declarations by `macro_rules!` macros, from tokens of the caller and tokens of the macro.

use ::renamed::{ErrorMetadata, ServiceError, Shape, StringEnum, UnknownValue, aws_operation, aws_service};
use ::std::clone::Clone;
use ::std::fmt::Debug;
use ::std::option::Option;
use ::std::string::String;
use ::std::vec::Vec;

macro_rules! service {
    ($(#[$meta:meta])* $vis:vis $service:ident, $prefix:literal, $error:ident) => {
        $(#[$meta])*
        #[aws_service(
            endpoint_prefix = $prefix,
            target_prefix = "ByExample",
            json_version = "1.0",
            error = $error,
            crate = ::renamed
        )]
        #[derive(Debug, Clone, Copy)]
        $vis struct $service;

        /// The errors of the service.
        #[derive(Debug, ServiceError)]
        #[aws(crate = ::renamed)]
        #[non_exhaustive]
        $vis enum $error {
            /// Too many requests.
            #[aws(retry = throttling)]
            Throttling(ErrorMetadata),
            /// Any other error.
            #[aws(other)]
            Unhandled(ErrorMetadata),
        }
    };
}

macro_rules! operation {
    (
        $(#[$meta:meta])*
        $vis:vis $name:ident($action:literal, $service:path) -> $output:ty {
            $($(#[$member_meta:meta])* $member:ident: $ty:ty $(= $default:expr)?, $length:expr;)*
        }
    ) => {
        $(#[$meta])*
        #[aws_operation(action = $action, service = $service, output = $output, crate = ::renamed)]
        #[derive(Debug, Clone)]
        $vis struct $name {
            $(
                $(#[$member_meta])*
                #[aws(length = $length)]
                $(#[aws(default = $default)])?
                $vis $member: $ty,
            )*
        }
    };
}

macro_rules! shapes {
    ($($vis:vis struct $name:ident { $($member:ident: $ty:ty),* $(,)? })*) => { $(
        /// A union.
        #[derive(Debug, Clone, Shape)]
        #[aws(crate = ::renamed)]
        $vis struct $name {
            $(
                /// A member.
                $vis $member: $ty,
            )*
        }
    )* };
}

// The macro chooses the names, so two uses declare the same names in two modules.
macro_rules! module {
    ($module:ident, $($variant:ident = $value:literal),*) => {
        /// Shapes.
        pub mod $module {
            use ::renamed::{Shape, StringEnum, UnknownValue};
            use ::std::clone::Clone;
            use ::std::fmt::Debug;
            use ::std::string::String;

            /// A name.
            #[derive(Debug, Clone, Shape)]
            #[aws(length = 1..=9, pattern = "^[a-z]+$", crate = ::renamed)]
            pub struct Name(String);

            /// A kind.
            #[derive(Debug, Clone, StringEnum)]
            #[aws(crate = ::renamed)]
            pub enum Kind {
                $(
                    /// A value.
                    #[aws(rename = $value)]
                    $variant,
                )*
                /// A value that AWS adds later.
                #[aws(other)]
                Unknown(UnknownValue),
            }
        }
    };
}

service!(
    /// The first operation.
    pub First, "first", FirstError
);
service!(
    /// The second operation.
    pub(crate) Second, "second", SecondError
);

operation! {
    /// A request.
    pub PutThing("PutThing", First) -> Thing {
        /// A name.
        thing_name: String, 1..=9;
        /// A key.
        tags: Option<Vec<String>>, ..=3;
        /// A member with a default.
        stage: String = ::std::convert::From::from("live"), 1..;
    }
}

operation! {
    /// A request to the other service.
    pub(crate) PutElsewhere("PutThing", self::Second) -> () {
        /// A name.
        thing_name: String, 1..=9;
    }
}

shapes! {
    pub struct Thing { thing_name: Option<String>, inner: Option<Inner> }
    pub struct Inner { kind: Option<reds::Kind> }
}

module!(reds, Red = "red", Rose = "rose");
module!(blues, Blue = "blue");

/// A string enum that is declared without a macro.
#[derive(Debug, Clone, StringEnum)]
#[aws(crate = ::renamed)]
pub enum Plain {
    /// A value.
    #[deprecated = "is `Newer`"]
    Older,
    /// A value.
    #[cfg(not(target_family = "wasm"))]
    Newer,
    /// A value that is not compiled.
    #[cfg(target_family = "wasm")]
    #[aws(no_such_key)]
    Never,
    /// A value that AWS adds later.
    #[aws(other)]
    Unknown(UnknownValue),
}

/// Builds the requests.
#[must_use]
pub fn requests() -> (PutThing, String) {
    let elsewhere = PutElsewhere::builder().thing_name("a").build();
    (PutThing::builder().thing_name("a").set_tags(Option::None).build(), elsewhere.thing_name)
}
