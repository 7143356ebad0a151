//! Structures: names, wire formats, defaults and groups of members.

use std::collections::{BTreeSet, HashMap};

use metering_syntax::case::Case;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Attribute, Expr, ExprLit, GenericParam, Generics, Lit, LitStr, Type};

use super::constraints::constraints;
use super::event_stream::event_streams;
use super::member_type::owned;
use crate::attr::bounds::number;
use crate::attr::{Entries, FieldName, Value};
use crate::diagnostics::Diagnostics;
use crate::item::{Declaration, Kind};
use crate::messages::{
    group as group_messages, member as messages, operation as operation_messages, shape as shape_messages,
};
use crate::model::{Bound, Constraints, Group, Member, Name, Number, Structure};
use crate::suggest::{meant, meant_value};
use crate::ty::{name, unwrapped, without_self, written};

/// The formats of timestamps, and the variants of the runtime's `TimestampFormat`.
const TIMESTAMP_FORMATS: [(&str, &str); 3] =
    [("epoch-seconds", "EpochSeconds"), ("date-time", "DateTime"), ("http-date", "HttpDate")];

/// Checks a structure, or the request of an operation.
pub fn structure(declaration: &Declaration, diagnostics: &Diagnostics) -> Structure {
    let case = case(&declaration.keys, diagnostics);
    let params = &declaration.input.generics.params;
    let lifetimes = params.iter().any(|param| matches!(param, GenericParam::Lifetime(_)));
    let mut members = Vec::new();
    for (field, keys) in declaration.fields() {
        let Some(ident) = &field.ident else { continue };
        owned(&field.ty, diagnostics, !lifetimes);
        let wire = wire_name(ident, keys.text("rename"), |name| case.apply_to_field(name), diagnostics);
        wire_form(keys, &field.ty, diagnostics);
        let ty = without_self(&field.ty, declaration.ident());
        let member = member(ident, &field.attrs, ty, wire, keys, diagnostics);
        request_keys(declaration.kind, &member, keys, diagnostics);
        default(&member, keys, diagnostics);
        members.push(member);
    }
    one_token(declaration, diagnostics);
    event_streams(declaration, &members, diagnostics);
    names_differ(&members, |name, field| messages::duplicate_name(name, field.unraw()), diagnostics);
    let mut structure = Structure {
        item: declaration.item(),
        members,
        groups: Vec::new(),
        check: declaration.keys.path("check").cloned(),
    };
    structure.groups = groups(&declaration.keys, &structure, diagnostics);
    structure
}

/// Returns the case of `rename_all`. Most models of AWS use PascalCase.
pub fn case(keys: &Entries, diagnostics: &Diagnostics) -> Case {
    let rule = keys.text("rename_all");
    rule.and_then(|rule| known_value(rule, Case::NAMES, messages::rename_rule, diagnostics))
        .unwrap_or(Case::Pascal)
}

