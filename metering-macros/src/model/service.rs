//! Services.

use proc_macro2::Ident;
use syn::{LitStr, Path};

use super::Item;

/// A service.
pub struct Service {
    pub item: Item,
    pub endpoint_prefix: LitStr,
    pub target_prefix: LitStr,
    /// The variant of the runtime's `JsonVersion`.
    pub json_version: Ident,
    pub error: Path,
    pub signing_name: Option<LitStr>,
    pub id: Option<LitStr>,
    pub query_compatible: bool,
    /// The maximum number of attempts, and the base of the backoff in milliseconds.
    pub retry: Option<(u32, u32)>,
    pub overrides: Vec<EndpointOverride>,
}

/// Settings that replace AWS's endpoint template.
pub struct EndpointOverride {
    /// `everywhere`, `partitions` or `regions`, and their names.
    pub scope: (&'static str, Vec<LitStr>),
    pub settings: Vec<Setting>,
}

/// A call of the runtime's builder.
pub struct Setting {
    pub method: &'static str,
    pub value: Option<LitStr>,
}
