//! How quantities and usage are stored, by serde, until they are reported.

use metering_core::{DateTime, Shape};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::shapes::{
    CustomerAwsAccountId, CustomerIdentifier, DecimalQuantity, LicenseArn, ProductCode, UsageAllocation,
    UsageDimension, UsageRecord,
};
use crate::{Customer, Quantity, Usage};

/// As text, `"17.42"`: a number would go through a float in most formats.
impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = DecimalQuantity::deserialize(from)?;
        Quantity::try_from(&text).map_err(D::Error::custom)
    }
}

/// A [`Usage`], in the names of its record. The time is text, since it has to come back as it was
/// sent, to the microsecond: the service tells records apart by it.
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

/// In the names of a [`UsageRecord`](crate::UsageRecord), with the product code beside them and the
/// time as text.
impl Serialize for Usage {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let record = UsageRecord::from(self.clone());
        let stored = StoredUsage {
            product_code: self.customer.product().cloned(),
            customer_identifier: record.customer_identifier,
            customer_aws_account_id: record.customer_aws_account_id,
            license_arn: record.license_arn,
            dimension: record.dimension,
            timestamp: record.timestamp,
            quantity_as_decimal: self.quantity.into(),
            usage_allocations: record.usage_allocations,
        };
        stored.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Usage {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let stored = StoredUsage::deserialize(from)?;
        let buyer = (
            stored.customer_aws_account_id,
            stored.license_arn,
            stored.product_code,
            stored.customer_identifier,
        );
        let customer = match buyer {
            (Some(account), Some(license_arn), product, None) => {
                Customer::License { account, license_arn, product }
            }
            (Some(account), None, Some(product), None) => Customer::Account { account, product },
            (None, None, Some(product), Some(identifier)) => Customer::Identifier { identifier, product },
            _ => return Err(D::Error::custom("the buyer is named in none of the three ways")),
        };
        let quantity = Quantity::try_from(&stored.quantity_as_decimal).map_err(D::Error::custom)?;
        let mut usage = Usage::new(customer, stored.dimension, stored.timestamp, quantity);
        usage.allocations = stored.usage_allocations.unwrap_or_default();
        Ok(usage)
    }
}
