//! Methods of the client beyond the four operations.

use metering_core::{Error as CoreError, ServiceError};

use crate::meter_all::MeterAll;
use crate::meter_usage::MeterUsage;
use crate::service::{Client, Error, MeteringError};
use crate::usage::Usage;

/// Methods of a [`Client`] beyond the four operations.
///
/// Import the trait to call them: `use metering_client::Metering;`.
pub trait Metering {
    /// Reports any number of records, of any products and buyers, and returns the outcome of each,
    /// in the same order.
    ///
    /// Pass `usage` to give the records away, or `&usage` to keep them. Nothing is sent until the
    /// returned [`MeterAll`] is awaited; it documents the rules.
    fn meter_all<U: Into<Usage>>(&self, usage: impl IntoIterator<Item = U>) -> MeterAll;

    /// Checks if this [`MeterUsage`] call is permitted. Nothing is metered.
    ///
    /// # Errors
    /// Returns the error of the call. If the permission is missing, its code is, for example,
    /// `UnauthorizedException`.
    fn dry_run(&self, call: MeterUsage) -> impl Future<Output = Result<Permitted, Error>> + Send;
}

/// The result of a dry run that AWS would permit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permitted;

impl Metering for Client {
    fn meter_all<U: Into<Usage>>(&self, usage: impl IntoIterator<Item = U>) -> MeterAll {
        MeterAll::new(self.clone(), usage.into_iter().map(Into::into).collect())
    }

    fn dry_run(&self, mut call: MeterUsage) -> impl Future<Output = Result<Permitted, Error>> + Send {
        call.dry_run = Some(true);
        let call = self.send(call);
        async move {
            match call.await {
                Ok(_) => Ok(Permitted),
                // AWS reports a permitted dry run as an error.
                Err(CoreError::Service(error)) if is_permitted(&error) => Ok(Permitted),
                Err(error) => Err(error),
            }
        }
    }
}

fn is_permitted(error: &MeteringError) -> bool {
    matches!(error.metadata().code(), Some("DryRunOperation" | "DryRunOperationException"))
}
