//! A client of one service: where it is, who calls, and how patiently.

use std::fmt;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::provider::ProvideCredentials;

use crate::call::{BodySize, Call};
use crate::clock::Clock;
use crate::compress::Compression;
use crate::credentials::{CachedCredentials, DefaultChain};
use crate::endpoint::{Endpoint, EndpointError, EndpointParams};
use crate::operation::Operation;
use crate::paginate::{Itself, Pages, Paginated};
use crate::retry::{RateLimiter, RetryMode, RetryPolicy, RetryQuota};

use crate::service::{Service, ServiceInfo};
use crate::settings::{Environment, SettingsError};
use crate::sign::Signer;
use crate::transport::{AnyTransport, ReqwestTransport, Transport, TransportError};

/// Calls the operations of the service `S`. A clone shares connections, credentials and the retry
/// quota; clone it freely.
///
/// ```no_run
/// # use metering_core::*;
/// # #[aws_service(endpoint_prefix = "kms", target_prefix = "TrentService", json_version = "1.1", error = KmsError)]
/// # pub struct Service;
/// # #[derive(Debug, ServiceError)] pub enum KmsError { #[aws(other)] Unhandled(ErrorMetadata) }
/// # #[aws_operation(action = "DescribeKey")] pub struct DescribeKey { key_id: String }
/// # #[derive(Debug, Shape)] pub struct DescribeKeyOutput { key_arn: Option<String> }
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::<Service>::from_env().await?;
/// let output = client.send(DescribeKey::builder().key_id("alias/a").build()).await?;
/// # Ok(()) }
/// ```
pub struct Client<S> {
    shared: Arc<Shared>,
    service: PhantomData<fn() -> S>,
}

/// What the clones of a client share.
pub(crate) struct Shared {
    pub(crate) service: &'static ServiceInfo,
    pub(crate) endpoint: Endpoint,
    pub(crate) inject_host_prefix: bool,
    pub(crate) signing_region: String,
    pub(crate) credentials: CachedCredentials,
    pub(crate) signer: Signer,
    pub(crate) clock: Clock,
    pub(crate) transport: AnyTransport,
    pub(crate) policy: RetryPolicy,
    pub(crate) quota: RetryQuota,
    /// The rate limiter, in adaptive mode.
    pub(crate) rate_limiter: Option<RateLimiter>,
    pub(crate) attempt_timeout: Duration,
    pub(crate) timeout: Duration,
    pub(crate) response_limit: usize,
    pub(crate) compression: Compression,
    pub(crate) body_size: BodySize,
}

impl<S: Service> Client<S> {
    /// A client with the Region, the credentials and the endpoint that every AWS tool would find:
    /// in the environment, in the shared config and credentials files, or from the machine that
    /// this runs on.
    ///
    /// # Errors
    /// Where a setting can't be understood or no Region is found. Credentials are looked for at the
    /// first call.
    pub async fn from_env() -> Result<Self, BuildError> {
        Self::builder().from_env().await?.build()
    }

    /// A client put together by hand.
    pub fn builder() -> ClientBuilder<S> {
        ClientBuilder::new()
    }
}

impl<S> Client<S> {
    /// Calls an operation. The call is sent when it is awaited.
    pub fn send<O: Operation<Service = S>>(&self, operation: O) -> Call<O::Output, O::Error> {
        Call::new(Arc::clone(&self.shared), operation)
    }

    /// Calls a paginated operation as often as it takes: a stream of its pages.
    pub fn pages<O: Paginated<Service = S> + Itself>(&self, operation: O) -> Pages<O::Is> {
        Pages::new(self.clone(), operation)
    }

    /// Where requests go, an operation's own host prefix aside.
    pub fn endpoint(&self) -> &Endpoint {
        &self.shared.endpoint
    }
}

impl<S> Clone for Client<S> {
    fn clone(&self) -> Self {
        Client { shared: Arc::clone(&self.shared), service: PhantomData }
    }
}

impl<S> fmt::Debug for Client<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("service", &self.shared.service.id)
            .field("endpoint", &self.shared.endpoint)
            .finish_non_exhaustive()
    }
}

/// What a client is made of.
pub struct ClientBuilder<S> {
    params: EndpointParams,
    credentials: Option<CachedCredentials>,
    http: Option<reqwest::ClientBuilder>,
    transport: Option<Box<dyn Transport>>,
    policy: Option<RetryPolicy>,
    max_attempts: Option<u32>,
    retry_mode: Option<RetryMode>,
    attempt_timeout: Duration,
    timeout: Duration,
    response_limit: usize,
    compression: Compression,
    inject_host_prefix: bool,
    ca_bundle: Option<PathBuf>,
    profile: Option<String>,
    environment: Environment,
    service: PhantomData<fn() -> S>,
}

