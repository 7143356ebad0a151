//! What generated code calls. It is exported under a name that bears the version, so that nobody builds on it.

pub use core::default::Default;
pub use core::marker::{PhantomData, Sized};
pub use core::option::Option;
pub use core::result::Result;
pub use core::{convert, fmt, str};
pub use std::borrow::Cow;
pub use std::boxed::Box;
pub use std::string::String;
pub use std::vec::Vec;

pub use crate::credentials::CredentialsSource;
pub use crate::error::{ErrorInfo, ErrorMetadata, RetryKind, ServiceError};
pub use crate::operation::{Operation, OperationInfo};
pub use crate::paginate::{Paginated, PaginatedItems};
pub use crate::service::{JsonVersion, Service, ServiceInfo};
pub use crate::shape::{Constraints, MemberInfo, MemberTraits, Shape, ShapeInfo, ShapeKind};
pub use crate::types::{Document, MapKey, UnknownMember, UnknownValue};
pub use crate::validate::{Validate, ValidationError, Violations};
pub use crate::wire::{ReadError, Source, TimestampFormat, Writer};
