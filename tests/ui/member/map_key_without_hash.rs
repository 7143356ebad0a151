use metering_core::{Shape, StringEnum, UnknownValue};
use std::collections::{BTreeMap, HashMap};

#[derive(Debug, Clone, Shape)]
#[aws(length = 1..=128)]
pub struct TagKey(String);

#[derive(Debug, Clone, StringEnum)]
pub enum Severity {
    High,
    #[aws(other)]
    Unknown(UnknownValue),
}

#[derive(Debug, Clone, Shape)]
pub struct Finding {
    name: String,
}

#[derive(Debug, Clone, Shape)]
pub struct Findings {
    tags: Option<HashMap<TagKey, String>>,
    counts: BTreeMap<Severity, i32>,
    notes: HashMap<Finding, String>,
}

fn notes(findings: &Findings) -> usize {
    findings.tags.as_ref().map_or(findings.notes.len(), |tags| tags.len())
}

fn main() {
    let _ = notes;
}
