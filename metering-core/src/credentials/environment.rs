//! Credentials in environment variables.

use aws_credential_types::Credentials;

use super::{CredentialsSource, LoadResult, SourceError, SourcedCredentials};
use crate::settings::Environment;

pub(super) fn load(environment: &Environment) -> LoadResult {
    let id = environment.get("AWS_ACCESS_KEY_ID");
    let secret = environment.get("AWS_SECRET_ACCESS_KEY");
    let (id, secret) = match (id, secret) {
        (Some(id), Some(secret)) => (id, secret),
        (None, None) => return Err(SourceError::not_configured("AWS_ACCESS_KEY_ID is not set")),
        (Some(_), None) => {
            return Err(SourceError::failed("AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not"));
        }
        (None, Some(_)) => {
            return Err(SourceError::failed("AWS_SECRET_ACCESS_KEY is set but AWS_ACCESS_KEY_ID is not"));
        }
    };
    let mut credentials =
        Credentials::builder().access_key_id(id).secret_access_key(secret).provider_name("environment");
    credentials.set_session_token(environment.get("AWS_SESSION_TOKEN"));
    credentials.set_account_id(environment.get("AWS_ACCOUNT_ID").map(Into::into));
    Ok(SourcedCredentials::new(credentials.build(), CredentialsSource::Environment))
}
