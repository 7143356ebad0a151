//! The shapes that operations need: their order, and the direction in which they are sent.

use std::collections::{HashMap, HashSet};

use super::super::{Kind, MemberModel, Model, ModelError, OperationModel, ShapeModel, Text};
use super::event_stream;

/// An operation to declare.
pub struct Selected<'m> {
    pub name: &'m str,
    pub operation: &'m OperationModel,
    /// The shapes that no earlier operation needs.
    pub first: Vec<&'m str>,
}

#[derive(Default)]
pub struct Reach<'m> {
    pub operations: Vec<Selected<'m>>,
    /// The operations that can't be declared, with the reason.
    pub left_out: Vec<(&'m str, String)>,
    /// The error structures, in the order of the operations.
    pub errors: Vec<&'m str>,
    /// The shapes that only errors need.
    pub of_errors: Vec<&'m str>,
    /// The structures, unions and enums that become items.
    pub items: HashSet<&'m str>,
    /// The items that a request can contain.
    sent: HashSet<&'m str>,
    /// The structure and the member that refer to an item first.
    pub parent: HashMap<&'m str, (&'m str, &'m Text)>,
    /// The number of operations with a given output.
    outputs: HashMap<&'m str, usize>,
    /// The shapes that a structure or union contains without a list or map in between.
    contents: HashMap<&'m str, HashSet<&'m str>>,
    /// The shapes that every value of a structure contains without a list or map in between.
    required_contents: HashMap<&'m str, HashSet<&'m str>>,
}

/// The maximum depth of lists and maps. A deeper one contains itself.
const DEPTH: usize = 32;

impl<'m> Reach<'m> {
    pub fn of(model: &'m Model, selected: &[(&'m str, &'m OperationModel)]) -> Result<Self, ModelError> {
        let mut reach = Reach::default();
        for &(name, operation) in selected {
            reach.select(model, name, operation)?;
        }
        let mut of_errors = Vec::new();
        for error in reach.errors.clone() {
            reach.members(model, error, false, &mut of_errors)?;
        }
        reach.of_errors = of_errors;
        let mut owners = reach.items.clone();
        owners.extend(reach.outputs.keys());
        owners.extend(&reach.errors);
        reach.contents = contents(model, &owners, |_, _| true);
        reach.required_contents =
            contents(model, &owners, |owner, member| member.required && matches!(owner, Kind::Structure(_)));
        Ok(reach)
    }

    /// Enters an operation, or the reason why it can't be declared.
    fn select(
        &mut self,
        model: &'m Model,
        name: &'m str,
        operation: &'m OperationModel,
    ) -> Result<(), ModelError> {
        if !is_declarable(name) {
            let reason = "its name is not in PascalCase, which `action` requires";
            self.left_out.push((name, reason.to_owned()));
            return Ok(());
        }
        let mut seen = HashSet::new();
        let ends = [operation.input.as_deref(), operation.output.as_deref()];
        for structure in ends.into_iter().flatten() {
            all(model, structure, &mut |shape| seen.insert(shape))?;
        }
        if let Some(reason) = event_stream::undeclarable(model, operation)? {
            self.left_out.push((name, reason));
            return Ok(());
        }
        let mut first = Vec::new();
        for (structure, sent) in ends.into_iter().zip([true, false]) {
            let Some(structure) = structure else { continue };
            if !sent {
                *self.outputs.entry(structure).or_default() += 1;
            }
            self.members(model, structure, sent, &mut first)?;
        }
        let output = model.members(operation.output.as_deref()).iter();
        let streams = output.filter_map(|member| event_stream::events(model, &member.shape));
        let exceptions = streams.flatten().filter(|member| model.is_exception(member));
        for error in operation.errors.iter().chain(exceptions.map(|member| &member.shape)) {
            if !self.errors.contains(&error.as_str()) {
                self.errors.push(error);
            }
        }
        self.operations.push(Selected { name, operation, first });
        Ok(())
    }

    /// Enters the shapes of a structure's members.
    fn members(
        &mut self,
        model: &'m Model,
        structure: &'m str,
        sent: bool,
        first: &mut Vec<&'m str>,
    ) -> Result<(), ModelError> {
        let kind = &model.shape(structure)?.kind;
        let is_stream = matches!(kind, Kind::EventStream(_));
        for member in members(kind) {
            if is_stream && model.is_exception(member) {
                continue;
            }
            self.enter(model, &member.shape, sent, (structure, &member.name), 0, first)?;
        }
        Ok(())
    }

