//! The service itself: what each operation answers, and what it leaves behind.

#![allow(deprecated, reason = "both forms of a quantity are taken")]

use std::collections::HashMap;
use std::time::Instant;

use metering_core::{DateTime, ErrorMetadata, ServiceError, Validate, ValidationError};
use serde_json::json;

use super::catalog::{Buyer, Product};
use super::clock::Clock;
use super::faults::Faults;
use super::ledger::{Entry, Key, Ledger, Metered, hour};
use super::quota::Quotas;
use super::registration::{TokenError, Tokens};
use super::signature::TokenSigner;
use super::{Billed, Settings};
use crate::allocation;
use crate::identifiers::{ProductCode, UsageDimension};
use crate::usage_record::UsageRecord;
use crate::{
    BatchMeterUsage, BatchMeterUsageOutput, Metadata, MeterUsage, MeterUsageOutput, MeteringError, Quantity,
    RegisterUsage, RegisterUsageOutput, ResolveCustomer, ResolveCustomerOutput, UsageRecordResult,
    UsageRecordResultStatus, batch_meter_usage_deadline, meter_usage_deadline,
};

/// How far ahead of the emulator's clock usage may be: two machines never quite agree.
const AHEAD: i64 = 5 * 60;

/// Who calls, and where.
pub(super) struct Call<'a> {
    pub(super) region: &'a str,
    pub(super) access_key_id: &'a str,
    /// So many records at the end of a batch stay unprocessed.
    pub(super) unprocessed: usize,
}

/// All that an emulator knows.
#[derive(Debug)]
pub(super) struct Market {
    pub(super) clock: Clock,
    pub(super) settings: Settings,
    pub(super) products: Vec<Product>,
    pub(super) buyers: Vec<Buyer>,
    /// The account that an access key id belongs to.
    pub(super) accounts: HashMap<String, String>,
    pub(super) tokens: Tokens,
    pub(super) ledger: Ledger,
    pub(super) quotas: Quotas,
    pub(super) faults: Faults,
    pub(super) signer: TokenSigner,
}

type Answer<T> = Result<T, MeteringError>;

/// An error by its code, in the model or not.
pub(super) fn refusal(code: &str, message: impl Into<String>) -> MeteringError {
    MeteringError::from_response(ErrorMetadata::new(code, message), b"{}")
}

fn require(holds: bool, code: &str, message: impl FnOnce() -> String) -> Answer<()> {
    if holds { Ok(()) } else { Err(refusal(code, message())) }
}

/// The service has errors of its own for tags and allocations; whatever else is outside the model's
/// bounds is a `ValidationException`.
fn validated<T: Validate>(input: &T) -> Answer<()> {
    let code = |error: &ValidationError| {
        let of = |wanted: fn(&str, &str) -> bool| {
            error.violations().iter().all(|violation| wanted(violation.path(), violation.message()))
        };
        if of(|path, message| path.contains(".Tags") && !message.starts_with("the same tags")) {
            "InvalidTagException"
        } else if of(|path, message| {
            path.contains("UsageAllocations")
                && !message.starts_with("length")
                && !message.contains("pattern")
        }) {
            "InvalidUsageAllocationsException"
        } else {
            "ValidationException"
        }
    };
    input.validate().map_err(|error| refusal(code(&error), error.to_string()))
}

impl Market {
    /// Counts a call against the quota.
    pub(super) fn admit(&mut self, region: &str, operation: &'static str) -> Answer<()> {
        let admitted = !self.settings.quotas || self.quotas.admit(region, operation, Instant::now());
        require(admitted, "ThrottlingException", || "The calls to the API are throttled.".into())
    }

    fn product(&self, code: &ProductCode) -> Answer<&Product> {
        self.products.iter().find(|product| product.code == *code).ok_or_else(|| {
            refusal("InvalidProductCodeException", format!("there is no product {}", code.as_str()))
        })
    }

