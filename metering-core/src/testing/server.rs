//! The server that tests start and configure.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::SystemTime;

use aws_credential_types::Credentials;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::dispatch::{Dispatcher, Handler, State};
use super::in_memory::InMemoryTransport;
use super::received::{KEPT_REQUESTS, Received};
use super::reply::{RawReply, Reply};
use super::socket;
use crate::client::Client;
use crate::operation::Operation;
use crate::service::Service;

/// The endpoint of a server without a socket. Nothing connects to it.
const IN_MEMORY_URL: &str = "http://localhost";

/// A test server. A server that listens on a socket stops when it is dropped.
pub struct Server {
    url: String,
    dispatcher: Arc<Dispatcher>,
    listening: Option<JoinHandle<()>>,
}

/// A builder for [`Server`].
#[derive(Debug, Clone)]
pub struct ServerBuilder {
    port: u16,
    region: String,
    any_region: bool,
    credentials: Vec<Credentials>,
    kept_requests: usize,
}

impl ServerBuilder {
    /// Sets the port on 127.0.0.1. Defaults to a free port.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets the Region that requests must be signed for. Defaults to `us-east-1`.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = region.into();
        self
    }

    /// Accepts requests that are signed for any Region. [`Received::region`] returns the Region.
    #[must_use]
    pub fn any_region(mut self) -> Self {
        self.any_region = true;
        self
    }

    /// Adds credentials that requests may be signed with. Defaults to one key pair with a random
    /// secret.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials.push(credentials);
        self
    }

    /// Sets how many requests [`Server::received`] keeps. Defaults to 1,000.
    ///
    /// The oldest requests are dropped first, and also when the bodies exceed 64 MiB together.
    #[must_use]
    pub fn keep_requests(mut self, requests: usize) -> Self {
        self.kept_requests = requests;
        self
    }

    /// Starts a server on 127.0.0.1, in the current tokio runtime.
    ///
    /// # Errors
    /// Returns an error if the port is in use.
    pub async fn start(self) -> io::Result<Server> {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let dispatcher = self.dispatcher();
        let listening = tokio::spawn(socket::serve(listener, Arc::clone(&dispatcher)));
        Ok(Server { url, dispatcher, listening: Some(listening) })
    }

    /// Builds a server without a socket. Its [`client`](Server::client) and
    /// [`transport`](Server::transport) reach it in memory.
    #[must_use]
    pub fn in_memory(self) -> Server {
        Server { url: IN_MEMORY_URL.to_owned(), dispatcher: self.dispatcher(), listening: None }
    }

    fn dispatcher(mut self) -> Arc<Dispatcher> {
        if self.credentials.is_empty() {
            let secret: String = std::iter::repeat_with(fastrand::alphanumeric).take(40).collect();
            self.credentials.push(Credentials::new("AKIDTESTING", secret, None, None, "testing"));
        }
        Arc::new(Dispatcher {
            region: self.region,
            any_region: self.any_region,
            credentials: self.credentials,
            state: Mutex::new(State::new(self.kept_requests)),
        })
    }
}

