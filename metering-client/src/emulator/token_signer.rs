//! RegisterUsage's signature: a JSON Web Token that verifies.

use ring::rand::SystemRandom;
use ring::signature::{KeyPair, RSA_PSS_SHA256, RsaKeyPair};

/// Signs tokens as AWS Marketplace does: with RSA-PSS and SHA-256, the algorithm PS256
/// (<https://www.rfc-editor.org/rfc/rfc7518#section-3.5>).
#[derive(Debug)]
pub(super) struct TokenSigner {
    key: RsaKeyPair,
}

/// The emulator's default key. It is published with the source, so its signatures prove nothing
/// outside of tests.
const EXAMPLE_KEY: &[u8] = include_bytes!("signing_key.pk8");

impl TokenSigner {
    pub(super) fn example() -> Self {
        Self::from_pkcs8(EXAMPLE_KEY).expect("the key in the source is valid")
    }

    /// Reads an RSA key of at least 2,048 bits, as PKCS#8 in DER.
    pub(super) fn from_pkcs8(der: &[u8]) -> Result<Self, ring::error::KeyRejected> {
        Ok(TokenSigner { key: RsaKeyPair::from_pkcs8(der)? })
    }

    /// Returns `header.claims.signature`.
    pub(super) fn sign(&self, claims: &serde_json::Value) -> String {
        let header = base64url(br#"{"alg":"PS256","typ":"JWT"}"#);
        let mut token = format!("{header}.{}", base64url(claims.to_string().as_bytes()));
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key
            .sign(&RSA_PSS_SHA256, &SystemRandom::new(), token.as_bytes(), &mut signature)
            .expect("the buffer has the signature's length");
        token.push('.');
        token.push_str(&base64url(&signature));
        token
    }

    /// Returns the public key as PEM (SubjectPublicKeyInfo).
    pub(super) fn public_key_pem(&self) -> String {
        let key = self.key.public_key().as_ref();
        // The AlgorithmIdentifier of rsaEncryption: 1.2.840.113549.1.1.1 with NULL.
        const RSA: &[u8] = &[0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 1, 5, 0];
        let bits = der(3, &[&[0], key].concat());
        let info = der(0x30, &[RSA, &bits].concat());
        let text = aws_smithy_types::base64::encode(info);
        let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
        for line in text.as_bytes().chunks(64) {
            pem.push_str(&String::from_utf8_lossy(line));
            pem.push('\n');
        }
        pem + "-----END PUBLIC KEY-----\n"
    }

    /// Returns the public key in ring's form: RSAPublicKey in DER.
    #[cfg(test)]
    fn public_key_der(&self) -> &[u8] {
        self.key.public_key().as_ref()
    }
}

/// Encodes a DER value of up to 64 KiB.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(content.len()).unwrap_or(u16::MAX).to_be_bytes();
    let mut value = match (high, low) {
        (0, 0..=127) => vec![tag, low],
        (0, _) => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    value.extend_from_slice(content);
    value
}

/// Encodes base64 for URLs, without padding (<https://www.rfc-editor.org/rfc/rfc7515#section-2>).
fn base64url(bytes: &[u8]) -> String {
    aws_smithy_types::base64::encode(bytes).trim_end_matches('=').replace('+', "-").replace('/', "_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::{RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};

    #[test]
    fn a_token_verifies_unless_it_is_changed() {
        let signer = TokenSigner::example();
        let token = signer.sign(&serde_json::json!({ "productCode": "p" }));
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let signature = signature.replace('-', "+").replace('_', "/") + "==";
        let signature = aws_smithy_types::base64::decode(signature).unwrap();
        let key = UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, signer.public_key_der());
        assert!(key.verify(signed.as_bytes(), &signature).is_ok());
        assert!(key.verify(format!("{signed}x").as_bytes(), &signature).is_err());
    }
}
