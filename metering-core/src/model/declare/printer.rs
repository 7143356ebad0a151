//! The printer: the order of the items, and the parts that all kinds of items share.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::super::names::Case;
use super::super::{Kind, MemberModel, Model, Text, docs};
use super::DeclareOptions;
use super::item::{Item, ItemKind};
use super::layout::{Argument, Source, WIDTH};
use super::reach::Reach;
use super::types::{Names, Types, Uses};

pub struct Printer<'a, 'm> {
    pub model: &'m Model,
    pub options: &'a DeclareOptions,
    pub reach: &'a Reach<'m>,
    pub names: &'a Names<'m>,
    pub types: Types<'a, 'm>,
    pub source: Source,
    /// The imported names.
    pub uses: Uses,
    pub items: Vec<Item>,
    /// The shapes that were printed.
    pub printed: HashSet<&'m str>,
    /// The functions of waiters that were printed.
    pub functions: HashSet<&'static str>,
    /// The macros' reason to reject a pattern, by pattern.
    pub patterns: RefCell<HashMap<Text, Option<String>>>,
}

/// The position of a structure, which decides about constraints and defaults.
#[derive(Clone, Copy, PartialEq)]
pub enum Place {
    /// The operation itself.
    Request,
    /// A shape that a request can contain.
    Sent,
    /// A shape that only responses contain.
    Received,
}

impl<'a, 'm> Printer<'a, 'm> {
    pub fn new(
        model: &'m Model,
        options: &'a DeclareOptions,
        reach: &'a Reach<'m>,
        names: &'a Names<'m>,
    ) -> Self {
        Printer {
            model,
            options,
            reach,
            names,
            types: Types { model, reach, names },
            source: Source::default(),
            uses: Uses::default(),
            items: Vec::new(),
            printed: HashSet::new(),
            functions: HashSet::new(),
            patterns: RefCell::default(),
        }
    }

    /// Returns the source and the items that it declares.
    pub fn print(mut self) -> (String, Vec<Item>) {
        self.service();
        for selected in &self.reach.operations {
            self.operation(selected);
            for shape in &selected.first {
                self.item(shape);
            }
        }
        self.errors();
        for shape in &self.reach.of_errors {
            self.item(shape);
        }
        for (operation, reason) in &self.reach.left_out {
            self.source.blank();
            self.source.comment(0, &format!("`{operation}` is not declared: {reason}."));
        }
        (self.head().finish() + &self.source.finish(), self.items)
    }

    /// Returns the module's documentation and imports.
    fn head(&self) -> Source {
        let mut head = Source::default();
        let service = &self.model.service;
        if self.options.module_docs {
            let (title, version) = (self.title().doc_line(), service.api_version.doc_line());
            head.module_docs(&format!("{title}, API version {version}."));
            head.blank();
            head.comment(0, "The documentation is AWS's.");
            head.code(0, "#![allow(clippy::doc_markdown)]");
            head.blank();
        }
        let mut core: BTreeSet<&str> = self.uses.iter().copied().collect();
        if core.remove("HashMap") {
            head.code(0, "use std::collections::HashMap;");
            head.blank();
        }
        head.import(&self.options.crate_path, &core.into_iter().collect::<Vec<_>>());
        head
    }

