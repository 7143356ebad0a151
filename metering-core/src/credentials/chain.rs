//! The default credentials provider chain.

use std::ops::ControlFlow;

use aws_credential_types::provider::{ProvideCredentials, future};

use super::error::SourceError;
use super::fetch::Fetch;
use super::imds::Imds;
use super::profile::ProfileSource;
use super::sts::Sts;
use super::{CredentialsError, LoadResult, SourcedCredentials, WallClock};
use super::{container, environment, web_identity};
use crate::settings::file::on_thread;
use crate::settings::{Environment, Settings, SettingsError};

/// Loads credentials from the sources that every AWS tool uses, in the order that the
/// [module](super) documents.
///
/// Each call reads all settings again, so that rotated files are seen. Wrap the chain in a
/// [`CachedCredentials`](super::CachedCredentials).
#[derive(Debug, Clone)]
pub struct DefaultChain {
    environment: Environment,
    profile: Option<String>,
    clock: WallClock,
    http: Fetch,
    imds: Imds,
}

impl DefaultChain {
    /// Creates a builder for a chain over the process's environment.
    #[must_use]
    pub fn builder() -> DefaultChainBuilder {
        DefaultChainBuilder {
            environment: Environment::process(),
            profile: None,
            clock: WallClock::system(),
            http: Fetch::new(),
        }
    }

    /// Reads the environment and the shared config and credentials files. The files are read on
    /// another thread, so that a disk that hangs doesn't stop the runtime.
    pub async fn settings(&self) -> Settings {
        let environment = self.environment.clone();
        let settings = match on_thread(move || Settings::load(environment)).await {
            Ok(settings) => settings,
            // No thread can be started.
            Err(_) => Settings::load(self.environment.clone()),
        };
        match &self.profile {
            Some(name) => settings.with_profile(name),
            None => settings,
        }
    }

    /// Loads the credentials of the first source that is configured.
    ///
    /// # Errors
    /// Returns an error if that source fails, or if no source is configured.
    pub async fn load(&self) -> Result<SourcedCredentials, CredentialsError> {
        let mut errors = Vec::new();
        match self.search(&mut errors).await {
            ControlFlow::Break(Some(found)) => Ok(found),
            ControlFlow::Break(None) | ControlFlow::Continue(()) => Err(CredentialsError::sources(errors)),
        }
    }

    async fn search(&self, errors: &mut SourceErrors) -> ControlFlow<Option<SourcedCredentials>> {
        // A profile that the program chooses is an identity, which the environment must not
        // replace.
        let skipped = || Err(SourceError::not_configured("skipped, because the program chooses a profile"));
        let is_chosen = self.profile.is_some();
        // Before the files are read, because keys in the environment don't need them.
        let keys = if is_chosen { skipped() } else { environment::load(&self.environment) };
        record(errors, "environment", keys)?;
        let settings = self.settings().await;
        let http = self.http.with_ca_bundle(settings.ca_bundle());
        let sts = Sts { http: http.clone(), clock: self.clock.clone() };
        let imds = self.imds.with_http(http.clone());
        let profile = ProfileSource { settings: &settings, sts: &sts, imds: &imds };
        record(errors, "profile", profile.load().await)?;
        let token = if is_chosen { skipped() } else { web_identity::load(&settings, &sts).await };
        record(errors, "web identity", token)?;
        record(errors, "container", container::load(&self.environment, &http).await)?;
        record(errors, "instance", imds.load(&settings).await)
    }

    /// Returns the Region of the environment or the profile, or else the Region of the EC2
    /// instance. `None` if neither is known.
    ///
    /// # Errors
    /// Returns an error if there is no Region and a config file that may contain it can't be read.
    pub async fn region(&self, settings: &Settings) -> Result<Option<String>, SettingsError> {
        if let Some(region) = settings.region() {
            return Ok(Some(region));
        }
        if let Some(problem) = settings.problem() {
            return Err(problem.clone());
        }
        let imds = self.imds.with_http(self.http.with_ca_bundle(settings.ca_bundle()));
        match imds.region(settings).await {
            Ok(region) => Ok(Some(region)),
            Err(_) => settings.profiles().problems().next().map_or(Ok(None), |problem| Err(problem.clone())),
        }
    }
}

type SourceErrors = Vec<(&'static str, SourceError)>;

/// Ends the search with the credentials, or without any after a failure. Otherwise, records the
/// error and continues.
fn record(
    errors: &mut SourceErrors,
    source: &'static str,
    loaded: LoadResult,
) -> ControlFlow<Option<SourcedCredentials>> {
    match loaded {
        Ok(found) => ControlFlow::Break(Some(found)),
        Err(error) => {
            let has_failed = matches!(error, SourceError::Failed(_));
            errors.push((source, error));
            if has_failed { ControlFlow::Break(None) } else { ControlFlow::Continue(()) }
        }
    }
}

impl ProvideCredentials for DefaultChain {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            match self.load().await {
                Ok(found) => Ok(found.into_marked()),
                Err(error) => Err(error.into_provider_error()),
            }
        })
    }
}

/// Builder for [`DefaultChain`].
#[derive(Debug)]
pub struct DefaultChainBuilder {
    environment: Environment,
    profile: Option<String>,
    clock: WallClock,
    http: Fetch,
}

impl DefaultChainBuilder {
    /// Sets the environment that is read instead of the process's.
    #[must_use]
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = environment;
        self
    }

    /// Chooses a profile by name, instead of `AWS_PROFILE` or `default`. The keys and the web
    /// identity of the environment are then skipped, as by the AWS CLI.
    #[must_use]
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// Sets the settings, such as proxies, of the HTTP clients for IMDS, container endpoints and
    /// STS. TLS, redirects and local addresses are handled as by
    /// [`ReqwestTransport::new`](crate::transport::ReqwestTransport::new).
    #[cfg(feature = "reqwest")]
    #[must_use]
    pub fn http(mut self, builder: impl Fn() -> reqwest::ClientBuilder + Send + Sync + 'static) -> Self {
        self.http = Fetch::with_builder(builder);
        self
    }

    /// Sets the clock.
    #[must_use]
    pub fn clock(mut self, clock: WallClock) -> Self {
        self.clock = clock;
        self
    }

    /// Builds the chain.
    #[must_use]
    pub fn build(self) -> DefaultChain {
        let Self { environment, profile, clock, http } = self;
        let imds = Imds::new(http.clone(), clock.clone());
        DefaultChain { environment, profile, clock, http, imds }
    }
}
