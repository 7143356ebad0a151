//! Credentials that are kept, and renewed ahead of their expiry.

use std::any::Any;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, future};
use tokio::sync::watch;
use tokio::task::AbortHandle;

use super::{CredentialsError, CredentialsSource, SourcedCredentials, WallClock};

/// How long ahead of their expiry credentials are renewed, and half of their life at most.
const AHEAD: Duration = Duration::from_secs(5 * 60);
/// How long before their expiry they are used no more, so that they don't expire on the way; a
/// tenth of their life at most.
const MARGIN: Duration = Duration::from_secs(10);
/// After how long credentials without an expiry are looked up again: keys in files are rotated too.
const WITHOUT_EXPIRY: Duration = Duration::from_secs(15 * 60);
/// The pause after a failed renewal doubles from the first of these to the second.
const PAUSE: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));
/// The time that a provider has.
const LIMIT: Duration = Duration::from_secs(30);

/// Keeps a provider's credentials and renews them ahead of their expiry.
///
/// - While the kept ones are good, they are given without waiting or allocating.
/// - In the last five minutes before they expire (or the last half of a shorter life), one task
///   renews them, and everybody goes on with the old ones meanwhile. If that fails, the next
///   attempt comes after a pause of 1 to 60 s.
/// - Where there are no good ones, everybody waits for one and the same task. It goes on when a
///   caller gives up.
/// - Those of an EC2 instance are used past their expiry while they can't be renewed, as AWS takes
///   them then.
/// - A provider that does not answer within the limit (30 s unless set) has failed.
///
/// Clones share what is kept. It takes a Tokio runtime.
#[derive(Clone, Debug)]
pub struct CachedCredentials(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    kept: Arc<Kept>,
    provider: Arc<dyn ProvideCredentials>,
    limit: Duration,
    renewal: Mutex<Option<Renewal>>,
}

/// What the task that renews has in common with those who use.
#[derive(Debug)]
struct Kept {
    clock: WallClock,
    entry: RwLock<Option<Entry>>,
}

#[derive(Debug, Clone)]
struct Entry {
    sourced: SourcedCredentials,
    /// From then on they are to be renewed.
    renew_at: SystemTime,
    /// From then on they are not to be used.
    good_until: Option<SystemTime>,
    loaded_at: SystemTime,
    failures: u32,
}

/// A task at work. Its channel closes when it has ended.
#[derive(Debug)]
struct Renewal {
    result: watch::Receiver<Option<Result<SourcedCredentials, CredentialsError>>>,
    task: AbortHandle,
}

impl Drop for Shared {
    fn drop(&mut self) {
        if let Some(renewal) = self.renewal.get_mut().unwrap_or_else(PoisonError::into_inner) {
            renewal.task.abort();
        }
    }
}

enum State {
    Good(SourcedCredentials),
    /// Good, and to be renewed.
    Ageing(SourcedCredentials),
    Missing,
}

impl CachedCredentials {
    /// Keeps the credentials of `provider`. [`Credentials`] themselves are kept as they are, as by
    /// [`fixed`](Self::fixed); a cache is not cached again, which would keep what the inner one has
    /// given up, but is shared.
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

    /// As [`new`](Self::new), by another clock and with another limit for the provider's answer.
    pub fn with(provider: Arc<dyn ProvideCredentials>, clock: WallClock, limit: Duration) -> Self {
        let kept = Arc::new(Kept { clock, entry: RwLock::new(None) });
        Self(Arc::new(Shared { kept, provider, limit, renewal: Mutex::new(None) }))
    }

    /// Credentials that the program hands over, which nothing renews.
    #[must_use]
    pub fn fixed(credentials: Credentials) -> Self {
        let this = Self::with(Arc::new(credentials.clone()), WallClock::system(), LIMIT);
        let mut sourced = SourcedCredentials::provided(credentials);
        sourced.source = CredentialsSource::Static;
        let now = this.0.kept.clock.now();
        // Far enough that it is never reached, near enough that no clock overflows.
        let never = now + Duration::from_secs(100 * 365 * 24 * 3600);
        let entry = Entry { sourced, renew_at: never, good_until: None, loaded_at: now, failures: 0 };
        *this.0.kept.entry.write().unwrap_or_else(PoisonError::into_inner) = Some(entry);
        this
    }

    /// Good credentials, at once if they are there.
    ///
    /// # Errors
    /// If there are none and the provider has none, does not answer within the limit, or panics.
    pub async fn get(&self) -> Result<SourcedCredentials, CredentialsError> {
        match self.0.kept.state() {
            State::Good(sourced) => return Ok(sourced),
            State::Ageing(sourced) => {
                // Without a runtime there is nobody to renew them, and the old ones are still good.
                let _ = self.renew();
                return Ok(sourced);
            }
            State::Missing => {}
        }
        // The second round is for a task that ended without a word: its runtime was shut down.
        for _ in 0..2 {
            let mut result = self.renew()?;
            if let Ok(result) = result.wait_for(Option::is_some).await
                && let Some(result) = &*result
            {
                return result.clone();
            }
        }
        Err(CredentialsError::interrupted())
    }

