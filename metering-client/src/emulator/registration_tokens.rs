//! Registration tokens: a buyer's browser posts one to the vendor's registration page.

use std::collections::HashMap;
use std::io;

use metering_core::DateTime;
use ring::rand::{SecureRandom, SystemRandom};

/// The seconds for which a token can be resolved: four hours.
const LIFETIME: i64 = 4 * 3_600;

/// The issued tokens, with the buyer's place in the catalog.
#[derive(Debug, Default)]
pub(super) struct RegistrationTokens {
    issued: HashMap<String, (usize, DateTime)>,
}

/// The reason why a token can't be resolved.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum TokenError {
    Unknown,
    Expired,
}

impl RegistrationTokens {
    pub(super) fn issue(&mut self, buyer: usize, now: DateTime) -> io::Result<String> {
        let token = random_token()?;
        self.issued.insert(token.clone(), (buyer, now));
        Ok(token)
    }

    pub(super) fn resolve(&self, token: &str, now: DateTime) -> Result<usize, TokenError> {
        let &(buyer, issued) = self.issued.get(token).ok_or(TokenError::Unknown)?;
        if now.secs() >= issued.secs().saturating_add(LIFETIME) {
            Err(TokenError::Expired)
        } else {
            Ok(buyer)
        }
    }
}

/// Returns a token in AWS's form: base64 that contains `+`, `/` and `=`, which a page damages if it
/// decodes the form field twice or not at all.
fn random_token() -> io::Result<String> {
    loop {
        // One byte more than a multiple of three, so that the text is padded.
        let mut bytes = [0; 64];
        SystemRandom::new().fill(&mut bytes).map_err(|_| io::Error::other("no randomness is available"))?;
        let token = aws_smithy_types::base64::encode(bytes);
        if token.contains('+') && token.contains('/') {
            return Ok(token);
        }
    }
}

/// Returns how the page damaged a token, if the token shows it.
pub(super) fn damage(token: &str) -> Option<&'static str> {
    if token.contains(' ') {
        Some("it contains a space, so the page decoded the form field twice and turned `+` into a space")
    } else if token.contains('%') {
        Some("it contains `%`, so the page did not decode the form field")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_lives_for_four_hours() {
        let mut tokens = RegistrationTokens::default();
        let token = tokens.issue(3, DateTime::from_secs(1_000)).unwrap();
        assert_eq!(tokens.resolve(&token, DateTime::from_secs(1_000 + 14_399)), Ok(3));
        assert_eq!(tokens.resolve(&token, DateTime::from_secs(1_000 + 14_400)), Err(TokenError::Expired));
        assert_eq!(tokens.resolve("x7K", DateTime::from_secs(1_000)), Err(TokenError::Unknown));
    }

    #[test]
    fn every_token_shows_decoding_bugs() {
        for _ in 0..100 {
            let token = random_token().unwrap();
            assert_eq!(aws_smithy_types::base64::decode(&token).unwrap().len(), 64);
            assert!(['+', '/', '='].into_iter().all(|character| token.contains(character)), "{token}");
            assert_eq!(damage(&token), None);
            assert!(damage(&token.replace('+', " ")).unwrap().contains("decoded the form field twice"));
            assert!(damage(&token.replace('+', "%2B")).unwrap().contains("did not decode"));
        }
    }
}
