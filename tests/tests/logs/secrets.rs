//! Searches everything that `Debug`, `Display` and tracing print for secrets.
//!
//! The test installs a global subscriber, which records everything that the process traces.

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use crate::EXCLUSIVE;
use metering_client::emulator::{Emulator, Fault};
use metering_client::{
    BatchMeterUsage, Client, Customer, Error, Metering, RegisterUsage, ResolveCustomer, Usage,
};
use metering_core::credentials::Credentials;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Records every field of every span and event, at every level and of every crate.
#[derive(Clone, Default)]
struct Listener(Arc<Mutex<String>>);

struct Writer<'a>(&'a mut String);

impl Visit for Writer<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = writeln!(self.0, "{field}={value:?}");
    }
}

impl Subscriber for Listener {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut text = self.0.lock().unwrap();
        let _ = writeln!(text, "{}", span.metadata().name());
        span.record(&mut Writer(&mut text));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Writer(&mut self.0.lock().unwrap()));
    }

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Writer(&mut self.0.lock().unwrap()));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn secrets_of_metering_calls_are_not_printed() {
    let _exclusive = EXCLUSIVE.lock().await;
    let listener = Listener::default();
    tracing::subscriber::set_global_default(listener.clone()).unwrap();
    let mut printed = String::new();
    let mut print = |value: &dyn Debug| {
        let _ = writeln!(printed, "{value:?}\n{value:#?}");
    };

    let secret = "wJalrXUtnFEMI/K7MDENG+secretaccesskey";
    let session = "FwoGZXIvYXdzEBYaD+sessiontoken==";
    let credentials = Credentials::new("AKIDTEST", secret, Some(session.to_owned()), None, "test");
    let builder = Emulator::builder().quotas(false).credentials(credentials.clone(), "111122223333");
    print(&builder);
    let emulator = builder.start().await.unwrap();
    print(&emulator);
    let token = emulator.issue_token("111122223333").unwrap();

    let with = |credentials: Credentials| {
        Client::builder().region("us-east-1").credentials(credentials).endpoint_url(emulator.url())
    };
    print(&with(credentials.clone()));
    let client = with(credentials.clone()).build().unwrap();
    print(&client);

    // Calls that succeed.
    let call = ResolveCustomer::builder().registration_token(token.clone()).build();
    print(&call);
    print(&client.send(call.clone()));
    let resolved = client.send(call.clone()).await.unwrap();
    print(&resolved);
    let register_call =
        RegisterUsage::builder().product_code("prod-4rcexample").public_key_version(2).build();
    let registered = client.send(register_call.clone()).await.unwrap();
    print(&registered);
    let signature = registered.signature.unwrap().expose().clone();
    print(&client.send(register_call).response().await.unwrap());
    let outcomes =
        client.meter_all([Usage::new(Customer::of(&resolved).unwrap(), "requests", emulator.now(), 1)]).await;
    print(&outcomes);

    // Calls that fail in each way.
    let mut errors: Vec<Error> = Vec::new();
    let wrong = with(Credentials::new("AKIDTEST", secret, Some("another".into()), None, "test"));
    errors.push(wrong.build().unwrap().send(call.clone()).await.unwrap_err());
    let wrong = with(Credentials::new("AKIDTEST", "another", Some(session.to_owned()), None, "test"));
    errors.push(wrong.build().unwrap().send(call.clone()).await.unwrap_err());
    for fault in [
        Fault::throttle(),
        Fault::internal(),
        Fault::drop_connection(),
        // An error without a code and without a message.
        Fault::error(502, "", ""),
    ] {
        emulator.inject(fault);
        errors.push(client.send(call.clone()).max_attempts(1).await.unwrap_err());
    }
    let invalid_nonce = "\u{1}".repeat(300);
    errors.push(
        client
            .send(
                RegisterUsage::builder().product_code(" ").public_key_version(0).nonce(invalid_nonce).build(),
            )
            .await
            .unwrap_err(),
    );
    errors.push(client.send(ResolveCustomer::builder().registration_token("").build()).await.unwrap_err());
    emulator.inject(Fault::delay(std::time::Duration::from_secs(60)));
    errors.push(
        client
            .send(BatchMeterUsage::builder().usage_records(vec![]).build())
            .timeout(std::time::Duration::ZERO)
            .await
            .unwrap_err(),
    );
    for error in &errors {
        print(error);
        let mut source: Option<&dyn std::error::Error> = Some(error);
        while let Some(error) = source {
            print(&error.to_string());
            source = error.source();
        }
    }
    for received in emulator.received() {
        print(&received);
    }

    let traced = listener.0.lock().unwrap().clone();
    assert!(traced.contains("ResolveCustomer"), "nothing was traced: {traced}");
    let mut secrets: Vec<String> =
        [secret, session, &token, &signature].into_iter().map(str::to_owned).collect();
    // Each part of the signed token, and the signature of each request.
    secrets.extend(signature.split('.').map(str::to_owned));
    for received in emulator.received() {
        if let Some((_, signature)) = received.header("authorization").split_once("Signature=") {
            secrets.push(signature.to_owned());
        }
    }
    assert!(secrets.len() > 10);
    for secret in secrets {
        for (place, text) in [("printed", &printed), ("traced", &traced)] {
            assert!(!text.contains(&secret), "a secret of {} characters was {place}", secret.len());
        }
    }
}
