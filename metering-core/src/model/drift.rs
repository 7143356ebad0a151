//! The changes from one model to another, described as changes of declarations.

use std::fmt;

use super::declare::{Argument, Item, ItemKind, ItemMember, print};
use super::text::one_line;
use super::{DeclareOptions, Model, ModelError, Text};

/// The effect of a change on a program that was written for the older model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Change {
    /// Something that was valid is rejected now, or no longer exists.
    Breaks,
    /// Something can be declared that did not exist before.
    New,
    /// AWS recommends not to use it.
    Deprecated,
    /// The declaration can change, but the old one remains valid.
    Compatible,
}

impl Change {
    const ALL: [(Change, &'static str); 4] = [
        (Change::Breaks, "Breaks"),
        (Change::New, "New"),
        (Change::Deprecated, "Deprecated"),
        (Change::Compatible, "Compatible"),
    ];
}

/// All changes between two models. `Display` prints a heading for each kind of change and one line
/// for each change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    changes: Vec<(Change, String)>,
}

impl Drift {
    /// Returns the changes, each with a description such as
    /// `UsageRecord.license_arn: Option<String>`.
    pub fn changes(&self) -> impl Iterator<Item = (Change, &str)> {
        self.changes.iter().map(|(change, text)| (*change, text.as_str()))
    }

    /// Returns `true` if no declaration changes.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return writeln!(f, "No declaration changes.");
        }
        let mut first = true;
        for (kind, heading) in Change::ALL {
            let mut changes = self.changes.iter().filter(|(change, _)| *change == kind).peekable();
            if changes.peek().is_none() {
                continue;
            }
            if !std::mem::take(&mut first) {
                writeln!(f)?;
            }
            writeln!(f, "{heading}")?;
            for (_, text) in changes {
                writeln!(f, "  {text}")?;
            }
        }
        Ok(())
    }
}

/// Returns the changes from `old` to `new` for the given operations, or for all operations if
/// `operations` is empty.
///
/// # Errors
/// Returns an error if the models describe different services, or if neither has one of the
/// operations.
pub fn drift(old: &Model, new: &Model, operations: &[String]) -> Result<Drift, ModelError> {
    let (was, is) = (&old.service, &new.service);
    if was.id != is.id && was.target_prefix != is.target_prefix {
        let (was, is) = (was.id.line(), is.id.line());
        return Err(ModelError::new(format!("the models describe different services, {was} and {is}")));
    }
    for name in operations {
        if !old.operations.contains_key(name) {
            new.operation(name)?;
        }
    }
    let items = |model: &Model| {
        let mut options = DeclareOptions::default();
        let asked = operations.iter().filter(|name| model.operations.contains_key(*name));
        options.operations = asked.cloned().collect();
        if options.operations.is_empty() && !operations.is_empty() {
            return Ok(Vec::new());
        }
        print(model, &options).map(|(_, items)| items)
    };
    let (old, new) = (items(old)?, items(new)?);
    let mut changes = Vec::new();
    for item in &old {
        match new.iter().find(|other| is_same(item, other)) {
            Some(now) => compare(item, now, &mut changes),
            None => removed(item, &new, &mut changes),
        }
    }
    for item in new.iter().filter(|item| !old.iter().any(|other| is_same(item, other))) {
        added(item, &mut changes);
    }
    changes.sort_by_key(|(change, _)| *change);
    // A description may contain names from the models.
    let changes = changes.into_iter().map(|(change, text)| (change, one_line(&text))).collect();
    Ok(Drift { changes })
}

fn is_same(a: &Item, b: &Item) -> bool {
    let unique = matches!(a.kind, ItemKind::Service | ItemKind::Errors) && a.kind == b.kind;
    unique || a.name == b.name
}

fn removed(item: &Item, new: &[Item], changes: &mut Vec<(Change, String)>) {
    if item.kind == ItemKind::Operation {
        changes.push((Change::Breaks, format!("{} was removed", item.name)));
    } else if new.is_empty() {
        // The removal of its operation is reported.
    } else if item.kind == ItemKind::Waiter {
        changes.push((Change::Compatible, format!("the waiter {} was removed", item.name)));
    } else {
        changes.push((Change::Compatible, format!("no operation uses {} anymore", item.name)));
    }
}

fn added(item: &Item, changes: &mut Vec<(Change, String)>) {
    let names: Vec<&str> = item.members.iter().map(|member| member.name.as_str()).collect();
    let kind = match item.kind {
        ItemKind::Operation => "operation",
        ItemKind::Union => "union",
        ItemKind::Enum => "enum",
        ItemKind::Waiter => "waiter",
        _ => "struct",
    };
    let shown = if names.len() > 8 { [&names[..7], &["…"]].concat() } else { names };
    let members = if shown.is_empty() { String::new() } else { format!(" {{ {} }}", shown.join(", ")) };
    changes.push((Change::New, format!("{kind} {}{members}", item.name)));
}

