//! Private fields without documentation. Their setters are public, so the macros document the
//! setters.

use ::renamed::{Sensitive, Shape, aws_operation};
use ::std::clone::Clone;
use ::std::fmt::Debug;
use ::std::option::Option;
use ::std::string::String;
use ::std::vec::Vec;

use crate::every_key::Service;

/// A request.
#[aws_operation(action = "GetKept", service = Service, output = Kept, crate = ::renamed)]
#[derive(Debug, Clone)]
pub struct GetKept {
    required: String,
    optional: Option<String>,
    pub(crate) r#type: Option<Vec<Kept>>,
    #[doc(alias = "named")]
    #[aws(default)]
    by_default: i32,
    send: Option<String>,
    #[deprecated]
    old: Option<String>,
}

/// An output.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
pub struct Kept {
    secret: Sensitive<String>,
    pub(crate) inner: Option<String>,
    /// A documented member.
    pub number: Option<i32>,
}

/// Reads the private members, so that they are not dead code.
#[must_use]
#[allow(deprecated)]
pub fn read(request: &GetKept, kept: &Kept) -> bool {
    let _ = (&request.required, &request.optional, &request.by_default, &request.send, &request.old);
    request.r#type.is_some() && kept.secret.expose().is_empty() && kept.inner.is_some()
}
