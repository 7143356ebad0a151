//! What both ways by hand share.

mod shapes;
pub use shapes::*;

/// The HTTP client that a careful programmer sets up.
pub fn http() -> reqwest::Client {
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    #[cfg(feature = "https")]
    rustls::crypto::ring::default_provider().install_default().expect("no provider yet");
    builder.build().expect("a client")
}
