//! AWS's shared config and credentials files: `~/.aws/config` and `~/.aws/credentials`.
//!
//! The format is that of the AWS SDKs and Tools reference guide, "Shared config and credentials
//! files".

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};

use super::Environment;

/// The sections of both files.
#[derive(Debug, Clone, Default)]
pub struct Profiles {
    profiles: HashMap<String, Profile>,
    services: HashMap<String, Profile>,
}

/// The settings of one section.
#[derive(Clone, Default)]
pub struct Profile {
    values: HashMap<String, String>,
    /// Set for a `[profile default]`, which hides a `[default]` of the config file.
    prefixed: bool,
}

impl Profile {
    /// A setting's value. Keys are in lower case; an empty value counts as not set.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A value among those indented under a setting that is empty itself.
    #[must_use]
    pub fn nested(&self, key: &str, inner: &str) -> Option<&str> {
        self.values.get(&nested_key(key, inner)).map(String::as_str).filter(|value| !value.is_empty())
    }
}

/// Keys alone: values may be secrets.
impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

fn nested_key(key: &str, inner: &str) -> String {
    format!("{key}\n{inner}")
}

#[derive(Clone, Copy, PartialEq)]
enum File {
    Config,
    Credentials,
}

impl Profiles {
    /// Reads the files that `environment` points to: `AWS_CONFIG_FILE` and
    /// `AWS_SHARED_CREDENTIALS_FILE`, else those in the home directory. One that is not there
    /// counts as empty.
    ///
    /// # Errors
    /// If a file is there and can't be read or understood.
    pub fn load(environment: &Environment) -> Result<Self, SettingsError> {
        let mut profiles = Self::default();
        let files = [
            (File::Config, "AWS_CONFIG_FILE", "config"),
            (File::Credentials, "AWS_SHARED_CREDENTIALS_FILE", "credentials"),
        ];
        for (kind, variable, name) in files {
            let path = match environment.get(variable) {
                Some(path) => match (path.strip_prefix("~/"), environment.home()) {
                    (Some(below), Some(home)) => home.join(below),
                    _ => PathBuf::from(path),
                },
                None => match environment.home() {
                    Some(home) => home.join(".aws").join(name),
                    None => continue,
                },
            };
            match std::fs::read_to_string(&path) {
                Ok(text) => profiles.add(kind, &text, &path)?,
                Err(error) if is_absence(&error) => {}
                Err(error) => return Err(SettingsError { path, problem: Problem::Read(error.kind()) }),
            }
        }
        Ok(profiles)
    }

    /// A profile by name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Profile> {
        self.profiles.get(name)
    }

    /// A `[services name]` section.
    #[must_use]
    pub fn services(&self, name: &str) -> Option<&Profile> {
        self.services.get(name)
    }

    fn add(&mut self, kind: File, text: &str, path: &Path) -> Result<(), SettingsError> {
        let mut section: Option<&mut Profile> = None;
        // A section that does not concern us: its lines are passed over.
        let mut passed_over = false;
        // The last setting and how far it was indented: lines that are indented further continue
        // it.
        let mut last: Option<(String, usize)> = None;
        // Some editors put a byte order mark first.
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let error =
                |what| SettingsError { path: path.to_owned(), problem: Problem::Line(number + 1, what) };
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
                continue;
            }
            let indent = line.len() - line.trim_start().len();
            if let (Some(section), Some((key, _))) =
                (&mut section, last.as_ref().filter(|(_, outer)| indent > *outer))
            {
                let outer = section.values.entry(key.clone()).or_default();
                if outer.is_empty() {
                    let (inner, value) = trimmed.split_once('=').ok_or_else(|| error("there is no `=`"))?;
                    let inner = nested_key(key, &inner.trim().to_ascii_lowercase());
                    section.values.insert(inner, value_of(value).to_owned());
                } else {
                    outer.push('\n');
                    outer.push_str(trimmed);
                }
            } else if let Some(header) = line.strip_prefix('[') {
                let (name, _) = header.split_once(']').ok_or_else(|| error("a section's `]` is missing"))?;
                last = None;
                section = self.section(kind, name.trim());
                passed_over = section.is_none();
            } else if !passed_over {
                let (name, value) = line.split_once('=').ok_or_else(|| error("there is no `=`"))?;
                let name = name.trim().to_ascii_lowercase();
                if name.is_empty() {
                    return Err(error("there is no name before the `=`"));
                }
                let section =
                    section.as_mut().ok_or_else(|| error("a setting stands before the first section"))?;
                section.values.insert(name.clone(), value_of(value).to_owned());
                last = Some((name, indent));
            }
        }
        Ok(())
    }

    /// The section of this header, made if need be; `None` for one that does not concern us.
    fn section(&mut self, kind: File, header: &str) -> Option<&mut Profile> {
        let unquote = |name: &str| name.trim().trim_matches(['"', '\'']).to_owned();
        let (word, rest) = header.split_once([' ', '\t']).unwrap_or((header, ""));
        let (name, prefixed) = match (kind, word, rest) {
            (File::Credentials, ..) => return Some(self.profiles.entry(unquote(header)).or_default()),
            (File::Config, "default", "") => ("default".to_owned(), false),
            (File::Config, "profile", name) if !name.is_empty() => (unquote(name), true),
            (File::Config, "services", name) if !name.is_empty() => {
                return Some(self.services.entry(unquote(name)).or_default());
            }
            _ => return None,
        };
        let profile = self.profiles.entry(name).or_default();
        match (profile.prefixed, prefixed) {
            (true, false) => return None,
            (false, true) => *profile = Profile { prefixed, ..Profile::default() },
            _ => {}
        }
        Some(profile)
    }
}

/// A value without the comment that may follow it after white space.
fn value_of(text: &str) -> &str {
    let end = text
        .char_indices()
        .zip(text.chars().skip(1))
        .find(|((_, one), next)| one.is_whitespace() && matches!(next, '#' | ';'))
        .map_or(text.len(), |((at, _), _)| at);
    text[..end].trim()
}

fn is_absence(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory)
}

/// A config or credentials file can't be used. It tells the place, never the contents.
#[derive(Debug, Clone)]
pub struct SettingsError {
    path: PathBuf,
    problem: Problem,
}

#[derive(Debug, Clone)]
enum Problem {
    Read(std::io::ErrorKind),
    Line(usize, &'static str),
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.problem {
            Problem::Read(kind) => write!(f, "{path} can't be read: {kind}"),
            Problem::Line(line, what) => write!(f, "{path}:{line}: {what}"),
        }
    }
}

impl std::error::Error for SettingsError {}