fn compare(old: &Item, new: &Item, changes: &mut Vec<(Change, String)>) {
    if old.kind != new.kind {
        changes.push((Change::Breaks, format!("{} is a different kind of shape", old.name)));
        return;
    }
    let sent = old.sent || new.sent;
    deprecated(&new.name, &old.deprecated, &new.deprecated, changes);
    if old.kind == ItemKind::Waiter {
        waiter(old, new, changes);
        return;
    }
    arguments(old, new, changes);
    for member in &old.members {
        let place = place(old, member);
        match new.members.iter().find(|now| now.wire == member.wire) {
            Some(now) => compare_members(&place, member, now, sent, changes),
            None => {
                // A program that handles a value or an error stays valid if it never comes.
                let harmless = matches!(old.kind, ItemKind::Errors) || old.kind == ItemKind::Enum && !sent;
                let change = if harmless { Change::Compatible } else { Change::Breaks };
                changes.push((change, format!("{place} was removed")));
            }
        }
    }
    for member in new.members.iter().filter(|now| !old.members.iter().any(|it| it.wire == now.wire)) {
        let place = place(new, member);
        let wire = match new.kind {
            ItemKind::Enum | ItemKind::Errors => format!(" ({:?})", member.wire),
            _ => String::new(),
        };
        let required = sent
            && !member.optional
            && matches!(new.kind, ItemKind::Structure | ItemKind::Operation)
            && !has_default(member);
        let ty = declared(member, new.kind);
        if required {
            changes.push((Change::Breaks, format!("{place}{ty} is new and required")));
        } else {
            let note = if member.deprecated.is_some() { ", already deprecated" } else { "" };
            changes.push((Change::New, format!("{place}{wire}{ty}{note}")));
        }
    }
}

/// Compares a waiter as a whole, because the order of its acceptors matters.
fn waiter(old: &Item, new: &Item, changes: &mut Vec<(Change, String)>) {
    if old.arguments != new.arguments {
        let (was, now) = (old.arguments.join(", "), new.arguments.join(", "));
        changes.push((Change::Compatible, format!("{}: `{was}` became `{now}`", old.name)));
    }
}

fn place(item: &Item, member: &ItemMember) -> String {
    let joint = if matches!(item.kind, ItemKind::Structure | ItemKind::Operation) { "." } else { "::" };
    format!("{}{joint}{}", item.name, member.name)
}

/// Returns the declaration of a member, such as `: Option<String>, length = 1..=64`.
fn declared(member: &ItemMember, kind: ItemKind) -> String {
    if member.ty.is_empty() {
        return String::new();
    }
    let ty = &member.ty;
    let ty = match kind {
        ItemKind::Union => format!("({ty})"),
        _ if member.optional => format!(": Option<{ty}>"),
        _ => format!(": {ty}"),
    };
    let arguments = member.arguments.iter().map(|argument| format!(", {}", argument.text()));
    ty + &arguments.collect::<String>()
}

fn has_default(member: &ItemMember) -> bool {
    member.arguments.iter().any(|argument| key(&argument.text()) == "default")
}

/// Returns the key of an argument: `length` of `length = 1..`, `each` of `each(…)`.
fn key(argument: &str) -> &str {
    argument.split([' ', '(']).next().unwrap_or_default()
}

fn deprecated(place: &str, old: &Option<Text>, new: &Option<Text>, changes: &mut Vec<(Change, String)>) {
    match (old, new) {
        (None, Some(note)) if note.is_empty() => changes.push((Change::Deprecated, place.to_owned())),
        (None, Some(note)) => {
            let note = note.html(usize::MAX).join(" ").replace('\\', "");
            changes.push((Change::Deprecated, format!("{place}: {note}")));
        }
        (Some(_), None) => {
            changes.push((Change::Compatible, format!("{place} is no longer deprecated")));
        }
        _ => {}
    }
}

/// Compares the arguments of an operation or the service.
fn arguments(old: &Item, new: &Item, changes: &mut Vec<(Change, String)>) {
    for was in &old.arguments {
        match new.arguments.iter().find(|now| key(now) == key(was)) {
            Some(now) if now == was => {}
            Some(now) => {
                let change = match key(was) {
                    "paginate" | "endpoint" | "retry" | "id" => Change::Compatible,
                    _ => Change::Breaks,
                };
                changes.push((change, format!("{}: `{was}` became `{now}`", old.name)));
            }
            None if was == "output = ()" => {
                changes.push((Change::New, format!("{} returns an output", old.name)))
            }
            None if key(was) == "paginate" => {
                changes.push((Change::Compatible, format!("{}: `{was}` was removed", old.name)))
            }
            None => changes.push((Change::Breaks, format!("{}: `{was}` was removed", old.name))),
        }
    }
    for now in new.arguments.iter().filter(|now| !old.arguments.iter().any(|was| key(was) == key(now))) {
        let change = match key(now) {
            "output" | "host_prefix" | "unsigned" => Change::Breaks,
            _ => Change::New,
        };
        changes.push((change, format!("{}: `{now}`", new.name)));
    }
}

