//! The TLS library of reqwest: rustls, or the system's library with the feature `native-tls`.

use std::path::PathBuf;

use http::Uri;
use reqwest::ClientBuilder;

use super::TransportError;

pub use self::backend::TlsBackend;

#[cfg(all(any(feature = "rustls", feature = "rustls-aws-lc"), not(feature = "native-tls")))]
mod backend {
    use super::{ClientBuilder, PathBuf, TransportError, Uri};
    use crate::transport::tls::Tls;

    #[derive(Clone)]
    pub struct TlsBackend {
        tls: Tls,
        is_https: bool,
    }

    impl TlsBackend {
        pub fn new(endpoint: &Uri, bundle: Option<PathBuf>) -> Result<Self, TransportError> {
            Ok(Self { tls: Tls::new(bundle.as_deref()), is_https: endpoint.scheme_str() == Some("https") })
        }

        pub fn add_to(&self, builder: ClientBuilder) -> ClientBuilder {
            builder.tls_backend_preconfigured((*self.tls.config).clone())
        }

        /// Loads the roots, unless they are loaded or the endpoint needs none.
        pub async fn load_roots(&self) -> Result<(), TransportError> {
            if self.is_https { self.tls.load_roots().await } else { Ok(()) }
        }
    }
}

/// The system's library handles `SSL_CERT_FILE` and `SSL_CERT_DIR` itself. It needs the named roots
/// when the client is built.
#[cfg(feature = "native-tls")]
mod backend {
    use std::io::ErrorKind;

    use reqwest::Certificate;

    use super::{ClientBuilder, PathBuf, TransportError, Uri};
    use crate::settings::file::{read_file, within};
    use crate::transport::roots::{LIMIT, RootsError};

    #[derive(Clone)]
    pub struct TlsBackend {
        roots: Option<Vec<Certificate>>,
    }

    impl TlsBackend {
        pub fn new(endpoint: &Uri, bundle: Option<PathBuf>) -> Result<Self, TransportError> {
            let variable = || std::env::var_os("AWS_CA_BUNDLE").filter(|file| !file.is_empty());
            let bundle = bundle.or_else(|| variable().map(PathBuf::from));
            let (Some(file), Some("https")) = (bundle, endpoint.scheme_str()) else {
                return Ok(Self { roots: None });
            };
            match Self::read(file.clone()) {
                Ok(roots) => Ok(Self { roots: Some(roots) }),
                Err(reason) => Err(TransportError::refused(RootsError { file, reason })),
            }
        }

        fn read(file: PathBuf) -> Result<Vec<Certificate>, Option<ErrorKind>> {
            let pem = within(LIMIT, move || read_file(&file)).and_then(|read| read);
            let pem = pem.map_err(|error| Some(error.kind()))?;
            match Certificate::from_pem_bundle(&pem) {
                Ok(roots) if !roots.is_empty() => Ok(roots),
                _ => Err(None),
            }
        }

        pub fn add_to(&self, builder: ClientBuilder) -> ClientBuilder {
            let builder = builder.tls_backend_native();
            match &self.roots {
                Some(roots) => builder.tls_certs_only(roots.clone()),
                None => builder,
            }
        }

        pub async fn load_roots(&self) -> Result<(), TransportError> {
            Ok(())
        }
    }
}

#[cfg(not(any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls")))]
mod backend {
    use super::{ClientBuilder, PathBuf, TransportError, Uri};

    #[derive(Clone)]
    pub struct TlsBackend;

    impl TlsBackend {
        pub fn new(_: &Uri, _: Option<PathBuf>) -> Result<Self, TransportError> {
            Ok(Self)
        }

        pub fn add_to(&self, builder: ClientBuilder) -> ClientBuilder {
            builder
        }

        pub async fn load_roots(&self) -> Result<(), TransportError> {
            Ok(())
        }
    }
}
