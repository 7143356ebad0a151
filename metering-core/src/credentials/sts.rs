//! The two operations of AWS's Security Token Service that assume a role.
//!
//! STS uses the query protocol: requests are forms, and responses are XML.

use std::time::Duration;

use aws_credential_types::Credentials;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Request, Response, StatusCode};

use super::fetch::{Attempts, Fetch, redact};
use super::keys::parse_expiration;
use super::{SourcedCredentials, WallClock};
use crate::endpoint::{Endpoint, EndpointOverride, EndpointParams, EndpointRules};
use crate::settings::Settings;
use crate::sign::{PayloadHash, Signer, SigningScope};
use crate::wire::xml::valid_element;

const ENDPOINTS: EndpointRules = EndpointRules::new("sts").overrides(
    const {
        &[
            EndpointOverride::regions(&["aws-global"]).plain("sts.{dns_suffix}").signing_region("us-east-1"),
            EndpointOverride::partitions(&["aws-us-gov"]).fips("sts"),
        ]
    },
);
const LIMIT: Duration = Duration::from_secs(5);
const MAX_MESSAGE: usize = 500;

#[derive(Clone, Debug)]
pub(super) struct Sts {
    pub(super) http: Fetch,
    pub(super) clock: WallClock,
}

/// The role to assume.
pub(super) struct Role<'a> {
    pub(super) arn: &'a str,
    /// The session name. Defaults to a name with the current time.
    pub(super) session: Option<String>,
}

/// The authorization to assume a role.
pub(super) enum Authorization {
    /// Other credentials, and parameters that the role's trust policy may require.
    Credentials { source: SourcedCredentials, external_id: Option<String>, duration: Option<String> },
    /// An identity provider's token.
    Token(String),
}

impl Sts {
    pub(super) async fn assume(
        &self,
        settings: &Settings,
        role: Role<'_>,
        authorization: &Authorization,
    ) -> Result<Credentials, String> {
        let endpoint = endpoint(settings)?;
        let body = Bytes::from(self.form(role, authorization).0);
        let response = self
            .http
            .send_with_retries(
                || self.request(&endpoint, &body, authorization),
                Attempts::of(LIMIT),
                is_transient,
            )
            .await
            .map_err(|error| format!("STS ({}): {error}", endpoint.url().host().unwrap_or_default()))?;
        if response.status() == StatusCode::OK {
            parse(response.body())
        } else {
            Err(rejection(response.status(), response.body(), authorization.secret()))
        }
    }

    fn form(&self, role: Role<'_>, authorization: &Authorization) -> Form {
        let session = role.session.unwrap_or_else(|| {
            let now = self.clock.now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
            format!("metering-core-{}", now.as_millis())
        });
        let mut form = Form::default();
        form.add("Version", "2011-06-15").add("RoleArn", role.arn).add("RoleSessionName", &session);
        match authorization {
            Authorization::Token(token) => {
                form.add("Action", "AssumeRoleWithWebIdentity").add("WebIdentityToken", token);
            }
            Authorization::Credentials { external_id, duration, .. } => {
                form.add("Action", "AssumeRole");
                for (name, value) in [("ExternalId", external_id), ("DurationSeconds", duration)] {
                    if let Some(value) = value {
                        form.add(name, value);
                    }
                }
            }
        }
        form
    }

    /// Builds the request of one attempt, which is signed unless a token authorizes it.
    fn request(
        &self,
        endpoint: &Endpoint,
        body: &Bytes,
        authorization: &Authorization,
    ) -> Result<Request<Bytes>, String> {
        let request = Request::post(endpoint.url())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body.clone())
            .map_err(|error| error.to_string())?;
        let Authorization::Credentials { source, .. } = authorization else { return Ok(request) };
        let (mut parts, body) = request.into_parts();
        let region = endpoint.signing_region().unwrap_or("us-east-1");
        let scope = SigningScope { region, service: "sts" };
        Signer::new()
            .sign(&mut parts, &PayloadHash::of(&body), &source.credentials, scope, self.clock.now())
            .map_err(|error| error.to_string())?;
        Ok(Request::from_parts(parts, body))
    }
}

impl Authorization {
    /// Returns the secret that an error message may quote.
    fn secret(&self) -> &str {
        match self {
            Self::Token(token) => token,
            Self::Credentials { source, .. } => source.credentials.session_token().unwrap_or_default(),
        }
    }
}

fn endpoint(settings: &Settings) -> Result<Endpoint, String> {
    let mut params = EndpointParams::from_settings(settings, "STS")
        .map_err(|error| error.to_string())?
        .without_pseudo_region();
    // The default of AWS's tools. The global endpoint exists only in the `aws` partition.
    params.region.get_or_insert_with(|| "aws-global".to_owned());
    ENDPOINTS.resolve(&params).map_err(|error| format!("the endpoint of STS: {error}"))
}

fn is_transient(response: &Response<Bytes>) -> bool {
    matches!(
        valid_element(response.body(), "Code").as_deref(),
        Some("Throttling" | "ThrottlingException" | "RequestLimitExceeded" | "IDPCommunicationError")
    )
}

/// Returns the code and message of STS without the token or the signature.
fn rejection(status: StatusCode, body: &[u8], secret: &str) -> String {
    let status = status.as_u16();
    let Some(code) = valid_element(body, "Code") else {
        return format!("STS returned HTTP {status}");
    };
    let message = valid_element(body, "Message").unwrap_or_default();
    let message: String = redact(&message, Some(secret)).chars().take(MAX_MESSAGE).collect();
    format!("STS returned {code}: {message} (HTTP {status})")
}

fn parse(body: &[u8]) -> Result<Credentials, String> {
    let text = |name: &str| {
        valid_element(body, name)
            .filter(|text| !text.is_empty())
            .ok_or_else(|| format!("the response of STS has no {name}"))
    };
    let mut credentials = Credentials::builder()
        .access_key_id(text("AccessKeyId")?)
        .secret_access_key(text("SecretAccessKey")?)
        .session_token(text("SessionToken")?)
        .expiry(parse_expiration(&text("Expiration")?)?)
        .provider_name("STS");
    // arn:aws:sts::123456789012:assumed-role/role/session
    let account = valid_element(body, "Arn").and_then(|arn| Some(arn.split(':').nth(4)?.to_owned()));
    credentials.set_account_id(account.filter(|id| !id.is_empty()).map(Into::into));
    Ok(credentials.build())
}

/// An `application/x-www-form-urlencoded` body.
#[derive(Default)]
struct Form(String);

impl Form {
    fn add(&mut self, name: &str, value: &str) -> &mut Self {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(name);
        self.0.push('=');
        for byte in value.bytes() {
            if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
                self.0.push(char::from(byte));
            } else {
                self.0.push_str(&format!("%{byte:02X}"));
            }
        }
        self
    }
}
