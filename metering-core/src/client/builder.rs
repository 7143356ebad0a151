//! The builder for [`Client`].

use std::fmt;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::provider::ProvideCredentials;

use super::{BuildError, Client};
use crate::client_inner::{BodySize, ClientInner};
use crate::clock::Clock;
use crate::compress::Compression;
use crate::credentials::{CachedCredentials, DefaultChain};
use crate::endpoint::{EndpointError, EndpointParams};
use crate::retry::{RateLimiter, RetryMode, RetryPolicy, RetryQuota};
use crate::service::{Service, ServiceInfo};
use crate::settings::Environment;
use crate::sign::Signer;
#[cfg(feature = "reqwest")]
use crate::transport::ReqwestTransport;
use crate::transport::{AnyTransport, Transport};

/// A builder for [`Client`].
///
/// A client needs a Region and credentials. [`from_env`](ClientBuilder::from_env) finds both;
/// everything that was set before takes precedence over it.
///
/// ```
/// # use metering_core::{Client, credentials, aws_service, ErrorMetadata, ServiceError};
/// # #[aws_service(endpoint_prefix = "kms", target_prefix = "TrentService", json_version = "1.1", error = KmsError)]
/// # pub struct Service;
/// # #[derive(Debug, ServiceError)] pub enum KmsError { #[aws(other)] Unhandled(ErrorMetadata) }
/// use std::time::Duration;
///
/// let client = Client::<Service>::builder()
///     .region("eu-central-1")
///     .credentials(credentials::from_keys("AKIDEXAMPLE", "secret", None))
///     .timeout(Duration::from_secs(10))
///     .build()?;
/// # Ok::<(), metering_core::BuildError>(())
/// ```
pub struct ClientBuilder<S> {
    params: EndpointParams,
    credentials: Option<CachedCredentials>,
    #[cfg(feature = "reqwest")]
    http: Option<reqwest::ClientBuilder>,
    transport: Option<AnyTransport>,
    policy: Option<RetryPolicy>,
    max_attempts: Option<u32>,
    retry_mode: Option<RetryMode>,
    attempt_timeout: Duration,
    timeout: Duration,
    #[cfg(feature = "event-stream")]
    event_timeout: Duration,
    response_limit: usize,
    compression: Compression,
    inject_host_prefix: bool,
    ca_bundle: Option<PathBuf>,
    profile: Option<String>,
    environment: Environment,
    service: PhantomData<fn() -> S>,
}

impl<S: Service> ClientBuilder<S> {
    pub(super) fn new() -> Self {
        ClientBuilder {
            params: EndpointParams::new(),
            credentials: None,
            #[cfg(feature = "reqwest")]
            http: None,
            transport: None,
            policy: None,
            max_attempts: None,
            retry_mode: None,
            attempt_timeout: Duration::from_secs(30),
            timeout: Duration::from_secs(120),
            #[cfg(feature = "event-stream")]
            event_timeout: Duration::from_secs(60),
            response_limit: 8 << 20,
            compression: Compression::default(),
            inject_host_prefix: true,
            ca_bundle: None,
            profile: None,
            environment: Environment::process(),
            service: PhantomData,
        }
    }

