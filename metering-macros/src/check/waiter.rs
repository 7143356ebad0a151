//! Waiters.

use syn::{Data, Fields};

use crate::attr::{Entries, Place, Value};
use crate::diagnostics::Diagnostics;
use crate::item::Declaration;
use crate::messages::{keys as key_messages, waiter as messages};
use crate::model::{Acceptor, ListTest, Matcher, PathStep, Waiter, written_path};

/// `#[derive(Waiter)]`
pub fn waiter(declaration: &Declaration, diagnostics: &Diagnostics) -> Option<Waiter> {
    unit_struct(declaration, diagnostics);
    let keys = &declaration.keys;
    for key in keys.missing_required(Place::Waiter) {
        let message = match key.name {
            "success" => messages::NO_SUCCESS.to_owned(),
            name => key_messages::missing_key(name, &key.example()),
        };
        diagnostics.at(declaration.call_site, message);
    }
    let acceptors = acceptors(keys);
    for (at, acceptor) in acceptors.iter().enumerate() {
        matcher(&acceptor.matcher, diagnostics);
        let written = acceptor.matcher.written();
        if acceptors[..at].iter().any(|earlier| earlier.matcher.written() == written) {
            diagnostics.at(acceptor.matcher.span(), messages::never_matches(&written));
        }
    }
    Some(Waiter {
        item: declaration.item(),
        operation: keys.path("operation")?.clone(),
        delay: delay(keys, diagnostics),
        max_attempts: keys.count("max_attempts"),
        acceptors,
    })
}

fn unit_struct(declaration: &Declaration, diagnostics: &Diagnostics) {
    match &declaration.input.data {
        Data::Struct(data) if matches!(data.fields, Fields::Unit) => {}
        Data::Struct(data) => diagnostics.over(&data.fields, messages::NOT_A_UNIT_STRUCT),
        Data::Enum(_) | Data::Union(_) => diagnostics.at(declaration.keyword(), messages::NOT_A_STRUCT),
    }
    if !declaration.input.generics.params.is_empty() {
        diagnostics.over(&declaration.input.generics, messages::GENERIC);
    }
}

/// Returns the minimum and the maximum time between two attempts, if one is declared.
fn delay(keys: &Entries, diagnostics: &Diagnostics) -> Option<(u32, u32)> {
    let (delay, max_delay) = (keys.count("delay"), keys.count("max_delay"));
    let min = delay.unwrap_or(2);
    if let (Some(max), Some(key)) = (max_delay, keys.key("max_delay"))
        && max < min
    {
        diagnostics.at(key.span(), messages::max_below_delay(min));
    }
    delay.or(max_delay).map(|_| (min, max_delay.unwrap_or(min)))
}

/// Returns the acceptors in the order of their declaration.
fn acceptors(keys: &Entries) -> Vec<Acceptor> {
    let acceptors = keys.iter().filter_map(|entry| {
        let state = match entry.name {
            "success" => "Success",
            "failure" => "Failure",
            _ => "Retry",
        };
        match &entry.value {
            Value::Acceptor(Some(matcher)) => Some(Acceptor { state, matcher: matcher.clone() }),
            _ => None,
        }
    });
    acceptors.collect()
}

fn matcher(matcher: &Matcher, diagnostics: &Diagnostics) {
    let each = |path: &[PathStep]| path.iter().find(|step| matches!(step, PathStep::Each(_))).cloned();
    match matcher {
        Matcher::Path(test, path, expected) => {
            let condition = Matcher::Path(None, path.clone(), expected.clone()).written();
            match (test, each(path)) {
                (None, Some(brackets)) => {
                    diagnostics.at(brackets.span(), messages::list_without_test(&condition));
                }
                (Some((test, at)), None) => {
                    let test = if *test == ListTest::Any { "any" } else { "all" };
                    diagnostics.at(*at, messages::test_without_list(test, &condition));
                }
                _ => {}
            }
        }
        Matcher::NotEmpty(path) => {
            if let Some(brackets) = each(path) {
                let fields: Vec<PathStep> =
                    path.iter().filter(|step| matches!(step, PathStep::Field(_))).cloned().collect();
                diagnostics.at(brackets.span(), messages::not_empty_items(&written_path(&fields)));
            }
        }
        _ => {}
    }
}