impl Server {
    /// Starts a server on a free port of 127.0.0.1, in `us-east-1`, with random credentials.
    ///
    /// # Errors
    /// Returns an error if no port is free.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Builds a server without a socket, in `us-east-1`, with random credentials.
    ///
    /// Use it to test code that takes a client: requests are signed, verified, serialized and
    /// parsed as over a socket, but there is no port, no background task and no real time.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::builder().in_memory()
    }

    /// Returns a builder with the default settings.
    #[must_use]
    pub fn builder() -> ServerBuilder {
        ServerBuilder {
            port: 0,
            region: "us-east-1".to_owned(),
            any_region: false,
            credentials: Vec::new(),
            kept_requests: KEPT_REQUESTS,
        }
    }

    /// Returns the server's endpoint, for example `http://127.0.0.1:49152`. Nothing listens on the
    /// endpoint of a server without a socket.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// Returns the Region that requests must be signed for.
    pub fn region(&self) -> &str {
        &self.dispatcher.region
    }

    /// Returns the first of the credentials that requests may be signed with.
    pub fn credentials(&self) -> Credentials {
        self.dispatcher.credentials[0].clone()
    }

    /// Returns a client of the service `S` that calls this server: in memory if the server has no
    /// socket, else over the socket.
    ///
    /// # Panics
    /// Never in practice: the settings are complete.
    pub fn client<S: Service>(&self) -> Client<S> {
        let mut client =
            Client::builder().region(self.region()).credentials(self.credentials()).endpoint_url(self.url());
        if self.listening.is_none() {
            client = client.transport(self.transport());
        }
        client.build().expect("the settings are complete")
    }

    /// Returns a transport that reaches this server in memory, for clients with other settings.
    pub fn transport(&self) -> InMemoryTransport {
        InMemoryTransport { dispatcher: Arc::clone(&self.dispatcher) }
    }

    /// Sets the handler of an operation. The handler may call the server, for example to replace
    /// itself.
    pub fn on<O: Operation>(&self, mut handler: impl FnMut(O) -> Reply<O> + Send + 'static) {
        self.on_received(move |_, input| handler(input));
    }

    /// Sets the handler of an operation that also needs the request: its credentials, headers or
    /// size.
    pub fn on_received<O: Operation>(&self, handler: impl FnMut(&Received, O) -> Reply<O> + Send + 'static) {
        let (target, handler) = Handler::new(handler);
        self.lock().handlers.insert(target, handler);
    }

    /// Sets the handler of all requests whose path starts with `prefix`. Their signatures are not
    /// verified.
    pub fn on_path(
        &self,
        prefix: impl Into<String>,
        handler: impl FnMut(&Received) -> RawReply + Send + 'static,
    ) {
        self.lock().paths.push((prefix.into(), Arc::new(Mutex::new(handler))));
    }

    /// Calls `interceptor` for each request with a valid signature. The operation's handler is
    /// called only if `interceptor` returns `None`.
    pub fn intercept(&self, interceptor: impl FnMut(&Received) -> Option<RawReply> + Send + 'static) {
        self.lock().interceptor = Some(Arc::new(Mutex::new(interceptor)));
    }

    /// Queues a reply to the next request with a valid signature, instead of its handler's reply.
    pub fn next(&self, reply: RawReply) {
        self.lock().scripted.push_back(reply);
    }

    /// Replaces the server's clock, which signatures and the `Date` header follow. Defaults to the
    /// machine's clock.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    /// # let server = metering_core::testing::Server::in_memory();
    /// // An hour ahead of the client.
    /// server.set_clock(|| SystemTime::now() + Duration::from_secs(3_600));
    /// ```
    pub fn set_clock(&self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) {
        self.lock().clock = Arc::new(clock);
    }

    /// Accepts a signature if at least one of these times accepts it, instead of judging signatures
    /// by the server's clock.
    pub fn set_signature_times(&self, times: impl Fn() -> Vec<SystemTime> + Send + Sync + 'static) {
        self.lock().signature_times = Some(Arc::new(times));
    }

    /// Returns the time by the server's clock.
    pub fn now(&self) -> SystemTime {
        self.dispatcher.now()
    }

    /// Returns the newest requests, oldest first, including requests with an invalid signature.
    ///
    /// The server keeps [a limited number](ServerBuilder::keep_requests) of requests. Requests that
    /// `on_path` handles and requests of more than 16 MiB are not kept.
    pub fn received(&self) -> Vec<Received> {
        self.lock().log.to_vec()
    }

    /// Returns how many requests [`received`](Server::received) has counted so far, including
    /// the requests that were dropped.
    pub fn request_count(&self) -> u64 {
        self.lock().log.total()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.dispatcher.lock()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(listening) = &self.listening {
            // The listening task owns the connections' tasks, which end with it.
            listening.abort();
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("url", &self.url).finish_non_exhaustive()
    }
}
