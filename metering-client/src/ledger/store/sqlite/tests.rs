use std::sync::Arc;

use super::SqliteStore;
use crate::ledger::store::conformance::{Env, conformance};

/// A directory that is deleted with the process's temporary files.
pub fn temporary() -> std::path::PathBuf {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("metering-ledger-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let path = std::env::temp_dir().join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

async fn open(env: &Env) -> Option<SqliteStore> {
    let path = temporary().join("usage.db");
    let store = SqliteStore::open(path, env.settings, Arc::new(env.clock()), Arc::new(env.observer()));
    Some(store.await.unwrap())
}

conformance!(open);
