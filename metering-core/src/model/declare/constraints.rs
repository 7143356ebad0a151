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
            Kind::Float(_) => found.extend(range("range", bounds.range, |bound| format!("{bound:?}"))),
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
    range("length", (bounds.length.0.filter(|min| *min > 0), bounds.length.1), |bound| bound.to_string())
}

/// Returns `range = 0..=10`, without the bounds of the type itself.
fn integer_range(bounds: &Bounds, bits: u8) -> Option<Argument> {
    let limit = (1_i128 << (bits - 1)) as f64;
    let min = bounds.range.0.filter(|min| *min > -limit).map(f64::ceil);
    let max = bounds.range.1.filter(|max| *max < limit - 1.0).map(f64::floor);
    range("range", (min, max), |bound| (bound as i128).to_string())
}

/// Returns `key = min..=max`, or `None` if there are no bounds or if no value is within them. The
/// macros reject an empty range.
fn range<T: PartialOrd>(
    key: &str,
    (min, max): (Option<T>, Option<T>),
    written: impl Fn(T) -> String,
) -> Option<Argument> {
    let is_empty = min.as_ref().zip(max.as_ref()).is_some_and(|(min, max)| min > max);
    if is_empty || min.is_none() && max.is_none() {
        return None;
    }
    let min = min.map_or_else(String::new, &written);
    let max = max.map_or_else(String::new, |max| format!("={}", written(max)));
    Some(Argument::tokens(format!("{key} = {min}..{max}")))
}
