//! What changed from one model to the next, in the words of declarations.

use std::fmt;

use super::declare::{Argument, Item, ItemKind, ItemMember, print};
use super::{DeclareOptions, Model, ModelError};

/// What a change means to a program that was written for the older model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Change {
    /// What was right is refused now, or no longer there.
    Breaks,
    /// There is something that can be declared, and need not be.
    New,
    /// AWS asks to do without it.
    Deprecated,
    /// Declared otherwise, though what was right still is.
    Eased,
}

impl Change {
    const ALL: [(Change, &'static str); 4] = [
        (Change::Breaks, "Breaks"),
        (Change::New, "New"),
        (Change::Deprecated, "Deprecated"),
        (Change::Eased, "Eased"),
    ];
}

/// All that changed between two models.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    changes: Vec<(Change, String)>,
}

impl Drift {
    /// The changes: what they mean, and what they are, as
    /// `UsageRecord.license_arn: Option<String>`.
    pub fn changes(&self) -> impl Iterator<Item = (Change, &str)> {
        self.changes.iter().map(|(change, text)| (*change, text.as_str()))
    }

    /// Whether nothing changed that a declaration would show.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// A heading for each kind of change, and a line for each change.
impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return writeln!(f, "Nothing changed that a declaration would show.");
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

/// Tells what changed from `old` to `new` for these operations, or for all where none is named.
///
/// # Errors
/// Where the models are of two services, or an operation is in neither.
pub fn drift(old: &Model, new: &Model, operations: &[String]) -> Result<Drift, ModelError> {
    let (was, is) = (&old.service, &new.service);
    if was.id != is.id && was.target_prefix != is.target_prefix {
        return Err(ModelError::new(format!("the models are of two services, {} and {}", was.id, is.id)));
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
            None => gone(item, &new, &mut changes),
        }
    }
    for item in new.iter().filter(|item| !old.iter().any(|other| is_same(item, other))) {
        added(item, &mut changes);
    }
    changes.sort_by_key(|(change, _)| *change);
    Ok(Drift { changes })
}

fn is_same(a: &Item, b: &Item) -> bool {
    let unique = matches!(a.kind, ItemKind::Service | ItemKind::Errors) && a.kind == b.kind;
    unique || a.name == b.name
}

fn gone(item: &Item, new: &[Item], changes: &mut Vec<(Change, String)>) {
    if item.kind == ItemKind::Operation {
        changes.push((Change::Breaks, format!("{} is gone", item.name)));
    } else if new.is_empty() {
        // Its operation is gone, and that has been said.
    } else {
        changes.push((Change::Eased, format!("{} is no longer reached", item.name)));
    }
}

fn added(item: &Item, changes: &mut Vec<(Change, String)>) {
    let names: Vec<&str> = item.members.iter().map(|member| member.name.as_str()).collect();
    let kind = match item.kind {
        ItemKind::Operation => "operation",
        ItemKind::Union => "union",
        ItemKind::Enum => "enum",
        _ => "struct",
    };
    let shown = if names.len() > 8 { [&names[..7], &["…"]].concat() } else { names };
    changes.push((Change::New, format!("{kind} {} {{ {} }}", item.name, shown.join(", "))));
}

