//! The plain data that a model consists of, whichever format it was read from.

use std::collections::BTreeMap;

use super::{ModelError, Text, names};
use crate::service::JsonVersion;
use crate::waiter::WaiterState;
use crate::wire::TimestampFormat;

/// A service as AWS describes it.
#[derive(Debug, Clone)]
pub struct Model {
    /// The service.
    pub service: ServiceModel,
    /// The operations by name.
    pub operations: BTreeMap<String, OperationModel>,
    /// The shapes that operations and other shapes refer to, by name.
    pub shapes: BTreeMap<String, ShapeModel>,
}

/// The properties of a service.
#[derive(Debug, Clone)]
pub struct ServiceModel {
    /// The service id, such as `Marketplace Metering`.
    pub id: Text,
    /// The full name, such as `AWSMarketplace Metering`.
    pub title: Text,
    /// The version of the API, a date.
    pub api_version: Text,
    /// The documentation as HTML.
    pub documentation: Text,
    /// The first part of the host names.
    pub endpoint_prefix: Text,
    /// The service's name in the signing scope.
    pub signing_name: Text,
    /// The part of `X-Amz-Target` before the operation.
    pub target_prefix: Text,
    /// The version of AWS JSON.
    pub json_version: JsonVersion,
    /// `true` if the service also reports the error codes of the Query protocol.
    pub query_compatible: bool,
    /// The operations that the service offers only over HTTP/2.
    pub http2: Http2,
    /// The endpoint rule set as JSON.
    pub endpoint_rules: Option<serde_json::Value>,
}

/// The operations of a service that need HTTP/2.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Http2 {
    /// No operation needs HTTP/2.
    #[default]
    Optional,
    /// Operations with an event stream need HTTP/2.
    EventStreams,
    /// All operations need HTTP/2.
    Required,
}

/// An operation.
#[derive(Debug, Clone, Default)]
pub struct OperationModel {
    /// The documentation as HTML.
    pub documentation: Text,
    /// The reason for a deprecation, which may be empty.
    pub deprecated: Option<Text>,
    /// The name of the input structure.
    pub input: Option<String>,
    /// The name of the output structure.
    pub output: Option<String>,
    /// The names of the error structures.
    pub errors: Vec<String>,
    /// The prefix of the host name, with a `{Label}` for each member in it.
    pub host_prefix: Option<Text>,
    /// `true` if requests are sent without a signature.
    pub unsigned: bool,
    /// `true` if requests may be compressed with gzip.
    pub compressed: bool,
    /// `true` if the endpoint must be requested from the service first.
    pub discovers_endpoint: bool,
    /// The pagination of the output.
    pub pagination: Option<Pagination>,
    /// The waiters that poll this operation.
    pub waiters: Vec<WaiterModel>,
}

/// The pagination of an operation. Paths are JMESPath expressions over wire names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pagination {
    /// The members of the input that take the tokens.
    pub input_tokens: Vec<Text>,
    /// The paths of the tokens in the output.
    pub output_tokens: Vec<Text>,
    /// The paths of the lists of items in the output.
    pub items: Vec<Text>,
    /// The path of the member that is `true` if there are more pages.
    pub more: Option<Text>,
    /// `true` if the model's format can express `more`. Smithy's format can't.
    pub expresses_more: bool,
}

/// A waiter: a condition that is polled for with an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct WaiterModel {
    /// The name, such as `TableExists`.
    pub name: Text,
    /// The documentation as HTML.
    pub documentation: Text,
    /// The reason for a deprecation, which may be empty.
    pub deprecated: Option<Text>,
    /// The minimum delay between two attempts, in seconds.
    pub min_delay: u64,
    /// The maximum delay between two attempts, in seconds.
    pub max_delay: u64,
    /// The maximum number of attempts, which only botocore's format has.
    pub max_attempts: Option<u64>,
    /// The acceptors. The first that matches decides.
    pub acceptors: Vec<AcceptorModel>,
}

/// A matcher and the state that the waiter enters if it matches.
#[derive(Debug, Clone, PartialEq)]
pub struct AcceptorModel {
    /// The next state of the waiter.
    pub state: WaiterState,
    /// The condition.
    pub matcher: MatcherModel,
}

/// The condition of an acceptor.
#[derive(Debug, Clone, PartialEq)]
pub enum MatcherModel {
    /// A JMESPath expression over the output, compared with a value.
    Output {
        /// The expression.
        path: Text,
        /// The comparison.
        comparator: Comparator,
        /// The expected value.
        expected: Text,
    },
    /// A JMESPath expression over `input` and `output`, compared with a value.
    InputOutput {
        /// The expression.
        path: Text,
        /// The comparison.
        comparator: Comparator,
        /// The expected value.
        expected: Text,
    },
    /// `true` matches any output, `false` any modeled error.
    Success(bool),
    /// The code of an error.
    Error(Text),
    /// The HTTP status of the response.
    Status(u64),
}

