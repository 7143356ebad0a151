//! What the service answers with when it does not do what was asked.

use metering_core::{ErrorMetadata, ServiceError};

/// The errors of the service's model. AWS's documentation speaks of more, and the service may
/// answer with others still: they are [`Unhandled`](MeteringError::Unhandled), with their
/// [`code`](ErrorMetadata::code).
#[derive(Debug, Clone, ServiceError)]
#[non_exhaustive]
pub enum MeteringError {
    /// Something broke on the service's side. Retried.
    #[aws(retry = transient, server_fault)]
    InternalServiceError(ErrorMetadata),
    /// Too many calls a second for this account in this Region. Retried.
    #[aws(retry = throttling)]
    Throttling(ErrorMetadata),
    /// The product code is none of this account's, or not the one that the product was published
    /// under.
    InvalidProductCode(ErrorMetadata),
    /// The product was published without this dimension.
    InvalidUsageDimension(ErrorMetadata),
    /// A tag is malformed, or there are more than five of them.
    InvalidTag(ErrorMetadata),
    /// The parts do not add up to the quantity, or mix whole and decimal quantities.
    InvalidUsageAllocations(ErrorMetadata),
    /// There is no such buyer. The service may also say this by a record's
    /// [`CustomerNotSubscribed`](crate::UsageRecordResultStatus::CustomerNotSubscribed).
    InvalidCustomerIdentifier(ErrorMetadata),
    /// The license is unknown or another buyer's, or the usage lies outside its time.
    InvalidLicense(ErrorMetadata),
    /// The usage is too old, or its month is closed. None of the call's records was taken.
    TimestampOutOfBounds(ErrorMetadata),
    /// The operation is switched off in this Region.
    DisabledApi(ErrorMetadata),
    /// The call went to another Region than the one that the software runs in.
    InvalidEndpointRegion(ErrorMetadata),
    /// This hour's usage of the dimension was reported before, with another quantity.
    DuplicateRequest(ErrorMetadata),
    /// The client token was used before, for another request.
    IdempotencyConflict(ErrorMetadata),
    /// The buyer has no valid subscription to the product.
    CustomerNotEntitled(ErrorMetadata),
    /// The container was registered in another Region than the one that it runs in.
    InvalidRegion(ErrorMetadata),
    /// There is no public key of this version.
    InvalidPublicKeyVersion(ErrorMetadata),
    /// Only containers on ECS, Fargate and EKS can be registered.
    PlatformNotSupported(ErrorMetadata),
    /// The registration token is none.
    InvalidToken(ErrorMetadata),
    /// The registration token is too old, or the buyer has come with a newer one.
    ExpiredToken(ErrorMetadata),
    /// An error that this crate does not know by name.
    #[aws(other)]
    Unhandled(ErrorMetadata),
}
