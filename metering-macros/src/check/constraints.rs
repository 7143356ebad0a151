//! Constraints of keys.

use crate::attr::{Entries, Value};
use crate::model::Constraints;

/// Returns the constraints among these keys.
pub fn constraints(keys: &Entries) -> Constraints {
    let mut constraints = Constraints::default();
    for entry in keys.iter() {
        match (entry.name, &entry.value) {
            ("length", Value::Bounds(bounds)) => constraints.length = Some(bounds.clone()),
            ("range", Value::Bounds(bounds)) => constraints.range = Some(bounds.clone()),
            ("pattern", Value::Pattern(pattern)) => constraints.pattern = Some(pattern.clone()),
            ("each", Value::Entries(keys)) => constraints.each = Some(Box::new(self::constraints(keys))),
            ("keys", Value::Entries(keys)) => constraints.keys = Some(Box::new(self::constraints(keys))),
            _ => {}
        }
    }
    constraints
}
