//! The environment variables of the process or of a test.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// A source of environment variables.
#[derive(Clone, Default)]
pub struct Environment(Option<Arc<HashMap<String, String>>>);

impl Environment {
    /// The variables of the process, which are read again for each use.
    #[must_use]
    pub fn process() -> Self {
        Self(None)
    }

    /// Only these variables.
    pub fn of<K: Into<String>, V: Into<String>>(variables: impl IntoIterator<Item = (K, V)>) -> Self {
        Self(Some(Arc::new(variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect())))
    }

    /// Returns the value of a variable. An empty value, or one that is not Unicode, counts as not
    /// set.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<String> {
        let value = match &self.0 {
            None => std::env::var(name).ok(),
            Some(variables) => variables.get(name).cloned(),
        };
        value.filter(|value| !value.is_empty())
    }

    /// Returns the home directory: `HOME`, `USERPROFILE`, or for the process's own environment the
    /// home directory of the user account. systemd starts system services without `HOME`.
    #[must_use]
    pub fn home_dir(&self) -> Option<PathBuf> {
        let variable = self.get("HOME").or_else(|| self.get("USERPROFILE")).map(PathBuf::from);
        variable.or_else(|| if self.0.is_none() { std::env::home_dir() } else { None })
    }
}

/// Prints only the names, because values may be secrets.
impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            None => f.write_str("Environment::process"),
            Some(variables) => f.debug_set().entries(variables.keys()).finish(),
        }
    }
}
