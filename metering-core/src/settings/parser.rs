//! The syntax of AWS's shared config and credentials files.
//!
//! The rules are the rules of the AWS CLI, which reads the files with Python's `RawConfigParser`:
//! sections may be indented, `=` and `:` separate names from values, and a line that is indented
//! more than the setting before it continues that setting. In addition, as the [SDK
//! reference][reference] documents, white space and `#` or `;` start a comment in a value.
//!
//! [reference]: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html

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
    let mut parser = Parser { sections: vec![Section::default()], line: 0, last: None };
    // Some editors write a byte order mark.
    for line in text.trim_start_matches('\u{feff}').lines() {
        parser.line += 1;
        let content = line.trim();
        if !content.is_empty() && !content.starts_with(['#', ';']) {
            parser.line(content, line.len() - line.trim_start().len());
        }
    }
    parser.sections
}

struct Parser {
    sections: Sections,
    line: usize,
    /// The name and the indentation of the setting that a more indented line continues.
    last: Option<(String, usize)>,
}

impl Parser {
    fn line(&mut self, content: &str, indent: usize) {
        let continued = self.last.take_if(|(_, outer)| indent > *outer);
        match (content.strip_prefix('['), continued) {
            (Some(header), continued) => {
                if continued.is_some() {
                    self.report("a section header is indented more than the setting before it; unindent it");
                }
                self.header(header);
            }
            (None, Some((name, outer))) => {
                self.continuation(&name, content);
                self.last = Some((name, outer));
            }
            (None, None) => self.setting(content, indent),
        }
    }

    fn header(&mut self, header: &str) {
        self.last = None;
        let header = header.split_once(']').map(|(name, _)| name.trim().to_owned());
        let is_invalid = header.is_none();
        self.sections.push(Section { header, ..Section::default() });
        if is_invalid {
            self.report("a section header has no `]`");
        }
    }

    fn continuation(&mut self, name: &str, content: &str) {
        let section = self.section();
        match section.values.get_mut(name) {
            Some(value) if !value.is_empty() => {
                value.push('\n');
                value.push_str(content);
            }
            _ => match content.split_once('=') {
                Some((inner, value)) => {
                    let inner = nested_key(name, &inner.trim().to_ascii_lowercase());
                    section.values.insert(inner, without_comment(value).to_owned());
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
        self.section().values.insert(name.clone(), without_comment(value).to_owned());
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

/// Returns a value without the comment that may follow it after white space.
fn without_comment(text: &str) -> &str {
    let end = text
        .char_indices()
        .zip(text.chars().skip(1))
        .find(|((_, char), next)| char.is_whitespace() && matches!(next, '#' | ';'))
        .map_or(text.len(), |((at, _), _)| at);
    text[..end].trim()
}
