//! Errors of credentials providers.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::provider::error::CredentialsError as ProviderError;

use super::CredentialsSource;
use crate::peer_text::PeerText;
use crate::sign::SigningError;

/// The error of a credentials provider, with the reason for each source that was tried. It contains
/// no secrets.
///
/// `{}` prints one line, and `{:#}` prints one line for each source.
#[derive(Debug, Clone)]
pub struct CredentialsError(Arc<Kind>);

#[derive(Debug)]
enum Kind {
    /// The errors of the sources of a chain, in order.
    Sources(Vec<(&'static str, SourceError)>),
    Provider(ProviderError),
    TimedOut(Duration),
    Interrupted,
    Refused(String, CredentialsSource),
    Unusable(SigningError),
}

/// The reason why one source has no credentials.
#[derive(Debug)]
pub(super) enum SourceError {
    /// The source is not configured. The next one is tried.
    NotConfigured(String),
    /// The source is configured and failed. No other source is tried.
    Failed(String),
}

impl SourceError {
    pub(super) fn failed(reason: impl fmt::Display) -> Self {
        Self::Failed(reason.to_string())
    }

    pub(super) fn not_configured(reason: impl fmt::Display) -> Self {
        Self::NotConfigured(reason.to_string())
    }

    pub(super) fn reason(&self) -> &str {
        let (Self::NotConfigured(reason) | Self::Failed(reason)) = self;
        reason
    }
}

impl CredentialsError {
    pub(super) fn sources(errors: Vec<(&'static str, SourceError)>) -> Self {
        Self(Arc::new(Kind::Sources(errors)))
    }

    pub(super) fn timed_out(limit: Duration) -> Self {
        Self(Arc::new(Kind::TimedOut(limit)))
    }

    pub(super) fn interrupted() -> Self {
        Self(Arc::new(Kind::Interrupted))
    }

    /// Creates the error for an operation that AWS refuses to credentials of this source.
    #[must_use]
    pub fn refused(action: &str, source: CredentialsSource) -> Self {
        Self(Arc::new(Kind::Refused(action.to_owned(), source)))
    }

    /// Unwraps the error of this type that a provider's error contains, or wraps the provider's
    /// error.
    pub(super) fn provided(error: ProviderError) -> Self {
        match error.source().and_then(|source| source.downcast_ref::<Self>()) {
            Some(inner) => inner.clone(),
            None => Self(Arc::new(Kind::Provider(error))),
        }
    }

    /// Returns the name of each source of a [`DefaultChain`](super::DefaultChain) and the reason
    /// why it has no credentials, in order. Sources after one that failed were not tried and are
    /// missing.
    pub fn reasons(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let errors = match &*self.0 {
            Kind::Sources(errors) => errors.as_slice(),
            _ => &[],
        };
        errors.iter().map(|(source, error)| (*source, error.reason()))
    }

    /// Converts the error for AWS's [`ProvideCredentials`](super::ProvideCredentials).
    pub(super) fn into_provider_error(self) -> ProviderError {
        let failed = match &*self.0 {
            Kind::Sources(errors) => errors.iter().any(|(_, error)| matches!(error, SourceError::Failed(_))),
            _ => true,
        };
        if failed { ProviderError::provider_error(self) } else { ProviderError::not_loaded(self) }
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separator = if f.alternate() { "\n  " } else { "; " };
        match &*self.0 {
            Kind::Sources(_) => {
                f.write_str("no credentials")?;
                for (index, (source, reason)) in self.reasons().enumerate() {
                    f.write_str(if index == 0 && !f.alternate() { ": " } else { separator })?;
                    write!(f, "{source}: {}", PeerText::new(reason))?;
                }
                Ok(())
            }
            Kind::Provider(error) => {
                write!(f, "no credentials: {}", PeerText::new(error))?;
                std::iter::successors(error.source(), |&error| error.source())
                    .try_for_each(|error| write!(f, ": {}", PeerText::new(error)))
            }
            Kind::TimedOut(limit) => {
                write!(f, "no credentials: the provider did not respond within {} s", limit.as_secs_f32())
            }
            Kind::Interrupted => f.write_str(
                "no credentials: loading was interrupted; the provider panicked, or no Tokio runtime is running",
            ),
            Kind::Refused(action, source) => write!(f, "AWS refuses {action} with credentials from {source}"),
            Kind::Unusable(error) => write!(f, "the credentials can't sign: {error}"),
        }
    }
}

impl From<SigningError> for CredentialsError {
    fn from(error: SigningError) -> Self {
        Self(Arc::new(Kind::Unusable(error)))
    }
}

/// `source` is `None`, because `Display` includes all causes.
impl Error for CredentialsError {}
