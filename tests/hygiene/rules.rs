//! Declarations by `macro_rules!` macros, whose types, names, paths, ranges and literals come from
//! the caller.

use ::std::option::Option;
use ::std::string::String;
use ::std::vec::Vec;

use crate::every_key::Service;

macro_rules! operation {
    (
        $(#[$attribute:meta])*
        $name:ident($action:literal -> $output:ty) of $service:path {
            $($field:ident: $ty:ty = $wire:literal, $length:expr;)*
        } one of $first:ident, $second:ident, next $token:ident, items $items:ident of $item:ty
    ) => {
        $(#[$attribute])*
        #[::renamed::aws_operation(
            action = $action,
            service = $service,
            output = $output,
            paginate(input_token = $token, output_token = $token, items = $items, item = $item),
            crate = ::renamed
        )]
        #[aws(exactly_one_of($first, $second), check = no_rule)]
        #[derive(::std::fmt::Debug, ::std::clone::Clone)]
        pub struct $name {
            $(
                #[doc = ::std::concat!("`", $wire, "`")]
                #[aws(rename = $wire, length = $length)]
                pub $field: $ty,
            )*
        }

        fn no_rule(_: &$name, _: &mut ::renamed::Violations<'_>) {}
    };
}

macro_rules! shape {
    ($name:ident { $($field:ident: $ty:ty,)* } $list:ident: $each:ty) => {
        /// A structure.
        #[derive(::std::fmt::Debug, ::std::clone::Clone, ::renamed::Shape)]
        #[aws(crate = ::renamed, serde)]
        pub struct $name {
            $(
                /// A member.
                pub $field: $ty,
            )*
            /// A list.
            #[aws(length = 0..=9, each(length = 1..=9, pattern = "^[a-z]*$"))]
            pub $list: $each,
            /// A member that the macro names.
            #[aws(range = -1..=100, default = 3)]
            pub own: i32,
            /// A map.
            #[aws(keys(length = 1..), each(range = 1..))]
            pub map: Option<::std::collections::HashMap<String, i64>>,
        }
    };
}

macro_rules! text {
    ($name:ident($ty:ty), $length:expr, $pattern:literal) => {
        /// A constrained value.
        #[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, ::renamed::Shape)]
        #[aws(crate = ::renamed, length = $length, pattern = $pattern)]
        pub struct $name($ty);
    };
}

macro_rules! strings {
    ($name:ident: $($variant:ident = $value:literal),*) => {
        /// A string enum.
        #[derive(::std::fmt::Debug, ::std::clone::Clone, ::renamed::StringEnum)]
        #[aws(crate = ::renamed)]
        pub enum $name {
            $(
                /// A variant.
                #[aws(rename = $value)]
                $variant,
            )*
            /// A value that AWS adds later.
            #[aws(other)]
            Unknown(::renamed::UnknownValue),
        }
    };
}

macro_rules! numbers {
    ($name:ident: $($variant:ident = $value:literal),*) => {
        /// An int enum.
        #[derive(::std::fmt::Debug, ::std::clone::Clone, ::renamed::IntEnum)]
        #[aws(crate = ::renamed)]
        pub enum $name {
            $(
                /// A variant.
                #[aws(value = $value)]
                $variant,
            )*
            /// A value that AWS adds later.
            #[aws(other)]
            Unknown(i32),
        }
    };
}

macro_rules! union {
    ($name:ident: $($variant:ident($ty:ty)),*; $other:ty) => {
        /// A union.
        #[derive(::std::fmt::Debug, ::std::clone::Clone, ::renamed::Union)]
        #[aws(crate = ::renamed)]
        pub enum $name {
            $(
                /// A variant.
                $variant($ty),
            )*
            /// A value that AWS adds later.
            #[aws(other)]
            Unknown($other),
        }
    };
}

macro_rules! service {
    ($name:ident, $error:ident, $core:path; $($arguments:tt)*) => {
        /// A service.
        #[::renamed::aws_service(error = $error, crate = $core, $($arguments)*)]
        #[derive(::std::fmt::Debug)]
        pub struct $name;

        /// The errors of the service.
        #[derive(::std::fmt::Debug, ::renamed::ServiceError)]
        #[aws(crate = $core)]
        pub enum $error {
            /// A declared error.
            #[aws(retry = throttling)]
            Slow(::renamed::ErrorMetadata),
            /// A value that AWS adds later.
            #[aws(other)]
            Unhandled(::renamed::ErrorMetadata),
        }
    };
}

operation! {
    /// A request.
    ListRules("ListRules" -> Rules) of Service {
        name: Option<String> = "Name", 1..=9;
        token: Option<String> = "Token", ..=255;
        labels: Vec<String> = "Labels", ..=5;
    } one of name, token, next token, items names of Name
}
shape! {
    Rules { names: Vec<Name>, token: Option<String>, kind: Option<Kind>, level: Option<Level>, one: Option<One>, }
    labels: Vec<String>
}
text!(Name(::std::borrow::Cow<'static, str>), 1..=9, "^[a-z]+$");
text!(Label(String), ..=9, "");
strings!(Kind: A = "a", B = "b");
numbers!(Level: Low = 1, High = 2);
union!(One: Text(String), Number(i32); ::renamed::UnknownMember);
service! {
    RulesService, RulesError, ::renamed;
    endpoint_prefix = "rules", target_prefix = "Rules", json_version = "1.1", endpoint(region("us-east-1") = "rules"),
}

/// A constrained literal.
pub const NAME: Name = Name::from_static("name");

/// Uses the builders.
#[must_use]
pub fn build() -> ListRules {
    let rules = Rules::builder().names([NAME]).labels([""; 0]).build();
    ListRules::builder().name(rules.names[0].as_str()).labels([""; 0]).build()
}
