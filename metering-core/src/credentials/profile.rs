//! Credentials as a profile of the shared config and credentials files says.

use std::pin::Pin;

use aws_credential_types::Credentials;

use super::sts::{AssumedBy, Sts};
use super::{
    Answer, CredentialsSource, Loaded, SourcedCredentials, container, environment, imds, process,
    web_identity,
};
use crate::settings::{Profile, Settings};

/// What a profile may lead to.
pub(super) struct Reach<'a> {
    pub(super) settings: &'a Settings,
    pub(super) sts: &'a Sts,
    pub(super) imds: &'a imds::Imds,
}

impl Reach<'_> {
    pub(super) async fn load(&self) -> Loaded {
        let name = self.settings.profile_name();
        match self.settings.profiles().get(name) {
            Some(_) => self.profile(name, &mut Vec::new()).await,
            None if self.settings.profile_is_chosen() => Err(Answer::failed(format_args!(
                "there is no profile {name:?} in the config and credentials files"
            ))),
            None => Err(Answer::not_configured("there is no profile \"default\"")),
        }
    }

    /// Boxed, since a profile may lead to another.
    fn profile<'b>(
        &'b self,
        name: &'b str,
        passed: &'b mut Vec<String>,
    ) -> Pin<Box<dyn Future<Output = Loaded> + Send + 'b>> {
        Box::pin(async move {
            let Some(profile) = self.settings.profiles().get(name) else {
                return Err(Answer::failed(format_args!(
                    "there is no profile {name:?}, which another leads to"
                )));
            };
            if passed.iter().any(|passed| passed == name) {
                return Err(Answer::failed(format_args!("profile {name:?} leads back to itself")));
            }
            // Of the first profile the role is meant, of one that another leads to the keys, where
            // it has both.
            let has_keys =
                ["aws_access_key_id", "aws_secret_access_key"].iter().any(|key| profile.get(key).is_some());
            let is_source = !passed.is_empty();
            passed.push(name.to_owned());
            match profile.get("role_arn") {
                Some(role) if !(is_source && has_keys) => self.role(name, profile, role, passed).await,
                _ => self.own(name, profile).await,
            }
        })
    }

    /// The profile's own credentials, with no role.
    async fn own(&self, name: &str, profile: &Profile) -> Loaded {
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
                return Err(Answer::failed(format_args!(
                    "profile {name:?} has one of aws_access_key_id and aws_secret_access_key without the other"
                )));
            }
        }
        if let Some(command) = profile.get("credential_process") {
            return process::load(command).await;
        }
        if ["sso_session", "sso_start_url", "login_session"].iter().any(|key| profile.get(key).is_some()) {
            return Err(Answer::failed(format_args!(
                "profile {name:?} signs in interactively (IAM Identity Center or `aws login`), which aws-config can read: see `ClientBuilder::sdk_config`"
            )));
        }
        Err(Answer::not_configured(format_args!("profile {name:?} has no credentials")))
    }

    async fn role(&self, name: &str, profile: &Profile, role: &str, passed: &mut Vec<String>) -> Loaded {
        let get = |key: &str| profile.get(key).map(str::to_owned);
        if profile.get("mfa_serial").is_some() {
            return Err(Answer::failed(format_args!(
                "profile {name:?} asks for an MFA code, which nobody is here to enter"
            )));
        }
        if let Some(file) = get("web_identity_token_file") {
            let (setting, session) = ("web_identity_token_file", get("role_session_name"));
            return web_identity::assume(self.settings, self.sts, setting, file, role, session).await;
        }
        let with = match (profile.get("source_profile"), profile.get("credential_source")) {
            (Some(_), Some(_)) => {
                return Err(Answer::failed(format_args!(
                    "profile {name:?} has both source_profile and credential_source"
                )));
            }
            // With itself for a source, the profile's own keys are meant.
            (Some(source), None) if source == name => self.own(name, profile).await,
            (Some(source), None) => self.profile(source, passed).await,
            (None, Some("Environment")) => environment::load(self.settings.environment()),
            (None, Some("EcsContainer")) => {
                container::load(self.settings.environment(), &self.sts.http).await
            }
            (None, Some("Ec2InstanceMetadata")) => self.imds.load(self.settings).await,
            (None, Some(_)) => Err(Answer::failed(format_args!(
                "profile {name:?}: credential_source should be Environment, EcsContainer or Ec2InstanceMetadata"
            ))),
            (None, None) => {
                return Err(Answer::failed(format_args!(
                    "profile {name:?} has role_arn and says neither source_profile, credential_source nor web_identity_token_file"
                )));
            }
        };
        // Whoever names a source means it: that it is not configured is a failure here.
        let with = with.map_err(|answer| match answer {
            Answer::NotConfigured(what) | Answer::Failed(what) => {
                Answer::failed(format_args!("the source of profile {name:?}: {what}"))
            }
        })?;
        let by = AssumedBy::Credentials {
            with,
            external_id: get("external_id"),
            duration: get("duration_seconds"),
        };
        let credentials = self
            .sts
            .assume(self.settings, role, get("role_session_name"), &by)
            .await
            .map_err(|what| Answer::failed(format_args!("profile {name:?}: {what}")))?;
        Ok(SourcedCredentials::new(credentials, CredentialsSource::AssumeRole))
    }
}
