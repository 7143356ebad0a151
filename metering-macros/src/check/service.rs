//! Services.

use proc_macro2::{Ident, Span};
use syn::{Data, Fields, LitStr};

use super::endpoint::{self, is_whole_host, prefix_of_host};
use crate::attr::Place;
use crate::diagnostics::Diagnostics;
use crate::item::Declaration;
use crate::messages::{keys as key_messages, service as messages};
use crate::model::Service;

/// `#[aws_service(…)]`
pub fn service(declaration: &Declaration, diagnostics: &Diagnostics) -> Option<Service> {
    marker(declaration, diagnostics);
    let keys = &declaration.keys;
    for key in keys.missing_required(Place::Service) {
        diagnostics.at(declaration.call_site, key_messages::missing_key(key.name, &key.example()));
    }
    if let Some(prefix) = keys.text("endpoint_prefix") {
        endpoint_prefix(prefix, diagnostics);
    }
    if let Some(prefix) = keys.text("target_prefix") {
        target_prefix(prefix, diagnostics);
    }
    let json_version = keys.text("json_version").and_then(|version| json_version(version, diagnostics));
    if let Some(name) = keys.text("signing_name")
        && !is_service_name(&name.value())
    {
        diagnostics.at(name.span(), messages::service_name("signing_name"));
    }
    if let Some(id) = keys.text("id")
        && !is_service_id(&id.value())
    {
        diagnostics.at(id.span(), messages::service_id("id"));
    }
    let overrides = keys.entries("endpoint").map(|keys| endpoint::overrides(keys, diagnostics));
    let retry = keys.entries("retry");
    Some(Service {
        item: declaration.item(),
        endpoint_prefix: keys.text("endpoint_prefix")?.clone(),
        target_prefix: keys.text("target_prefix")?.clone(),
        json_version: json_version?,
        error: keys.path("error")?.clone(),
        signing_name: keys.text("signing_name").cloned(),
        id: keys.text("id").cloned(),
        query_compatible: keys.contains("query_compatible"),
        retry: retry
            .map(|retry| (retry.count("max_attempts").unwrap_or(3), retry.count("base_ms").unwrap_or(50))),
        overrides: overrides.unwrap_or_default(),
    })
}

/// Reports a marker that isn't a unit struct.
fn marker(declaration: &Declaration, diagnostics: &Diagnostics) {
    match &declaration.input.data {
        Data::Struct(data) if matches!(data.fields, Fields::Unit) => {}
        Data::Struct(data) => diagnostics.over(&data.fields, messages::has_fields(declaration.ident())),
        Data::Enum(_) | Data::Union(_) => diagnostics.at(declaration.keyword(), messages::NOT_A_STRUCT),
    }
    if !declaration.input.generics.params.is_empty() {
        diagnostics.over(&declaration.input.generics, messages::GENERIC);
    }
}

fn endpoint_prefix(prefix: &LitStr, diagnostics: &Diagnostics) {
    let text = prefix.value();
    let is_host = text.contains("://") || text.contains('/') || text.contains(':') || is_whole_host(&text);
    if is_host {
        diagnostics.at(prefix.span(), messages::prefix_is_host(prefix_of_host(&text), &text));
    } else if !is_prefix(&text) {
        let lowercase = text.to_lowercase();
        let lowercase = Some(&*lowercase).filter(|lowercase| is_prefix(lowercase));
        diagnostics.at(prefix.span(), messages::endpoint_prefix(lowercase));
    }
}

/// `metering.marketplace`
fn is_prefix(text: &str) -> bool {
    let letter = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    text.split('.').all(|label| {
        !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.chars().all(letter)
    })
}

fn target_prefix(prefix: &LitStr, diagnostics: &Diagnostics) {
    let text = prefix.value();
    if text.ends_with('.') {
        diagnostics.at(prefix.span(), messages::TARGET_PREFIX_DOT);
    } else if !is_service_name(&text) {
        diagnostics.at(prefix.span(), messages::service_name("target_prefix"));
    } else if let Some((before, action)) = text.split_once('.')
        && [before, action].iter().all(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
        && !action.contains('.')
    {
        diagnostics.at(prefix.span(), messages::target_with_action(before, &text));
    }
}

/// Returns the variant of the runtime's `JsonVersion`.
fn json_version(version: &LitStr, diagnostics: &Diagnostics) -> Option<Ident> {
    let variant = match version.value().as_str() {
        "1.0" => "V1_0",
        "1.1" => "V1_1",
        other => {
            diagnostics.at(version.span(), messages::json_version(other));
            return None;
        }
    };
    Some(Ident::new(variant, version.span().resolved_at(Span::call_site())))
}

pub fn is_service_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))
}

fn is_service_id(text: &str) -> bool {
    !text.is_empty()
        && text.trim() == text
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == ' ')
}
