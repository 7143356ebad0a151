//! What a process finds around it: environment variables and AWS's shared config and credentials
//! files.
//!
//! Everything is read through [`Settings`], which is taken once, so that a test hands over its own
//! [`Environment`] and no process-wide variable is touched.

mod environment;
mod profiles;

pub use environment::Environment;
pub use profiles::{Profile, Profiles, SettingsError};

use std::path::PathBuf;

use crate::compress::Compression;
use crate::endpoint::EndpointError;
use crate::retry::RetryMode;

/// The environment, and the profiles in the files that it points to.
#[derive(Debug, Clone)]
pub struct Settings {
    environment: Environment,
    profiles: std::sync::Arc<Profiles>,
    profile_name: Option<String>,
}

impl Settings {
    /// Reads the files that `environment` points to. Files that are not there count as empty.
    ///
    /// # Errors
    /// If a file is there and can't be read or understood.
    pub fn load(environment: Environment) -> Result<Self, SettingsError> {
        let profiles = Profiles::load(&environment)?.into();
        let profile_name = environment.get("AWS_PROFILE").or_else(|| environment.get("AWS_DEFAULT_PROFILE"));
        Ok(Self { environment, profiles, profile_name })
    }

    /// Chooses a profile by name, in place of `AWS_PROFILE` and `default`.
    #[must_use]
    pub fn with_profile(mut self, name: impl Into<String>) -> Self {
        self.profile_name = Some(name.into());
        self
    }

    /// The environment.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// All profiles.
    #[must_use]
    pub fn profiles(&self) -> &Profiles {
        &self.profiles
    }

    /// The name of the profile in use.
    #[must_use]
    pub fn profile_name(&self) -> &str {
        self.profile_name.as_deref().unwrap_or("default")
    }

    /// Whether the profile was chosen by name, so that its absence is a mistake.
    #[must_use]
    pub fn profile_is_chosen(&self) -> bool {
        self.profile_name.is_some()
    }

    /// The profile in use, if it is there.
    #[must_use]
    pub fn profile(&self) -> Option<&Profile> {
        self.profiles.get(self.profile_name())
    }

    /// A value from the environment's `variable`, else from the profile's `key`. Empty ones count
    /// as not set.
    #[must_use]
    pub fn get(&self, variable: &str, key: &str) -> Option<String> {
        self.environment.get(variable).or_else(|| self.profile()?.get(key).map(str::to_owned))
    }

    /// The Region of `AWS_REGION`, `AWS_DEFAULT_REGION` or the profile.
    #[must_use]
    pub fn region(&self) -> Option<String> {
        self.environment.get("AWS_REGION").or_else(|| self.get("AWS_DEFAULT_REGION", "region"))
    }

    /// The file with the root certificates that are trusted in place of the system's.
    pub(crate) fn ca_bundle(&self) -> Option<PathBuf> {
        self.get("AWS_CA_BUNDLE", "ca_bundle").map(PathBuf::from)
    }

    /// From which size on bodies are compressed that may be.
    pub(crate) fn compression(&self) -> Result<Compression, EndpointError> {
        if self.switch("AWS_DISABLE_REQUEST_COMPRESSION", "disable_request_compression")? == Some(true) {
            return Ok(Compression::NEVER);
        }
        let (variable, key) =
            ("AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES", "request_min_compression_size_bytes");
        let Some(value) = self.get(variable, key) else { return Ok(Compression::default()) };
        match value.trim().parse() {
            Ok(bytes @ 0..=1_048_576) => Ok(Compression::from(bytes)),
            _ => Err(EndpointError::InvalidSetting {
                name: format!("{variable} (in the profile: {key})"),
                expected: "a number of bytes, from 0 to 1048576",
            }),
        }
    }

    /// A number of at least 1.
    pub(crate) fn count(&self, variable: &str, key: &str) -> Result<Option<u32>, EndpointError> {
        let Some(value) = self.get(variable, key) else { return Ok(None) };
        match value.trim().parse() {
            Ok(count) if count > 0 => Ok(Some(count)),
            _ => Err(EndpointError::InvalidSetting {
                name: format!("{variable} (in the profile: {key})"),
                expected: "a whole number, at least 1",
            }),
        }
    }

    /// How failed attempts are made again. `legacy` is what a tool did before there were modes:
    /// here, nothing else.
    pub(crate) fn retry_mode(&self) -> Result<Option<RetryMode>, EndpointError> {
        let (variable, key) = ("AWS_RETRY_MODE", "retry_mode");
        let Some(value) = self.get(variable, key) else { return Ok(None) };
        match value.trim().to_ascii_lowercase().as_str() {
            "standard" | "legacy" => Ok(Some(RetryMode::Standard)),
            "adaptive" => Ok(Some(RetryMode::Adaptive)),
            _ => Err(EndpointError::InvalidSetting {
                name: format!("{variable} (in the profile: {key})"),
                expected: "standard or adaptive",
            }),
        }
    }

    /// A switch that is `true` or `false`.
    pub(crate) fn switch(&self, variable: &str, key: &str) -> Result<Option<bool>, EndpointError> {
        let Some(value) = self.get(variable, key) else { return Ok(None) };
        if value.eq_ignore_ascii_case("true") {
            Ok(Some(true))
        } else if value.eq_ignore_ascii_case("false") {
            Ok(Some(false))
        } else {
            Err(EndpointError::InvalidSetting {
                name: format!("{variable} (in the profile: {key})"),
                expected: "true or false",
            })
        }
    }
}