impl<S: Service> ClientBuilder<S> {
    fn new() -> Self {
        ClientBuilder {
            params: EndpointParams::new(),
            credentials: None,
            http: None,
            transport: None,
            policy: None,
            max_attempts: None,
            retry_mode: None,
            attempt_timeout: Duration::from_secs(30),
            timeout: Duration::from_secs(120),
            response_limit: 8 << 20,
            compression: Compression::default(),
            inject_host_prefix: true,
            ca_bundle: None,
            profile: None,
            environment: Environment::process(),
            service: PhantomData,
        }
    }

    /// The Region, as `eu-central-1`. The pseudo-Regions `fips-us-east-1` and `us-east-1-fips` mean
    /// that Region with [FIPS](Self::use_fips).
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.params.region = Some(region.into());
        self
    }

    /// Who calls: credentials, or anything that provides them. What a provider gives is cached
    /// until shortly before it expires.
    pub fn credentials(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(CachedCredentials::new(provider));
        self
    }

    /// A custom endpoint in place of AWS's: scheme, authority and perhaps a path. Plain http goes
    /// nowhere else.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.params.endpoint_url = Some(url.into());
        self
    }

    /// Whether to call the endpoint that is validated under FIPS 140.
    pub fn use_fips(mut self, yes: bool) -> Self {
        self.params.use_fips = yes;
        self
    }

    /// Whether to call the endpoint that has both IPv4 and IPv6 addresses.
    pub fn use_dual_stack(mut self, yes: bool) -> Self {
        self.params.use_dual_stack = yes;
        self
    }

    /// The profile of the shared config and credentials files, in place of `AWS_PROFILE`, for
    /// [`from_env`](Self::from_env). Keys in the environment are then not looked at.
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// The environment that [`from_env`](Self::from_env) reads, in place of the process's.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = environment;
        self
    }

    /// The HTTP client's settings: proxies, pools, time-outs, best on top of
    /// [`ReqwestTransport::builder`]. Redirects are switched off on it, whatever it says, and its
    /// TLS is this crate's; for settings of TLS of one's own give a
    /// [`ReqwestTransport::with_tls_of`] such a builder to [`transport`](Self::transport).
    pub fn http(mut self, builder: reqwest::ClientBuilder) -> Self {
        self.http = Some(builder);
        self
    }

    /// Another way to send requests altogether.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// How often and how fast a failed attempt is made again; AWS's standard mode unless said
    /// otherwise, with as many attempts as the declaration or `AWS_MAX_ATTEMPTS` says.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.policy = Some(policy);
        self
    }

    /// Whether the client holds itself back where it is throttled; it does not unless this or
    /// `AWS_RETRY_MODE` says so.
    pub fn retry_mode(mut self, mode: RetryMode) -> Self {
        self.retry_mode = Some(mode);
        self
    }

    /// Bounds each attempt, its answer's body included; 30 seconds unless said otherwise.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = limit;
        self
    }

    /// Bounds a call as a whole, credentials, attempts and waits included; 2 minutes unless said
    /// otherwise.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// Whether an operation's [host
    /// prefix](https://docs.aws.amazon.com/sdkref/latest/guide/feature-host-prefix.html) goes
    /// before the endpoint's host; it does unless said otherwise. It can't where an endpoint of
    /// your own has one name for all, as a VPC endpoint or an emulator.
    pub fn inject_host_prefix(mut self, yes: bool) -> Self {
        self.inject_host_prefix = yes;
        self
    }

    /// Bounds an answer's body, in bytes; 8 MiB unless said otherwise.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// Takes the Region, the endpoint, the credentials and how to call from where every AWS tool
    /// does, as far as they are not set: from the environment, or else from the profile.
    ///
    /// | | environment | key of the profile |
    /// |---|---|---|
    /// | which profile, in which files | `AWS_PROFILE`, `AWS_DEFAULT_PROFILE`; `AWS_CONFIG_FILE`, `AWS_SHARED_CREDENTIALS_FILE` | |
    /// | credentials | as the [chain](crate::credentials) finds them | there too |
    /// | Region | `AWS_REGION`, `AWS_DEFAULT_REGION` | `region`; or else where the EC2 instance is |
    /// | endpoint | `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL` | `endpoint_url`, there and in the section that `services` names |
    /// | whether those are heeded | `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` | `ignore_configured_endpoint_urls` |
    /// | FIPS, dual stack | `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT` | `use_fips_endpoint`, `use_dualstack_endpoint` |
    /// | whether an operation's host prefix goes before the endpoint's host | `AWS_DISABLE_HOST_PREFIX_INJECTION` | `disable_host_prefix_injection` |
    /// | attempts | `AWS_RETRY_MODE`, `AWS_MAX_ATTEMPTS` | `retry_mode`, `max_attempts` |
    /// | compression, with the feature `gzip` | `AWS_DISABLE_REQUEST_COMPRESSION`, `AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES` | `disable_request_compression`, `request_min_compression_size_bytes` |
    /// | root certificates | `AWS_CA_BUNDLE`; `SSL_CERT_FILE`, `SSL_CERT_DIR` | `ca_bundle` |
    /// | proxies | `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY` | |
    ///
    /// The [names are
    /// AWS's](https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html).
    /// Certificates and proxies of the environment are heeded without this too.
    ///
    /// # Errors
    /// Where a setting can't be understood, or the profile asked for does not exist.
    pub async fn from_env(mut self) -> Result<Self, BuildError> {
        let mut chain = DefaultChain::builder().environment(self.environment.clone());
        if let Some(profile) = &self.profile {
            chain = chain.profile(profile);
        }
        let chain = chain.build();
        let settings = chain.settings()?;
        let found = EndpointParams::from_settings(&settings, S::INFO.id)?;
        self.compression = settings.compression()?;
        let (variable, key) = ("AWS_DISABLE_HOST_PREFIX_INJECTION", "disable_host_prefix_injection");
        self.inject_host_prefix &= settings.switch(variable, key)? != Some(true);
        self.ca_bundle = settings.ca_bundle();
        self.max_attempts = settings.count("AWS_MAX_ATTEMPTS", "max_attempts")?;
        self.retry_mode = match self.retry_mode {
            None => settings.retry_mode()?,
            set => set,
        };
        self.params.endpoint_url = self.params.endpoint_url.or(found.endpoint_url);
        self.params.use_fips |= found.use_fips;
        self.params.use_dual_stack |= found.use_dual_stack;
        self.params.region = match self.params.region.or(found.region) {
            Some(region) => Some(region),
            None => chain.region(&settings).await,
        };
        if self.credentials.is_none() {
            self.credentials = Some(CachedCredentials::new(chain));
        }
        Ok(self)
    }

    /// Takes what aws-config found, as far as it is not set: for credentials of IAM Identity Center
    /// and whatever else the [default chain](crate::credentials::DefaultChain) doesn't know.
    /// aws-config is used for nothing else.
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

    /// The client.
    ///
    /// # Errors
    /// Without a Region or credentials, or where the HTTP client can't be built.
    pub fn build(self) -> Result<Client<S>, BuildError> {
        let service = &S::INFO;
        let endpoint = service.endpoint.resolve(&self.params.without_pseudo_region())?;
        let credentials = self.credentials.ok_or(BuildError::NoCredentials)?;
        let signing_region = endpoint.signing_region().ok_or(EndpointError::MissingRegion)?.to_owned();
        let transport = match self.transport {
            Some(transport) => AnyTransport::Own(transport),
            None => {
                let builder = self.http.unwrap_or_else(ReqwestTransport::builder);
                let bundle = self.ca_bundle.as_deref();
                AnyTransport::Reqwest(ReqwestTransport::trusting(bundle, builder, endpoint.url())?)
            }
        };
        let shared = Shared {
            service,
            endpoint,
            inject_host_prefix: self.inject_host_prefix,
            signing_region,
            credentials,
            signer: Signer::new(),
            clock: Clock::default(),
            transport,
            policy: self.policy.unwrap_or_else(|| {
                let mut policy = RetryPolicy::for_service(service.endpoint.prefix());
                if let Some((attempts, base)) = service.retry {
                    policy = policy.with_max_attempts(attempts).with_base(Duration::from_millis(base.into()));
                }
                self.max_attempts.map_or(policy, |attempts| policy.with_max_attempts(attempts))
            }),
            quota: RetryQuota::default(),
            rate_limiter: (self.retry_mode == Some(RetryMode::Adaptive)).then(RateLimiter::new),
            attempt_timeout: self.attempt_timeout,
            timeout: self.timeout,
            response_limit: self.response_limit,
            compression: self.compression,
            body_size: BodySize::default(),
        };
        Ok(Client { shared: Arc::new(shared), service: PhantomData })
    }
}

