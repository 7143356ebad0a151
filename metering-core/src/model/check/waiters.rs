//! Comparison of waiters. Conditions are compared as text, with the names on the wire.

use super::super::declare::{in_state, list_with_items};
use super::super::text::unquoted;
use super::super::{Comparator, MatcherModel, OperationModel, Text, WaiterModel, names};
use super::Checker;
use super::pages::wire_path;
use super::values::bare;
use crate::error::ErrorInfo;
use crate::schema::{ShapeInfo, ShapeKind};
use crate::waiter::WaiterInfo;

/// The condition of an expression that a path can't express, and of a function that replaces it.
const FUNCTION: &str = "with = …";

/// The value of a variant whose name is not the value's name.
const ANY: &str = "…?";

impl Checker<'_> {
    /// Compares a waiter with the model's waiter of the same name.
    pub(super) fn compare_waiter(
        &mut self,
        ours: &WaiterInfo,
        operation: &OperationModel,
        output: ShapeInfo,
        errors: &[ErrorInfo],
    ) {
        let name = ours.name;
        let known = &operation.waiters;
        let Some(theirs) = known.iter().find(|it| is_same_name(it.name.as_str(), name)) else {
            let hint = names::suggestion(known.iter().map(|it| it.name.as_str()), name, 3);
            return self.report(name, format_args!("the model's operation has no waiter `{name}`{hint}"));
        };
        for (key, ours, theirs) in [
            ("delay", ours.delay.as_secs(), Some(theirs.min_delay.max(1))),
            ("max_delay", ours.max_delay.as_secs(), Some(theirs.max_delay.max(theirs.min_delay).max(1))),
            ("max_attempts", ours.max_attempts.into(), theirs.max_attempts.map(|attempts| attempts.max(1))),
        ] {
            if let Some(theirs) = theirs.filter(|theirs| *theirs != ours) {
                self.report(name, format_args!("`{key}` is {ours}, the model's is {theirs}"));
            }
        }
        let declared =
            ours.acceptors.iter().map(|it| in_state(it.state, &declared(it.matcher, output, errors)));
        self.acceptors(ours, &declared.collect::<Vec<_>>(), &modeled(theirs));
    }

    fn acceptors(&mut self, waiter: &WaiterInfo, ours: &[String], theirs: &[String]) {
        let name = waiter.name;
        for (acceptor, declared) in ours.iter().zip(waiter.acceptors) {
            if !theirs.iter().any(|it| is_same(acceptor, it)) {
                let place = format!("{name}.{}", in_state(declared.state, declared.matcher));
                self.report(place, format_args!("the model has no acceptor `{acceptor}`"));
            }
        }
        let is_missing = |acceptor: &&String| !ours.iter().any(|it| is_same(it, acceptor));
        for acceptor in theirs.iter().filter(is_missing) {
            self.report(name, format_args!("the model's acceptor `{acceptor}` is not declared"));
        }
        // The first acceptor that matches decides.
        let common = theirs.iter().filter(|acceptor| !is_missing(acceptor));
        let known = ours.iter().filter(|acceptor| theirs.iter().any(|it| is_same(acceptor, it)));
        if !common.clone().zip(known).all(|(theirs, ours)| is_same(ours, theirs)) {
            let order = common.map(String::as_str).collect::<Vec<_>>().join("`, `");
            self.report(name, format_args!("the model's order of acceptors is `{order}`"));
        }
    }
}

/// Returns the acceptors of a model. An acceptor whose condition is repeated never decides.
fn modeled(waiter: &WaiterModel) -> Vec<String> {
    let mut conditions: Vec<String> = Vec::new();
    let mut acceptors = Vec::new();
    for acceptor in &waiter.acceptors {
        let condition = modeled_condition(&acceptor.matcher);
        if !conditions.contains(&condition) {
            acceptors.push(in_state(acceptor.state, &condition));
            conditions.push(condition);
        }
    }
    acceptors
}

fn modeled_condition(matcher: &MatcherModel) -> String {
    match matcher {
        MatcherModel::Success(success) => format!("error = {}", !success),
        MatcherModel::Status(status) => format!("status = {status}"),
        MatcherModel::Error(code) => format!("error = {}", code.literal()),
        MatcherModel::InputOutput { .. } => FUNCTION.to_owned(),
        MatcherModel::Output { path, comparator, expected } => {
            if let Some(list) = list_with_items(path).filter(|_| *expected == "true") {
                return format!("not_empty({})", list.line());
            }
            let is_in_path = |byte: u8| byte.is_ascii_alphanumeric() || b"_.[]".contains(&byte);
            let (path, value) = (path.as_str(), expected.literal());
            match comparator {
                _ if !path.bytes().all(is_in_path) => FUNCTION.to_owned(),
                Comparator::StringEquals => format!("{path} = {value}"),
                Comparator::BooleanEquals => format!("{path} = {}", expected.line()),
                Comparator::AllStringEquals => format!("all({path} = {value})"),
                Comparator::AnyStringEquals => format!("any({path} = {value})"),
            }
        }
    }
}

/// Translates a declared condition to the names on the wire.
fn declared(written: &str, output: ShapeInfo, errors: &[ErrorInfo]) -> String {
    for test in ["all", "any", "not_empty"] {
        if let Some(inner) = written.strip_prefix(test).and_then(|it| it.strip_prefix('(')?.strip_suffix(')'))
        {
            return format!("{test}({})", declared(inner, output, errors));
        }
    }
    let literal = |text: &str| Text::from(text).literal();
    match written.split_once(" = ") {
        None => wire_path(output, written).0,
        Some(("with", _)) => FUNCTION.to_owned(),
        // Otherwise it is a member.
        Some(("status", status)) if status.parse::<u16>().is_ok() => written.to_owned(),
        Some(("error", expected)) => match errors.iter().find(|error| error.variant == expected) {
            Some(error) => format!("error = {}", literal(error.code)),
            None => format!("error = {}", unquoted(expected).map_or(expected.to_owned(), |it| literal(&it))),
        },
        Some((path, expected)) => {
            let (wire, _, shape) = wire_path(output, path);
            let value = match (bare(shape).kind, unquoted(expected)) {
                (_, Some(text)) => literal(&text),
                (ShapeKind::StringEnum(values), None) => {
                    let variant = expected.rsplit("::").next().unwrap_or_default();
                    let value = values.iter().find(|value| is_same_name(value, variant));
                    value.map_or(ANY.to_owned(), |value| literal(value))
                }
                _ => expected.to_owned(),
            };
            format!("{wire} = {value}")
        }
    }
}

/// Compares names without the differences between Rust's cases and AWS's.
fn is_same_name(a: &str, b: &str) -> bool {
    let letters = |text: &str| text.replace(|c: char| !c.is_alphanumeric(), "").to_lowercase();
    letters(a) == letters(b)
}

/// Returns `true` if a declared acceptor is the model's. A renamed variant can have any value.
fn is_same(ours: &str, theirs: &str) -> bool {
    let Some((before, after)) = ours.split_once(ANY) else { return ours == theirs };
    theirs.starts_with(before) && theirs.ends_with(after)
}
