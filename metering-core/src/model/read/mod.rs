//! Readers of AWS's two model formats.
//!
//! A reader never drops anything silently: each JSON object is read through [`Object`], which
//! rejects the keys that the reader neither reads nor knows to be irrelevant.

mod botocore;
mod json;
mod mixins;
mod object;
mod smithy;
mod waiters;

use std::fmt;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use json::Json;
use object::Object;

use super::{Model, ModelError, Text};
use crate::RetryKind;

type Result<T> = std::result::Result<T, ModelError>;

impl Model {
    /// Reads a model from a file or folder.
    ///
    /// A file is botocore's `service-2.json`, plain or as `.gz`, or a model in Smithy's JSON AST. A
    /// folder contains `service-2.json` or one folder per API version, of which the newest is read.
    /// `paginators-1.json`, `waiters-2.json` and `endpoint-rule-set-1.json` are read from the
    /// folder of `service-2.json` if they exist.
    ///
    /// # Errors
    /// Returns an error if a file can't be read, if the service doesn't use AWS JSON 1.0 or 1.1, or
    /// if the model contains anything that the reader doesn't understand. The error names the
    /// place.
    pub fn read(path: impl AsRef<Path>) -> Result<Model> {
        let path = path.as_ref();
        if path.is_dir() {
            let folder = newest(path).unwrap_or_else(|| path.to_owned());
            return match file(&folder, "service-2.json")? {
                Some(service) => botocore::model(&service, &folder).map_err(|error| within(&folder, &error)),
                None => Err(ModelError::new(format!(
                    "{} contains no service-2.json; pass the model's file instead of its folder",
                    path.display()
                ))),
            };
        }
        let json = parse(path)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let model = match json.get("smithy") {
            Some(_) => smithy::model(&json),
            None => botocore::model(&json, folder),
        };
        model.map_err(|error| within(path, &error))
    }
}

fn within(path: &Path, error: &ModelError) -> ModelError {
    ModelError::new(format!("{}: {error}", path.display()))
}

/// Returns the folder of the newest API version. The folders' names are dates.
fn newest(folder: &Path) -> Option<PathBuf> {
    let is_version = |folder: &PathBuf| {
        ["service-2.json", "service-2.json.gz"].iter().any(|name| folder.join(name).is_file())
    };
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    entries.map(|entry| entry.path()).filter(is_version).max()
}

/// Reads a file of this name, plain or as `.gz`, or returns `None` if the folder has neither.
/// Merges botocore's additions to the file, such as `service-2.sdk-extras.json`.
fn file(folder: &Path, name: &str) -> Result<Option<Json>> {
    let files = [folder.join(name), folder.join(format!("{name}.gz"))];
    let Some(path) = files.iter().find(|path| path.is_file()) else { return Ok(None) };
    let mut json = parse(path)?;
    let extras = folder.join(name.replace(".json", ".sdk-extras.json"));
    if extras.is_file() {
        let extras = parse(&extras)?;
        json.merge(extras.get("merge").unwrap_or(&Json::Null));
    }
    Ok(Some(json))
}

fn parse(path: &Path) -> Result<Json> {
    let failed = |error: &dyn fmt::Display| ModelError::new(format!("{}: {error}", path.display()));
    let mut bytes = std::fs::read(path).map_err(|error| failed(&error))?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(bytes.as_slice())
            .read_to_end(&mut unpacked)
            .map_err(|error| failed(&error))?;
        bytes = unpacked;
    }
    serde_json::from_slice(&bytes).map_err(|error| failed(&format!("invalid JSON: {error}")))
}

/// Reads the endpoint of an operation. Returns the prefix of its host.
fn host_prefix(endpoint: Option<Object<'_>>) -> Result<Option<Text>> {
    let Some(mut endpoint) = endpoint else { return Ok(None) };
    let prefix = endpoint.str("hostPrefix")?.map(Text::from);
    endpoint.finish()?;
    Ok(prefix)
}

/// Reads the endpoint discovery of an operation. Returns `true` if it is required.
fn discovers_endpoint(discovery: Option<Object<'_>>) -> Result<bool> {
    let Some(mut discovery) = discovery else { return Ok(false) };
    let required = discovery.flag("required")?;
    discovery.finish()?;
    Ok(required)
}

/// Reads the trait of an error that can be retried.
fn retry_kind(retryable: Option<Object<'_>>) -> Result<Option<RetryKind>> {
    let Some(mut retryable) = retryable else { return Ok(None) };
    let throttling = retryable.flag("throttling")?;
    retryable.finish()?;
    Ok(Some(if throttling { RetryKind::Throttling } else { RetryKind::Transient }))
}

/// Rejects names of shapes and operations that are not identifiers.
fn identifier<'a>(name: &'a str, place: &str) -> Result<&'a str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '#');
    if !name.is_empty() && name.chars().all(is_part) {
        Ok(name)
    } else {
        Err(ModelError::new(format!("{place}: {name:?} is not a valid name")))
    }
}

/// Returns the error for a protocol other than AWS JSON.
fn unsupported_protocol(id: &str, protocol: &str) -> ModelError {
    ModelError::new(format!("{id} uses the protocol {protocol}; only AWS JSON 1.0 and 1.1 are supported"))
}
