//! AWS's service models: read them, print declarations, hold declarations against them, tell what
//! changed.
//!
//! AWS describes each of its services as data, in two formats: botocore's `service-2.json` (with
//! paginators and endpoint rules in files beside it) and Smithy's JSON AST. [`Model::read`] takes
//! either and makes one [`Model`] of it, which is plain data. From a model, [`declare()`] prints
//! the source of a module of declarations; [`check()`] finds what a declaration says otherwise than
//! a model; [`drift()`] tells what changed from one model to the next. The binary `aws-model` does
//! the first and the last from the command line.
//!
//! All of it sits behind the feature `model`: a program that calls AWS has no need of it.

mod botocore;
mod check;
mod declare;
mod docs;
mod drift;
mod endpoints;
mod json;
mod mixins;
mod names;
mod pattern;
mod smithy;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::service::JsonVersion;
use crate::wire::TimestampFormat;

pub use check::{Checker, Difference, Differences, check};
pub use declare::{DeclareOptions, declare};
pub use drift::{Change, Drift, drift};

/// A service as AWS describes it.
#[derive(Debug, Clone)]
pub struct Model {
    /// The service itself.
    pub service: ServiceModel,
    /// Its operations by name.
    pub operations: BTreeMap<String, OperationModel>,
    /// The shapes that operations and other shapes name.
    pub shapes: BTreeMap<String, ShapeModel>,
}

/// What a model says of the service as a whole.
#[derive(Debug, Clone)]
pub struct ServiceModel {
    /// The service id, as `Marketplace Metering`.
    pub id: String,
    /// The full name, as `AWSMarketplace Metering`.
    pub title: String,
    /// The version of the API, a date.
    pub api_version: String,
    /// HTML.
    pub documentation: String,
    /// What host names begin with.
    pub endpoint_prefix: String,
    /// The name in the signing scope.
    pub signing_name: String,
    /// What stands before the operation in `X-Amz-Target`.
    pub target_prefix: String,
    /// The version of AWS JSON.
    pub json_version: JsonVersion,
    /// Whether it reports the error codes of the Query protocol beside its own.
    pub query_compatible: bool,
    /// The endpoint rule set, as AWS writes it.
    pub endpoint_rules: Option<serde_json::Value>,
}

/// An operation.
#[derive(Debug, Clone, Default)]
pub struct OperationModel {
    /// HTML.
    pub documentation: String,
    /// The reason, where it is deprecated; empty where the model gives none.
    pub deprecated: Option<String>,
    /// The structure that is sent.
    pub input: Option<String>,
    /// The structure that is answered.
    pub output: Option<String>,
    /// The structures of its errors.
    pub errors: Vec<String>,
    /// What stands before the host, with `{Label}`s that name members.
    pub host_prefix: Option<String>,
    /// Whether requests are sent unsigned.
    pub unsigned: bool,
    /// Whether requests may be compressed by gzip.
    pub compressed: bool,
    /// How its answer is paged.
    pub pagination: Option<Pagination>,
    /// The names of its waiters, which this crate does not have.
    pub waiters: Vec<String>,
}

/// How an operation is paged. Paths are JMESPath expressions over wire names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pagination {
    /// The members of the input that take the tokens.
    pub input_tokens: Vec<String>,
    /// Where the output has them.
    pub output_tokens: Vec<String>,
    /// Where the output has the items of a page; several where it has several lists.
    pub items: Vec<String>,
    /// Where the output says whether there are more pages, if anywhere.
    pub more: Option<String>,
    /// Whether the model would tell of `more`: Smithy's format has no word for it.
    pub tells_more: bool,
}

/// A shape.
#[derive(Debug, Clone)]
pub struct ShapeModel {
    /// The name, without a namespace.
    pub name: String,
    /// HTML.
    pub documentation: String,
    /// The kind, with members and values.
    pub kind: Kind,
    /// What is demanded of values.
    pub bounds: Bounds,
    /// Whether values are secret.
    pub sensitive: bool,
    /// The reason, where it is deprecated; empty where the model gives none.
    pub deprecated: Option<String>,
    /// How timestamps of this shape are written, where the model says so.
    pub timestamp: Option<TimestampFormat>,
    /// Whether the shape itself has a default of 0 or `false`, as the unboxed numbers of older
    /// models have.
    pub zero_by_default: bool,
    /// What makes it an error, if it is one.
    pub error: Option<ErrorModel>,
}

