//! The side of a paid container: may it run, and from when is it billed.

use metering_core::{DateTime, Sensitive, Shape, aws_operation};

use crate::Service;
use crate::shapes::ProductCode;

/// Registers a paid container that is billed by the hour, and asks whether the buyer is entitled to
/// it.
///
/// - **Who**: a container on ECS, Fargate or EKS, with the task's or pod's role, in its own Region.
/// - **When**: at once when it starts. From then on AWS bills the task or pod by itself; only this
///   first call tells that the buyer is not subscribed
///   ([`CustomerNotEntitledException`](crate::MeteringError::CustomerNotEntitled), or a code
///   `CustomerNotSubscribedException` that AWS's model lacks). Later than six hours after the
///   start, past months are not billed.
/// - **Bounds**: 5 calls a second for an account in a Region.
#[aws_operation(action = "RegisterUsage")]
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct RegisterUsage {
    /// The product.
    pub product_code: ProductCode,
    /// Which of AWS Marketplace's public keys the container knows, from 1.
    #[aws(range = 1..)]
    pub public_key_version: i32,
    /// Comes back within the signature: a fresh one for each start keeps an old answer from being
    /// replayed.
    #[aws(length = ..=255)]
    pub nonce: Option<String>,
}

/// The registration.
#[derive(Debug, Clone, PartialEq, Shape)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct RegisterUsageOutput {
    /// Until when this version of the public key was valid; absent while it is.
    pub public_key_rotation_timestamp: Option<DateTime>,
    /// A JSON Web Token with the product code, key version and nonce of the call. Verify it with
    /// AWS Marketplace's public key.
    pub signature: Option<Sensitive<String>>,
}
