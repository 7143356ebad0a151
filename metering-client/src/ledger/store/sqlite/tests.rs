use std::fs::File;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::SqliteStore;
use crate::ledger::error::{Acknowledged, RecordError, StoreError};
use crate::ledger::event::Recorded;
use crate::ledger::store::Store;
use crate::ledger::store::conformance::{Env, START, buyer, conformance, event_at, record, rows};

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

async fn open_at(env: &Env, path: &Path) -> Result<SqliteStore, StoreError> {
    let (clock, observer) = (Arc::new(env.clock()), Arc::new(env.observer()));
    SqliteStore::open(path.to_owned(), env.settings, clock, observer).await
}

#[tokio::test]
async fn a_locked_store_does_not_acknowledge() {
    let mut env = Env::new();
    env.settings.lock_timeout = Duration::from_millis(200);
    let path = temporary().join("usage.db");
    let store = open_at(&env, &path).await.unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let began = Instant::now();
    let error = store.record(vec![event_at("k", &buyer("a"), START, 1)]).await.unwrap_err();
    assert_eq!((&error, error.acknowledged()), (&StoreError::Locked, Acknowledged::No));
    assert!(began.elapsed() >= Duration::from_millis(150));
    other.execute_batch("COMMIT").unwrap();
    assert!(matches!(
        record(&store, event_at("k", &buyer("a"), START, 1)).await,
        Ok(Recorded::Counted { .. })
    ));
}

/// Locks a new file as a process does that is about to switch it to a write-ahead log. SQLite
/// doesn't wait for such a lock.
fn lock_new_file(path: &Path) -> Connection {
    let other = Connection::open(path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    other
}

#[tokio::test]
async fn an_instance_waits_for_another_that_creates_the_file() {
    let path = temporary().join("usage.db");
    let other = lock_new_file(&path);
    let creation = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(200));
        other.execute_batch("COMMIT").unwrap();
    });
    assert_eq!(open_at(&Env::new(), &path).await.map(|_| ()), Ok(()));
    creation.join().unwrap();
}

#[tokio::test]
async fn a_new_file_that_stays_locked_is_an_error() {
    let mut env = Env::new();
    env.settings.lock_timeout = Duration::from_millis(200);
    let path = temporary().join("usage.db");
    let _other = lock_new_file(&path);
    let began = Instant::now();
    assert_eq!(open_at(&env, &path).await.map(|_| ()), Err(StoreError::Locked));
    assert!(began.elapsed() >= Duration::from_millis(150));
}

#[tokio::test]
async fn a_short_lock_of_another_process_is_waited_for() {
    let env = Env::new();
    let path = temporary().join("usage.db");
    let store = open_at(&env, &path).await.unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let release = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(100));
        other.execute_batch("COMMIT").unwrap();
    });
    assert!(record(&store, event_at("k", &buyer("a"), START, 1)).await.is_ok());
    release.join().unwrap();
}

#[tokio::test]
async fn two_handles_of_one_file_count_a_key_once() {
    let env = Env::new();
    let path = temporary().join("usage.db");
    let (one, two) = (open_at(&env, &path).await.unwrap(), open_at(&env, &path).await.unwrap());
    for n in 0..20 {
        let event = || event_at(&format!("{n}"), &buyer("a"), START, 1);
        assert!(matches!(record(&one, event()).await, Ok(Recorded::Counted { .. })));
        assert!(matches!(record(&two, event()).await, Ok(Recorded::Duplicate { .. })));
    }
    assert_eq!(rows(&two).await[0].total, 20_000_000);
}

