//! Endpoints of services: AWS's partitions, FIPS, dual stack, custom endpoints.
//!
//! Nothing here does I/O. [`EndpointRules`] contains the hosts that a service declares,
//! [`EndpointParams`] contains the settings of a client (see [`EndpointParams::from_settings`]),
//! and [`EndpointRules::resolve`] combines the two into an [`Endpoint`].
//!
//! # The standard template
//! Most services use one template, for which a declaration only sets `endpoint_prefix`:
//!
//! | variant | host |
//! |---|---|
//! | plain | `{prefix}.{region}.{dns_suffix}` |
//! | FIPS | `{prefix}-fips.{region}.{dns_suffix}` |
//! | dual stack | `{prefix}.{region}.{dual_stack_dns_suffix}` |
//! | FIPS and dual stack | `{prefix}-fips.{region}.{dual_stack_dns_suffix}` |
//!
//! The suffixes belong to the Region's partition. An unknown Region belongs to the partition whose
//! pattern it matches, or else to `aws`.
//!
//! # Overrides: `endpoint(…)` in `#[aws_service]`
//! ```text
//! endpoint(item, …)
//! item  = plain = "host" | fips = "host" | dual_stack = "host" | fips_dual_stack = "host"
//!       | signing_region = "us-east-1"     the Region that requests are signed for, in every Region
//!       | global                           the partition's main Region replaces the client's, in hosts and in the signature
//!       | dual_stack_only                  hosts exist only under the dual-stack suffix
//!       | partition("aws-us-gov", …)(item, …)       the same for these partitions
//!       | region("us-east-1", …)(item, …)           the same for these Regions
//!       | region("us-east-1", …) = "host"           short for region(…)(plain = "host")
//!       | partition("aws-us-gov", …) = "host"       short for partition(…)(plain = "host")
//! host  = "prefix"              completed to prefix.{region}.{the variant's suffix}
//!       | "a whole host"        if it contains a placeholder: {region}, {dns_suffix}, {dual_stack_dns_suffix}
//!       | "http://host:port"    a whole URL
//! ```
//! Each value is looked up separately. An item of the Region takes precedence over an item of the
//! partition, which takes precedence over an item for all; among equals, the first is used. Values
//! that no item sets follow the standard template. In Rust,
//! `endpoint(fips = "a", region("us-gov-west-1") = "b")` is
//! ```
//! # use metering_core::endpoint::{EndpointOverride, EndpointRules};
//! const RULES: EndpointRules = EndpointRules::new("prefix").overrides(
//!     const { &[EndpointOverride::everywhere().fips("a"), EndpointOverride::regions(&["us-gov-west-1"]).plain("b")] },
//! );
//! ```
//!
//! A declaration can't express hosts that depend on an operation's members or on the account
//! (DynamoDB's account endpoints, EventBridge's multi-Region endpoints, ARC's control plane). Use
//! [`EndpointParams::endpoint_url`] for those.

mod partition;
mod rules;

use std::fmt;
use std::net::Ipv4Addr;

use http::Uri;
use http::header::HeaderValue;
use http::uri::{Authority, PathAndQuery, Scheme};

use crate::peer_text::PeerText;
use crate::sign::host_header;

pub use partition::Partition;
pub use rules::{EndpointOverride, EndpointRules};

/// The settings of a client that determine its endpoint, together with the service's rules.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EndpointParams {
    /// The Region. Required unless `endpoint_url` is set.
    pub region: Option<String>,
    /// Uses the endpoint that is validated under FIPS 140.
    pub use_fips: bool,
    /// Uses the endpoint that has both IPv4 and IPv6 addresses.
    pub use_dual_stack: bool,
    /// A custom endpoint: scheme, authority and optionally a path.
    pub endpoint_url: Option<String>,
}

/// An invalid custom endpoint is not shown, because it may contain a password.
impl fmt::Debug for EndpointParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |url| if Endpoint::parse(url, None).is_ok() { url } else { "***" };
        f.debug_struct("EndpointParams")
            .field("region", &self.region)
            .field("use_fips", &self.use_fips)
            .field("use_dual_stack", &self.use_dual_stack)
            .field("endpoint_url", &self.endpoint_url.as_deref().map(shown))
            .finish()
    }
}

