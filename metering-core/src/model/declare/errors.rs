//! The error enum, and the structures of its members.

use std::collections::HashSet;

use super::super::{MemberModel, Text, names};
use super::item::{ItemKind, ItemMember};
use super::layout::Argument;
use super::printer::{Place, Printer};
use super::types::Types;
use crate::RetryKind;

/// The size of a boxed `ErrorMetadata` in bytes.
const METADATA: usize = 8;

impl<'m> Printer<'_, 'm> {
    pub fn errors(&mut self) {
        self.uses.extend(["ServiceError", "ErrorMetadata"]);
        let with_members: Vec<&'m str> =
            self.reach.errors.iter().copied().filter(|error| !self.own_members(error).is_empty()).collect();
        self.errors_head(&with_members);
        let mut taken = HashSet::new();
        let mut described = Vec::new();
        for error in &self.reach.errors {
            described.push(self.error_variant(error, with_members.contains(error), &mut taken));
        }
        self.record(&self.names.error, ItemKind::Errors, false, &None).members = described;
        let other = names::unused("Unhandled".to_owned(), &mut taken);
        self.enum_end("An error that this declaration doesn't know.", &other, "ErrorMetadata");
        for error in with_members {
            // An error that other shapes contain is printed with those, with all members.
            if !self.reach.items.contains(error) && self.printed.insert(error) {
                self.error_members(error);
            }
        }
    }

    fn errors_head(&mut self, with_members: &[&'m str]) {
        let title = self.title().doc_line();
        self.source.blank();
        self.source.docs(0, &[format!("The errors of {title}.")]);
        if with_members.iter().any(|error| self.model.shapes[*error].deprecated.is_some()) {
            self.source.code(0, "#[allow(deprecated)]");
        }
        let sizes = with_members.iter().map(|error| {
            let members = self.own_members(error).into_iter();
            members.map(|member| self.types.size(error, &member.shape)).sum()
        });
        if Types::is_lopsided(sizes.chain([METADATA]).collect()) {
            self.source.code(0, "#[allow(clippy::large_enum_variant)]");
        }
        self.source.code(0, "#[derive(Debug, ServiceError)]");
        let krate: Vec<Argument> = self.crate_argument().into_iter().collect();
        self.source.attribute(0, "aws", &krate);
        self.source.code(0, "#[non_exhaustive]");
        self.source.code(0, &format!("pub enum {} {{", self.names.error));
    }

    /// Returns the codes of all errors, and their variants.
    pub fn error_variants(&self) -> Vec<(&'m str, String)> {
        let mut taken = HashSet::new();
        let variants = self.reach.errors.iter().map(|id| {
            let shape = &self.model.shapes[*id];
            let code = shape.error.as_ref().map_or(shape.name.as_str(), |error| &error.code);
            (code, self.variant_name(code, &mut taken))
        });
        variants.collect()
    }

    fn error_variant(&mut self, id: &'m str, has_members: bool, taken: &mut HashSet<String>) -> ItemMember {
        let shape = &self.model.shapes[id];
        let error = shape.error.as_ref();
        let code = error.map_or(shape.name.as_str(), |error| &error.code);
        let variant = self.variant_name(code, taken);
        let lines = self.docs_or(&shape.documentation, 4, || format!("`{code}`"));
        self.source.docs(4, &lines);
        let mut arguments = Vec::new();
        if format!("{variant}Exception") != code || variant.ends_with("Exception") {
            arguments.push(Argument::string("code", &code.into()));
        }
        match error.and_then(|error| error.retry) {
            Some(RetryKind::Throttling) => arguments.push(Argument::tokens("retry = throttling".to_owned())),
            Some(_) => arguments.push(Argument::tokens("retry = transient".to_owned())),
            None => {}
        }
        if error.is_some_and(|error| error.server_fault) {
            arguments.push(Argument::flag("server_fault"));
        }
        self.source.attribute(4, "aws", &arguments);
        if has_members {
            let name = &self.names.shapes[id];
            self.source.variant(&variant, &format!("{name}, ErrorMetadata"));
        } else {
            self.source.variant(&variant, "ErrorMetadata");
        }
        ItemMember { arguments, ..ItemMember::value(&variant, code.into(), &shape.deprecated) }
    }

    fn error_members(&mut self, error: &'m str) {
        let shape = &self.model.shapes[error];
        let name = self.names.shapes[error].clone();
        let members = self.own_members(error);
        let mut fields = self.fields(error, self.model.members(Some(error)), Place::Received, None);
        fields.retain(|field| members.iter().any(|member| member.name == field.member.name));
        let docs = format!("The members of `{}` other than its message.", shape.name);
        self.item_docs(&Text::default(), || docs);
        self.derived_structure(&name, shape, &fields, Place::Received);
    }

    /// `ThrottlingException` becomes `Throttling`, unless that is the name of another error.
    fn variant_name(&self, code: &str, taken: &mut HashSet<String>) -> String {
        let short = code.strip_suffix("Exception").filter(|short| !short.is_empty()).unwrap_or(code);
        let pascal = names::pascal(short);
        let is_another = self.reach.errors.iter().any(|error| {
            let name = &self.model.shapes[*error].name;
            name != code && names::pascal(name) == pascal
        });
        names::variant(if is_another || taken.contains(&pascal) { code } else { short }, taken)
    }

    /// Returns an error's members except for the message, which the metadata contains.
    fn own_members(&self, error: &str) -> Vec<&'m MemberModel> {
        let is_message =
            |name: &Text| ["message", "errormessage"].contains(&name.as_str().to_lowercase().as_str());
        self.model.members(Some(error)).iter().filter(|member| !is_message(&member.name)).collect()
    }
}
