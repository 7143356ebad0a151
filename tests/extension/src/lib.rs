//! Declarations of a user: an operation of the metering service that `metering-client` lacks, and
//! another service.

#![warn(missing_docs)]
#![forbid(unsafe_code)]

/// A fifth operation of AWS Marketplace Metering.
pub mod cancel_usage {
    use metering_client::{MeteringError, ProductCode, Service, UsageRecord};
    use metering_core::{Shape, aws_operation};

    /// Cancels usage. The real service has no such operation. It represents an operation that is
    /// newer than `metering-client`.
    #[aws_operation(action = "CancelUsage", service = Service, error = MeteringError)]
    #[derive(Debug, Clone, PartialEq)]
    pub struct CancelUsage {
        /// The product.
        pub product_code: ProductCode,
        /// At most 25 records.
        #[aws(length = 1..=25)]
        pub usage_records: Vec<UsageRecord>,
    }

    /// The output of [`CancelUsage`].
    #[derive(Debug, Clone, PartialEq, Shape)]
    pub struct CancelUsageOutput {
        /// The number of canceled records.
        pub cancelled: Option<i32>,
    }
}

/// A custom service.
pub mod parcels {
    use metering_core::{ErrorMetadata, Sensitive, ServiceError, Shape, aws_operation, aws_service};

    /// A service that sends parcels.
    #[aws_service(endpoint_prefix = "parcels", target_prefix = "Parcels_20261123", json_version = "1.0", error = ParcelsError)]
    #[derive(Debug, Clone, Copy)]
    pub struct Service;

    /// A client of [`Service`].
    pub type Client = metering_core::Client<Service>;

    /// The errors of [`Service`].
    #[derive(Debug, ServiceError)]
    pub enum ParcelsError {
        /// The street does not exist.
        UnknownAddress(UnknownAddress, ErrorMetadata),
        /// Any other error.
        #[aws(other)]
        Unhandled(ErrorMetadata),
    }

    /// The members of [`ParcelsError::UnknownAddress`].
    #[derive(Debug, Clone, PartialEq, Shape)]
    pub struct UnknownAddress {
        /// The nearest street that exists.
        pub nearest: Option<String>,
    }

    /// Sends a parcel.
    #[aws_operation(action = "SendParcel")]
    #[derive(Debug, Clone, PartialEq)]
    pub struct SendParcel {
        /// The recipient's address.
        #[aws(length = 1..=100, pattern = "^[A-Z]")]
        pub address: String,
        /// The code that opens the parcel box.
        pub box_code: Option<Sensitive<String>>,
    }

    /// The output of [`SendParcel`].
    #[derive(Debug, Clone, PartialEq, Shape)]
    pub struct SendParcelOutput {
        /// The id that tracks the parcel.
        pub tracking_id: String,
    }
}
