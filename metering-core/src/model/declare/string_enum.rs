//! Enums of strings.

use std::collections::HashSet;

use super::super::names::{self, Case, VALUE_CASES, case_for};
use super::super::{EnumValue, ShapeModel, Text};
use super::item::{ItemKind, ItemMember};
use super::layout::Argument;
use super::printer::Printer;

impl Printer<'_, '_> {
    pub fn string_enum(&mut self, name: &str, shape: &ShapeModel, values: &[EnumValue<Text>], sent: bool) {
        self.uses.extend(["StringEnum", "UnknownValue"]);
        let (variants, mut taken) = variants(values);
        self.record(name, ItemKind::Enum, sent, &shape.deprecated).members = variants
            .iter()
            .map(|(variant, value)| ItemMember::value(variant, value.value.clone(), &value.deprecated))
            .collect();
        let case = case_for(
            variants.iter().map(|(variant, value)| (variant.as_str(), value.value.as_str())),
            VALUE_CASES,
            Case::apply,
        );
        self.deprecated(0, &shape.deprecated);
        self.source.code(0, "#[derive(Debug, Clone, PartialEq, Eq, Hash, StringEnum)]");
        self.enum_head(name, case);
        for (variant, value) in &variants {
            self.value_docs(value, &value.value);
            if value.value != case.apply(variant) {
                self.source.attribute(4, "aws", &[Argument::string("rename", &value.value)]);
            }
            self.source.code(4, &format!("{variant},"));
        }
        let other = names::unknown(&mut taken);
        self.enum_end("A value that this declaration doesn't know.", &other, "UnknownValue");
    }

    pub fn value_docs<T>(&mut self, value: &EnumValue<T>, wire: &Text) {
        let lines = self.docs_or(&value.documentation, 4, || match wire.code().as_str() {
            "" => "A blank string.".to_owned(),
            wire => format!("`{wire}`"),
        });
        self.source.docs(4, &lines);
        self.deprecated(4, &value.deprecated);
    }
}

/// Returns the variants of the distinct values, and their names.
pub fn variants(values: &[EnumValue<Text>]) -> (Vec<(String, &EnumValue<Text>)>, HashSet<String>) {
    let mut taken = HashSet::new();
    let mut seen = HashSet::new();
    let variants = values
        .iter()
        // The empty string has no name. It is kept as an unknown value.
        .filter(|value| !value.value.is_empty() && seen.insert(&value.value))
        .map(|value| (names::variant(value.value.as_str(), &mut taken), value))
        .collect();
    (variants, taken)
}

/// Returns the name of a value's variant.
pub fn variant_of(values: &[EnumValue<Text>], value: &str) -> Option<String> {
    variants(values).0.into_iter().find(|(_, known)| known.value == value).map(|(name, _)| name)
}
