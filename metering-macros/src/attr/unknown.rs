//! Keys that don't exist, or don't exist in this place.

use proc_macro2::Ident;
use syn::ext::IdentExt;

use super::keys::{self, Key, Place};
use crate::messages::{keys as messages, service};
use crate::suggest::{contains, fold, meant};

/// Facts of AWS's models that a declaration doesn't contain.
const MODEL_FACTS: [&str; 20] = [
    "apiVersion",
    "arnNamespace",
    "serviceAbbreviation",
    "serviceFullName",
    "signatureVersion",
    "uid",
    "http",
    "idempotent",
    "method",
    "readonly",
    "nonAggregateKeys",
    "box",
    "clientOptional",
    "httpHeader",
    "httpLabel",
    "httpPayload",
    "httpQuery",
    "location",
    "mediaType",
    "uniqueItems",
];

/// Attributes of serde that have no counterpart here.
const SERDE_WORDS: [&str; 11] = [
    "skip",
    "skip_serializing",
    "skip_serializing_if",
    "skip_deserializing",
    "serialize_with",
    "deserialize_with",
    "with",
    "flatten",
    "transparent",
    "tag",
    "untagged",
];

/// Returns the key of `place` that a key of another name most likely means.
pub fn guess(name: &str, place: Place) -> Option<&'static Key> {
    if advice(name, place).is_some() || contains(&MODEL_FACTS, name) {
        return None;
    }
    synonym(name, place).or_else(|| place.key(meant(name, place.names())?))
}

fn synonym(name: &str, place: Place) -> Option<&'static Key> {
    place.keys().find(|key| contains(key.synonyms, name))
}

/// Returns the error of a key that `place` doesn't accept.
pub fn unknown_key(key: &Ident, place: Place) -> syn::Error {
    let name = key.unraw().to_string();
    let message = advice(&name, place).unwrap_or_else(|| match keys::find(&name) {
        Some(known) if place == Place::Operation && known.places.contains(&Place::Structure) => {
            messages::below_operation(&known.example())
        }
        Some(known) => {
            let instead = synonym(&name, place).map(|key| key.name);
            messages::misplaced_key(key, &known.home(), place.name(), instead, &place.names())
        }
        None => {
            let meant = guess(&name, place).map(|key| key.name);
            messages::unknown_key(key, place.name(), meant, &place.names())
        }
    });
    syn::Error::new(key.span(), message)
}

/// Returns a more specific message for names from AWS's models, serde and other libraries.
fn advice(name: &str, place: Place) -> Option<String> {
    let accepts = |key: &str| place.key(key).is_some();
    let on_error = accepts("server_fault");
    let message = match fold(name).as_str() {
        "eventstream" | "eventstreams" => messages::EVENT_STREAM.to_owned(),
        "waiter" | "waiters" | "waitable" if place != Place::Waiter => messages::waiters(name),
        "sparse" => messages::SPARSE.to_owned(),
        "sensitive" | "secret" => messages::sensitive(name),
        "required" | "optional" | "nullable" if !on_error => messages::optionality(name),
        "enum" => messages::ENUM.to_owned(),
        "min" | "max" | "minimum" | "maximum" if accepts("range") => {
            messages::bound_key(name, &["length", "range"])
        }
        "min" | "max" | "minimum" | "maximum" | "minlength" | "maxlength" | "minlen" | "maxlen"
        | "minitems" | "maxitems"
            if accepts("length") =>
        {
            messages::bound_key(name, &["length"])
        }
        "retryable" | "throttling" | "transient" if on_error => messages::retryable(name),
        "error" | "httperror" | "status" | "statuscode" | "exception" if on_error => messages::fault(name),
        "protocol" | "protocols" if accepts("json_version") => messages::protocol(name),
        "region" | "partition" if place == Place::Override => service::ENDPOINT_NESTED.to_owned(),
        "endpointurl" => messages::ENDPOINT_URL.to_owned(),
        "limitkey" | "pagesize" => messages::page_size(name),
        "limit" if place == Place::Paginate => messages::page_size(name),
        "input" if place == Place::Operation => messages::INPUT.to_owned(),
        "documentation" => messages::DOCUMENTATION.to_owned(),
        "deprecated" => messages::DEPRECATED.to_owned(),
        "denyunknownfields" => messages::of_serde(name),
        _ if contains(&SERDE_WORDS, name) => messages::of_serde(name),
        _ if contains(&MODEL_FACTS, name) && keys::find(name).is_none() => messages::not_declared(name),
        _ => return None,
    };
    Some(message)
}
