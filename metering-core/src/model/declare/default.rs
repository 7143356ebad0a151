//! `default = …` of members.

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use serde_json::Value;

use super::super::text::literal;
use super::super::{Kind, MemberModel, ShapeModel};
use super::layout::Argument;
use super::printer::{Place, Printer};
use super::{int_enum, string_enum};

impl Printer<'_, '_> {
    /// Returns `default`, if the model has a default that the client applies.
    ///
    /// A request's own members have none, because the service applies it. In other shapes that a
    /// request can contain, the unboxed numbers of older models stay optional, because a member
    /// that is not set is not sent.
    pub fn default(&self, member: &MemberModel, place: Place) -> Option<Argument> {
        let default = member.default.as_ref()?;
        let shape = self.model.shapes.get(&member.shape)?;
        if place == Place::Sent && (shape.zero_by_default || !is_within(member, shape, default)) {
            return None;
        }
        let value = match &shape.kind {
            Kind::Enum(_) | Kind::IntEnum(_) => self.enum_value(member, shape, default)?,
            Kind::Document => document(default)?,
            kind => simple_value(kind, default)?,
        };
        // These are the values of missing members anyway.
        Some(match value.as_str() {
            "false"
            | "0"
            | "0.0"
            | "String::from(\"\")"
            | "Blob::new(\"\")"
            | "Vec::new()"
            | "HashMap::new()"
            | "DateTime::from_secs(0)" => Argument::flag("default"),
            _ if shape.sensitive => Argument::tokens(format!("default = Sensitive::new({value})")),
            _ => Argument::tokens(format!("default = {value}")),
        })
    }

    fn enum_value(&self, member: &MemberModel, shape: &ShapeModel, default: &Value) -> Option<String> {
        let name = self.names.shapes.get(&*member.shape)?;
        match (&shape.kind, default) {
            (Kind::Enum(values), Value::String(value)) if !values.is_empty() => {
                Some(match string_enum::variant_of(values, value) {
                    Some(variant) => format!("{name}::{variant}"),
                    None => format!("{name}::from({})", literal(value)),
                })
            }
            (Kind::IntEnum(values), Value::Number(value)) => {
                let value = i32::try_from(value.as_i64()?).ok()?;
                Some(match int_enum::variants(values).iter().find(|(_, it)| it.value == value) {
                    Some((variant, _)) => format!("{name}::{variant}"),
                    None => format!("{name}::from({value})"),
                })
            }
            _ => None,
        }
    }
}

fn simple_value(kind: &Kind, default: &Value) -> Option<String> {
    Some(match (kind, default) {
        (Kind::Boolean, Value::Bool(value)) => value.to_string(),
        (Kind::Integer(_), Value::Number(value)) => {
            value.as_i64().or(value.as_f64().map(|value| value as i64))?.to_string()
        }
        (Kind::Float(_), Value::Number(value)) => format!("{:?}", value.as_f64()?),
        (Kind::String, Value::String(value)) => format!("String::from({})", literal(value)),
        (Kind::BigNumber, Value::Number(value)) => format!("BigNumber::from({})", value.as_i64()?),
        (Kind::Blob, Value::String(value)) => {
            match String::from_utf8(aws_smithy_types::base64::decode(value).ok()?) {
                Ok(text) => format!("Blob::new({})", literal(&text)),
                Err(error) => format!("Blob::new({:?})", error.as_bytes()),
            }
        }
        (Kind::Timestamp, Value::Number(value)) => match value.as_i64() {
            Some(seconds) => format!("DateTime::from_secs({seconds})"),
            None => format!("DateTime::from_secs_f64({:?})", value.as_f64()?),
        },
        (Kind::Timestamp, Value::String(value)) => {
            let at = DateTime::from_str(value, Format::DateTimeWithOffset).ok()?;
            match at.subsec_nanos() {
                0 => format!("DateTime::from_secs({})", at.secs()),
                nanos => format!("DateTime::from_secs_and_nanos({}, {nanos})", at.secs()),
            }
        }
        (Kind::List { .. }, Value::Array(items)) if items.is_empty() => "Vec::new()".to_owned(),
        (Kind::Map { .. }, Value::Object(map)) if map.is_empty() => "HashMap::new()".to_owned(),
        _ => return None,
    })
}

fn document(default: &Value) -> Option<String> {
    match default {
        Value::Object(map) if map.is_empty() => Some("Document::Object(Default::default())".to_owned()),
        Value::Array(items) if items.is_empty() => Some("Document::Array(Vec::new())".to_owned()),
        Value::String(value) => Some(format!("Document::from({})", literal(value))),
        Value::Bool(_) | Value::Number(_) => Some(format!("Document::from({default})")),
        _ => None,
    }
}

/// Returns `true` if a member's constraints accept its default. A value that the client sends by
/// itself must not be rejected.
fn is_within(member: &MemberModel, shape: &ShapeModel, default: &Value) -> bool {
    let bounds = member.bounds.or(&shape.bounds);
    let length = match (&shape.kind, default) {
        (Kind::Blob, Value::String(text)) => aws_smithy_types::base64::decode(text).ok().map(|it| it.len()),
        (_, Value::String(text)) => Some(text.chars().count()),
        (_, Value::Array(items)) => Some(items.len()),
        (_, Value::Object(entries)) => Some(entries.len()),
        _ => None,
    };
    let length = length.and_then(|length| u64::try_from(length).ok());
    fn within<T: PartialOrd>(value: Option<T>, (min, max): (Option<T>, Option<T>)) -> bool {
        value.is_none_or(|value| min.is_none_or(|min| value >= min) && max.is_none_or(|max| value <= max))
    }
    within(length, bounds.length) && within(default.as_f64(), bounds.range)
}
