//! An AWS Marketplace Metering service of one's own, on loopback (feature `emulator`).
//!
//! It keeps books, judges times and quotas, verifies signatures, and refuses what the service
//! refuses. It can be told to misbehave. In a Rust test it runs in the process:
//!
//! ```
//! use metering_client::emulator::{Emulator, Fault};
//! use metering_client::{Customer, DateTime, Metering, Outcome, ResolveCustomer, Usage};
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
//! // The first call is taken, but not answered; the client asks again, and the usage is billed once.
//! emulator.inject(Fault::take_then_cut());
//! let usage = Usage::new(buyer, "requests", emulator.now(), 1_250);
//! let outcomes = client.meter_all([usage]).await;
//! assert!(matches!(outcomes[..], [Outcome::Accepted { .. }]));
//! assert_eq!(emulator.billed()[0].quantity.to_string(), "1250");
//! # Ok(()) }
//! ```
//!
//! For programs in other languages there is a binary of the same:
//! `cargo run --bin metering-emulator --features emulator -- --port 0`.
//!
//! # What it has
//! Unless told otherwise: the product `prod-4rcexample` with the dimensions `requests` and
//! `gigabytes` and two versions of the public key; the buyers 111122223333 (identifier
//! `ifAPi5AcF3`, a license), 444455556666 (a license) and 777788889999, which has unsubscribed. Its
//! credentials belong to the account 111122223333, so that MeterUsage and RegisterUsage work with
//! them.
//!
//! # Where AWS's documentation leaves two readings
//! | question | here | the other by |
//! |---|---|---|
//! | the same record again | is `Success` | [`same_record_is_duplicate`](EmulatorBuilder::same_record_is_duplicate) |
//! | an unknown buyer | is the record's `CustomerNotSubscribed` | [`unknown_buyer_fails_call`](EmulatorBuilder::unknown_buyer_fails_call) |
//! | BatchMeterUsage tells records apart by | the second | [`one_record_an_hour`](EmulatorBuilder::one_record_an_hour) |
//! | the grace at a month's end lifts the 24 hours | no | |
//! | "1 MB" | 1,000,000 bytes | |
//!
//! # Over HTTP
//! Below `/_emulator`, unsigned, JSON both ways. What can't be understood is answered with status
//! 400 and the reason.
//!
//! | request | does |
//! |---|---|
//! | `GET /_emulator` | tells the time, the products, the buyers and the public key |
//! | `GET /_emulator/billed` | lists what is billed, by buyer, dimension and hour |
//! | `POST /_emulator/tokens` `{"account": "111122223333", "product": "prod-4rcexample"}` | gives a registration token out; the product may be left out |
//! | `POST /_emulator/clock` `{"now": "2026-11-30T23:00:00Z"}`, `{"advance_seconds": 3600}` or `{"system": true}` | stops the clock at a time, moves it, or lets it follow the machine's |
//! | `POST /_emulator/faults` `{"fault": "throttle", "operation": "MeterUsage", "times": 2}` | as [`Fault`]: `throttle`, `internal`, `error` (`status`, `code`, `message`), `cut`, `take_then_cut`, `slow` (`millis`), `unprocessed` (`records`) |
//! | `DELETE /_emulator/faults` | forgets the faults yet to come |
//! | `POST /_emulator/products` `{"code": "prod-x", "dimensions": ["requests"], "public_key_version": 1}` | adds or changes a product |
//! | `POST /_emulator/buyers` `{"account": "…", "product": "…", "identifier": "…", "license_arn": "…", "agreement_id": "…", "subscribed": true}` | adds a buyer, or changes what is given of one |
//! | `POST /_emulator/settings` `{"quotas": false}` | sets what the builder sets: `quotas`, `same_record_is_duplicate`, `unknown_buyer_fails_call`, `one_record_an_hour`, `agent_core`, `software_region` |

mod admin;
mod catalog;
mod clock;
mod faults;
mod ledger;
mod market;
mod quota;
mod registration;
mod signature;

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode};
use metering_core::credentials::Credentials;
use metering_core::testing::{RawReply, Received, Reply, Server};
use metering_core::{Operation, Sensitive};
use ring::rand::{SecureRandom, SystemRandom};

