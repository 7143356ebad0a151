//! The service's state: the catalog, the callers, the accepted records and the settings.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use metering_core::{DateTime, ErrorMetadata, ServiceError};

use super::Settings;
use super::accepted_records::AcceptedRecords;
use super::bill::{Billed, Doubled, Line, LineKey, Route};
use super::catalog::{Buyer, Product};
use super::clock::Clock;
use super::faults::Faults;
use super::quota::Quotas;
use super::registration_tokens::RegistrationTokens;
use super::token_signer::TokenSigner;
use crate::MeteringError;
use crate::identifiers::{ProductCode, UsageDimension};

/// The seconds by which usage may be ahead of the emulator's clock, because two machines never
/// agree exactly.
const MAX_AHEAD: i64 = 5 * 60;

/// The caller of an operation.
pub(super) struct Call<'a> {
    pub(super) region: &'a str,
    pub(super) access_key_id: &'a str,
    /// The number of records at the end of a batch that stay unprocessed.
    pub(super) unprocessed: usize,
}

/// The state of an emulator.
#[derive(Debug)]
pub(super) struct Market {
    pub(super) clock: Arc<Clock>,
    pub(super) settings: Settings,
    pub(super) products: Vec<Product>,
    pub(super) buyers: Vec<Buyer>,
    /// The account of each access key id.
    pub(super) accounts: HashMap<String, String>,
    pub(super) tokens: RegistrationTokens,
    pub(super) records: AcceptedRecords,
    pub(super) quotas: Quotas,
    pub(super) faults: Faults,
    pub(super) signer: TokenSigner,
}

pub(super) type ServiceResult<T> = Result<T, MeteringError>;

/// Returns an error by its code, declared or not.
pub(super) fn refusal(code: &str, message: impl Into<String>) -> MeteringError {
    MeteringError::from_response(ErrorMetadata::new(code, message), b"{}")
}

/// Returns an error if the condition doesn't hold.
pub(super) fn require(holds: bool, code: &str, message: impl FnOnce() -> String) -> ServiceResult<()> {
    if holds { Ok(()) } else { Err(refusal(code, message())) }
}

impl Market {
    /// Counts a call against the quota.
    pub(super) fn admit(&mut self, region: &str, operation: &'static str) -> ServiceResult<()> {
        let admitted = !self.settings.quotas || self.quotas.admit(region, operation, self.clock.quota_time());
        require(admitted, "ThrottlingException", || "The calls to the API are throttled.".into())
    }

    /// Returns a product by its code.
    pub(super) fn product(&self, code: &ProductCode) -> ServiceResult<&Product> {
        self.products.iter().find(|product| product.code == *code).ok_or_else(|| {
            refusal("InvalidProductCodeException", format!("no product has the code {}", code.as_str()))
        })
    }

    /// Checks that a product has a dimension.
    pub(super) fn check_dimension(product: &Product, dimension: &UsageDimension) -> ServiceResult<()> {
        require(product.dimensions.contains(dimension), "InvalidUsageDimensionException", || {
            format!("{} has no dimension {}", product.code.as_str(), dimension.as_str())
        })
    }

    /// Checks that usage of a time is accepted now: before its deadline, and not in the future.
    pub(super) fn check_time(&self, usage: DateTime, now: DateTime, in_time: bool) -> ServiceResult<()> {
        let in_future = usage.secs() > now.secs().saturating_add(MAX_AHEAD);
        require(in_time && !in_future, "TimestampOutOfBoundsException", || {
            format!("usage of {usage} is not accepted at {now}")
        })
    }

    /// Returns the place of the buyer whose account calls, if the account is subscribed to the
    /// product.
    pub(super) fn entitled(&self, call: &Call<'_>, product: &ProductCode) -> ServiceResult<usize> {
        let account = self.accounts.get(call.access_key_id);
        let place = self.buyers.iter().position(|buyer| {
            buyer.subscribed
                && buyer.product == *product
                && account.is_some_and(|account| account == buyer.account.as_str())
        });
        place.ok_or_else(|| {
            refusal("CustomerNotEntitledException", "the account has no subscription to the product")
        })
    }

