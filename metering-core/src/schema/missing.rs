//! Finds the required members that a JSON value lacks. Reading is lenient and fills them in, so
//! this looks at the JSON itself.

use super::{MemberInfo, ShapeInfo, ShapeKind};
use crate::peer_text::MapKey;
use crate::types::Document;

/// Returns the paths of the required members that `json` lacks, as `UsageRecords[0].Dimension`.
#[cfg(feature = "testing")]
#[must_use]
pub fn missing_members(shape: &ShapeInfo, json: &Document) -> Vec<String> {
    find(shape, json, MemberInfo::required)
}

/// Returns the paths of the required members that `json` lacks. A missing list or map counts
/// as empty, as it does in responses.
pub fn missing_values(shape: &ShapeInfo, json: &Document) -> Vec<String> {
    find(shape, json, |member| {
        let kind = (member.shape)().kind;
        member.required() && !matches!(kind, ShapeKind::List { .. } | ShapeKind::Map { .. })
    })
}

fn find(shape: &ShapeInfo, json: &Document, required: fn(&MemberInfo) -> bool) -> Vec<String> {
    let mut search = Search { required, path: String::new(), missing: Vec::new() };
    search.walk(shape, json);
    search.missing
}

struct Search {
    required: fn(&MemberInfo) -> bool,
    path: String,
    missing: Vec<String>,
}

impl Search {
    fn walk(&mut self, shape: &ShapeInfo, json: &Document) {
        let length = self.path.len();
        match (shape.kind, json) {
            (ShapeKind::Optional(inner) | ShapeKind::Sensitive(inner), json) => self.walk(&inner(), json),
            (ShapeKind::Structure(members), Document::Object(object)) => {
                for member in members {
                    self.enter(member.name);
                    match object.get(member.name) {
                        None | Some(Document::Null) if (self.required)(member) => {
                            self.missing.push(self.path.clone());
                        }
                        None | Some(Document::Null) => {}
                        Some(value) => self.walk_member(member, value),
                    }
                    self.path.truncate(length);
                }
            }
            (ShapeKind::Union(members), Document::Object(object)) => {
                for member in members {
                    if let Some(value) = object.get(member.name) {
                        self.enter(member.name);
                        self.walk_member(member, value);
                        self.path.truncate(length);
                    }
                }
            }
            (ShapeKind::List { item }, Document::Array(items)) => {
                for (index, value) in items.iter().enumerate() {
                    self.path.push_str(&format!("[{index}]"));
                    self.walk(&item(), value);
                    self.path.truncate(length);
                }
            }
            (ShapeKind::Map { value: shape, .. }, Document::Object(entries)) => {
                for (key, value) in entries {
                    self.path.push_str(&format!("[{}]", MapKey(key)));
                    self.walk(&shape(), value);
                    self.path.truncate(length);
                }
            }
            _ => {}
        }
    }

    fn walk_member(&mut self, member: &MemberInfo, json: &Document) {
        // The members of JSON text are not declared.
        if !member.traits.json_value {
            self.walk(&(member.shape)(), json);
        }
    }

    fn enter(&mut self, name: &str) {
        if !self.path.is_empty() {
            self.path.push('.');
        }
        self.path.push_str(name);
    }
}
