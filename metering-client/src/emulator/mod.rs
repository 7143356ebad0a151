//! An emulator of AWS Marketplace Metering on loopback (feature `emulator`).
//!
//! It bills, deduplicates, checks times and quotas, verifies signatures, and rejects invalid calls
//! with AWS's error codes. Faults can be injected. In a Rust test it runs in the process:
//!
//! ```
//! use metering_client::emulator::{Emulator, Fault};
//! use metering_client::{Customer, Metering, Outcome, ResolveCustomer, Usage};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let emulator = Emulator::start().await?;
//! let client = emulator.client();
//!
//! let token = emulator.issue_token("111122223333")?;
//! let resolved = client.send(ResolveCustomer::builder().registration_token(token).build()).await?;
//! let buyer = Customer::of(&resolved).unwrap();
//!
//! // The first call is accepted but its response is lost. The client retries, and the usage is
//! // billed once.
//! emulator.inject(Fault::drop_response());
//! let usage = Usage::new(buyer, "requests", emulator.now(), 1_250);
//! let outcomes = client.meter_all([usage]).await;
//! assert!(matches!(outcomes[..], [Outcome::Accepted { .. }]));
//! assert_eq!(emulator.billed()[0].quantity.to_string(), "1250");
//! assert_eq!(emulator.totals().doubled, 0);
//! # Ok(()) }
//! ```
//!
//! [`EmulatorBuilder::in_memory`] builds an emulator without a socket. For programs in other
//! languages, the binary `metering-emulator` serves the same emulator:
//!
//! ```sh
//! cargo install metering-client --features emulator
//! metering-emulator --port 0
//! ```
//!
//! From a clone of the repository: `cargo install --path metering-client --features emulator`.
//!
//! # Default catalog
//! The product `prod-4rcexample` has the dimensions `requests` and `gigabytes`, and its public key
//! has version 2. Its buyers are 111122223333 (identifier `ifAPi5AcF3`, with a license),
//! 444455556666 (with a license) and 777788889999, who has unsubscribed. The default credentials
//! belong to the account 111122223333, so MeterUsage and RegisterUsage work with them.
//!
//! # Where AWS's documentation is ambiguous
//! | question | default | alternative |
//! |---|---|---|
//! | the same record again | `Success` | `DuplicateRecord`: [`same_record_is_duplicate`](EmulatorBuilder::same_record_is_duplicate) |
//! | an unknown buyer | `CustomerNotSubscribed` for the record | the call fails: [`unknown_buyer_fails_call`](EmulatorBuilder::unknown_buyer_fails_call) |
//! | BatchMeterUsage deduplicates timestamps by | second | hour: [`one_record_per_hour`](EmulatorBuilder::one_record_per_hour) |
//! | `ProductCode` together with `LicenseArn` | rejected | billed by license: [`accept_license_with_product`](EmulatorBuilder::accept_license_with_product) |
//! | identifiers and accounts in one call | rejected | accepted: [`accept_mixed_buyers`](EmulatorBuilder::accept_mixed_buyers) |
//! | usage older than 24 hours, in the grace period at the end of a month | rejected | |
//! | usage in the future | accepted up to 5 minutes ahead | |
//! | the maximum request size of "1 MB" | 1,000,000 bytes | |
//! | the quota of ResolveCustomer | none | |
//!
//! # Clock
//! The clock follows the machine's, is stopped, or runs at a multiple of real time
//! ([`EmulatorBuilder::clock`], [`EmulatorBuilder::clock_speed`]). Deadlines, registration tokens,
//! the `Date` header and quotas follow it; with a stopped clock, quotas follow real time. A
//! signature is accepted if the emulator's clock or the machine's clock accepts it, unless
//! [`EmulatorBuilder::signatures_follow_clock`] is set.
//!
//! # Memory
//! A million accepted records take at most 300 MB. The emulator keeps the newest 1,000 requests.
//!
//! # Over HTTP
//! Requests below `/_emulator` are unsigned, with JSON bodies. An invalid request gets status 400
//! and a message. Requests with a `Host` that is not a loopback name, or from another web origin,
//! get status 403, so that web pages can't use them.
//!
//! | request | effect |
//! |---|---|
//! | `GET /_emulator` | returns the time, the settings, the products, the buyers and the public key |
//! | `GET /_emulator/totals` | returns `records`, `lines`, `quantity` and `doubled`, cheaply |
//! | `GET /_emulator/billed` | returns the billed lines; filters: `?account=…&dimension=…&hour=2026-11-30T23:00:00Z` |
//! | `GET /_emulator/doubled` | returns the usages that were accepted in several records |
//! | `POST /_emulator/tokens` `{"account": "111122223333", "product": "prod-4rcexample"}` | returns a registration token; the product is optional |
//! | `POST /_emulator/clock` `{"now": "2026-11-30T23:00:00Z", "speed": 60}`, `{"advance_seconds": 3600}` or `{"system": true}` | sets the time or the speed, moves the time ahead, or follows the machine's clock |
//! | `GET /_emulator/faults` | returns how many faults are `waiting` and how many calls have `met` one |
//! | `POST /_emulator/faults` `{"fault": "throttle", "operation": "MeterUsage", "times": 2, "every": 3}` | injects a [`Fault`]: `throttle`, `internal`, `error` (`status`, `code`, `message`), `drop_connection`, `drop_response`, `truncate_response` (`bytes`), `delay` (`millis`), `unprocessed` (`records`); `times` may be `"unlimited"` |
//! | `DELETE /_emulator/faults` | removes the waiting faults |
//! | `POST /_emulator/products` `{"code": "prod-x", "dimensions": ["requests"], "public_key_version": 1}` | adds or replaces a product |
//! | `POST /_emulator/buyers` `{"account": "…", "product": "…", "identifier": "…", "license_arn": "…", "agreement_id": "…", "subscribed": true}` | adds a buyer, or changes the given members of a buyer |
//! | `POST /_emulator/settings` `{"quotas": false}` | changes settings: `quotas`, `same_record_is_duplicate`, `unknown_buyer_fails_call`, `one_record_per_hour`, `accept_license_with_product`, `accept_mixed_buyers`, `agent_core`, `signatures_follow_clock`, `software_region` |