pub use catalog::{Buyer, Product};
pub use faults::Fault;

use self::clock::Clock;
use self::faults::{FaultKind, Faults};
use self::ledger::Ledger;
use self::market::{Call, Market};
use self::quota::Quotas;
use self::registration::Tokens;
use self::signature::TokenSigner;
use crate::identifiers::{CustomerAwsAccountId, LicenseArn, ProductCode, UsageDimension};
use crate::{Client, DateTime, MeteringError, Quantity, RegisterUsage, ResolveCustomer};

/// A request is smaller than this.
const REQUEST_LIMIT: usize = 1_000_000;

/// A running emulator. It stops when it is dropped.
pub struct Emulator {
    server: Server,
    market: Arc<Mutex<Market>>,
}

/// What an emulator is started with.
#[derive(Debug, Clone, Default)]
pub struct EmulatorBuilder {
    port: u16,
    region: Option<String>,
    credentials: Vec<(Credentials, String)>,
    products: Vec<Product>,
    buyers: Vec<Buyer>,
    signing_key: Option<Sensitive<metering_core::Blob>>,
    clock: Option<DateTime>,
    settings: Settings,
}

/// The ways in which emulators differ.
#[derive(Debug, Clone)]
struct Settings {
    quotas: bool,
    same_record_is_duplicate: bool,
    unknown_buyer_fails_call: bool,
    one_record_an_hour: bool,
    agent_core: bool,
    software_region: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            quotas: true,
            same_record_is_duplicate: false,
            unknown_buyer_fails_call: false,
            one_record_an_hour: false,
            agent_core: false,
            software_region: None,
        }
    }
}

/// A line of the bill: the usage of a dimension by a buyer in an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Billed {
    /// The Region that took it.
    pub region: String,
    /// The operation that it came by.
    pub operation: &'static str,
    /// The buyer's account.
    pub account: CustomerAwsAccountId,
    /// The product.
    pub product: ProductCode,
    /// The license, where it was metered by license.
    pub license_arn: Option<LicenseArn>,
    /// The dimension.
    pub dimension: UsageDimension,
    /// When the hour begins.
    pub hour: DateTime,
    /// How much.
    pub quantity: Quantity,
    /// In how many records it came.
    pub records: usize,
}

