//! Comparison of pagination.

use super::super::{OperationModel, Text};
use super::Checker;
use super::values::bare;
use crate::operation::PagesInfo;
use crate::schema::{ShapeInfo, ShapeKind};

impl Checker<'_> {
    /// Compares an operation's pagination. A declaration may leave it out.
    pub(super) fn pages(
        &mut self,
        ours: &PagesInfo,
        request: ShapeInfo,
        output: ShapeInfo,
        operation: &OperationModel,
    ) {
        let Some(theirs) = &operation.pagination else {
            // A model without any pagination was read without its paginators.
            if self.model.operations.values().any(|operation| operation.pagination.is_some()) {
                self.report(request.name, "the model's operation has no pagination; remove `paginate`");
            }
            return;
        };
        let mut left: Vec<_> = theirs.input_tokens.iter().zip(&theirs.output_tokens).collect();
        for (input, path) in ours.tokens {
            let (input, place, _) = wire_path(request, input);
            let (path, ..) = wire_path(output, path);
            let Some(at) = left.iter().position(|(known, _)| **known == input) else {
                let known = lines(&theirs.input_tokens);
                self.report(
                    place,
                    format_args!("the field is not a page token, the model's token is `{known}`"),
                );
                continue;
            };
            let (_, known) = left.remove(at);
            if !known.as_str().split("||").any(|either| either.trim() == path) {
                let known = known.line();
                let message = format!("the next token is `{path}` of the output, the model's is `{known}`");
                self.report(place, message);
            }
        }
        for (input, _) in left {
            self.report(request.name, format_args!("`paginate` lacks the input token `{}`", input.line()));
        }
        if let Some(path) = ours.items {
            let (path, place, _) = wire_path(output, path);
            if !theirs.items.is_empty() && !theirs.items.iter().any(|known| *known == path) {
                let known = lines(&theirs.items);
                self.report(place, format_args!("the model's items of a page are in `{known}`"));
            }
        }
        let more = ours.more.map(|path| wire_path(output, path));
        match (more, &theirs.more) {
            (Some((path, ..)), Some(known)) if *known == path => {}
            (Some((_, place, _)), Some(known)) => {
                self.report(place, format_args!("the model's `more` is `{}`", known.line()));
            }
            (Some((_, place, _)), None) if theirs.expresses_more => {
                self.report(place, "the model's pagination has no `more`; remove it");
            }
            (None, Some(known)) => {
                let message = format!("the model's `more` is `{}`; add `more` to `paginate`", known.line());
                self.report(request.name, message);
            }
            _ => {}
        }
    }
}

fn lines(texts: &[Text]) -> String {
    texts.iter().map(Text::line).collect::<Vec<_>>().join("`, `")
}

/// Translates a path of fields to wire names. Returns it with the struct and field that it ends at,
/// and their shape.
pub(super) fn wire_path(structure: ShapeInfo, path: &str) -> (String, String, ShapeInfo) {
    let (mut at, mut names, mut place) = (structure, Vec::new(), structure.name.to_owned());
    for step in path.split('.') {
        let field = step.split('[').next().unwrap_or_default();
        place = format!("{}.{field}", at.name);
        let ShapeKind::Structure(members) = at.kind else { break };
        let Some(member) = members.iter().find(|member| member.field == field) else { break };
        at = bare((member.shape)());
        // There is one `[-1]` for each list in a list.
        let items = &step[field.len()..];
        for _ in items.matches('[') {
            let ShapeKind::List { item } = at.kind else { break };
            at = bare(item());
        }
        names.push(format!("{}{items}", member.name));
    }
    (names.join("."), place, at)
}