mod accepted_records;
mod admin;
mod batch_meter_usage;
mod bill;
mod builder;
mod catalog;
mod clock;
mod faults;
mod market;
mod meter_usage;
mod quota;
mod register_usage;
mod registration_tokens;
mod resolve_customer;
mod token_signer;
mod validation;

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use http::StatusCode;
use metering_core::credentials::Credentials;
use metering_core::testing::{InMemoryTransport, RawReply, Received, Reply, Server};
use metering_core::{DateTime, Operation};

pub use bill::{Billed, Doubled, Totals};
pub use builder::EmulatorBuilder;
pub use catalog::{Buyer, Product};
pub use faults::Fault;

use self::builder::SharedMarket;
use self::clock::Clock;
use self::faults::FaultKind;
use self::market::{BillFilter, Call, Market, ServiceResult};
use crate::{Client, MeteringError};

/// The maximum request size, exclusive.
const REQUEST_LIMIT: usize = 1_000_000;

/// A running emulator. It stops when it is dropped.
pub struct Emulator {
    server: Server,
    market: SharedMarket,
    clock: Arc<Clock>,
}

/// The settings that can change while the emulator runs.
#[derive(Debug, Clone)]
struct Settings {
    quotas: bool,
    same_record_is_duplicate: bool,
    unknown_buyer_fails_call: bool,
    one_record_per_hour: bool,
    accept_license_with_product: bool,
    accept_mixed_buyers: bool,
    agent_core: bool,
    signatures_follow_clock: bool,
    software_region: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            quotas: true,
            same_record_is_duplicate: false,
            unknown_buyer_fails_call: false,
            one_record_per_hour: false,
            accept_license_with_product: false,
            accept_mixed_buyers: false,
            agent_core: false,
            signatures_follow_clock: false,
            software_region: None,
        }
    }
}

