//! Who calls.

use std::fmt;

use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};

use crate::settings::Settings;
use crate::sign::SigningError;

/// Where credentials came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CredentialsSource {
    /// Handed over by the program.
    Static,
    /// EKS Pod Identity's agent.
    EksPodIdentity,
}

/// Why there are no credentials.
#[derive(Debug)]
pub struct CredentialsError(String);

impl CredentialsError {
    pub(crate) fn refused(action: &str, source: CredentialsSource) -> Self {
        CredentialsError(format!("{action} refuses credentials from {source:?}"))
    }
}

impl From<SigningError> for CredentialsError {
    fn from(error: SigningError) -> Self {
        CredentialsError(error.to_string())
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for CredentialsError {}

/// Credentials and where they came from.
#[derive(Debug, Clone)]
pub(crate) struct Resolved(Credentials);

impl Resolved {
    pub(crate) fn keys(&self) -> &Credentials {
        &self.0
    }

    pub(crate) fn source(&self) -> CredentialsSource {
        CredentialsSource::Static
    }
}

/// A provider's credentials, kept until shortly before they expire.
#[derive(Debug, Clone)]
pub(crate) struct CachedCredentials(SharedCredentialsProvider);

impl CachedCredentials {
    pub(crate) fn new(provider: impl ProvideCredentials + 'static) -> Self {
        CachedCredentials(SharedCredentialsProvider::new(provider))
    }

    pub(crate) async fn get(&self) -> Result<Resolved, CredentialsError> {
        self.0.provide_credentials().await.map(Resolved).map_err(|error| CredentialsError(error.to_string()))
    }

    pub(crate) fn expire(&self) {}
}

/// The default chain.
#[derive(Debug)]
pub struct DefaultChain(#[expect(dead_code)] Settings);

impl DefaultChain {
    /// The chain over these settings.
    pub fn new(settings: Settings) -> Self {
        DefaultChain(settings)
    }

    pub(crate) async fn region(&self) -> Option<String> {
        None
    }
}

impl ProvideCredentials for DefaultChain {
    fn provide_credentials<'a>(&'a self) -> aws_credential_types::provider::future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        use aws_credential_types::provider::error::CredentialsError;
        aws_credential_types::provider::future::ProvideCredentials::ready(Err(CredentialsError::not_loaded(
            "not yet",
        )))
    }
}
