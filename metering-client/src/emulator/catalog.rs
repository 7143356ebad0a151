//! Who sells what to whom.

use crate::identifiers::{
    AgreementId, CustomerAwsAccountId, CustomerIdentifier, LicenseArn, ProductCode, UsageDimension,
};

/// A product that was published.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Product {
    /// Its code.
    pub code: ProductCode,
    /// What is metered of it. Usage of another dimension is refused.
    pub dimensions: Vec<UsageDimension>,
    /// The newest version of the public key, from 1; the ones before have been replaced.
    pub public_key_version: i32,
}

impl Product {
    /// A product without dimensions, whose public key has the version 1.
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
    /// Its AWS account.
    pub account: CustomerAwsAccountId,
    /// The product.
    pub product: ProductCode,
    /// What older integrations know the buyer by.
    pub identifier: Option<CustomerIdentifier>,
    /// The license that was granted.
    pub license_arn: Option<LicenseArn>,
    /// The agreement.
    pub agreement_id: Option<AgreementId>,
    /// Whether the subscription is active.
    pub subscribed: bool,
}

impl Buyer {
    /// A buyer with an active subscription, known by its account alone.
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

    /// Gives the buyer an identifier for older integrations.
    #[must_use]
    pub fn identifier(mut self, identifier: impl Into<CustomerIdentifier>) -> Self {
        self.identifier = Some(identifier.into());
        self
    }

    /// Gives the buyer a license.
    #[must_use]
    pub fn license(mut self, arn: impl Into<LicenseArn>) -> Self {
        self.license_arn = Some(arn.into());
        self
    }

    /// Gives the agreement an id.
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

/// The product that an emulator has unless others are given.
pub(super) const PRODUCT: &str = "prod-4rcexample";

/// One product and three buyers: one with everything, one with account and license, one that has
/// left.
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
