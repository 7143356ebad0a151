//! The configuration of rustls. It is created here, so that no process-wide crypto provider is
//! needed.

use std::error::Error as StdError;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::{env, io};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme,
};

use super::roots::RootsError;
use crate::settings::file::read_file;

/// Returns the configuration that all transports share, with its roots and TLS sessions, or a
/// separate one with the roots of `bundle`.
pub fn config(bundle: Option<&Path>) -> ClientConfig {
    static SHARED: OnceLock<ClientConfig> = OnceLock::new();
    match bundle {
        None => SHARED.get_or_init(|| build(None)).clone(),
        Some(_) => build(bundle),
    }
}

fn build(bundle: Option<&Path>) -> ClientConfig {
    #[cfg(feature = "rustls-aws-lc")]
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    #[cfg(not(feature = "rustls-aws-lc"))]
    let provider = rustls::crypto::ring::default_provider();
    let provider = Arc::new(provider);

    let bundle = bundle.map(Path::to_owned);
    let verifier = Arc::new(LazyVerifier { provider: Arc::clone(&provider), bundle, roots: OnceLock::new() });
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the providers of rustls support its default protocol versions")
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    if cfg!(feature = "http2") {
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    }
    config
}

/// Returns `true` if a handshake fails in the same way at every attempt: the certificate is not
/// trusted, or the named roots can't be loaded.
pub fn is_permanent(error: &(dyn StdError + 'static)) -> bool {
    match error.downcast_ref::<Error>() {
        Some(Error::InvalidCertificate(_)) => true,
        Some(Error::Other(OtherError(cause))) => cause.is::<RootsError>(),
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
}

/// The roots, and the certificates of a file that a setting names.
#[derive(Debug)]
struct Roots {
    verifier: Arc<dyn ServerCertVerifier>,
    named: Vec<CertificateDer<'static>>,
}

impl LazyVerifier {
    /// Loads the roots. A failure is not cached.
    fn roots(&self) -> Result<&Roots, Error> {
        if let Some(roots) = self.roots.get() {
            return Ok(roots);
        }
        let roots = Roots::load(self.bundle.as_deref(), Arc::clone(&self.provider))?;
        Ok(self.roots.get_or_init(|| roots))
    }
}

impl ServerCertVerifier for LazyVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let roots = self.roots()?;
        let verified =
            roots.verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        match verified {
            // `openssl req -x509` creates server certificates that are also a CA. webpki rejects
            // them (rustls/webpki#205) after it has checked their validity period. OpenSSL accepts
            // them if the certificate itself is trusted.
            Err(error) if is_ca_as_end_entity(&error) && roots.named.contains(end_entity) => {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
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
    /// Loads the certificates of `bundle`, or of the file that `AWS_CA_BUNDLE` names, as AWS's
    /// tools do, or of the platform, which uses `SSL_CERT_FILE` and `SSL_CERT_DIR`.
    fn load(bundle: Option<&Path>, provider: Arc<CryptoProvider>) -> Result<Self, Error> {
        let named = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        if let Some(file) = bundle.map(Path::to_owned).or_else(|| named("AWS_CA_BUNDLE")) {
            let error =
                |reason| Error::Other(OtherError(Arc::new(RootsError { file: file.clone(), reason })));
            let roots = read(&file).map_err(|cause| error(Some(cause.kind())))?.ok_or_else(|| error(None))?;
            return Self::new(roots, provider, true);
        }
        // Other platforms have their own verifier.
        let has_bundle = cfg!(all(unix, not(target_os = "android"), not(target_vendor = "apple")));
        let readable = |file: &Path| read(file).ok().flatten();
        let found = match (named("SSL_CERT_FILE"), named("SSL_CERT_DIR")) {
            _ if !has_bundle => None,
            (None, None) => SYSTEM_BUNDLES.iter().find_map(|file| Some((readable(file.as_ref())?, false))),
            (Some(file), None) => readable(&file).map(|roots| (roots, true)),
            // The platform's loader reads folders.
            (_, Some(_)) => None,
        };
        match found {
            Some((roots, is_named)) => Self::new(roots, provider, is_named),
            None => {
                let verifier = Arc::new(rustls_platform_verifier::Verifier::new(provider)?);
                Ok(Self { verifier, named: Vec::new() })
            }
        }
    }

    fn new(
        certificates: Vec<CertificateDer<'static>>,
        provider: Arc<CryptoProvider>,
        is_named: bool,
    ) -> Result<Self, Error> {
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(certificates.iter().cloned());
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider)
            .build()
            .map_err(|error| Error::General(error.to_string()))?;
        Ok(Self { verifier, named: if is_named { certificates } else { Vec::new() } })
    }
}

/// Reads the certificates of a PEM file. `None` if it contains none.
fn read(file: &Path) -> io::Result<Option<Vec<CertificateDer<'static>>>> {
    let pem = read_file(file)?;
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(&pem).flatten().collect();
    Ok(Some(certificates).filter(|certificates| !certificates.is_empty()))
}
