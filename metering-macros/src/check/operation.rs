//! Operations: the name, the host's labels, the pages.

use metering_syntax::case::Case;
use proc_macro2::Ident;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Data, Fields, LitStr, Type};

use super::structure::{field, generics, structure};
use crate::attr::{Entries, FieldName, Place, Value};
use crate::diagnostics::Diagnostics;
use crate::item::{Declaration, derives, ends_in};
use crate::messages::{self, group as group_messages, keys as key_messages, operation as operation_messages};
use crate::model::{Member, Operation, Paginate, Step, Structure, default_output, default_service};
use crate::suggest::meant;
use crate::ty::{spelled, without_wrappers};

/// The hidden derive of `#[aws_operation(…)]`.
pub fn operation(declaration: &Declaration, diagnostics: &Diagnostics) -> Option<(Structure, Operation)> {
    if !is_request(declaration, diagnostics) {
        return None;
    }
    generics(&declaration.input.generics, diagnostics);
    if let (Some(_), Some(second)) = (declaration.operation.key("crate"), declaration.keys.key("crate")) {
        diagnostics.at(second.span(), key_messages::duplicate_key("crate"));
    }
    let structure = structure(declaration, diagnostics);
    let default_error = default_error(&structure);
    if let Some(message) = &default_error {
        let derives = declaration.input.attrs.iter().flat_map(derives);
        derives.filter(|path| ends_in(path, "Default")).for_each(|path| diagnostics.over(path, message));
    }
    let keys = &declaration.operation;
    let ident = declaration.ident();
    action(declaration, diagnostics);
    host_prefix(declaration, &structure, diagnostics);
    let paginate = keys.get("paginate").and_then(|entry| match &entry.value {
        Value::Entries(pages) => paginate(&entry.key, pages, &structure, diagnostics),
        _ => None,
    });
    let output = keys.ty("output").map(|ty| output(ty, diagnostics));
    let refuses = match keys.value("refuses") {
        Some(Value::Names(names)) => names.clone(),
        _ => Vec::new(),
    };
    let operation = Operation {
        action: keys.text("action")?.value(),
        service: keys.path("service").cloned().unwrap_or_else(|| default_service(ident)),
        output: output.unwrap_or_else(|| default_output(ident)),
        error: keys.path("error").cloned(),
        paginate,
        host_prefix: keys.text("host_prefix").cloned(),
        unsigned: keys.contains("unsigned"),
        compressed: keys.contains("compressed"),
        long_polling: keys.contains("long_polling"),
        refuses,
        default_error,
    };
    Some((structure, operation))
}

fn action(declaration: &Declaration, diagnostics: &Diagnostics) {
    let ident = declaration.ident();
    let Some(action) = declaration.operation.text("action") else {
        let missing = declaration.operation.missing(&["action"]);
        // `action` in `#[aws(…)]` is misplaced, which was reported.
        for key in missing.into_iter().filter(|key| !declaration.keys.is_misplaced(key)) {
            let example = format!("action = \"{}\"", ident.unraw());
            diagnostics.at(declaration.call_site, key_messages::missing_key(key, &example));
        }
        return;
    };
    let text = action.value();
    let bare = text.rsplit(['.', '#']).next().unwrap_or_default();
    if bare != text && is_operation_name(bare) {
        diagnostics.at(action.span(), operation_messages::action_qualified(bare, &text));
    } else if !is_operation_name(&text) {
        let spaced = text.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
        let meant = Case::Pascal.apply_to_field(&spaced);
        let meant = if is_operation_name(&meant) { meant } else { ident.unraw().to_string() };
        let message = match text.trim() {
            "" => operation_messages::empty_action(&meant),
            _ => operation_messages::action_case(&text, &meant),
        };
        diagnostics.at(action.span(), message);
    }
}

/// Returns the output structure. Reports a reference, an `Option` or a `Result` around it.
fn output(ty: &Type, diagnostics: &Diagnostics) -> Type {
    let alone = without_wrappers(ty);
    if !std::ptr::eq(alone, ty) {
        let output = spelled(alone.to_token_stream());
        diagnostics.over(ty, operation_messages::output_alone("output", &output));
    }
    alone.clone()
}

/// Returns the error of a `Default` for a request with required members.
fn default_error(structure: &Structure) -> Option<String> {
    let required: Vec<&str> = structure.required().map(|member| member.wire.text.as_str()).collect();
    (!required.is_empty()).then(|| operation_messages::default_required(&messages::list(&required)))
}

/// Checks that the labels in `host_prefix` are the members that are marked `host_label`.
fn host_prefix(declaration: &Declaration, structure: &Structure, diagnostics: &Diagnostics) {
    let keys = &declaration.operation;
    let marked: Vec<&str> = structure
        .members
        .iter()
        .filter(|member| member.host_label)
        .map(|member| member.wire.text.as_str())
        .collect();
    let mut used = Vec::new();
    if let Some(prefix) = keys.text("host_prefix") {
        let text = prefix.value();
        used = match (labels(&text), labels(&format!("{text}."))) {
            (Some(labels), _) => labels,
            (None, Some(labels)) => {
                diagnostics.at(prefix.span(), operation_messages::host_prefix_dot(&text));
                labels
            }
            (None, None) => return diagnostics.at(prefix.span(), operation_messages::HOST_PREFIX),
        };
        let unknown: Vec<&String> = used.iter().filter(|label| !marked.contains(&label.as_str())).collect();
        // An unrecognized key was most likely meant as `host_label`.
        if declaration.members.iter().all(|keys| !keys.has_unrecognized()) {
            for label in &unknown {
                unknown_label(label, prefix, &used, structure, diagnostics);
            }
        }
        // The marked member is most likely the one that the unknown label means.
        if !unknown.is_empty() {
            return;
        }
    } else if keys.missing(&["host_prefix"]).is_empty() {
        // The prefix is invalid, or a key is unrecognized.
        return;
    }
    for (field, keys) in declaration.fields() {
        let (Some(key), Some(ident)) = (keys.key("host_label"), &field.ident) else { continue };
        let Some(member) = structure.member(ident) else { continue };
        if !used.contains(&member.wire.text) {
            diagnostics.at(key.span(), operation_messages::host_label_unused(&member.wire.text));
        }
    }
}