impl EndpointParams {
    /// Creates parameters without a Region, a variant or a custom endpoint.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the Region.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Uses the FIPS endpoint. Defaults to `false`.
    #[must_use]
    pub fn use_fips(mut self, yes: bool) -> Self {
        self.use_fips = yes;
        self
    }

    /// Uses the dual-stack endpoint. Defaults to `false`.
    #[must_use]
    pub fn use_dual_stack(mut self, yes: bool) -> Self {
        self.use_dual_stack = yes;
        self
    }

    /// Replaces the pseudo-Regions `fips-us-east-1` and `us-east-1-fips` by the Region with FIPS,
    /// as botocore does. Tools used them before there was a setting for FIPS.
    #[must_use]
    pub(crate) fn without_pseudo_region(mut self) -> Self {
        let region = self.region.as_deref();
        let real = region.and_then(|name| name.strip_prefix("fips-").or_else(|| name.strip_suffix("-fips")));
        if let Some(real) = real {
            (self.region, self.use_fips) = (Some(real.to_owned()), true);
        }
        self
    }

    /// Sets a custom endpoint.
    #[must_use]
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.endpoint_url = Some(url.into());
        self
    }
}

/// The URL that requests are sent to, and the Region that they are signed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    url: Uri,
    /// The value of the `host` header.
    host: HeaderValue,
    signing_region: Option<String>,
}

impl Endpoint {
    fn parse(url: &str, signing_region: Option<String>) -> Result<Self, EndpointError> {
        let invalid = |reason| Err(EndpointError::InvalidUrl { reason });
        // `Uri` drops a fragment silently.
        if url.contains('#') {
            return invalid("it has a fragment");
        }
        let Ok(parsed) = url.parse::<Uri>() else {
            return invalid("it is not a URL, or its path is not percent-encoded");
        };
        if !matches!(parsed.scheme_str(), Some("http" | "https")) {
            return invalid("it does not start with http:// or https://");
        }
        let Some(authority) = parsed.authority().filter(|authority| !authority.host().is_empty()) else {
            return invalid("it has no host");
        };
        // It would never be sent, but would appear in error messages.
        if authority.as_str().contains('@') {
            return invalid("it has a user name");
        }
        if parsed.query().is_some() {
            return invalid("it has a query");
        }
        if !is_sent_unchanged(parsed.path()) {
            return invalid(
                "its path is not percent-encoded or has `.` segments; HTTP clients would change it after it is signed",
            );
        }
        let Some(host) = host_header(&parsed) else { return invalid("it has no host") };
        Ok(Self { url: parsed, host, signing_region })
    }

    /// Returns the scheme, authority and path. Requests of the AWS JSON protocols are sent to it
    /// unchanged.
    #[must_use]
    pub fn url(&self) -> &Uri {
        &self.url
    }

    /// Returns the value of the `host` header, without the default port of the scheme.
    pub(crate) fn host(&self) -> &HeaderValue {
        &self.host
    }

    /// Returns the Region that requests are signed for. `None` for a custom endpoint without a
    /// Region.
    #[must_use]
    pub fn signing_region(&self) -> Option<&str> {
        self.signing_region.as_deref()
    }

