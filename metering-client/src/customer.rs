//! A buyer in one of the three forms that AWS accepts.

use std::fmt;

use crate::identifiers::{CustomerAwsAccountId, CustomerIdentifier, LicenseArn, ProductCode};
use crate::resolve_customer::ResolveCustomerOutput;

/// A buyer, identified in one of the three forms that AWS accepts.
///
/// The feature `serde` serializes a `Customer`, so that a program can store it when the buyer
/// registers. Identify a buyer the same way until all of an hour's usage is reported. AWS bills
/// each form separately, so a switch can bill the same usage twice.
///
/// ```
/// use metering_client::Customer;
///
/// let license = "arn:aws:license-manager::294406891311:license:l-example";
/// let buyer = Customer::license("111122223333", license);
/// assert_eq!(buyer.account_id().unwrap().as_str(), "111122223333");
/// let buyer_of_older_product = Customer::account("111122223333", "prod-4rcexample");
/// assert_eq!(buyer_of_older_product.license_arn(), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Customer {
    /// A buyer by license. It is mandatory for products created since 2026-06-01, and other
    /// products may switch to it.
    License {
        /// The buyer's AWS account.
        account: CustomerAwsAccountId,
        /// The license, which belongs to one product.
        license_arn: LicenseArn,
        /// The product, if it is known. It isn't sent. It keeps the records of different products
        /// in separate calls, because AWS refuses a call that mixes products.
        product: Option<ProductCode>,
    },
    /// A buyer by AWS account and product.
    Account {
        /// The buyer's AWS account.
        account: CustomerAwsAccountId,
        /// The product.
        product: ProductCode,
    },
    /// A buyer by the identifier of older integrations, and product.
    Identifier {
        /// The buyer's identifier.
        identifier: CustomerIdentifier,
        /// The product.
        product: ProductCode,
    },
}

impl Customer {
    /// Creates a buyer by license, for a program that meters a single product.
    ///
    /// If the program meters several products, add the product with
    /// [`of_product`](Self::of_product). AWS refuses a call with licenses of several products, and
    /// dividing such a call takes more calls.
    pub fn license(account: impl Into<CustomerAwsAccountId>, license_arn: impl Into<LicenseArn>) -> Self {
        Customer::License { account: account.into(), license_arn: license_arn.into(), product: None }
    }

    /// Creates a buyer by AWS account and product.
    pub fn account(account: impl Into<CustomerAwsAccountId>, product: impl Into<ProductCode>) -> Self {
        Customer::Account { account: account.into(), product: product.into() }
    }

    /// Creates a buyer by the identifier of older integrations, and product.
    pub fn identifier(identifier: impl Into<CustomerIdentifier>, product: impl Into<ProductCode>) -> Self {
        Customer::Identifier { identifier: identifier.into(), product: product.into() }
    }

    /// Sets the product.
    #[must_use]
    pub fn of_product(mut self, code: impl Into<ProductCode>) -> Self {
        match &mut self {
            Customer::License { product, .. } => *product = Some(code.into()),
            Customer::Account { product, .. } | Customer::Identifier { product, .. } => {
                *product = code.into()
            }
        }
        self
    }

    /// Returns the buyer that a registration token belongs to: by license if the output has one,
    /// otherwise by account, otherwise by identifier. Returns `None` if the output has none of the
    /// three forms.
    pub fn of(resolved: &ResolveCustomerOutput) -> Option<Self> {
        let ResolveCustomerOutput {
            customer_identifier,
            product_code,
            customer_aws_account_id,
            license_arn,
            ..
        } = resolved.clone();
        match (customer_aws_account_id, license_arn, product_code, customer_identifier) {
            (Some(account), Some(license_arn), product, _) => {
                Some(Customer::License { account, license_arn, product })
            }
            (Some(account), None, Some(product), _) => Some(Customer::Account { account, product }),
            (None, _, Some(product), Some(identifier)) => Some(Customer::Identifier { identifier, product }),
            _ => None,
        }
    }

    /// Returns the buyer's AWS account, unless the buyer is identified by
    /// [`customer_identifier`](Self::customer_identifier).
    pub fn account_id(&self) -> Option<&CustomerAwsAccountId> {
        match self {
            Customer::License { account, .. } | Customer::Account { account, .. } => Some(account),
            Customer::Identifier { .. } => None,
        }
    }

    /// Returns the buyer's license, if the buyer is identified by it.
    pub fn license_arn(&self) -> Option<&LicenseArn> {
        match self {
            Customer::License { license_arn, .. } => Some(license_arn),
            Customer::Account { .. } | Customer::Identifier { .. } => None,
        }
    }

    /// Returns the buyer's identifier in older integrations, if the buyer is identified by it.
    pub fn customer_identifier(&self) -> Option<&CustomerIdentifier> {
        match self {
            Customer::Identifier { identifier, .. } => Some(identifier),
            Customer::License { .. } | Customer::Account { .. } => None,
        }
    }

    /// Returns the product, if it is known.
    pub fn product(&self) -> Option<&ProductCode> {
        match self {
            Customer::License { product, .. } => product.as_ref(),
            Customer::Account { product, .. } | Customer::Identifier { product, .. } => Some(product),
        }
    }

    /// Returns the buyer as AWS bills it: a license without its product, which isn't sent.
    pub(crate) fn as_billed(&self) -> Self {
        match self.clone() {
            Customer::License { account, license_arn, .. } => {
                Customer::License { account, license_arn, product: None }
            }
            by_product => by_product,
        }
    }

    /// Returns the product code that a call for this buyer contains.
    pub(crate) fn product_in_call(&self) -> Option<&ProductCode> {
        match self {
            Customer::License { .. } => None,
            Customer::Account { .. } | Customer::Identifier { .. } => self.product(),
        }
    }
}

/// Writes the account or identifier, and the license or product: `111122223333 (arn:aws:…)`.
impl fmt::Display for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Customer::License { account, license_arn, .. } => write!(f, "{account} ({license_arn})"),
            Customer::Account { account, product } => write!(f, "{account} ({product})"),
            Customer::Identifier { identifier, product } => write!(f, "{identifier} ({product})"),
        }
    }
}
