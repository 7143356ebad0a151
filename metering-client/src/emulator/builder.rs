//! The emulator's settings and builder.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex};

use metering_core::credentials::Credentials;
use metering_core::testing::{Server, ServerBuilder};
use metering_core::{DateTime, Sensitive};
use ring::rand::{SecureRandom, SystemRandom};

use super::accepted_records::AcceptedRecords;
use super::catalog::{self, Buyer, Product};
use super::clock::Clock;
use super::faults::Faults;
use super::market::Market;
use super::quota::Quotas;
use super::registration_tokens::RegistrationTokens;
use super::token_signer::TokenSigner;
use super::{Emulator, Settings};

/// A builder for [`Emulator`].
#[derive(Debug, Clone, Default)]
pub struct EmulatorBuilder {
    port: u16,
    region: Option<String>,
    credentials: Vec<(Credentials, String)>,
    products: Vec<Product>,
    buyers: Vec<Buyer>,
    signing_key: Option<Sensitive<metering_core::Blob>>,
    clock: Option<DateTime>,
    clock_speed: Option<f64>,
    settings: Settings,
}

impl EmulatorBuilder {
    /// Sets the port on 127.0.0.1. Defaults to a free port.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets the Region of [`Emulator::client`]. Defaults to `us-east-1`. The emulator also accepts
    /// requests for other Regions, and keeps each Region's records separately.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Adds the credentials of an account. Defaults to credentials of the first buyer's account
    /// with a random secret.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials, account: impl Into<String>) -> Self {
        self.credentials.push((credentials, account.into()));
        self
    }

    /// Adds a product. The first added product or buyer replaces the default catalog.
    #[must_use]
    pub fn product(mut self, product: Product) -> Self {
        self.products.push(product);
        self
    }

    /// Adds a buyer. The first added product or buyer replaces the default catalog.
    #[must_use]
    pub fn buyer(mut self, buyer: Buyer) -> Self {
        self.buyers.push(buyer);
        self
    }

    /// Sets the RSA key that RegisterUsage signs with, as PKCS#8 in DER. Defaults to a key that is
    /// published with the source.
    #[must_use]
    pub fn signing_key(mut self, pkcs8: impl Into<Vec<u8>>) -> Self {
        self.signing_key = Some(Sensitive::new(metering_core::Blob::new(pkcs8.into())));
        self
    }

    /// Stops the clock at a time, or starts it there if [`clock_speed`](Self::clock_speed) is also
    /// set. Defaults to the machine's clock. Times before 1970 or after 9999 become the nearest
    /// time in that range.
    #[must_use]
    pub fn clock(mut self, at: DateTime) -> Self {
        self.clock = Some(at);
        self
    }

    /// Runs the clock at a multiple of real time, from 0 (stopped) to 1,000,000. Other values
    /// become the nearest value in that range, and NaN becomes 0.
    ///
    /// The `Date` header, quotas, deadlines and tokens follow the clock.
    #[must_use]
    pub fn clock_speed(mut self, speed: f64) -> Self {
        self.clock_speed = Some(speed);
        self
    }

    /// Enforces AWS's quotas with ThrottlingException. Defaults to `true`.
    #[must_use]
    pub fn quotas(mut self, yes: bool) -> Self {
        self.settings.quotas = yes;
        self
    }

    /// Returns DuplicateRecord instead of Success for a record that was already accepted. Defaults
    /// to `false`.
    #[must_use]
    pub fn same_record_is_duplicate(mut self, yes: bool) -> Self {
        self.settings.same_record_is_duplicate = yes;
        self
    }

    /// Fails the whole call with InvalidCustomerIdentifierException if a buyer is unknown, instead
    /// of returning CustomerNotSubscribed for the record. Defaults to `false`.
    #[must_use]
    pub fn unknown_buyer_fails_call(mut self, yes: bool) -> Self {
        self.settings.unknown_buyer_fails_call = yes;
        self
    }

    /// Deduplicates BatchMeterUsage by the hour of the timestamp instead of the second. Defaults to
    /// `false`.
    #[must_use]
    pub fn one_record_per_hour(mut self, yes: bool) -> Self {
        self.settings.one_record_per_hour = yes;
        self
    }

    /// Accepts a record with a `LicenseArn` in a call with a `ProductCode`, and bills it by
    /// license. AWS's documentation warns of double billing but doesn't say that AWS rejects the
    /// call. Defaults to `false`.
    #[must_use]
    pub fn accept_license_with_product(mut self, yes: bool) -> Self {
        self.settings.accept_license_with_product = yes;
        self
    }

    /// Accepts a call that identifies some buyers by `CustomerIdentifier` and others by
    /// `CustomerAWSAccountId`. Defaults to `false`.
    #[must_use]
    pub fn accept_mixed_buyers(mut self, yes: bool) -> Self {
        self.settings.accept_mixed_buyers = yes;
        self
    }

    /// Treats MeterUsage calls as calls from Bedrock AgentCore: any number of records per hour,
    /// each with its own client token. Defaults to `false`.
    #[must_use]
    pub fn agent_core(mut self, yes: bool) -> Self {
        self.settings.agent_core = yes;
        self
    }

    /// Judges signatures only by the emulator's clock, as AWS does. Defaults to `false`: a
    /// signature is also accepted if the machine's clock accepts it, so that clients work with a
    /// stopped or accelerated clock.
    #[must_use]
    pub fn signatures_follow_clock(mut self, yes: bool) -> Self {
        self.settings.signatures_follow_clock = yes;
        self
    }

    /// Sets the Region that the buyer's software runs in. MeterUsage and RegisterUsage in any other
    /// Region are rejected. By default, every Region is accepted.
    #[must_use]
    pub fn software_region(mut self, region: impl Into<String>) -> Self {
        self.settings.software_region = Some(region.into());
        self
    }

    /// Starts the emulator in the current tokio runtime.
    ///
    /// # Errors
    /// Returns an error if the port is in use or the signing key is invalid.
    pub async fn start(mut self) -> io::Result<Emulator> {
        let port = self.port;
        let (server, market) = self.prepare()?;
        Ok(Emulator::new(server.port(port).start().await?, market))
    }

    /// Builds an emulator without a socket, which only [`Emulator::client`] and
    /// [`Emulator::transport`] reach.
    ///
    /// # Errors
    /// Returns an error if the signing key is invalid.
    pub fn in_memory(mut self) -> io::Result<Emulator> {
        let (server, market) = self.prepare()?;
        Ok(Emulator::new(server.in_memory(), market))
    }

    fn prepare(&mut self) -> io::Result<(ServerBuilder, Market)> {
        if self.products.is_empty() && self.buyers.is_empty() {
            (self.products, self.buyers) = catalog::example();
        }
        if self.credentials.is_empty() {
            let random = Credentials::new("AKIDEMULATOR", random_secret()?, None, None, "emulator");
            let account = self.buyers.first().map(|buyer| buyer.account.as_str()).unwrap_or_default();
            self.credentials.push((random, account.to_owned()));
        }
        let mut server = Server::builder().any_region();
        if let Some(region) = self.region.take() {
            server = server.region(region);
        }
        let mut accounts = HashMap::new();
        for (credentials, account) in std::mem::take(&mut self.credentials) {
            accounts.insert(credentials.access_key_id().to_owned(), account);
            server = server.credentials(credentials);
        }
        let market = Market {
            clock: Arc::new(self.new_clock()),
            settings: std::mem::take(&mut self.settings),
            products: std::mem::take(&mut self.products),
            buyers: std::mem::take(&mut self.buyers),
            accounts,
            tokens: RegistrationTokens::default(),
            records: AcceptedRecords::default(),
            quotas: Quotas::default(),
            faults: Faults::default(),
            signer: self.signer()?,
        };
        Ok((server, market))
    }

    fn new_clock(&self) -> Clock {
        let clock = Clock::new();
        if let Some(at) = self.clock {
            clock.set(at);
        }
        if let Some(speed) = self.clock_speed {
            clock.set_speed(speed);
        }
        clock
    }

    fn signer(&self) -> io::Result<TokenSigner> {
        match &self.signing_key {
            Some(key) => TokenSigner::from_pkcs8(key.expose().as_ref()).map_err(|error| {
                io::Error::other(format!("the signing key is not an RSA key in PKCS#8: {error}"))
            }),
            None => Ok(TokenSigner::example()),
        }
    }
}

/// Returns a random secret access key.
fn random_secret() -> io::Result<String> {
    let mut bytes = [0; 20];
    SystemRandom::new().fill(&mut bytes).map_err(|_| io::Error::other("no randomness is available"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The emulator's state, shared by its handlers.
pub(super) type SharedMarket = Arc<Mutex<Market>>;
