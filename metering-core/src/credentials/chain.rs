//! The sources in their order.

use std::ops::ControlFlow;

use aws_credential_types::provider::{ProvideCredentials, future};

use super::error::Answer;
use super::fetch::Fetch;
use super::imds::Imds;
use super::sts::Sts;
use super::{CredentialsError, Loaded, SourcedCredentials, WallClock};
use super::{container, environment, profile, web_identity};
use crate::settings::{Environment, Settings, SettingsError};
use crate::transport::ReqwestTransport;

/// Looks for credentials where every AWS tool looks; the [module](super) has the order.
///
/// Each call looks anew, so that rotated files are seen. Give it to a
/// [`CachedCredentials`](super::CachedCredentials).
#[derive(Debug, Clone)]
pub struct DefaultChain {
    environment: Environment,
    profile: Option<String>,
    http: Fetch,
    sts: Sts,
    imds: Imds,
}

impl DefaultChain {
    /// A chain over the process's environment.
    #[must_use]
    pub fn builder() -> DefaultChainBuilder {
        DefaultChainBuilder {
            environment: Environment::process(),
            profile: None,
            clock: WallClock::system(),
            http: Fetch::new(ReqwestTransport::builder),
        }
    }

    /// The environment and the files, read anew.
    ///
    /// # Errors
    /// If a file is there and can't be read or understood.
    pub fn settings(&self) -> Result<Settings, SettingsError> {
        settings(&self.environment, self.profile.as_deref())
    }

    /// The credentials of the first source that is configured.
    ///
    /// # Errors
    /// If that source fails, or none is configured.
    pub async fn load(&self) -> Result<SourcedCredentials, CredentialsError> {
        let mut answers = Vec::new();
        match self.search(&mut answers).await {
            ControlFlow::Break(Some(found)) => Ok(found),
            ControlFlow::Break(None) | ControlFlow::Continue(()) => Err(CredentialsError::sources(answers)),
        }
    }

    async fn search(&self, answers: &mut Answers) -> ControlFlow<Option<SourcedCredentials>> {
        // A profile that the program itself chooses is an identity, which what it was started with
        // must not take the place of.
        let passed_over = || Err(Answer::not_configured("passed over: the program chooses a profile"));
        let is_chosen = self.profile.is_some();
        // Before the files are read: keys in the environment are used even where a file is broken.
        let keys = if is_chosen { passed_over() } else { environment::load(&self.environment) };
        take(answers, "environment", keys)?;
        let settings = match self.settings() {
            Ok(settings) => settings,
            Err(error) => return take(answers, "profile", Err(Answer::failed(error))),
        };
        let reach = profile::Reach { settings: &settings, sts: &self.sts, imds: &self.imds };
        take(answers, "profile", reach.load().await)?;
        let token = if is_chosen { passed_over() } else { web_identity::load(&settings, &self.sts).await };
        take(answers, "web identity", token)?;
        take(answers, "container", container::load(&self.environment, &self.http).await)?;
        take(answers, "instance", self.imds.load(&settings).await)
    }

    /// The Region of the environment or the profile, else the one that the EC2 instance is in;
    /// `None` where neither is known.
    pub async fn region(&self, settings: &Settings) -> Option<String> {
        match settings.region() {
            Some(region) => Some(region),
            None => self.imds.region(settings).await.ok(),
        }
    }
}

fn settings(environment: &Environment, profile: Option<&str>) -> Result<Settings, SettingsError> {
    let settings = Settings::load(environment.clone())?;
    Ok(match profile {
        Some(name) => settings.with_profile(name),
        None => settings,
    })
}

type Answers = Vec<(&'static str, Answer)>;

/// Ends the search with what was found, or with nothing after a failure; else notes the answer and
/// goes on.
fn take(
    answers: &mut Answers,
    source: &'static str,
    loaded: Loaded,
) -> ControlFlow<Option<SourcedCredentials>> {
    match loaded {
        Ok(found) => ControlFlow::Break(Some(found)),
        Err(answer) => {
            let ends = matches!(answer, Answer::Failed(_));
            answers.push((source, answer));
            if ends { ControlFlow::Break(None) } else { ControlFlow::Continue(()) }
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

/// Builds a [`DefaultChain`].
#[derive(Debug)]
pub struct DefaultChainBuilder {
    environment: Environment,
    profile: Option<String>,
    clock: WallClock,
    http: Fetch,
}

impl DefaultChainBuilder {
    /// Reads these variables in place of the process's.
    #[must_use]
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = environment;
        self
    }

    /// Chooses a profile by name, in place of `AWS_PROFILE` and `default`. The keys and the web
    /// identity of the environment are then passed over, as by the AWS CLI: another identity is
    /// meant.
    #[must_use]
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// The settings of the HTTP clients that talk to IMDS, to a container's endpoint and to STS:
    /// proxies, say. TLS and redirects are as [`ReqwestTransport::new`] has them, and no proxy
    /// comes between this machine and itself.
    #[must_use]
    pub fn http(mut self, builder: impl Fn() -> reqwest::ClientBuilder + Send + Sync + 'static) -> Self {
        self.http = Fetch::new(builder);
        self
    }

    /// Tells the time by this clock.
    #[must_use]
    pub fn clock(mut self, clock: WallClock) -> Self {
        self.clock = clock;
        self
    }

    /// Builds the chain.
    #[must_use]
    pub fn build(self) -> DefaultChain {
        let Self { environment, profile, clock, http } = self;
        let (of, chosen) = (environment.clone(), profile.clone());
        let http = http.trusting(move || settings(&of, chosen.as_deref()).ok()?.ca_bundle());
        let sts = Sts { http: http.clone(), clock: clock.clone() };
        let imds = Imds::new(http.clone(), clock);
        DefaultChain { environment, profile, http, sts, imds }
    }
}
