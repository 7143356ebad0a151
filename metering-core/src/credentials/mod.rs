//! Credentials providers, the default chain and the cache.
//!
//! Any [`ProvideCredentials`] can be used. [`DefaultChain`] tries the sources that every AWS tool
//! uses, in the order of the AWS SDKs' documentation:
//!
//! | source | configured by |
//! |---|---|
//! | environment | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` (or the older `AWS_SECURITY_TOKEN`), `AWS_CREDENTIAL_EXPIRATION`; skipped if the program chooses a profile |
//! | profile | `~/.aws/config` and `~/.aws/credentials`, `AWS_PROFILE` or `AWS_DEFAULT_PROFILE`: keys, `credential_process`, `role_arn` with `source_profile`, `credential_source` or `web_identity_token_file` |
//! | web identity | `AWS_WEB_IDENTITY_TOKEN_FILE`, `AWS_ROLE_ARN` (EKS IRSA sets both); skipped if the program chooses a profile |
//! | container | `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` (ECS), `AWS_CONTAINER_CREDENTIALS_FULL_URI` (EKS Pod Identity and others) |
//! | instance | nothing: EC2's metadata service, version 2, unless `AWS_EC2_METADATA_DISABLED` is `true`; `AWS_EC2_METADATA_SERVICE_ENDPOINT`, `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE`, `AWS_METADATA_SERVICE_TIMEOUT` (seconds), `AWS_METADATA_SERVICE_NUM_ATTEMPTS` |
//!
//! A source that is not configured is skipped. A source that is configured and fails ends the
//! search, because the next one would be another identity. [`CredentialsError`] contains the reason
//! for each source.
//!
//! [`CachedCredentials`] caches the credentials of a provider and refreshes them before they
//! expire. [`CredentialsSource`] is stored with the credentials, because some operations refuse
//! some sources.
//!
//! [`from_keys`] has an example.

mod cache;
mod chain;
mod container;
mod environment;
mod error;
mod fetch;
mod imds;
mod keys;
mod process;
mod profile;
mod source;
mod sts;
mod wall_clock;
mod web_identity;

pub use aws_credential_types::Credentials;
pub use aws_credential_types::provider::ProvideCredentials;
pub use cache::CachedCredentials;
pub use chain::{DefaultChain, DefaultChainBuilder};
pub use error::CredentialsError;
pub use source::{CredentialsSource, SourcedCredentials};
pub use wall_clock::WallClock;

use error::SourceError;

/// Creates fixed credentials from an access key and, for temporary credentials, its session token.
///
/// ```
/// # use metering_core::credentials;
/// let keys = credentials::from_keys("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG", None);
/// assert!(!format!("{keys:?}").contains("wJalrXUtnFEMI"));
/// ```
pub fn from_keys(
    id: impl Into<String>,
    secret: impl Into<String>,
    session_token: Option<String>,
) -> Credentials {
    SourcedCredentials::new(
        Credentials::new(id, secret, session_token, None, "metering-core"),
        CredentialsSource::Static,
    )
    .into_marked()
}

/// The result of one source.
type LoadResult = Result<SourcedCredentials, SourceError>;
