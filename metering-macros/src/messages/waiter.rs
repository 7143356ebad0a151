//! Waiters.

use std::fmt::Display;

pub const NOT_A_UNIT_STRUCT: &str = "a waiter has no fields; write `pub struct X;`";
pub const NOT_A_STRUCT: &str = "`Waiter` goes on a unit struct; write `pub struct X;`";
pub const GENERIC: &str = "a waiter can't be generic; remove the parameters";
pub const NO_SUCCESS: &str =
    "missing `success(…)`; add the state to wait for, such as `success(table.status = Status::Active)`";
pub const MATCHER: &str =
    "expected a condition, such as `table.status = Status::Active`, `error = Variant` or `status = 404`";
pub const ONE_MATCHER: &str =
    "an acceptor has one condition; write each condition in its own `success(…)`, `failure(…)` or `retry(…)`";
pub const EQUALS: &str = "expected `=`; write `path = value`";
pub const ONE_EQUALS: &str = "conditions are written with one `=`, as in `path = value`";
pub const FIELD: &str = "expected a field of the output, as in `table.status`";
pub const BRACKETS: &str = "a path goes through all items of a list; write `[]`";
pub const VALUE: &str =
    "a condition compares with a string, with `true` or `false`, or with a variant such as `Status::Active`";
pub const ERROR: &str = "`error` takes a variant of the service's error enum, such as `error = ResourceNotFound`, a code in quotes that the enum doesn't have, or `true` or `false`";
pub const WITH: &str = "`with` takes the path of a function over the output, such as `with = is_stable`";
pub const STATUS: &str = "`status` takes an HTTP status from 100 to 599";

pub fn path_in_quotes(path: &str) -> String {
    format!("paths consist of Rust fields, without quotes; write `{path}`")
}
pub fn error_qualified(variant: impl Display) -> String {
    format!("`error` takes the variant without its enum; write `error = {variant}`")
}
pub fn value_without_enum(value: impl Display) -> String {
    format!("a variant needs its enum; write `Enum::{value}`, or \"{value}\" for a string")
}
pub fn list_without_test(condition: &str) -> String {
    format!("`[]` leads to several values; write `any({condition})` or `all({condition})`")
}
pub fn test_without_list(test: &str, condition: &str) -> String {
    format!(
        "`{test}` needs a path through a list, such as `items[].status`; for one value write `{condition}`"
    )
}
pub fn not_empty_items(path: &str) -> String {
    format!("`not_empty` takes the list itself; write `not_empty({path})`")
}
pub fn never_matches(condition: &str) -> String {
    format!("this condition never decides, because `{condition}` is tested before; remove one")
}
pub fn max_below_delay(delay: u32) -> String {
    format!("`max_delay` is below `delay`; write at least {delay}, or remove it")
}
pub fn unknown_error(variant: &str) -> String {
    format!(
        "the service's error enum has no variant `{variant}`; add it to the enum, or write a code in quotes"
    )
}
pub fn declared_code(code: &str) -> String {
    format!("the service's error enum has a variant for \"{code}\"; write `error = Variant` without quotes")
}