    /// Adds an operation's host prefix before the host: `foo.`, or `foo.{label}.` with a label that
    /// [`host_label`] checked, or `data-`, which becomes part of the host's first label. An IP
    /// address has no subdomains and is not changed.
    ///
    /// # Errors
    /// Returns an error if a label of the new host is empty or invalid.
    pub fn with_host_prefix(&self, prefix: &str) -> Result<Self, EndpointError> {
        let authority = self.url.authority().map_or("", Authority::as_str);
        let first = self.url.host().and_then(|host| host.split('.').next()).unwrap_or_default();
        let joined = if prefix.is_empty() { String::new() } else { format!("{prefix}{first}") };
        let address = self.url.host().is_some_and(is_address);
        // The last label of `joined` is the host's first, which is not a name in an address (`[`).
        let labels = if address { prefix.trim_end_matches(['.', '-']) } else { &joined };
        for label in labels.split('.') {
            host_label("the host prefix", label)?;
        }
        if address {
            return Ok(self.clone());
        }
        let invalid = EndpointError::InvalidUrl { reason: "the host prefix can't be added to its host" };
        let url = Uri::builder()
            .scheme(self.url.scheme().cloned().unwrap_or(Scheme::HTTPS))
            .authority(format!("{prefix}{authority}"))
            .path_and_query(self.url.path_and_query().cloned().unwrap_or(PathAndQuery::from_static("/")))
            .build();
        let Ok(url) = url else { return Err(invalid) };
        let Some(host) = host_header(&url) else { return Err(invalid) };
        Ok(Self { url, host, signing_region: self.signing_region.clone() })
    }
}

/// Returns `true` if HTTP clients send a path as it is: it consists of the characters of RFC 3986,
/// and no segment is `.` or `..`, even if the dots are percent-encoded.
fn is_sent_unchanged(path: &str) -> bool {
    let mut rest = path.as_bytes();
    loop {
        rest = match rest {
            [] => break,
            [b'%', first, second, rest @ ..] if first.is_ascii_hexdigit() && second.is_ascii_hexdigit() => {
                rest
            }
            [byte, rest @ ..] if byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@".contains(byte) => rest,
            _ => return false,
        };
    }
    path.split('/').all(|segment| !matches!(&*segment.replace("%2e", ".").replace("%2E", "."), "." | ".."))
}

/// Returns `true` if a URL's host is an IP address.
fn is_address(host: &str) -> bool {
    host.starts_with('[') || host.parse::<Ipv4Addr>().is_ok()
}

/// Returns `value` if it is a label of a host name: 1 to 63 letters, digits and inner hyphens
/// (RFC 1123). `what` is the name of the value in the error.
///
/// # Errors
/// Returns an error if the value is not a label.
pub fn host_label<'a>(what: &'static str, value: &'a str) -> Result<&'a str, EndpointError> {
    let bytes = value.as_bytes();
    let valid = (1..=63).contains(&bytes.len())
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        && bytes.first() != Some(&b'-')
        && bytes.last() != Some(&b'-');
    if valid { Ok(value) } else { Err(EndpointError::InvalidHostLabel { what, value: value.to_owned() }) }
}

/// The error if an endpoint can't be determined.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndpointError {
    /// Neither a Region nor a custom endpoint is known.
    MissingRegion,
    /// The Region, or a member that becomes part of the host, is not a label of a host name.
    InvalidHostLabel {
        /// The name of the value.
        what: &'static str,
        /// The value.
        value: String,
    },
    /// FIPS is combined with a custom endpoint, which may not be validated.
    FipsWithCustomEndpoint,
    /// Dual stack is combined with a custom endpoint, which determines its own addresses.
    DualStackWithCustomEndpoint,
    /// The custom endpoint is invalid. It is not quoted, because it may contain a password.
    InvalidUrl {
        /// The reason.
        reason: &'static str,
    },
    /// A setting of the environment or the profile is invalid.
    InvalidSetting {
        /// The name of the setting.
        name: String,
        /// The values that are valid.
        expected: &'static str,
    },
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingRegion => {
                f.write_str("no Region; set one on the client, in AWS_REGION, or as `region` in the profile")
            }
            Self::InvalidHostLabel { what, value } => write!(
                f,
                "{what} {:?} can't be part of a host name; use 1 to 63 letters, digits and inner hyphens",
                PeerText::new(value)
            ),
            Self::FipsWithCustomEndpoint => f.write_str("FIPS can't be combined with a custom endpoint"),
            Self::DualStackWithCustomEndpoint => {
                f.write_str("dual stack can't be combined with a custom endpoint")
            }
            Self::InvalidUrl { reason } => write!(f, "the endpoint URL is invalid: {reason}"),
            Self::InvalidSetting { name, expected } => write!(f, "{name} must be {expected}"),
        }
    }
}

impl std::error::Error for EndpointError {}
