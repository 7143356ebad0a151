//! BatchMeterUsage.

#![allow(deprecated, reason = "the emulator accepts both forms of a quantity")]

use super::accepted_records::{Key, Posted, Source, record_id};
use super::catalog::{Buyer, Product};
use super::market::{Call, Market, ServiceResult, refusal, require};
use super::validation::validate_batch;
use crate::identifiers::ProductCode;
use crate::usage_record::UsageRecord;
use crate::{
    BatchMeterUsage, BatchMeterUsageOutput, Quantity, UsageRecordResult, UsageRecordResultStatus, allocation,
    batch_meter_usage_deadline, hour_of,
};

impl Market {
    pub(super) fn batch_meter_usage(
        &mut self,
        call: &Call<'_>,
        input: BatchMeterUsage,
    ) -> ServiceResult<BatchMeterUsageOutput> {
        validate_batch(&input, &self.settings)?;
        // All records are checked before any is accepted: one bad record fails the call, and AWS
        // processes none of its records.
        let buyers = self.check_batch(&input)?;
        let processed = input.usage_records.len().saturating_sub(call.unprocessed);
        let mut records = input.usage_records;
        let unprocessed_records = records.split_off(processed);
        let results =
            records.into_iter().zip(buyers).map(|(record, buyer)| self.accept(call, record, buyer)).collect();
        Ok(BatchMeterUsageOutput { results, unprocessed_records })
    }

    /// Returns each record's buyer, as a place in the catalog, or `None` for an unknown buyer.
    fn check_batch(&self, input: &BatchMeterUsage) -> ServiceResult<Vec<Option<usize>>> {
        let product = input.product_code.as_ref().map(|code| self.product(code)).transpose()?;
        let now = self.clock.now();
        let mut first_product: Option<&ProductCode> = None;
        let mut buyers = Vec::with_capacity(input.usage_records.len());
        for record in &input.usage_records {
            let (product, buyer) = self.product_and_buyer(product, record)?;
            require(
                *first_product.get_or_insert(&product.code) == &product.code,
                "InvalidProductCodeException",
                || "the records belong to several products".into(),
            )?;
            Self::check_dimension(product, &record.dimension)?;
            self.check_time(record.timestamp, now, now < batch_meter_usage_deadline(record.timestamp))?;
            buyers.push(buyer);
        }
        Ok(buyers)
    }

    /// Returns a record's product and buyer: by its license, or within the call's product.
    fn product_and_buyer<'a>(
        &'a self,
        product: Option<&'a Product>,
        record: &UsageRecord,
    ) -> ServiceResult<(&'a Product, Option<usize>)> {
        match product {
            Some(product) if record.license_arn.is_none() => {
                Ok((product, self.buyer_of_product(record, &product.code)?))
            }
            _ => {
                let buyer = self.licensee(record)?;
                let licensed = self.product(&self.buyers[buyer].product)?;
                let same_product = product.is_none_or(|product| product.code == licensed.code);
                require(same_product, "InvalidLicenseException", || {
                    "the license is for another product than the call's ProductCode".into()
                })?;
                Ok((licensed, Some(buyer)))
            }
        }
    }

    /// Returns the place of the buyer that has the record's license.
    fn licensee(&self, record: &UsageRecord) -> ServiceResult<usize> {
        let account = record.customer_aws_account_id.as_ref();
        let place = self
            .buyers
            .iter()
            .position(|buyer| buyer.license_arn == record.license_arn && account == Some(&buyer.account));
        place.ok_or_else(|| {
            refusal("InvalidLicenseException", "the license does not exist or belongs to another buyer")
        })
    }

    /// Returns the place of a product's buyer, by identifier or account.
    fn buyer_of_product(&self, record: &UsageRecord, product: &ProductCode) -> ServiceResult<Option<usize>> {
        let is_meant = |buyer: &Buyer| match (&record.customer_identifier, &record.customer_aws_account_id) {
            (Some(identifier), _) => buyer.identifier.as_ref() == Some(identifier),
            (None, account) => account.as_ref() == Some(&buyer.account),
        };
        let place = self.buyers.iter().position(|buyer| buyer.product == *product && is_meant(buyer));
        require(
            place.is_some() || !self.settings.unknown_buyer_fails_call,
            "InvalidCustomerIdentifierException",
            || "the buyer is unknown".into(),
        )?;
        Ok(place)
    }

    fn accept(&mut self, call: &Call<'_>, record: UsageRecord, buyer: Option<usize>) -> UsageRecordResult {
        let (status, number) = match buyer.filter(|&buyer| self.buyers[buyer].subscribed) {
            Some(buyer) => self.post_record(call, &record, buyer),
            None => (UsageRecordResultStatus::CustomerNotSubscribed, None),
        };
        UsageRecordResult {
            usage_record: Some(record),
            metering_record_id: number.map(record_id),
            status: Some(status),
        }
    }

    fn post_record(
        &mut self,
        call: &Call<'_>,
        record: &UsageRecord,
        buyer: usize,
    ) -> (UsageRecordResultStatus, Option<u64>) {
        let buyer = buyer as u32;
        let key = Key {
            region: self.records.names.number(call.region),
            source: match record.license_arn {
                Some(_) => Source::License(buyer),
                None => Source::Product(buyer),
            },
            dimension: self.records.names.number(record.dimension.as_str()),
            time: match self.settings.one_record_per_hour {
                true => hour_of(record.timestamp).secs(),
                false => record.timestamp.secs(),
            },
        };
        let quantity = allocation::quantity(record.quantity, record.quantity_as_decimal.as_ref());
        let quantity = quantity.map_or(Quantity::ZERO, |(_, quantity)| quantity);
        match self.records.post(key, quantity) {
            Posted::New(number) => (UsageRecordResultStatus::Success, Some(number)),
            Posted::Same(number) if !self.settings.same_record_is_duplicate => {
                (UsageRecordResultStatus::Success, Some(number))
            }
            Posted::Same(number) | Posted::Other(number) => {
                (UsageRecordResultStatus::DuplicateRecord, Some(number))
            }
        }
    }
}
