//! The items that generated code uses. They are exported under a name that contains the version, so
//! that hand-written code doesn't depend on them.

pub mod diagnostics;

pub use core::borrow::Borrow;
pub use core::cmp::PartialEq;
pub use core::convert::{AsRef, From, Into};
pub use core::marker::PhantomData;
pub use core::ops::FnMut;
pub use core::option::Option::{self, None, Some};
pub use core::primitive::{bool, f64, i32, i64, i128, str, u8, u64, usize};
pub use core::result::Result::{self, Err, Ok};
pub use core::str::FromStr;
pub use core::{convert, fmt};
pub use std::borrow::Cow;
pub use std::boxed::Box;
pub use std::error::Error as StdError;
pub use std::string::String;
pub use std::vec::Vec;

pub use metering_macros::Operation;
pub use serde;

pub use crate::builder::{
    Defaulted, IntoList, IntoMap, IsSet, Set, StringLike, Undefaulted, Unset, no_default,
};
pub use crate::call::Call;
pub use crate::client::Client;
pub use crate::credentials::CredentialsSource;
pub use crate::endpoint::{EndpointOverride, EndpointRules};
pub use crate::error::{ErrorInfo, ErrorMetadata, NoServiceError, RetryKind, ServiceError, position};
#[cfg(feature = "event-stream")]
pub use crate::event_stream::{AnyEventStream, Event, EventMember, NestedEvents};
#[cfg(not(feature = "event-stream"))]
pub use crate::no_event_stream::Event;
pub use crate::operation::{Operation, OperationInfo, PagesInfo};
pub use crate::output::Output;
pub use crate::paginate::next_page::{At, List, PageItems, PageTokens, Reach, items, last};
pub use crate::paginate::{DeclaredItems, NextPage, Paginated};
pub use crate::pattern::Pattern;
pub use crate::schema::{Constraints, MemberInfo, MemberTraits, ShapeInfo, ShapeKind};
pub use crate::serde::{deserialize, serialize};
pub use crate::service::{JsonVersion, Service, ServiceInfo};
pub use crate::shape::{Shape, Structure, read_from_str};
pub use crate::types::{Blob, Document, MapKey, Sensitive, UnknownMember, UnknownValue};
pub use crate::validate::bounds::{
    Bound, Limits, constant_maximum, constant_minimum, fraction, in_order, lengths_in_order, maximum,
    maximum_length, minimum, minimum_length, static_length, static_pattern,
};
pub use crate::validate::constraint::*;
pub use crate::validate::group::{at_least_one_of, at_most_one_of, exactly_one_of};
pub use crate::validate::{Validate, ValidationError, Violations, checked};
pub use crate::waiter::{Acceptor, Polled, Waiter, WaiterInfo, WaiterState, matchers};
pub use crate::wire::union::{no_member, read_union, write_unknown};
pub use crate::wire::{MemberNames, Members, ReadError, Source, TimestampFormat, Writer};

pub use diagnostics::{OtherToken, SameToken, Takes, Token};
