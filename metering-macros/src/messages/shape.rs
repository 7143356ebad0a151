//! Items that are shapes.

use std::fmt::Display;

pub const GENERIC: &str = "generic shapes are not supported; write one struct for each concrete type";
pub const LIFETIME: &str = "shapes must own their data; use `String`, `Vec<T>` or `Cow<'static, str>`";
pub const TUPLE: &str = "a constrained value has exactly one field; for a structure write named fields";
pub const ON_ENUM: &str =
    "`Shape` applies to a struct; for an enum derive `StringEnum`, `IntEnum` or `Union`";
pub const ON_UNION: &str = "`Shape` applies to a struct, and a Rust `union` has no form in AWS JSON; use an enum that derives `Union`";
pub const NEWTYPE_OPTION: &str =
    "a constrained value can't be optional; constrain `T`, and write the member as `Option<X>`";

pub fn unit(ident: impl Display) -> String {
    format!("a shape needs fields; for a structure without members write `struct {ident} {{}}`")
}
pub fn enum_generic(derive: &str) -> String {
    format!("`{derive}` does not support generics; remove them")
}
pub fn on_enum(derive: &str) -> String {
    format!("`{derive}` applies to an enum; for a struct derive `Shape`")
}