impl ShapeModel {
    /// A shape without traits.
    pub fn new(name: impl Into<String>, kind: Kind) -> Self {
        ShapeModel {
            name: name.into(),
            documentation: String::new(),
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

/// The kinds of shapes, as Smithy has them.
#[derive(Debug, Clone)]
pub enum Kind {
    /// `true` or `false`.
    Boolean,
    /// A whole number of 8, 16, 32 or 64 bits.
    Integer(u8),
    /// A floating-point number of 32 or 64 bits.
    Float(u8),
    /// A number of any size.
    BigNumber,
    /// Text.
    String,
    /// Text of a set that may grow.
    Enum(Vec<EnumValue<String>>),
    /// A number of a set that may grow.
    IntEnum(Vec<EnumValue<i32>>),
    /// Bytes.
    Blob,
    /// A point in time.
    Timestamp,
    /// Any JSON.
    Document,
    /// Items of one shape.
    List {
        /// The items.
        item: Box<MemberModel>,
        /// Whether items may be `null`.
        sparse: bool,
    },
    /// Values by name.
    Map {
        /// The keys.
        key: Box<MemberModel>,
        /// The values.
        value: Box<MemberModel>,
        /// Whether values may be `null`.
        sparse: bool,
    },
    /// Members.
    Structure(Vec<MemberModel>),
    /// One of the members.
    Union(Vec<MemberModel>),
    /// A stream of events, which this crate does not speak.
    EventStream,
}

impl Kind {
    /// The kind of a type that is made of no other, by the name that it has in Smithy and botocore:
    /// `boolean`, `integer`, `string`, `document`.
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
    /// The name that the model gives it, if any.
    pub name: Option<String>,
    /// HTML.
    pub documentation: String,
    /// The reason, where it is deprecated.
    pub deprecated: Option<String>,
}

/// A member, item, key or value: a shape and what is said of it in this place.
#[derive(Debug, Clone, Default)]
pub struct MemberModel {
    /// The name on the wire; empty for items, keys and values.
    pub name: String,
    /// The shape's name.
    pub shape: String,
    /// HTML.
    pub documentation: String,
    /// Whether it must be there.
    pub required: bool,
    /// What takes its place when it is missing.
    pub default: Option<serde_json::Value>,
    /// The reason, where it is deprecated; empty where the model gives none.
    pub deprecated: Option<String>,
    /// What is demanded here, in the place of what the shape demands.
    pub bounds: Bounds,
    /// How timestamps are written, where the model says so here.
    pub timestamp: Option<TimestampFormat>,
    /// Whether a fresh token is filled in.
    pub idempotency_token: bool,
    /// Whether it is part of the host name.
    pub host_label: bool,
    /// Whether it is text that holds JSON.
    pub json_value: bool,
}

/// What is demanded of a value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bounds {
    /// The least and the greatest length, in code points, bytes or entries.
    pub length: (Option<u64>, Option<u64>),
    /// The least and the greatest number.
    pub range: (Option<f64>, Option<f64>),
    /// The pattern.
    pub pattern: Option<String>,
}

impl Bounds {
    /// These, and where they say nothing, those of `other`.
    fn or(&self, other: &Bounds) -> Bounds {
        let Bounds { length, range, pattern } = self.clone();
        Bounds {
            length: if length == (None, None) { other.length } else { length },
            range: if range == (None, None) { other.range } else { range },
            pattern: pattern.or_else(|| other.pattern.clone()),
        }
    }
}

/// What a model says of an error.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ErrorModel {
    /// Its code on the wire.
    pub code: String,
    /// Whether it is worth another attempt, and of which kind.
    pub retry: Option<crate::RetryKind>,
    /// Whether it is the service's fault.
    pub server_fault: bool,
}

/// Why a model could not be read, or what was asked of it could not be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelError {
    message: String,
}

impl ModelError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        ModelError { message: message.into() }
    }
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ModelError {}

