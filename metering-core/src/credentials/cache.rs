//! A cache that refreshes credentials before they expire.

use std::any::Any;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, future};
use tokio::runtime::{Handle, Id as RuntimeId};
use tokio::sync::watch;
use tokio::task::AbortHandle;

use super::{CredentialsError, CredentialsSource, SourcedCredentials, WallClock};

/// The time before their expiry at which credentials are refreshed; at most half of their lifetime.
const AHEAD: Duration = Duration::from_secs(5 * 60);
/// The time before their expiry from which credentials are not used, so that they don't expire in
/// flight; at most a tenth of their lifetime.
const MARGIN: Duration = Duration::from_secs(10);
/// The interval at which credentials without an expiry are loaded again: files are rotated too.
const WITHOUT_EXPIRY: Duration = Duration::from_secs(15 * 60);
/// The pause after a failed refresh doubles from the first value to the second.
const PAUSE: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));
/// The default time limit of a provider.
const LIMIT: Duration = Duration::from_secs(30);
/// The time for which loaded credentials are used even if the service rejects them as expired.
const SETTLE: Duration = Duration::from_secs(5);
/// The time for which a caller waits for a refresh on another runtime, which may be idle.
const GRACE: Duration = Duration::from_secs(1);

type LoadResult = Result<SourcedCredentials, CredentialsError>;

/// Caches the credentials of a provider and refreshes them before they expire.
///
/// - While the cached credentials are good, they are returned without waiting or allocating.
/// - In the last five minutes before they expire (or the last half of a shorter lifetime), a
///   background task refreshes them, and callers continue with the old ones. If the refresh fails,
///   the next one follows after a pause of 1 to 60 seconds.
/// - Without good credentials, all callers of a runtime wait for the same refresh. It continues if
///   a caller stops waiting.
/// - A refresh is driven by the runtime of the caller that started it. A caller on another runtime
///   waits for it for one second and then starts its own, because the first runtime may be idle.
/// - Credentials of an EC2 instance are used past their expiry while they can't be refreshed,
///   because AWS accepts them in that case.
/// - Credentials that have already expired when the provider returns them are used, because the
///   local clock may be wrong, and are loaded again after a pause of 1 to 60 seconds.
/// - A provider that does not respond within the time limit (30 seconds by default) has failed.
///
/// Clones share the cache. It needs a Tokio runtime.
#[derive(Clone, Debug)]
pub struct CachedCredentials(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    cache: Arc<Cache>,
    provider: Arc<dyn ProvideCredentials>,
    limit: Duration,
    /// At most one for each runtime.
    refreshes: Mutex<Vec<Refresh>>,
}

/// The part that callers share with the refresh task.
#[derive(Debug)]
struct Cache {
    clock: WallClock,
    entry: RwLock<Option<Entry>>,
}

#[derive(Debug, Clone)]
struct Entry {
    sourced: SourcedCredentials,
    /// The time of the next refresh.
    refresh_at: SystemTime,
    /// The time from which the credentials are not used.
    good_until: Option<SystemTime>,
    loaded_at: SystemTime,
    /// Until this time, [`CachedCredentials::expire`] has no effect.
    settled_until: SystemTime,
    /// The number of consecutive refreshes that failed or returned expired credentials.
    failures: u32,
}

/// A running task that refreshes the credentials. The channel closes when the task ends.
#[derive(Debug)]
struct Refresh {
    runtime: RuntimeId,
    started: Instant,
    result: watch::Receiver<Option<LoadResult>>,
    task: AbortHandle,
}

impl Refresh {
    /// Returns `true` until the result is known. A finished refresh is not joined, because its
    /// error belongs to an earlier call.
    fn is_running(&self) -> bool {
        self.result.has_changed().is_ok() && self.result.borrow().is_none()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        for refresh in self.refreshes.get_mut().unwrap_or_else(PoisonError::into_inner) {
            refresh.task.abort();
        }
    }
}

enum State {
    Good(SourcedCredentials),
    /// Good, but due for a refresh.
    Aging(SourcedCredentials),
    Missing,
}

impl CachedCredentials {
    /// Creates a cache for `provider`. [`Credentials`] are kept unchanged, as by
    /// [`fixed`](Self::fixed). A `CachedCredentials` is shared instead of cached again.
    pub fn new(provider: impl ProvideCredentials + 'static) -> Self {
        let any = &provider as &dyn Any;
        if let Some(credentials) = any.downcast_ref::<Credentials>() {
            Self::fixed(credentials.clone())
        } else if let Some(cache) = any.downcast_ref::<Self>() {
            cache.clone()
        } else {
            Self::with(Arc::new(provider), WallClock::system(), LIMIT)
        }
    }

    /// Creates a cache with a clock and a time limit for each request to the provider.
    pub fn with(provider: Arc<dyn ProvideCredentials>, clock: WallClock, limit: Duration) -> Self {
        let cache = Arc::new(Cache { clock, entry: RwLock::new(None) });
        Self(Arc::new(Inner { cache, provider, limit, refreshes: Mutex::default() }))
    }

