//! Members of the type `EventStream`.

use syn::Type;

use crate::attr::Entries;
use crate::diagnostics::Diagnostics;
use crate::item::{Declaration, Kind};
use crate::messages::event_stream as messages;
use crate::model::Member;
use crate::ty::{events, events_within};

// Not among the other messages: the fixtures, which contain all of them, are compiled with the
// feature.
pub const NEEDS_FEATURE: &str =
    "event streams need the feature `event-stream` of metering-core; enable it in Cargo.toml";

/// Checks the event streams among the members of a structure.
pub fn event_streams(declaration: &Declaration, members: &[Member], diagnostics: &Diagnostics) {
    let mut found = false;
    for (field, keys) in declaration.fields() {
        let Some(stream) = events_within(&field.ty) else { continue };
        if !is_enabled(stream, diagnostics) {
            continue;
        }
        if declaration.kind == Kind::Operation {
            diagnostics.over(stream, messages::IN_REQUEST);
        } else if events(&field.ty).is_none() {
            diagnostics.over(&field.ty, messages::NOT_A_MEMBER);
        } else if std::mem::replace(&mut found, true) {
            diagnostics.over(&field.ty, messages::SECOND);
        }
        plain(keys, diagnostics);
    }
    if let Some(serde) = declaration.keys.key("serde")
        && members.iter().any(Member::is_event_stream)
    {
        diagnostics.at(serde.span(), messages::SERDE);
    }
}

/// Reports an event stream in an item that is not a structure.
pub fn no_event_stream(ty: &Type, diagnostics: &Diagnostics) {
    if let Some(stream) = events_within(ty)
        && is_enabled(stream, diagnostics)
    {
        diagnostics.over(ty, messages::NOT_A_MEMBER);
    }
}

fn is_enabled(stream: &Type, diagnostics: &Diagnostics) -> bool {
    let is_enabled = cfg!(feature = "event-stream");
    if !is_enabled {
        diagnostics.over(stream, NEEDS_FEATURE);
    }
    is_enabled
}

/// Reports keys other than `rename`.
fn plain(keys: &Entries, diagnostics: &Diagnostics) {
    for entry in keys.iter().filter(|entry| entry.name != "rename") {
        diagnostics.at(entry.key.span(), messages::no_effect(entry.name));
    }
}
