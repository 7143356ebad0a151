//! Who used how much of what, in a form that can't be sent wrongly.

#![allow(deprecated, reason = "both forms of a quantity are handled")]

use std::fmt;

use metering_core::DateTime;

use crate::shapes::{
    CustomerAwsAccountId, CustomerIdentifier, LicenseArn, ProductCode, Tag, UsageAllocation, UsageDimension,
    UsageRecord,
};
use crate::{Quantity, QuantityError, ResolveCustomerOutput};

/// A buyer, in one of the three ways that AWS knows. A call never mixes them, since each
/// [`Customer`] has its one.
///
/// ```
/// use metering_client::Customer;
///
/// let buyer = Customer::license("111122223333", "arn:aws:license-manager::294406891311:license:l-example");
/// let of_an_older_product = Customer::account("111122223333", "prod-4rcexample");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Customer {
    /// By license: obligatory for products created since 2026-06-01, and what all others may move
    /// to.
    License {
        /// The buyer's AWS account.
        account: CustomerAwsAccountId,
        /// The license. It names the product as well.
        license_arn: LicenseArn,
        /// The product, where it is known. It is never sent: it keeps the records of several
        /// products in calls of their own, as the service asks for.
        product: Option<ProductCode>,
    },
    /// By AWS account and product.
    Account {
        /// The buyer's AWS account.
        account: CustomerAwsAccountId,
        /// The product.
        product: ProductCode,
    },
    /// By the identifier that older integrations were given, and product.
    Identifier {
        /// The buyer.
        identifier: CustomerIdentifier,
        /// The product.
        product: ProductCode,
    },
}

impl Customer {
    /// A buyer by license, of the one product that this program meters. Where it meters several,
    /// say which by [`of_product`](Self::of_product): licenses of several products in a call are
    /// refused, and sent again in more calls.
    pub fn license(account: impl Into<CustomerAwsAccountId>, license_arn: impl Into<LicenseArn>) -> Self {
        Customer::License { account: account.into(), license_arn: license_arn.into(), product: None }
    }

    /// A buyer by AWS account and product.
    pub fn account(account: impl Into<CustomerAwsAccountId>, product: impl Into<ProductCode>) -> Self {
        Customer::Account { account: account.into(), product: product.into() }
    }

    /// A buyer by the identifier that older integrations were given, and product.
    pub fn identifier(identifier: impl Into<CustomerIdentifier>, product: impl Into<ProductCode>) -> Self {
        Customer::Identifier { identifier: identifier.into(), product: product.into() }
    }

    /// The same buyer, of this product.
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

    /// The buyer that a registration token stood for: by license if there is one, else by account,
    /// else by identifier. `None` if the answer has too little.
    ///
    /// Who has metered a buyer in one way stays with it until all of the hour's usage is in: the
    /// service bills each way apart.
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

    /// The product, where it is known.
    pub fn product(&self) -> Option<&ProductCode> {
        match self {
            Customer::License { product, .. } => product.as_ref(),
            Customer::Account { product, .. } | Customer::Identifier { product, .. } => Some(product),
        }
    }

    /// The buyer by what the service is told: a license names its product, known or not.
    pub(crate) fn as_billed(&self) -> Self {
        match self.clone() {
            Customer::License { account, license_arn, .. } => {
                Customer::License { account, license_arn, product: None }
            }
            by_product => by_product,
        }
    }

    /// The product code that a call for this buyer bears.
    pub fn product_code(&self) -> Option<&ProductCode> {
        match self {
            Customer::License { .. } => None,
            Customer::Account { .. } | Customer::Identifier { .. } => self.product(),
        }
    }
}

/// `111122223333 (arn:aws:…)`: the account or the identifier, and what goes with it.
impl fmt::Display for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Customer::License { account, license_arn, .. } => write!(f, "{account} ({license_arn})"),
            Customer::Account { account, product } => write!(f, "{account} ({product})"),
            Customer::Identifier { identifier, product } => write!(f, "{identifier} ({product})"),
        }
    }
}

/// The usage of one dimension by one buyer at one time: what
/// [`meter_all`](crate::Metering::meter_all) takes.
///
/// ```
/// use metering_client::{Customer, DateTime, Quantity, Usage};
///
/// let buyer = Customer::account("111122223333", "prod-4rcexample");
/// let hour = DateTime::from_secs(1_795_428_000);
/// let usage = Usage::new(buyer, "gigabytes", hour, "17.42".parse::<Quantity>()?)
///     .allocate("12.42".parse()?, [("Department", "Sales")])
///     .allocate(Quantity::from(5), []);
/// # let _ = usage;
/// # Ok::<(), metering_client::QuantityError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Usage {
    /// Who used it.
    pub customer: Customer,
    /// What was used.
    pub dimension: UsageDimension,
    /// When, in UTC.
    pub timestamp: DateTime,
    /// How much.
    pub quantity: Quantity,
    /// How it divides by the buyer's tags; empty if it doesn't.
    pub allocations: Vec<UsageAllocation>,
}

