//! serde's traits for quantities, buyers and usage, so that a program can store them.

use metering_core::{DateTime, Shape};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::allocation::UsageAllocation;
use crate::customer::Customer;
use crate::identifiers::{CustomerAwsAccountId, CustomerIdentifier, LicenseArn, ProductCode, UsageDimension};
use crate::quantity::{DecimalQuantity, Quantity};
use crate::usage::{Usage, microsecond_of};

/// Serializes the quantity as text, `"17.42"`, because most formats would read a number as a float.
impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = DecimalQuantity::deserialize(deserializer)?;
        Quantity::try_from(&text).map_err(D::Error::custom)
    }
}

/// A [`Customer`] by the names of AWS's members.
#[derive(Shape)]
#[aws(serde)]
struct StoredCustomer {
    product_code: Option<ProductCode>,
    customer_identifier: Option<CustomerIdentifier>,
    #[aws(rename = "CustomerAWSAccountId")]
    customer_aws_account_id: Option<CustomerAwsAccountId>,
    license_arn: Option<LicenseArn>,
}

impl From<&Customer> for StoredCustomer {
    fn from(customer: &Customer) -> Self {
        StoredCustomer {
            product_code: customer.product().cloned(),
            customer_identifier: customer.customer_identifier().cloned(),
            customer_aws_account_id: customer.account_id().cloned(),
            license_arn: customer.license_arn().cloned(),
        }
    }
}

impl StoredCustomer {
    fn into_customer<E: serde::de::Error>(self) -> Result<Customer, E> {
        match (self.customer_aws_account_id, self.license_arn, self.product_code, self.customer_identifier) {
            (Some(account), Some(license_arn), product, None) => {
                Ok(Customer::License { account, license_arn, product })
            }
            (Some(account), None, Some(product), None) => Ok(Customer::Account { account, product }),
            (None, None, Some(product), Some(identifier)) => Ok(Customer::Identifier { identifier, product }),
            _ => Err(E::custom(
                "the buyer must have CustomerAWSAccountId and LicenseArn, CustomerAWSAccountId and ProductCode, \
                 or CustomerIdentifier and ProductCode",
            )),
        }
    }
}

/// Uses the member names of AWS: `ProductCode`, `CustomerAWSAccountId`, `LicenseArn`,
/// `CustomerIdentifier`.
impl Serialize for Customer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        StoredCustomer::from(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Customer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        StoredCustomer::deserialize(deserializer)?.into_customer()
    }
}

/// A [`Usage`] by the names of AWS's members. The time is text, because it must be restored exactly
/// to the microsecond: AWS identifies records by it.
#[derive(Shape)]
#[aws(serde)]
struct StoredUsage {
    product_code: Option<ProductCode>,
    customer_identifier: Option<CustomerIdentifier>,
    #[aws(rename = "CustomerAWSAccountId")]
    customer_aws_account_id: Option<CustomerAwsAccountId>,
    license_arn: Option<LicenseArn>,
    dimension: UsageDimension,
    #[aws(timestamp = "date-time")]
    timestamp: DateTime,
    quantity_as_decimal: DecimalQuantity,
    usage_allocations: Option<Vec<UsageAllocation>>,
}

/// Uses the member names of a [`UsageRecord`](crate::UsageRecord) and of its call, with the time as
/// text.
impl Serialize for Usage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let customer = StoredCustomer::from(&self.customer);
        let stored = StoredUsage {
            product_code: customer.product_code,
            customer_identifier: customer.customer_identifier,
            customer_aws_account_id: customer.customer_aws_account_id,
            license_arn: customer.license_arn,
            dimension: self.dimension.clone(),
            timestamp: microsecond_of(self.timestamp),
            quantity_as_decimal: self.quantity.into(),
            usage_allocations: (!self.allocations.is_empty()).then(|| self.allocations.clone()),
        };
        stored.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Usage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = StoredUsage::deserialize(deserializer)?;
        let customer = StoredCustomer {
            product_code: stored.product_code,
            customer_identifier: stored.customer_identifier,
            customer_aws_account_id: stored.customer_aws_account_id,
            license_arn: stored.license_arn,
        };
        let quantity = Quantity::try_from(&stored.quantity_as_decimal).map_err(D::Error::custom)?;
        let mut usage = Usage::new(customer.into_customer()?, stored.dimension, stored.timestamp, quantity);
        usage.allocations = stored.usage_allocations.unwrap_or_default();
        Ok(usage)
    }
}
