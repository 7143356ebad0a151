//! The stored settings.

use super::{is_leader, observe};
use crate::ledger::hours::{Hour, Time};
use crate::ledger::state::Repeats;
use crate::ledger::store::{
    BlockedProduct, InboxError, Meta, Operation, Result, Settings, Transaction, Unblocked,
};

/// Reads the settings.
#[derive(Debug, Clone)]
pub struct ReadMeta;

impl Operation for ReadMeta {
    type Output = Meta;
    const READ_ONLY: bool = true;

    async fn run<T: Transaction>(&self, tx: &mut T, _: &Settings) -> Result<Meta> {
        tx.meta().await
    }
}

/// Stores a `Date` from AWS.
#[derive(Debug, Clone)]
pub struct ObserveDate {
    /// The `Date`.
    pub date: Time,
}

impl Operation for ObserveDate {
    type Output = ();

    async fn run<T: Transaction>(&self, tx: &mut T, _: &Settings) -> Result<()> {
        observe(tx, Some(self.date), false).await
    }
}

/// Pins the Region and endpoint at the first `ship`.
#[derive(Debug, Clone)]
pub struct Pin {
    /// The Region.
    pub region: String,
    /// The endpoint.
    pub endpoint: String,
}

impl Operation for Pin {
    /// The pinned Region and endpoint if they differ.
    type Output = Result<(), (String, String)>;

    async fn run<T: Transaction>(&self, tx: &mut T, _: &Settings) -> Result<Self::Output> {
        let mut meta = tx.lock_meta().await?;
        let region = meta.region.get_or_insert_with(|| self.region.clone()).clone();
        let endpoint = meta.endpoint.get_or_insert_with(|| self.endpoint.clone()).clone();
        if (&region, &endpoint) != (&self.region, &self.endpoint) {
            return Ok(Err((region, endpoint)));
        }
        tx.set_meta(&meta).await?;
        Ok(Ok(()))
    }
}

/// Sets the first hour that isn't shadowed, or ends shadow mode.
#[derive(Debug, Clone)]
pub struct SetShadow {
    /// The hour.
    pub until: Option<Hour>,
}

impl Operation for SetShadow {
    type Output = ();

    async fn run<T: Transaction>(&self, tx: &mut T, _: &Settings) -> Result<()> {
        let mut meta = tx.lock_meta().await?;
        meta.shadow_until = self.until;
        tx.set_meta(&meta).await
    }
}

/// Stores that AWS refuses calls of a product because of the caller, or that AWS decides on the
/// product's records again.
#[derive(Debug, Clone)]
pub struct SetBlocked {
    /// The leader's term.
    pub term: u64,
    /// The product, if it is known.
    pub product: Option<String>,
    /// AWS's refusal, or `None` if AWS decides on the product's records again.
    pub error: Option<String>,
}

impl Operation for SetBlocked {
    type Output = ();

    async fn run<T: Transaction>(&self, tx: &mut T, _: &Settings) -> Result<()> {
        // A former leader must not overwrite the newer state of its successor.
        if !is_leader(tx, self.term).await? {
            return Ok(());
        }
        match &self.error {
            Some(error) => {
                let (product, error) = (self.product.clone(), error.clone());
                tx.block(&BlockedProduct { product, error }).await
            }
            None => tx.unblock(Unblocked::Product(self.product.as_deref())).await,
        }
    }
}

/// Lists rows of the inbox that can't be recorded.
#[derive(Debug, Clone)]
pub struct FailedInbox {
    /// The maximum number of rows.
    pub limit: usize,
}

impl Operation for FailedInbox {
    type Output = Vec<InboxError>;
    const READ_ONLY: bool = true;

    async fn run<T: Transaction>(&self, tx: &mut T, _: &Settings) -> Result<Self::Output> {
        tx.failed_inbox(self.limit).await
    }
}

/// Stores the result of a probe.
#[derive(Debug, Clone)]
pub struct SetRepeats {
    /// The result.
    pub repeats: Repeats,
}

impl Operation for SetRepeats {
    type Output = ();

    async fn run<T: Transaction>(&self, tx: &mut T, _: &Settings) -> Result<()> {
        let mut meta = tx.lock_meta().await?;
        meta.repeats = Some(self.repeats);
        tx.set_meta(&meta).await
    }
}
