//! The vendor's registration page: who is it that has just subscribed.

use metering_core::{Sensitive, Shape, aws_operation};

use crate::Service;
use crate::shapes::{AgreementId, CustomerAwsAccountId, CustomerIdentifier, LicenseArn, ProductCode};

/// Tells who the buyer is that came with a registration token.
///
/// - **Who**: a SaaS vendor's registration page, with credentials of the account that published the
///   product; it needs `aws-marketplace:ResolveCustomer`.
/// - **When**: at once when the buyer's browser posts the token as `x-amzn-marketplace-token`; it
///   works for about four hours.
///
/// [`Customer::of`](crate::Customer::of) makes of the answer what metering asks for. Store that.
#[aws_operation(action = "ResolveCustomer")]
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct ResolveCustomer {
    /// What the buyer's browser posted. It is a secret: whoever has it can pass for the buyer.
    #[aws(length = 1..)]
    pub registration_token: Sensitive<String>,
}

/// The buyer.
#[derive(Debug, Clone, PartialEq, Shape)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct ResolveCustomerOutput {
    /// The buyer, for older integrations; absent for products created since 2026-06-01.
    pub customer_identifier: Option<CustomerIdentifier>,
    /// The product that the buyer subscribed to. Check that it is the one you mean.
    pub product_code: Option<ProductCode>,
    /// The buyer's AWS account.
    #[aws(rename = "CustomerAWSAccountId")]
    pub customer_aws_account_id: Option<CustomerAwsAccountId>,
    /// The license that the buyer was granted.
    pub license_arn: Option<LicenseArn>,
    /// What else is known of the subscription.
    pub metadata: Option<Metadata>,
}

/// What else is known of a subscription.
#[derive(Debug, Clone, PartialEq, Shape)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct Metadata {
    /// The agreement that the buyer accepted.
    pub agreement_id: Option<AgreementId>,
}
