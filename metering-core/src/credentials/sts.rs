//! AWS's Security Token Service: the two calls by which roles are assumed.
//!
//! STS speaks the query protocol: a form goes out, XML comes back. Of the XML, four elements are
//! wanted, whose text is free of markup by its nature (keys, a token, a time), from a peer that TLS
//! has vouched for. That does not pay for an XML parser in every user's tree: elements are found by
//! name, the five predefined entities are resolved, and whatever does not look like that is an
//! error.

use std::time::Duration;

use aws_credential_types::Credentials;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Request, Response, StatusCode};

use super::fetch::{Fetch, Patience, unquoted};
use super::imds::parse_expiry;
use super::{SourcedCredentials, WallClock};
use crate::endpoint::{EndpointOverride, EndpointParams, EndpointRules};
use crate::settings::Settings;
use crate::sign::{PayloadHash, Signer, SigningScope};

const ENDPOINTS: EndpointRules = EndpointRules::new("sts").overrides(
    const {
        &[
            EndpointOverride::regions(&["aws-global"]).plain("sts.{dns_suffix}").signing_region("us-east-1"),
            EndpointOverride::partitions(&["aws-us-gov"]).fips("sts"),
        ]
    },
);
const LIMIT: Duration = Duration::from_secs(5);
const LONGEST_MESSAGE: usize = 500;

#[derive(Clone, Debug)]
pub(super) struct Sts {
    pub(super) http: Fetch,
    pub(super) clock: WallClock,
}

/// What entitles to a role.
pub(super) enum AssumedBy {
    /// Other credentials, and what the role's trust policy may ask for.
    Credentials { with: SourcedCredentials, external_id: Option<String>, duration: Option<String> },
    /// An identity provider's token.
    Token(String),
}

impl Sts {
    pub(super) async fn assume(
        &self,
        settings: &Settings,
        role: &str,
        session: Option<String>,
        by: &AssumedBy,
    ) -> Result<Credentials, String> {
        let mut params = EndpointParams::from_settings(settings, "STS")
            .map_err(|error| error.to_string())?
            .without_pseudo_region();
        // As AWS's own tools do; the global endpoint answers for the `aws` partition alone.
        params.region.get_or_insert_with(|| "aws-global".to_owned());
        let endpoint = ENDPOINTS.resolve(&params).map_err(|error| format!("STS's endpoint: {error}"))?;

        let session = session.unwrap_or_else(|| {
            let now = self.clock.now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
            format!("metering-core-{}", now.as_millis())
        });
        let mut form = Form::default();
        form.add("Version", "2011-06-15").add("RoleArn", role).add("RoleSessionName", &session);
        let secret = match by {
            AssumedBy::Token(token) => {
                form.add("Action", "AssumeRoleWithWebIdentity").add("WebIdentityToken", token);
                token.as_str()
            }
            AssumedBy::Credentials { with, external_id, duration } => {
                form.add("Action", "AssumeRole");
                for (name, value) in [("ExternalId", external_id), ("DurationSeconds", duration)] {
                    if let Some(value) = value {
                        form.add(name, value);
                    }
                }
                with.credentials.session_token().unwrap_or_default()
            }
        };
        let body = Bytes::from(form.0);
        let request = || {
            let request = Request::post(endpoint.url())
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(body.clone())
                .map_err(|error| error.to_string())?;
            let AssumedBy::Credentials { with, .. } = by else { return Ok(request) };
            let (mut parts, body) = request.into_parts();
            let scope =
                SigningScope { region: endpoint.signing_region().unwrap_or("us-east-1"), service: "sts" };
            Signer::new()
                .sign(&mut parts, &PayloadHash::of(&body), &with.credentials, scope, self.clock.now())
                .map_err(|error| error.to_string())?;
            Ok(Request::from_parts(parts, body))
        };
        let is_passing = |answer: &Response<Bytes>| {
            matches!(
                element(answer.body(), "Code").as_deref(),
                Some("Throttling" | "ThrottlingException" | "RequestLimitExceeded" | "IDPCommunicationError")
            )
        };
        let answer = self
            .http
            .send_patiently(request, Patience::of(LIMIT), is_passing)
            .await
            .map_err(|error| format!("STS ({}): {error}", endpoint.url().host().unwrap_or_default()))?;
        if answer.status() != StatusCode::OK {
            return Err(refusal(answer.status(), answer.body(), secret));
        }
        parse(answer.body())
    }
}

/// STS's code and message, without the token or the signature, should it quote them.
fn refusal(status: StatusCode, body: &[u8], secret: &str) -> String {
    let status = status.as_u16();
    let (Some(code), message) = (element(body, "Code"), element(body, "Message").unwrap_or_default()) else {
        return format!("STS answered HTTP {status}");
    };
    let message: String = unquoted(&message, Some(secret)).chars().take(LONGEST_MESSAGE).collect();
    format!("STS answered {code}: {message} (HTTP {status})")
}

fn parse(body: &[u8]) -> Result<Credentials, String> {
    let text = |name: &str| {
        element(body, name)
            .filter(|text| !text.is_empty())
            .ok_or_else(|| format!("STS's answer has no {name}"))
    };
    let mut credentials = Credentials::builder()
        .access_key_id(text("AccessKeyId")?)
        .secret_access_key(text("SecretAccessKey")?)
        .session_token(text("SessionToken")?)
        .expiry(parse_expiry(&text("Expiration")?)?)
        .provider_name("STS");
    // arn:aws:sts::123456789012:assumed-role/role/session
    let account = element(body, "Arn").and_then(|arn| Some(arn.split(':').nth(4)?.to_owned()));
    credentials.set_account_id(account.filter(|id| !id.is_empty()).map(Into::into));
    Ok(credentials.build())
}

/// The text of the one element of this name; `None` if there is none or it holds markup.
fn element(xml: &[u8], name: &str) -> Option<String> {
    let xml = std::str::from_utf8(xml).ok()?;
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, rest) = rest.split_once('<')?;
    rest.strip_prefix('/')?.strip_prefix(name)?.strip_prefix('>')?;
    let mut resolved = String::with_capacity(text.len());
    let mut parts = text.split('&');
    resolved.push_str(parts.next()?);
    for part in parts {
        let (entity, rest) = part.split_once(';')?;
        resolved.push(match entity {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            _ => return None,
        });
        resolved.push_str(rest);
    }
    Some(resolved.trim().to_owned())
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

#[cfg(test)]
mod tests {
    use super::element;

    #[test]
    fn elements_by_name() {
        let xml = br#"<?xml version="1.0"?><A xmlns="x"><Code> a&lt;b&amp;&quot; </Code><Message></Message><Nested><X>1</X></Nested><Bad>&#65;</Bad><Open>1"#;
        assert_eq!(element(xml, "Code").as_deref(), Some("a<b&\""));
        assert_eq!(element(xml, "Message").as_deref(), Some(""));
        assert_eq!(element(xml, "X").as_deref(), Some("1"));
        for name in ["Nested", "Bad", "Open", "Missing", "Cod"] {
            assert_eq!(element(xml, name), None, "{name}");
        }
        assert_eq!(element(b"<Code>\xff</Code>", "Code"), None);
    }
}