    /// Returns the service's title, or its id.
    pub fn title(&self) -> &'m Text {
        let service = &self.model.service;
        if service.title.is_empty() { &service.id } else { &service.title }
    }

    /// Records a declared item.
    pub fn record(&mut self, name: &str, kind: ItemKind, sent: bool, deprecated: &Option<Text>) -> &mut Item {
        self.items.push(Item {
            name: name.to_owned(),
            kind,
            sent,
            arguments: Vec::new(),
            deprecated: deprecated.clone(),
            members: Vec::new(),
        });
        let last = self.items.len() - 1;
        &mut self.items[last]
    }

    /// Returns `crate = path` if the crate has another path than its name.
    pub fn crate_argument(&self) -> Option<Argument> {
        let path = &self.options.crate_path;
        (path != "metering_core").then(|| Argument::tokens(format!("crate = {path}")))
    }

    /// Converts AWS's documentation to the lines of a doc comment.
    pub fn docs(&self, html: &Text, indent: usize) -> Vec<String> {
        let mut lines = html.html(WIDTH - 4 - indent);
        if self.options.brief {
            let end = lines.iter().position(String::is_empty).unwrap_or(lines.len());
            lines.truncate(end);
        }
        lines
    }

    /// Converts AWS's documentation, or returns `fallback` if there is none.
    pub fn docs_or(&self, html: &Text, indent: usize, fallback: impl FnOnce() -> String) -> Vec<String> {
        let lines = self.docs(html, indent);
        if lines.is_empty() { vec![fallback()] } else { lines }
    }

    /// Prints an item's documentation, or `fallback` if the model has none.
    pub fn item_docs(&mut self, html: &Text, fallback: impl FnOnce() -> String) {
        let lines = self.docs_or(html, 0, fallback);
        self.source.blank();
        self.source.docs(0, &lines);
    }

    pub fn member_docs(&mut self, member: &MemberModel) {
        let fallback = || format!("`{}` on the wire.", member.name.code());
        let mut lines = self.docs_or(&member.documentation, 4, fallback);
        if member.json_value {
            lines.push(String::new());
            lines.push("The string contains JSON.".to_owned());
        }
        self.source.docs(4, &lines);
    }

    /// Prints `#[deprecated]`.
    pub fn deprecated(&mut self, indent: usize, deprecated: &Option<Text>) {
        let Some(note) = deprecated else { return };
        // rustc shows the note as it is, and rustdoc as Markdown: keep only the escapes that
        // rustdoc needs to accept it.
        let note = docs::markdown(note.as_str(), usize::MAX).join(" ");
        let mut shown = String::new();
        let mut chars = note.chars().peekable();
        while let Some(c) = chars.next() {
            if c != '\\' || chars.peek().is_some_and(|next| "[]<>`".contains(*next)) {
                shown.push(c);
            }
        }
        match shown.as_str() {
            "" => self.source.code(indent, "#[deprecated]"),
            note => self.source.attribute(indent, "deprecated", &[Argument::string("note", &note.into())]),
        }
    }

    /// Prints a shape as an item, once.
    fn item(&mut self, id: &'m str) {
        if !self.printed.insert(id) {
            return;
        }
        let shape = &self.model.shapes[id];
        let name = self.names.shapes[id].clone();
        let place = if self.reach.is_sent(id) { Place::Sent } else { Place::Received };
        let fallback = self.describe(id);
        self.item_docs(&shape.documentation, || fallback);
        match &shape.kind {
            Kind::Structure(members) => {
                let fields = self.fields(id, members, place, None);
                self.derived_structure(&name, shape, &fields, place);
            }
            Kind::Union(members) => self.union(id, &name, &members.iter().collect::<Vec<_>>(), place),
            Kind::EventStream(members) => {
                let events = members.iter().filter(|member| !self.model.is_exception(member));
                self.union(id, &name, &events.collect::<Vec<_>>(), place);
            }
            Kind::Enum(values) => self.string_enum(&name, shape, values, place != Place::Received),
            Kind::IntEnum(values) => self.int_enum(&name, shape, values, place != Place::Received),
            _ => {}
        }
    }

    /// Describes a shape without documentation by the member that refers to it first.
    fn describe(&self, id: &str) -> String {
        let Some((owner, member)) = self.reach.parent.get(id) else {
            return format!("`{}` in AWS's model.", self.model.shapes[id].name);
        };
        let member = member.code();
        let operation = || {
            let mut operations = self.reach.operations.iter();
            let selected = operations.find(|it| it.operation.input.as_deref() == Some(*owner))?;
            self.names.operations.get(selected.name)
        };
        match self.names.shapes.get(owner).or_else(operation) {
            Some(owner) => format!("The type of `{member}` in [`{owner}`]."),
            None => format!("The type of members named `{member}`."),
        }
    }

    /// Prints an enum's attributes and its first line.
    pub fn enum_head(&mut self, name: &str, case: Case) {
        let mut arguments = rename_all(case);
        arguments.extend(self.crate_argument());
        self.source.attribute(0, "aws", &arguments);
        self.source.code(0, "#[non_exhaustive]");
        self.source.code(0, &format!("pub enum {name} {{"));
    }

    /// Prints the variant for values that the declaration doesn't know, and closes the enum.
    pub fn enum_end(&mut self, docs: &str, variant: &str, ty: &str) {
        self.source.docs(4, &[docs.to_owned()]);
        self.source.code(4, "#[aws(other)]");
        self.source.code(4, &format!("{variant}({ty}),"));
        self.source.code(0, "}");
    }
}

/// Returns `rename_all = "…"`, unless the case is the default.
pub fn rename_all(case: Case) -> Vec<Argument> {
    if case == Case::Pascal { Vec::new() } else { vec![Argument::literal("rename_all", case.name())] }
}
