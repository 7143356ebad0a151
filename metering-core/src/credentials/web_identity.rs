//! A role assumed with an identity provider's token in a file, as EKS IRSA sets it up.

use super::sts::{AssumedBy, Sts};
use super::{Answer, CredentialsSource, Loaded, SourcedCredentials};
use crate::settings::Settings;

const TOKEN_FILE: &str = "AWS_WEB_IDENTITY_TOKEN_FILE";

pub(super) async fn load(settings: &Settings, sts: &Sts) -> Loaded {
    let environment = settings.environment();
    let Some(file) = environment.get(TOKEN_FILE) else {
        return Err(Answer::not_configured(format_args!("{TOKEN_FILE} is not set")));
    };
    let Some(role) = environment.get("AWS_ROLE_ARN") else {
        return Err(Answer::failed(format_args!("{TOKEN_FILE} is set, AWS_ROLE_ARN is not")));
    };
    let session = environment.get("AWS_ROLE_SESSION_NAME");
    assume(settings, sts, TOKEN_FILE, file, &role, session).await
}

/// Assumes `role` with the token in `file`, which `setting` named.
pub(super) async fn assume(
    settings: &Settings,
    sts: &Sts,
    setting: &str,
    file: String,
    role: &str,
    session: Option<String>,
) -> Loaded {
    let token = read_token(setting, file).await?;
    let credentials =
        sts.assume(settings, role, session, &AssumedBy::Token(token)).await.map_err(Answer::Failed)?;
    Ok(SourcedCredentials::new(credentials, CredentialsSource::WebIdentity))
}

/// The token in a file, read anew each time as it is renewed there, without the white space around
/// it.
pub(super) async fn read_token(setting: &str, file: String) -> Result<String, Answer> {
    // A file may be on a disk that hangs, which should not hold a worker thread up.
    let read = tokio::task::spawn_blocking(move || std::fs::read_to_string(&file)).await;
    let token = match read {
        Ok(Ok(text)) => text.trim().to_owned(),
        Ok(Err(error)) => {
            return Err(Answer::failed(format_args!("the file of {setting}: {}", error.kind())));
        }
        Err(_) => return Err(Answer::failed("the runtime is shutting down")),
    };
    if token.is_empty() {
        return Err(Answer::failed(format_args!("the file of {setting} is empty")));
    }
    Ok(token)
}
