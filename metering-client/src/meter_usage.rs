//! The side of software that runs in the buyer's account: its own usage.

use metering_core::{DateTime, Shape, aws_operation};

use crate::Service;
use crate::shapes::{DecimalQuantity, ProductCode, UsageAllocation, UsageDimension};

/// Posts the usage of one dimension by the buyer in whose account this software runs.
///
/// - **Who**: software on EC2 with the instance's role, on ECS with the task's role, on EKS with
///   IAM roles for service accounts, or in Bedrock AgentCore with the runtime's role. AWS refuses
///   EKS Pod Identity (a call that would use it says so and sends nothing), a node's role and, but
///   on EC2, long-term keys.
/// - **When**: within [six hours](crate::meter_usage_deadline) of the usage.
/// - **Once an hour** for each dimension of an instance, task or pod: the timestamp is rounded down
///   to the hour. The same call again gives the same record; another quantity is
///   [`DuplicateRequestException`](crate::MeteringError::DuplicateRequest), so report an hour once
///   it is over. In AgentCore any number is taken, told apart by `client_token`.
/// - **Where**: in the Region that the software runs in. An undecided call is never to be repeated
///   in another one: it would be billed again.
/// - **Bounds**: 10 calls a second for an account in a Region.
#[aws_operation(action = "MeterUsage", refuses(EksPodIdentity))]
#[aws(at_most_one_of(usage_quantity, usage_quantity_as_decimal), check = crate::rules::meter_usage)]
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct MeterUsage {
    /// The product.
    pub product_code: ProductCode,
    /// When it was used, in UTC.
    pub timestamp: DateTime,
    /// What was used.
    pub usage_dimension: UsageDimension,
    /// How much in this hour, in whole units; 0 if neither form is given. Deprecated by AWS since
    /// 2026-10-20.
    #[aws(range = 0..)]
    #[deprecated = "AWS deprecates it in favor of `usage_quantity_as_decimal`"]
    pub usage_quantity: Option<i32>,
    /// How much in this hour. Not together with `usage_quantity`.
    pub usage_quantity_as_decimal: Option<DecimalQuantity>,
    /// Whether only to check that the call is permitted; [`dry_run`](crate::Metering::dry_run)
    /// reads the answer.
    pub dry_run: Option<bool>,
    /// How the usage divides by the buyer's tags. The parts add up to the quantity, in the same
    /// form, each with other tags.
    #[aws(length = 1..=2500)]
    pub usage_allocations: Option<Vec<UsageAllocation>>,
    /// Marks the call: again with the same token and the same content, it is the same call; with
    /// other content it is
    /// [`IdempotencyConflictException`](crate::MeteringError::IdempotencyConflict). A fresh one is
    /// made up where it is not set, and kept for all attempts. Set it, and keep it, to repeat an
    /// undecided call.
    #[aws(length = 1..=64, idempotency_token)]
    pub client_token: Option<String>,
}

/// What the service made of it.
#[derive(Debug, Clone, PartialEq, Shape)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct MeterUsageOutput {
    /// What the service calls the record. Keep it: support asks for it.
    pub metering_record_id: Option<String>,
}
