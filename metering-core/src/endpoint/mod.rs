//! Where a service's requests go: AWS's partitions, FIPS, dual stack, custom endpoints.
//!
//! Nothing here does I/O. [`EndpointRules`] is what a service's declaration says of its hosts,
//! [`EndpointParams`] what a client was told (or found in the environment and the profile, see
//! [`EndpointParams::from_settings`]), and [`EndpointRules::resolve`] makes an [`Endpoint`] of the
//! two.
//!
//! # The standard template
//! Most services follow one pattern, for which a declaration states `endpoint_prefix` and nothing
//! else:
//!
//! | variant | host |
//! |---|---|
//! | plain | `{prefix}.{region}.{dns_suffix}` |
//! | FIPS | `{prefix}-fips.{region}.{dns_suffix}` |
//! | dual stack | `{prefix}.{region}.{dual_stack_dns_suffix}` |
//! | FIPS and dual stack | `{prefix}-fips.{region}.{dual_stack_dns_suffix}` |
//!
//! The suffixes are the partition's, which the Region's name decides. A Region that is not known by
//! name belongs to the partition whose pattern it fits, else to `aws`.
//!
//! # Overrides: `endpoint(…)` in `#[aws_service]`
//! ```text
//! endpoint(item, …)
//! item  = plain = "host" | fips = "host" | dual_stack = "host" | fips_dual_stack = "host"
//!       | signing_region = "us-east-1"     what requests are signed for, whatever Region the client is in
//!       | global                           the partition's main Region takes the place of the client's, in hosts and in the signature
//!       | dual_stack_only                  hosts exist under the dual-stack suffix alone
//!       | partition("aws-us-gov", …)(item, …)       the same for these partitions
//!       | region("us-east-1", …)(item, …)           the same for these Regions
//!       | region("us-east-1", …) = "host"           short for region(…)(plain = "host")
//!       | partition("aws-us-gov", …) = "host"       short for partition(…)(plain = "host")
//! host  = "prefix"              completed to prefix.{region}.{the variant's suffix}
//!       | "a whole host"        when it contains a placeholder: {region}, {dns_suffix}, {dual_stack_dns_suffix}
//!       | "http://host:port"    a whole URL
//! ```
//! Each value is looked up on its own: what is said of the Region wins over what is said of the
//! partition, and that over what is said of all; among equals, the first. What no item names
//! follows the standard template. In Rust, `endpoint(fips = "a", region("us-gov-west-1") = "b")` is
//! ```
//! # use metering_core::endpoint::{EndpointOverride, EndpointRules};
//! const RULES: EndpointRules = EndpointRules::new("prefix").overrides(
//!     const { &[EndpointOverride::everywhere().fips("a"), EndpointOverride::regions(&["us-gov-west-1"]).plain("b")] },
//! );
//! ```
//!
//! What no declaration can say: hosts that depend on an operation's members or on the account
//! (DynamoDB's account endpoints, EventBridge's multi-Region endpoints, ARC's control plane).
//! [`EndpointParams::endpoint_url`] is the way to those.

mod partition;
mod rules;
mod settings;

use std::fmt;
use std::net::Ipv4Addr;

use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};

pub use partition::Partition;
pub use rules::{EndpointOverride, EndpointRules};

/// What decides, beside the service's own rules, where requests go.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EndpointParams {
    /// The Region. Needed unless `endpoint_url` is set.
    pub region: Option<String>,
    /// Whether to use the endpoint that is validated under FIPS 140.
    pub use_fips: bool,
    /// Whether to use the endpoint that has both IPv4 and IPv6 addresses.
    pub use_dual_stack: bool,
    /// An endpoint that takes the place of the service's own: scheme, authority and perhaps a path.
    pub endpoint_url: Option<String>,
}

/// A custom endpoint that can't be used is not shown: it may hold a password.
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
    /// No Region, no variant, no custom endpoint.
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

    /// Sets whether the FIPS endpoint is used.
    #[must_use]
    pub fn use_fips(mut self, yes: bool) -> Self {
        self.use_fips = yes;
        self
    }

    /// Sets whether the dual-stack endpoint is used.
    #[must_use]
    pub fn use_dual_stack(mut self, yes: bool) -> Self {
        self.use_dual_stack = yes;
        self
    }

    /// `fips-us-east-1` and `us-east-1-fips` are what tools had before there was a switch: the
    /// Region, with FIPS. A client takes them so, as botocore does.
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

/// Where a service's requests go, and the Region they are signed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    url: Uri,
    signing_region: Option<String>,
}

