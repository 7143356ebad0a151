//! Unions.

use std::collections::HashSet;

use super::super::MemberModel;
use super::super::names::{self, Case, MEMBER_CASES, case_for};
use super::item::{ItemKind, ItemMember};
use super::layout::Argument;
use super::printer::{Place, Printer};
use super::types::Types;

/// The size of `UnknownMember` in bytes.
const UNKNOWN_MEMBER: usize = 56;

impl<'m> Printer<'_, 'm> {
    pub fn union(&mut self, id: &'m str, name: &str, members: &[&'m MemberModel], place: Place) {
        let deprecated = &self.model.shapes[id].deprecated;
        self.uses.extend(["Union", "UnknownMember"]);
        let mut taken = HashSet::new();
        let variants: Vec<String> =
            members.iter().map(|member| names::variant(member.name.as_str(), &mut taken)).collect();
        let case = case_for(
            variants.iter().map(String::as_str).zip(members.iter().map(|member| member.name.as_str())),
            MEMBER_CASES,
            Case::apply,
        );
        if members.iter().any(|member| self.types.is_deprecated(&member.shape)) {
            self.source.code(0, "#[allow(deprecated)]");
        }
        self.deprecated(0, deprecated);
        let sizes = members.iter().map(|member| self.types.size(id, &member.shape)).chain([UNKNOWN_MEMBER]);
        if Types::is_lopsided(sizes.collect()) {
            self.source.code(0, "#[allow(clippy::large_enum_variant)]");
        }
        self.source.code(0, "#[derive(Debug, Clone, PartialEq, Union)]");
        self.enum_head(name, case);
        let described = members.iter().zip(&variants);
        let described =
            described.map(|(member, variant)| self.union_variant(id, member, variant, case, place));
        let described = described.collect();
        self.record(name, ItemKind::Union, place != Place::Received, deprecated).members = described;
        let other = names::unknown(&mut taken);
        self.enum_end("A member that this declaration doesn't know.", &other, "UnknownMember");
    }

    fn union_variant(
        &mut self,
        owner: &str,
        member: &'m MemberModel,
        variant: &str,
        case: Case,
        place: Place,
    ) -> ItemMember {
        self.member_docs(member);
        let mut comments = Vec::new();
        let mut arguments = Vec::new();
        if member.name != case.apply(variant) {
            arguments.push(Argument::string("rename", &member.name));
        }
        arguments.extend(self.timestamp(member));
        if place != Place::Received {
            arguments.extend(self.constraints(member, &mut comments, 0));
        }
        for comment in comments {
            self.source.comment(4, &comment);
        }
        self.deprecated(4, &member.deprecated);
        self.source.attribute(4, "aws", &arguments);
        let ty = self.types.member(owner, member, &mut self.uses);
        self.source.variant(variant, &ty);
        let described = ItemMember::value(variant, member.name.clone(), &member.deprecated);
        ItemMember { ty, arguments, ..described }
    }
}