impl EmulatorBuilder {
    /// The port on 127.0.0.1; a free one unless said otherwise.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The Region of the clients that [`Emulator::client`] makes; `us-east-1` unless said
    /// otherwise. Requests for other Regions are taken as well, into books of their own.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Credentials of an account, beside those before. Without any, there are some with a random
    /// secret.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials, account: impl Into<String>) -> Self {
        self.credentials.push((credentials, account.into()));
        self
    }

    /// A product, beside those before, in place of the example.
    #[must_use]
    pub fn product(mut self, product: Product) -> Self {
        self.products.push(product);
        self
    }

    /// A buyer, beside those before, in place of the examples.
    #[must_use]
    pub fn buyer(mut self, buyer: Buyer) -> Self {
        self.buyers.push(buyer);
        self
    }

    /// The RSA key that RegisterUsage signs with, as PKCS#8 in DER, in place of the one that comes
    /// with the source.
    #[must_use]
    pub fn signing_key(mut self, pkcs8: impl Into<Vec<u8>>) -> Self {
        self.signing_key = Some(Sensitive::new(metering_core::Blob::new(pkcs8.into())));
        self
    }

    /// The time at which the emulator's clock stands still. It follows this machine's unless said
    /// otherwise.
    #[must_use]
    pub fn clock(mut self, at: DateTime) -> Self {
        self.clock = Some(at);
        self
    }

    /// Whether to throttle what is beyond AWS's quotas; yes unless said otherwise.
    #[must_use]
    pub fn quotas(mut self, yes: bool) -> Self {
        self.settings.quotas = yes;
        self
    }

    /// Whether the same record again is a DuplicateRecord.
    #[must_use]
    pub fn same_record_is_duplicate(mut self, yes: bool) -> Self {
        self.settings.same_record_is_duplicate = yes;
        self
    }

    /// Whether an unknown buyer fails the whole call with InvalidCustomerIdentifierException.
    #[must_use]
    pub fn unknown_buyer_fails_call(mut self, yes: bool) -> Self {
        self.settings.unknown_buyer_fails_call = yes;
        self
    }

    /// Whether BatchMeterUsage takes one record an hour for a buyer and dimension, and not one a
    /// second.
    #[must_use]
    pub fn one_record_an_hour(mut self, yes: bool) -> Self {
        self.settings.one_record_an_hour = yes;
        self
    }

    /// Whether MeterUsage is called from Bedrock AgentCore: any number of records an hour, told
    /// apart by client token.
    #[must_use]
    pub fn agent_core(mut self, yes: bool) -> Self {
        self.settings.agent_core = yes;
        self
    }

    /// The Region that the buyer's software runs in: MeterUsage and RegisterUsage in another one
    /// are refused.
    #[must_use]
    pub fn software_region(mut self, region: impl Into<String>) -> Self {
        self.settings.software_region = Some(region.into());
        self
    }

    /// Starts the emulator, within the tokio runtime at hand.
    ///
    /// # Errors
    /// If the port is taken or the signing key is none.
    pub async fn start(self) -> io::Result<Emulator> {
        let signer = match &self.signing_key {
            Some(key) => TokenSigner::from_pkcs8(key.expose().as_ref())
                .map_err(|error| io::Error::other(error.to_string()))?,
            None => TokenSigner::example(),
        };
        let (mut products, mut buyers) = (self.products, self.buyers);
        if products.is_empty() && buyers.is_empty() {
            (products, buyers) = catalog::example();
        }
        let mut credentials = self.credentials;
        if credentials.is_empty() {
            let own = Credentials::new("AKIDEMULATOR", random()?, None, None, "emulator");
            let account = buyers.first().map(|buyer| buyer.account.as_str()).unwrap_or_default();
            credentials.push((own, account.to_owned()));
        }

        let mut server = Server::builder().port(self.port).any_region();
        if let Some(region) = self.region {
            server = server.region(region);
        }
        let mut accounts = HashMap::new();
        for (credentials, account) in credentials {
            accounts.insert(credentials.access_key_id().to_owned(), account);
            server = server.credentials(credentials);
        }
        let market = Market {
            clock: self.clock.map_or(Clock::System, Clock::At),
            settings: self.settings,
            products,
            buyers,
            accounts,
            tokens: Tokens::default(),
            ledger: Ledger::default(),
            quotas: Quotas::default(),
            faults: Faults::default(),
            signer,
        };
        let emulator = Emulator { server: server.start().await?, market: Arc::new(Mutex::new(market)) };
        emulator.serve();
        Ok(emulator)
    }
}

