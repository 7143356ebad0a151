//! Declarations in functions and closures.

use ::std::clone::Clone;
use ::std::fmt::Debug;

/// Declares a service and an operation.
#[must_use]
pub fn inside() -> ::std::string::String {
    use ::renamed::{ErrorMetadata, ServiceError, Shape, aws_operation, aws_service};

    #[aws_service(endpoint_prefix = "inside", target_prefix = "Inside", json_version = "1.1", error = InsideError, crate = ::renamed)]
    struct Service;

    #[derive(Debug, ServiceError)]
    #[aws(crate = ::renamed)]
    enum InsideError {
        #[aws(other)]
        Unhandled(ErrorMetadata),
    }

    #[aws_operation(action = "GetInside", crate = ::renamed)]
    #[derive(Debug, Clone)]
    struct GetInside {
        #[aws(length = 1..=9, pattern = "^a")]
        name: ::std::string::String,
    }

    #[derive(Debug, Shape)]
    #[aws(crate = ::renamed)]
    struct GetInsideOutput {
        name: ::std::option::Option<::std::string::String>,
    }

    let call = |client: &::renamed::Client<Service>| GetInside::builder().name("a").send(client);
    let _ = call;
    let output = GetInsideOutput::builder().name(GetInside::builder().name("a").build().name).build();
    output.name.unwrap_or_default()
}
