//! transport
/// Why
#[derive(Debug)]
pub struct TransportError;
impl std::fmt::Display for TransportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no transport")
    }
}
impl std::error::Error for TransportError {}