    /// Creates a cache of fixed credentials, which are never refreshed.
    #[must_use]
    pub fn fixed(credentials: Credentials) -> Self {
        let this = Self::with(Arc::new(credentials.clone()), WallClock::system(), LIMIT);
        let mut sourced = SourcedCredentials::provided(credentials);
        sourced.source = CredentialsSource::Static;
        let now = this.0.cache.clock.now();
        // A time that is never reached and that no clock overflows on.
        let never = now + Duration::from_secs(100 * 365 * 24 * 3600);
        *this.0.cache.entry.write().unwrap_or_else(PoisonError::into_inner) = Some(Entry {
            sourced,
            refresh_at: never,
            good_until: None,
            loaded_at: now,
            settled_until: never,
            failures: 0,
        });
        this
    }

    /// Returns the cached credentials, or waits for a refresh if there are none.
    ///
    /// # Errors
    /// Returns an error if the provider fails, does not respond within the time limit, or panics.
    pub async fn get(&self) -> Result<SourcedCredentials, CredentialsError> {
        match self.cached() {
            Some(sourced) => Ok(sourced),
            None => self.wait().await,
        }
    }

    /// Returns the cached credentials, and refreshes them in the background if they are due. `None`
    /// if the caller must wait for a refresh.
    pub(crate) fn cached(&self) -> Option<SourcedCredentials> {
        match self.0.cache.state() {
            State::Good(sourced) => Some(sourced),
            State::Aging(sourced) => {
                if let Ok(handle) = Handle::try_current() {
                    self.refresh_in_background(&handle);
                }
                Some(sourced)
            }
            State::Missing => None,
        }
    }

    /// Marks the cached credentials as expired, because the service rejected them. They are not
    /// returned again until they have been refreshed.
    ///
    /// Has no effect on credentials that were loaded in the last five seconds. A service that
    /// rejects everything, or many calls that are rejected together, therefore don't cause a series
    /// of requests to the provider.
    pub fn expire(&self) {
        let cache = &self.0.cache;
        let now = cache.clock.now();
        let mut entry = cache.entry.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = &mut *entry
            && entry.sourced.source != CredentialsSource::Static
            // The clock may have been set back to before `loaded_at`.
            && !(entry.loaded_at..entry.settled_until).contains(&now)
        {
            entry.refresh_at = now;
            entry.good_until = Some(now);
        }
    }

    async fn wait(&self) -> LoadResult {
        let runtime = Handle::try_current().map_err(|_| CredentialsError::interrupted())?;
        if let Some(mut elsewhere) = self.refresh_elsewhere(runtime.id())
            && let Ok(Some(Ok(sourced))) = tokio::time::timeout(GRACE, finish(&mut elsewhere)).await
        {
            return Ok(sourced);
        }
        let mut outcome = None;
        for _ in 0..2 {
            let (mut result, age) = self.join_or_start(&runtime);
            outcome = finish(&mut result).await;
            match &outcome {
                Some(Ok(_)) => break,
                Some(Err(_)) if age < GRACE => break,
                // The runtime was idle during the refresh, which may have made it fail, or the
                // provider panicked.
                _ => {}
            }
        }
        outcome.unwrap_or_else(|| Err(CredentialsError::interrupted()))
    }

    /// Starts a refresh unless one is already running, on any runtime.
    fn refresh_in_background(&self, runtime: &Handle) {
        let mut refreshes = self.running();
        if refreshes.is_empty() {
            refreshes.push(self.start(runtime));
        }
    }

    /// Returns a refresh that runs on another runtime, unless this runtime has its own.
    fn refresh_elsewhere(&self, runtime: RuntimeId) -> Option<watch::Receiver<Option<LoadResult>>> {
        let refreshes = self.running();
        if refreshes.iter().any(|refresh| refresh.runtime == runtime) {
            return None;
        }
        refreshes.first().map(|refresh| refresh.result.clone())
    }

    /// Joins this runtime's refresh, or starts one. Also returns the age of the refresh.
    fn join_or_start(&self, runtime: &Handle) -> (watch::Receiver<Option<LoadResult>>, Duration) {
        let mut refreshes = self.running();
        if let Some(refresh) = refreshes.iter().find(|refresh| refresh.runtime == runtime.id()) {
            return (refresh.result.clone(), refresh.started.elapsed());
        }
        let refresh = self.start(runtime);
        let result = refresh.result.clone();
        refreshes.push(refresh);
        (result, Duration::ZERO)
    }

