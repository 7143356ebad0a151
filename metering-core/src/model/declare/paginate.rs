//! `paginate(…)` of operations.

use std::collections::HashSet;

use super::super::{Kind, MemberModel, Pagination, Text, names};
use super::layout::Argument;
use super::printer::Printer;
use super::structure::Field;
use super::types::Uses;

/// A list that the model names as the items of the pages.
struct ItemList<'m> {
    path: String,
    item: &'m str,
    is_declarable: bool,
}

impl<'m> Printer<'_, 'm> {
    /// Returns `paginate(…)`, or the reason why it can't be declared.
    pub fn paginate(
        &mut self,
        action: &str,
        pagination: &Pagination,
        fields: &[Field<'m>],
        output: Option<&'m str>,
    ) -> Result<Argument, String> {
        let output = output.ok_or("the operation has no output")?;
        if pagination.input_tokens.is_empty()
            || pagination.input_tokens.len() != pagination.output_tokens.len()
        {
            return Err("the model doesn't name the tokens of input and output".to_owned());
        }
        let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
        for (token, path) in pagination.input_tokens.iter().zip(&pagination.output_tokens) {
            let field = fields.iter().find(|field| field.member.name == *token);
            let field = field.ok_or_else(|| format!("the input has no member `{}`", token.line()))?;
            let (path, member) = self.path(output, path, "[-1]")?;
            let is_text = |ty: &str| ["String", "Sensitive<String>"].contains(&ty);
            let ty = self.types.shape(&member.shape, false, &mut Uses::default());
            if field.ty != ty && !(is_text(&field.ty) && is_text(&ty)) {
                return Err(format!(
                    "the output's token has the type `{ty}`, the input's token has `{}`",
                    field.ty
                ));
            }
            inputs.push(field.name.clone());
            outputs.push(path);
        }
        let one_or_more = |names: Vec<String>| match names.as_slice() {
            [name] => name.clone(),
            names => format!("({})", names.join(", ")),
        };
        let mut parts = vec![
            format!("input_token = {}", one_or_more(inputs)),
            format!("output_token = {}", one_or_more(outputs)),
        ];
        parts.extend(self.items(pagination, output));
        if let Some(more) = &pagination.more {
            parts.push(format!("more = {}", self.path(output, more, "[-1]")?.0));
        }
        if self.model.stops_on_same_token(action) {
            parts.push("stop_on_same_token".to_owned());
        }
        Ok(Argument::tokens(format!("paginate({})", parts.join(", "))))
    }

    /// Returns `items` and `item` if exactly one path leads to a list.
    fn items(&mut self, pagination: &Pagination, output: &'m str) -> Vec<String> {
        match self.item_lists(pagination, output).0.as_slice() {
            [ItemList { path, item, is_declarable: true }] => {
                let item = self.types.shape(item, false, &mut self.uses);
                vec![format!("items = {path}"), format!("item = {item}")]
            }
            _ => Vec::new(),
        }
    }

    /// Returns the reasons why lists of items in the model are not declared.
    pub fn undeclared_items(&self, pagination: &Pagination, output: Option<&'m str>) -> Vec<String> {
        let Some(output) = output else { return Vec::new() };
        let (lists, mut reasons) = self.item_lists(pagination, output);
        match lists.as_slice() {
            [] | [ItemList { is_declarable: true, .. }] => {}
            [ItemList { path, .. }] => reasons.push(format!("the items of `{path}` may be null or secret")),
            several => {
                let paths: Vec<_> = several.iter().map(|list| format!("`{}`", list.path)).collect();
                reasons.push(format!(
                    "the pages have several lists, {}; add `items = …, item = …` for one of them",
                    paths.join(" and ")
                ));
            }
        }
        reasons
    }

    /// Returns the lists that the model names as items, and the reasons why paths lead nowhere.
    /// botocore also names counts, which are not items.
    fn item_lists(&self, pagination: &Pagination, output: &'m str) -> (Vec<ItemList<'m>>, Vec<String>) {
        let (mut lists, mut reasons) = (Vec::new(), Vec::new());
        for path in &pagination.items {
            match self.path(output, path, "[-1]") {
                Ok((path, member)) => {
                    let shape = &self.model.shapes[&member.shape];
                    if let Kind::List { item, sparse } = &shape.kind {
                        let is_declarable = !sparse && !shape.sensitive;
                        lists.push(ItemList { path, item: &item.shape, is_declarable });
                    }
                }
                Err(reason) => reasons.push(reason),
            }
        }
        (lists, reasons)
    }

    /// Translates a path of wire names to a path of fields. Returns it with the member that it ends
    /// at. `through` is the step through a list: `[-1]` for its last item, or `[]` for all items.
    pub fn path(
        &self,
        structure: &'m str,
        path: &Text,
        through: &str,
    ) -> Result<(String, &'m MemberModel), String> {
        let line = path.line();
        let mut names = Vec::new();
        let mut at = structure;
        let mut last = None;
        for step in path.as_str().split('.') {
            let (step, is_in_list) = match step.strip_suffix(through) {
                Some(list) => (list, true),
                None => (step, false),
            };
            if !step.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
                return Err(format!("`{line}` is not a path of members"));
            }
            // Only `expose` leads into a `Sensitive`.
            let is_secret = |shape: &str| self.model.shapes.get(shape).is_some_and(|shape| shape.sensitive);
            if at != structure && is_secret(at) {
                return Err(format!("`{line}` leads through a secret"));
            }
            let members = self.model.members(Some(at));
            let mut taken = HashSet::new();
            let found = members
                .iter()
                .map(|member| (names::field(member.name.as_str(), &mut taken), member))
                .find(|(_, member)| member.name == step);
            let (mut name, mut member) = found.ok_or_else(|| format!("the output has no member `{line}`"))?;
            if is_in_list {
                let list = &self.model.shapes[&member.shape];
                let Kind::List { item, sparse: false } = &list.kind else {
                    return Err(format!("`{line}` leads through a type that is not a list of structures"));
                };
                if list.sensitive {
                    return Err(format!("`{line}` leads through a secret"));
                }
                name += through;
                member = item;
            }
            names.push(name);
            at = &member.shape;
            last = Some(member);
        }
        Ok((names.join("."), last.ok_or("the path is empty")?))
    }
}