impl Endpoint {
    fn parse(url: &str, signing_region: Option<String>) -> Result<Self, EndpointError> {
        let invalid = |reason| Err(EndpointError::InvalidUrl { reason });
        // `Uri` would drop a fragment without a word.
        if url.contains('#') {
            return invalid("it has a fragment");
        }
        let Ok(parsed) = url.parse::<Uri>() else {
            return invalid("it is not a URL, or its path is not percent-encoded");
        };
        if !matches!(parsed.scheme_str(), Some("http" | "https")) {
            return invalid("it does not start with http:// or https://");
        }
        let Some(authority) = parsed.authority() else {
            return invalid("it has no host");
        };
        if authority.host().is_empty() {
            return invalid("it has no host");
        }
        // A user name or password in it would never be sent, and would show in messages.
        if authority.as_str().contains('@') {
            return invalid("it has a user name in it");
        }
        if parsed.query().is_some() {
            return invalid("it has a query");
        }
        Ok(Self { url: parsed, signing_region })
    }

    /// Scheme, authority and path; operations of the AWS JSON protocols are sent to it as it is.
    #[must_use]
    pub fn url(&self) -> &Uri {
        &self.url
    }

    /// The Region that requests are signed for; `None` where a custom endpoint was given and no
    /// Region.
    #[must_use]
    pub fn signing_region(&self) -> Option<&str> {
        self.signing_region.as_deref()
    }

    /// This endpoint with an operation's host prefix before its host: `foo.`, or `foo.{label}.`
    /// with the label filled in by [`host_label`], or `data-`, which becomes part of the host's own
    /// first label. An IP address, which has no names below it, is left as it is.
    ///
    /// # Errors
    /// If the prefix has an empty label or one that no host name may have.
    pub fn with_host_prefix(&self, prefix: &str) -> Result<Self, EndpointError> {
        let authority = self.url.authority().map_or("", Authority::as_str);
        let first = self.url.host().and_then(|host| host.split('.').next()).unwrap_or_default();
        let joined = if prefix.is_empty() { String::new() } else { format!("{prefix}{first}") };
        let address = self.url.host().is_some_and(is_address);
        // The last label of the two together is the host's own, which may be anything in an address
        // (`[`).
        let own = if address { prefix.trim_end_matches(['.', '-']) } else { &joined };
        for label in own.split('.') {
            host_label("the host prefix", label)?;
        }
        if address {
            return Ok(self.clone());
        }
        let url = Uri::builder()
            .scheme(self.url.scheme().cloned().unwrap_or(Scheme::HTTPS))
            .authority(format!("{prefix}{authority}"))
            .path_and_query(self.url.path_and_query().cloned().unwrap_or(PathAndQuery::from_static("/")))
            .build()
            .map_err(|_| EndpointError::InvalidUrl {
                reason: "the host prefix does not go before its host",
            })?;
        Ok(Self { url, signing_region: self.signing_region.clone() })
    }
}

/// Whether a URL's host is an IP address.
fn is_address(host: &str) -> bool {
    host.starts_with('[') || host.parse::<Ipv4Addr>().is_ok()
}

/// Gives `value` back if it may stand as one label of a host name (RFC 1123: 1 to 63 of
/// `A-Z a-z 0-9 -`, no hyphen at either end). `what` names it in the error.
///
/// # Errors
/// If it may not.
pub fn host_label<'a>(what: &'static str, value: &'a str) -> Result<&'a str, EndpointError> {
    let bytes = value.as_bytes();
    let valid = (1..=63).contains(&bytes.len())
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        && bytes.first() != Some(&b'-')
        && bytes.last() != Some(&b'-');
    if valid { Ok(value) } else { Err(EndpointError::InvalidHostLabel { what, value: value.to_owned() }) }
}

/// Why there is no endpoint to send to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndpointError {
    /// Neither a Region nor a custom endpoint is known.
    MissingRegion,
    /// The Region, or a member that becomes part of the host, may not stand in a host name.
    InvalidHostLabel {
        /// What was to become part of the host.
        what: &'static str,
        /// Its value.
        value: String,
    },
    /// FIPS was asked for together with a custom endpoint, of which nobody knows whether it is
    /// validated.
    FipsWithCustomEndpoint,
    /// Dual stack was asked for together with a custom endpoint, whose addresses are its own
    /// affair.
    DualStackWithCustomEndpoint,
    /// The custom endpoint can't be used. It is not quoted, as it may hold a password.
    InvalidUrl {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A setting of the environment or the profile can't be understood.
    InvalidSetting {
        /// Its name.
        name: String,
        /// What it should be.
        expected: &'static str,
    },
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingRegion => {
                f.write_str("no Region: set one on the client, in AWS_REGION, or as `region` in the profile")
            }
            Self::InvalidHostLabel { what, value } => write!(
                f,
                "{what} {value:?} can't be part of a host name: it takes 1 to 63 letters, digits and inner hyphens"
            ),
            Self::FipsWithCustomEndpoint => f.write_str("FIPS and a custom endpoint exclude each other"),
            Self::DualStackWithCustomEndpoint => {
                f.write_str("dual stack and a custom endpoint exclude each other")
            }
            Self::InvalidUrl { reason } => write!(f, "the endpoint URL can't be used: {reason}"),
            Self::InvalidSetting { name, expected } => write!(f, "{name} must be {expected}"),
        }
    }
}

impl std::error::Error for EndpointError {}