    fn dimension(product: &Product, dimension: &UsageDimension) -> Answer<()> {
        require(product.dimensions.contains(dimension), "InvalidUsageDimensionException", || {
            format!("{} has no dimension {}", product.code.as_str(), dimension.as_str())
        })
    }

    /// Whether usage of this time is still taken, and is not of a time to come.
    fn timely(&self, usage: DateTime, in_time: bool) -> Answer<()> {
        let now = self.clock.now();
        require(in_time && usage.secs() <= now.secs() + AHEAD, "TimestampOutOfBoundsException", || {
            format!("usage of {usage} is not taken at {now}")
        })
    }

    pub(super) fn batch_meter_usage(
        &mut self,
        call: &Call<'_>,
        input: BatchMeterUsage,
    ) -> Answer<BatchMeterUsageOutput> {
        validated(&input)?;
        let product = input.product_code.as_ref().map(|code| self.product(code)).transpose()?;

        // First all is looked at, then all is taken: one bad record fails the call, and nothing of
        // it is processed.
        let mut found = Vec::with_capacity(input.usage_records.len());
        let mut sold: Option<&ProductCode> = None;
        for record in &input.usage_records {
            let buyer = match product {
                Some(product) => self.buyer_of_product(record, &product.code)?,
                None => Some(self.licensee(record)?),
            };
            let product = match (product, buyer) {
                (Some(product), _) => product,
                (None, Some(buyer)) => self.product(&self.buyers[buyer].product)?,
                (None, None) => continue,
            };
            require(
                *sold.get_or_insert(&product.code) == &product.code,
                "InvalidProductCodeException",
                || "the records are of several products".into(),
            )?;
            Self::dimension(product, &record.dimension)?;
            self.timely(record.timestamp, self.clock.now() < batch_meter_usage_deadline(record.timestamp))?;
            found.push(buyer);
        }

        let processed = input.usage_records.len().saturating_sub(call.unprocessed);
        let mut records = input.usage_records;
        let unprocessed_records = records.split_off(processed);
        let by_license = input.product_code.is_none();
        let results = records
            .into_iter()
            .zip(found)
            .map(|(record, buyer)| self.post(call, record, buyer, by_license))
            .collect();
        Ok(BatchMeterUsageOutput { results, unprocessed_records })
    }

    /// The buyer that a license belongs to.
    fn licensee(&self, record: &UsageRecord) -> Answer<usize> {
        let license = |buyer: &&Buyer| buyer.license_arn == record.license_arn;
        let account = record.customer_aws_account_id.as_ref();
        let place = self.buyers.iter().position(|buyer| license(&buyer) && account == Some(&buyer.account));
        place.ok_or_else(|| {
            refusal("InvalidLicenseException", "there is no such license, or it is another buyer's")
        })
    }

    /// The buyer of a product, by identifier or account; `None` where there is none.
    fn buyer_of_product(&self, record: &UsageRecord, product: &ProductCode) -> Answer<Option<usize>> {
        let place = self.buyers.iter().position(|buyer| {
            buyer.product == *product
                && match (&record.customer_identifier, &record.customer_aws_account_id) {
                    (Some(identifier), _) => buyer.identifier.as_ref() == Some(identifier),
                    (None, account) => account.as_ref() == Some(&buyer.account),
                }
        });
        require(
            place.is_some() || !self.settings.unknown_buyer_fails_call,
            "InvalidCustomerIdentifierException",
            || "there is no such buyer".into(),
        )?;
        Ok(place)
    }

