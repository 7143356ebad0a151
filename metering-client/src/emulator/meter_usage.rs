//! MeterUsage.

#![allow(deprecated, reason = "the emulator accepts both forms of a quantity")]

use std::fmt::Write as _;

use super::accepted_records::{Key, Posted, Source, record_id, short_digest};
use super::market::{Call, Market, ServiceResult, refusal, require};
use super::validation::validate_usage;
use crate::allocation::UsageAllocation;
use crate::{MeterUsage, MeterUsageOutput, Quantity, allocation, hour_of, meter_usage_deadline};

impl Market {
    pub(super) fn meter_usage(
        &mut self,
        call: &Call<'_>,
        mut input: MeterUsage,
    ) -> ServiceResult<MeterUsageOutput> {
        // The declaration requires a quantity, but AWS doesn't.
        if input.usage_quantity.is_none() {
            input.usage_quantity_as_decimal.get_or_insert(Quantity::ZERO.into());
        }
        let buyer = self.check_meter_usage(call, &input)?;
        let agent_core = self.settings.agent_core;
        let region = self.records.names.number(call.region);
        let caller = self.records.names.number(call.access_key_id);
        let quantity = quantity_of(&input);
        let request = short_digest(&request_by_value(&input, quantity, agent_core));
        let client_token = input.client_token.as_deref();
        if let Some((first, number)) =
            client_token.and_then(|token| self.records.request(region, caller, token))
        {
            require(first == request, "IdempotencyConflictException", || {
                "the client token was used for another request".into()
            })?;
            return Ok(MeterUsageOutput { metering_record_id: Some(record_id(number)) });
        }
        // In AgentCore every new client token is a new record.
        let agent_call = if agent_core { self.records.next_number() } else { 0 };
        let key = Key {
            region,
            source: Source::Software { buyer: buyer as u32, caller, call: agent_call },
            dimension: self.records.names.number(input.usage_dimension.as_str()),
            time: if agent_core { input.timestamp.secs() } else { hour_of(input.timestamp).secs() },
        };
        match self.records.post(key, quantity) {
            Posted::New(number) | Posted::Same(number) => {
                if let Some(token) = client_token {
                    self.records.remember_request((region, caller), token, request, number);
                }
                Ok(MeterUsageOutput { metering_record_id: Some(record_id(number)) })
            }
            Posted::Other(_) => Err(refusal(
                "DuplicateRequestException",
                "the dimension's usage in this hour was reported with another quantity",
            )),
        }
    }

    /// Checks a call, and returns the caller's place among the buyers.
    fn check_meter_usage(&self, call: &Call<'_>, input: &MeterUsage) -> ServiceResult<usize> {
        validate_usage(input)?;
        self.check_software_region(call, "InvalidEndpointRegionException")?;
        let product = self.product(&input.product_code)?;
        let buyer = self.entitled(call, &product.code)?;
        Self::check_dimension(product, &input.usage_dimension)?;
        let now = self.clock.now();
        self.check_time(input.timestamp, now, now <= meter_usage_deadline(input.timestamp))?;
        let has_token = !self.settings.agent_core || input.client_token.is_some();
        require(has_token, "ValidationException", || "AgentCore requires a ClientToken".into())?;
        require(input.dry_run != Some(true), "DryRunOperation", || {
            "the request would have succeeded, but DryRun is set".into()
        })?;
        Ok(buyer)
    }
}

fn quantity_of(input: &MeterUsage) -> Quantity {
    let quantity = allocation::quantity(input.usage_quantity, input.usage_quantity_as_decimal.as_ref());
    quantity.map_or(Quantity::ZERO, |(_, quantity)| quantity)
}

/// Writes a request so that requests with the same meaning have the same text: quantities by value,
/// allocations and tags in any order, and the hour instead of the timestamp. AWS rounds the
/// timestamp down to the hour, except in AgentCore.
fn request_by_value(input: &MeterUsage, quantity: Quantity, agent_core: bool) -> String {
    let time = if agent_core { input.timestamp } else { hour_of(input.timestamp) };
    let mut allocations: Vec<_> = input.usage_allocations.iter().flatten().map(allocation_by_value).collect();
    allocations.sort_unstable();
    let mut text = format!("{:?} {:?} {time:?} {quantity}", input.product_code, input.usage_dimension);
    for allocation in allocations {
        let _ = write!(text, " {allocation}");
    }
    text
}

fn allocation_by_value(allocation: &UsageAllocation) -> String {
    let quantity = allocation.amount().map_or(Quantity::ZERO, |(_, quantity)| quantity);
    let tags: Vec<_> = allocation.tag_set().into_iter().map(|tag| (&tag.key, &tag.value)).collect();
    format!("{quantity} {tags:?}")
}
