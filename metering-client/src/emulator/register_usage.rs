//! RegisterUsage.

use serde_json::json;

use super::market::{Call, Market, ServiceResult, require};
use super::validation::validate;
use crate::{RegisterUsage, RegisterUsageOutput};

impl Market {
    pub(super) fn register_usage(
        &mut self,
        call: &Call<'_>,
        input: RegisterUsage,
    ) -> ServiceResult<RegisterUsageOutput> {
        validate(&input)?;
        self.check_software_region(call, "InvalidRegionException")?;
        let product = self.product(&input.product_code)?;
        require(
            input.public_key_version <= product.public_key_version,
            "InvalidPublicKeyVersionException",
            || format!("the newest public key has version {}", product.public_key_version),
        )?;
        self.entitled(call, &product.code)?;
        let now = self.clock.now();
        let mut claims = json!({
            "productCode": input.product_code.as_str(),
            "publicKeyVersion": input.public_key_version,
            "iat": now.secs(),
        });
        if let Some(nonce) = input.nonce {
            claims["nonce"] = nonce.into();
        }
        let is_replaced = input.public_key_version < product.public_key_version;
        Ok(RegisterUsageOutput {
            public_key_rotation_timestamp: is_replaced.then_some(now),
            signature: Some(self.signer.sign(&claims).into()),
        })
    }
}
