//! From a model to the source of a module of declarations.
//!
//! What is printed is source that an engineer owns: it reads as if written by hand, compiles
//! without warnings, and is laid out as rustfmt would.

mod items;
mod layout;
mod reach;
mod types;

use super::{Model, ModelError};
pub(super) use items::{Item, ItemKind, ItemMember};

/// What [`declare`] is asked for.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct DeclareOptions {
    /// The operations; all of them where none is named.
    pub operations: Vec<String>,
    /// The path of this crate, where it is not `metering_core`.
    pub crate_path: String,
    /// Whether of each text the first paragraph alone is printed.
    pub brief: bool,
    /// Whether the source begins with the module's own documentation, which a file has and an
    /// `include!` can't.
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

/// Prints declarations of a model's operations and of the shapes that they reach.
///
/// The outcome is a module: a marker of the service, a client and an error, then each operation
/// with its output and the shapes that are reached from it first, then the errors. Operations that
/// can't be declared, because they speak in streams of events, are named in a comment with the
/// reason.
///
/// # Errors
/// Where an operation is not in the model, or the model names a shape that it does not have.
pub fn declare(model: &Model, options: &DeclareOptions) -> Result<String, ModelError> {
    print(model, options).map(|(source, _)| source)
}

pub(super) use layout::Argument;
/// The text of a literal that was printed.
pub(super) use layout::unquoted;

/// The source, and what it declares.
pub(super) fn print(model: &Model, options: &DeclareOptions) -> Result<(String, Vec<Item>), ModelError> {
    let chosen = model.chosen(&options.operations)?;
    let reach = reach::Reach::of(model, &chosen)?;
    let names = types::Names::of(model, &reach);
    Ok(items::Printer::new(model, options, &reach, &names).print())
}
