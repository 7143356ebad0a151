//! Two services side by side.

use ::renamed::{ErrorMetadata, ServiceError, Shape, aws_operation, aws_service};
use ::std::clone::Clone;
use ::std::fmt::Debug;
use ::std::option::Option;
use ::std::string::String;

/// One.
#[aws_service(endpoint_prefix = "one", target_prefix = "One", json_version = "1.0", error = EitherError, crate = ::renamed)]
#[derive(Debug)]
pub struct One;

/// The other.
#[aws_service(endpoint_prefix = "two", target_prefix = "Two", json_version = "1.1", error = EitherError, crate = ::renamed)]
#[derive(Debug)]
pub struct Two;

/// Errors of both.
#[derive(Debug, ServiceError)]
#[aws(crate = ::renamed)]
pub enum EitherError {
    /// Any.
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

/// A request to one.
#[aws_operation(action = "Get", service = One, output = Answer, crate = ::renamed)]
#[derive(Debug, Clone)]
pub struct GetOne {
    /// A name.
    pub name: String,
}

/// A request to the other.
#[aws_operation(action = "Get", service = self::Two, output = self::Answer, crate = ::renamed)]
#[derive(Debug, Clone)]
pub struct GetTwo {
    /// A name.
    pub name: String,
}

/// An answer of both.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
pub struct Answer {
    /// A name.
    pub name: Option<String>,
}

/// In modules of their own, where each is called `Service`.
pub mod modules {
    /// One.
    pub mod one {
        use ::renamed::{aws_operation, aws_service};
        use ::std::fmt::Debug;

        /// One.
        #[aws_service(endpoint_prefix = "one", target_prefix = "One", json_version = "1.0", error = super::super::EitherError, crate = ::renamed)]
        #[derive(Debug)]
        pub struct Service;

        /// A request without members.
        #[aws_operation(action = "Get", output = (), crate = ::renamed)]
        #[derive(Debug)]
        pub struct Get;
    }

    /// The other.
    pub mod two {
        use ::renamed::{aws_operation, aws_service};
        use ::std::fmt::Debug;

        /// The other.
        #[aws_service(endpoint_prefix = "two", target_prefix = "Two", json_version = "1.0", error = super::super::EitherError, crate = ::renamed)]
        #[derive(Debug)]
        pub struct Service;

        /// A request without members.
        #[aws_operation(action = "Get", output = (), crate = ::renamed)]
        #[derive(Debug)]
        pub struct Get {}
    }
}