/// Returns what a string means that has one of a few values. Reports another value.
fn known_value<T: Copy, const N: usize>(
    text: &LitStr,
    known: [(&'static str, T); N],
    unknown: fn(&str, Option<&str>, &[&str]) -> String,
    diagnostics: &Diagnostics,
) -> Option<T> {
    let value = text.value();
    let found = known.iter().find(|(name, _)| *name == value);
    if found.is_none() {
        let names = known.map(|(name, _)| name);
        diagnostics.at(text.span(), unknown(&value, meant_value(&value, &names), &names));
    }
    found.map(|(_, meaning)| *meaning)
}

/// Builds a member of a structure or of a union.
pub fn member(
    ident: &Ident,
    attributes: &[Attribute],
    ty: Type,
    wire: Name,
    keys: &Entries,
    diagnostics: &Diagnostics,
) -> Member {
    let shown =
        |attribute: &&Attribute| attribute.path().is_ident("doc") || attribute.path().is_ident("deprecated");
    let default = keys.value("default").and_then(|value| match value {
        Value::Expr(expr) => Some(Some(expr.clone())),
        Value::Flag => Some(None),
        _ => None,
    });
    Member {
        ident: ident.clone(),
        shown: attributes.iter().filter(shown).cloned().collect(),
        ty,
        wire,
        constraints: constraints(keys),
        default,
        idempotency_token: keys.contains("idempotency_token"),
        host_label: keys.contains("host_label"),
        timestamp: keys.text("timestamp").and_then(|format| {
            known_value(format, TIMESTAMP_FORMATS, messages::timestamp_format, diagnostics)
        }),
        json_value: keys.contains("json_value"),
    }
}

/// Checks the keys that only a member of a request can have.
fn request_keys(kind: Kind, member: &Member, keys: &Entries, diagnostics: &Diagnostics) {
    let is_request = kind == Kind::Operation;
    if let Some(key) = keys.key("idempotency_token") {
        if !is_request {
            diagnostics.at(key.span(), messages::request_only("idempotency_token"));
        } else if !member.optional() {
            diagnostics.at(key.span(), messages::TOKEN_REQUIRED);
        }
    }
    if let Some(key) = keys.key("host_label") {
        if !is_request {
            diagnostics.at(key.span(), messages::request_only("host_label"));
        } else if member.optional() {
            diagnostics.at(key.span(), operation_messages::HOST_LABEL_OPTIONAL);
        } else if let Some(default) = keys.key("default") {
            diagnostics.at(default.span(), operation_messages::HOST_LABEL_DEFAULT);
        }
    }
}

/// Reports a second idempotency token.
fn one_token(declaration: &Declaration, diagnostics: &Diagnostics) {
    let tokens = declaration.fields().filter_map(|(_, keys)| keys.key("idempotency_token"));
    for token in tokens.skip(1) {
        diagnostics.at(token.span(), messages::TOKEN_TWICE);
    }
}

/// Returns a member's name on the wire.
pub fn wire_name(
    ident: &Ident,
    rename: Option<&LitStr>,
    case: impl FnOnce(&str) -> String,
    diagnostics: &Diagnostics,
) -> Name {
    let Some(rename) = rename else {
        let text = case(&ident.unraw().to_string());
        if text.is_empty() {
            diagnostics.at(ident.span(), messages::no_name(ident));
        } else if !text.is_ascii() {
            diagnostics.at(ident.span(), messages::NAME_ASCII);
        }
        return Name { text, span: ident.span() };
    };
    let (text, span) = (rename.value(), rename.span());
    if text.is_empty() {
        diagnostics.at(span, messages::EMPTY_NAME);
    } else if text.trim() != text {
        diagnostics.at(span, messages::NAME_SPACE);
    } else if !text.chars().all(|letter| letter.is_ascii_graphic() && !"\"'`\\".contains(letter)) {
        diagnostics.at(span, messages::RENAME_ASCII);
    }
    Name { text, span }
}

/// Reports keys that contradict each other, or the type, about the format on the wire.
pub fn wire_form(keys: &Entries, ty: &Type, diagnostics: &Diagnostics) {
    let Some(json) = keys.key("json_value") else { return };
    if let Some(timestamp) = keys.key("timestamp") {
        diagnostics.at(timestamp.span(), messages::TIMESTAMP_IN_JSON);
        return;
    }
    let ty = unwrapped(ty);
    let scalars = ["String", "Cow", "bool", "i8", "i16", "i32", "i64", "f32", "f64", "Blob", "DateTime"];
    if scalars.iter().any(|scalar| name(ty).is_some_and(|name| name == scalar)) {
        diagnostics.at(json.span(), messages::json_in_json(&written(ty)));
    }
}

/// Checks a default.
fn default(member: &Member, keys: &Entries, diagnostics: &Diagnostics) {
    if let Some(key) = keys.key("default")
        && member.optional()
    {
        diagnostics.at(key.span(), messages::DEFAULT_OPTION);
    }
    let Some(Some(default)) = &member.default else { return };
    // The expansion evaluates the default where `self` is a value of another type.
    if let Some(span) = find_self(default.to_token_stream()) {
        diagnostics.at(span, messages::DEFAULT_SELF);
    }
    default_within_bounds(default, &member.constraints, diagnostics);
}

fn find_self(tokens: TokenStream) -> Option<Span> {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let found = match token {
            TokenTree::Ident(word) if word == "self" => {
                // `self::LIMIT` is a path.
                let is_path = matches!(tokens.peek(), Some(TokenTree::Punct(mark)) if mark.as_char() == ':');
                (!is_path).then(|| word.span())
            }
            TokenTree::Group(group) => find_self(group.stream()),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// Reports a literal outside of the member's own bounds, with which no request could be sent.
fn default_within_bounds(default: &Expr, constraints: &Constraints, diagnostics: &Diagnostics) {
    let Constraints { range, length, .. } = constraints;
    let text = literal_text(default);
    let count = text.as_ref().map(|text| Number::Integer(text.chars().count() as i128));
    for (key, bounds, value) in [("range", range, number(default)), ("length", length, count)] {
        let (Some(bounds), Some(value)) = (bounds, value) else { continue };
        let literal = |bound: &Option<Bound>| bound.as_ref().and_then(|bound| bound.literal);
        let below = literal(&bounds.min).is_some_and(|min| min.is_above(value));
        let above = literal(&bounds.max).is_some_and(|max| value.is_above(max));
        if below || above {
            let value = default.to_token_stream().to_string().replace(' ', "");
            diagnostics.over(default, messages::default_outside(value, key, &bounds.written()));
        }
    }
}

/// Returns the text of a string literal in a conversion: `"a".into()`, `String::from("a")`.
fn literal_text(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        Expr::MethodCall(call)
            if ["into", "to_owned", "to_string"].iter().any(|name| call.method == name) =>
        {
            literal_text(&call.receiver)
        }
        Expr::Call(call) if call.args.len() == 1 && is_conversion(&call.func) => literal_text(&call.args[0]),
        _ => None,
    }
}

fn is_conversion(function: &Expr) -> bool {
    let Expr::Path(path) = function else { return false };
    let names: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let last = &names[names.len().saturating_sub(2)..];
    [["String", "from"], ["Cow", "from"], ["Cow", "Borrowed"]].iter().any(|conversion| last == conversion)
}

/// Reports members with the same name on the wire.
pub fn names_differ(members: &[Member], taken: fn(&str, &Ident) -> String, diagnostics: &Diagnostics) {
    let mut seen: HashMap<&str, &Ident> = HashMap::new();
    for member in members {
        if let Some(first) = seen.insert(&member.wire.text, &member.ident)
            && *first != member.ident
        {
            diagnostics.at(member.wire.span, taken(&member.wire.text, first));
        }
    }
}

fn groups(keys: &Entries, structure: &Structure, diagnostics: &Diagnostics) -> Vec<Group> {
    let groups: Vec<Group> = keys
        .iter()
        .filter_map(|entry| match &entry.value {
            Value::Fields(names) => Some(group(&entry.key, names, structure, diagnostics)),
            _ => None,
        })
        .collect();
    for (at, second) in groups.iter().enumerate() {
        let same = |first: &&Group| names_of(first) == names_of(second);
        if let Some(first) = groups[..at].iter().find(same) {
            diagnostics.at(second.key.span(), same_fields(first, second));
        }
    }
    groups
}

fn names_of(group: &Group) -> BTreeSet<String> {
    group.fields.iter().map(|field| field.unraw().to_string()).collect()
}

/// Returns the error of two groups over the same fields.
fn same_fields(first: &Group, second: &Group) -> String {
    let keys = [first.key.to_string(), second.key.to_string()];
    if keys[0] == keys[1] {
        return group_messages::same_group(&first.key);
    }
    match keys.iter().find(|key| *key != "exactly_one_of") {
        Some(implied) if keys.iter().any(|key| key == "exactly_one_of") => {
            group_messages::implied_group(implied)
        }
        _ => group_messages::BOTH_GROUPS.to_owned(),
    }
}

fn group(key: &Ident, names: &[FieldName], structure: &Structure, diagnostics: &Diagnostics) -> Group {
    let mut fields: Vec<Ident> = Vec::new();
    if names.len() < 2 {
        diagnostics.at(key.span(), group_messages::too_small(key));
    }
    for name in names {
        let Some(field) = field(name, structure, diagnostics) else { continue };
        if fields.contains(&field) {
            diagnostics.at(name.span(), group_messages::listed_twice(field.unraw()));
            continue;
        }
        if let Some(member) = structure.member(&field).filter(|member| !member.optional()) {
            let reason = if member.required() { "is required" } else { "has a default" };
            diagnostics.at(name.span(), group_messages::always_set(field.unraw(), reason, key));
        }
        fields.push(field);
    }
    Group { key: key.clone(), fields }
}

/// Returns the field with this name, or reports that there is none.
pub fn field(name: &FieldName, structure: &Structure, diagnostics: &Diagnostics) -> Option<Ident> {
    let fields = structure.field_names();
    match name {
        FieldName::Field(ident) => {
            if let Some(member) = structure.member(ident) {
                let mut field = member.ident.clone();
                field.set_span(ident.span());
                return Some(field);
            }
            let meant = meant(&ident.unraw().to_string(), fields.iter().map(String::as_str));
            let message = group_messages::no_field(ident, &structure.item.ident, meant, &fields);
            diagnostics.at(ident.span(), message);
        }
        FieldName::Wire(literal) => {
            let text = literal.value();
            let known = structure.members.iter().find(|member| member.wire.text == text);
            let field = match known {
                Some(member) => member.ident.to_string(),
                None => meant(&text, fields.iter().map(String::as_str))
                    .map_or_else(|| Case::Snake.apply(&text), str::to_owned),
            };
            diagnostics.at(literal.span(), group_messages::field_not_wire(&field));
        }
    }
    None
}

/// Reports parameters: shapes aren't generic and own their data.
pub fn generics(generics: &Generics, diagnostics: &Diagnostics) {
    for param in &generics.params {
        match param {
            GenericParam::Lifetime(lifetime) => diagnostics.over(lifetime, shape_messages::LIFETIME),
            _ => diagnostics.over(param, shape_messages::GENERIC),
        }
    }
}
