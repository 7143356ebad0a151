//! The cache of credentials.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError as ProviderError;
use aws_credential_types::provider::{ProvideCredentials, future};
use metering_core::credentials::{CachedCredentials, CredentialsSource, SourcedCredentials};
use tokio::sync::Semaphore;

use crate::Situation;
use crate::fakes::{FakeImds, Imds};
use crate::server::Time;

const MINUTE: Duration = Duration::from_secs(60);
const LIMIT: Duration = Duration::from_secs(30);

/// A provider that follows a script and returns a new access key id for each call.
#[derive(Debug)]
struct Scripted {
    calls: AtomicU32,
    /// Each call takes one permit before it returns.
    permits: Semaphore,
    life: Option<Duration>,
    time: TimeOf,
    failing: AtomicU32,
    panicking: AtomicU32,
}

struct TimeOf(Time);

impl std::fmt::Debug for TimeOf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TimeOf")
    }
}

fn take_one(counter: &AtomicU32) -> bool {
    counter.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |count| count.checked_sub(1)).is_ok()
}

impl ProvideCredentials for Scripted {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
            self.permits.acquire().await.unwrap().forget();
            assert!(!take_one(&self.panicking), "as the test requires");
            if take_one(&self.failing) {
                return Err(ProviderError::provider_error("the vault is sealed"));
            }
            let expiry = self.life.map(|life| self.time.0.now() + life);
            Ok(Credentials::new(format!("AKIA{call}"), "hunter2", None, expiry, "scripted"))
        })
    }
}

struct Setup {
    time: Time,
    provider: Arc<Scripted>,
    cache: CachedCredentials,
}

fn setup(life: Option<Duration>, permits: usize) -> Setup {
    let time = Time::start();
    let provider = Arc::new(Scripted {
        calls: AtomicU32::new(0),
        permits: Semaphore::new(permits),
        life,
        time: TimeOf(time.clone()),
        failing: AtomicU32::new(0),
        panicking: AtomicU32::new(0),
    });
    let cache =
        CachedCredentials::with(Arc::clone(&provider) as Arc<dyn ProvideCredentials>, time.clock(), LIMIT);
    Setup { time, provider, cache }
}

impl Setup {
    async fn id(&self) -> Result<String, String> {
        let sourced = self.cache.get().await.map_err(|error| error.to_string())?;
        Ok(sourced.credentials.access_key_id().to_owned())
    }

    fn calls(&self) -> u32 {
        self.provider.calls.load(Ordering::SeqCst)
    }

    /// Lets a refresh finish.
    async fn settle(&self) {
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
    }
}

