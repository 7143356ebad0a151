//! A proxy between a child process and the emulator. It can hold a response back until the child is
//! dead, and it counts the requests whose client died before the response.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::OwnedReadHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// The proxy. It ends with the runtime.
pub struct Proxy {
    url: String,
    counts: Arc<Counts>,
}

struct Counts {
    upstream: SocketAddr,
    /// Hold back the responses to calls with usage.
    hold: watch::Sender<bool>,
    /// The responses that were held back.
    held: AtomicU64,
    /// The calls with usage that the emulator responded to after their client had died.
    orphaned: AtomicU64,
}

impl Proxy {
    pub async fn start(url: &str) -> Self {
        let address = url.strip_prefix("http://").expect("an HTTP URL").trim_end_matches('/');
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let own = listener.local_addr().expect("an address");
        let counts = Arc::new(Counts {
            upstream: address.parse().expect("an address"),
            hold: watch::Sender::new(false),
            held: AtomicU64::new(0),
            orphaned: AtomicU64::new(0),
        });
        let shared = Arc::clone(&counts);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(forward(client, Arc::clone(&shared)));
            }
        });
        Proxy { url: format!("http://{own}"), counts }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Starts or ends holding responses back.
    pub fn hold(&self, hold: bool) {
        self.counts.hold.send_replace(hold);
    }

    /// Returns the number of responses that were held back.
    pub fn held(&self) -> u64 {
        self.counts.held.load(Ordering::SeqCst)
    }

    /// Returns the number of calls with usage that the emulator responded to after their client had
    /// died.
    pub fn orphaned(&self) -> u64 {
        self.counts.orphaned.load(Ordering::SeqCst)
    }
}

/// Forwards one connection.
async fn forward(client: TcpStream, counts: Arc<Counts>) {
    let Ok(server) = TcpStream::connect(counts.upstream).await else { return };
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let (mut request, mut response) = (vec![0; 64 << 10], vec![0; 64 << 10]);
    let mut has_usage = false;
    loop {
        tokio::select! {
            read = from_client.read(&mut request) => {
                let Some(length) = read.ok().filter(|length| *length > 0) else {
                    // The emulator received the call if it responds.
                    if has_usage && matches!(from_server.read(&mut response).await, Ok(1..)) {
                        counts.orphaned.fetch_add(1, Ordering::SeqCst);
                    }
                    return;
                };
                has_usage |= request[..length].windows(9).any(|bytes| bytes == b"Dimension");
                if to_server.write_all(&request[..length]).await.is_err() { return }
            }
            read = from_server.read(&mut response) => {
                let Some(length) = read.ok().filter(|length| *length > 0) else { return };
                if has_usage && *counts.hold.borrow() {
                    counts.held.fetch_add(1, Ordering::SeqCst);
                    if is_dead(&mut from_client, &counts).await {
                        counts.orphaned.fetch_add(1, Ordering::SeqCst);
                        return;
                    }
                }
                has_usage = false;
                if to_client.write_all(&response[..length]).await.is_err() { return }
            }
        }
    }
}

/// Waits until the client closes the connection, or responses aren't held back any more.
async fn is_dead(client: &mut OwnedReadHalf, counts: &Counts) -> bool {
    let mut hold = counts.hold.subscribe();
    let mut byte = [0];
    tokio::select! {
        read = client.read(&mut byte) => !matches!(read, Ok(1..)),
        _ = hold.wait_for(|hold| !hold) => false,
    }
}