fn compare_members(
    place: &str,
    old: &ItemMember,
    new: &ItemMember,
    sent: bool,
    changes: &mut Vec<(Change, String)>,
) {
    deprecated(place, &old.deprecated, &new.deprecated, changes);
    if old.ty != new.ty {
        changes.push((Change::Breaks, format!("{place}: `{}` became `{}`", old.ty, new.ty)));
    }
    changes.extend(compare_optionality(place, old, new, sent));
    for was in &old.arguments {
        let text = was.text();
        match new.arguments.iter().find(|now| key(&now.text()) == key(&text)) {
            Some(now) if is_same_argument(was, now) => {}
            Some(now) => {
                let change = if widens(was, now) { Change::Compatible } else { Change::Breaks };
                changes.push((change, format!("{place}: `{text}` became `{}`", now.text())));
            }
            None => match key(&text) {
                "default" => {}
                // The wire format changes.
                "timestamp" | "host_label" => {
                    changes.push((Change::Breaks, format!("{place}: `{text}` was removed")))
                }
                _ => changes.push((Change::Compatible, format!("{place}: `{text}` was removed"))),
            },
        }
    }
    for now in new.arguments.iter().map(Argument::text) {
        if old.arguments.iter().any(|was| key(&was.text()) == key(&now)) {
            continue;
        }
        let change = match key(&now) {
            // The client may use these, but need not.
            "idempotency_token" | "default" | "retry" => Change::New,
            "server_fault" => Change::Compatible,
            _ => Change::Breaks,
        };
        changes.push((change, format!("{place}: `{now}`")));
    }
}

fn compare_optionality(
    place: &str,
    old: &ItemMember,
    new: &ItemMember,
    sent: bool,
) -> Option<(Change, String)> {
    let ty = &new.ty;
    Some(match (old.optional, new.optional) {
        // A member with a default may be missing in both cases.
        (false, true) if has_default(old) => return None,
        (true, false) if has_default(new) => return None,
        (false, true) if sent => (Change::Compatible, format!("{place} is now optional: `Option<{ty}>`")),
        (false, true) => {
            (Change::Breaks, format!("{place} may be missing from the response: `Option<{ty}>`"))
        }
        (true, false) if sent => (Change::Breaks, format!("{place} is now required: `{ty}`")),
        (true, false) => (Change::Compatible, format!("{place} is always returned: `{ty}`")),
        _ => return None,
    })
}

fn is_same_argument(was: &Argument, now: &Argument) -> bool {
    match (was, now) {
        (Argument::List(_, was), Argument::List(_, now)) => {
            was.len() == now.len() && was.iter().zip(now).all(|(was, now)| is_same_argument(was, now))
        }
        _ => was == now || is_same_pattern(&was.text(), &now.text()),
    }
}

/// Returns `true` if all bounds became wider. A changed pattern counts as narrower.
fn widens(was: &Argument, now: &Argument) -> bool {
    if let (Argument::List(_, was), Argument::List(_, now)) = (was, now) {
        let of = |all: &[Argument], one: &Argument| {
            all.iter().find(|it| key(&it.text()) == key(&one.text())).cloned()
        };
        return was
            .iter()
            .all(|was| of(now, was).is_none_or(|now| is_same_argument(was, &now) || widens(was, &now)))
            && now.iter().all(|now| of(was, now).is_some());
    }
    let bounds = |text: &str| {
        let (key, range) = text.split_once(" = ")?;
        let (min, max) = range.split_once("..")?;
        let min = if min.is_empty() { f64::NEG_INFINITY } else { min.parse().ok()? };
        let max = max.trim_start_matches('=');
        let max = if max.is_empty() { f64::INFINITY } else { max.parse().ok()? };
        (key == "length" || key == "range").then_some((min, max))
    };
    match (bounds(&was.text()), bounds(&now.text())) {
        (Some((min, max)), Some((new_min, new_max))) => new_min <= min && new_max >= max,
        _ => false,
    }
}

/// Returns `true` if two arguments are patterns that match the same texts.
fn is_same_pattern(was: &str, now: &str) -> bool {
    let pattern = |argument: &str| super::text::unquoted(argument.strip_prefix("pattern = ")?);
    pattern(was).zip(pattern(now)).is_some_and(|(was, now)| super::pattern::are_same(&was, &now))
}
