//! AWS Marketplace Metering: report usage, resolve customers, register containers.
//!
//! ```no_run
//! use metering_client::{Client, Customer, Metering, ResolveCustomer, Usage};
//!
//! # async fn example(token: String, hour: metering_client::DateTime) -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::from_env().await?;
//!
//! // A buyer has come from AWS Marketplace with a registration token: who is it?
//! let resolved = client.send(ResolveCustomer::builder().registration_token(token).build()).await?;
//! let buyer = Customer::of(&resolved).ok_or("AWS did not say who the buyer is")?;
//!
//! // An hour is over: bill it.
//! for outcome in client.meter_all([Usage::new(buyer, "requests", hour, 1_250)]).await {
//!     println!("{outcome:?}");
//! }
//! # Ok(()) }
//! ```

mod batch_meter_usage;
#[cfg(feature = "emulator")]
pub mod emulator;
mod error;
mod meter_all;
mod meter_usage;
mod metering;
mod quantity;
mod register_usage;
mod resolve_customer;
mod rules;
mod shapes;
#[cfg(feature = "serde")]
mod stored;
mod usage;
mod window;

use metering_core::aws_service;

pub use batch_meter_usage::*;
pub use error::MeteringError;
pub use meter_all::{MeterAll, Outcome, Refusal, Undecided};
pub use meter_usage::*;
pub use metering::{Metering, Permitted};
pub use metering_core::{Applied, BuildError, DateTime, Sensitive, UnknownValue};
pub use quantity::{Quantity, QuantityError};
pub use register_usage::*;
pub use resolve_customer::*;
pub use shapes::*;
pub use usage::{Customer, Usage};
pub use window::{batch_meter_usage_deadline, meter_usage_deadline};

/// AWS Marketplace Metering Service, API version 2016-01-14.
#[aws_service(
    endpoint_prefix = "metering.marketplace",
    signing_name = "aws-marketplace",
    id = "Marketplace Metering",
    target_prefix = "AWSMPMeteringService",
    json_version = "1.1",
    error = MeteringError,
    endpoint(
        partition("aws", "aws-cn", "aws-us-gov")(dual_stack = "metering-marketplace"),
        partition("aws-eusc") = "metering-marketplace",
    )
)]
#[derive(Debug, Clone, Copy)]
pub struct Service;

/// A client of [`Service`].
pub type Client = metering_core::Client<Service>;
/// What a call can end in.
pub type Error = metering_core::Error<MeteringError>;
