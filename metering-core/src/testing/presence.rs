//! Which required members a request lacks: a question to the JSON itself, since reading is lenient.

use crate::shape::{MemberInfo, ShapeInfo, ShapeKind};
use crate::types::Document;

/// The paths of the required members that `json` lacks, as `UsageRecords[0].Dimension`.
#[must_use]
pub fn missing_members(shape: &ShapeInfo, json: &Document) -> Vec<String> {
    let mut missing = Vec::new();
    walk(shape, json, &mut String::new(), &mut missing);
    missing
}

fn walk(shape: &ShapeInfo, json: &Document, path: &mut String, missing: &mut Vec<String>) {
    let length = path.len();
    match (shape.kind, json) {
        (ShapeKind::Optional(inner) | ShapeKind::Sensitive(inner), json) => {
            walk(&inner(), json, path, missing)
        }
        (ShapeKind::Structure(members), Document::Object(object)) => {
            for member in members {
                push_name(path, member.name);
                match object.get(member.name) {
                    None | Some(Document::Null) if member.required() => missing.push(path.clone()),
                    None | Some(Document::Null) => {}
                    Some(value) => walk_member(member, value, path, missing),
                }
                path.truncate(length);
            }
        }
        (ShapeKind::Union(members), Document::Object(object)) => {
            for member in members {
                if let Some(value) = object.get(member.name) {
                    push_name(path, member.name);
                    walk_member(member, value, path, missing);
                    path.truncate(length);
                }
            }
        }
        (ShapeKind::List { item }, Document::Array(items)) => {
            for (index, value) in items.iter().enumerate() {
                path.push_str(&format!("[{index}]"));
                walk(&item(), value, path, missing);
                path.truncate(length);
            }
        }
        (ShapeKind::Map { value: shape, .. }, Document::Object(entries)) => {
            for (key, value) in entries {
                path.push_str(&format!("[{key:?}]"));
                walk(&shape(), value, path, missing);
                path.truncate(length);
            }
        }
        _ => {}
    }
}

fn walk_member(member: &MemberInfo, json: &Document, path: &mut String, missing: &mut Vec<String>) {
    // A member that holds JSON text has no members of its own.
    if !member.traits.json_value {
        walk(&(member.shape)(), json, path, missing);
    }
}

fn push_name(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}
