//! One connection pool for each runtime.

use std::sync::{PoisonError, RwLock};

use tokio::runtime::{Handle, Id};

use super::TransportError;

/// The number of runtimes whose pools are kept, so that programs that start many runtimes don't
/// accumulate pools.
const MAX_RUNTIMES: usize = 128;

type Create<C> = Box<dyn Fn() -> Result<C, TransportError> + Send + Sync>;

/// HTTP clients by runtime.
///
/// The runtime that opens a connection drives it. If a request used the connection of another
/// runtime that is idle, it would wait until its timeout.
pub struct Pools<C> {
    first: C,
    /// Creates the client of a further runtime. `None` if all runtimes share the first client.
    create: Option<Create<C>>,
    clients: RwLock<Vec<(Id, C)>>,
}

impl<C: Clone> Pools<C> {
    #[cfg(feature = "reqwest")]
    pub fn shared(client: C) -> Self {
        Self { first: client, create: None, clients: RwLock::default() }
    }

    /// # Errors
    /// Returns an error if the first client can't be created.
    pub fn new(
        create: impl Fn() -> Result<C, TransportError> + Send + Sync + 'static,
    ) -> Result<Self, TransportError> {
        Ok(Self { first: create()?, create: Some(Box::new(create)), clients: RwLock::default() })
    }

    /// Returns the client of the current runtime.
    ///
    /// # Errors
    /// Returns an error if the client can't be created.
    pub fn get(&self) -> Result<C, TransportError> {
        let (Some(create), Ok(runtime)) = (&self.create, Handle::try_current()) else {
            return Ok(self.first.clone());
        };
        let id = runtime.id();
        let find = |clients: &[(Id, C)]| {
            clients.iter().find(|(runtime, _)| *runtime == id).map(|(_, client)| client.clone())
        };
        if let Some(client) = find(&self.clients.read().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(client);
        }
        let mut clients = self.clients.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = find(&clients) {
            return Ok(client);
        }
        if clients.len() == MAX_RUNTIMES {
            clients.remove(0);
        }
        let client = if clients.is_empty() { self.first.clone() } else { create()? };
        clients.push((id, client.clone()));
        Ok(client)
    }
}
