//! rustls, made up once for the process and handed to reqwest ready-made, so that no process-wide
//! provider is needed.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};

/// The configuration that all transports share, and with it the roots and the sessions to resume;
/// or one of its own for roots from `bundle`.
pub fn client_config(bundle: Option<&Path>) -> ClientConfig {
    static SHARED: OnceLock<ClientConfig> = OnceLock::new();
    match bundle {
        None => SHARED.get_or_init(|| configuration(None)).clone(),
        Some(_) => configuration(bundle),
    }
}

fn configuration(bundle: Option<&Path>) -> ClientConfig {
    #[cfg(feature = "rustls-aws-lc")]
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    #[cfg(not(feature = "rustls-aws-lc"))]
    let provider = rustls::crypto::ring::default_provider();
    let provider = Arc::new(provider);

    let bundle = bundle.map(Path::to_owned);
    let verifier =
        Arc::new(LazyVerifier { provider: Arc::clone(&provider), bundle, loaded: OnceLock::new() });
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("each provider of rustls's supports the protocol versions that are rustls's default")
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    if cfg!(feature = "http2") {
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    }
    config
}

/// Verifies certificates as the platform does, and loads the roots when the first certificate is
/// there to be verified: to load them is most of what a process does before its first call, and a
/// client of an http endpoint needs none.
#[derive(Debug)]
struct LazyVerifier {
    provider: Arc<CryptoProvider>,
    bundle: Option<PathBuf>,
    loaded: OnceLock<Arc<dyn ServerCertVerifier>>,
}

impl LazyVerifier {
    /// Roots that can't be loaded are tried again at the next handshake.
    fn loaded(&self) -> Result<&Arc<dyn ServerCertVerifier>, Error> {
        if let Some(verifier) = self.loaded.get() {
            return Ok(verifier);
        }
        let verifier = roots::verifier(self.bundle.as_deref(), Arc::clone(&self.provider))?;
        Ok(self.loaded.get_or_init(|| verifier))
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
        self.loaded()?.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
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

mod roots {
    use std::env;
    use std::path::Path;
    use std::sync::Arc;

    use rustls::client::WebPkiServerVerifier;
    use rustls::client::danger::ServerCertVerifier;
    use rustls::crypto::CryptoProvider;
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;
    use rustls::{Error, RootCertStore};

    /// Where systems keep all their roots in one file. To read it takes a fifth of the time that
    /// the platform's loader needs for the file and its folder, which have the same certificates.
    const BUNDLES: [&str; 5] = [
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

    /// Certificates from `bundle`, or else the file that `AWS_CA_BUNDLE` names, as in AWS's tools,
    /// or else the platform's own, in which `SSL_CERT_FILE` and `SSL_CERT_DIR` are heeded.
    pub(super) fn verifier(
        bundle: Option<&Path>,
        provider: Arc<CryptoProvider>,
    ) -> Result<Arc<dyn ServerCertVerifier>, Error> {
        let named = |name| env::var_os(name).filter(|value| !value.is_empty());
        if let Some(file) = bundle.map(Into::into).or_else(|| named("AWS_CA_BUNDLE")) {
            let file = Path::new(&file);
            let roots = read(file).ok_or_else(|| Error::General(crate::transport::no_certificates(file)))?;
            return with_roots(roots, provider);
        }
        // Elsewhere the platform itself verifies.
        let by_bundle = cfg!(all(unix, not(target_os = "android"), not(target_vendor = "apple")));
        let found = match (named("SSL_CERT_FILE"), named("SSL_CERT_DIR")) {
            _ if !by_bundle => None,
            (None, None) => BUNDLES.iter().find_map(|bundle| read(bundle.as_ref())),
            (Some(file), None) => read(file.as_ref()),
            // A folder's certificates take the platform's loader.
            (_, Some(_)) => None,
        };
        if let Some(roots) = found {
            return with_roots(roots, provider);
        }
        Ok(Arc::new(rustls_platform_verifier::Verifier::new(provider)?))
    }

    /// The certificates in a file; none where it has not one that can be read.
    fn read(bundle: &std::path::Path) -> Option<RootCertStore> {
        let pem = std::fs::read(bundle).ok()?;
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(CertificateDer::pem_slice_iter(&pem).flatten());
        (!roots.is_empty()).then_some(roots)
    }

    fn with_roots(
        roots: RootCertStore,
        provider: Arc<CryptoProvider>,
    ) -> Result<Arc<dyn ServerCertVerifier>, Error> {
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build();
        Ok(verifier.map_err(|error| Error::General(error.to_string()))?)
    }
}