fn unknown_label(
    label: &str,
    prefix: &LitStr,
    used: &[String],
    structure: &Structure,
    diagnostics: &Diagnostics,
) {
    let marked = structure.members.iter().filter(|member| member.host_label);
    let marked: Vec<&str> = marked.map(|member| member.wire.text.as_str()).collect();
    let unused: Vec<&str> =
        marked.iter().copied().filter(|name| !used.iter().any(|label| label == name)).collect();
    let meant_label = meant(label, marked.iter().copied()).or(match &unused[..] {
        [one] => Some(one),
        _ => None,
    });
    let names = structure.members.iter().map(|member| member.wire.text.as_str());
    let unmarked = meant(label, names)
        .and_then(|name| structure.members.iter().find(|member| member.wire.text == name))
        .map(|member| (member.wire.text.as_str(), &member.ident));
    diagnostics.at(prefix.span(), operation_messages::host_prefix_label(label, meant_label, unmarked));
}

/// Returns the member names in a host prefix, or `None` if the prefix is invalid.
///
/// Each label ends with a dot. The last label can end with a hyphen instead, which joins it to the
/// first label of the host, as in `data-`.
fn labels(prefix: &str) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for label in prefix.strip_suffix('.').or(prefix.ends_with('-').then_some(prefix))?.split('.') {
        let mut rest = label;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}')?;
            let letters = |c: char| c.is_ascii_alphanumeric() || c == '_';
            if !is_plain_label(before) || name.is_empty() || !name.chars().all(letters) {
                return None;
            }
            names.push(name.to_owned());
            rest = after;
        }
        if label.is_empty() || !is_plain_label(rest) {
            return None;
        }
    }
    Some(names)
}

fn is_plain_label(text: &str) -> bool {
    text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
}

fn paginate(
    key: &Ident,
    keys: &Entries,
    structure: &Structure,
    diagnostics: &Diagnostics,
) -> Option<Paginate> {
    let items = keys.written("items").or(keys.written("item"));
    let needed: &[&str] = match items {
        Some(_) => &["input_token", "output_token", "items", "item"],
        None => &["input_token", "output_token"],
    };
    for missing in keys.missing(needed) {
        match items {
            Some(other) if missing.starts_with("item") => {
                diagnostics.at(other.span(), operation_messages::PAGINATE_ITEM);
            }
            _ => {
                let example = Place::Paginate.key(missing).map(|key| key.example()).unwrap_or_default();
                diagnostics.at(key.span(), key_messages::missing_key(missing, &example));
            }
        }
    }
    let Value::Fields(inputs) = keys.value("input_token")? else { return None };
    let fields = input_tokens(inputs, structure, diagnostics);
    let outputs = keys.get("output_token")?;
    let Value::Paths(paths) = &outputs.value else { return None };
    if inputs.len() != paths.len() {
        diagnostics.at(outputs.key.span(), operation_messages::PAGINATE_COUNT);
    }
    Some(Paginate {
        tokens: fields.into_iter().zip(paths.iter().cloned()).collect(),
        more: path(keys, "more"),
        stop_on_same_token: keys.contains("stop_on_same_token"),
        items: path(keys, "items").zip(keys.ty("item").cloned()),
    })
}

fn path(keys: &Entries, name: &str) -> Option<Vec<Step>> {
    match keys.value(name)? {
        Value::Paths(paths) => paths.first().cloned(),
        _ => None,
    }
}

/// Returns the fields of the request that take tokens.
fn input_tokens(names: &[FieldName], structure: &Structure, diagnostics: &Diagnostics) -> Vec<Ident> {
    for (at, name) in names.iter().enumerate() {
        let FieldName::Field(field) = name else { continue };
        if names[..at].iter().any(|other| matches!(other, FieldName::Field(other) if other == field)) {
            diagnostics.at(field.span(), group_messages::listed_twice(field));
        } else if structure.member(field).is_some_and(Member::required) {
            diagnostics.at(field.span(), operation_messages::paginate_required(field));
        }
    }
    names.iter().filter_map(|name| field(name, structure, diagnostics)).collect()
}

/// Returns `true` if `text` is an operation's name in PascalCase.
fn is_operation_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric())
        // Only a short name, such as an abbreviation, can be all capitals.
        && (text.len() < 4 || text.chars().any(|letter| letter.is_ascii_lowercase()))
}

/// Reports a request that is not a struct with named fields. Returns `true` if it is one.
fn is_request(declaration: &Declaration, diagnostics: &Diagnostics) -> bool {
    match &declaration.input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(_) | Fields::Unit => return true,
            Fields::Unnamed(fields) => {
                diagnostics.over(fields, operation_messages::on_tuple(declaration.ident()))
            }
        },
        Data::Enum(data) => diagnostics.at(data.enum_token.span, operation_messages::ON_ENUM),
        Data::Union(data) => diagnostics.at(data.union_token.span, operation_messages::applies_to("a union")),
    }
    false
}
