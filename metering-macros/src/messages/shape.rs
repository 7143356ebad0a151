//! Items that are shapes.

pub const GENERIC: &str = "generic shapes are not supported; write one struct for each concrete type";
pub const LIFETIME: &str = "shapes must own their data; use `String`, `Vec<T>` or `Cow<'static, str>`";
pub const TUPLE: &str =
    "a tuple struct with one field is a constrained value; for a structure write named fields";
pub const UNIT: &str = "a shape needs fields; for a structure without members write `struct X {}`";
pub const ON_ENUM: &str = "`Shape` is derived on structs; for an enum use `StringEnum`, `IntEnum` or `Union`";
pub const ON_UNION: &str = "`Shape` is derived on structs; a Rust `union` has no form in AWS JSON";
pub const NEWTYPE_OPTION: &str =
    "a constrained value can't be optional; constrain `T`, and write the member as `Option<X>`";

pub fn enum_generic(derive: &str) -> String {
    format!("`{derive}` does not support generics; remove them")
}
pub fn on_enum(derive: &str) -> String {
    format!("`{derive}` is derived on an enum; for a struct use `Shape`")
}