    fn enter(
        &mut self,
        model: &'m Model,
        shape: &'m str,
        sent: bool,
        parent: (&'m str, &'m Text),
        depth: usize,
        first: &mut Vec<&'m str>,
    ) -> Result<(), ModelError> {
        match &model.shape(shape)?.kind {
            Kind::List { .. } | Kind::Map { .. } if depth > DEPTH => {
                return Err(ModelError::new(format!(
                    "the list or map `{shape}` contains itself without a structure in between"
                )));
            }
            Kind::List { item, .. } => self.enter(model, &item.shape, sent, parent, depth + 1, first)?,
            Kind::Map { key, value, .. } => {
                self.enter(model, &key.shape, sent, parent, depth + 1, first)?;
                self.enter(model, &value.shape, sent, parent, depth + 1, first)?;
            }
            Kind::Enum(values) if values.is_empty() => {}
            Kind::Union(members) if members.is_empty() => {}
            Kind::Structure(_) | Kind::Union(_) | Kind::EventStream(_) | Kind::Enum(_) | Kind::IntEnum(_) => {
                let is_new = self.items.insert(shape);
                let is_newly_sent = sent && self.sent.insert(shape);
                if is_new {
                    first.push(shape);
                    self.parent.insert(shape, parent);
                }
                if is_new || is_newly_sent {
                    self.members(model, shape, sent, first)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Returns `true` if a request can contain the shape.
    pub fn is_sent(&self, shape: &str) -> bool {
        self.sent.contains(shape)
    }

    /// Returns `true` if the structure is the output of one operation and nothing else.
    pub fn is_only_output(&self, structure: &str) -> bool {
        self.outputs.get(structure) == Some(&1) && !self.items.contains(structure)
    }

    /// Returns `true` if a member's structure or union contains the member's owner without a list
    /// or map in between.
    pub fn is_boxed(&self, owner: &str, shape: &str) -> bool {
        self.contents.get(shape).is_some_and(|contents| contents.contains(owner))
    }

    /// Returns `true` if a required member of this shape would make every value infinite.
    pub fn is_endless(&self, owner: &str, shape: &str) -> bool {
        self.required_contents.get(shape).is_some_and(|contents| contents.contains(owner))
    }
}

/// Returns `true` if `action = "…"` accepts the name. The macros accept only PascalCase, because a
/// name in another case usually is an error.
fn is_declarable(operation: &str) -> bool {
    operation.starts_with(|first: char| first.is_ascii_uppercase())
        && operation.bytes().all(|letter| letter.is_ascii_alphanumeric())
        && (operation.len() < 4 || operation.bytes().any(|letter| letter.is_ascii_lowercase()))
}

pub fn members(kind: &Kind) -> &[MemberModel] {
    match kind {
        Kind::Structure(members) | Kind::Union(members) | Kind::EventStream(members) => members,
        _ => &[],
    }
}

/// Calls `enter` for `shape` and the shapes below it, as long as it returns `true`.
pub fn all<'m>(
    model: &'m Model,
    shape: &'m str,
    enter: &mut impl FnMut(&'m str) -> bool,
) -> Result<(), ModelError> {
    let kind = &model.shape(shape)?.kind;
    if !enter(shape) {
        return Ok(());
    }
    let mut each = |member: &'m MemberModel| {
        if !model.shapes.contains_key(&member.shape) {
            let name = if member.name.is_empty() { "member".to_owned() } else { member.name.line() };
            let target = &member.shape;
            return Err(ModelError::new(format!(
                "`{shape}.{name}` refers to the shape `{target}`, which the model doesn't have"
            )));
        }
        all(model, &member.shape, enter)
    };
    match kind {
        Kind::List { item, .. } => each(item),
        Kind::Map { key, value, .. } => each(key).and_then(|()| each(value)),
        kind => members(kind).iter().try_for_each(each),
    }
}

/// Returns the shapes that each owner contains without a list or map in between, through the
/// members that count.
fn contents<'m>(
    model: &'m Model,
    owners: &HashSet<&'m str>,
    counts: impl Fn(&Kind, &MemberModel) -> bool,
) -> HashMap<&'m str, HashSet<&'m str>> {
    let contents = owners.iter().map(|owner| {
        let mut found = HashSet::new();
        let mut left = vec![*owner];
        while let Some(shape) = left.pop() {
            let Some(ShapeModel { kind, .. }) = model.shapes.get(shape) else { continue };
            for member in members(kind).iter().filter(|member| counts(kind, member)) {
                if found.insert(member.shape.as_str()) {
                    left.push(&member.shape);
                }
            }
        }
        (*owner, found)
    });
    contents.collect()
}
