//! Parts of a quantity by tags, and their rules.
//!
//! AWS documents these rules; its API model can't express them.

#![allow(deprecated, reason = "both forms of a quantity are validated")]

use std::collections::HashSet;

use metering_core::{Shape, Violations};

use crate::quantity::{DecimalQuantity, Quantity};

/// The part of a record's usage that has one set of tags.
///
/// Allocations appear in the buyer's cost report and don't affect the price. The allocations of a
/// record add up to its quantity, and each has a different set of tags.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
#[aws(exactly_one_of(allocated_usage_quantity, allocated_usage_quantity_as_decimal))]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct UsageAllocation {
    /// The quantity in whole units. AWS deprecated it on 2026-10-20.
    #[aws(range = 0..)]
    #[deprecated = "AWS deprecates it in favor of `allocated_usage_quantity_as_decimal`"]
    pub allocated_usage_quantity: Option<i32>,
    /// The quantity.
    pub allocated_usage_quantity_as_decimal: Option<DecimalQuantity>,
    /// One to five tags. Omit them for the part without tags.
    #[aws(length = 1..=5)]
    pub tags: Option<Vec<Tag>>,
}

/// A label on a part of the usage.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
#[cfg_attr(feature = "serde", aws(serde))]
#[non_exhaustive]
pub struct Tag {
    /// The name of the tag, such as `Department`: 1 to 100 characters.
    #[aws(length = 1..=100, pattern = r"^[a-zA-Z0-9+ -=._:\/@]+$")]
    pub key: String,
    /// The value of the tag, such as `Sales`: 1 to 256 characters. AWS's documentation allows an
    /// empty value, but AWS's model doesn't, so it is refused here.
    #[aws(length = 1..=256, pattern = r"^[a-zA-Z0-9+ -=._:\/@]+$")]
    pub value: String,
}

/// The form of a quantity. A record uses one form for its quantity and for its allocations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Whole,
    Decimal,
}

/// Returns the value and the form of a quantity that has two optional members. Without either
/// member, the quantity is 0. Returns `None` if the members aren't a valid quantity; the members'
/// own constraints report that.
pub fn quantity(whole: Option<i32>, decimal: Option<&DecimalQuantity>) -> Option<(Option<Form>, Quantity)> {
    let (form, quantity) = match (whole, decimal) {
        (None, None) => (None, Quantity::ZERO),
        (Some(whole), None) => (Some(Form::Whole), Quantity::from(whole)),
        (None, Some(decimal)) => (Some(Form::Decimal), Quantity::try_from(decimal).ok()?),
        (Some(_), Some(_)) => return None,
    };
    quantity.micros().is_ok().then_some((form, quantity))
}

/// Checks that allocations add up to the quantity `total`, that they have the same form, and that
/// no two of them have the same tags.
pub fn check_allocations(
    total: Option<(Option<Form>, Quantity)>,
    parts: Option<&[UsageAllocation]>,
    violations: &mut Violations<'_>,
) {
    let Some(parts) = parts else { return };
    let mut violations = violations.member("UsageAllocations");
    check_tag_sets(parts, &mut violations);

    let Some((form, total)) = total else { return };
    let mut sum = Some(Quantity::ZERO);
    // An omitted quantity is 0 in either form, but its allocations must agree on one form.
    let mut expected = form;
    for (index, part) in parts.iter().enumerate() {
        // A part without a valid quantity breaks its own rule, and the sum of the others would be
        // misleading.
        let Some((Some(form), amount)) = part.amount() else { return };
        if *expected.get_or_insert(form) != form {
            violations
                .index(index)
                .push("mixes whole and decimal quantities with the record or with another part");
        }
        sum = sum.and_then(|sum| sum.checked_add(amount));
    }
    match sum {
        Some(sum) if sum == total => {}
        Some(sum) => violations.push(format_args!("the parts add up to {sum}, the quantity is {total}")),
        None => violations.push(format_args!("the parts add up to more than {}", Quantity::MAX)),
    }
}

/// Reports each part that has the same tags as an earlier part.
fn check_tag_sets(parts: &[UsageAllocation], violations: &mut Violations<'_>) {
    /// Up to this many parts are compared with each other, which allocates nothing.
    const FEW: usize = 16;
    let many = parts.len() > FEW;
    let mut seen = HashSet::with_capacity(if many { parts.len() } else { 0 });
    for (index, part) in parts.iter().enumerate() {
        let repeated = if many {
            !seen.insert(part.tag_set())
        } else {
            parts[..index].iter().any(|before| before.has_same_tags(part))
        };
        if repeated {
            violations.index(index).member("Tags").push("has the same tags as an earlier allocation");
        }
    }
}

impl UsageAllocation {
    /// Returns the quantity and its form, or `None` if it isn't valid.
    pub(crate) fn amount(&self) -> Option<(Option<Form>, Quantity)> {
        quantity(self.allocated_usage_quantity, self.allocated_usage_quantity_as_decimal.as_ref())
    }

    /// Returns the tags without repetitions, in a fixed order, so that equal sets are equal lists.
    pub(crate) fn tag_set(&self) -> Vec<&Tag> {
        let mut set: Vec<&Tag> = Vec::new();
        // A part has few tags. The sorts of the standard library would add 18 KB to a program.
        for tag in self.tags.iter().flatten() {
            let place = set.binary_search_by_key(&(&tag.key, &tag.value), |tag| (&tag.key, &tag.value));
            if let Err(at) = place {
                set.insert(at, tag);
            }
        }
        set
    }

    /// Returns `true` if both parts have the same set of tags, in any order.
    fn has_same_tags(&self, other: &UsageAllocation) -> bool {
        fn tags(part: &UsageAllocation) -> &[Tag] {
            part.tags.as_deref().unwrap_or_default()
        }
        let contains = |all: &[Tag], some: &[Tag]| some.iter().all(|tag| all.contains(tag));
        contains(tags(self), tags(other)) && contains(tags(other), tags(self))
    }
}
