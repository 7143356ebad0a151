//! RegisterUsage: the registration of a paid container.

use metering_core::{DateTime, Sensitive, Shape, aws_operation};

use crate::identifiers::ProductCode;
use crate::service::Service;

/// Registers a paid container that AWS bills by the hour, and checks if the buyer is entitled to
/// it.
///
/// - **Who calls it**: a container on ECS, Fargate or EKS, with the role of its task or pod, in the
///   Region in which it runs.
/// - **When**: when the container starts. From then on, AWS bills the task or pod by itself. If the
///   call comes more than six hours after the start, AWS doesn't bill past months.
/// - **All or none**: the call registers one container. Only this first call reports that the buyer
///   isn't subscribed, by
///   [`CustomerNotEntitledException`](crate::MeteringError::CustomerNotEntitled) or by the code
///   `CustomerNotSubscribedException`, which AWS's model lacks.
/// - **Repeat**: a repeated call is harmless. AWS bills the time for which the container runs.
/// - **Bounds**: 5 calls per second for an account in a Region.
#[aws_operation(action = "RegisterUsage")]
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct RegisterUsage {
    /// The product.
    pub product_code: ProductCode,
    /// The version of the AWS Marketplace public key that the container has, at least 1.
    #[aws(range = 1..)]
    pub public_key_version: i32,
    /// A value that the signature contains, at most 255 characters. Use a new value for each start,
    /// so that an old response can't be replayed.
    #[aws(length = ..=255)]
    pub nonce: Option<String>,
}

/// The registration.
#[derive(Debug, Clone, PartialEq, Shape)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct RegisterUsageOutput {
    /// The time until which this version of the public key was valid. Absent while it is valid.
    pub public_key_rotation_timestamp: Option<DateTime>,
    /// A JSON Web Token with the product code, key version and nonce of the call. Verify it with
    /// AWS Marketplace's public key. Treat it as a secret.
    pub signature: Option<Sensitive<String>>,
}
