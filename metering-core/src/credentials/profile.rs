//! Credentials of a profile in the shared config and credentials files.

use std::pin::Pin;

use aws_credential_types::Credentials;

use super::sts::{Authorization, Role, Sts};
use super::{
    CredentialsSource, LoadResult, SourceError, SourcedCredentials, container, environment, imds, process,
    web_identity,
};
use crate::settings::{Profile, Settings};

/// The profiles, and the services that a profile may refer to.
pub(super) struct ProfileSource<'a> {
    pub(super) settings: &'a Settings,
    pub(super) sts: &'a Sts,
    pub(super) imds: &'a imds::Imds,
}

impl ProfileSource<'_> {
    pub(super) async fn load(&self) -> LoadResult {
        let name = self.settings.profile_name();
        let loaded = match self.settings.profile() {
            Some(_) => self.profile(name, &mut Vec::new()).await,
            None if self.settings.profile_is_chosen() => Err(SourceError::failed(format_args!(
                "there is no profile {name:?} in the config and credentials files"
            ))),
            None => Err(SourceError::not_configured("there is no profile \"default\"")),
        };
        // The credentials may be in the part that can't be read. Any other source would be another
        // identity.
        match (loaded, self.settings.problem()) {
            (Err(error), Some(problem)) => {
                let reason = error.reason();
                let problem = problem.to_string();
                Err(SourceError::failed(if reason.contains(&problem) {
                    reason.to_owned()
                } else {
                    format!("{reason}; {problem}")
                }))
            }
            (loaded, _) => loaded,
        }
    }

    /// Loads one profile. `visited` are the profiles that led to it. Boxed, because a profile may
    /// refer to another.
    fn profile<'b>(
        &'b self,
        name: &'b str,
        visited: &'b mut Vec<String>,
    ) -> Pin<Box<dyn Future<Output = LoadResult> + Send + 'b>> {
        Box::pin(async move {
            let Some(profile) = self.settings.profiles().get(name) else {
                return Err(SourceError::failed(format_args!(
                    "there is no profile {name:?}, which another profile refers to"
                )));
            };
            if let Some(problem) = profile.problem() {
                return Err(SourceError::failed(problem));
            }
            if visited.iter().any(|visited| visited == name) {
                return Err(SourceError::failed(format_args!("profile {name:?} refers back to itself")));
            }
            // If a profile has both a role and keys, the role is used from the first profile, and
            // the keys from a profile that another refers to.
            let has_keys =
                ["aws_access_key_id", "aws_secret_access_key"].iter().any(|key| profile.get(key).is_some());
            let is_first = visited.is_empty();
            visited.push(name.to_owned());
            match profile.get("role_arn") {
                Some(arn) if is_first || !has_keys => self.role(name, profile, arn, visited).await,
                _ => self.own(name, profile).await,
            }
        })
    }

    /// Loads the profile's own credentials, without a role.
    async fn own(&self, name: &str, profile: &Profile) -> LoadResult {
        match (profile.get("aws_access_key_id"), profile.get("aws_secret_access_key")) {
            (Some(id), Some(secret)) => {
                let mut credentials = Credentials::builder()
                    .access_key_id(id)
                    .secret_access_key(secret)
                    .provider_name("profile");
                credentials.set_session_token(profile.get("aws_session_token").map(str::to_owned));
                credentials.set_account_id(profile.get("aws_account_id").map(|id| id.to_owned().into()));
                return Ok(SourcedCredentials::new(credentials.build(), CredentialsSource::Profile));
            }
            (None, None) => {}
            _ => {
                return Err(SourceError::failed(format_args!(
                    "profile {name:?} has only one of aws_access_key_id and aws_secret_access_key"
                )));
            }
        }
        if let Some(command) = profile.get("credential_process") {
            return process::load(command).await;
        }
        if ["sso_session", "sso_start_url", "login_session"].iter().any(|key| profile.get(key).is_some()) {
            return Err(SourceError::failed(format_args!(
                "profile {name:?} uses an interactive sign-in (IAM Identity Center or `aws login`); load it with aws-config and `ClientBuilder::sdk_config`"
            )));
        }
        // Credentials of the next source would be another identity.
        if profile.get("web_identity_token_file").is_some() {
            return Err(SourceError::failed(format_args!(
                "profile {name:?} sets web_identity_token_file without role_arn"
            )));
        }
        Err(SourceError::not_configured(format_args!("profile {name:?} has no credentials")))
    }

    async fn role(&self, name: &str, profile: &Profile, arn: &str, visited: &mut Vec<String>) -> LoadResult {
        let get = |key: &str| profile.get(key).map(str::to_owned);
        if profile.get("mfa_serial").is_some() {
            return Err(SourceError::failed(format_args!(
                "profile {name:?} requires an MFA code, which can't be entered here"
            )));
        }
        let role = Role { arn, session: get("role_session_name") };
        if let Some(file) = get("web_identity_token_file") {
            return web_identity::assume(self.settings, self.sts, "web_identity_token_file", file, role)
                .await;
        }
        // The profile names this source, so that it is an error if the source is not configured.
        let source = self.role_source(name, profile, visited).await.map_err(|error| {
            SourceError::failed(format_args!("the source of profile {name:?}: {}", error.reason()))
        })?;
        let authorization = Authorization::Credentials {
            source,
            external_id: get("external_id"),
            duration: get("duration_seconds"),
        };
        let credentials = self
            .sts
            .assume(self.settings, role, &authorization)
            .await
            .map_err(|reason| SourceError::failed(format_args!("profile {name:?}: {reason}")))?;
        Ok(SourcedCredentials::new(credentials, CredentialsSource::AssumeRole))
    }

    /// Loads the credentials that assume the role of a profile.
    async fn role_source(&self, name: &str, profile: &Profile, visited: &mut Vec<String>) -> LoadResult {
        match (profile.get("source_profile"), profile.get("credential_source")) {
            (Some(_), Some(_)) => {
                Err(SourceError::failed("it sets both source_profile and credential_source"))
            }
            // A profile that is its own source uses its own keys.
            (Some(source), None) if source == name => self.own(name, profile).await,
            (Some(source), None) => self.profile(source, visited).await,
            (None, Some("Environment")) => environment::load(self.settings.environment()),
            (None, Some("EcsContainer")) => {
                container::load(self.settings.environment(), &self.sts.http).await
            }
            (None, Some("Ec2InstanceMetadata")) => self.imds.load(self.settings).await,
            (None, Some(_)) => Err(SourceError::failed(
                "credential_source must be Environment, EcsContainer or Ec2InstanceMetadata",
            )),
            (None, None) => Err(SourceError::failed(
                "it sets role_arn without source_profile, credential_source or web_identity_token_file",
            )),
        }
    }
}
