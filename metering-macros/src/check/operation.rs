//! An operation: its name, its host's labels, its pages.

use proc_macro2::{Ident, Span};
use quote::format_ident;
use syn::ext::IdentExt;
use syn::parse::Parser;
use syn::{Data, DeriveInput, Fields, LitStr, Path, Type};

use super::structure::{field, structure};
use super::{derives, ends_in, generics};
use crate::attr::item::ItemKeys;
use crate::attr::operation::{OperationKeys, PaginateKeys};
use crate::attr::{self, FieldName};
use crate::errors::{Errors, say};
use crate::model::{Keyed, Member, Operation, Paginate, Structure};
use crate::suggest::meant;
use metering_syntax::case::Case;

/// The hidden derive of `#[aws_operation(…)]`.
pub(crate) fn operation(input: &DeriveInput, errors: &Errors) -> Option<(Structure, Operation)> {
    let keys = ItemKeys::read(&input.attrs, &attr::item::STRUCTURE, errors);
    let mut said = OperationKeys::default();
    // As if the attribute had been written by hand, so that the compiler does not go on about
    // macros.
    let call_site = keys.operation.as_ref().map_or_else(Span::call_site, |keyed| keyed.key.span());
    let call_site = call_site.resolved_at(input.ident.span());
    if let Some(keyed) = &keys.operation {
        let read = |input: syn::parse::ParseStream<'_>| said.read(input, errors);
        let _ = Parser::parse2(read, keyed.value.clone());
    }

    let members = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => fields.named.iter().collect(),
            Fields::Unit => Vec::new(),
            Fields::Unnamed(fields) => {
                errors.over(fields, say::OPERATION_ON_TUPLE);
                return None;
            }
        },
        Data::Enum(data) => {
            errors.at(data.enum_token.span, say::OPERATION_ON_ENUM);
            return None;
        }
        Data::Union(data) => {
            errors.at(data.union_token.span, say::operation_on("a union"));
            return None;
        }
    };
    generics(&input.generics, errors, true);

    let mut keys = keys;
    if let Some(core) = said.core.take() {
        match &keys.core {
            Some(first) => errors.at(first.key.span(), say::duplicate_key("crate")),
            None => keys.core = Some(core),
        }
    }
    let structure = structure(input, members.into_iter(), keys, true, errors);
    default_derive(input, &structure, errors);
    let operation = operation_facts(said, call_site, &structure, errors);
    Some((structure, operation?))
}

fn operation_facts(
    keys: OperationKeys,
    call_site: Span,
    structure: &Structure,
    errors: &Errors,
) -> Option<Operation> {
    let ident = &structure.item.ident;
    match &keys.action {
        Some(action) => operation_name(&action.value, ident, errors),
        None if keys.written.missing(&["action"], errors).is_empty() || errors.said("`action` ") => {}
        None => errors.at(call_site, say::missing_key("action = \"…\"", &format!("action = \"{ident}\""))),
    }
    // The labels of a prefix that can't be read are not known, nor those of one whose key can't be
    // told.
    if keys.host_prefix.is_some() || !keys.written.missing(&["host_prefix"], errors).is_empty() {
        host_labels(keys.host_prefix.as_ref(), structure, errors);
    }
    let refuses = keys.refuses.map(|keyed| keyed.value).unwrap_or_default();
    let paginate = keys.paginate.and_then(|keyed| paginate(keyed, structure, errors));
    Some(Operation {
        action: keys.action?.value.value(),
        service: keys.service.map_or_else(|| default_service(ident), |keyed| keyed.value),
        output: keys.output.map_or_else(|| default_output(ident), |keyed| keyed.value),
        error: keys.error.map(|keyed| keyed.value),
        paginate,
        host_prefix: keys.host_prefix.map(|keyed| keyed.value),
        unsigned: keys.unsigned.is_some(),
        compressed: keys.compressed.is_some(),
        long_polling: keys.long_polling.is_some(),
        refuses,
    })
}

/// `Service`, as it is resolved where the request stands.
pub(crate) fn default_service(ident: &Ident) -> Path {
    Path::from(Ident::new("Service", ident.span()))
}

/// `BatchMeterUsageOutput`
pub(crate) fn default_output(ident: &Ident) -> Type {
    let path = Path::from(format_ident!("{}Output", ident.unraw(), span = ident.span()));
    Type::Path(syn::TypePath { attrs: Vec::new(), qself: None, path })
}

fn operation_name(action: &LitStr, ident: &Ident, errors: &Errors) {
    let text = action.value();
    let bare = text.rsplit(['.', '#']).next().unwrap_or_default();
    if bare != text && is_operation_name(bare) {
        errors.at(action.span(), say::action_qualified(bare, &text));
    } else if !is_operation_name(&text) {
        let spaced = text.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
        let meant = Case::Pascal.apply_to_field(&spaced);
        let meant = if is_operation_name(&meant) { meant } else { ident.unraw().to_string() };
        errors.at(action.span(), say::action_case(&text, &meant));
    }
}

pub(crate) fn is_operation_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric())
        // All capitals is no PascalCase, unless it is as short as an abbreviation.
        && (text.len() < 4 || text.chars().any(|letter| letter.is_ascii_lowercase()))
}