/// A text that nobody guesses.
fn random() -> io::Result<String> {
    let mut bytes = [0; 20];
    SystemRandom::new().fill(&mut bytes).map_err(|_| io::Error::other("there is no randomness"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

impl Emulator {
    /// An emulator with the example's product and buyers, at this machine's time.
    ///
    /// # Errors
    /// If no port is free.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// An emulator with other settings.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::default()
    }

    fn serve(&self) {
        self.on("BatchMeterUsage", Market::batch_meter_usage);
        self.on("MeterUsage", Market::meter_usage);
        self.on("RegisterUsage", |market, call, input: RegisterUsage| market.register_usage(call, input));
        self.on("ResolveCustomer", |market, _, input: ResolveCustomer| market.resolve_customer(&input));
        let market = Arc::clone(&self.market);
        self.server.on_path("/_emulator", move |received| admin::answer(&mut lock(&market), received));
    }

    fn on<O: Operation<Error = MeteringError>>(
        &self,
        name: &'static str,
        mut handle: impl FnMut(&mut Market, &Call<'_>, O) -> Result<O::Output, MeteringError> + Send + 'static,
    ) {
        let market = Arc::clone(&self.market);
        self.server.on_received(move |received: &Received, input: O| {
            let mut market = lock(&market);
            if received.body().len() >= REQUEST_LIMIT {
                let message = "the request has 1 MB or more";
                return Reply::error(market::refusal("ValidationException", message));
            }
            if let Err(throttled) = market.admit(received.region(), name) {
                return Reply::error(throttled);
            }
            let fault = market.faults.meet(name);
            let mut call =
                Call { region: received.region(), access_key_id: received.access_key_id(), unprocessed: 0 };
            match fault {
                Some(FaultKind::Error { status, code, message }) => {
                    Reply::raw(error(status, &code, &message))
                }
                Some(FaultKind::Cut) => Reply::disconnect(),
                Some(FaultKind::TakeThenCut) => {
                    let _ = handle(&mut market, &call, input);
                    Reply::disconnect()
                }
                Some(FaultKind::Slow(by)) => Reply::from(handle(&mut market, &call, input)).after(by),
                Some(FaultKind::Unprocessed(records)) => {
                    call.unprocessed = records;
                    Reply::from(handle(&mut market, &call, input))
                }
                None => Reply::from(handle(&mut market, &call, input)),
            }
        });
    }

    /// Where it listens, as `http://127.0.0.1:49152`.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The first of the credentials that are known here.
    pub fn credentials(&self) -> Credentials {
        self.server.credentials()
    }

    /// The public key of RegisterUsage's signature, in PEM. The signature's algorithm is PS256, as
    /// AWS's is.
    pub fn public_key(&self) -> String {
        self.lock().signer.public_key_pem()
    }

    /// A client that calls this emulator.
    pub fn client(&self) -> Client {
        self.server.client()
    }

    /// The requests so far, refused ones included.
    pub fn received(&self) -> Vec<Received> {
        self.server.received()
    }

    /// Gives a registration token out to the first buyer of this account.
    ///
    /// # Errors
    /// If there is none.
    pub fn issue_token(&self, account: &str) -> io::Result<String> {
        issue_token(&mut self.lock(), account, None)
    }

    /// What is billed, by buyer, dimension and hour, in the order of first appearance.
    pub fn billed(&self) -> Vec<Billed> {
        self.lock().billed()
    }

    /// Lets the next calls meet a fault, after those injected before.
    pub fn inject(&self, fault: Fault) {
        self.lock().faults.add(fault);
    }

    /// The time by the emulator's clock.
    pub fn now(&self) -> DateTime {
        self.lock().clock.now()
    }

    /// Stops the clock at a time.
    pub fn set_clock(&self, at: DateTime) {
        self.lock().clock = Clock::At(at);
    }

    /// Stops the clock, if it runs, and moves it ahead.
    pub fn advance_clock(&self, by: Duration) {
        self.lock().clock.advance(by);
    }

    /// Adds a product, or changes the one of the same code.
    pub fn set_product(&self, product: Product) {
        self.lock().add_product(product);
    }

    /// Adds a buyer, or changes the one of the same account and product.
    pub fn set_buyer(&self, buyer: Buyer) {
        self.lock().add_buyer(buyer);
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

fn lock(market: &Mutex<Market>) -> MutexGuard<'_, Market> {
    market.lock().unwrap_or_else(PoisonError::into_inner)
}

fn issue_token(market: &mut Market, account: &str, product: Option<&str>) -> io::Result<String> {
    let buyer = market.buyers.iter().position(|buyer| {
        buyer.account.as_str() == account && product.is_none_or(|code| code == buyer.product.as_str())
    });
    let buyer = buyer.ok_or_else(|| io::Error::other("there is no such buyer"))?;
    let token = random()?;
    let now = market.clock.now();
    market.tokens.issue(token.clone(), buyer, now);
    Ok(token)
}

/// An error as the service words it, whatever its status.
fn error(status: u16, code: &str, message: &str) -> Response<Bytes> {
    let body = serde_json::json!({ "__type": code, "message": message }).to_string();
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    let kind = http::HeaderValue::from_static("application/x-amz-json-1.1");
    response.headers_mut().insert(http::header::CONTENT_TYPE, kind);
    response
}

/// JSON, as the paths below `/_emulator` answer.
fn json(status: StatusCode, body: &serde_json::Value) -> RawReply {
    RawReply::json(status, body.to_string())
}