    /// Says that the service has refused the kept credentials as expired: they are not given again
    /// until they have been renewed. Without effect on those that were loaded in the last five
    /// seconds, so that a service that refuses all, or many calls that were refused at once, don't
    /// ask the provider again and again.
    pub fn expire(&self) {
        let kept = &self.0.kept;
        let now = kept.clock.now();
        let mut entry = kept.entry.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = &mut *entry
            && entry.sourced.source != CredentialsSource::Static
            && now >= entry.loaded_at + Duration::from_secs(5)
        {
            entry.renew_at = now;
            entry.good_until = Some(now);
        }
    }

    /// Joins the task that renews, or starts it.
    fn renew(
        &self,
    ) -> Result<watch::Receiver<Option<Result<SourcedCredentials, CredentialsError>>>, CredentialsError> {
        let mut renewal = self.0.renewal.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Renewal { result, .. }) = &*renewal
            && result.has_changed().is_ok()
            // One that has answered and is about to end answers nobody anew: its failure would be
            // another call's.
            && result.borrow().is_none()
        {
            return Ok(result.clone());
        }
        let runtime = tokio::runtime::Handle::try_current().map_err(|_| CredentialsError::interrupted())?;
        let (tell, result) = watch::channel(None);
        let (kept, provider, limit) = (Arc::clone(&self.0.kept), Arc::clone(&self.0.provider), self.0.limit);
        // A task of its own: it goes on when the caller is dropped, so that callers with short
        // limits get there as well.
        let task = runtime.spawn(async move {
            let loaded = match tokio::time::timeout(limit, provider.provide_credentials()).await {
                Ok(Ok(credentials)) => Ok(SourcedCredentials::provided(credentials)),
                Ok(Err(error)) => Err(CredentialsError::provided(error)),
                Err(_) => Err(CredentialsError::timed_out(limit)),
            };
            let _ = tell.send(Some(kept.take(loaded)));
        });
        *renewal = Some(Renewal { result: result.clone(), task: task.abort_handle() });
        Ok(result)
    }
}

impl Kept {
    fn state(&self) -> State {
        let entry = self.entry.read().unwrap_or_else(PoisonError::into_inner);
        let Some(entry) = &*entry else { return State::Missing };
        let now = self.clock.now();
        if now < entry.renew_at {
            State::Good(entry.sourced.clone())
        } else if entry.good_until.is_none_or(|until| now < until) {
            State::Ageing(entry.sourced.clone())
        } else {
            State::Missing
        }
    }

    /// Keeps what was loaded, or what there is for a while longer.
    fn take(
        &self,
        loaded: Result<SourcedCredentials, CredentialsError>,
    ) -> Result<SourcedCredentials, CredentialsError> {
        let now = self.clock.now();
        let mut entry = self.entry.write().unwrap_or_else(PoisonError::into_inner);
        let error = match loaded {
            Ok(sourced) => {
                tracing::debug!(source = %sourced.source, expiry = ?sourced.credentials.expiry(), "credentials were loaded");
                *entry = Some(Entry::new(sourced.clone(), now));
                return Ok(sourced);
            }
            Err(error) => error,
        };
        let Some(entry) = &mut *entry else { return Err(error) };
        let pause = PAUSE.0.saturating_mul(1 << entry.failures.min(6)).min(PAUSE.1);
        let pause = pause.mul_f64(0.5 + 0.5 * fastrand::f64());
        entry.failures += 1;
        if entry.sourced.source == CredentialsSource::Imds {
            // AWS goes on taking an instance's credentials while its own services can't renew them.
            entry.good_until = entry.good_until.map(|until| until.max(now + pause * 2));
        }
        if entry.good_until.is_some_and(|until| until <= now) {
            return Err(error);
        }
        tracing::warn!(%error, attempts = entry.failures, "credentials could not be renewed; the old ones are used");
        entry.renew_at = now + pause;
        Ok(entry.sourced.clone())
    }
}

impl Entry {
    fn new(sourced: SourcedCredentials, now: SystemTime) -> Self {
        let (renew_at, good_until) = match sourced.credentials.expiry() {
            None => (now + WITHOUT_EXPIRY, None),
            Some(expiry) => {
                let life = expiry.duration_since(now).unwrap_or_default();
                // A little earlier by chance, so that a fleet that was started together does not
                // ask together.
                let ahead = AHEAD.min(life / 2).mul_f64(0.8 + 0.2 * fastrand::f64());
                (expiry - ahead, Some(expiry - MARGIN.min(life / 10)))
            }
        };
        Self { sourced, renew_at, good_until, loaded_at: now, failures: 0 }
    }
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