/// What is wrong with a `Default` of this request, if anything is.
pub(crate) fn default_required(structure: &Structure) -> Option<String> {
    let required = structure.members.iter().filter(|member| member.required());
    let required: Vec<&str> = required.map(|member| member.wire.text.as_str()).collect();
    (!required.is_empty()).then(|| say::default_required(&say::list(&required)))
}

fn default_derive(input: &DeriveInput, structure: &Structure, errors: &Errors) {
    let Some(mistake) = default_required(structure) else { return };
    for derive in input.attrs.iter().flat_map(derives).filter(|derive| ends_in(derive, "Default")) {
        errors.over(derive, &mistake);
    }
}

fn host_labels(prefix: Option<&Keyed<LitStr>>, structure: &Structure, errors: &Errors) {
    let labeled = structure.members.iter().filter_map(|member| Some((member, member.host_label.as_ref()?)));
    let mut used = Vec::new();
    if let Some(prefix) = prefix {
        let text = prefix.value.value();
        used = match (labels(&text), labels(&format!("{text}."))) {
            (Some(labels), _) => labels,
            (None, Some(labels)) => {
                errors.at(prefix.value.span(), say::host_prefix_dot(&text));
                labels
            }
            (None, None) => return errors.at(prefix.value.span(), say::HOST_PREFIX),
        };
        let known: Vec<&str> = labeled.clone().map(|(member, _)| member.wire.text.as_str()).collect();
        let free: Vec<&str> =
            known.iter().copied().filter(|known| !used.iter().any(|label| label == known)).collect();
        let unknown: Vec<&String> = used.iter().filter(|label| !known.contains(&label.as_str())).collect();
        // A key that can't be told was most likely meant to mark one.
        let told = structure.members.iter().all(|member| !member.untold);
        for label in unknown.iter().filter(|_| told) {
            // The one that is marked, and named nowhere.
            let marked = meant(label, known.iter().copied()).or(match &free[..] {
                [one] => Some(one),
                _ => None,
            });
            let names = structure.members.iter().map(|member| member.wire.text.as_str());
            let unmarked = meant(label, names)
                .and_then(|name| structure.members.iter().find(|member| member.wire.text == name))
                .map(|member| (member.wire.text.as_str(), &member.ident));
            errors.at(prefix.value.span(), say::host_prefix_label(label, marked, unmarked));
        }
        // The member that was meant is not named, and for that alone.
        if !unknown.is_empty() {
            return;
        }
    }
    for (member, key) in labeled {
        if !used.contains(&member.wire.text) {
            errors.at(key.span(), say::host_label_unused(&member.wire.text));
        }
    }
}

/// The member names in a host prefix; `None` if it is not one or several labels, each with its dot.
/// The last may be joined to the host's own first label by a hyphen, as in `data-`.
fn labels(prefix: &str) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for label in prefix.strip_suffix('.').or(prefix.ends_with('-').then_some(prefix))?.split('.') {
        let mut rest = label;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}')?;
            let letters = |c: char| c.is_ascii_alphanumeric() || c == '_';
            if !plain_label(before) || name.is_empty() || !name.chars().all(letters) {
                return None;
            }
            names.push(name.to_owned());
            rest = after;
        }
        if label.is_empty() || !plain_label(rest) {
            return None;
        }
    }
    Some(names)
}

fn plain_label(text: &str) -> bool {
    text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
}

fn paginate(keyed: Keyed<PaginateKeys>, structure: &Structure, errors: &Errors) -> Option<Paginate> {
    let Keyed { key, value: keys } = keyed;
    let items_or_item =
        keys.items.as_ref().map(|keyed| &keyed.key).or(keys.item.as_ref().map(|keyed| &keyed.key));
    let needed = ["input_token", "output_token", "items", "item"];
    let needed = if items_or_item.is_some() { &needed[..] } else { &needed[..2] };
    for missing in keys.written.missing(needed, errors) {
        match items_or_item {
            Some(other) if missing.starts_with("item") => errors.at(other.span(), say::PAGINATE_ITEM),
            _ => errors.at(key.span(), say::paginate_missing(missing)),
        }
    }
    let items = keys.items.zip(keys.item).map(|(items, item)| (items.value, item.value));
    let named = keys.input_token?.value;
    let inputs: Vec<_> = named.iter().filter_map(|name| field(name, structure, errors)).collect();
    for (at, name) in named.iter().enumerate() {
        let FieldName::Field(field) = name else { continue };
        if named[..at].iter().any(|other| matches!(other, FieldName::Field(other) if other == field)) {
            errors.at(field.span(), say::listed_twice(field));
        } else if structure.member(field).is_some_and(Member::required) {
            errors.at(field.span(), say::paginate_required(field));
        }
    }
    let outputs = keys.output_token?;
    if named.len() != outputs.value.len() {
        errors.at(outputs.key.span(), say::PAGINATE_COUNT);
    }
    Some(Paginate {
        tokens: inputs.into_iter().zip(outputs.value).collect(),
        more: keys.more.map(|keyed| keyed.value),
        items,
    })
}
