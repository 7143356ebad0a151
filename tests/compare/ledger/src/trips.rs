//! Counts the round trips to a PostgreSQL server, by a proxy in front of it.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use metering_client::ledger::Ledger;

use crate::{Result, backend, key, spread, usage};

/// Counts of what the clients sent.
#[derive(Default)]
struct Counts {
    /// The number of times that a client sent something after it had received something.
    trips: AtomicU64,
    statements: AtomicU64,
}

/// Prints the round trips and statements of one event that is recorded alone.
pub async fn measure(url: &str, events: u64) -> Result<()> {
    let (before, rest) = url.split_once('@').ok_or("the URL has no user")?;
    let (server, database) = rest.split_once('/').ok_or("the URL has no database")?;
    let counts = Arc::new(Counts::default());
    let proxy = start(server.to_owned(), Arc::clone(&counts))?;
    let ledger = Ledger::builder(backend(&format!("{before}@{proxy}/{database}"))).open().await?;
    let record = |at: u64| ledger.record(key(at, spread(at)), usage(0));
    // Statements are prepared, and the row of the hour exists.
    for at in 0..10 {
        record(at).await?;
    }
    let read = || (counts.trips.load(Ordering::SeqCst), counts.statements.load(Ordering::SeqCst));
    let (trips, statements) = read();
    for at in 0..events {
        record(10 + at).await?;
    }
    let after = read();
    println!("trips {}", (after.0 - trips) as f64 / events as f64);
    println!("statements {}", (after.1 - statements) as f64 / events as f64);
    ledger.close().await?;
    Ok(())
}

fn start(server: String, counts: Arc<Counts>) -> Result<std::net::SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let Ok(server) = TcpStream::connect(&server) else { return };
            // Without the delay of small packets, so that each request is one packet.
            let _ = (client.set_nodelay(true), server.set_nodelay(true));
            let responded = Arc::new(AtomicBool::new(true));
            let (Ok(from_client), Ok(to_server)) = (client.try_clone(), server.try_clone()) else { return };
            let (counts, has_responded) = (Arc::clone(&counts), Arc::clone(&responded));
            thread::spawn(move || {
                forward(from_client, to_server, |bytes| {
                    if has_responded.swap(false, Ordering::SeqCst) {
                        counts.trips.fetch_add(1, Ordering::SeqCst);
                    }
                    counts.statements.fetch_add(statements(bytes), Ordering::SeqCst);
                });
            });
            thread::spawn(move || forward(server, client, |_| responded.store(true, Ordering::SeqCst)));
        }
    });
    Ok(address)
}

fn forward(mut from: TcpStream, mut to: TcpStream, seen: impl Fn(&[u8])) {
    let mut buffer = vec![0; 1 << 20];
    while let Ok(count) = from.read(&mut buffer) {
        seen(&buffer[..count]);
        if count == 0 || to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}

/// Counts the messages `Execute` and `Query`, if the bytes begin with a message.
fn statements(mut bytes: &[u8]) -> u64 {
    let mut count = 0;
    while let [kind, a, b, c, d, ..] = *bytes {
        count += u64::from(matches!(kind, b'E' | b'Q'));
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        bytes = bytes.get(1 + length..).unwrap_or_default();
    }
    count
}
