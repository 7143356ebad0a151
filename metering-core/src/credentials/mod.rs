//! credentials

/// Where credentials came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CredentialsSource {
    /// Handed over by the program.
    Static,
    /// EKS Pod Identity's agent.
    EksPodIdentity,
}
/// Why there are no credentials.
#[derive(Debug)]
pub struct CredentialsError;
impl std::fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no credentials")
    }
}
impl std::error::Error for CredentialsError {}