    /// Checks that the software runs in the Region that it calls.
    pub(super) fn check_software_region(&self, call: &Call<'_>, code: &str) -> ServiceResult<()> {
        let region = self.settings.software_region.as_deref();
        require(region.is_none_or(|region| region == call.region), code, || {
            "the software runs in another Region".into()
        })
    }

    /// Adds a buyer, or replaces the buyer with the same account and product.
    pub(super) fn set_buyer(&mut self, buyer: Buyer) {
        let same = |known: &&mut Buyer| known.account == buyer.account && known.product == buyer.product;
        match self.buyers.iter_mut().find(same) {
            Some(known) => *known = buyer,
            None => self.buyers.push(buyer),
        }
    }

    /// Adds a product, or replaces the product with the same code.
    pub(super) fn set_product(&mut self, product: Product) {
        match self.products.iter_mut().find(|known| known.code == product.code) {
            Some(known) => *known = product,
            None => self.products.push(product),
        }
    }

    /// Issues a registration token to the first buyer with this account and product.
    pub(super) fn issue_token(&mut self, account: &str, product: Option<&str>) -> io::Result<String> {
        let buyer = self.buyers.iter().position(|buyer| {
            buyer.account.as_str() == account && product.is_none_or(|code| code == buyer.product.as_str())
        });
        let buyer = buyer.ok_or_else(|| io::Error::other(format!("no buyer has the account {account:?}")))?;
        self.tokens.issue(buyer, self.clock.now())
    }

    /// Returns the lines of the bill that a filter selects.
    pub(super) fn billed(&self, filter: &BillFilter) -> Vec<Billed> {
        let dimension = filter.dimension.as_deref().map(|name| self.records.names.find(name));
        let selected = |line: &&Line| {
            let buyer = &self.buyers[line.key.buyer as usize];
            filter.account.as_deref().is_none_or(|account| account == buyer.account.as_str())
                && dimension.is_none_or(|dimension| dimension == Some(line.key.dimension))
                && filter.hour.is_none_or(|hour| hour == line.key.hour)
        };
        self.records.bill.lines().iter().filter(selected).map(|line| self.billed_line(line)).collect()
    }

    fn billed_line(&self, line: &Line) -> Billed {
        let buyer = &self.buyers[line.key.buyer as usize];
        Billed {
            region: self.records.names.name(line.key.region).to_owned(),
            operation: if line.key.route == Route::Software { "MeterUsage" } else { "BatchMeterUsage" },
            account: buyer.account.clone(),
            product: buyer.product.clone(),
            license_arn: buyer.license_arn.clone().filter(|_| line.key.route == Route::License),
            dimension: self.records.names.name(line.key.dimension).to_owned().into(),
            hour: DateTime::from_secs(line.key.hour),
            quantity: line.quantity(),
            records: line.records as usize,
        }
    }

    /// Returns the usages that were accepted in several records.
    pub(super) fn doubled(&self) -> Vec<Doubled> {
        let describe = |(key, quantity, records): (LineKey, _, _)| {
            let buyer = &self.buyers[key.buyer as usize];
            Doubled {
                account: buyer.account.clone(),
                product: buyer.product.clone(),
                dimension: self.records.names.name(key.dimension).to_owned().into(),
                hour: DateTime::from_secs(key.hour),
                quantity,
                records,
            }
        };
        self.records.bill.doubled().into_iter().map(describe).collect()
    }
}

/// The lines of the bill to return. An empty filter returns all lines.
#[derive(Debug, Default)]
pub(super) struct BillFilter {
    pub(super) account: Option<String>,
    pub(super) dimension: Option<String>,
    /// The start of the hour.
    pub(super) hour: Option<i64>,
}
