//! A small HTTP server and a clock for the fakes.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderName, HeaderValue, Request};
use metering_core::credentials::WallClock;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The reaction of a fake to a request.
pub(crate) enum Reply {
    Response {
        status: u16,
        headers: Vec<(&'static str, String)>,
        body: String,
    },
    /// Reads the request and sends nothing.
    Silence,
}

impl Reply {
    pub(crate) fn ok(body: impl Into<String>) -> Self {
        Self::status(200, body)
    }

    pub(crate) fn status(status: u16, body: impl Into<String>) -> Self {
        Self::Response { status, headers: Vec::new(), body: body.into() }
    }
}

pub(crate) struct Server {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) async fn start(handler: impl Fn(Request<Vec<u8>>) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::<Mutex<Vec<String>>>::default();
        let (handler, log) = (Arc::new(handler), Arc::clone(&seen));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (handler, log) = (Arc::clone(&handler), Arc::clone(&log));
                tokio::spawn(async move {
                    let mut stream = stream;
                    let Some(request) = read(&mut stream).await else { return };
                    log.lock().unwrap().push(format!("{} {}", request.method(), request.uri()));
                    match handler(request) {
                        Reply::Silence => std::future::pending().await,
                        Reply::Response { status, headers, body } => {
                            let mut head = format!(
                                "HTTP/1.1 {status} Fake\r\ncontent-length: {}\r\nconnection: close\r\n",
                                body.len()
                            );
                            for (name, value) in headers {
                                head.push_str(&format!("{name}: {value}\r\n"));
                            }
                            let _ = stream.write_all(format!("{head}\r\n{body}").as_bytes()).await;
                        }
                    }
                });
            }
        });
        Self { url, seen }
    }

    /// Returns and clears the requests so far, as `METHOD path`.
    pub(crate) fn seen(&self) -> Vec<String> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }
}

async fn read(stream: &mut TcpStream) -> Option<Request<Vec<u8>>> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let mut body = bytes.split_off(head_end + 4);
    let head = String::from_utf8(bytes).ok()?;
    let mut lines = head.trim_end().split("\r\n");
    let mut first = lines.next()?.split(' ');
    let mut request = Request::builder().method(first.next()?).uri(first.next()?);
    for line in lines {
        let (name, value) = line.split_once(": ")?;
        request = request.header(
            HeaderName::from_bytes(name.as_bytes()).ok()?,
            HeaderValue::from_bytes(value.as_bytes()).ok()?,
        );
    }
    let mut request = request.body(Vec::new()).ok()?;
    let length = header(&request, "content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    *request.body_mut() = body;
    Some(request)
}

pub(crate) fn header<'a, B>(request: &'a Request<B>, name: &str) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}

/// A clock that a test sets.
#[derive(Clone)]
pub(crate) struct Time(Arc<AtomicU64>);

impl Time {
    /// 2026-01-01T00:00:00Z
    pub(crate) fn start() -> Self {
        Self(Arc::new(AtomicU64::new(1_767_225_600)))
    }

    pub(crate) fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.0.load(Ordering::SeqCst))
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.0.fetch_add(time.as_secs(), Ordering::SeqCst);
    }

    pub(crate) fn go_back(&self, time: Duration) {
        self.0.fetch_sub(time.as_secs(), Ordering::SeqCst);
    }

    pub(crate) fn clock(&self) -> WallClock {
        let this = self.clone();
        WallClock::new(move || this.now())
    }

    /// Returns a later time in the format of AWS.
    pub(crate) fn later(&self, time: Duration) -> String {
        let time = aws_smithy_types::DateTime::from(self.now() + time);
        time.fmt(aws_smithy_types::date_time::Format::DateTime).unwrap()
    }
}