fn compare(old: &Item, new: &Item, changes: &mut Vec<(Change, String)>) {
    if old.kind != new.kind {
        changes.push((Change::Breaks, format!("{} is another kind of shape", old.name)));
        return;
    }
    let sent = old.sent || new.sent;
    deprecated(&new.name, &old.deprecated, &new.deprecated, changes);
    arguments(old, new, changes);
    for member in &old.members {
        let place = place(old, member);
        match new.members.iter().find(|now| now.wire == member.wire) {
            Some(now) => compare_members(&place, member, now, sent, changes),
            None => {
                // What is no longer answered hurts nobody who waits for it in vain: an enum's
                // value, an error.
                let harmless = matches!(old.kind, ItemKind::Errors) || old.kind == ItemKind::Enum && !sent;
                let change = if harmless { Change::Eased } else { Change::Breaks };
                changes.push((change, format!("{place} is gone")));
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
            changes.push((Change::Breaks, format!("{place}{ty} is new, and required")));
        } else {
            let note = match &member.deprecated {
                Some(_) => ", deprecated from the first",
                None => "",
            };
            changes.push((Change::New, format!("{place}{wire}{ty}{note}")));
        }
    }
}

fn place(item: &Item, member: &ItemMember) -> String {
    let joint = if matches!(item.kind, ItemKind::Structure | ItemKind::Operation) { "." } else { "::" };
    format!("{}{joint}{}", item.name, member.name)
}

/// `: Option<String>, length = 1..=64`
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

/// `length` of `length = 1..`, `each` of `each(…)`
fn key(argument: &str) -> &str {
    argument.split([' ', '(']).next().unwrap_or_default()
}

fn deprecated(place: &str, old: &Option<String>, new: &Option<String>, changes: &mut Vec<(Change, String)>) {
    match (old, new) {
        (None, Some(note)) if note.is_empty() => changes.push((Change::Deprecated, place.to_owned())),
        (None, Some(note)) => {
            let note = super::docs::markdown(note, usize::MAX).join(" ").replace('\\', "");
            changes.push((Change::Deprecated, format!("{place}: {note}")));
        }
        (Some(_), None) => changes.push((Change::Eased, format!("{place} is no longer deprecated"))),
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
                    "paginate" | "endpoint" | "retry" | "id" => Change::Eased,
                    _ => Change::Breaks,
                };
                changes.push((change, format!("{}: `{was}` is `{now}` now", old.name)));
            }
            None if was == "output = ()" => {
                changes.push((Change::New, format!("{} has an output", old.name)))
            }
            None if key(was) == "paginate" => {
                changes.push((Change::Eased, format!("{}: `{was}` is gone", old.name)))
            }
            None => changes.push((Change::Breaks, format!("{}: `{was}` is gone", old.name))),
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
        changes.push((Change::Breaks, format!("{place}: `{}` is `{}` now", old.ty, new.ty)));
    }
    match (old.optional, new.optional) {
        // What has a default may be missing either way.
        (false, true) if has_default(old) => {}
        (true, false) if has_default(new) => {}
        (false, true) if sent => {
            changes.push((Change::Eased, format!("{place} may be left out: `Option<{}>`", new.ty)));
        }
        (false, true) => {
            changes.push((
                Change::Breaks,
                format!("{place} may be missing from the answer: `Option<{}>`", new.ty),
            ));
        }
        (true, false) if sent => {
            changes.push((Change::Breaks, format!("{place} is required: `{}`", new.ty)));
        }
        (true, false) => {
            changes.push((Change::Eased, format!("{place} is always answered: `{}`", new.ty)));
        }
        _ => {}
    }
    for was in &old.arguments {
        let text = was.text();
        match new.arguments.iter().find(|now| key(&now.text()) == key(&text)) {
            Some(now) if is_same_argument(was, now) => {}
            Some(now) => {
                let change = if eases(was, now) { Change::Eased } else { Change::Breaks };
                changes.push((change, format!("{place}: `{text}` is `{}` now", now.text())));
            }
            None => match key(&text) {
                "default" => {}
                // Written otherwise, or in another place.
                "timestamp" | "host_label" => {
                    changes.push((Change::Breaks, format!("{place}: `{text}` is gone")))
                }
                _ => changes.push((Change::Eased, format!("{place}: `{text}` is gone"))),
            },
        }
    }
    for now in new.arguments.iter().map(Argument::text) {
        if old.arguments.iter().any(|was| key(&was.text()) == key(&now)) {
            continue;
        }
        let change = match key(&now) {
            // What is said of a token or a default is for the client to use, and of an error for
            // its retries.
            "idempotency_token" | "default" | "retry" => Change::New,
            "server_fault" => Change::Eased,
            _ => Change::Breaks,
        };
        changes.push((change, format!("{place}: `{now}`")));
    }
}

fn is_same_argument(was: &Argument, now: &Argument) -> bool {
    match (was, now) {
        (Argument::List(_, was), Argument::List(_, now)) => {
            was.len() == now.len() && was.iter().zip(now).all(|(was, now)| is_same_argument(was, now))
        }
        _ => was == now || is_same_pattern(&was.text(), &now.text()),
    }
}

/// Whether bounds only became wider, in all that they hold for. Of patterns nobody can say it at a
/// glance.
fn eases(was: &Argument, now: &Argument) -> bool {
    if let (Argument::List(_, was), Argument::List(_, now)) = (was, now) {
        let of = |all: &[Argument], one: &Argument| {
            all.iter().find(|it| key(&it.text()) == key(&one.text())).cloned()
        };
        return was
            .iter()
            .all(|was| of(now, was).is_none_or(|now| is_same_argument(was, &now) || eases(was, &now)))
            && now.iter().all(|now| of(was, now).is_some());
    }
    let bounds = |text: &str| {
        let (key, range) = text.split_once(" = ")?;
        let (least, greatest) = range.split_once("..")?;
        let least = if least.is_empty() { f64::NEG_INFINITY } else { least.parse().ok()? };
        let greatest = greatest.trim_start_matches('=');
        let greatest = if greatest.is_empty() { f64::INFINITY } else { greatest.parse().ok()? };
        (key == "length" || key == "range").then_some((least, greatest))
    };
    match (bounds(&was.text()), bounds(&now.text())) {
        (Some((least, greatest)), Some((new_least, new_greatest))) => {
            new_least <= least && new_greatest >= greatest
        }
        _ => false,
    }
}

/// Whether two arguments are patterns that are meant to match the same.
fn is_same_pattern(was: &str, now: &str) -> bool {
    let pattern = |argument: &str| super::declare::unquoted(argument.strip_prefix("pattern = ")?);
    pattern(was).zip(pattern(now)).is_some_and(|(was, now)| super::pattern::are_same(&was, &now))
}