    fn post(
        &mut self,
        call: &Call<'_>,
        record: UsageRecord,
        buyer: Option<usize>,
        by_license: bool,
    ) -> UsageRecordResult {
        let result = |status, id| UsageRecordResult {
            usage_record: Some(record.clone()),
            metering_record_id: id,
            status: Some(status),
        };
        let Some(buyer) = buyer.filter(|&buyer| self.buyers[buyer].subscribed) else {
            return result(UsageRecordResultStatus::CustomerNotSubscribed, None);
        };
        let key = Key {
            region: call.region.to_owned(),
            metered: if by_license { Metered::License(buyer) } else { Metered::Product(buyer) },
            dimension: record.dimension.clone(),
            time: if self.settings.one_record_an_hour {
                hour(record.timestamp)
            } else {
                record.timestamp.secs()
            },
        };
        let quantity = quantity_of(record.quantity, record.quantity_as_decimal.as_ref());
        match self.ledger.post(key, quantity) {
            Entry::New(id) => result(UsageRecordResultStatus::Success, Some(id)),
            Entry::Same(id) if !self.settings.same_record_is_duplicate => {
                result(UsageRecordResultStatus::Success, Some(id))
            }
            Entry::Same(id) | Entry::Other(id) => result(UsageRecordResultStatus::DuplicateRecord, Some(id)),
        }
    }

