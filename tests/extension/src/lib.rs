//! What a user adds: an operation of the metering service that `metering-client` does not have, and
//! a service of one's own.

#![warn(missing_docs)]
#![forbid(unsafe_code)]

/// A fifth operation of AWS Marketplace Metering.
pub mod cancel_usage {
    use metering_client::{MeteringError, ProductCode, Service, UsageRecord};
    use metering_core::{Shape, aws_operation};

    /// Takes usage back. The service has no such operation: it stands for one that is newer than
    /// `metering-client`.
    #[aws_operation(action = "CancelUsage", service = Service, error = MeteringError)]
    #[derive(Debug, Clone, PartialEq)]
    pub struct CancelUsage {
        /// The product.
        pub product_code: ProductCode,
        /// At most 25 records.
        #[aws(length = 1..=25)]
        pub usage_records: Vec<UsageRecord>,
    }

    /// What was taken back.
    #[derive(Debug, Clone, PartialEq, Shape)]
    pub struct CancelUsageOutput {
        /// How many records.
        pub cancelled: Option<i32>,
    }
}

/// A service of one's own.
pub mod parcels {
    use metering_core::{ErrorMetadata, Sensitive, ServiceError, Shape, aws_operation, aws_service};

    /// Sends parcels.
    #[aws_service(endpoint_prefix = "parcels", target_prefix = "Parcels_20261123", json_version = "1.0", error = ParcelsError)]
    #[derive(Debug, Clone, Copy)]
    pub struct Service;

    /// A client of [`Service`].
    pub type Client = metering_core::Client<Service>;

    /// What can go wrong.
    #[derive(Debug, ServiceError)]
    pub enum ParcelsError {
        /// There is no such street.
        UnknownAddress(UnknownAddress, ErrorMetadata),
        /// Anything else.
        #[aws(other)]
        Unhandled(ErrorMetadata),
    }

    /// There is no such street.
    #[derive(Debug, Clone, PartialEq, Shape)]
    pub struct UnknownAddress {
        /// The nearest street that there is.
        pub nearest: Option<String>,
    }

    /// Sends a parcel.
    #[aws_operation(action = "SendParcel")]
    #[derive(Debug, Clone, PartialEq)]
    pub struct SendParcel {
        /// Where to.
        #[aws(length = 1..=100, pattern = "^[A-Z]")]
        pub address: String,
        /// Opens the box.
        pub box_code: Option<Sensitive<String>>,
    }

    /// The parcel is on its way.
    #[derive(Debug, Clone, PartialEq, Shape)]
    pub struct SendParcelOutput {
        /// By which it is found.
        pub tracking_id: String,
    }
}
