//! Service errors.

use std::fmt::Display;

pub const EMPTY_CODE: &str = "`code` must not be empty; write the error code on the wire";
pub const CODE_ASCII: &str =
    "error codes are ASCII letters and digits; write the code as `#[aws(code = \"…\")]`";

pub fn duplicate_code(code: &str, variant: impl Display) -> String {
    format!("error code `{code}` is already handled by variant `{variant}`; change one of them")
}
pub fn code_of_variant(variant: &str, bare: &str) -> String {
    format!(
        "the code would be `{variant}Exception`; name the variant `{bare}`, or write `#[aws(code = \"{variant}\")]`"
    )
}
pub fn code_qualified(bare: &str, found: &str) -> String {
    format!("`code` is the bare error name; write \"{bare}\" instead of \"{found}\"")
}
pub fn variant_form(line: &str) -> String {
    format!("an error variant holds `ErrorMetadata`, optionally after a structure; write `{line}`")
}
