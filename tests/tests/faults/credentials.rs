//! Credentials providers that fail, hang, panic or return expired credentials.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, Result, future};
use metering_core::Applied;

use crate::server::{Server, response, success as ok_response};
use crate::table::{Table, failure, success};
use crate::{client, post, send};

/// A provider whose n-th call, counted from 0, returns the function's result. `None` hangs.
#[derive(Clone)]
struct Provider {
    calls: Arc<AtomicUsize>,
    result: fn(usize) -> Option<Result>,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Provider")
    }
}

impl ProvideCredentials for Provider {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            match (self.result)(self.calls.fetch_add(1, Ordering::SeqCst)) {
                Some(result) => result,
                None => std::future::pending().await,
            }
        })
    }
}

fn provider(result: fn(usize) -> Option<Result>) -> Provider {
    Provider { calls: Arc::default(), result }
}

fn credentials(call: usize) -> Credentials {
    Credentials::new("AKIDFAULTS", "secret", Some(format!("token-{call}")), None, "test")
}

/// Starts a service that accepts only this session token and reports all others as expired.
fn service_that_accepts(token: &'static str) -> Server {
    Server::start(move |connection| {
        while connection.request().is_some() {
            let good = connection.head.contains(&format!("x-amz-security-token: {token}\r\n"));
            let expired = r#"{"__type":"ExpiredTokenException","message":"The security token has expired"}"#;
            connection.write(if good { ok_response("{}") } else { response(400, &[], expired) }.bytes());
        }
    })
}

pub(crate) async fn faults(table: &mut Table) {
    let no_credentials = || failure("Credentials", Applied::No, 0).not_retryable();
    table
        .row("credentials expire between calls", success(2), async || {
            let server = service_that_accepts("token-1");
            let provider = provider(|call| Some(Ok(credentials(call))));
            let client = client(server.url()).credentials(provider.clone()).build().unwrap();
            // Loads the first credentials, and waits until they may be refreshed.
            assert!(send(&client).await.is_err());
            tokio::time::sleep(Duration::from_millis(5100)).await;
            let outcome = send(&client).await;
            assert_eq!(provider.calls.load(Ordering::SeqCst), 2);
            outcome
        })
        .await;
    table
        .row(
            "new credentials are expired, too",
            failure("Service", Applied::No, 2).not_retryable().with_request_id(),
            async || {
                let server = service_that_accepts("none");
                let provider = provider(|call| Some(Ok(credentials(call))));
                send(&client(server.url()).credentials(provider).build().unwrap()).await
            },
        )
        .await;
    let limit = Duration::from_millis(500);
    table
        .row(
            "provider hangs",
            failure("Timeout::Call", Applied::No, 0).not_retryable().within(limit),
            async || {
                let server = service_that_accepts("token-0");
                let client = client(server.url()).credentials(provider(|_| None)).timeout(limit);
                let outcome = send(&client.build().unwrap()).await;
                assert_eq!(server.requests().len(), 0);
                outcome
            },
        )
        .await;
    let failing = || {
        provider(|call| match call {
            0..3 => Some(Err(CredentialsError::provider_error("unavailable"))),
            _ => Some(Ok(credentials(call))),
        })
    };
    table
        .row("provider fails", no_credentials(), async || {
            let server = service_that_accepts("token-3");
            send(&client(server.url()).credentials(failing()).build().unwrap()).await
        })
        .await;
    table
        .row("provider fails three times, then works", success(1), async || {
            let server = service_that_accepts("token-3");
            let client = client(server.url()).credentials(failing()).build().unwrap();
            for _ in 0..3 {
                assert!(send(&client).await.is_err());
            }
            send(&client).await
        })
        .await;
    table
        .row("provider hangs, 100 concurrent calls", success(1), async || {
            let server = service_that_accepts("token-1");
            // The load continues after the first caller's timeout.
            let provider = provider(|call| (call > 0).then(|| Ok(credentials(call))));
            let client = client(server.url()).credentials(provider).timeout(limit).build().unwrap();
            let calls: Vec<_> = (0..100).map(|_| tokio::spawn(client.send(post()).response())).collect();
            for call in calls {
                assert!(call.await.unwrap().is_err());
            }
            drop(client);
            call_with_new_credentials(&server).await
        })
        .await;
    table
        .row("provider panics", no_credentials(), async || {
            let server = service_that_accepts("token-0");
            let provider = provider(|_| panic!("a bug in the provider"));
            send(&client(server.url()).credentials(provider).build().unwrap()).await
        })
        .await;
    table
        .row("session token with a line break", no_credentials(), async || {
            let server = service_that_accepts("token-0");
            let invalid = Credentials::new("AKIDFAULTS", "secret", Some("to\nken".into()), None, "test");
            send(&client(server.url()).credentials(invalid).build().unwrap()).await
        })
        .await;
}

async fn call_with_new_credentials(server: &Server) -> crate::table::Outcome {
    let provider = provider(|call| Some(Ok(credentials(call + 1))));
    send(&client(server.url()).credentials(provider).build().unwrap()).await
}
