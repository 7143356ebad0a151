//! Why there are no credentials.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::provider::error::CredentialsError as ProviderError;

use super::CredentialsSource;
use crate::sign::SigningError;

/// Why there are no credentials, with what each source answered. It holds no secrets.
///
/// `{}` prints one line, `{:#}` one line for each source.
#[derive(Debug, Clone)]
pub struct CredentialsError(Arc<Kind>);

#[derive(Debug)]
enum Kind {
    /// What the sources of a chain answered, in order.
    Sources(Vec<(&'static str, Answer)>),
    Provider(ProviderError),
    TimedOut(Duration),
    Interrupted,
    Refused(String, CredentialsSource),
    Unfit(SigningError),
}

/// Why one source has no credentials.
#[derive(Debug)]
pub(super) enum Answer {
    /// It is not configured; the next is asked.
    NotConfigured(String),
    /// It is configured and failed; no other is asked.
    Failed(String),
}

impl Answer {
    pub(super) fn failed(what: impl fmt::Display) -> Self {
        Self::Failed(what.to_string())
    }

    pub(super) fn not_configured(what: impl fmt::Display) -> Self {
        Self::NotConfigured(what.to_string())
    }
}

impl CredentialsError {
    pub(super) fn sources(answers: Vec<(&'static str, Answer)>) -> Self {
        Self(Arc::new(Kind::Sources(answers)))
    }

    pub(super) fn timed_out(limit: Duration) -> Self {
        Self(Arc::new(Kind::TimedOut(limit)))
    }

    pub(super) fn interrupted() -> Self {
        Self(Arc::new(Kind::Interrupted))
    }

    /// AWS is known to refuse credentials of this source for the operation `action`.
    #[must_use]
    pub fn refused(action: &str, source: CredentialsSource) -> Self {
        Self(Arc::new(Kind::Refused(action.to_owned(), source)))
    }

    /// What a provider answered: the error of our own that it carries, or itself.
    pub(super) fn provided(error: ProviderError) -> Self {
        match error.source().and_then(|source| source.downcast_ref::<Self>()) {
            Some(ours) => ours.clone(),
            None => Self(Arc::new(Kind::Provider(error))),
        }
    }

    /// What each source of a [`DefaultChain`](super::DefaultChain) answered, in order: its name and
    /// its answer. Sources after one that failed were not asked and are missing.
    pub fn answers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let answers = match &*self.0 {
            Kind::Sources(answers) => answers.as_slice(),
            _ => &[],
        };
        answers.iter().map(|(source, answer)| match answer {
            Answer::NotConfigured(text) | Answer::Failed(text) => (*source, text.as_str()),
        })
    }

    /// For the trait that AWS's crates share.
    pub(super) fn into_provider_error(self) -> ProviderError {
        let failed = match &*self.0 {
            Kind::Sources(answers) => answers.iter().any(|(_, answer)| matches!(answer, Answer::Failed(_))),
            _ => true,
        };
        if failed { ProviderError::provider_error(self) } else { ProviderError::not_loaded(self) }
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Kind::Sources(_) => {
                f.write_str("no credentials")?;
                for (index, (source, answer)) in self.answers().enumerate() {
                    let separator = match (f.alternate(), index) {
                        (true, _) => "\n  ",
                        (false, 0) => ": ",
                        (false, _) => "; ",
                    };
                    write!(f, "{separator}{source}: {answer}")?;
                }
                Ok(())
            }
            Kind::Provider(error) => {
                write!(f, "no credentials: {error}")?;
                let mut source = error.source();
                while let Some(error) = source {
                    write!(f, ": {error}")?;
                    source = error.source();
                }
                Ok(())
            }
            Kind::TimedOut(limit) => {
                write!(f, "no credentials: the provider did not answer within {} s", limit.as_secs_f32())
            }
            Kind::Interrupted => f.write_str(
                "no credentials: loading them was cut short, as the provider panicked or no Tokio runtime was running",
            ),
            Kind::Refused(action, source) => write!(f, "AWS refuses {action} to credentials from {source}"),
            Kind::Unfit(error) => write!(f, "the credentials can't sign: {error}"),
        }
    }
}

impl From<SigningError> for CredentialsError {
    fn from(error: SigningError) -> Self {
        Self(Arc::new(Kind::Unfit(error)))
    }
}

/// The whole story is in `Display`.
impl Error for CredentialsError {}