impl Model {
    /// Reads a model: `service-2.json` or `service-2.json.gz` of botocore, a folder that has one of
    /// them (or has the service's versions, of which the newest is taken), or Smithy's JSON AST.
    /// With botocore's, `paginators-1.json` and `endpoint-rule-set-1.json` (either may end in
    /// `.gz`) are read from the same folder, where they are there.
    ///
    /// # Errors
    /// Where the file can't be read, or describes no service of AWS JSON 1.0 or 1.1.
    pub fn read(path: impl AsRef<Path>) -> Result<Model, ModelError> {
        let path = path.as_ref();
        if path.is_dir() {
            let folder = newest(path).unwrap_or_else(|| path.to_owned());
            return match file(&folder, "service-2.json")? {
                Some(service) => botocore::model(&service, &folder),
                None => Err(ModelError::new(format!(
                    "{} has no service-2.json; name the file, if the model's is called otherwise",
                    path.display()
                ))),
            };
        }
        let json = parse(path)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let read =
            if json.get("smithy").is_some() { smithy::model(&json) } else { botocore::model(&json, folder) };
        read.map_err(|error| ModelError::new(format!("{}: {error}", path.display())))
    }

    /// The shape of this name.
    fn shape(&self, name: &str) -> Result<&ShapeModel, ModelError> {
        self.shapes.get(name).ok_or_else(|| ModelError::new(format!("the model has no shape `{name}`")))
    }

    /// The members of a structure; none where there is no structure.
    fn members(&self, structure: Option<&str>) -> &[MemberModel] {
        match structure.and_then(|name| self.shapes.get(name)).map(|shape| &shape.kind) {
            Some(Kind::Structure(members)) => members,
            _ => &[],
        }
    }

    /// The operation of this name.
    ///
    /// # Errors
    /// Where there is none; the error names the one that was perhaps meant.
    pub fn operation(&self, name: &str) -> Result<&OperationModel, ModelError> {
        self.operations.get(name).ok_or_else(|| {
            let nearest = self.operations.keys().min_by_key(|known| names::distance(known, name));
            let meant = match nearest {
                Some(known) if names::distance(known, name) <= name.len().div_ceil(3) => {
                    format!("; did you mean `{known}`?")
                }
                _ => String::new(),
            };
            ModelError::new(format!("{} has no operation `{name}`{meant}", self.service.id))
        })
    }

    /// The operations asked for, or all of them.
    fn chosen<'a>(&'a self, names: &'a [String]) -> Result<Vec<(&'a str, &'a OperationModel)>, ModelError> {
        if names.is_empty() {
            return Ok(self.operations.iter().map(|(name, operation)| (name.as_str(), operation)).collect());
        }
        let mut unknown = Vec::new();
        let mut chosen = Vec::new();
        for name in names {
            match self.operation(name) {
                // Once, however often it was asked for.
                Ok(_) if chosen.iter().any(|(known, _)| known == name) => {}
                Ok(operation) => chosen.push((name.as_str(), operation)),
                Err(error) => unknown.push(error.message),
            }
        }
        if unknown.is_empty() { Ok(chosen) } else { Err(ModelError::new(unknown.join("\n"))) }
    }
}

/// The newest version of a service, where a folder has its versions: they are named by their dates.
fn newest(folder: &Path) -> Option<PathBuf> {
    let is_version = |folder: &PathBuf| {
        ["service-2.json", "service-2.json.gz"].iter().any(|name| folder.join(name).is_file())
    };
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    entries.map(|entry| entry.path()).filter(is_version).max()
}

/// A file of this name, or the same packed, if the folder has it.
fn file(folder: &Path, name: &str) -> Result<Option<json::Json>, ModelError> {
    for name in [name.to_owned(), format!("{name}.gz")] {
        let path = folder.join(name);
        if path.is_file() {
            return parse(&path).map(Some);
        }
    }
    Ok(None)
}

fn parse(path: &Path) -> Result<json::Json, ModelError> {
    let failed = |error: &dyn fmt::Display| ModelError::new(format!("{}: {error}", path.display()));
    let mut bytes = std::fs::read(path).map_err(|error| failed(&error))?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut unpacked = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(bytes.as_slice()), &mut unpacked)
            .map_err(|error| failed(&error))?;
        bytes = unpacked;
    }
    serde_json::from_slice(&bytes).map_err(|error| failed(&format!("this is no JSON: {error}")))
}

/// The timestamp format of this name, as Smithy has it or as botocore has it.
pub fn timestamp_format(name: &str) -> Option<TimestampFormat> {
    match name {
        "epoch-seconds" | "unixTimestamp" => Some(TimestampFormat::EpochSeconds),
        "date-time" | "iso8601" => Some(TimestampFormat::DateTime),
        "http-date" | "rfc822" => Some(TimestampFormat::HttpDate),
        _ => None,
    }
}
