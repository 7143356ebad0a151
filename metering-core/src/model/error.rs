//! The error of the model tools.

use std::fmt;

use super::text::one_line;

/// An error of a model: it can't be read, or it can't be declared or compared.
///
/// The message names the place in the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelError {
    message: String,
}

impl ModelError {
    /// Creates an error. Line breaks in the message become spaces, because a message may contain
    /// names from the model.
    pub(super) fn new(message: impl AsRef<str>) -> Self {
        ModelError { message: one_line(message.as_ref()) }
    }

    /// Joins several errors, one per line.
    pub(super) fn join(errors: Vec<ModelError>) -> Self {
        let messages: Vec<String> = errors.into_iter().map(|error| error.message).collect();
        ModelError { message: messages.join("\n") }
    }
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ModelError {}
