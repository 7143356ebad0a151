//! The usage that a program reports, and its sum per hour.

#![allow(deprecated, reason = "both forms of a quantity are handled")]

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use metering_core::DateTime;

use crate::allocation::{Tag, UsageAllocation};
use crate::customer::Customer;
use crate::deadline::hour_of;
use crate::identifiers::UsageDimension;
use crate::quantity::{IntoQuantity, Quantity, QuantityError};
use crate::usage_record::UsageRecord;

/// The usage of one dimension by one buyer at one time, as
/// [`meter_all`](crate::Metering::meter_all) accepts it.
///
/// ```
/// use metering_client::{Customer, Quantity, Usage, last_full_hour};
///
/// let buyer = Customer::account("111122223333", "prod-4rcexample");
/// let usage = Usage::new(buyer, "gigabytes", last_full_hour(), "17.42".parse::<Quantity>()?)
///     .allocate("12.42".parse()?, [("Department", "Sales")])
///     .allocate(Quantity::from(5), []);
/// # let _ = usage;
/// # Ok::<(), metering_client::QuantityError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Usage {
    /// The buyer.
    pub customer: Customer,
    /// The dimension that was used.
    pub dimension: UsageDimension,
    /// The time of the usage, in UTC.
    pub timestamp: DateTime,
    /// The quantity.
    pub quantity: Quantity,
    /// The parts of the quantity by the buyer's tags; empty if the usage has no tags.
    pub allocations: Vec<UsageAllocation>,
}

impl Usage {
    /// Creates usage without tags.
    ///
    /// The quantity is an integer or a [`Quantity`]. A quantity outside AWS's range is reported
    /// when the usage is sent.
    pub fn new(
        customer: Customer,
        dimension: impl Into<UsageDimension>,
        timestamp: DateTime,
        quantity: impl IntoQuantity,
    ) -> Self {
        Usage {
            customer,
            dimension: dimension.into(),
            timestamp,
            quantity: quantity.into_quantity(),
            allocations: Vec::new(),
        }
    }

    /// Allocates a part of the quantity to a set of tags, or to no tags.
    ///
    /// All parts together must add up to the quantity.
    #[must_use]
    pub fn allocate<'a>(
        mut self,
        part: Quantity,
        tags: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let tags: Vec<Tag> =
            tags.into_iter().map(|(key, value)| Tag { key: key.into(), value: value.into() }).collect();
        self.allocations.push(allocation(part, tags));
        self
    }

    /// Sums usage by buyer, dimension and hour, in the order of first appearance.
    ///
    /// The timestamp of each sum is the start of its hour. AWS's reference identifies records by
    /// their exact time, other guidance of AWS by the hour. One record per hour is right under
    /// both. Sum an hour once, when it is over: usage that arrives after the hour's record was sent
    /// can't be added to that record.
    ///
    /// Allocations are summed by their set of tags. If some of an hour's usage has allocations, the
    /// usage without allocations becomes the part without tags.
    ///
    /// # Errors
    /// Returns an error if a sum is greater than [`Quantity::MAX`], or if a quantity is invalid.
    pub fn hourly(usages: impl IntoIterator<Item = Usage>) -> Result<Vec<Usage>, QuantityError> {
        let mut hours: Vec<HourSum> = Vec::new();
        let mut positions = HashMap::new();
        for mut usage in usages {
            usage.timestamp = hour_of(usage.timestamp);
            let key = (usage.customer.as_billed(), usage.dimension.clone(), usage.timestamp);
            let position = *positions.entry(key).or_insert(hours.len());
            if position == hours.len() {
                hours.push(HourSum::new(&usage));
            }
            hours[position].add(usage)?;
        }
        Ok(hours.into_iter().map(HourSum::into_usage).collect())
    }
}

/// The sum of one buyer's usage of one dimension in one hour.
struct HourSum {
    usage: Usage,
    parts: Vec<Part>,
    /// The position of each set of tags in `parts`.
    positions: HashMap<Vec<Tag>, usize>,
    /// `true` if any of the usage has allocations.
    is_divided: bool,
}

/// The sum of the usage with one set of tags.
struct Part {
    tags: Vec<Tag>,
    quantity: Quantity,
}

impl HourSum {
    /// Creates an empty sum for the usage's buyer, dimension and hour.
    fn new(usage: &Usage) -> Self {
        let usage = Usage { quantity: Quantity::ZERO, allocations: Vec::new(), ..usage.clone() };
        HourSum { usage, parts: Vec::new(), positions: HashMap::new(), is_divided: false }
    }

    fn add(&mut self, other: Usage) -> Result<(), QuantityError> {
        self.usage.quantity = Quantity::sum([self.usage.quantity, other.quantity])?;
        if let (Customer::License { product: own @ None, .. }, Customer::License { product, .. }) =
            (&mut self.usage.customer, other.customer)
        {
            *own = product;
        }
        if other.allocations.is_empty() {
            return self.add_part(Vec::new(), Vec::new(), other.quantity);
        }
        self.is_divided = true;
        for part in other.allocations {
            let amount = match (&part.allocated_usage_quantity_as_decimal, part.allocated_usage_quantity) {
                (Some(decimal), None) => Quantity::try_from(decimal)?,
                (None, Some(whole)) => Quantity::from(whole),
                _ => return Err(QuantityError::Syntax),
            };
            let set = part.tag_set().into_iter().cloned().collect();
            self.add_part(set, part.tags.unwrap_or_default(), amount)?;
        }
        Ok(())
    }

    fn add_part(&mut self, set: Vec<Tag>, tags: Vec<Tag>, quantity: Quantity) -> Result<(), QuantityError> {
        match self.positions.entry(set) {
            Entry::Occupied(entry) => {
                let part = &mut self.parts[*entry.get()];
                part.quantity = Quantity::sum([part.quantity, quantity])?;
            }
            Entry::Vacant(entry) => {
                entry.insert(self.parts.len());
                self.parts.push(Part { tags, quantity });
            }
        }
        Ok(())
    }

    fn into_usage(self) -> Usage {
        let mut usage = self.usage;
        if self.is_divided {
            usage.allocations =
                self.parts.into_iter().map(|part| allocation(part.quantity, part.tags)).collect();
        }
        usage
    }
}

fn allocation(quantity: Quantity, tags: Vec<Tag>) -> UsageAllocation {
    UsageAllocation {
        allocated_usage_quantity: None,
        allocated_usage_quantity_as_decimal: Some(quantity.into()),
        tags: (!tags.is_empty()).then_some(tags),
    }
}

/// Clones the usage, so that `meter_all(&usage)` keeps it for the caller.
impl From<&Usage> for Usage {
    fn from(usage: &Usage) -> Self {
        usage.clone()
    }
}

/// Creates the record that is sent.
///
/// The product code isn't part of the record but of the call. The time is truncated to
/// microseconds, which is what AWS returns and what a store keeps, so that the record stays the
/// same.
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

/// Returns the time truncated to microseconds.
pub fn microsecond_of(time: DateTime) -> DateTime {
    DateTime::from_secs_and_nanos(time.secs(), time.subsec_nanos() / 1_000 * 1_000)
}
