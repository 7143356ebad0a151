//! ResolveCustomer: the buyer that a registration token belongs to.

use metering_core::{Sensitive, Shape, Violations, aws_operation};

use crate::identifiers::{AgreementId, CustomerAwsAccountId, CustomerIdentifier, LicenseArn, ProductCode};
use crate::service::Service;

/// Returns the buyer that a registration token belongs to.
///
/// - **Who calls it**: a SaaS vendor's registration page, with credentials of the account that
///   published the product and the permission `aws-marketplace:ResolveCustomer`.
/// - **When**: when the buyer's browser posts the form field `x-amzn-marketplace-token`. The token
///   is valid for about four hours.
/// - **All or none**: the call resolves one token.
/// - **Repeat**: a token can be resolved again while it is valid.
/// - **Bounds**: AWS documents no quota.
///
/// [`Customer::of`](crate::Customer::of) converts the output into the buyer that metering needs.
/// Store that [`Customer`](crate::Customer); the feature `serde` serializes it.
///
/// # Decode the token once
/// A token is base64 with `+`, `/` and `=`. The browser percent-encodes it in the form, and a web
/// framework's form parser decodes it. Don't decode it again: that turns `+` into a space. Don't
/// read it from the raw body without decoding: that leaves `%2B`. A token that contains a space or
/// a percent sign is reported as a violation, and the call isn't sent.
#[aws_operation(action = "ResolveCustomer")]
#[aws(check = crate::resolve_customer::check_call)]
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct ResolveCustomer {
    /// The token that the buyer's browser posted. It is a secret, because whoever has it can
    /// impersonate the buyer.
    #[aws(length = 1..)]
    pub registration_token: Sensitive<String>,
}

/// The buyer.
#[derive(Debug, Clone, PartialEq, Shape)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct ResolveCustomerOutput {
    /// The buyer's identifier in older integrations. Absent for products created since 2026-06-01.
    pub customer_identifier: Option<CustomerIdentifier>,
    /// The product that the buyer subscribed to. Check that it is the product you expect.
    pub product_code: Option<ProductCode>,
    /// The buyer's AWS account.
    #[aws(rename = "CustomerAWSAccountId")]
    pub customer_aws_account_id: Option<CustomerAwsAccountId>,
    /// The license that AWS granted to the buyer.
    pub license_arn: Option<LicenseArn>,
    /// More data about the subscription.
    pub metadata: Option<Metadata>,
}

/// More data about a subscription.
#[derive(Debug, Clone, PartialEq, Shape)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct Metadata {
    /// The agreement that the buyer accepted.
    pub agreement_id: Option<AgreementId>,
}

/// Reports a token that was decoded twice or not at all. Base64 has neither spaces nor percent
/// signs.
pub fn check_call(call: &ResolveCustomer, violations: &mut Violations<'_>) {
    let token = call.registration_token.expose();
    if token.contains(' ') {
        violations
            .member("RegistrationToken")
            .push("contains a space, so its `+` was decoded as a space; decode the form field only once");
    }
    if token.contains('%') {
        violations
            .member("RegistrationToken")
            .push("contains `%`, so it is still percent-encoded (`%2B` is `+`); decode the form field once");
    }
}