impl<S> fmt::Debug for ClientBuilder<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("params", &self.params).finish_non_exhaustive()
    }
}

/// Why there is no client.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// A config or credentials file can't be read or understood.
    Settings(SettingsError),
    /// There is no endpoint for these settings.
    Endpoint(EndpointError),
    /// Neither credentials nor a provider of them were given.
    NoCredentials,
    /// The HTTP client can't be built.
    Http(TransportError),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildError::Settings(error) => error.fmt(f),
            BuildError::Endpoint(error) => error.fmt(f),
            BuildError::NoCredentials => f.write_str(
                "no credentials were given: call `.credentials(…)`, or `.from_env().await` to find them",
            ),
            BuildError::Http(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            BuildError::Settings(error) => Some(error),
            BuildError::Endpoint(error) => Some(error),
            BuildError::NoCredentials => None,
            BuildError::Http(error) => Some(error),
        }
    }
}

impl From<SettingsError> for BuildError {
    fn from(error: SettingsError) -> Self {
        BuildError::Settings(error)
    }
}

impl From<EndpointError> for BuildError {
    fn from(error: EndpointError) -> Self {
        BuildError::Endpoint(error)
    }
}

impl From<TransportError> for BuildError {
    fn from(error: TransportError) -> Self {
        BuildError::Http(error)
    }
}
