//! Environment variables and AWS's shared config and credentials files.
//!
//! [`Settings`] is a snapshot of both. A test passes its own [`Environment`] and
//! doesn't change process-wide variables.
//!
//! ```
//! use metering_core::settings::{Environment, Settings};
//!
//! let settings = Settings::load(Environment::of([("AWS_REGION", "eu-west-1")]));
//! assert_eq!(settings.region().as_deref(), Some("eu-west-1"));
//! ```

mod endpoint;
mod environment;
pub(crate) mod file;
mod parser;
mod profiles;

pub use environment::Environment;
pub use profiles::{Profile, Profiles, SettingsError};

use std::path::PathBuf;

use crate::compress::Compression;
use crate::endpoint::EndpointError;
use crate::retry::RetryMode;

/// The environment, and the profiles of the files that the environment names.
#[derive(Debug, Clone)]
pub struct Settings {
    environment: Environment,
    profiles: std::sync::Arc<Profiles>,
    profile_name: Option<String>,
}

impl Settings {
    /// Reads the files that `environment` names. A missing file counts as empty. Blocks until the
    /// files are read.
    ///
    /// Files and lines that can't be read are skipped and logged as warnings, because a program may
    /// need nothing from them. [`problem`](Self::problem) returns the error to report if a setting
    /// is missing.
    #[must_use]
    pub fn load(environment: Environment) -> Self {
        let profiles = Profiles::load(&environment);
        for problem in profiles.problems() {
            tracing::warn!(%problem, "ignoring an unreadable part of the AWS config files");
        }
        let profile_name = environment.get("AWS_PROFILE").or_else(|| environment.get("AWS_DEFAULT_PROFILE"));
        Self { environment, profiles: profiles.into(), profile_name }
    }

    /// Chooses a profile by name, instead of `AWS_PROFILE` or `default`.
    #[must_use]
    pub fn with_profile(mut self, name: impl Into<String>) -> Self {
        self.profile_name = Some(name.into());
        self
    }

    /// Returns the environment.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Returns all profiles.
    #[must_use]
    pub fn profiles(&self) -> &Profiles {
        &self.profiles
    }

    /// Returns the name of the profile in use.
    #[must_use]
    pub fn profile_name(&self) -> &str {
        self.profile_name.as_deref().unwrap_or("default")
    }

    /// Returns `true` if the profile was chosen by name. A chosen profile that is missing is an
    /// error.
    #[must_use]
    pub fn profile_is_chosen(&self) -> bool {
        self.profile_name.is_some()
    }

    /// Returns the profile in use, if it exists.
    #[must_use]
    pub fn profile(&self) -> Option<&Profile> {
        self.profiles.get(self.profile_name())
    }

    /// Returns the error that may hide a setting of the profile in use.
    #[must_use]
    pub fn problem(&self) -> Option<&SettingsError> {
        self.profiles.problem_of(self.profile_name())
    }

    /// Returns the value of `variable` in the environment, or else of `key` in the profile. An
    /// empty value counts as not set.
    #[must_use]
    pub fn get(&self, variable: &str, key: &str) -> Option<String> {
        self.environment.get(variable).or_else(|| self.profile()?.get(key).map(str::to_owned))
    }

    /// Returns the Region of `AWS_REGION`, `AWS_DEFAULT_REGION` or the profile.
    #[must_use]
    pub fn region(&self) -> Option<String> {
        self.environment.get("AWS_REGION").or_else(|| self.get("AWS_DEFAULT_REGION", "region"))
    }

    /// Returns the file of root certificates that replaces the system's.
    pub(crate) fn ca_bundle(&self) -> Option<PathBuf> {
        self.get("AWS_CA_BUNDLE", "ca_bundle").map(PathBuf::from)
    }

    /// Returns the size from which request bodies are compressed.
    pub(crate) fn compression(&self) -> Result<Compression, EndpointError> {
        if self.switch("AWS_DISABLE_REQUEST_COMPRESSION", "disable_request_compression")? == Some(true) {
            return Ok(Compression::NEVER);
        }
        let (variable, key) =
            ("AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES", "request_min_compression_size_bytes");
        let bytes = self.parsed(variable, key, "a number of bytes, from 0 to 1048576", |text| {
            text.trim().parse::<usize>().ok().filter(|bytes| *bytes <= 1_048_576)
        })?;
        Ok(bytes.map_or_else(Compression::default, Compression::from))
    }

    /// Returns a number that must be at least 1.
    pub(crate) fn count(&self, variable: &str, key: &str) -> Result<Option<u32>, EndpointError> {
        self.parsed(variable, key, "a whole number, at least 1", |text| {
            text.trim().parse().ok().filter(|count| *count > 0)
        })
    }

    /// Returns the retry mode. `legacy` means the standard mode, because this crate has no older
    /// behavior to keep.
    pub(crate) fn retry_mode(&self) -> Result<Option<RetryMode>, EndpointError> {
        self.parsed("AWS_RETRY_MODE", "retry_mode", "standard or adaptive", |text| {
            match text.trim().to_ascii_lowercase().as_str() {
                "standard" | "legacy" => Some(RetryMode::Standard),
                "adaptive" => Some(RetryMode::Adaptive),
                _ => None,
            }
        })
    }

    /// Returns a setting that must be `true` or `false`.
    pub(crate) fn switch(&self, variable: &str, key: &str) -> Result<Option<bool>, EndpointError> {
        self.parsed(variable, key, "true or false", |text| text.to_ascii_lowercase().parse().ok())
    }

    /// Returns a setting that `parse` accepts. `expected` describes the valid values.
    fn parsed<T>(
        &self,
        variable: &str,
        key: &str,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, EndpointError> {
        let Some(value) = self.get(variable, key) else { return Ok(None) };
        let invalid = || EndpointError::InvalidSetting {
            name: format!("{variable} (in the profile: {key})"),
            expected,
        };
        parse(&value).map(Some).ok_or_else(invalid)
    }
}