/// The comparison of a waiter's path with the expected value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparator {
    /// The value is equal to the expected text.
    StringEquals,
    /// The value is equal to the expected `true` or `false`.
    BooleanEquals,
    /// The list is not empty, and all items are equal to the expected text.
    AllStringEquals,
    /// At least one item of the list is equal to the expected text.
    AnyStringEquals,
}

/// A shape.
#[derive(Debug, Clone)]
pub struct ShapeModel {
    /// The name without a namespace.
    pub name: String,
    /// The documentation as HTML.
    pub documentation: Text,
    /// The kind, with members and values.
    pub kind: Kind,
    /// The constraints on values.
    pub bounds: Bounds,
    /// `true` if values are secret.
    pub sensitive: bool,
    /// The reason for a deprecation, which may be empty.
    pub deprecated: Option<Text>,
    /// The format of timestamps, if the model states it for the shape.
    pub timestamp: Option<TimestampFormat>,
    /// `true` if the shape has a default of 0 or `false`, like the unboxed numbers of older models.
    pub zero_by_default: bool,
    /// The properties of an error, or `None` if the shape is not an error.
    pub error: Option<ErrorModel>,
}

impl ShapeModel {
    /// Creates a shape without traits.
    pub fn new(name: impl Into<String>, kind: Kind) -> Self {
        ShapeModel {
            name: name.into(),
            documentation: Text::default(),
            kind,
            bounds: Bounds::default(),
            sensitive: false,
            deprecated: None,
            timestamp: None,
            zero_by_default: false,
            error: None,
        }
    }
}

/// The kinds of shapes in Smithy.
#[derive(Debug, Clone)]
pub enum Kind {
    /// `true` or `false`.
    Boolean,
    /// An integer of 8, 16, 32 or 64 bits.
    Integer(u8),
    /// A floating-point number of 32 or 64 bits.
    Float(u8),
    /// A number of any size.
    BigNumber,
    /// A string.
    String,
    /// An open set of strings.
    Enum(Vec<EnumValue<Text>>),
    /// An open set of integers.
    IntEnum(Vec<EnumValue<i32>>),
    /// Bytes.
    Blob,
    /// A point in time.
    Timestamp,
    /// Any JSON.
    Document,
    /// A list.
    List {
        /// The items.
        item: Box<MemberModel>,
        /// `true` if items may be `null`.
        sparse: bool,
    },
    /// A map.
    Map {
        /// The keys.
        key: Box<MemberModel>,
        /// The values.
        value: Box<MemberModel>,
        /// `true` if values may be `null`.
        sparse: bool,
    },
    /// A structure with these members.
    Structure(Vec<MemberModel>),
    /// A union of these members.
    Union(Vec<MemberModel>),
    /// A stream of these events and exceptions.
    EventStream(Vec<MemberModel>),
}

impl Kind {
    /// Returns the kind of a simple type by its name in Smithy or botocore, such as `integer`.
    pub fn simple(name: &str) -> Option<Kind> {
        Some(match name {
            "boolean" => Kind::Boolean,
            "byte" => Kind::Integer(8),
            "short" => Kind::Integer(16),
            "integer" => Kind::Integer(32),
            "long" => Kind::Integer(64),
            "float" => Kind::Float(32),
            "double" => Kind::Float(64),
            "bigInteger" | "bigDecimal" | "biginteger" | "bigdecimal" => Kind::BigNumber,
            "string" | "character" => Kind::String,
            "blob" => Kind::Blob,
            "timestamp" => Kind::Timestamp,
            "document" => Kind::Document,
            _ => return None,
        })
    }
}

/// A value of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumValue<T> {
    /// The value on the wire.
    pub value: T,
    /// The value's name in the model.
    pub name: Option<Text>,
    /// The documentation as HTML.
    pub documentation: Text,
    /// The reason for a deprecation, which may be empty.
    pub deprecated: Option<Text>,
}

/// A reference to a shape as a member, item, key or value, with the traits that apply there.
#[derive(Debug, Clone, Default)]
pub struct MemberModel {
    /// The name on the wire; empty for items, keys and values.
    pub name: Text,
    /// The name of the shape.
    pub shape: String,
    /// The documentation as HTML.
    pub documentation: Text,
    /// `true` if an event has the member outside of its JSON: as a header, or as the payload.
    pub outside_json: bool,
    /// `true` if the member is required.
    pub required: bool,
    /// The value that replaces a missing member.
    pub default: Option<serde_json::Value>,
    /// The reason for a deprecation, which may be empty.
    pub deprecated: Option<Text>,
    /// The constraints that replace the shape's constraints.
    pub bounds: Bounds,
    /// The format of timestamps, if the model states it for the member.
    pub timestamp: Option<TimestampFormat>,
    /// `true` if the client fills in a fresh token.
    pub idempotency_token: bool,
    /// `true` if the member is part of the host name.
    pub host_label: bool,
    /// `true` if the member is a string that contains JSON.
    pub json_value: bool,
}

