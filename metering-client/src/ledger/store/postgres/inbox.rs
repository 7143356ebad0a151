//! Rows of the inbox as events.

use std::collections::HashMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::Result;
use super::row::Columns;
use crate::ledger::event::Event;
use crate::ledger::hours::{Time, date_time};
use crate::{Customer, Quantity, Usage};

/// The columns of an inbox row, in the order of [`InboxColumns::read`].
macro_rules! inbox_columns {
    () => {
        "id, key, account, license_arn, identifier, product, dimension, \
         CASE WHEN isfinite(time) THEN (extract(epoch FROM time) * 1000)::bigint END, \
         to_json(time) #>> '{}', quantity::text, allocations::text"
    };
}
pub(super) use inbox_columns;

/// One row of the inbox, as the vendor inserted it.
#[derive(Debug, Clone)]
pub struct InboxColumns {
    pub id: i64,
    pub key: String,
    pub account: Option<String>,
    pub license_arn: Option<String>,
    pub identifier: Option<String>,
    pub product: Option<String>,
    pub dimension: String,
    /// The time in milliseconds; `None` for `infinity`.
    time: Option<Time>,
    /// The time as PostgreSQL reads it back, to the microsecond.
    pub time_text: String,
    pub quantity: String,
    pub allocations: Option<String>,
}

impl InboxColumns {
    pub fn read(row: &tokio_postgres::Row) -> Result<Self> {
        let mut columns = Columns::new(row);
        Ok(InboxColumns {
            id: columns.read()?,
            key: columns.read()?,
            account: columns.read()?,
            license_arn: columns.read()?,
            identifier: columns.read()?,
            product: columns.read()?,
            dimension: columns.read()?,
            time: columns.read()?,
            time_text: columns.read()?,
            quantity: columns.read()?,
            allocations: columns.read()?,
        })
    }

    /// Returns the event, or the reason why the row isn't an event.
    pub fn event(&self) -> Result<Event, String> {
        let quantity = quantity(&self.quantity)?;
        let time = self.time.ok_or("time: the time is infinite")?;
        let mut usage = Usage::new(self.customer()?, self.dimension.clone(), date_time(time), quantity);
        if let Some(text) = &self.allocations {
            for (quantity, tags) in allocations(text)? {
                usage = usage.allocate(quantity, tags.iter().map(|(key, value)| (&**key, &**value)));
            }
        }
        Event::new(self.key.clone(), usage).map_err(|error| error.to_string())
    }

    fn customer(&self) -> Result<Customer, String> {
        let text = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
        let (account, license) = (text(&self.account), text(&self.license_arn));
        match (account, license, text(&self.identifier), text(&self.product)) {
            (Some(account), Some(license), None, None) => Ok(Customer::license(account, license)),
            (Some(account), Some(license), None, Some(product)) => {
                Ok(Customer::license(account, license).of_product(product))
            }
            (Some(account), None, None, Some(product)) => Ok(Customer::account(account, product)),
            (None, None, Some(identifier), Some(product)) => Ok(Customer::identifier(identifier, product)),
            _ => Err("the buyer is not in one of the three forms; set account and license_arn, account and \
                      product, or identifier and product"
                .to_owned()),
        }
    }
}

fn quantity(text: &str) -> Result<Quantity, String> {
    // PostgreSQL keeps the zeros of `1.50`; more than six decimal places are refused.
    let text = match text.split_once('.') {
        Some((whole, fraction)) if fraction.trim_end_matches('0').is_empty() => whole,
        Some((_, fraction)) => &text[..text.len() - (fraction.len() - fraction.trim_end_matches('0').len())],
        None => text,
    };
    text.parse().map_err(|error| format!("quantity: {error}"))
}

type Allocation = (Quantity, Vec<(String, String)>);

/// Reads `[{"quantity": "1.5", "tags": {"team": "a"}}, …]`.
fn allocations(text: &str) -> Result<Vec<Allocation>, String> {
    let expected = || {
        r#"allocations: expected an array such as [{"quantity": "1.5", "tags": {"team": "a"}}]"#.to_owned()
    };
    // A number keeps its text, because an `f64` doesn't have the digits of every quantity.
    let items: Vec<HashMap<String, Box<RawValue>>> = serde_json::from_str(text).map_err(|_| expected())?;
    let read = |item: &HashMap<String, Box<RawValue>>| {
        let amount = item.get("quantity").ok_or_else(expected)?.get();
        let amount = match serde_json::from_str(amount) {
            Ok(Value::String(text)) => quantity(&text)?,
            _ if amount.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => quantity(amount)?,
            _ => return Err(expected()),
        };
        let tags = match item.get("tags").map(|tags| serde_json::from_str(tags.get())) {
            None | Some(Ok(Value::Null)) => Vec::new(),
            Some(Ok(Value::Object(tags))) => tags
                .iter()
                .map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
                .collect::<Option<_>>()
                .ok_or_else(expected)?,
            Some(_) => return Err(expected()),
        };
        Ok((amount, tags))
    };
    items.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::{allocations, quantity};
    use crate::Quantity;

    #[test]
    fn quantities_keep_their_value_without_trailing_zeros() {
        for (text, micros) in
            [("1", 1_000_000), ("1.50", 1_500_000), ("2.0000000", 2_000_000), ("100", 100_000_000)]
        {
            assert_eq!(quantity(text).unwrap(), Quantity::from_micros(micros).unwrap(), "{text}");
        }
        for text in ["-1", "NaN", "1.0000001", "Infinity"] {
            assert!(quantity(text).unwrap_err().starts_with("quantity: "), "{text}");
        }
    }

    #[test]
    fn allocations_have_a_quantity_and_tags() {
        let read = allocations(r#"[{"quantity": "1.5", "tags": {"a": "b"}}, {"quantity": 2}]"#).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].1, [("a".to_owned(), "b".to_owned())]);
        // jsonb prints numbers with all their digits, and an `f64` doesn't have as many.
        for text in ["0.000001", "0.00001", "9999999999.999999", "8589934592.000001", "1.50", "100"] {
            let read = allocations(&format!(r#"[{{"quantity": {text}}}]"#)).unwrap();
            assert_eq!(read[0].0, quantity(text).unwrap(), "{text}");
        }
        for text in [
            "{}",
            "[1]",
            r#"[{"tags": {}}]"#,
            r#"[{"quantity": true}]"#,
            r#"[{"quantity": 1, "tags": {"a": 1}}]"#,
            r#"[{"quantity": 1, "tags": 1e400}]"#,
        ] {
            assert!(allocations(text).unwrap_err().starts_with("allocations: expected an array"), "{text}");
        }
    }
}
