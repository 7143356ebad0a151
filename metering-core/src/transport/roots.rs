//! The file of root certificates that a setting names.

use std::error::Error;
use std::fmt;
use std::io::ErrorKind;
use std::path::PathBuf;

/// The time limit for reading root certificates.
#[cfg(any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls"))]
#[cfg_attr(not(feature = "hyper"), allow(dead_code))]
pub const LIMIT: std::time::Duration = std::time::Duration::from_secs(10);

/// The error if a named file of root certificates can't be used.
#[derive(Debug)]
pub struct RootsError {
    pub file: PathBuf,
    /// The reason why the file can't be read. `None` if it contains no certificates.
    pub reason: Option<ErrorKind>,
}

impl RootsError {
    /// Returns `true` if every attempt fails in the same way.
    pub fn is_permanent(&self) -> bool {
        self.reason != Some(ErrorKind::TimedOut)
    }
}

impl fmt::Display for RootsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        match self.reason {
            Some(ErrorKind::NotFound) => write!(f, "{file} does not exist")?,
            Some(ErrorKind::InvalidInput) => write!(f, "{file} is not a regular file")?,
            Some(reason) => write!(f, "{file} can't be read: {reason}")?,
            None => write!(f, "{file} contains no certificates")?,
        }
        f.write_str("; correct AWS_CA_BUNDLE, or ca_bundle in the profile")
    }
}

impl Error for RootsError {}
