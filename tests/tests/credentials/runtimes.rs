//! A cache that is shared by runtimes, some of which are idle.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError as ProviderError;
use aws_credential_types::provider::{ProvideCredentials, future};
use metering_core::credentials::CachedCredentials;
use tokio::runtime::Runtime;

use crate::server::Time;

const HOUR: Duration = Duration::from_secs(3600);
/// The timeout of a call in these tests.
const CALL: Duration = Duration::from_secs(10);

/// Returns a new access key id after 100 ms of waiting.
struct Slow {
    calls: AtomicU32,
    time: Time,
    /// If set, a call that takes longer than this fails, as a server closes idle connections.
    patience: Option<Duration>,
}

impl std::fmt::Debug for Slow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Slow")
    }
}

impl ProvideCredentials for Slow {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
            let started = Instant::now();
            tokio::time::sleep(Duration::from_millis(100)).await;
            if self.patience.is_some_and(|patience| started.elapsed() > patience) {
                return Err(ProviderError::provider_error("the connection was closed"));
            }
            let expiry = Some(self.time.now() + HOUR);
            Ok(Credentials::new(format!("AKIA{call}"), "hunter2", None, expiry, "slow"))
        })
    }
}

struct Setup {
    time: Time,
    provider: Arc<Slow>,
    cache: CachedCredentials,
}

fn setup(limit: Duration, patience: Option<Duration>) -> Setup {
    let time = Time::start();
    let provider = Arc::new(Slow { calls: AtomicU32::new(0), time: time.clone(), patience });
    let cache =
        CachedCredentials::with(Arc::clone(&provider) as Arc<dyn ProvideCredentials>, time.clock(), limit);
    Setup { time, provider, cache }
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

impl Setup {
    fn id(&self, timeout: Duration) -> impl Future<Output = Option<String>> + use<> {
        let cache = self.cache.clone();
        async move {
            let sourced = tokio::time::timeout(timeout, cache.get()).await.ok()?;
            Some(sourced.map_err(|error| error.to_string()).unwrap().credentials.access_key_id().to_owned())
        }
    }

    fn calls(&self) -> u32 {
        self.provider.calls.load(Ordering::SeqCst)
    }
}

#[test]
fn a_refresh_on_a_runtime_that_goes_idle_stops_no_other_runtime() {
    let setup = setup(Duration::from_secs(30), None);
    let (first, second) = (runtime(), runtime());
    assert_eq!(first.block_on(setup.id(CALL)).as_deref(), Some("AKIA1"));
    // The credentials are aging: a call on the first runtime starts a refresh, and the runtime goes
    // idle before the refresh ends.
    setup.time.pass(HOUR - Duration::from_secs(60));
    let id = first.block_on(async {
        let id = setup.id(CALL).await;
        tokio::task::yield_now().await;
        id
    });
    assert_eq!(id.as_deref(), Some("AKIA1"));
    setup.time.pass(Duration::from_secs(120));
    let id = std::thread::spawn({
        let id = setup.id(CALL);
        move || second.block_on(id)
    });
    assert_eq!(id.join().unwrap().as_deref(), Some("AKIA3"));
    // The first runtime continues with the new credentials.
    assert_eq!(first.block_on(setup.id(CALL)).as_deref(), Some("AKIA3"));
    assert_eq!(setup.calls(), 3);
}

#[test]
fn a_caller_that_reaches_its_timeout_stops_no_other_runtime() {
    let setup = setup(Duration::from_secs(30), None);
    let (first, second) = (runtime(), runtime());
    assert_eq!(first.block_on(setup.id(Duration::from_millis(10))), None);
    assert_eq!(second.block_on(setup.id(CALL)).as_deref(), Some("AKIA2"));
}

#[test]
fn a_refresh_that_failed_because_its_runtime_was_idle_is_repeated() {
    let setup = setup(Duration::from_secs(30), Some(Duration::from_millis(900)));
    let runtime = runtime();
    assert_eq!(runtime.block_on(setup.id(Duration::from_millis(10))), None);
    std::thread::sleep(Duration::from_millis(1100));
    assert_eq!(runtime.block_on(setup.id(CALL)).as_deref(), Some("AKIA2"));
}

#[test]
fn a_refresh_that_exceeded_its_limit_while_its_runtime_was_idle_is_repeated() {
    let setup = setup(Duration::from_millis(500), None);
    let runtime = runtime();
    assert_eq!(runtime.block_on(setup.id(Duration::from_millis(10))), None);
    std::thread::sleep(Duration::from_millis(1700));
    assert_eq!(runtime.block_on(setup.id(CALL)).as_deref(), Some("AKIA2"));
}

/// The usual case of a server with one runtime for each core: no more requests than necessary.
#[test]
fn runtimes_that_are_busy_share_a_refresh() {
    let setup = Arc::new(setup(Duration::from_secs(30), None));
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let id = setup.id(CALL);
            std::thread::spawn(move || runtime().block_on(id))
        })
        .collect();
    for thread in threads {
        assert!(thread.join().unwrap().is_some());
    }
    assert!(setup.calls() < 8, "{}", setup.calls());
}
