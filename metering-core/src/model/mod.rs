//! Tools for AWS's service models: print declarations, check declarations against a model, and list
//! what changed between two models.
//!
//! AWS describes each of its services as data, in two formats: botocore's `service-2.json`, with
//! pagination, waiters and endpoint rules in files next to it, and Smithy's JSON AST.
//! [`Model::read`] reads both into one [`Model`]. From a model, [`declare()`] prints the source of
//! a module of declarations, [`check()`] lists how a declaration differs from the model, and
//! [`drift()`] lists the changes from one model to another. The binary `aws-model` offers `declare`
//! and `drift` on the command line.
//!
//! [`check()`] has an example. This module requires the feature `model`; a program that only calls
//! AWS doesn't need it.

mod check;
mod data;
mod declare;
mod docs;
mod drift;
mod endpoints;
mod error;
mod names;
mod pattern;
mod read;
mod text;

pub use check::{Checker, Difference, Differences, check};
pub use data::{
    AcceptorModel, Bounds, Comparator, EnumValue, ErrorModel, Http2, Kind, MatcherModel, MemberModel, Model,
    OperationModel, Pagination, ServiceModel, ShapeModel, WaiterModel, timestamp_format,
};
pub use declare::{DeclareOptions, declare};
pub use drift::{Change, Drift, drift};
pub use error::ModelError;
pub use text::Text;

pub use crate::waiter::WaiterState;
