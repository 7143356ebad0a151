//! The signing key of a day, Region, service and set of credentials.

use aws_sigv4::sign::v4::generate_signing_key;
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::header::HeaderValue;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{ALGORITHM, Canonical, Identity, SigningError, TERMINATOR, Timestamp, hex};

/// A derived key, its inputs, and the text that is the same for all requests that it signs.
pub struct SigningKey {
    secret_access_key: Zeroizing<String>,
    pub session_token: Option<HeaderValue>,
    key: Zeroizing<Vec<u8>>,
    /// `AWS4-HMAC-SHA256 Credential=<access key id>/<date>/<Region>/<service>/aws4_request, SignedHeaders=`
    prefix: String,
    access_key_id: std::ops::Range<usize>,
    region: std::ops::Range<usize>,
    service: std::ops::Range<usize>,
    scope: std::ops::Range<usize>,
}

impl SigningKey {
    /// Derives the key for the day of `identity.time`, whose signed form is `stamp`.
    pub fn derive(identity: &Identity<'_>, stamp: &Timestamp) -> Result<Self, SigningError> {
        let Identity { credentials, scope, time } = *identity;
        let session_token = credentials
            .session_token()
            .map(|token| {
                let mut value = HeaderValue::from_str(token).map_err(|_| SigningError::SessionToken)?;
                value.set_sensitive(true);
                Ok(value)
            })
            .transpose()?;
        let key = generate_signing_key(credentials.secret_access_key(), time, scope.region, scope.service);
        let mut prefix = String::with_capacity(
            ALGORITHM.len()
                + credentials.access_key_id().len()
                + scope.region.len()
                + scope.service.len()
                + 64,
        );
        let mut push = |text: &str| {
            let start = prefix.len();
            prefix.push_str(text);
            start..prefix.len()
        };
        push(ALGORITHM);
        push(" Credential=");
        let access_key_id = push(credentials.access_key_id());
        push("/");
        let date = push(&String::from_utf8_lossy(&stamp[..8]));
        push("/");
        let region = push(scope.region);
        push("/");
        let service = push(scope.service);
        push("/");
        let terminator = push(TERMINATOR);
        push(", SignedHeaders=");
        Ok(Self {
            secret_access_key: Zeroizing::new(credentials.secret_access_key().to_owned()),
            session_token,
            key: Zeroizing::new(key.as_ref().to_vec()),
            prefix,
            access_key_id,
            region,
            service,
            scope: date.start..terminator.end,
        })
    }

    /// Returns `true` if this is the key of the identity for the day of the stamp.
    pub fn is_for(&self, identity: &Identity<'_>, stamp: &Timestamp) -> bool {
        let Identity { credentials, scope, .. } = identity;
        self.scope().as_bytes().starts_with(&stamp[..8])
            && self.prefix[self.access_key_id.clone()] == *credentials.access_key_id()
            && *self.secret_access_key == *credentials.secret_access_key()
            && self.session_token.as_ref().map(HeaderValue::as_bytes)
                == credentials.session_token().map(str::as_bytes)
            && self.prefix[self.region.clone()] == *scope.region
            && self.prefix[self.service.clone()] == *scope.service
    }

    fn scope(&self) -> &str {
        &self.prefix[self.scope.clone()]
    }

    /// Computes the signature. aws-sigv4 has this step too, but writes hexadecimal digits through
    /// an iterator: 2,000 instructions of each call.
    pub fn signature(&self, stamp: &Timestamp, canonical: &mut Canonical) -> [u8; 64] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC accepts keys of any length");
        mac.update(canonical.string_to_sign(stamp, self.scope()));
        hex(mac.finalize().into_bytes().into())
    }

    /// Returns the value of the `authorization` header.
    pub fn authorization(
        &self,
        stamp: &Timestamp,
        canonical: &mut Canonical,
    ) -> Result<HeaderValue, SigningError> {
        const SIGNATURE: &[u8] = b", Signature=";
        let signature = self.signature(stamp, canonical);
        let signed_headers = canonical.signed_headers();
        // The exact size, so that the conversion into `Bytes` neither copies nor allocates.
        let mut value =
            Vec::with_capacity(self.prefix.len() + signed_headers.len() + SIGNATURE.len() + signature.len());
        value.extend_from_slice(self.prefix.as_bytes());
        value.extend_from_slice(signed_headers);
        value.extend_from_slice(SIGNATURE);
        value.extend_from_slice(&signature);
        let mut value =
            HeaderValue::from_maybe_shared(Bytes::from(value)).map_err(|_| SigningError::AccessKeyId)?;
        value.set_sensitive(true);
        Ok(value)
    }
}
