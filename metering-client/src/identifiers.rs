//! Identifiers of products, buyers, licenses and agreements.
//!
//! Each identifier is a string with the constraint of AWS's API model. It is checked when a call is
//! made, or earlier by `new`, `parse` and `from_static`.

use std::borrow::Cow;

use metering_core::Shape;

/// The code of an AWS Marketplace product.
///
/// AWS Marketplace assigns the code when you publish the product. It has at most 255 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
#[aws(length = ..=255, pattern = "^[-a-zA-Z0-9/=:_.@]*$")]
#[cfg_attr(feature = "serde", aws(serde))]
pub struct ProductCode(Cow<'static, str>);

/// The identifier of a buyer in older integrations.
///
/// AWS doesn't issue it for products created since 2026-06-01. Those products identify a buyer by
/// [`CustomerAwsAccountId`] and [`LicenseArn`]. It has at most 255 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
#[aws(length = ..=255)]
#[cfg_attr(feature = "serde", aws(serde))]
pub struct CustomerIdentifier(Cow<'static, str>);

/// The number of a buyer's AWS account.
///
/// Take it from the output of [`ResolveCustomer`](crate::ResolveCustomer) or from AWS, never from
/// the buyer, because a buyer could name another buyer's account. It has 1 to 255 digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
#[aws(length = 1..=255, pattern = "^[0-9]+$")]
#[cfg_attr(feature = "serde", aws(serde))]
pub struct CustomerAwsAccountId(Cow<'static, str>);

/// The ARN of a buyer's license. A license belongs to one product and one agreement.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
#[aws(
    pattern = "^arn:aws[a-zA-Z-]*:[A-Za-z0-9][A-Za-z0-9_/.-]{0,62}:[A-Za-z0-9_/.-]{0,63}:[A-Za-z0-9_/.-]{0,63}:[A-Za-z0-9][A-Za-z0-9:_/+=,@.-]{0,1023}$"
)]
#[cfg_attr(feature = "serde", aws(serde))]
pub struct LicenseArn(Cow<'static, str>);

/// The name of a dimension, such as `requests`. The product defines its dimensions and their
/// prices. The name has 1 to 255 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
#[aws(length = 1..=255)]
#[cfg_attr(feature = "serde", aws(serde))]
pub struct UsageDimension(Cow<'static, str>);

/// The identifier of the agreement that a buyer accepted, for the AWS Marketplace Agreement API.
/// It has 1 to 64 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
#[aws(length = 1..=64, pattern = "[A-Za-z0-9_/-]+")]
#[cfg_attr(feature = "serde", aws(serde))]
pub struct AgreementId(Cow<'static, str>);
