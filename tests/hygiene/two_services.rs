//! Two services in one module.

use ::renamed::{ErrorMetadata, ServiceError, Shape, aws_operation, aws_service};
use ::std::clone::Clone;
use ::std::fmt::Debug;
use ::std::option::Option;
use ::std::string::String;

/// The first service.
#[aws_service(endpoint_prefix = "one", target_prefix = "One", json_version = "1.0", error = EitherError, crate = ::renamed)]
#[derive(Debug)]
pub struct One;

/// The second service.
#[aws_service(endpoint_prefix = "two", target_prefix = "Two", json_version = "1.1", error = EitherError, crate = ::renamed)]
#[derive(Debug)]
pub struct Two;

/// The errors of both services.
#[derive(Debug, ServiceError)]
#[aws(crate = ::renamed)]
pub enum EitherError {
    /// Any error.
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

/// A request to the first service.
#[aws_operation(action = "Get", service = One, output = GetOutput, crate = ::renamed)]
#[derive(Debug, Clone)]
pub struct GetOne {
    /// A name.
    pub name: String,
}

/// A request to the second service.
#[aws_operation(action = "Get", service = self::Two, output = self::GetOutput, crate = ::renamed)]
#[derive(Debug, Clone)]
pub struct GetTwo {
    /// A name.
    pub name: String,
}

/// The output of both operations.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
pub struct GetOutput {
    /// A name.
    pub name: Option<String>,
}

/// Two services named `Service`, each in its own module.
pub mod modules {
    /// The first service.
    pub mod one {
        use ::renamed::{aws_operation, aws_service};
        use ::std::fmt::Debug;

        /// The first service.
        #[aws_service(endpoint_prefix = "one", target_prefix = "One", json_version = "1.0", error = super::super::EitherError, crate = ::renamed)]
        #[derive(Debug)]
        pub struct Service;

        /// A request without members.
        #[aws_operation(action = "Get", output = (), crate = ::renamed)]
        #[derive(Debug)]
        pub struct Get;
    }

    /// The second service.
    pub mod two {
        use ::renamed::{aws_operation, aws_service};
        use ::std::fmt::Debug;

        /// The second service.
        #[aws_service(endpoint_prefix = "two", target_prefix = "Two", json_version = "1.0", error = super::super::EitherError, crate = ::renamed)]
        #[derive(Debug)]
        pub struct Service;

        /// A request without members.
        #[aws_operation(action = "Get", output = (), crate = ::renamed)]
        #[derive(Debug)]
        pub struct Get {}
    }
}
