//! The source of credentials.

use std::fmt;

use aws_credential_types::Credentials;
use aws_credential_types::credential_feature::AwsCredentialFeature;

/// The source of credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CredentialsSource {
    /// Credentials that the program passes.
    Static,
    /// Environment variables.
    Environment,
    /// Keys in a shared config or credentials file.
    Profile,
    /// A profile's `credential_process`.
    Process,
    /// A role that a profile assumes through STS with other credentials.
    AssumeRole,
    /// A role assumed through STS with an identity provider's token, as in EKS IRSA.
    WebIdentity,
    /// A container's endpoint, as in ECS.
    EcsContainer,
    /// EKS Pod Identity's agent.
    EksPodIdentity,
    /// An EC2 instance's role, from its metadata service.
    Imds,
    /// Another provider, by name.
    Custom(&'static str),
}

impl CredentialsSource {
    /// Returns the source of credentials. It is known for the sources of this crate and of
    /// `aws-config`.
    #[must_use]
    pub fn of(credentials: &Credentials) -> Self {
        if let Some(source) = credentials.get_property::<Self>() {
            return *source;
        }
        use AwsCredentialFeature as Feature;
        let features = credentials.get_property::<Vec<Feature>>().map_or(&[][..], Vec::as_slice);
        // aws-config lists every step; the last one created the credentials.
        features
            .iter()
            .rev()
            .find_map(|feature| {
                Some(match feature {
                    Feature::CredentialsCode => Self::Static,
                    Feature::CredentialsEnvVars => Self::Environment,
                    Feature::CredentialsProfile => Self::Profile,
                    Feature::CredentialsProcess => Self::Process,
                    Feature::CredentialsStsAssumeRole => Self::AssumeRole,
                    Feature::CredentialsStsAssumeRoleWebId => Self::WebIdentity,
                    // aws-config has one provider for both, and the variables that the agent's
                    // webhook sets distinguish them.
                    Feature::CredentialsHttp => {
                        super::container::kind(&crate::settings::Environment::process())
                    }
                    Feature::CredentialsImds => Self::Imds,
                    Feature::CredentialsSso => Self::Custom("IAM Identity Center"),
                    _ => return None,
                })
            })
            .unwrap_or(Self::Custom("another provider"))
    }
}

impl fmt::Display for CredentialsSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Static => "the program",
            Self::Environment => "the environment",
            Self::Profile => "a profile",
            Self::Process => "a profile's credential_process",
            Self::AssumeRole => "an assumed role",
            Self::WebIdentity => "a web identity",
            Self::EcsContainer => "the container's endpoint",
            Self::EksPodIdentity => "EKS Pod Identity",
            Self::Imds => "the instance's metadata service",
            Self::Custom(name) => name,
        })
    }
}

/// Credentials and their source. A clone shares the secrets and allocates nothing.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SourcedCredentials {
    /// The credentials.
    pub credentials: Credentials,
    /// The source of the credentials.
    pub source: CredentialsSource,
}

impl SourcedCredentials {
    /// Combines credentials and their source.
    #[must_use]
    pub fn new(credentials: Credentials, source: CredentialsSource) -> Self {
        Self { credentials, source }
    }

    /// Wraps the credentials of a provider.
    pub(super) fn provided(credentials: Credentials) -> Self {
        let source = CredentialsSource::of(&credentials);
        // Without the properties, which every clone would have to allocate again.
        let mut bare = Credentials::builder()
            .access_key_id(credentials.access_key_id())
            .secret_access_key(credentials.secret_access_key())
            .provider_name("metering-core");
        bare.set_session_token(credentials.session_token().map(str::to_owned));
        bare.set_expiry(credentials.expiry());
        bare.set_account_id(credentials.account_id().cloned());
        Self { credentials: bare.build(), source }
    }

    /// Returns the credentials with their source as a property, which [`CredentialsSource::of`]
    /// reads.
    pub(super) fn into_marked(mut self) -> Credentials {
        // aws-config marks its credentials in the same way.
        self.credentials.set_property(self.source);
        self.credentials
    }
}
