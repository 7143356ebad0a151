//! Structures: operations, outputs, nested structures, and the members of errors.

use std::collections::HashSet;

use super::super::names::{self, MEMBER_CASES, case_for};
use super::super::{Kind, MemberModel, ShapeModel, Text};
use super::event_stream;
use super::item::{ItemKind, ItemMember};
use super::layout::Argument;
use super::printer::{Place, Printer, rename_all};
use crate::wire::TimestampFormat;

/// A field to print.
pub struct Field<'m> {
    pub member: &'m MemberModel,
    pub name: String,
    /// The type without the `Option` around it.
    pub ty: String,
    pub optional: bool,
    pub arguments: Vec<Argument>,
    /// Comments on constraints that can't be declared.
    pub comments: Vec<String>,
}

impl Field<'_> {
    pub fn described(&self) -> ItemMember {
        ItemMember {
            name: self.name.clone(),
            wire: self.member.name.clone(),
            ty: self.ty.clone(),
            optional: self.optional,
            arguments: self.arguments.clone(),
            deprecated: self.member.deprecated.clone(),
        }
    }
}

impl<'m> Printer<'_, 'm> {
    /// Returns the fields of a structure. `host_prefix` is the prefix of an operation.
    pub fn fields(
        &mut self,
        owner: &str,
        members: &'m [MemberModel],
        place: Place,
        host_prefix: Option<&Text>,
    ) -> Vec<Field<'m>> {
        let mut taken = HashSet::new();
        let mut has_token = false;
        let mut fields = Vec::new();
        for member in members {
            // The macros accept one token.
            let is_token = place == Place::Request
                && member.idempotency_token
                && !has_token
                && matches!(self.model.shapes[&member.shape].kind, Kind::String);
            has_token |= is_token;
            let label = format!("{{{}}}", member.name.as_str());
            let is_label = member.host_label && host_prefix.is_some_and(|it| it.as_str().contains(&label));
            let mut arguments = Vec::new();
            let mut comments = Vec::new();
            let flags = [("idempotency_token", is_token), ("host_label", is_label)];
            arguments.extend(flags.iter().filter(|(_, is_set)| *is_set).map(|(key, _)| Argument::flag(key)));
            arguments.extend(self.timestamp(member));
            if place != Place::Received {
                arguments.extend(self.constraints(member, &mut comments, 0));
            }
            let default = if place == Place::Request { None } else { self.default(member, place) };
            let is_required = member.required && !self.reach.is_endless(owner, &member.shape);
            let is_stream = event_stream::events(self.model, &member.shape).is_some();
            let optional = is_token || default.is_none() && !is_label && !is_required && !is_stream;
            arguments.extend(default);
            fields.push(Field {
                member,
                name: names::field(member.name.as_str(), &mut taken),
                ty: self.types.member(owner, member, &mut self.uses),
                optional,
                arguments,
                comments,
            });
        }
        fields
    }

    /// Returns `timestamp = "…"`, unless the format is the default.
    pub fn timestamp(&self, member: &MemberModel) -> Option<Argument> {
        match self.model.timestamp(member)? {
            TimestampFormat::EpochSeconds => None,
            TimestampFormat::DateTime => Some(Argument::literal("timestamp", "date-time")),
            TimestampFormat::HttpDate => Some(Argument::literal("timestamp", "http-date")),
        }
    }

    /// Prints `#[allow(…)]` for warnings that the model makes unavoidable.
    pub fn allowances(&mut self, fields: &[Field<'m>]) {
        if fields.iter().any(|field| self.types.is_deprecated(&field.member.shape)) {
            self.source.code(0, "#[allow(deprecated)]");
        }
        if fields.iter().any(|field| self.types.maps_to_nothing(&field.member.shape)) {
            self.source.code(0, "#[allow(clippy::zero_sized_map_values)]");
        }
        // Clippy accepts three.
        if fields.iter().filter(|field| field.ty == "bool" && !field.optional).count() > 3 {
            self.source.code(0, "#[allow(clippy::struct_excessive_bools)]");
        }
    }

    /// Prints a structure that derives `Shape`.
    pub fn derived_structure(
        &mut self,
        name: &str,
        shape: &'m ShapeModel,
        fields: &[Field<'m>],
        place: Place,
    ) {
        let item = self.record(name, ItemKind::Structure, place != Place::Received, &shape.deprecated);
        item.members = fields.iter().map(Field::described).collect();
        self.uses.insert("Shape");
        self.allowances(fields);
        self.deprecated(0, &shape.deprecated);
        let has_stream =
            fields.iter().any(|field| event_stream::events(self.model, &field.member.shape).is_some());
        let derives = if has_stream { "Debug, Shape" } else { "Debug, Clone, PartialEq, Shape" };
        self.source.code(0, &format!("#[derive({derives})]"));
        let krate = self.crate_argument();
        self.structure(name, fields, krate);
    }

    /// Prints the structure from `#[aws(…)]` on.
    pub fn structure(&mut self, name: &str, fields: &[Field<'m>], krate: Option<Argument>) {
        let case = case_for(
            fields.iter().map(|field| (field.name.as_str(), field.member.name.as_str())),
            MEMBER_CASES,
            names::wire_field,
        );
        let mut arguments = rename_all(case);
        arguments.extend(krate);
        self.source.attribute(0, "aws", &arguments);
        self.source.code(0, "#[non_exhaustive]");
        if fields.is_empty() {
            self.source.code(0, &format!("pub struct {name} {{}}"));
            return;
        }
        self.source.code(0, &format!("pub struct {name} {{"));
        for field in fields {
            let member = field.member;
            self.member_docs(member);
            for comment in &field.comments {
                self.source.comment(4, comment);
            }
            self.deprecated(4, &member.deprecated);
            let mut arguments = Vec::new();
            if member.name != names::wire_field(case, &field.name) {
                arguments.push(Argument::string("rename", &member.name));
            }
            arguments.extend(field.arguments.iter().cloned());
            self.source.attribute(4, "aws", &arguments);
            let ty = if field.optional { format!("Option<{}>", field.ty) } else { field.ty.clone() };
            self.source.field(&field.name, &ty);
        }
        self.source.code(0, "}");
    }
}