#[tokio::test]
async fn a_full_queue_does_not_acknowledge() {
    let mut env = Env::new();
    env.settings.max_queued = 10;
    env.settings.lock_timeout = Duration::from_secs(5);
    let path = temporary().join("usage.db");
    let store = open_at(&env, &path).await.unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let events = |from: u32, count: u32| {
        (from..from + count).map(|n| event_at(&format!("{n}"), &buyer("a"), START, 1)).collect::<Vec<_>>()
    };
    // The first batch is with the writer, which waits for the lock; the second one fills the queue.
    let first = store.record(events(0, 1));
    let mut first = Box::pin(first);
    let waiting = tokio::time::timeout(Duration::from_millis(50), &mut first).await;
    assert!(waiting.is_err());
    let mut second = Box::pin(store.record(events(1, 10)));
    assert!(tokio::time::timeout(Duration::from_millis(50), &mut second).await.is_err());
    let refused = store.record(events(11, 1)).await.unwrap();
    assert!(matches!(refused[..], [Err(RecordError::QueueFull)]), "{refused:?}");
    assert_eq!(RecordError::QueueFull.acknowledged(), Acknowledged::No);
    other.execute_batch("COMMIT").unwrap();
    assert!(first.await.unwrap().iter().chain(&second.await.unwrap()).all(Result::is_ok));
    assert!(store.record(events(11, 1)).await.unwrap()[0].is_ok());
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_the_error_names_both_versions() {
    let env = Env::new();
    let path = temporary().join("usage.db");
    drop(open_at(&env, &path).await.unwrap());
    let connection = Connection::open(&path).unwrap();
    // Version N runs on schema N + 1, so that deployments may overlap.
    connection.execute_batch("PRAGMA user_version = 2").unwrap();
    drop(open_at(&env, &path).await.unwrap());
    connection.execute_batch("PRAGMA user_version = 3").unwrap();
    let error = open_at(&env, &path).await.err().unwrap();
    assert_eq!(error, StoreError::Schema { found: 3, supported: 2 });
    assert!(error.to_string().contains("version 3") && error.to_string().contains("up to 2"), "{error}");
}

#[tokio::test]
async fn another_file_is_refused() {
    let env = Env::new();
    let path = temporary().join("usage.db");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE other (id INTEGER)").unwrap();
    let error = open_at(&env, &path).await.err().unwrap().to_string();
    assert!(error.contains("not a ledger"), "{error}");
    let text = temporary().join("text");
    std::fs::write(&text, "no database, but long enough to be read as the header of one".repeat(20)).unwrap();
    let error = open_at(&env, &text).await.err().unwrap().to_string();
    assert!(error.contains("isn't an SQLite database"), "{error}");
}

/// A disk that is full for as long as the connection limits the number of its pages.
#[tokio::test]
async fn a_full_disk_does_not_acknowledge() {
    let env = Env::new();
    let path = temporary();
    let size = "size=600k";
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", size, "tmpfs"]).arg(&path).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        println!("left out: a_full_disk_does_not_acknowledge, because this user can't mount a tmpfs");
        return;
    }
    let store = open_at(&env, &path.join("usage.db")).await.unwrap();
    let mut acknowledged = 0_u64;
    let mut full = false;
    for n in 0..20_000 {
        let events = (0..10).map(|m| event_at(&format!("{n:0100}-{m}"), &buyer("a"), START, 1)).collect();
        match store.record(events).await {
            Ok(_) => acknowledged += 10,
            Err(error) => {
                assert_eq!((&error, error.acknowledged()), (&StoreError::DiskFull, Acknowledged::No));
                full = true;
                break;
            }
        }
    }
    assert!(full, "{acknowledged} events fit");
    // Nothing acknowledged is lost, and nothing else counts.
    assert_eq!(rows(&store).await.iter().map(|row| row.total).sum::<u64>(), acknowledged * 1_000_000);
    let remounted = Command::new("mount").args(["-o", "remount,size=20m"]).arg(&path).status().unwrap();
    assert!(remounted.success());
    assert!(record(&store, event_at("more", &buyer("a"), START, 1)).await.is_ok());
    drop(store);
    let _ = Command::new("umount").arg("-l").arg(&path).status();
}

/// The mount has the type of sshfs, but no program serves it: the ledger must refuse the directory
/// before it reads a file.
#[tokio::test]
async fn a_mounted_network_file_system_is_refused() {
    let path = temporary();
    let options = "fd=0,rootmode=40000,user_id=0,group_id=0";
    let mounted = File::options().read(true).write(true).open("/dev/fuse").and_then(|fuse| {
        let mut mount = Command::new("mount");
        mount.args(["-i", "-t", "fuse.sshfs", "-o", options, "host:/usage"]).arg(&path).stdin(fuse).output()
    });
    if !mounted.is_ok_and(|output| output.status.success()) {
        println!(
            "left out: a_mounted_network_file_system_is_refused, because this user can't mount with FUSE"
        );
        return;
    }
    let error = open_at(&Env::new(), &path.join("usage.db")).await.err().map(|error| error.to_string());
    let _ = Command::new("umount").arg("-l").arg(&path).status();
    let error = error.unwrap();
    assert!(error.contains("network file system (fuse.sshfs)"), "{error}");
}
