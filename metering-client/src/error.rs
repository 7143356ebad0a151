//! The errors of AWS's API model.

use metering_core::{ErrorMetadata, ServiceError};

/// An error response of the service.
///
/// The named variants are the errors of AWS's API model. AWS's documentation mentions more codes,
/// and the service may return others: these are [`Unhandled`](MeteringError::Unhandled), with their
/// [`code`](ErrorMetadata::code).
#[derive(Debug, Clone, ServiceError)]
#[non_exhaustive]
pub enum MeteringError {
    /// The service failed. The client retries the call.
    #[aws(retry = transient, server_fault)]
    InternalServiceError(ErrorMetadata),
    /// The account made too many calls per second in this Region. The client retries the call.
    #[aws(retry = throttling)]
    Throttling(ErrorMetadata),
    /// The product code doesn't belong to this account, or is not the code under which the product
    /// was published.
    InvalidProductCode(ErrorMetadata),
    /// The product has no such dimension.
    InvalidUsageDimension(ErrorMetadata),
    /// A tag is malformed, or an allocation has more than five tags.
    InvalidTag(ErrorMetadata),
    /// The allocations don't add up to the quantity, or mix whole and decimal quantities.
    InvalidUsageAllocations(ErrorMetadata),
    /// The buyer doesn't exist. The service may also report this as a record's
    /// [`CustomerNotSubscribed`](crate::UsageRecordResultStatus::CustomerNotSubscribed).
    InvalidCustomerIdentifier(ErrorMetadata),
    /// The license is unknown, belongs to another buyer, or doesn't cover the time of the usage.
    InvalidLicense(ErrorMetadata),
    /// The usage is too old, in the future, or in a month that is closed. AWS accepted none of the
    /// call's records.
    TimestampOutOfBounds(ErrorMetadata),
    /// The operation is disabled in this Region.
    DisabledApi(ErrorMetadata),
    /// The call went to a Region other than the one in which the software runs.
    InvalidEndpointRegion(ErrorMetadata),
    /// Usage of this dimension and hour was already reported, with another quantity.
    DuplicateRequest(ErrorMetadata),
    /// The client token was already used for another request.
    IdempotencyConflict(ErrorMetadata),
    /// The buyer has no valid subscription to the product.
    CustomerNotEntitled(ErrorMetadata),
    /// The container runs in a Region other than the one that it called.
    InvalidRegion(ErrorMetadata),
    /// The product has no public key of this version.
    InvalidPublicKeyVersion(ErrorMetadata),
    /// The container doesn't run on ECS, Fargate or EKS.
    PlatformNotSupported(ErrorMetadata),
    /// The registration token is invalid.
    ///
    /// A token is base64 and may contain `+`, `/` and `=`. If a token contains a space or `%2B`,
    /// the registration page decoded it twice or not at all; see
    /// [`ResolveCustomer`](crate::ResolveCustomer).
    InvalidToken(ErrorMetadata),
    /// The registration token is older than about four hours, or the buyer was given a newer one.
    ExpiredToken(ErrorMetadata),
    /// An error code that this crate doesn't know.
    #[aws(other)]
    Unhandled(ErrorMetadata),
}
