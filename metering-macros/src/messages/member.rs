//! Members: types, names, constraints and defaults.

use std::fmt::Display;

use super::quoted;

// Types.
pub const OPTION_OPTION: &str = "`Option<Option<_>>` has no meaning in AWS JSON; use one `Option`";

pub fn borrowed(instead: &str) -> String {
    format!("shapes must own their data; use `{instead}`")
}
pub fn no_form(what: &str, instead: &str) -> String {
    format!("{what} has no form in AWS JSON; use {instead}")
}
pub fn option_within(wrapper: &str) -> String {
    format!("`Option` must be the outermost type; write `Option<{wrapper}<_>>`")
}
pub fn json_in_json(ty: &str) -> String {
    format!("`json_value` has no effect on `{ty}`; use `Document` or a shape, or remove `json_value`")
}

// Names.
pub const EMPTY_NAME: &str = "`rename` must not be empty; write the name on the wire, or remove `rename`";
pub const NAME_SPACE: &str = "a wire name can't begin or end with a space; remove the space";
pub const NAME_ASCII: &str =
    "wire names are ASCII letters, digits and `_`; write the name as `#[aws(rename = \"…\")]`";
pub const RENAME_ASCII: &str = "wire names are ASCII letters, digits and `_`; remove the other characters";

pub fn duplicate_name(name: &str, field: impl Display) -> String {
    format!("member name `{name}` is already used by field `{field}`; rename one of them")
}
pub fn no_name(field: impl Display) -> String {
    format!("field `{field}` has no letters for a wire name; write the name as `#[aws(rename = \"…\")]`")
}
pub fn rename_rule(found: &str, meant: Option<&str>, known: &[&str]) -> String {
    match meant {
        Some(meant) => format!("unknown `rename_all` rule \"{found}\", did you mean \"{meant}\"?"),
        None => format!("unknown `rename_all` rule \"{found}\"; expected {}", quoted(known)),
    }
}

// Constraints.
pub const INCLUSIVE: &str = "AWS constraints are inclusive; write `..=`";
pub const NEGATIVE_LENGTH: &str = "a length cannot be negative; write `0` or omit the minimum";
pub const NEGATIVE_MAXIMUM: &str =
    "a length cannot be negative; write a positive maximum or omit the maximum";
pub const LENGTH_BOUND: &str =
    "a bound of `length` must be a whole number below 2^64; write one, or a constant";
pub const RANGE_BOUND: &str = "a bound of `range` must be a number; write one, or a constant";

pub fn not_a_range(key: impl Display) -> String {
    format!("`{key}` takes an inclusive range; write for example `{key} = 1..=255`")
}
pub fn two_bounds(key: impl Display, range: &str) -> String {
    format!("`{key}` takes an inclusive range; write `{key} = {range}`")
}
pub fn empty_range(min: impl Display, max: impl Display) -> String {
    format!("empty range: minimum {min} is greater than maximum {max}; swap them")
}
pub fn constrains_nothing(range: &str) -> String {
    format!("`{range}` constrains nothing; add a bound, or remove the key")
}
pub fn invalid_pattern(reason: &str) -> String {
    format!("invalid `pattern`: {reason}")
}

// Keys that depend on the type or on other keys.
pub const TOKEN_REQUIRED: &str = "an idempotency token must be optional; write `Option<String>`";
pub const TOKEN_TWICE: &str = "a request can have only one idempotency token; remove one `idempotency_token`";
pub const DEFAULT_OPTION: &str = "an optional member needs no `default`; remove `default`, or the `Option`";
pub const DEFAULT_SELF: &str = "a default can't use other members; write a value that doesn't need `self`";
pub const TIMESTAMP_IN_JSON: &str = "`timestamp` has no effect together with `json_value`; remove one";

pub fn request_only(key: &str) -> String {
    format!("`{key}` applies only to a member of a request; remove it")
}
pub fn default_outside(value: impl Display, key: &str, bounds: &str) -> String {
    format!("the default `{value}` is outside `{key} = {bounds}`; write a default within the bounds")
}
pub fn timestamp_format(found: &str, meant: Option<&str>, known: &[&str]) -> String {
    match meant {
        Some(meant) => format!("unknown timestamp format \"{found}\", did you mean \"{meant}\"?"),
        None => format!("unknown timestamp format \"{found}\"; expected {}", quoted(known)),
    }
}
