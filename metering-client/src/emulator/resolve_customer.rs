//! ResolveCustomer.

use super::market::{Call, Market, ServiceResult, refusal, require};
use super::registration_tokens::{TokenError, damage};
use crate::{Metadata, ResolveCustomer, ResolveCustomerOutput};

impl Market {
    pub(super) fn resolve_customer(
        &mut self,
        _: &Call<'_>,
        input: ResolveCustomer,
    ) -> ServiceResult<ResolveCustomerOutput> {
        // The client's own check of damaged tokens is not AWS's: AWS only requires a token.
        let token = input.registration_token.expose();
        require(!token.is_empty(), "ValidationException", || "the registration token is empty".into())?;
        let buyer = self.tokens.resolve(token, self.clock.now()).map_err(|error| match error {
            TokenError::Unknown => {
                let damage = damage(token).map(|damage| format!("; {damage}")).unwrap_or_default();
                refusal("InvalidTokenException", format!("the registration token is invalid{damage}"))
            }
            TokenError::Expired => refusal("ExpiredTokenException", "the registration token has expired"),
        })?;
        let buyer = &self.buyers[buyer];
        Ok(ResolveCustomerOutput {
            customer_identifier: buyer.identifier.clone(),
            product_code: Some(buyer.product.clone()),
            customer_aws_account_id: Some(buyer.account.clone()),
            license_arn: buyer.license_arn.clone(),
            metadata: buyer.agreement_id.clone().map(|id| Metadata { agreement_id: Some(id) }),
        })
    }
}
