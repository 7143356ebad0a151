//! `endpoint(…)`: hosts that differ from AWS's template.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{LitStr, Token};

use super::entries::{Entries, Value};
use super::keys::Place;
use super::value::{before_colon, list, string};
use crate::diagnostics::Diagnostics;
use crate::messages::{group, keys as key_messages, service as messages};
use crate::model::{EndpointOverride, Setting};

/// The items of `endpoint(…)`: settings for all Regions first, then an override for each scope.
pub fn parse(key: &Ident, input: ParseStream<'_>, diagnostics: &Diagnostics) -> syn::Result<Value> {
    const EXAMPLE: &str = "fips = \"prefix\"";
    let mut overrides: Vec<EndpointOverride> = Vec::new();
    let mut settings = Entries::default();
    list(key, input, EXAMPLE, |content| {
        if content.is_empty() {
            diagnostics.at(key.span(), key_messages::empty_list(key, &format!("{key}({EXAMPLE})")));
        }
        settings.parse_with(content, Place::Endpoint, diagnostics, |key, input| {
            (key == "region" || key == "partition").then(|| {
                let scoped = scope(key, input, diagnostics)?;
                report_repeated(key, &scoped, &overrides, diagnostics);
                overrides.push(scoped);
                Ok(())
            })
        })
    })?;
    let everywhere = to_settings(&settings);
    if !everywhere.is_empty() {
        overrides.insert(0, EndpointOverride { scope: ("everywhere", Vec::new()), settings: everywhere });
    }
    Ok(Value::Overrides(overrides))
}

fn report_repeated(
    key: &Ident,
    scoped: &EndpointOverride,
    overrides: &[EndpointOverride],
    diagnostics: &Diagnostics,
) {
    for name in &scoped.scope.1 {
        let is_repeated = overrides
            .iter()
            .filter(|other| other.scope.0 == scoped.scope.0)
            .any(|other| other.scope.1.iter().any(|other| other.value() == name.value()));
        if is_repeated {
            diagnostics.at(name.span(), messages::override_twice(key, &name.value()));
        }
    }
}

fn to_settings(entries: &Entries) -> Vec<Setting> {
    let settings = entries.iter().filter_map(|entry| {
        let value = match &entry.value {
            Value::Flag => None,
            Value::Text(text) => Some(text.clone()),
            _ => return None,
        };
        Some(Setting { method: entry.name, value })
    });
    settings.collect()
}

/// `region("us-east-1", …)(…)`, or `region("us-east-1") = "host"`, which sets `plain`.
fn scope(key: &Ident, input: ParseStream<'_>, diagnostics: &Diagnostics) -> syn::Result<EndpointOverride> {
    let example = if key == "region" { "\"us-gov-west-1\"" } else { "\"aws-us-gov\"" };
    if !input.peek(syn::token::Paren) {
        return Err(syn::Error::new(key.span(), messages::needs_names(key, example)));
    }
    let names = list(key, input, example, |content| names(key, content, example))?;
    let listed = names.iter().map(|name| name.token().to_string()).collect::<Vec<_>>().join(", ");
    let ahead = input.fork();
    let _ = ahead.parse::<Option<Token![=]>>();
    if ahead.is_empty() || ahead.peek(Token![,]) {
        return Err(syn::Error::new(key.span(), messages::needs_names(key, &listed)));
    }
    for (at, name) in names.iter().enumerate() {
        if names[..at].iter().any(|other| other.value() == name.value()) {
            diagnostics.at(name.span(), group::listed_twice(name.value()));
        }
    }
    let scope = (if key == "region" { "regions" } else { "partitions" }, names);
    if input.peek(Token![=]) || before_colon(input) {
        let host = string(key, input, "\"prefix\"", diagnostics)?;
        let settings = vec![Setting { method: "plain", value: Some(host) }];
        return Ok(EndpointOverride { scope, settings });
    }
    let mut settings = Entries::default();
    list(key, input, "fips = \"prefix\"", |content| {
        if content.is_empty() {
            let example = format!("{key}({example})(fips = \"prefix\")");
            diagnostics.at(key.span(), key_messages::empty_list(key, &example));
        }
        settings.parse_with(content, Place::Override, diagnostics, |key, _| {
            (key == "region" || key == "partition")
                .then(|| Err(syn::Error::new(key.span(), messages::ENDPOINT_NESTED)))
        })
    })?;
    Ok(EndpointOverride { scope, settings: to_settings(&settings) })
}

/// The names of Regions or partitions.
fn names(key: &Ident, content: ParseStream<'_>, example: &str) -> syn::Result<Vec<LitStr>> {
    if content.is_empty() {
        return Err(syn::Error::new(key.span(), messages::needs_names(key, example)));
    }
    let first = content.fork().parse::<LitStr>();
    let names = Punctuated::<LitStr, Token![,]>::parse_terminated(content).map_err(|error| {
        let ahead = content.fork();
        let is_key = ahead.call(Ident::parse_any).is_ok() && ahead.peek(Token![=]);
        let message = match &first {
            Ok(name) if is_key => messages::settings_apart(key, &name.value()),
            _ => messages::names_quoted(key, example),
        };
        syn::Error::new(error.span(), message)
    })?;
    Ok(names.into_iter().collect())
}
