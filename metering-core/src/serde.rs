//! serde's traits for declared shapes, which `#[aws(serde)]` implements.

use serde::de::Error as _;
use serde::ser::Error as _;

use crate::schema::missing_values;
use crate::shape::Shape;
use crate::types::Document;
use crate::wire;

/// Serializes a shape as its AWS JSON.
pub fn serialize<T: Shape, S: serde::Serializer>(shape: &T, to: S) -> Result<S::Ok, S::Error> {
    let json = serde_json::from_slice::<Document>(&wire::to_json(shape)).map_err(S::Error::custom)?;
    serde::Serialize::serialize(&json, to)
}

/// Deserializes a shape from its AWS JSON.
///
/// This is stricter than reading a response: stored data that lacks a required member is an error,
/// because only a service is known to omit members.
pub fn deserialize<'de, T: Shape, D: serde::Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    let json = <Document as serde::Deserialize>::deserialize(from)?;
    let missing = missing_values(&T::info(), &json);
    if !missing.is_empty() {
        return Err(D::Error::custom(format_args!("required members are missing: {}", missing.join(", "))));
    }
    if json.is_null() {
        return Err(D::Error::custom("expected a value, found null"));
    }
    wire::from_deserializer(json).map_err(D::Error::custom)
}
