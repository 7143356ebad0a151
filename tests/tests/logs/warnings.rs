//! The warnings about settings and credentials that work, but not as configured.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, future};
use metering_core::Client;
use metering_core::credentials::{CachedCredentials, WallClock};
use metering_core::settings::Environment;
use tests::everything::Service;
use tracing::Level;

use crate::EXCLUSIVE;
use crate::recorder::Recorder;

#[tokio::test]
async fn a_config_file_that_is_not_needed_and_not_readable_is_a_warning() {
    let _exclusive = EXCLUSIVE.lock().await;
    let home = std::env::temp_dir().join(format!("metering-warnings-{}", std::process::id()));
    let config = home.join(".aws/config");
    std::fs::create_dir_all(config.parent().unwrap()).unwrap();
    let environment = Environment::of([
        ("HOME", home.to_str().unwrap()),
        ("AWS_ACCESS_KEY_ID", "AKIA"),
        ("AWS_SECRET_ACCESS_KEY", "hunter2"),
        ("AWS_REGION", "us-east-1"),
    ]);
    let (warnings, _guard) = Recorder::start("", Level::WARN);
    let build = async || {
        let client = Client::<Service>::builder().environment(environment.clone());
        client.from_env().await.unwrap().build().unwrap();
        warnings.take()
    };

    assert_eq!(build().await, [""; 0], "a missing file is no problem");

    std::fs::create_dir(&config).unwrap();
    let logged = build().await;
    let [warning] = logged.as_slice() else { panic!("{logged:?}") };
    assert!(warning.contains(&format!("{} is not a regular file", config.display())), "{warning}");

    std::fs::remove_dir(&config).unwrap();
    std::fs::write(&config, "[profile a]\nregion = eu-west-1\naws_secret_access_key hunter2\n").unwrap();
    let logged = build().await;
    let [warning] = logged.as_slice() else { panic!("{logged:?}") };
    assert!(warning.contains(&format!("{}:3: ", config.display())), "{warning}");
    assert!(!warning.contains("hunter2"), "{warning}");
    std::fs::remove_dir_all(home).unwrap();
}

/// Returns credentials that have expired a minute ago.
#[derive(Debug)]
struct Expired(WallClock, AtomicU64);

impl ProvideCredentials for Expired {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let expiry = self.0.now() - Duration::from_secs(60);
        self.1.fetch_add(1, Ordering::SeqCst);
        future::ProvideCredentials::ready(Ok(Credentials::new(
            "AKIA",
            "hunter2",
            None,
            Some(expiry),
            "vault",
        )))
    }
}

#[tokio::test]
async fn credentials_that_are_always_expired_are_a_warning_after_each_pause() {
    let _exclusive = EXCLUSIVE.lock().await;
    let seconds = Arc::new(AtomicU64::new(0));
    let now = Arc::clone(&seconds);
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let clock = WallClock::new(move || start + Duration::from_secs(now.load(Ordering::SeqCst)));
    let provider = Arc::new(Expired(clock.clone(), AtomicU64::new(0)));
    let cache = CachedCredentials::with(Arc::clone(&provider) as _, clock, Duration::from_secs(30));
    let (warnings, _guard) = Recorder::start("", Level::WARN);

    for _ in 0..600 {
        assert_eq!(cache.get().await.unwrap().credentials.access_key_id(), "AKIA");
        // Background refreshes run now.
        tokio::task::yield_now().await;
        seconds.fetch_add(1, Ordering::SeqCst);
    }
    let logged = warnings.take();
    assert_eq!(logged.len() as u64, provider.1.load(Ordering::SeqCst));
    // The pause doubles from 1 to 60 seconds, and each is shortened by up to half.
    assert!((10..=30).contains(&logged.len()), "{} warnings", logged.len());
    for warning in logged {
        assert!(warning.contains("message=the provider returned expired credentials"), "{warning}");
        for field in ["source=", "expiry=", "pause="] {
            assert!(warning.contains(field), "{warning}");
        }
        assert!(!warning.contains("hunter2"), "{warning}");
    }
}
