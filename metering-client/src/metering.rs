//! Calls made of calls: any number of records, and dry runs.

use metering_core::{Error as CoreError, ServiceError};

use crate::meter_all::MeterAll;
use crate::{Client, Error, MeterUsage, MeteringError, Usage};

/// What a [`Client`] does beyond the four operations. Bring it into scope:
/// `use metering_client::Metering;`.
pub trait Metering {
    /// Meters any number of records, of any products, for any buyers, and says for each what became
    /// of it, in their order.
    ///
    /// See [`MeterAll`], which is sent when it is awaited.
    fn meter_all(&self, usage: impl IntoIterator<Item = Usage>) -> MeterAll;

    /// Asks whether this call of [`MeterUsage`] would be permitted. Nothing is metered.
    ///
    /// # Errors
    /// As the call itself; where the permission is missing, with a code such as
    /// `UnauthorizedException`.
    fn dry_run(&self, call: MeterUsage) -> impl Future<Output = Result<Permitted, Error>> + Send;
}

/// A dry run's good end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permitted;

impl Metering for Client {
    fn meter_all(&self, usage: impl IntoIterator<Item = Usage>) -> MeterAll {
        MeterAll::new(self.clone(), usage.into_iter().collect())
    }

    fn dry_run(&self, mut call: MeterUsage) -> impl Future<Output = Result<Permitted, Error>> + Send {
        call.dry_run = Some(true);
        let call = self.send(call);
        async move {
            match call.await {
                Ok(_) => Ok(Permitted),
                // The service says by an error that all is well.
                Err(CoreError::Service(error)) if is_dry_run(&error) => Ok(Permitted),
                Err(error) => Err(error),
            }
        }
    }
}

fn is_dry_run(error: &MeteringError) -> bool {
    matches!(error.metadata().code(), Some("DryRunOperation" | "DryRunOperationException"))
}
