//! AWS Marketplace Metering for Rust: report usage, resolve customers, register containers.
//!
//! To meter a SaaS product, use the usage ledger (module `ledger`, feature `ledger` or
//! `ledger-postgres`). It stores usage events on disk, adds them up by hour, and sends each hour's
//! record until AWS has decided on it, so recorded usage is billed exactly once, or is visibly
//! waiting for an operator. The rest of this crate is the service itself, which the ledger builds
//! on.
//!
//! # Operations
//! | operation | who calls it | what it does |
//! |---|---|---|
//! | [`BatchMeterUsage`] | a SaaS vendor's backend | reports up to 25 records of buyers' usage |
//! | [`MeterUsage`] | software in the buyer's account | reports the usage of one dimension |
//! | [`ResolveCustomer`] | a vendor's registration page | returns the buyer of a token |
//! | [`RegisterUsage`] | a paid container that starts | checks the entitlement, starts billing |
//!
//! Two pages of this crate are guides: `docs/production.md` leads a SaaS product from the
//! registration token to the end of the month, and `docs/containers.md` describes container
//! products: registration, its signature, hourly reports, roles and restarts.
//!
//! Create a [`Client`] with [`Client::from_env`](metering_core::Client::from_env), which finds the
//! Region and the credentials as the AWS SDKs do, and call an operation with
//! [`send`](metering_core::Client::send). To report usage, use
//! [`meter_all`](Metering::meter_all) instead of `BatchMeterUsage`: it accepts any number of
//! records, divides them into calls, resends what is safe to resend, and returns one [`Outcome`]
//! per record.
//!
//! ```no_run
//! use metering_client::{
//!     Client, Customer, Disposition, Metering, ResolveCustomer, Usage, last_full_hour,
//! };
//!
//! # async fn example(token: String) -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::from_env().await?;
//!
//! // A buyer came from AWS Marketplace with a registration token. Store the `Customer`.
//! let resolved = client.send(ResolveCustomer::builder().registration_token(token).build()).await?;
//! let buyer = Customer::of(&resolved).ok_or("the response does not identify the buyer")?;
//!
//! // An hour is over: report its usage.
//! let usage = [Usage::new(buyer, "requests", last_full_hour(), 1_250)];
//! for (usage, outcome) in usage.iter().zip(client.meter_all(&usage).await) {
//!     match outcome.disposition() {
//!         Disposition::Settled => {}
//!         Disposition::ResendUnchanged => eprintln!("resend {usage:?} later: {outcome}"),
//!         Disposition::NeedsReview => eprintln!("an operator must look at {usage:?}: {outcome}"),
//!     }
//! }
//! # Ok(()) }
//! ```
//!
//! # Map
//! - Usage: [`Usage`], [`Customer`], [`Quantity`], [`Usage::hourly`], and the hours and deadlines
//!   [`last_full_hour`], [`hour_of`], [`now`], [`batch_meter_usage_deadline`],
//!   [`meter_usage_deadline`].
//! - The ledger: the module `ledger` (feature `ledger` for SQLite, `ledger-postgres` for several
//!   instances on PostgreSQL), and the operator's tool `metering-ledger`.
//! - Reporting without the ledger: [`MeterAll`], [`Outcome`], [`Disposition`], [`Refusal`],
//!   [`Undecided`].
//! - Errors: [`Error`], [`MeteringError`], [`Applied`].
//! - Builders of the operations and shapes: [`builders`].
//! - The emulator of the service for tests: the module `emulator` (feature `emulator`).

mod allocation;
mod batch_meter_usage;
mod client_ext;
mod customer;
mod deadline;
#[cfg(feature = "emulator")]
pub mod emulator;
mod error;
mod identifiers;
#[cfg(any(feature = "ledger", feature = "ledger-postgres"))]
pub mod ledger;
mod meter_all;
mod meter_usage;
mod quantity;
mod register_usage;
mod resolve_customer;
#[cfg(feature = "serde")]
mod serde_impls;
mod service;
mod usage;
mod usage_record;

pub use allocation::{Tag, UsageAllocation};
pub use batch_meter_usage::{
    BatchMeterUsage, BatchMeterUsageOutput, UsageRecordResult, UsageRecordResultStatus,
};
pub use client_ext::{Metering, Permitted};
pub use customer::Customer;
pub use deadline::{batch_meter_usage_deadline, hour_of, last_full_hour, meter_usage_deadline, now};
pub use identifiers::{
    AgreementId, CustomerAwsAccountId, CustomerIdentifier, LicenseArn, ProductCode, UsageDimension,
};
pub use meter_all::{
    CallError, Disposition, MeterAll, NextCall, Outcome, Refusal, RefusalScope, Undecided, Verdict,
};
pub use meter_usage::{MeterUsage, MeterUsageOutput};
pub use metering_core::{Applied, BuildError, DateTime, Sensitive, UnknownValue};
pub use quantity::{DecimalQuantity, IntoQuantity, Quantity, QuantityError};
pub use register_usage::{RegisterUsage, RegisterUsageOutput};
pub use resolve_customer::{Metadata, ResolveCustomer, ResolveCustomerOutput};
pub use service::{Client, Error, MeteringError, Service};
pub use usage::Usage;
pub use usage_record::UsageRecord;

/// Builders of the operations and shapes, as their `builder` functions return them.
///
/// ```
/// use metering_client::ResolveCustomer;
///
/// let request = ResolveCustomer::builder().registration_token("token").build();
/// # drop(request);
/// ```
pub mod builders {
    pub use crate::allocation::{TagBuilder, UsageAllocationBuilder};
    pub use crate::batch_meter_usage::{
        BatchMeterUsageBuilder, BatchMeterUsageOutputBuilder, UsageRecordResultBuilder,
    };
    pub use crate::meter_usage::{MeterUsageBuilder, MeterUsageOutputBuilder};
    pub use crate::register_usage::{RegisterUsageBuilder, RegisterUsageOutputBuilder};
    pub use crate::resolve_customer::{
        MetadataBuilder, ResolveCustomerBuilder, ResolveCustomerOutputBuilder,
    };
    pub use crate::usage_record::UsageRecordBuilder;
}
