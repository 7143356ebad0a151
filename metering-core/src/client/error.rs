//! The error of building a client.

use std::fmt;

use crate::endpoint::EndpointError;
use crate::settings::SettingsError;
use crate::transport::TransportError;

/// The error of building a client.
///
/// `Debug` prints the same line as `Display`, because `fn main() -> Result<(), Box<dyn Error>>`
/// prints `Debug`; `{:#?}` adds the fields.
#[non_exhaustive]
pub enum BuildError {
    /// A config or credentials file can't be read, or a setting is invalid.
    Settings(SettingsError),
    /// The settings have no endpoint.
    Endpoint(EndpointError),
    /// The credentials are missing.
    NoCredentials,
    /// The HTTP client can't be built.
    Http(TransportError),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildError::Settings(error) => error.fmt(f),
            BuildError::Endpoint(error) => error.fmt(f),
            BuildError::NoCredentials => {
                f.write_str("no credentials; call `.credentials(…)`, or `.from_env().await` to find them")
            }
            BuildError::Http(error) => error.fmt(f),
        }
    }
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)?;
        match self {
            _ if !f.alternate() => Ok(()),
            BuildError::Settings(error) => write!(f, "\nSettings({error:#?})"),
            BuildError::Endpoint(error) => write!(f, "\nEndpoint({error:#?})"),
            BuildError::NoCredentials => Ok(()),
            BuildError::Http(error) => write!(f, "\nHttp({error:#?})"),
        }
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            BuildError::Settings(error) => Some(error),
            BuildError::Endpoint(error) => Some(error),
            BuildError::NoCredentials => None,
            BuildError::Http(error) => Some(error),
        }
    }
}

impl From<SettingsError> for BuildError {
    fn from(error: SettingsError) -> Self {
        BuildError::Settings(error)
    }
}

impl From<EndpointError> for BuildError {
    fn from(error: EndpointError) -> Self {
        BuildError::Endpoint(error)
    }
}

impl From<TransportError> for BuildError {
    fn from(error: TransportError) -> Self {
        BuildError::Http(error)
    }
}
