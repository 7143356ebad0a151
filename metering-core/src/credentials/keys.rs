//! Credentials in the JSON of IMDS, container endpoints and `credential_process`.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use serde_json::Value;

use super::fetch::redact;
use crate::timestamp;

const MAX_MESSAGE: usize = 300;

/// Parses the response to a request that contained `secret`.
pub(super) fn parse_keys(
    json: &[u8],
    provider: &'static str,
    secret: Option<&str>,
) -> Result<Credentials, String> {
    let json: Value = serde_json::from_slice(json).map_err(|_| "the response is not JSON".to_owned())?;
    if let Some(message) = error_message(&json, secret) {
        return Err(message);
    }
    let text = |name: &str| json[name].as_str().filter(|text| !text.is_empty());
    let required = |name| text(name).ok_or_else(|| format!("the response has no {name}"));
    let mut credentials = Credentials::builder()
        .access_key_id(required("AccessKeyId")?)
        .secret_access_key(required("SecretAccessKey")?)
        .provider_name(provider);
    credentials.set_session_token(text("Token").or(text("SessionToken")).map(str::to_owned));
    credentials.set_account_id(text("AccountId").map(|id| id.to_owned().into()));
    credentials.set_expiry(match &json["Expiration"] {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(parse_expiration(text)?),
        Value::Number(seconds) => Some(parse_expiration(&seconds.to_string())?),
        _ => return Err("the Expiration is neither a string nor a number".to_owned()),
    });
    Ok(credentials.build())
}

/// Returns the error in such JSON without the secret, cut to the length of a line.
pub(super) fn error_message(json: &Value, secret: Option<&str>) -> Option<String> {
    let text = |names: [&str; 2]| names.iter().find_map(|name| json[*name].as_str());
    let code = text(["Code", "code"]).filter(|code| *code != "Success")?;
    let message = text(["Message", "message"]).unwrap_or("no message");
    Some(redact(&format!("{code}: {message}"), secret).chars().take(MAX_MESSAGE).collect())
}

/// Parses the time at which credentials expire, in any format that botocore accepts.
pub(super) fn parse_expiration(text: &str) -> Result<SystemTime, String> {
    timestamp::parse(text).and_then(|time| SystemTime::try_from(time).ok()).ok_or_else(|| {
        format!("the Expiration {:?} is not a time", text.chars().take(60).collect::<String>())
    })
}