    /// The place of the buyer that the caller is, of this product.
    fn entitled(&self, call: &Call<'_>, product: &ProductCode) -> Answer<usize> {
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

    /// Whether the software runs in the Region that it calls.
    fn at_home(&self, call: &Call<'_>, code: &str) -> Answer<()> {
        let home = self.settings.software_region.as_deref();
        require(home.is_none_or(|home| home == call.region), code, || {
            "the software runs in another Region".into()
        })
    }

    pub(super) fn meter_usage(&mut self, call: &Call<'_>, input: MeterUsage) -> Answer<MeterUsageOutput> {
        validated(&input)?;
        self.at_home(call, "InvalidEndpointRegionException")?;
        let product = self.product(&input.product_code)?;
        let buyer = self.entitled(call, &product.code)?;
        Self::dimension(product, &input.usage_dimension)?;
        self.timely(input.timestamp, self.clock.now() <= meter_usage_deadline(input.timestamp))?;
        let agent_core = self.settings.agent_core;
        require(!agent_core || input.client_token.is_some(), "ValidationException", || {
            "in AgentCore a ClientToken is needed".into()
        })?;
        if input.dry_run == Some(true) {
            return Err(refusal("DryRunOperation", "the request would have succeeded, but DryRun is set"));
        }

        let quantity = quantity_of(input.usage_quantity, input.usage_quantity_as_decimal.as_ref());
        // The request by value: 17 and 17.00 are the same.
        let request = format!(
            "{:?} {:?} {:?} {quantity} {:?}",
            input.product_code, input.usage_dimension, input.timestamp, input.usage_allocations
        );
        if let Some(token) = &input.client_token
            && let Some((before, id)) = self.ledger.request(call.region, call.access_key_id, token)
        {
            require(*before == request, "IdempotencyConflictException", || {
                "the client token was used for another request".into()
            })?;
            return Ok(MeterUsageOutput { metering_record_id: Some(id.clone()) });
        }
        let key = Key {
            region: call.region.to_owned(),
            metered: Metered::Software {
                buyer,
                access_key_id: call.access_key_id.to_owned(),
                client_token: input.client_token.clone().filter(|_| agent_core),
            },
            dimension: input.usage_dimension,
            time: if agent_core { input.timestamp.secs() } else { hour(input.timestamp) },
        };
        match self.ledger.post(key, quantity) {
            Entry::New(id) | Entry::Same(id) => {
                if let Some(token) = &input.client_token {
                    self.ledger.note_request(call.region, call.access_key_id, token, request, &id);
                }
                Ok(MeterUsageOutput { metering_record_id: Some(id) })
            }
            Entry::Other(_) => Err(refusal(
                "DuplicateRequestException",
                "the dimension's usage in this hour was reported with another quantity",
            )),
        }
    }

    pub(super) fn register_usage(
        &self,
        call: &Call<'_>,
        input: RegisterUsage,
    ) -> Answer<RegisterUsageOutput> {
        validated(&input)?;
        self.at_home(call, "InvalidRegionException")?;
        let product = self.product(&input.product_code)?;
        require(
            input.public_key_version <= product.public_key_version,
            "InvalidPublicKeyVersionException",
            || format!("the newest public key has the version {}", product.public_key_version),
        )?;
        self.entitled(call, &product.code)?;
        let now = self.clock.now();
        let mut claims = json!({
            "productCode": input.product_code.as_str(),
            "publicKeyVersion": input.public_key_version,
            "iat": now.secs(),
        });
        if let Some(nonce) = input.nonce {
            claims["nonce"] = nonce.into();
        }
        let replaced = input.public_key_version < product.public_key_version;
        Ok(RegisterUsageOutput {
            public_key_rotation_timestamp: replaced.then_some(now),
            signature: Some(self.signer.sign(&claims).into()),
        })
    }

    pub(super) fn resolve_customer(&self, input: &ResolveCustomer) -> Answer<ResolveCustomerOutput> {
        validated(input)?;
        let buyer = match self.tokens.resolve(input.registration_token.expose(), self.clock.now()) {
            Ok(buyer) => &self.buyers[buyer],
            Err(TokenError::Unknown) => {
                return Err(refusal("InvalidTokenException", "the registration token is invalid"));
            }
            Err(TokenError::Expired) => {
                return Err(refusal("ExpiredTokenException", "the registration token has expired"));
            }
        };
        Ok(ResolveCustomerOutput {
            customer_identifier: buyer.identifier.clone(),
            product_code: Some(buyer.product.clone()),
            customer_aws_account_id: Some(buyer.account.clone()),
            license_arn: buyer.license_arn.clone(),
            metadata: buyer.agreement_id.clone().map(|id| Metadata { agreement_id: Some(id) }),
        })
    }

    /// Adds a buyer, or changes the one of the same account and product.
    pub(super) fn add_buyer(&mut self, buyer: Buyer) {
        let same = |known: &&mut Buyer| known.account == buyer.account && known.product == buyer.product;
        match self.buyers.iter_mut().find(same) {
            Some(known) => *known = buyer,
            None => self.buyers.push(buyer),
        }
    }

    /// Adds a product, or changes the one of the same code.
    pub(super) fn add_product(&mut self, product: Product) {
        match self.products.iter_mut().find(|known| known.code == product.code) {
            Some(known) => *known = product,
            None => self.products.push(product),
        }
    }

    /// What is billed, summed up by buyer, dimension and hour.
    pub(super) fn billed(&self) -> Vec<Billed> {
        let mut lines: Vec<Billed> = Vec::new();
        for record in self.ledger.records() {
            let (operation, buyer, by_license) = match record.key.metered {
                Metered::License(buyer) => ("BatchMeterUsage", buyer, true),
                Metered::Product(buyer) => ("BatchMeterUsage", buyer, false),
                Metered::Software { buyer, .. } => ("MeterUsage", buyer, false),
            };
            let buyer = &self.buyers[buyer];
            let line = Billed {
                region: record.key.region.clone(),
                operation,
                account: buyer.account.clone(),
                product: buyer.product.clone(),
                license_arn: buyer.license_arn.clone().filter(|_| by_license),
                dimension: record.key.dimension.clone(),
                hour: DateTime::from_secs(hour(DateTime::from_secs(record.key.time))),
                quantity: record.quantity,
                records: 1,
            };
            let place = |known: &&mut Billed| {
                Billed { quantity: line.quantity, records: line.records, ..(*known).clone() } == line
            };
            match lines.iter_mut().find(place) {
                Some(known) => {
                    known.quantity = known.quantity.checked_add(line.quantity).unwrap_or(Quantity::MAX);
                    known.records += 1;
                }
                None => lines.push(line),
            }
        }
        lines
    }
}

/// A quantity of an input that was validated.
fn quantity_of(whole: Option<i32>, decimal: Option<&crate::DecimalQuantity>) -> Quantity {
    allocation::quantity(whole, decimal).map_or(Quantity::ZERO, |(_, quantity)| quantity)
}