fn ready<T>(future: impl Future<Output = T>) -> Option<T> {
    match std::pin::pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

#[tokio::test]
async fn cached_credentials_are_returned_immediately() {
    let setup = setup(Some(60 * MINUTE), 9);
    assert_eq!(setup.id().await.as_deref(), Ok("AKIA1"));
    setup.time.pass(54 * MINUTE);
    assert_eq!(ready(setup.id()).unwrap().as_deref(), Ok("AKIA1"));
    assert_eq!(setup.calls(), 1);
}

#[tokio::test]
async fn one_task_refreshes_while_callers_use_the_old_credentials() {
    let setup = setup(Some(60 * MINUTE), 1);
    setup.id().await.unwrap();
    setup.time.pass(57 * MINUTE);
    for _ in 0..100 {
        assert_eq!(ready(setup.id()).unwrap().as_deref(), Ok("AKIA1"));
    }
    setup.settle().await;
    assert_eq!(setup.calls(), 2);
    setup.provider.permits.add_permits(1);
    setup.settle().await;
    assert_eq!(ready(setup.id()).unwrap().as_deref(), Ok("AKIA2"));
    assert_eq!(setup.calls(), 2);
}

#[tokio::test]
async fn without_credentials_all_callers_wait_for_one_task() {
    let setup = Arc::new(setup(Some(60 * MINUTE), 0));
    let callers: Vec<_> = (0..100)
        .map(|_| {
            let setup = Arc::clone(&setup);
            tokio::spawn(async move { setup.id().await })
        })
        .collect();
    setup.settle().await;
    setup.provider.permits.add_permits(1);
    for caller in callers {
        assert_eq!(caller.await.unwrap().as_deref(), Ok("AKIA1"));
    }
    assert_eq!(setup.calls(), 1);
}

#[tokio::test]
async fn a_caller_that_stops_waiting_stops_no_refresh() {
    let setup = setup(Some(60 * MINUTE), 0);
    assert!(ready(setup.id()).is_none());
    setup.settle().await;
    assert!(ready(setup.id()).is_none());
    setup.provider.permits.add_permits(1);
    setup.settle().await;
    assert_eq!(ready(setup.id()).unwrap().as_deref(), Ok("AKIA1"));
    assert_eq!(setup.calls(), 1);
}

#[tokio::test]
async fn three_failures_and_then_success() {
    let setup = setup(Some(60 * MINUTE), 9);
    setup.provider.failing.store(3, Ordering::SeqCst);
    for _ in 0..3 {
        let error = setup.id().await.unwrap_err();
        assert!(error.contains("the vault is sealed"), "{error}");
    }
    assert_eq!(setup.id().await.as_deref(), Ok("AKIA4"));
}

#[tokio::test]
async fn old_credentials_are_used_while_refreshes_fail_with_pauses() {
    let setup = setup(Some(60 * MINUTE), 99);
    setup.id().await.unwrap();
    setup.provider.failing.store(u32::MAX, Ordering::SeqCst);
    setup.time.pass(56 * MINUTE);
    // Three minutes in steps of one second. The pauses between refreshes grow to a minute.
    for _ in 0..180 {
        assert_eq!(setup.id().await.as_deref(), Ok("AKIA1"));
        setup.settle().await;
        setup.time.pass(Duration::from_secs(1));
    }
    let calls = setup.calls();
    assert!((5..=20).contains(&calls), "{calls}");
    setup.time.pass(MINUTE);
    let error = setup.id().await.unwrap_err();
    assert!(error.contains("the vault is sealed"), "{error}");
    setup.provider.failing.store(0, Ordering::SeqCst);
    assert!(setup.id().await.is_ok());
}

#[tokio::test]
async fn short_lifetimes_are_halved() {
    let setup = setup(Some(2 * MINUTE), 9);
    setup.id().await.unwrap();
    setup.time.pass(Duration::from_secs(59));
    setup.id().await.unwrap();
    setup.settle().await;
    assert_eq!(setup.calls(), 1);
    setup.time.pass(Duration::from_secs(20));
    setup.id().await.unwrap();
    setup.settle().await;
    assert_eq!(setup.calls(), 2);
}

#[tokio::test]
async fn credentials_without_expiry_are_loaded_again_periodically() {
    let setup = setup(None, 9);
    setup.id().await.unwrap();
    setup.time.pass(14 * MINUTE);
    setup.id().await.unwrap();
    setup.settle().await;
    assert_eq!(setup.calls(), 1);
    setup.time.pass(2 * MINUTE);
    assert_eq!(setup.id().await.as_deref(), Ok("AKIA1"));
    setup.settle().await;
    assert_eq!(setup.id().await.as_deref(), Ok("AKIA2"));
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_hangs_fails_at_the_limit() {
    let setup = setup(Some(60 * MINUTE), 0);
    let error = setup.id().await.unwrap_err();
    assert!(error.contains("did not respond within 30 s"), "{error}");
    setup.provider.permits.add_permits(1);
    assert_eq!(setup.id().await.as_deref(), Ok("AKIA2"));
}

#[tokio::test]
async fn a_provider_that_panics_breaks_no_later_call() {
    let setup = setup(Some(60 * MINUTE), 9);
    setup.provider.panicking.store(2, Ordering::SeqCst);
    let error = setup.id().await.unwrap_err();
    assert!(error.contains("panicked"), "{error}");
    assert_eq!(setup.id().await.as_deref(), Ok("AKIA3"));
}

#[test]
fn a_runtime_that_is_shut_down_stops_no_other_runtime() {
    let setup = setup(Some(60 * MINUTE), 0);
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let first = runtime();
    first.block_on(async {
        assert!(ready(setup.id()).is_none());
        setup.settle().await;
    });
    drop(first);
    setup.provider.permits.add_permits(1);
    assert_eq!(runtime().block_on(setup.id()).as_deref(), Ok("AKIA2"));
    // Cached credentials need no runtime.
    assert_eq!(ready(setup.id()).unwrap().as_deref(), Ok("AKIA2"));
}

#[tokio::test]
async fn rejected_credentials_are_not_returned_again() {
    let setup = setup(Some(60 * MINUTE), 9);
    setup.id().await.unwrap();
    setup.cache.expire();
    assert_eq!(setup.id().await.as_deref(), Ok("AKIA1"), "they were just loaded");
    setup.time.pass(MINUTE);
    setup.cache.expire();
    assert_eq!(setup.id().await.as_deref(), Ok("AKIA2"));
    assert_eq!(setup.calls(), 2);
}

/// As Vault and similar helpers do if their lease has ended, or if the local clock is fast.
#[tokio::test]
async fn credentials_that_are_always_expired_are_loaded_again_after_pauses() {
    for life in [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(10)] {
        let setup = setup(Some(life), 999);
        for _ in 0..180 {
            // AWS decides whether they have expired: the local clock may be wrong.
            assert!(setup.id().await.is_ok());
            setup.cache.expire();
            setup.settle().await;
            setup.time.pass(Duration::from_secs(1));
        }
        assert!((5..=20).contains(&setup.calls()), "{life:?}: {}", setup.calls());
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_not_keep_rejected_credentials() {
    let setup = setup(Some(60 * MINUTE), 9);
    setup.id().await.unwrap();
    setup.time.go_back(30 * MINUTE);
    setup.cache.expire();
    assert_eq!(setup.id().await.as_deref(), Ok("AKIA2"));
}

/// A program may pass its own cache to a client, which would otherwise wrap it in another cache.
#[tokio::test]
async fn a_cache_is_not_cached_again() {
    let setup = setup(Some(60 * MINUTE), 9);
    let outer = CachedCredentials::new(setup.cache.clone());
    let id = async || outer.get().await.unwrap().credentials.access_key_id().to_owned();
    assert_eq!(id().await, "AKIA1");
    setup.time.pass(MINUTE);
    outer.expire();
    assert_eq!(id().await, "AKIA2");
    assert_eq!(setup.id().await.as_deref(), Ok("AKIA2"));
}

/// Calls `get` when it is woken: the refresh has sent its result and has not ended.
struct CallsAgain {
    cache: CachedCredentials,
    outcomes: Mutex<Vec<Option<bool>>>,
}

impl Wake for CallsAgain {
    fn wake(self: Arc<Self>) {
        let outcome = ready(self.cache.get()).map(|loaded| loaded.is_ok());
        self.outcomes.lock().unwrap().push(outcome);
    }
}

#[tokio::test]
async fn a_failure_is_not_returned_to_later_calls() {
    let setup = setup(Some(60 * MINUTE), 1);
    setup.provider.failing.store(1, Ordering::SeqCst);
    let calls = Arc::new(CallsAgain { cache: setup.cache.clone(), outcomes: Mutex::default() });
    let mut first = std::pin::pin!(setup.cache.get());
    let waker = Waker::from(Arc::clone(&calls));
    assert!(first.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    setup.settle().await;
    assert!(first.await.is_err());
    // The later call waits for a new refresh.
    assert_eq!(*calls.outcomes.lock().unwrap(), [None]);
    assert_eq!(setup.calls(), 2);
    setup.provider.permits.add_permits(1);
    assert_eq!(setup.id().await.as_deref(), Ok("AKIA2"));
}

#[tokio::test]
async fn fixed_credentials_are_not_refreshed() {
    let mine = Credentials::new("AKIA", "hunter2", None, None, "mine");
    for cache in [CachedCredentials::fixed(mine.clone()), CachedCredentials::new(mine)] {
        cache.expire();
        let SourcedCredentials { credentials, source, .. } = ready(cache.get()).unwrap().unwrap();
        assert_eq!((credentials.access_key_id(), source), ("AKIA", CredentialsSource::Static));
    }
}

#[tokio::test]
async fn instance_credentials_are_used_past_their_expiry() {
    let time = Time::start();
    let imds = FakeImds::start(&time).await;
    let chain = Situation::new(&time).imds(&imds).chain();
    let cache = CachedCredentials::with(Arc::new(chain), time.clock(), LIMIT);
    let first = cache.get().await.unwrap();
    assert_eq!(first.source, CredentialsSource::Imds);
    imds.set(Imds::Broken);
    time.pass(7 * 60 * MINUTE);
    assert_eq!(cache.get().await.unwrap().credentials, first.credentials);
    imds.set(Imds::Works);
    time.pass(3 * MINUTE);
    let renewed = cache.get().await.unwrap().credentials;
    assert!(renewed.expiry() > first.credentials.expiry());
}

#[tokio::test]
async fn the_reasons_of_all_sources_pass_through_the_trait_of_aws() {
    let time = Time::start();
    let chain = Situation::new(&time).chain();
    let direct = chain.load().await.unwrap_err();
    let cached = CachedCredentials::new(chain).get().await.unwrap_err();
    assert_eq!(cached.to_string(), direct.to_string());
    assert!(cached.reasons().count() == 5);
}
