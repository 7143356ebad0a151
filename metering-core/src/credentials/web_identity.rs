//! A role assumed with an identity provider's token in a file, as in EKS IRSA.

use std::path::Path;

use super::sts::{Authorization, Role, Sts};
use super::{CredentialsSource, LoadResult, SourceError, SourcedCredentials};
use crate::settings::Settings;
use crate::settings::file::{on_thread, read_text};

const TOKEN_FILE: &str = "AWS_WEB_IDENTITY_TOKEN_FILE";

pub(super) async fn load(settings: &Settings, sts: &Sts) -> LoadResult {
    let environment = settings.environment();
    let Some(file) = environment.get(TOKEN_FILE) else {
        return Err(SourceError::not_configured(format_args!("{TOKEN_FILE} is not set")));
    };
    let Some(arn) = environment.get("AWS_ROLE_ARN") else {
        return Err(SourceError::failed(format_args!("{TOKEN_FILE} is set but AWS_ROLE_ARN is not")));
    };
    let role = Role { arn: &arn, session: environment.get("AWS_ROLE_SESSION_NAME") };
    assume(settings, sts, TOKEN_FILE, file, role).await
}

/// Assumes a role with the token in `file`, which the setting `setting` names.
pub(super) async fn assume(
    settings: &Settings,
    sts: &Sts,
    setting: &str,
    file: String,
    role: Role<'_>,
) -> LoadResult {
    let token = read_token(setting, file).await?;
    let credentials =
        sts.assume(settings, role, &Authorization::Token(token)).await.map_err(SourceError::Failed)?;
    Ok(SourcedCredentials::new(credentials, CredentialsSource::WebIdentity))
}

/// Reads a token without the white space around it. It is read for each use, because the file is
/// replaced before the token expires.
pub(super) async fn read_token(setting: &str, file: String) -> Result<String, SourceError> {
    let text = on_thread(move || read_text(Path::new(&file))).await.and_then(|read| read);
    let token = match text {
        Ok(text) => text.trim().to_owned(),
        Err(error) => {
            return Err(SourceError::failed(format_args!(
                "the file of {setting} can't be read: {}",
                error.kind()
            )));
        }
    };
    if token.is_empty() {
        return Err(SourceError::failed(format_args!("the file of {setting} is empty")));
    }
    Ok(token)
}
