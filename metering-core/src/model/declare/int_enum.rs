//! Enums of integers.

use std::collections::HashSet;

use super::super::names::{self, Case};
use super::super::{EnumValue, ShapeModel, Text};
use super::item::{ItemKind, ItemMember};
use super::layout::Argument;
use super::printer::Printer;

impl Printer<'_, '_> {
    pub fn int_enum(&mut self, name: &str, shape: &ShapeModel, values: &[EnumValue<i32>], sent: bool) {
        self.uses.insert("IntEnum");
        self.deprecated(0, &shape.deprecated);
        self.source.code(0, "#[derive(Debug, Clone, PartialEq, Eq, Hash, IntEnum)]");
        self.enum_head(name, Case::Pascal);
        let variants = variants(values);
        let wire = |value: &EnumValue<i32>| Text::from(value.value.to_string());
        self.record(name, ItemKind::Enum, sent, &shape.deprecated).members = variants
            .iter()
            .map(|(variant, value)| ItemMember::value(variant, wire(value), &value.deprecated))
            .collect();
        let mut taken: HashSet<String> = variants.iter().map(|(name, _)| name.clone()).collect();
        for (variant, value) in &variants {
            self.value_docs(value, &wire(value));
            self.source.attribute(4, "aws", &[Argument::tokens(format!("value = {}", value.value))]);
            self.source.code(4, &format!("{variant},"));
        }
        let other = names::unknown(&mut taken);
        self.enum_end("A value that this declaration doesn't know.", &other, "i32");
    }
}

/// Returns the variants of the distinct values.
pub fn variants(values: &[EnumValue<i32>]) -> Vec<(String, &EnumValue<i32>)> {
    let mut taken = HashSet::new();
    let mut seen = HashSet::new();
    let distinct = values.iter().filter(|value| seen.insert(value.value));
    distinct
        .map(|value| {
            let name = value.name.clone().unwrap_or_else(|| value.value.to_string().into());
            (names::variant(name.as_str(), &mut taken), value)
        })
        .collect()
}
