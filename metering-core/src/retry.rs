//! retry

/// Why another attempt may help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryKind {
    /// The service asks for fewer calls.
    Throttling,
    /// The service or the network failed for now.
    Transient,
}
