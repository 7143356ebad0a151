//! The configuration of rustls. It is created here, so that no process-wide crypto provider is
//! needed.

use std::error::Error as StdError;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::{env, io, thread};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme,
};

use tokio::sync::watch;

use super::TransportError;
use super::roots::{self, RootsError};
use crate::settings::file::read_file;

/// Returns the configuration that all transports share, with its roots and TLS sessions, or a
/// separate one with the roots of `bundle`.
pub fn config(bundle: Option<&Path>) -> ClientConfig {
    Arc::unwrap_or_clone(Tls::new(bundle).config)
}

/// A configuration, and the roots that it verifies certificates with.
#[derive(Clone)]
pub struct Tls {
    pub config: Arc<ClientConfig>,
    verifier: Arc<LazyVerifier>,
}

impl Tls {
    /// Returns the instance that all transports share, or a separate one with the roots of
    /// `bundle`.
    pub fn new(bundle: Option<&Path>) -> Self {
        static SHARED: OnceLock<Tls> = OnceLock::new();
        match bundle {
            None => SHARED.get_or_init(|| build(None)).clone(),
            Some(_) => build(bundle),
        }
    }

    /// Loads the roots on another thread, unless they are loaded. Otherwise the handshake would
    /// load them on the runtime's thread, which a disk that hangs would stop.
    ///
    /// # Errors
    /// Returns an error if the named roots can't be loaded, or if loading takes too long.
    pub async fn load_roots(&self) -> Result<(), TransportError> {
        if self.verifier.roots.get().is_some() {
            return Ok(());
        }
        // Boxed, so that the future of each call stays small.
        Box::pin(LazyVerifier::load(&self.verifier)).await.map_err(TransportError::connect)
    }
}

fn build(bundle: Option<&Path>) -> Tls {
    #[cfg(feature = "rustls-aws-lc")]
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    #[cfg(not(feature = "rustls-aws-lc"))]
    let provider = rustls::crypto::ring::default_provider();
    let provider = Arc::new(provider);

    let verifier = Arc::new(LazyVerifier {
        provider: Arc::clone(&provider),
        bundle: bundle.map(Path::to_owned),
        roots: OnceLock::new(),
        loading: Mutex::default(),
    });
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the providers of rustls support its default protocol versions")
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&verifier) as _)
        .with_no_client_auth();
    if cfg!(feature = "http2") {
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    }
    Tls { config: Arc::new(config), verifier }
}