/// Constraints on values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bounds {
    /// The minimum and maximum length, in code points, bytes or entries.
    pub length: (Option<u64>, Option<u64>),
    /// The minimum and maximum number.
    pub range: (Option<f64>, Option<f64>),
    /// The pattern.
    pub pattern: Option<Text>,
}

impl Bounds {
    /// Returns these constraints, completed with `other`.
    pub(super) fn or(&self, other: &Bounds) -> Bounds {
        let Bounds { length, range, pattern } = self.clone();
        Bounds {
            length: if length == (None, None) { other.length } else { length },
            range: if range == (None, None) { other.range } else { range },
            pattern: pattern.or_else(|| other.pattern.clone()),
        }
    }
}

/// The properties of an error.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ErrorModel {
    /// The code on the wire.
    pub code: String,
    /// The kind of retry, or `None` if the error is not retried.
    pub retry: Option<crate::RetryKind>,
    /// `true` if the service is at fault, `false` if the caller is.
    pub server_fault: bool,
}

/// The operations that repeat the token after the last page, by service ID. AWS documents this
/// behavior only in the API reference, not in the models.
const STOPS_ON_SAME_TOKEN: [(&str, &str); 1] = [("CloudWatch Logs", "GetLogEvents")];

impl Model {
    /// Returns `true` if an operation is known to repeat the token after the last page.
    pub(super) fn stops_on_same_token(&self, action: &str) -> bool {
        STOPS_ON_SAME_TOKEN.contains(&(self.service.id.as_str(), action))
    }

    /// Returns the shape of this name.
    pub(super) fn shape(&self, name: &str) -> Result<&ShapeModel, ModelError> {
        self.shapes.get(name).ok_or_else(|| ModelError::new(format!("the model has no shape `{name}`")))
    }

    /// Returns the members of a structure, or none if there is no structure.
    pub(super) fn members(&self, structure: Option<&str>) -> &[MemberModel] {
        match structure.and_then(|name| self.shapes.get(name)).map(|shape| &shape.kind) {
            Some(Kind::Structure(members)) => members,
            _ => &[],
        }
    }

    /// Returns `true` if a member of a stream is an exception, which becomes a declared error.
    pub(super) fn is_exception(&self, member: &MemberModel) -> bool {
        self.shapes.get(&member.shape).is_some_and(|shape| shape.error.is_some())
    }

    /// Returns the format of a member's timestamps, including those in lists and maps; `None` if it
    /// has none.
    pub(super) fn timestamp(&self, member: &MemberModel) -> Option<TimestampFormat> {
        self.timestamp_within(member, None)
    }

    /// Returns the format of a member of a list or map that may have a format, too.
    fn timestamp_within(
        &self,
        member: &MemberModel,
        outer: Option<TimestampFormat>,
    ) -> Option<TimestampFormat> {
        let shape = self.shapes.get(&member.shape)?;
        let own = member.timestamp.or(shape.timestamp).or(outer);
        match &shape.kind {
            Kind::Timestamp => Some(own.unwrap_or_default()),
            Kind::List { item, .. } => self.timestamp_within(item, own),
            Kind::Map { value, .. } => self.timestamp_within(value, own),
            _ => None,
        }
    }

    /// Returns the operation of this name.
    ///
    /// # Errors
    /// Returns an error if the model has no such operation. The error suggests a similar name.
    pub fn operation(&self, name: &str) -> Result<&OperationModel, ModelError> {
        self.operations.get(name).ok_or_else(|| {
            let known = self.operations.keys().map(String::as_str);
            let hint = names::suggestion(known, name, name.len().div_ceil(3));
            ModelError::new(format!("{} has no operation `{name}`{hint}", self.service.id.line()))
        })
    }

    /// Returns the requested operations, or all of them if `names` is empty.
    pub(super) fn select<'a>(
        &'a self,
        names: &'a [String],
    ) -> Result<Vec<(&'a str, &'a OperationModel)>, ModelError> {
        if names.is_empty() {
            return Ok(self.operations.iter().map(|(name, operation)| (name.as_str(), operation)).collect());
        }
        let mut unknown = Vec::new();
        let mut selected = Vec::new();
        for name in names {
            match self.operation(name) {
                Ok(_) if selected.iter().any(|(known, _)| known == name) => {}
                Ok(operation) => selected.push((name.as_str(), operation)),
                Err(error) => unknown.push(error),
            }
        }
        if unknown.is_empty() { Ok(selected) } else { Err(ModelError::join(unknown)) }
    }
}

/// Returns the timestamp format by its name in Smithy or botocore.
pub fn timestamp_format(name: &str) -> Option<TimestampFormat> {
    match name {
        "epoch-seconds" | "unixTimestamp" => Some(TimestampFormat::EpochSeconds),
        "date-time" | "iso8601" => Some(TimestampFormat::DateTime),
        "http-date" | "rfc822" => Some(TimestampFormat::HttpDate),
        _ => None,
    }
}
