//! Where credentials came from.

use std::fmt;

use aws_credential_types::Credentials;
use aws_credential_types::credential_feature::AwsCredentialFeature;

/// Where credentials came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CredentialsSource {
    /// Handed over by the program.
    Static,
    /// Environment variables.
    Environment,
    /// Keys in a shared config or credentials file.
    Profile,
    /// A profile's `credential_process`.
    Process,
    /// A role assumed through STS with other credentials, as a profile says.
    AssumeRole,
    /// A role assumed through STS with an identity provider's token, as in EKS IRSA.
    WebIdentity,
    /// A container's endpoint, as ECS has it.
    EcsContainer,
    /// EKS Pod Identity's agent.
    EksPodIdentity,
    /// An EC2 instance's role, from its metadata service.
    Imds,
    /// Another provider, by its name.
    Custom(&'static str),
}

impl CredentialsSource {
    /// Where these credentials came from: known for those of this crate's sources and of
    /// `aws-config`'s.
    #[must_use]
    pub fn of(credentials: &Credentials) -> Self {
        if let Some(source) = credentials.get_property::<Self>() {
            return *source;
        }
        use AwsCredentialFeature as Feature;
        let features = credentials.get_property::<Vec<Feature>>().map_or(&[][..], Vec::as_slice);
        // aws-config lists every step of the way; the last one made the credentials.
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
                    // The one provider that aws-config has for both tells them apart by what the
                    // agent's webhook has set.
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

/// Credentials, and where they came from. Cloning it copies no secret and allocates nothing.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SourcedCredentials {
    /// The credentials.
    pub credentials: Credentials,
    /// Where they came from.
    pub source: CredentialsSource,
}

impl SourcedCredentials {
    /// Puts the two together.
    #[must_use]
    pub fn new(credentials: Credentials, source: CredentialsSource) -> Self {
        Self { credentials, source }
    }

    /// What a [`ProvideCredentials`](aws_credential_types::provider::ProvideCredentials) gave.
    pub(super) fn provided(credentials: Credentials) -> Self {
        let source = CredentialsSource::of(&credentials);
        // Without the properties, which every clone would have to allocate anew.
        let mut bare = Credentials::builder()
            .access_key_id(credentials.access_key_id())
            .secret_access_key(credentials.secret_access_key())
            .provider_name("metering-core");
        bare.set_session_token(credentials.session_token().map(str::to_owned));
        bare.set_expiry(credentials.expiry());
        bare.set_account_id(credentials.account_id().cloned());
        Self { credentials: bare.build(), source }
    }

    /// The credentials with a note of their source, which [`CredentialsSource::of`] finds again.
    pub(super) fn into_marked(mut self) -> Credentials {
        // aws-config hands its own notes over in the same way.
        self.credentials.set_property(self.source);
        self.credentials
    }
}
