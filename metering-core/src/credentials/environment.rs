//! Credentials in environment variables.

use aws_credential_types::Credentials;

use super::keys::parse_expiration;
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
    // Older tools set only the second name.
    let token = environment.get("AWS_SESSION_TOKEN").or_else(|| environment.get("AWS_SECURITY_TOKEN"));
    credentials.set_session_token(token);
    if let Some(expiration) = environment.get("AWS_CREDENTIAL_EXPIRATION") {
        let expiry = parse_expiration(&expiration).map_err(|_| {
            SourceError::failed(
                "AWS_CREDENTIAL_EXPIRATION is not a time; write it like 2026-01-31T12:00:00Z, or unset it",
            )
        })?;
        credentials.set_expiry(Some(expiry));
    }
    credentials.set_account_id(environment.get("AWS_ACCOUNT_ID").map(Into::into));
    Ok(SourcedCredentials::new(credentials.build(), CredentialsSource::Environment))
}
