//! The values that the operations share.

use std::borrow::Cow;

use metering_core::{DateTime, Shape};

/// Identifies a product of AWS Marketplace, as given out when it was published.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
#[aws(length = ..=255, pattern = "^[-a-zA-Z0-9/=:_.@]*$")]
#[cfg_attr(feature = "serde", aws(serde))]
pub struct ProductCode(Cow<'static, str>);

/// Identifies a buyer to older integrations. Products created since 2026-06-01 are not given one:
/// they identify a buyer by [`CustomerAwsAccountId`] and [`LicenseArn`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
#[aws(length = ..=255)]
#[cfg_attr(feature = "serde", aws(serde))]
pub struct CustomerIdentifier(Cow<'static, str>);

/// The number of a buyer's AWS account. Take it from [`ResolveCustomer`](crate::ResolveCustomer) or
/// from AWS, never from the buyer: nobody could tell whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
#[aws(length = 1..=255, pattern = "^[0-9]+$")]
#[cfg_attr(feature = "serde", aws(serde))]
pub struct CustomerAwsAccountId(Cow<'static, str>);

/// Names a license that a buyer was granted, and with it both the product and the agreement.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
#[aws(
    pattern = "^arn:aws[a-zA-Z-]*:[A-Za-z0-9][A-Za-z0-9_/.-]{0,62}:[A-Za-z0-9_/.-]{0,63}:[A-Za-z0-9_/.-]{0,63}:[A-Za-z0-9][A-Za-z0-9:_/+=,@.-]{0,1023}$"
)]
#[cfg_attr(feature = "serde", aws(serde))]
pub struct LicenseArn(Cow<'static, str>);

/// What is metered, by the name under which the product was published with it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
#[aws(length = 1..=255)]
#[cfg_attr(feature = "serde", aws(serde))]
pub struct UsageDimension(Cow<'static, str>);

/// A quantity as it is on the wire: up to ten digits before the point and six behind it. Made from
/// a [`Quantity`](crate::Quantity), which counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
#[aws(length = 1..=17, pattern = r"^(0|[1-9][0-9]{0,9})(\.[0-9]{1,6})?$")]
#[cfg_attr(feature = "serde", aws(serde))]
pub struct DecimalQuantity(Cow<'static, str>);

/// Identifies the agreement that a buyer accepted, for AWS Marketplace's agreement API.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
#[aws(length = 1..=64, pattern = "[A-Za-z0-9_/-]+")]
#[cfg_attr(feature = "serde", aws(serde))]
pub struct AgreementId(Cow<'static, str>);

/// The usage of one dimension by one buyer at one time.
///
/// The service tells records apart by buyer, dimension and time. The same record sent again is
/// billed once; another quantity under the same three is refused as
/// [`DuplicateRecord`](crate::UsageRecordResultStatus::DuplicateRecord), and the first stays. So a
/// record, once sent, is never to be altered: sum up an hour's usage first, then report it.
/// [`Usage`](crate::Usage) is the safer way to make one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
#[aws(
    at_most_one_of(quantity, quantity_as_decimal),
    exactly_one_of(customer_identifier, customer_aws_account_id)
)]
#[aws(check = crate::rules::usage_record)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct UsageRecord {
    /// When it was used, in UTC: within
    /// [`batch_meter_usage_deadline`](crate::batch_meter_usage_deadline), and not before the
    /// buyer's agreement began.
    pub timestamp: DateTime,
    /// The buyer, for older integrations; goes with a product code.
    pub customer_identifier: Option<CustomerIdentifier>,
    /// What was used.
    pub dimension: UsageDimension,
    /// How much, in whole units; 0 if neither form is given. Deprecated by AWS since 2026-10-20.
    #[aws(range = 0..)]
    #[deprecated = "AWS deprecates it in favor of `quantity_as_decimal`"]
    pub quantity: Option<i32>,
    /// How much. Not together with `quantity`.
    pub quantity_as_decimal: Option<DecimalQuantity>,
    /// How the usage divides by the buyer's tags. The parts add up to the quantity, in the same
    /// form, each with other tags.
    #[aws(length = 1..=2500)]
    pub usage_allocations: Option<Vec<UsageAllocation>>,
    /// The buyer; goes with `license_arn` or with a product code.
    #[aws(rename = "CustomerAWSAccountId")]
    pub customer_aws_account_id: Option<CustomerAwsAccountId>,
    /// The buyer's license. Not together with a product code: metered both ways, usage is billed
    /// twice.
    pub license_arn: Option<LicenseArn>,
}

/// A part of a record's usage, told apart by tags. It changes nothing of the price: the buyer's
/// cost report shows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
#[aws(exactly_one_of(allocated_usage_quantity, allocated_usage_quantity_as_decimal))]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct UsageAllocation {
    /// The part, in whole units. Deprecated by AWS since 2026-10-20.
    #[aws(range = 0..)]
    #[deprecated = "AWS deprecates it in favor of `allocated_usage_quantity_as_decimal`"]
    pub allocated_usage_quantity: Option<i32>,
    /// The part.
    pub allocated_usage_quantity_as_decimal: Option<DecimalQuantity>,
    /// One to five tags; left out for the part that has none.
    #[aws(length = 1..=5)]
    pub tags: Option<Vec<Tag>>,
}

/// A label on a part of the usage.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct Tag {
    /// What the label says something about, as `Department`.
    #[aws(length = 1..=100, pattern = r"^[a-zA-Z0-9+ -=._:\/@]+$")]
    pub key: String,
    /// What it says, as `Sales`. AWS's documentation lets it be empty, AWS's model does not:
    /// neither do we.
    #[aws(length = 1..=256, pattern = r"^[a-zA-Z0-9+ -=._:\/@]+$")]
    pub value: String,
}
