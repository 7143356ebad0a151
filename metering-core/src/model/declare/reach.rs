//! The shapes that operations need: their order, and the direction in which they are sent.

use std::collections::{HashMap, HashSet};

use super::super::{Kind, MemberModel, Model, ModelError, OperationModel, Text};
use super::event_stream;

/// An operation to declare.
pub struct Selected<'m> {
    pub name: &'m str,
    pub operation: &'m OperationModel,
    /// The shapes that no earlier operation needs.
    pub first: Vec<&'m str>,
}

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
    /// The structures and unions that contain themselves directly, with the number of their cycle.
    groups: HashMap<&'m str, usize>,
    /// The required members that must be optional, because a value would otherwise be infinite.
    endless: HashSet<(&'m str, &'m Text)>,
}

/// The maximum depth of lists and maps. A deeper one contains itself.
const DEPTH: usize = 32;

impl<'m> Reach<'m> {
    pub fn of(model: &'m Model, selected: &[(&'m str, &'m OperationModel)]) -> Result<Self, ModelError> {
        let mut reach = Reach {
            operations: Vec::new(),
            left_out: Vec::new(),
            errors: Vec::new(),
            of_errors: Vec::new(),
            items: HashSet::new(),
            sent: HashSet::new(),
            parent: HashMap::new(),
            outputs: HashMap::new(),
            groups: HashMap::new(),
            endless: HashSet::new(),
        };
        for &(name, operation) in selected {
            reach.select(model, name, operation)?;
        }
        let mut of_errors = Vec::new();
        for error in reach.errors.clone() {
            reach.members(model, error, false, &mut of_errors)?;
        }
        reach.of_errors = of_errors;
        reach.find_cycles(model);
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
        let exceptions = streams.flatten().filter(|member| event_stream::is_exception(model, member));
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
            if is_stream && event_stream::is_exception(model, member) {
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
        matches!((self.groups.get(owner), self.groups.get(shape)), (Some(a), Some(b)) if a == b)
    }

    /// Returns `true` if a required member would make every value infinite.
    pub fn is_endless(&self, owner: &str, member: &str) -> bool {
        self.endless.iter().any(|(known, name)| *known == owner && **name == *member)
    }

    /// Finds the structures that contain themselves directly, by Tarjan's algorithm for strongly
    /// connected components.
    fn find_cycles(&mut self, model: &'m Model) {
        let mut owners: Vec<&'m str> = self.items.iter().copied().collect();
        owners.extend(self.outputs.keys());
        owners.extend(self.errors.iter().copied());
        owners.sort_unstable();
        owners.dedup();
        self.groups = cycles(model, &owners, |_, _| true);
        let required =
            cycles(model, &owners, |owner, member| member.required && matches!(owner, Kind::Structure(_)));
        for owner in &owners {
            for member in members(&model.shapes[*owner].kind) {
                let group = required.get(owner);
                if member.required && group.is_some() && group == required.get(member.shape.as_str()) {
                    self.endless.insert((owner, &member.name));
                }
            }
        }
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

/// Returns the number of the cycle for each shape in a cycle.
fn cycles<'m>(
    model: &'m Model,
    owners: &[&'m str],
    counts: impl Fn(&Kind, &MemberModel) -> bool,
) -> HashMap<&'m str, usize> {
    let mut walk = Walk {
        model,
        counts: &counts,
        index: HashMap::new(),
        low: HashMap::new(),
        stack: Vec::new(),
        groups: HashMap::new(),
        next_group: 0,
    };
    for owner in owners {
        if !walk.index.contains_key(owner) {
            walk.visit(owner);
        }
    }
    walk.groups
}

/// A walk that finds cycles (Tarjan).
struct Walk<'a, 'm, F> {
    model: &'m Model,
    counts: &'a F,
    index: HashMap<&'m str, usize>,
    low: HashMap<&'m str, usize>,
    stack: Vec<&'m str>,
    groups: HashMap<&'m str, usize>,
    next_group: usize,
}

impl<'m, F: Fn(&Kind, &MemberModel) -> bool> Walk<'_, 'm, F> {
    fn visit(&mut self, shape: &'m str) {
        let at = self.index.len();
        self.index.insert(shape, at);
        self.low.insert(shape, at);
        self.stack.push(shape);
        let kind = &self.model.shapes[shape].kind;
        let mut itself = false;
        for member in members(kind).iter().filter(|member| (self.counts)(kind, member)) {
            let Some((target, found)) = self.model.shapes.get_key_value(&member.shape) else { continue };
            if members(&found.kind).is_empty() {
                continue;
            }
            itself |= target == shape;
            if !self.index.contains_key(target.as_str()) {
                self.visit(target);
                self.low.insert(shape, self.low[shape].min(self.low[target.as_str()]));
            } else if self.stack.contains(&target.as_str()) {
                self.low.insert(shape, self.low[shape].min(self.index[target.as_str()]));
            }
        }
        if self.low[shape] == at {
            let from = self.stack.iter().position(|on| *on == shape).unwrap_or(0);
            let group = self.stack.split_off(from);
            if group.len() > 1 || itself {
                self.next_group += 1;
                self.groups.extend(group.into_iter().map(|shape| (shape, self.next_group)));
            }
        }
    }
}
