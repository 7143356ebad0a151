//! From a model to the source of a module of declarations.
//!
//! The printed source belongs to the engineer who asked for it: it reads as if written by hand,
//! compiles without warnings, and has the layout of rustfmt.

mod constraints;
mod default;
mod errors;
mod event_stream;
mod int_enum;
mod item;
mod layout;
mod operation;
mod paginate;
mod printer;
mod reach;
mod service;
mod string_enum;
mod structure;
mod types;
mod union;
mod waiter;

use super::{Model, ModelError};
pub(super) use item::{Item, ItemKind, ItemMember};
pub(super) use layout::Argument;
pub(super) use waiter::{in_state, list_with_items};

/// The options of [`declare`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct DeclareOptions {
    /// The operations to declare. Declares all operations if empty, which is the default.
    pub operations: Vec<String>,
    /// The path of this crate. Defaults to `metering_core`.
    pub crate_path: String,
    /// Prints only the first paragraph of each documentation. Defaults to `false`.
    pub brief: bool,
    /// Prints the module's documentation at the top, which a file can have and an `include!` can't.
    /// Defaults to `true`.
    pub module_docs: bool,
}

impl Default for DeclareOptions {
    fn default() -> Self {
        DeclareOptions {
            operations: Vec::new(),
            crate_path: "metering_core".to_owned(),
            brief: false,
            module_docs: true,
        }
    }
}

/// Prints declarations of a model's operations and of the shapes that they need.
///
/// The source is a module: a service marker, a client and an error type, then each operation with
/// its output and the shapes that no earlier operation needs, then the errors. A part that can't be
/// declared is named in a comment with the reason.
///
/// # Errors
/// Returns an error if the model lacks an operation or a shape, or if `crate_path` is not a path.
pub fn declare(model: &Model, options: &DeclareOptions) -> Result<String, ModelError> {
    print(model, options).map(|(source, _)| source)
}

/// Returns the source and the items that it declares.
pub(super) fn print(model: &Model, options: &DeclareOptions) -> Result<(String, Vec<Item>), ModelError> {
    let is_part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let path = options.crate_path.strip_prefix("::").unwrap_or(&options.crate_path);
    if !path.split("::").all(is_part) {
        return Err(ModelError::new(format!("the crate path {:?} is not a path", options.crate_path)));
    }
    let selected = model.select(&options.operations)?;
    let reach = reach::Reach::of(model, &selected)?;
    let names = types::Names::of(model, &reach);
    Ok(printer::Printer::new(model, options, &reach, &names).print())
}