    /// Locks the running refreshes. A refresh that exceeds its limit is aborted: its runtime was
    /// idle, so that its own timer could not fire.
    fn running(&self) -> MutexGuard<'_, Vec<Refresh>> {
        let mut refreshes = self.0.refreshes.lock().unwrap_or_else(PoisonError::into_inner);
        refreshes.retain(|refresh| {
            let is_stuck = refresh.started.elapsed() > self.0.limit.saturating_add(GRACE);
            if is_stuck {
                refresh.task.abort();
            }
            refresh.is_running() && !is_stuck
        });
        refreshes
    }

    /// Spawns a task, so that the refresh continues if the caller reaches its time limit.
    fn start(&self, runtime: &Handle) -> Refresh {
        let (sender, result) = watch::channel(None);
        let (cache, provider, limit) =
            (Arc::clone(&self.0.cache), Arc::clone(&self.0.provider), self.0.limit);
        let task = runtime.spawn(async move {
            let loaded = match tokio::time::timeout(limit, provider.provide_credentials()).await {
                Ok(Ok(credentials)) => Ok(SourcedCredentials::provided(credentials)),
                Ok(Err(error)) => Err(CredentialsError::provided(error)),
                Err(_) => Err(CredentialsError::timed_out(limit)),
            };
            let _ = sender.send(Some(cache.update(loaded)));
        });
        Refresh { runtime: runtime.id(), started: Instant::now(), result, task: task.abort_handle() }
    }
}

/// Waits for the result of a refresh. `None` if the task ended without one.
async fn finish(result: &mut watch::Receiver<Option<LoadResult>>) -> Option<LoadResult> {
    result.wait_for(Option::is_some).await.ok()?.clone()
}

impl Cache {
    fn state(&self) -> State {
        let entry = self.entry.read().unwrap_or_else(PoisonError::into_inner);
        let Some(entry) = &*entry else { return State::Missing };
        let now = self.clock.now();
        if now < entry.refresh_at {
            State::Good(entry.sourced.clone())
        } else if entry.good_until.is_none_or(|until| now < until) {
            State::Aging(entry.sourced.clone())
        } else {
            State::Missing
        }
    }

    /// Stores the result of a refresh and returns the credentials to use.
    fn update(&self, loaded: LoadResult) -> LoadResult {
        let now = self.clock.now();
        let mut entry = self.entry.write().unwrap_or_else(PoisonError::into_inner);
        match loaded {
            Ok(sourced) => {
                let failures = entry.as_ref().map_or(0, |entry| entry.failures);
                *entry = Some(Entry::new(sourced.clone(), now, failures));
                Ok(sourced)
            }
            Err(error) => match &mut *entry {
                Some(entry) => entry.keep_after(error, now),
                None => Err(error),
            },
        }
    }
}

impl Entry {
    fn new(sourced: SourcedCredentials, now: SystemTime, failures: u32) -> Self {
        let expiry = sourced.credentials.expiry();
        let life = expiry.map(|expiry| expiry.duration_since(now).unwrap_or_default());
        let (source, settled_until) = (sourced.source, now + SETTLE);
        let entry =
            Self { sourced, refresh_at: now, good_until: None, loaded_at: now, settled_until, failures: 0 };
        match (expiry, life) {
            (Some(expiry), Some(life)) if life > MARGIN => {
                tracing::debug!(%source, ?expiry, "loaded credentials");
                // Slightly earlier at random, so that machines that started together don't refresh
                // together.
                let ahead = AHEAD.min(life / 2).mul_f64(0.8 + 0.2 * fastrand::f64());
                let good_until = Some(expiry - MARGIN.min(life / 10));
                Self { refresh_at: expiry - ahead, good_until, ..entry }
            }
            (Some(expiry), _) => {
                let pause = pause(failures);
                tracing::warn!(%source, ?expiry, ?pause, "the provider returned expired credentials");
                let again = now + pause;
                let settled_until = settled_until.max(again);
                Self {
                    refresh_at: again,
                    good_until: Some(again),
                    settled_until,
                    failures: failures.saturating_add(1),
                    ..entry
                }
            }
            (None, _) => {
                tracing::debug!(%source, "loaded credentials without an expiry");
                Self { refresh_at: now + WITHOUT_EXPIRY, ..entry }
            }
        }
    }

    /// Keeps the old credentials after a failed refresh, if they are still good.
    fn keep_after(&mut self, error: CredentialsError, now: SystemTime) -> LoadResult {
        let pause = pause(self.failures);
        self.failures = self.failures.saturating_add(1);
        if self.sourced.source == CredentialsSource::Imds {
            // AWS continues to accept an instance's credentials while IMDS can't refresh them.
            self.good_until = self.good_until.map(|until| until.max(now + pause * 2));
        }
        if self.good_until.is_some_and(|until| until <= now) {
            return Err(error);
        }
        tracing::warn!(
            %error,
            failures = self.failures,
            "credentials refresh failed; using the previous credentials"
        );
        self.refresh_at = now + pause;
        Ok(self.sourced.clone())
    }
}

/// Returns the pause after this number of failures, between half of its maximum and its maximum.
fn pause(failures: u32) -> Duration {
    let pause = PAUSE.0.saturating_mul(1 << failures.min(6)).min(PAUSE.1);
    pause.mul_f64(0.5 + 0.5 * fastrand::f64())
}

impl ProvideCredentials for CachedCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            match self.get().await {
                Ok(sourced) => Ok(sourced.into_marked()),
                Err(error) => Err(error.into_provider_error()),
            }
        })
    }
}