    /// Sets the Region, such as `eu-central-1`. The pseudo-Regions `fips-us-east-1` and
    /// `us-east-1-fips` select that Region with [FIPS](Self::use_fips).
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.params.region = Some(region.into());
        self
    }

    /// Sets the credentials, or a provider that loads them. Loaded credentials are cached until
    /// shortly before they expire.
    pub fn credentials(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(CachedCredentials::new(provider));
        self
    }

    /// Sets a custom endpoint instead of AWS's: scheme, authority and an optional path. Only a
    /// custom endpoint may use plain http.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.params.endpoint_url = Some(url.into());
        self
    }

    /// Selects the endpoint that is validated under FIPS 140. Defaults to `false`.
    pub fn use_fips(mut self, yes: bool) -> Self {
        self.params.use_fips = yes;
        self
    }

    /// Selects the endpoint that has both IPv4 and IPv6 addresses. Defaults to `false`.
    pub fn use_dual_stack(mut self, yes: bool) -> Self {
        self.params.use_dual_stack = yes;
        self
    }

    /// Sets the profile of the shared config and credentials files for
    /// [`from_env`](Self::from_env), instead of `AWS_PROFILE`. Keys in the environment are then
    /// ignored.
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// Sets the environment that [`from_env`](Self::from_env) reads. Defaults to the environment of
    /// the process.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = environment;
        self
    }

    /// Sets the HTTP client's proxies, pool and timeouts. Start with [`ReqwestTransport::builder`].
    ///
    /// Redirects are never followed, even if the builder allows them, and this crate configures
    /// TLS. For a custom TLS configuration pass [`ReqwestTransport::with_tls_of`] to
    /// [`transport`](Self::transport).
    #[cfg(feature = "reqwest")]
    pub fn http(mut self, builder: reqwest::ClientBuilder) -> Self {
        self.http = Some(builder);
        self
    }

    /// Sets a custom transport instead of the default HTTP client.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(AnyTransport::new(transport));
        self
    }

    /// Sets the number of attempts and the waits between them. Defaults to AWS's standard mode,
    /// with the number of attempts from the declaration or `AWS_MAX_ATTEMPTS`.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.policy = Some(policy);
        self
    }

    /// Sets the retry mode. Defaults to [`RetryMode::Standard`], or to `AWS_RETRY_MODE` with
    /// [`from_env`](Self::from_env).
    pub fn retry_mode(mut self, mode: RetryMode) -> Self {
        self.retry_mode = Some(mode);
        self
    }

    /// Limits the time of each attempt, response body included. Defaults to 30 seconds.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = limit;
        self
    }

    /// Limits the time of a whole call: credentials, all attempts and the waits between them.
    /// Defaults to 2 minutes.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// Limits the wait for each event of an event stream. Defaults to 60 seconds.
    ///
    /// The wait begins when the stream is polled, so that the time in which the program processes
    /// an event doesn't count. [`attempt_timeout`](Self::attempt_timeout) and
    /// [`timeout`](Self::timeout) limit only the wait for the initial response.
    #[cfg(feature = "event-stream")]
    pub fn event_timeout(mut self, limit: Duration) -> Self {
        self.event_timeout = limit;
        self
    }

    /// Adds an operation's [host
    /// prefix](https://docs.aws.amazon.com/sdkref/latest/guide/feature-host-prefix.html) to the
    /// endpoint's host. Defaults to `true`. Disable it for a custom endpoint with a single host
    /// name, such as a VPC endpoint or an emulator.
    pub fn inject_host_prefix(mut self, yes: bool) -> Self {
        self.inject_host_prefix = yes;
        self
    }

    /// Limits the size of a response body, in bytes. Defaults to 8 MiB.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// Reads every setting that is not set yet from the environment, or from the profile if the
    /// environment doesn't have it, like all AWS tools.
    ///
    /// | setting | environment | key of the profile |
    /// |---|---|---|
    /// | profile, and its files | `AWS_PROFILE`, `AWS_DEFAULT_PROFILE`; `AWS_CONFIG_FILE`, `AWS_SHARED_CREDENTIALS_FILE` | |
    /// | credentials | the [default chain](crate::credentials) | the default chain |
    /// | Region | `AWS_REGION`, `AWS_DEFAULT_REGION` | `region`; or else the Region of the EC2 instance |
    /// | endpoint | `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL` | `endpoint_url`, also in the section that `services` selects |
    /// | ignore configured endpoints | `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` | `ignore_configured_endpoint_urls` |
    /// | FIPS, dual stack | `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT` | `use_fips_endpoint`, `use_dualstack_endpoint` |
    /// | no host prefixes | `AWS_DISABLE_HOST_PREFIX_INJECTION` | `disable_host_prefix_injection` |
    /// | attempts | `AWS_RETRY_MODE`, `AWS_MAX_ATTEMPTS` | `retry_mode`, `max_attempts` |
    /// | compression, with the feature `gzip` | `AWS_DISABLE_REQUEST_COMPRESSION`, `AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES` | `disable_request_compression`, `request_min_compression_size_bytes` |
    /// | root certificates | `AWS_CA_BUNDLE`; `SSL_CERT_FILE`, `SSL_CERT_DIR` | `ca_bundle` |
    /// | proxies | `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY` | |
    ///
    /// The [names are
    /// AWS's](https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html).
    /// Certificates and proxies from the environment also apply without this method.
    ///
    /// # Errors
    /// Returns an error if a setting is invalid, or if the selected profile does not exist.
    pub async fn from_env(mut self) -> Result<Self, BuildError> {
        let mut chain = DefaultChain::builder().environment(self.environment.clone());
        if let Some(profile) = &self.profile {
            chain = chain.profile(profile);
        }
        let chain = chain.build();
        let settings = chain.settings().await;
        let found = EndpointParams::from_settings(&settings, S::INFO.id)?;
        self.compression = settings.compression()?;
        let (variable, key) = ("AWS_DISABLE_HOST_PREFIX_INJECTION", "disable_host_prefix_injection");
        self.inject_host_prefix &= settings.switch(variable, key)? != Some(true);
        self.ca_bundle = settings.ca_bundle();
        self.max_attempts = settings.count("AWS_MAX_ATTEMPTS", "max_attempts")?;
        if self.retry_mode.is_none() {
            self.retry_mode = settings.retry_mode()?;
        }
        self.params.endpoint_url = self.params.endpoint_url.or(found.endpoint_url);
        self.params.use_fips |= found.use_fips;
        self.params.use_dual_stack |= found.use_dual_stack;
        self.params.region = match self.params.region.or(found.region) {
            Some(region) => Some(region),
            None => chain.region(&settings).await?,
        };
        if self.credentials.is_none() {
            self.credentials = Some(CachedCredentials::new(chain));
        }
        Ok(self)
    }

    /// Reads every setting that is not set yet from aws-config: the Region, the endpoint and the
    /// credentials.
    ///
    /// Use it for credentials that the [default chain](crate::credentials::DefaultChain) does not
    /// support, such as credentials of IAM Identity Center. The client uses aws-config for nothing
    /// else.
    ///
    /// ```no_run
    /// # async fn example<S: metering_core::service::Service>() -> Result<(), metering_core::BuildError> {
    /// let found = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    /// let client = metering_core::Client::<S>::builder().sdk_config(&found).build()?;
    /// # Ok(()) }
    /// ```
    #[cfg(feature = "aws-config")]
    pub fn sdk_config(mut self, found: &aws_config::SdkConfig) -> Self {
        let region = found.region().map(|region| region.as_ref().to_owned());
        self.params.region = self.params.region.or(region);
        self.params.endpoint_url = self.params.endpoint_url.or(found.endpoint_url().map(str::to_owned));
        self.params.use_fips |= found.use_fips().unwrap_or_default();
        self.params.use_dual_stack |= found.use_dual_stack().unwrap_or_default();
        self.credentials =
            self.credentials.or_else(|| found.credentials_provider().map(CachedCredentials::new));
        self
    }

    /// Builds the client. No connection is made.
    ///
    /// # Errors
    /// Returns an error if the Region or the credentials are missing, if the endpoint or the HTTP
    /// client's settings are invalid, or if the endpoint needs TLS and no TLS feature is enabled.
    pub fn build(self) -> Result<Client<S>, BuildError> {
        let service = &S::INFO;
        let endpoint = service.endpoint.resolve(&self.params.without_pseudo_region())?;
        let credentials = self.credentials.ok_or(BuildError::NoCredentials)?;
        let signing_region = endpoint.signing_region().ok_or(EndpointError::MissingRegion)?.to_owned();
        let policy = self.policy.unwrap_or_else(|| default_policy(service, self.max_attempts));
        let transport = match self.transport {
            Some(transport) => transport,
            None => {
                #[cfg(feature = "reqwest")]
                {
                    let (bundle, url) = (self.ca_bundle, endpoint.url());
                    AnyTransport::Reqwest(match self.http {
                        Some(builder) => ReqwestTransport::with_roots(bundle, builder, url)?,
                        None => ReqwestTransport::with_default_builder(bundle, url)?,
                    })
                }
                #[cfg(not(feature = "reqwest"))]
                AnyTransport::for_endpoint(endpoint.url(), self.ca_bundle)?
            }
        };
        let inner = ClientInner {
            service,
            endpoint,
            inject_host_prefix: self.inject_host_prefix,
            signing_region,
            credentials,
            signer: Signer::new(),
            clock: Clock::default(),
            transport,
            policy,
            quota: RetryQuota::default(),
            rate_limiter: (self.retry_mode == Some(RetryMode::Adaptive)).then(RateLimiter::new),
            attempt_timeout: self.attempt_timeout,
            timeout: self.timeout,
            #[cfg(feature = "event-stream")]
            event_timeout: self.event_timeout,
            response_limit: self.response_limit,
            compression: self.compression,
            body_size: BodySize::default(),
        };
        Ok(Client { inner: Arc::new(inner), service: PhantomData })
    }
}

/// Returns the default policy: AWS's policy with the changes of the declaration and the
/// environment.
fn default_policy(service: &ServiceInfo, max_attempts: Option<u32>) -> RetryPolicy {
    let mut policy = RetryPolicy::for_service(service.endpoint.prefix());
    if let Some((attempts, base)) = service.retry {
        policy = policy.with_max_attempts(attempts).with_base(Duration::from_millis(base.into()));
    }
    max_attempts.map_or(policy, |attempts| policy.with_max_attempts(attempts))
}

impl<S> fmt::Debug for ClientBuilder<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("params", &self.params).finish_non_exhaustive()
    }
}