impl Emulator {
    /// Starts an emulator with the default catalog, on a free port, with the machine's clock.
    ///
    /// # Errors
    /// Returns an error if no port is free.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Returns a builder with the default settings.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::default()
    }

    fn new(server: Server, market: Market) -> Self {
        let clock = Arc::clone(&market.clock);
        let emulator = Emulator { server, market: Arc::new(Mutex::new(market)), clock };
        emulator.add_handlers();
        emulator
    }

    fn add_handlers(&self) {
        self.on("BatchMeterUsage", Market::batch_meter_usage);
        self.on("MeterUsage", Market::meter_usage);
        self.on("RegisterUsage", Market::register_usage);
        self.on("ResolveCustomer", Market::resolve_customer);
        let market = Arc::clone(&self.market);
        self.server.on_path("/_emulator", move |received| admin::reply(&market, received));

        let clock = Arc::clone(&self.clock);
        self.server.set_clock(move || clock.system_time());
        let (clock, market) = (Arc::clone(&self.clock), Arc::clone(&self.market));
        self.server.set_signature_times(move || {
            let mut times = vec![clock.system_time()];
            if !lock(&market).settings.signatures_follow_clock {
                times.push(SystemTime::now());
            }
            times
        });
    }

    fn on<O: Operation<Error = MeteringError>>(
        &self,
        name: &'static str,
        mut handle: impl FnMut(&mut Market, &Call<'_>, O) -> ServiceResult<O::Output> + Send + 'static,
    ) {
        let market = Arc::clone(&self.market);
        self.server.on_received(move |received: &Received, input: O| {
            let market = &mut lock(&market);
            if received.body().len() >= REQUEST_LIMIT {
                let message = "the request has 1 MB or more";
                return Reply::error(market::refusal("ValidationException", message));
            }
            if let Err(throttled) = market.admit(received.region(), name) {
                return Reply::error(throttled);
            }
            let fault = market.faults.next(name);
            let mut call =
                Call { region: received.region(), access_key_id: received.access_key_id(), unprocessed: 0 };
            if let Some(FaultKind::Unprocessed(records)) = fault {
                call.unprocessed = records;
            }
            match fault {
                Some(FaultKind::Error { status, code, message }) => {
                    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
                    Reply::raw(RawReply::error(status, &code, &message))
                }
                Some(FaultKind::DropConnection) => Reply::disconnect(),
                other => with_fault(Reply::from(handle(market, &call, input)), other),
            }
        });
    }

    /// Returns the endpoint, for example `http://127.0.0.1:49152`.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Returns the first of the emulator's credentials.
    pub fn credentials(&self) -> Credentials {
        self.server.credentials()
    }

    /// Returns the public key of RegisterUsage's signature, as PEM. The signature's algorithm is
    /// PS256, as AWS's is.
    pub fn public_key(&self) -> String {
        self.lock().signer.public_key_pem()
    }

    /// Returns a client that calls this emulator.
    pub fn client(&self) -> Client {
        self.server.client()
    }

    /// Returns a transport that reaches this emulator in memory, for clients with other settings.
    pub fn transport(&self) -> InMemoryTransport {
        self.server.transport()
    }

    /// Returns the newest 1,000 requests, oldest first, including rejected ones.
    pub fn received(&self) -> Vec<Received> {
        self.server.received()
    }

    /// Returns the number of requests so far, including rejected ones.
    pub fn request_count(&self) -> u64 {
        self.server.request_count()
    }

    /// Issues a registration token to the first buyer with this account. It can be resolved for
    /// four hours.
    ///
    /// Like AWS's tokens it is base64, and it always contains `+`, `/` and `=`, so that a page that
    /// decodes the form field wrongly fails every time.
    ///
    /// # Errors
    /// Returns an error if no buyer has the account.
    pub fn issue_token(&self, account: &str) -> io::Result<String> {
        self.lock().issue_token(account, None)
    }

    /// Returns all billed usage by buyer, dimension and hour, in the order of the first record.
    pub fn billed(&self) -> Vec<Billed> {
        self.lock().billed(&BillFilter::default())
    }

    /// Returns the totals of the bill, without reading its lines.
    pub fn totals(&self) -> Totals {
        self.lock().records.bill.totals()
    }

    /// Returns the usages that BatchMeterUsage accepted in several records.
    pub fn doubled(&self) -> Vec<Doubled> {
        self.lock().doubled()
    }

    /// Adds a fault after the faults that are already waiting.
    pub fn inject(&self, fault: Fault) {
        self.lock().faults.add(fault);
    }

    /// Removes the faults that are waiting.
    pub fn clear_faults(&self) {
        self.lock().faults.clear();
    }

    /// Returns how many calls have met a fault.
    pub fn faults_met(&self) -> u64 {
        self.lock().faults.met()
    }

    /// Returns the time by the emulator's clock.
    pub fn now(&self) -> DateTime {
        self.clock.now()
    }

    /// Sets the clock. A clock that follows the machine's stops; an accelerated clock keeps its
    /// speed.
    pub fn set_clock(&self, at: DateTime) {
        self.clock.set(at);
    }

    /// Moves the clock ahead. A clock that follows the machine's stops; an accelerated clock keeps
    /// its speed.
    pub fn advance_clock(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Runs the clock at a multiple of real time from now on, as
    /// [`EmulatorBuilder::clock_speed`] does.
    pub fn set_clock_speed(&self, speed: f64) {
        self.clock.set_speed(speed);
    }

    /// Adds a product, or replaces the product with the same code.
    pub fn set_product(&self, product: Product) {
        self.lock().set_product(product);
    }

    /// Adds a buyer, or replaces the buyer with the same account and product.
    pub fn set_buyer(&self, buyer: Buyer) {
        self.lock().set_buyer(buyer);
    }

    fn lock(&self) -> MutexGuard<'_, Market> {
        lock(&self.market)
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("url", &self.url()).finish_non_exhaustive()
    }
}

/// A panic in one handler must not hide the state from the others.
fn lock(market: &Mutex<Market>) -> MutexGuard<'_, Market> {
    market.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Applies a fault to the reply of a processed call.
fn with_fault<O: Operation>(reply: Reply<O>, fault: Option<FaultKind>) -> Reply<O> {
    match fault {
        Some(FaultKind::DropResponse) => Reply::disconnect(),
        Some(FaultKind::TruncateResponse(bytes)) => reply.truncate(bytes),
        Some(FaultKind::Delay(by)) => reply.after(by),
        _ => reply,
    }
}
