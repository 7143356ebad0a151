//! Code that both hand-written columns share.

mod shapes;
pub use shapes::*;

/// Builds the HTTP client as a careful programmer would.
pub fn http() -> reqwest::Client {
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    #[cfg(feature = "https")]
    rustls::crypto::ring::default_provider().install_default().expect("no provider yet");
    builder.build().expect("a client")
}
