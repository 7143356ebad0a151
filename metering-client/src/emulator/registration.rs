//! Registration tokens: what a buyer's browser brings to the vendor's page.

use std::collections::HashMap;

use metering_core::DateTime;

/// How long a token can be resolved, in seconds: four hours.
const LIFETIME: i64 = 4 * 3_600;

/// The tokens that were given out, for buyers by their place in the catalog.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    issued: HashMap<String, (usize, DateTime)>,
}

/// Why a token stands for nobody.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum TokenError {
    Unknown,
    Expired,
}

impl Tokens {
    pub(super) fn issue(&mut self, token: String, buyer: usize, now: DateTime) {
        self.issued.insert(token, (buyer, now));
    }

    pub(super) fn resolve(&self, token: &str, now: DateTime) -> Result<usize, TokenError> {
        let &(buyer, issued) = self.issued.get(token).ok_or(TokenError::Unknown)?;
        if now.secs() >= issued.secs() + LIFETIME { Err(TokenError::Expired) } else { Ok(buyer) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_lives_for_four_hours() {
        let mut tokens = Tokens::default();
        tokens.issue("x7Kd".into(), 3, DateTime::from_secs(1_000));
        assert_eq!(tokens.resolve("x7Kd", DateTime::from_secs(1_000 + 14_399)), Ok(3));
        assert_eq!(tokens.resolve("x7Kd", DateTime::from_secs(1_000 + 14_400)), Err(TokenError::Expired));
        assert_eq!(tokens.resolve("x7K", DateTime::from_secs(1_000)), Err(TokenError::Unknown));
    }
}