impl Usage {
    /// Usage that does not divide by tags.
    pub fn new(
        customer: Customer,
        dimension: impl Into<UsageDimension>,
        timestamp: DateTime,
        quantity: impl Into<Quantity>,
    ) -> Self {
        Usage {
            customer,
            dimension: dimension.into(),
            timestamp,
            quantity: quantity.into(),
            allocations: Vec::new(),
        }
    }

    /// Allots a part of the quantity to a set of tags, or to none. In the end the parts must add up
    /// to the quantity.
    #[must_use]
    pub fn allocate<'a>(
        mut self,
        part: Quantity,
        tags: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let tags: Vec<Tag> =
            tags.into_iter().map(|(key, value)| Tag { key: key.into(), value: value.into() }).collect();
        self.allocations.push(UsageAllocation {
            allocated_usage_quantity: None,
            allocated_usage_quantity_as_decimal: Some(part.into()),
            tags: (!tags.is_empty()).then_some(tags),
        });
        self
    }

    /// Sums usage up by buyer, dimension and hour, the times rounded down to the hour, in the order
    /// of first appearance.
    ///
    /// AWS's reference tells records apart by their exact time, other guidance of AWS's by the
    /// hour. One record an hour is right in both cases. Sum up an hour once, when it is over: what
    /// comes in after the hour's record was sent can't be added to it.
    ///
    /// # Errors
    /// [`QuantityError::TooLarge`] where a sum is beyond [`Quantity::MAX`]; others where an allocation that was put together by
    /// hand has no quantity.
    pub fn hourly(usages: impl IntoIterator<Item = Usage>) -> Result<Vec<Usage>, QuantityError> {
        let mut hours: Vec<Usage> = Vec::new();
        let mut seen = std::collections::HashMap::new();
        for mut usage in usages {
            usage.timestamp = hour_of(usage.timestamp);
            let key = (usage.customer.as_billed(), usage.dimension.clone(), usage.timestamp);
            match seen.entry(key) {
                std::collections::hash_map::Entry::Vacant(entry) => {
                    entry.insert(hours.len());
                    hours.push(usage);
                }
                std::collections::hash_map::Entry::Occupied(entry) => hours[*entry.get()].add(usage)?,
            }
        }
        Ok(hours)
    }

    fn add(&mut self, other: Usage) -> Result<(), QuantityError> {
        // Where one of the two divides by tags and the other doesn't, the latter's quantity is the
        // part without tags.
        if self.allocations.is_empty() != other.allocations.is_empty() {
            let whole = |usage: Usage| {
                if usage.allocations.is_empty() {
                    let quantity = usage.quantity;
                    usage.allocate(quantity, [])
                } else {
                    usage
                }
            };
            *self = whole(self.clone());
            return self.add(whole(other));
        }
        self.quantity = Quantity::sum([self.quantity, other.quantity])?;
        if let (Customer::License { product: own @ None, .. }, Customer::License { product, .. }) =
            (&mut self.customer, other.customer)
        {
            *own = product;
        }
        for part in other.allocations {
            match self.allocations.iter_mut().find(|own| crate::rules::same_tags(own, &part)) {
                None => self.allocations.push(part),
                Some(own) => {
                    let amount = |part: &UsageAllocation| match &part.allocated_usage_quantity_as_decimal {
                        Some(decimal) => Quantity::try_from(decimal),
                        None => Quantity::try_from(part.allocated_usage_quantity.unwrap_or_default()),
                    };
                    own.allocated_usage_quantity_as_decimal =
                        Some(Quantity::sum([amount(own)?, amount(&part)?])?.into());
                    own.allocated_usage_quantity = None;
                }
            }
        }
        Ok(())
    }
}

fn hour_of(at: DateTime) -> DateTime {
    DateTime::from_secs(at.secs().saturating_sub(at.secs().rem_euclid(3_600)))
}

fn microsecond_of(at: DateTime) -> DateTime {
    DateTime::from_secs_and_nanos(at.secs(), at.subsec_nanos() / 1_000 * 1_000)
}

/// The record as it is sent. The product code, if the buyer is named by one, belongs to the call.
/// The time goes to the microsecond, which is what comes back in an answer, and from a store: the
/// record stays the same one.
impl From<Usage> for UsageRecord {
    fn from(usage: Usage) -> Self {
        let (customer_identifier, customer_aws_account_id, license_arn) = match usage.customer {
            Customer::License { account, license_arn, .. } => (None, Some(account), Some(license_arn)),
            Customer::Account { account, .. } => (None, Some(account), None),
            Customer::Identifier { identifier, .. } => (Some(identifier), None, None),
        };
        UsageRecord {
            timestamp: microsecond_of(usage.timestamp),
            customer_identifier,
            dimension: usage.dimension,
            quantity: None,
            quantity_as_decimal: Some(usage.quantity.into()),
            usage_allocations: (!usage.allocations.is_empty()).then_some(usage.allocations),
            customer_aws_account_id,
            license_arn,
        }
    }
}
