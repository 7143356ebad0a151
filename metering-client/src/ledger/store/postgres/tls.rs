//! Connecting with or without TLS.

use std::path::Path;

use tokio_postgres::{Client, Config};

use super::Result;
use super::connection::store_error;
#[cfg(any(feature = "rustls", feature = "rustls-aws-lc"))]
use crate::ledger::error::StoreError;

/// Connects, and drives the connection on the current runtime.
#[cfg(not(any(feature = "rustls", feature = "rustls-aws-lc")))]
pub async fn connect(config: &Config, _: Option<&Path>) -> Result<Client> {
    let connected = config.connect(tokio_postgres::NoTls).await;
    let (client, connection) = connected.map_err(|error| store_error(&error))?;
    drop(tokio::spawn(connection));
    Ok(client)
}

/// Connects, and drives the connection on the current runtime.
#[cfg(any(feature = "rustls", feature = "rustls-aws-lc"))]
pub async fn connect(config: &Config, ca_file: Option<&Path>) -> Result<Client> {
    if let Some(path) = ca_file
        && let Err(error) = std::fs::File::open(path)
    {
        let text = format!("the file {} of `ca_file` can't be read: {error}", path.display());
        return Err(StoreError::Unsuitable(text));
    }
    let connected = config.connect(rustls_stream::Connector::new(ca_file)).await;
    let (client, connection) = connected.map_err(|error| match store_error(&error) {
        StoreError::Failed(text) if has_unknown_issuer(&error) => StoreError::Failed(format!(
            "{text}; no known root certificate issued the server's certificate, set the roots with `ca_file`"
        )),
        other => other,
    })?;
    drop(tokio::spawn(connection));
    Ok(client)
}

/// Returns `true` if no root certificate verifies the server's certificate.
#[cfg(any(feature = "rustls", feature = "rustls-aws-lc"))]
fn has_unknown_issuer(error: &tokio_postgres::Error) -> bool {
    let source = std::error::Error::source(error).and_then(|source| source.downcast_ref::<std::io::Error>());
    let source = source.and_then(std::io::Error::get_ref).and_then(|source| source.downcast_ref());
    matches!(source, Some(rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer)))
}

/// rustls as a TLS implementation of tokio-postgres.
#[cfg(any(feature = "rustls", feature = "rustls-aws-lc"))]
mod rustls_stream {
    use std::io;
    use std::path::Path;
    use std::pin::Pin;
    use std::sync::Arc;
    use std::task::{Context, Poll};

    use rustls::pki_types::ServerName;
    use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
    use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
    use tokio_rustls::TlsConnector;

    #[derive(Clone)]
    pub struct Connector(TlsConnector);

    impl Connector {
        pub fn new(ca_file: Option<&Path>) -> Self {
            let mut config = metering_core::transport::rustls_client_config(ca_file);
            // The protocols of HTTP mean nothing to PostgreSQL.
            config.alpn_protocols = vec![b"postgresql".to_vec()];
            Connector(TlsConnector::from(Arc::new(config)))
        }
    }

    impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> MakeTlsConnect<S> for Connector {
        type Stream = Stream<S>;
        type TlsConnect = Handshake;
        type Error = io::Error;

        fn make_tls_connect(&mut self, domain: &str) -> io::Result<Handshake> {
            let name = ServerName::try_from(domain.to_owned()).map_err(io::Error::other)?;
            Ok(Handshake { connector: self.0.clone(), name })
        }
    }

    pub struct Handshake {
        connector: TlsConnector,
        name: ServerName<'static>,
    }

    impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> TlsConnect<S> for Handshake {
        type Stream = Stream<S>;
        type Error = io::Error;
        type Future = Pin<Box<dyn Future<Output = io::Result<Stream<S>>> + Send>>;

        fn connect(self, stream: S) -> Self::Future {
            Box::pin(async move { self.connector.connect(self.name, stream).await.map(Stream) })
        }
    }

    pub struct Stream<S>(tokio_rustls::client::TlsStream<S>);

    impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream for Stream<S> {
        fn channel_binding(&self) -> ChannelBinding {
            ChannelBinding::none()
        }
    }

    impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Stream<S> {
        fn poll_read(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
            buffer: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            Pin::new(&mut self.0).poll_read(context, buffer)
        }
    }

    impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Stream<S> {
        fn poll_write(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
            bytes: &[u8],
        ) -> Poll<io::Result<usize>> {
            Pin::new(&mut self.0).poll_write(context, bytes)
        }

        fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
            Pin::new(&mut self.0).poll_flush(context)
        }

        fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
            Pin::new(&mut self.0).poll_shutdown(context)
        }
    }
}
