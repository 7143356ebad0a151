//! The catalog: products and their buyers.

use crate::identifiers::{
    AgreementId, CustomerAwsAccountId, CustomerIdentifier, LicenseArn, ProductCode, UsageDimension,
};

/// A published product.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Product {
    /// The product code.
    pub code: ProductCode,
    /// The dimensions. Usage of any other dimension is rejected.
    pub dimensions: Vec<UsageDimension>,
    /// The newest version of the public key, at least 1. Older versions have been replaced.
    pub public_key_version: i32,
}

impl Product {
    /// Creates a product without dimensions, with public key version 1.
    pub fn new(code: impl Into<ProductCode>) -> Self {
        Product { code: code.into(), dimensions: Vec::new(), public_key_version: 1 }
    }

    /// Adds a dimension.
    #[must_use]
    pub fn dimension(mut self, name: impl Into<UsageDimension>) -> Self {
        self.dimensions.push(name.into());
        self
    }

    /// Sets the newest version of the public key.
    #[must_use]
    pub fn public_key_version(mut self, version: i32) -> Self {
        self.public_key_version = version;
        self
    }
}

/// An account that has, or had, an agreement for a product.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Buyer {
    /// The buyer's AWS account.
    pub account: CustomerAwsAccountId,
    /// The product.
    pub product: ProductCode,
    /// The identifier that older integrations use.
    pub identifier: Option<CustomerIdentifier>,
    /// The granted license.
    pub license_arn: Option<LicenseArn>,
    /// The id of the agreement.
    pub agreement_id: Option<AgreementId>,
    /// `true` if the subscription is active.
    pub subscribed: bool,
}

impl Buyer {
    /// Creates a buyer with an active subscription, who is known only by account.
    pub fn new(account: impl Into<CustomerAwsAccountId>, product: impl Into<ProductCode>) -> Self {
        Buyer {
            account: account.into(),
            product: product.into(),
            identifier: None,
            license_arn: None,
            agreement_id: None,
            subscribed: true,
        }
    }

    /// Sets the identifier that older integrations use.
    #[must_use]
    pub fn identifier(mut self, identifier: impl Into<CustomerIdentifier>) -> Self {
        self.identifier = Some(identifier.into());
        self
    }

    /// Sets the license.
    #[must_use]
    pub fn license(mut self, arn: impl Into<LicenseArn>) -> Self {
        self.license_arn = Some(arn.into());
        self
    }

    /// Sets the id of the agreement.
    #[must_use]
    pub fn agreement(mut self, id: impl Into<AgreementId>) -> Self {
        self.agreement_id = Some(id.into());
        self
    }

    /// Ends the subscription.
    #[must_use]
    pub fn unsubscribed(mut self) -> Self {
        self.subscribed = false;
        self
    }
}

/// The default product.
pub(super) const PRODUCT: &str = "prod-4rcexample";

/// Returns the default catalog: a product, a buyer with all forms of identification, a buyer with
/// account and license, and a buyer who has unsubscribed.
pub(super) fn example() -> (Vec<Product>, Vec<Buyer>) {
    let license = |name: &str| format!("arn:aws:license-manager::294406891311:license:l-{name}");
    let product = Product::new(PRODUCT).dimension("requests").dimension("gigabytes").public_key_version(2);
    let buyers = vec![
        Buyer::new("111122223333", PRODUCT)
            .identifier("ifAPi5AcF3")
            .license(license("0a1b"))
            .agreement("agmt-111122223333"),
        Buyer::new("444455556666", PRODUCT).license(license("2c3d")).agreement("agmt-444455556666"),
        Buyer::new("777788889999", PRODUCT).identifier("jhBQj6BdG4").license(license("4e5f")).unsubscribed(),
    ];
    (vec![product], buyers)
}
