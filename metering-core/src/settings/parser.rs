//! The syntax of AWS's shared config and credentials files.
//!
//! The rules are the rules of the AWS CLI, which reads the files with Python's `RawConfigParser`:
//! sections may be indented, `=` and `:` separate names from values, and a line that is indented
//! more than the setting before it continues that setting. A comment has its own line: `#` and `;`
//! are part of a value, such as the command of a `credential_process`.

use std::collections::HashMap;

/// The sections of a file in their order. The first has no header and holds what precedes the
/// first header.
pub type Sections = Vec<Section>;

/// A header and the settings below it.
#[derive(Debug, Default)]
pub struct Section {
    /// The text between the brackets. `None` before the first header and after an invalid one.
    pub header: Option<String>,
    /// The values by lowercase name. The name of a nested setting is a [`nested_key`].
    pub values: HashMap<String, String>,
    /// The first line that can't be parsed.
    pub problem: Option<LineProblem>,
}

/// A line that can't be parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineProblem {
    /// The number of the line, counted from 1.
    pub line: usize,
    /// The reason, without any text of the line.
    pub reason: &'static str,
}

/// Returns the name under which a setting nested below `key` is stored.
pub fn nested_key(key: &str, inner: &str) -> String {
    format!("{key}\n{inner}")
}

/// Parses a file. Lines that can't be parsed are skipped and reported in their section.
pub fn parse(text: &str) -> Sections {
    let mut parser = Parser { sections: vec![Section::default()], line: 0, empty_lines: 0, last: None };
    // Some editors write a byte order mark.
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    for line in text.split(['\n', '\r']) {
        parser.line += 1;
        let content = line.trim();
        if content.is_empty() {
            parser.empty_lines += 1;
        } else if !content.starts_with(['#', ';']) {
            parser.line(content, line.len() - line.trim_start().len());
            parser.empty_lines = 0;
        }
    }
    parser.sections
}

struct Parser {
    sections: Sections,
    line: usize,
    /// The number of empty lines since the last line that was not empty.
    empty_lines: usize,
    /// The name and the indentation of the setting that a more indented line continues.
    last: Option<(String, usize)>,
}

impl Parser {
    fn line(&mut self, content: &str, indent: usize) {
        let continued = self.last.take_if(|(_, outer)| indent > *outer);
        let header = content.strip_prefix('[').and_then(|rest| Some(rest.split_once(']')?.0.trim()));
        match (header.filter(|name| !name.is_empty()), continued) {
            (Some(name), continued) => {
                if continued.is_some() {
                    self.report("a section header is indented more than the setting before it; unindent it");
                }
                self.header(Some(name.to_owned()));
            }
            (None, Some((name, outer))) => {
                self.continuation(&name, content);
                self.last = Some((name, outer));
            }
            (None, None) if content.starts_with('[') => {
                self.header(None);
                self.report(match header {
                    Some(_) => "a section header has no name",
                    None => "a section header has no `]`",
                });
            }
            (None, None) => self.setting(content, indent),
        }
    }

    fn header(&mut self, header: Option<String>) {
        self.last = None;
        self.sections.push(Section { header, ..Section::default() });
    }

    fn continuation(&mut self, name: &str, content: &str) {
        // Empty lines are part of the value, unless they end it.
        let line_breaks = 1 + self.empty_lines;
        let section = self.section();
        match section.values.get_mut(name) {
            Some(value) if !value.is_empty() => {
                value.extend(std::iter::repeat_n('\n', line_breaks));
                value.push_str(content);
            }
            _ => match content.split_once('=') {
                Some((inner, value)) => {
                    let inner = nested_key(name, &inner.trim().to_ascii_lowercase());
                    section.values.insert(inner, value.trim().to_owned());
                }
                None => self.report("a nested setting has no `=`"),
            },
        }
    }

    fn setting(&mut self, content: &str, indent: usize) {
        let Some((name, value)) = content.split_once(['=', ':']) else {
            return self.report("a setting has no `=`");
        };
        let name = name.trim().to_ascii_lowercase();
        if name.is_empty() {
            return self.report("a setting has no name before the `=`");
        }
        if self.sections.len() == 1 {
            self.report("a setting precedes the first section header");
        }
        self.section().values.insert(name.clone(), value.trim().to_owned());
        self.last = Some((name, indent));
    }

    fn section(&mut self) -> &mut Section {
        let last = self.sections.len() - 1;
        &mut self.sections[last]
    }

    fn report(&mut self, reason: &'static str) {
        let problem = LineProblem { line: self.line, reason };
        self.section().problem.get_or_insert(problem);
    }
}
