//! A service.

use proc_macro2::{Ident, Span};
use syn::{Data, DeriveInput, Fields, LitStr};

use crate::attr::service::{ServiceKeys, is_service_name, is_whole_host, prefix_of_host};
use crate::errors::{Errors, say};
use crate::model::{Core, Item, Service};

/// `#[aws_service(…)]`
pub(crate) fn service(keys: ServiceKeys, item: &DeriveInput, errors: &Errors) -> Option<Service> {
    let call_site = Span::call_site().resolved_at(item.ident.span());
    match &item.data {
        Data::Struct(data) => {
            if !matches!(data.fields, Fields::Unit) {
                errors.over(&data.fields, say::SERVICE_HAS_DATA);
            }
        }
        Data::Enum(data) => errors.at(data.enum_token.span, say::SERVICE_NOT_STRUCT),
        Data::Union(data) => errors.at(data.union_token.span, say::SERVICE_NOT_STRUCT),
    }
    if !item.generics.params.is_empty() {
        errors.over(&item.generics, say::SERVICE_GENERIC);
    }
    let needed = ["endpoint_prefix", "target_prefix", "json_version", "error"];
    let missing = keys.written.missing(&needed, errors);
    let missing = |key: &str, example: &str| {
        let name = key.split(' ').next().unwrap_or_default();
        if missing.contains(&name) {
            errors.at(call_site, say::missing_key(key, example));
        }
    };
    match &keys.endpoint_prefix {
        Some(keyed) => endpoint_prefix(&keyed.value, errors),
        None => missing("endpoint_prefix = \"…\"", "endpoint_prefix = \"metering.marketplace\""),
    }
    match &keys.target_prefix {
        Some(keyed) => target_prefix(&keyed.value, errors),
        None => missing("target_prefix = \"…\"", "target_prefix = \"AWSMPMeteringService\""),
    }
    let json_version = match &keys.json_version {
        Some(keyed) => json_version(&keyed.value, errors),
        None => {
            missing("json_version = \"…\"", "json_version = \"1.1\"");
            None
        }
    };
    if keys.error.is_none() {
        missing("error = …", "error = ServiceError");
    }
    if let Some(keyed) = &keys.signing_name
        && !is_service_name(&keyed.value.value())
    {
        errors.at(keyed.value.span(), say::service_name("signing_name"));
    }
    if let Some(keyed) = &keys.id {
        let text = keyed.value.value();
        if text.trim() != text
            || text.is_empty()
            || !text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == ' ')
        {
            errors.at(keyed.value.span(), say::service_id("id"));
        }
    }
    let retry = keys.retry.map(|keyed| (keyed.value.0.unwrap_or(3), keyed.value.1.unwrap_or(50)));
    let core = Core(keys.core.map(|keyed| keyed.value));
    Some(Service {
        item: Item { core, vis: item.vis.clone(), ident: item.ident.clone() },
        endpoint_prefix: keys.endpoint_prefix?.value,
        target_prefix: keys.target_prefix?.value,
        json_version: json_version?,
        error: keys.error?.value,
        signing_name: keys.signing_name.map(|keyed| keyed.value),
        id: keys.id.map(|keyed| keyed.value),
        query_compatible: keys.query_compatible.is_some(),
        retry,
        departures: keys.endpoint.map(|keyed| keyed.value).unwrap_or_default(),
    })
}

fn endpoint_prefix(prefix: &LitStr, errors: &Errors) {
    let text = prefix.value();
    let host = text.contains("://") || text.contains('/') || text.contains(':') || is_whole_host(&text);
    if host {
        errors.at(prefix.span(), say::prefix_is_host(prefix_of_host(&text), &text));
    } else if !is_prefix(&text) {
        let small = text.to_lowercase();
        errors.at(prefix.span(), say::endpoint_prefix(Some(&*small).filter(|small| is_prefix(small))));
    }
}

/// `metering.marketplace`
fn is_prefix(text: &str) -> bool {
    let letter = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    text.split('.').all(|label| {
        !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.chars().all(letter)
    })
}

fn target_prefix(prefix: &LitStr, errors: &Errors) {
    let text = prefix.value();
    if text.ends_with('.') {
        errors.at(prefix.span(), say::SERVICE_TARGET_DOT);
    } else if !is_service_name(&text) {
        errors.at(prefix.span(), say::service_name("target_prefix"));
    } else if let Some((prefix_alone, action)) = text.split_once('.')
        && [prefix_alone, action].iter().all(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
        && !action.contains('.')
    {
        errors.at(prefix.span(), say::target_of_action(prefix_alone, &text));
    }
}

fn json_version(version: &LitStr, errors: &Errors) -> Option<Ident> {
    let variant = match version.value().as_str() {
        "1.0" => "V1_0",
        "1.1" => "V1_1",
        other => {
            errors.at(version.span(), say::json_version(other));
            return None;
        }
    };
    Some(Ident::new(variant, version.span().resolved_at(Span::call_site())))
}