/// Returns `true` if a handshake fails in the same way at every attempt: the certificate is not
/// trusted, or the named roots can't be loaded.
pub fn is_permanent(error: &(dyn StdError + 'static)) -> bool {
    match error.downcast_ref::<Error>() {
        Some(Error::InvalidCertificate(_)) => true,
        Some(Error::Other(OtherError(cause))) => {
            cause.downcast_ref::<RootsError>().is_some_and(RootsError::is_permanent)
        }
        _ => false,
    }
}

/// Verifies certificates like the platform, and loads the roots at the first handshake. Loading is
/// most of the work of a process before its first call, and an http endpoint needs no roots.
#[derive(Debug)]
struct LazyVerifier {
    provider: Arc<CryptoProvider>,
    bundle: Option<PathBuf>,
    roots: OnceLock<Roots>,
    /// The running or last attempt to load the roots on another thread.
    loading: Mutex<Option<Loading>>,
}

type Loading = watch::Receiver<Option<Result<(), Error>>>;

/// The roots, and the certificates of a file that a setting names.
#[derive(Debug)]
struct Roots {
    trust: Trust,
    named: Vec<CertificateDer<'static>>,
}

#[derive(Debug)]
enum Trust {
    Roots(RootCertStore),
    /// The verifier of a system that doesn't keep its roots in files.
    #[cfg(not(all(unix, not(target_os = "android"), not(target_vendor = "apple"))))]
    Platform(rustls_platform_verifier::Verifier),
}

impl LazyVerifier {
    /// Loads the roots. A failure is not cached.
    fn roots(&self) -> Result<&Roots, Error> {
        if let Some(roots) = self.roots.get() {
            return Ok(roots);
        }
        let roots = Roots::load(self.bundle_file(), Arc::clone(&self.provider))?;
        Ok(self.roots.get_or_init(|| roots))
    }

    /// Waits until the roots are loaded on another thread.
    async fn load(this: &Arc<Self>) -> Result<(), Error> {
        // If no thread can be started, the handshake loads the roots.
        let Ok(mut loading) = Self::start_loading(this) else { return Ok(()) };
        match tokio::time::timeout(roots::LIMIT, loading.wait_for(Option::is_some)).await {
            Ok(Ok(loaded)) => loaded.clone().unwrap_or(Ok(())),
            Ok(Err(_)) => Err(Error::General("the thread that loads root certificates panicked".to_owned())),
            Err(_) => Err(match this.bundle_file() {
                Some(file) => roots_error(file, Some(io::ErrorKind::TimedOut)),
                None => Error::General(format!(
                    "the system's root certificates could not be read within {:?}",
                    roots::LIMIT
                )),
            }),
        }
    }

    /// Starts a thread that loads the roots, unless one is running: a disk that hangs must not
    /// occupy a thread for each call.
    fn start_loading(this: &Arc<Self>) -> io::Result<Loading> {
        let mut loading = this.loading.lock().unwrap_or_else(PoisonError::into_inner);
        let is_running = |loading: &&Loading| loading.has_changed().is_ok() && loading.borrow().is_none();
        if let Some(running) = loading.as_ref().filter(is_running) {
            return Ok(running.clone());
        }
        let (sender, receiver) = watch::channel(None);
        let verifier = Arc::clone(this);
        thread::Builder::new().name("aws-roots".to_owned()).spawn(move || {
            // The receivers are gone if all callers reached their time limits.
            let _ = sender.send(Some(verifier.roots().map(|_| ())));
        })?;
        *loading = Some(receiver.clone());
        Ok(receiver)
    }

    /// Returns the file of root certificates that the caller or `AWS_CA_BUNDLE` names.
    fn bundle_file(&self) -> Option<PathBuf> {
        self.bundle.clone().or_else(|| named_file("AWS_CA_BUNDLE"))
    }
}

fn named_file(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn roots_error(file: PathBuf, reason: Option<io::ErrorKind>) -> Error {
    Error::Other(OtherError(Arc::new(RootsError { file, reason })))
}

impl ServerCertVerifier for LazyVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let roots = self.roots()?;
        let certificate = ParsedCertificate::try_from(end_entity)?;
        // rustls's own verifier would add certificate revocation lists to each program.
        let verified = match &roots.trust {
            Trust::Roots(store) => {
                let algorithms = self.provider.signature_verification_algorithms.all;
                verify_server_cert_signed_by_trust_anchor(&certificate, store, intermediates, now, algorithms)
                    .and_then(|()| verify_server_name(&certificate, server_name))
                    .map(|()| ServerCertVerified::assertion())
            }
            #[cfg(not(all(unix, not(target_os = "android"), not(target_vendor = "apple"))))]
            Trust::Platform(verifier) => {
                verifier.verify_server_cert(end_entity, intermediates, server_name, _ocsp_response, now)
            }
        };
        match verified {
            // `openssl req -x509` creates server certificates that are also a CA. webpki rejects
            // them (rustls/webpki#205) after it has checked their validity period. OpenSSL accepts
            // them if the certificate itself is trusted.
            Err(error) if is_ca_as_end_entity(&error) && roots.named.contains(end_entity) => {
                verify_server_name(&certificate, server_name)?;
                Ok(ServerCertVerified::assertion())
            }
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

fn is_ca_as_end_entity(error: &Error) -> bool {
    let Error::InvalidCertificate(CertificateError::Other(OtherError(cause))) = error else { return false };
    matches!(cause.downcast_ref(), Some(webpki::Error::CaUsedAsEndEntity))
}

/// The files in which systems store all their roots. Reading one takes a fifth of the time that the
/// platform's loader needs for the file and its folder, which contain the same certificates.
const SYSTEM_BUNDLES: [&str; 5] = [
    // Debian, Ubuntu, Alpine, Arch, Gentoo
    "/etc/ssl/certs/ca-certificates.crt",
    // Amazon Linux, RHEL, Fedora
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    // openSUSE
    "/etc/ssl/ca-bundle.pem",
    // FreeBSD, OpenBSD, older Alpine
    "/etc/ssl/cert.pem",
];

impl Roots {
    /// Loads the certificates of `bundle`, or of the platform, which uses `SSL_CERT_FILE` and
    /// `SSL_CERT_DIR`.
    fn load(bundle: Option<PathBuf>, provider: Arc<CryptoProvider>) -> Result<Self, Error> {
        if let Some(file) = bundle {
            return match read(&file) {
                Ok(roots) => {
                    let roots = roots.and_then(|roots| Self::new(roots, true));
                    roots.ok_or_else(|| roots_error(file, None))
                }
                Err(cause) => Err(roots_error(file, Some(cause.kind()))),
            };
        }
        let has_bundle = cfg!(all(unix, not(target_os = "android"), not(target_vendor = "apple")));
        let readable = |file: &Path| read(file).ok().flatten();
        let found = match (named_file("SSL_CERT_FILE"), named_file("SSL_CERT_DIR")) {
            _ if !has_bundle => None,
            (None, None) => SYSTEM_BUNDLES.iter().find_map(|file| Some((readable(file.as_ref())?, false))),
            (Some(file), None) => readable(&file).map(|roots| (roots, true)),
            // The platform's loader reads folders.
            (_, Some(_)) => None,
        };
        match found.and_then(|(roots, is_named)| Self::new(roots, is_named)) {
            Some(roots) => Ok(roots),
            None => Self::of_platform(provider),
        }
    }

    #[cfg(all(unix, not(target_os = "android"), not(target_vendor = "apple")))]
    fn of_platform(_: Arc<CryptoProvider>) -> Result<Self, Error> {
        let roots = Self::new(rustls_native_certs::load_native_certs().certs, false);
        roots.ok_or_else(|| Error::General("the system has no valid root certificates".to_owned()))
    }

    #[cfg(not(all(unix, not(target_os = "android"), not(target_vendor = "apple"))))]
    fn of_platform(provider: Arc<CryptoProvider>) -> Result<Self, Error> {
        let verifier = rustls_platform_verifier::Verifier::new(provider)?;
        Ok(Self { trust: Trust::Platform(verifier), named: Vec::new() })
    }

    /// Returns `None` if no certificate is valid.
    fn new(certificates: Vec<CertificateDer<'static>>, is_named: bool) -> Option<Self> {
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(certificates.iter().cloned());
        (!store.is_empty()).then(|| Self {
            trust: Trust::Roots(store),
            named: if is_named { certificates } else { Vec::new() },
        })
    }
}

/// Reads the certificates of a PEM file. `None` if it contains none.
fn read(file: &Path) -> io::Result<Option<Vec<CertificateDer<'static>>>> {
    let pem = read_file(file)?;
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(&pem).flatten().collect();
    Ok(Some(certificates).filter(|certificates| !certificates.is_empty()))
}
