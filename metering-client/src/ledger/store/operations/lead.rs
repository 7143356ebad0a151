//! The leader's lease.

use crate::ledger::hours::is_over;
use crate::ledger::store::{Lease, Operation, Result, Settings, Transaction, Unblocked};

/// Takes or renews the lease.
#[derive(Debug, Clone)]
pub struct Lead {
    /// The instance's random name.
    pub owner: u64,
    /// The term of a new leadership: a random number.
    pub term: u64,
}

impl Operation for Lead {
    /// The term if this instance leads.
    type Output = Option<u64>;

    async fn run<T: Transaction>(&self, tx: &mut T, settings: &Settings) -> Result<Self::Output> {
        let lease = tx.lease(true).await?;
        let now = tx.now().await?;
        let valid = lease.filter(|lease| !is_over(lease.until, now, settings.timing.lease));
        let term = match valid {
            Some(lease) if lease.owner == self.owner => lease.term,
            Some(_) => return Ok(None),
            None => {
                // The new leader tries every product immediately.
                tx.unblock(Unblocked::All).await?;
                self.term
            }
        };
        let until = now.saturating_add(settings.timing.lease);
        tx.set_lease(Some(&Lease { owner: self.owner, term, until })).await?;
        Ok(Some(term))
    }
}

/// Releases the lease, if this term still holds it.
#[derive(Debug, Clone)]
pub struct Release {
    /// The leader's term.
    pub term: u64,
}

impl Operation for Release {
    type Output = ();

    async fn run<T: Transaction>(&self, tx: &mut T, _: &Settings) -> Result<()> {
        match tx.lease(true).await? {
            Some(lease) if lease.term == self.term => tx.set_lease(None).await,
            _ => Ok(()),
        }
    }
}
