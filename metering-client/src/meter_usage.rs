//! MeterUsage: the usage of software that runs in the buyer's account.

#![allow(deprecated, reason = "both forms of a quantity are validated")]

use metering_core::{DateTime, Shape, Violations, aws_operation};

use crate::allocation::{UsageAllocation, check_allocations, quantity};
use crate::identifiers::{ProductCode, UsageDimension};
use crate::quantity::DecimalQuantity;
use crate::service::Service;

/// Reports the usage of one dimension by the buyer in whose account this software runs.
///
/// - **Who calls it**: software on EC2 with the instance's role, on ECS with the task's role, on
///   EKS with IAM roles for service accounts, or in Bedrock AgentCore with the runtime's role. AWS
///   refuses EKS Pod Identity, a node's role and, outside EC2, long-term keys. A call with
///   credentials of EKS Pod Identity fails before it is sent.
/// - **When**: within [six hours](crate::meter_usage_deadline) of the usage. Call the Region in
///   which the software runs.
/// - **All or none**: the call reports one record. AWS accepts all of it or refuses all of it.
/// - **Repeat**: AWS accepts one report per hour and dimension of an instance, task or pod, and
///   rounds the timestamp down to the hour. The same report again returns the same record. Another
///   quantity fails with [`DuplicateRequestException`](crate::MeteringError::DuplicateRequest), so
///   report an hour when it is over. In AgentCore, several reports are accepted; `client_token`
///   distinguishes them. Never repeat a call whose outcome is unknown in another Region, because
///   AWS would bill it again.
/// - **Bounds**: 10 calls per second for an account in a Region.
#[aws_operation(action = "MeterUsage", refuses(EksPodIdentity))]
#[aws(exactly_one_of(usage_quantity, usage_quantity_as_decimal), check = crate::meter_usage::check_call)]
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct MeterUsage {
    /// The product.
    pub product_code: ProductCode,
    /// The time of the usage, in UTC.
    pub timestamp: DateTime,
    /// The dimension that was used.
    pub usage_dimension: UsageDimension,
    /// The quantity in this hour, in whole units. AWS deprecated this form on 2026-10-20.
    #[aws(range = 0..)]
    #[deprecated = "AWS deprecates it in favor of `usage_quantity_as_decimal`"]
    pub usage_quantity: Option<i32>,
    /// The quantity in this hour. Not allowed together with `usage_quantity`.
    ///
    /// AWS's reference says: "Defaults to 0 if neither `UsageQuantity` nor `UsageQuantityAsDecimal`
    /// is specified", which would close the hour without usage. A call of this crate needs one of
    /// them. Report an hour without usage with `0`.
    pub usage_quantity_as_decimal: Option<DecimalQuantity>,
    /// Set to `true` to check only if the call is permitted. Use
    /// [`dry_run`](crate::Metering::dry_run), which interprets the response.
    pub dry_run: Option<bool>,
    /// The parts of the quantity by the buyer's tags. They add up to the quantity, in the same
    /// form, and each part has different tags.
    #[aws(length = 1..=2500)]
    pub usage_allocations: Option<Vec<UsageAllocation>>,
    /// The idempotency token, 1 to 64 characters.
    ///
    /// The same token with the same content is the same call. With other content, it fails with
    /// [`IdempotencyConflictException`](crate::MeteringError::IdempotencyConflict). Defaults to a
    /// new token, which stays the same for all attempts. To repeat a call whose outcome is unknown,
    /// set the token and reuse it.
    #[aws(length = 1..=64, idempotency_token)]
    pub client_token: Option<String>,
}

/// The record that AWS created or already had.
#[derive(Debug, Clone, PartialEq, Shape)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct MeterUsageOutput {
    /// AWS's identifier of the metering record. Keep it: AWS Support asks for it.
    pub metering_record_id: Option<String>,
}

/// Checks the rules across the members of the call.
pub fn check_call(call: &MeterUsage, violations: &mut Violations<'_>) {
    let total = quantity(call.usage_quantity, call.usage_quantity_as_decimal.as_ref());
    check_allocations(total, call.usage_allocations.as_deref(), violations);
}
