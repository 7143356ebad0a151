//! Fields by name, and groups of them.

use std::fmt::Display;

use super::list;

pub const FIELD_COMMA: &str = "expected `,` before the next field";
pub const BOTH_GROUPS: &str =
    "`at_most_one_of` and `at_least_one_of` over the same fields are `exactly_one_of`; write that instead";
pub const FIELD_EXPECTED: &str = "expected the name of a field, such as `next_token`";

pub fn no_field(field: impl Display, ty: impl Display, meant: Option<&str>, known: &[String]) -> String {
    match meant {
        Some(meant) => format!("no field `{field}` on `{ty}`, did you mean `{meant}`?"),
        None if known.is_empty() => format!("no field `{field}` on `{ty}`; it has no fields"),
        None => format!("no field `{field}` on `{ty}`; its fields are {}", list(known)),
    }
}
pub fn field_not_wire(field: &str) -> String {
    format!("name the Rust field, not the wire member; write `{field}`")
}
pub fn field_alone(key: impl Display, field: impl Display) -> String {
    format!("`{key}` takes the names of fields; write `{field}`")
}
pub fn too_small(key: impl Display) -> String {
    format!("`{key}` needs at least two members; add a member, or remove `{key}`")
}
pub fn listed_twice(name: impl Display) -> String {
    format!("`{name}` is listed twice; remove one")
}
pub fn always_set(field: impl Display, reason: &str, key: impl Display) -> String {
    format!("`{field}` {reason}, so `{key}` can never choose another; make it an `Option`")
}
pub fn same_group(key: impl Display) -> String {
    format!("duplicate `{key}` over the same fields; remove one")
}
pub fn implied_group(implied: impl Display) -> String {
    format!("`exactly_one_of` over the same fields already implies `{implied}`; remove `{implied}`")
}
