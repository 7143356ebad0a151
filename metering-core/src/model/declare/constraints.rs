//! `length`, `range` and `pattern` of members, and of their items, keys and values.

use super::super::{Bounds, Kind, MemberModel, pattern};
use super::layout::Argument;
use super::printer::Printer;

/// The declared depth of lists and maps in each other. No model of AWS is deeper.
const MAX_DEPTH: usize = 4;

impl Printer<'_, '_> {
    /// Returns the constraints on a member. A constraint that can't be declared becomes a comment.
    pub fn constraints(
        &self,
        member: &MemberModel,
        comments: &mut Vec<String>,
        depth: usize,
    ) -> Vec<Argument> {
        let Some(shape) = self.model.shapes.get(&member.shape) else { return Vec::new() };
        let bounds = member.bounds.or(&shape.bounds);
        let mut found = Vec::new();
        let list = |name, arguments: Vec<Argument>| {
            (!arguments.is_empty()).then_some(Argument::List(name, arguments))
        };
        match &shape.kind {
            Kind::String => {
                found.extend(length(&bounds));
                found.extend(self.pattern(&bounds, comments));
            }
            Kind::Blob => found.extend(length(&bounds)),
            Kind::Integer(bits) => found.extend(integer_range(&bounds, *bits)),
            Kind::Float(_) => found.extend(float_range(&bounds)),
            Kind::List { .. } | Kind::Map { .. } if depth == MAX_DEPTH => {
                comments.push(format!("Constraints below {MAX_DEPTH} lists and maps are not declared."));
            }
            Kind::List { item, .. } => {
                found.extend(length(&bounds));
                found.extend(list("each", self.constraints(item, comments, depth + 1)));
            }
            Kind::Map { key, value, .. } => {
                found.extend(length(&bounds));
                found.extend(list("keys", self.constraints(key, comments, depth + 1)));
                found.extend(list("each", self.constraints(value, comments, depth + 1)));
            }
            _ => {}
        }
        found
    }

    fn pattern(&self, bounds: &Bounds, comments: &mut Vec<String>) -> Option<Argument> {
        let text = bounds.pattern.as_ref()?;
        let mut known = self.patterns.borrow_mut();
        match known.entry(text.clone()).or_insert_with(|| pattern::refusal(text.as_str())) {
            None => Some(Argument::string("pattern", text)),
            Some(reason) => {
                comments.push(format!("The pattern is not declared: {reason}: {}", text.literal()));
                None
            }
        }
    }
}

/// Returns `length = 1..=255`.
fn length(bounds: &Bounds) -> Option<Argument> {
    let least = bounds.length.0.filter(|least| *least > 0);
    let greatest = bounds.length.1;
    if is_empty(least, greatest) {
        return None;
    }
    range("length", least.map(|it| it.to_string()), greatest.map(|it| it.to_string()))
}

/// Returns `range = 0..=10`, without the bounds of the type itself.
fn integer_range(bounds: &Bounds, bits: u8) -> Option<Argument> {
    let limit = (1_i128 << (bits - 1)) as f64;
    let least = bounds.range.0.filter(|least| *least > -limit);
    let greatest = bounds.range.1.filter(|greatest| *greatest < limit - 1.0);
    if is_empty(least, greatest) {
        return None;
    }
    let written = |bound: f64| format!("{}", bound as i128);
    range(
        "range",
        least.map(|least| written(least.ceil())),
        greatest.map(|greatest| written(greatest.floor())),
    )
}

fn float_range(bounds: &Bounds) -> Option<Argument> {
    if is_empty(bounds.range.0, bounds.range.1) {
        return None;
    }
    let written = |bound: f64| format!("{bound:?}");
    range("range", bounds.range.0.map(written), bounds.range.1.map(written))
}

/// Returns `true` if no value is within the bounds. The macros reject such a range.
fn is_empty<T: PartialOrd>(least: Option<T>, greatest: Option<T>) -> bool {
    least.zip(greatest).is_some_and(|(least, greatest)| least > greatest)
}

fn range(key: &str, least: Option<String>, greatest: Option<String>) -> Option<Argument> {
    let text = match (least, greatest) {
        (None, None) => return None,
        (least, None) => format!("{key} = {}..", least.unwrap_or_default()),
        (least, Some(greatest)) => format!("{key} = {}..={greatest}", least.unwrap_or_default()),
    };
    Some(Argument::tokens(text))
}
