//! Credentials from a container's endpoint: ECS task roles, EKS Pod Identity, and other endpoints
//! with the same protocol.
//!
//! Rules: AWS SDKs and Tools reference guide, "Container credential provider".

use std::net::IpAddr;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use http::{Request, Response, StatusCode, Uri};

use super::fetch::{Attempts, Fetch};
use super::keys::{error_message, parse_keys};
use super::{CredentialsSource, LoadResult, SourceError, SourcedCredentials};
use crate::settings::Environment;

const RELATIVE: &str = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const FULL: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const TOKEN: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
const TOKEN_FILE: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
const ECS_AGENT: &str = "http://169.254.170.2";
/// The addresses of EKS Pod Identity's agent.
const EKS_AGENT: [&str; 2] = ["169.254.170.23", "fd00:ec2::23"];
const LIMIT: Duration = Duration::from_secs(3);

pub(super) async fn load(environment: &Environment, http: &Fetch) -> LoadResult {
    let uri = uri(environment)?;
    let authorization = authorization(environment).await?;
    let request = || {
        let mut request = Request::get(&uri)
            .header(ACCEPT, "application/json")
            .body(Bytes::new())
            .map_err(|error| error.to_string())?;
        if let Some(token) = &authorization {
            request.headers_mut().insert(AUTHORIZATION, token.clone());
        }
        Ok(request)
    };
    let response =
        http.send_with_retries(request, Attempts::of(LIMIT), |_| false).await.map_err(SourceError::failed)?;
    let secret = authorization.as_ref().and_then(|token| token.to_str().ok());
    if response.status() != StatusCode::OK {
        return Err(rejection(environment, &response, secret));
    }
    let credentials = parse_keys(response.body(), "container", secret).map_err(SourceError::failed)?;
    Ok(SourcedCredentials::new(credentials, kind(environment)))
}

/// Returns the authorization token. A token file is read for each request, because EKS replaces the
/// token long before it expires.
async fn authorization(environment: &Environment) -> Result<Option<HeaderValue>, SourceError> {
    let token = match environment.get(TOKEN_FILE) {
        Some(file) => Some(super::web_identity::read_token(TOKEN_FILE, file).await?),
        None => environment.get(TOKEN),
    };
    let Some(token) = token else { return Ok(None) };
    let mut token = HeaderValue::try_from(token).map_err(|_| {
        SourceError::failed(
            "the authorization token has characters that a header can't have, such as a line break",
        )
    })?;
    token.set_sensitive(true);
    Ok(Some(token))
}

fn rejection(environment: &Environment, response: &Response<Bytes>, secret: Option<&str>) -> SourceError {
    let status = response.status();
    let mut text = format!("the endpoint returned HTTP {}", status.as_u16());
    let message = serde_json::from_slice(response.body()).ok().and_then(|json| error_message(&json, secret));
    if let Some(message) = message {
        text.push_str(&format!(" ({message})"));
    }
    if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        let token = [TOKEN_FILE, TOKEN].into_iter().find(|name| environment.get(name).is_some());
        text.push_str("; the authorization token is ");
        text.push_str(&token.map_or("not set".to_owned(), |name| format!("from {name}")));
    }
    SourceError::Failed(text)
}

/// Returns the kind of the endpoint.
pub(super) fn kind(environment: &Environment) -> CredentialsSource {
    let host_is_eks = environment
        .get(FULL)
        .and_then(|full| full.parse::<Uri>().ok())
        .and_then(|uri| uri.host().map(|host| EKS_AGENT.contains(&host.trim_matches(['[', ']']))))
        .unwrap_or(false);
    // The agent may have another address; its webhook mounts the same file.
    let token_is_eks = environment.get(TOKEN_FILE).is_some_and(|file| file.contains("eks-pod-identity"));
    if environment.get(RELATIVE).is_none() && (host_is_eks || token_is_eks) {
        CredentialsSource::EksPodIdentity
    } else {
        CredentialsSource::EcsContainer
    }
}

fn uri(environment: &Environment) -> Result<Uri, SourceError> {
    if let Some(path) = environment.get(RELATIVE) {
        // Otherwise, the path could become part of the host.
        if !path.starts_with('/') {
            return Err(SourceError::failed(format_args!("{RELATIVE} does not start with a slash")));
        }
        return format!("{ECS_AGENT}{path}")
            .parse()
            .map_err(|_| SourceError::failed(format_args!("{RELATIVE} is not a URL path")));
    }
    let Some(full) = environment.get(FULL) else {
        return Err(SourceError::not_configured(format_args!("neither {RELATIVE} nor {FULL} is set")));
    };
    let uri: Uri = full.parse().map_err(|_| SourceError::failed(format_args!("{FULL} is not a URL")))?;
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let allowed = match uri.scheme_str() {
        Some("https") => !host.is_empty(),
        Some("http") => {
            host.eq_ignore_ascii_case("localhost")
                || host == "169.254.170.2"
                || EKS_AGENT.contains(&host)
                || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
        }
        _ => false,
    };
    if allowed {
        Ok(uri)
    } else {
        Err(SourceError::failed(format_args!(
            "{FULL} must be https, or http on loopback or one of the addresses of ECS and EKS; the token is sent nowhere else"
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        Environment::of(variables.iter().copied())
    }

    #[test]
    fn hosts_that_may_receive_the_token() {
        let allowed = |url: &str| uri(&environment(&[(FULL, url)])).is_ok();
        for url in [
            "https://example.com/creds",
            "http://localhost:80/x",
            "http://127.0.0.1/x",
            "http://127.9.9.9/x",
            "http://[::1]:8080/x",
            "http://169.254.170.2/v2/x",
            "http://169.254.170.23/v1/credentials",
            "http://[fd00:ec2::23]/v1/credentials",
        ] {
            assert!(allowed(url), "{url}");
        }
        for url in [
            "http://example.com/creds",
            "http://169.254.169.254/x",
            "http://10.0.0.1/x",
            "http://[fd00:ec2::24]/x",
            "http://localhost.evil.example/x",
            "http://127.0.0.1@evil.example/x",
            "http://127.0.0.1.evil.example/x",
            "ftp://127.0.0.1/x",
            "/v2/x",
        ] {
            assert!(!allowed(url), "{url}");
        }
    }

    #[test]
    fn a_relative_uri_stays_on_the_agent() {
        let host = |path: &str| uri(&environment(&[(RELATIVE, path)])).map(|uri| uri.to_string());
        assert_eq!(host("/v2/credentials/1").ok().as_deref(), Some("http://169.254.170.2/v2/credentials/1"));
        assert!(host("@evil.example/").is_err());
        assert!(host(".evil.example/").is_err());
    }

    #[test]
    fn ecs_and_eks_are_distinguished() {
        use CredentialsSource::{EcsContainer, EksPodIdentity};
        let token = "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token";
        assert_eq!(kind(&environment(&[(FULL, "http://169.254.170.23/v1/credentials")])), EksPodIdentity);
        assert_eq!(kind(&environment(&[(FULL, "http://[fd00:ec2::23]/v1/credentials")])), EksPodIdentity);
        assert_eq!(kind(&environment(&[(FULL, "http://localhost/v1"), (TOKEN_FILE, token)])), EksPodIdentity);
        assert_eq!(
            kind(&environment(&[(FULL, "http://localhost/v1"), (TOKEN_FILE, "/tmp/token")])),
            EcsContainer
        );
        assert_eq!(kind(&environment(&[(RELATIVE, "/v2/credentials/1")])), EcsContainer);
    }
}
