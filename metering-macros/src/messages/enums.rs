//! String enums, int enums and unions.

use std::fmt::Display;

pub const OTHER_TWICE: &str = "only one variant can be `#[aws(other)]`; remove one";
pub const VARIANT_DATA: &str =
    "a string enum's variants can't have fields; remove them, or derive `Union` if they are on the wire";
pub const INT_VARIANT_DATA: &str = "an int enum's variants can't have fields; remove them";
pub const INT_VALUE: &str = "`value` takes an integer that fits `i32`; write for example `value = 1`";
pub const VALUE_SPACE: &str = "a value of an AWS enum can't begin with a space; remove the space";
pub const DISCRIMINANT: &str =
    "a discriminant doesn't go on the wire; remove it, or write the value as `#[aws(rename = \"…\")]`";
pub const UNION_VARIANT: &str = "a union variant holds exactly one value; write `Variant(Type)`";
pub const UNION_OPTION: &str = "the value of a union variant is always set; remove the `Option`";

pub fn other_missing(ident: impl Display, line: &str) -> String {
    format!("`{ident}` needs a variant for values that AWS adds later; add `{line}`")
}
pub fn other_unmarked(variant: impl Display) -> String {
    format!("`{variant}` holds values that AWS adds later; mark it with `#[aws(other)]`")
}
pub fn other_elsewhere(variant: impl Display) -> String {
    format!("`#[aws(other)]` is on the wrong variant; move it to `{variant}`")
}
pub fn other_form(line: &str) -> String {
    format!("the variant for values that AWS adds later has a fixed form; write `{line}`")
}
pub fn other_accepts(key: impl Display) -> String {
    format!("`{key}` has no effect together with `other`; remove it")
}
pub fn duplicate_value(value: impl Display, variant: impl Display) -> String {
    format!("`{value}` is already the value of variant `{variant}`; change one of them")
}
pub fn int_discriminant(value: &str) -> String {
    format!("the value on the wire is a key, not a discriminant; write `#[aws(value = {value})]`")
}
