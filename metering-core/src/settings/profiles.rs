//! The profiles of AWS's shared config and credentials files: `~/.aws/config` and
//! `~/.aws/credentials`.

use std::collections::HashMap;
use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::Environment;
use super::file::read_text;
use super::parser::{LineProblem, Section, nested_key, parse};

/// The profiles and `[services …]` sections of both files.
#[derive(Debug, Clone, Default)]
pub struct Profiles {
    profiles: HashMap<String, Profile>,
    services: HashMap<String, Profile>,
    file_problems: Vec<SettingsError>,
}

/// The settings of one section.
#[derive(Clone, Default)]
pub struct Profile {
    values: HashMap<String, String>,
    problem: Option<SettingsError>,
    /// `true` for `[profile default]`, which hides a `[default]` of the config file.
    is_prefixed: bool,
}

impl Profile {
    /// Returns the value of a setting, by its lowercase name. An empty value counts as not set.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Returns the value of `inner` among the settings that are indented below `key`.
    #[must_use]
    pub fn nested(&self, key: &str, inner: &str) -> Option<&str> {
        self.values.get(&nested_key(key, inner)).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Returns the first line of the section that can't be parsed.
    #[must_use]
    pub fn problem(&self) -> Option<&SettingsError> {
        self.problem.as_ref()
    }
}

/// Prints only the keys, because values may be secrets.
impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

#[derive(Clone, Copy, PartialEq)]
enum FileKind {
    Config,
    Credentials,
}

impl Profiles {
    /// Reads the files that `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name, or else the
    /// files in the home directory. A missing file counts as empty. Blocks until the files are
    /// read.
    ///
    /// Files and lines that can't be read are skipped and reported by [`problems`](Self::problems).
    #[must_use]
    pub fn load(environment: &Environment) -> Self {
        let mut profiles = Self::default();
        let files = [
            (FileKind::Config, "AWS_CONFIG_FILE", "config"),
            (FileKind::Credentials, "AWS_SHARED_CREDENTIALS_FILE", "credentials"),
        ];
        for (kind, variable, name) in files {
            let Some(path) = path(environment, variable, name) else { continue };
            match read_text(&path) {
                Ok(text) => profiles.add(kind, &text, &path),
                Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
                Err(error) => {
                    profiles.file_problems.push(SettingsError { path, problem: Problem::Read(error.kind()) });
                }
            }
        }
        profiles
    }

    /// Returns a profile by name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Profile> {
        self.profiles.get(name)
    }

    /// Returns a `[services name]` section.
    #[must_use]
    pub fn services(&self, name: &str) -> Option<&Profile> {
        self.services.get(name)
    }

    /// Returns everything in the files that can't be read.
    pub fn problems(&self) -> impl Iterator<Item = &SettingsError> {
        let sections = self.profiles.values().chain(self.services.values());
        self.file_problems.iter().chain(sections.filter_map(Profile::problem))
    }

    /// Returns the problem that may hide a setting of the profile `name`: a line of its section, or
    /// a file or a section header that can't be read.
    ///
    /// A path that is not a regular file hides nothing: container runtimes create a directory if
    /// they mount a file that doesn't exist.
    #[must_use]
    pub fn problem_of(&self, name: &str) -> Option<&SettingsError> {
        let own = self.get(name).and_then(Profile::problem);
        own.or_else(|| self.file_problems.iter().find(|error| !error.is_not_a_file()))
    }

    fn add(&mut self, kind: FileKind, text: &str, path: &Path) {
        for Section { header, values, problem } in parse(text) {
            let problem =
                problem.map(|line| SettingsError { path: path.to_owned(), problem: Problem::Line(line) });
            let Some(header) = header else {
                self.file_problems.extend(problem);
                continue;
            };
            if let Some(section) = self.section(kind, &header) {
                section.values.extend(values);
                section.problem = section.problem.take().or(problem);
            }
        }
    }

    /// Returns the section with this header, which is created if necessary. `None` for sections
    /// that are not used, such as `[sso-session …]`.
    fn section(&mut self, kind: FileKind, header: &str) -> Option<&mut Profile> {
        let unquote = |name: &str| name.trim().trim_matches(['"', '\'']).to_owned();
        let (word, rest) = header.split_once([' ', '\t']).unwrap_or((header, ""));
        let (name, is_prefixed) = match (kind, word, rest) {
            (FileKind::Credentials, ..) => return Some(self.profiles.entry(unquote(header)).or_default()),
            (FileKind::Config, "default", "") => ("default".to_owned(), false),
            (FileKind::Config, "profile", name) if !name.is_empty() => (unquote(name), true),
            (FileKind::Config, "services", name) if !name.is_empty() => {
                return Some(self.services.entry(unquote(name)).or_default());
            }
            _ => return None,
        };
        let profile = self.profiles.entry(name).or_default();
        match (profile.is_prefixed, is_prefixed) {
            (true, false) => return None,
            (false, true) => *profile = Profile { is_prefixed, ..Profile::default() },
            _ => {}
        }
        Some(profile)
    }
}

/// Returns the path in `variable`, or else the path of `name` in the `.aws` folder. `None` if the
/// home directory is unknown.
fn path(environment: &Environment, variable: &str, name: &str) -> Option<PathBuf> {
    let Some(path) = environment.get(variable) else {
        return environment.home_dir().map(|home| home.join(".aws").join(name));
    };
    Some(match (path.strip_prefix("~/"), environment.home_dir()) {
        (Some(below), Some(home)) => home.join(below),
        _ => PathBuf::from(path),
    })
}

/// A part of a config or credentials file that can't be read.
///
/// The error names the place and never shows the contents.
#[derive(Debug, Clone)]
pub struct SettingsError {
    path: PathBuf,
    problem: Problem,
}

#[derive(Debug, Clone)]
enum Problem {
    Read(ErrorKind),
    Line(LineProblem),
}

impl SettingsError {
    fn is_not_a_file(&self) -> bool {
        matches!(self.problem, Problem::Read(ErrorKind::InvalidInput))
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.problem {
            Problem::Read(ErrorKind::InvalidInput) => write!(f, "{path} is not a regular file"),
            Problem::Read(kind) => write!(f, "{path} can't be read: {kind}"),
            Problem::Line(LineProblem { line, reason }) => write!(f, "{path}:{line}: {reason}"),
        }
    }
}

impl std::error::Error for SettingsError {}
