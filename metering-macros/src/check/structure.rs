//! The members of a structure: their names and forms on the wire, their defaults, the groups that
//! they are in.

use std::collections::HashMap;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Attribute, DeriveInput, Expr, ExprLit, Field, GenericParam, Lit, LitStr, Type};

use super::item;
use super::member_type::{owned, written};
use crate::attr;
use crate::attr::FieldName;
use crate::attr::bounds::{number, written_range};
use crate::attr::item::ItemKeys;
use crate::attr::member::MemberKeys;
use crate::errors::{Errors, say};
use crate::model::{Bound, Constraints, Group, Keyed, Member, Name, Number, Structure};
use crate::spelling::{name, unwrapped, without_self};
use crate::suggest::meant;
use metering_syntax::case::Case;

pub(super) fn structure<'a>(
    input: &DeriveInput,
    fields: impl Iterator<Item = &'a Field>,
    keys: ItemKeys,
    request: bool,
    errors: &Errors,
) -> Structure {
    let case = keys.case();
    let lifetimes = input.generics.params.iter().any(|param| matches!(param, GenericParam::Lifetime(_)));
    let mut members = Vec::new();
    let mut token: Option<Ident> = None;
    for field in fields {
        let Some(ident) = &field.ident else { continue };
        let said = MemberKeys::read(&field.attrs, &attr::member::MEMBER, errors);
        owned(&field.ty, errors, !lifetimes);
        let wire = wire_name(ident, said.rename.as_ref(), |name| case.apply_to_field(name), errors);
        wire_form(&said, &field.ty, errors);
        let ty = without_self(&field.ty, &input.ident);
        let member = member(ident, &field.attrs, ty, wire, said);
        if let Some(key) = &member.idempotency_token {
            if !request {
                errors.at(key.span(), say::request_only("idempotency_token"));
            } else if !member.optional() {
                errors.at(key.span(), say::TOKEN_REQUIRED);
            }
            if token.replace(key.clone()).is_some() {
                errors.at(key.span(), say::TOKEN_TWICE);
            }
        }
        if let Some(key) = &member.host_label {
            if !request {
                errors.at(key.span(), say::request_only("host_label"));
            } else if member.optional() {
                errors.at(key.span(), say::HOST_LABEL_OPTIONAL);
            } else if let Some(key) = &member.default_key {
                errors.at(key.span(), say::HOST_LABEL_DEFAULT);
            }
        }
        members.push(member);
    }
    for member in &members {
        if let Some(key) = &member.default_key
            && member.optional()
        {
            errors.at(key.span(), say::DEFAULT_OPTION);
        }
        default_alone(member, errors);
        default_within(member, errors);
    }
    names_differ(&members, |name, field| say::name_taken(name, field.unraw()), errors);
    let mut structure = Structure {
        item: item(input, &keys),
        members,
        groups: Vec::new(),
        check: keys.check.map(|keyed| keyed.value),
        serde: keys.serde.is_some(),
    };
    structure.groups = keys.groups.into_iter().map(|keyed| group(keyed, &structure, errors)).collect();
    structure
}

pub(super) fn member(ident: &Ident, attrs: &[Attribute], ty: Type, wire: Name, said: MemberKeys) -> Member {
    let shown =
        |attribute: &&Attribute| attribute.path().is_ident("doc") || attribute.path().is_ident("deprecated");
    Member {
        ident: ident.clone(),
        shown: attrs.iter().filter(shown).cloned().collect(),
        ty,
        wire,
        constraints: said.constraints.build(),
        default_key: said.default.as_ref().map(|keyed| keyed.key.clone()),
        default: said.default.map(|keyed| keyed.value),
        idempotency_token: said.idempotency_token.map(|keyed| keyed.key),
        host_label: said.host_label.map(|keyed| keyed.key),
        untold: said.untold,
        timestamp: said.timestamp.and_then(|keyed| keyed.value),
        json_value: said.json_value.is_some(),
    }
}

pub(super) fn wire_name(
    ident: &Ident,
    rename: Option<&Keyed<LitStr>>,
    case: impl FnOnce(&str) -> String,
    errors: &Errors,
) -> Name {
    let Some(keyed) = rename else {
        let text = case(&ident.unraw().to_string());
        if text.is_empty() {
            errors.at(ident.span(), say::no_name(ident));
        } else if !text.is_ascii() {
            errors.at(ident.span(), say::NAME_ASCII);
        }
        return Name { text, span: ident.span() };
    };
    let (text, span) = (keyed.value.value(), keyed.value.span());
    if text.is_empty() {
        errors.at(span, say::EMPTY_NAME);
    } else if text.trim() != text {
        errors.at(span, say::NAME_SPACE);
    } else if !text.chars().all(|letter| letter.is_ascii_graphic() && !"\"'`\\".contains(letter)) {
        errors.at(span, say::RENAME_ASCII);
    }
    Name { text, span }
}

/// A member has one form on the wire.
pub(super) fn wire_form(said: &MemberKeys, ty: &Type, errors: &Errors) {
    let Some(json) = &said.json_value else { return };
    if let Some(keyed) = &said.timestamp {
        errors.at(keyed.key.span(), say::TIMESTAMP_IN_JSON);
        return;
    }
    let ty = unwrapped(ty);
    let texts = ["String", "Cow", "bool", "i8", "i16", "i32", "i64", "f32", "f64", "Blob", "DateTime"];
    if texts.iter().any(|text| name(ty).is_some_and(|name| name == text)) {
        errors.at(json.key.span(), say::json_in_json(&written(ty)));
    }
}

/// A default is made where the other members are not to be had, though something of ours is called
/// `self` there.
fn default_alone(member: &Member, errors: &Errors) {
    fn of_self(tokens: TokenStream) -> Option<Span> {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            let found = match token {
                // `self::LIMIT` is of the module.
                TokenTree::Ident(word) if word == "self" => {
                    let is_path =
                        matches!(tokens.peek(), Some(TokenTree::Punct(mark)) if mark.as_char() == ':');
                    (!is_path).then(|| word.span())
                }
                TokenTree::Group(group) => of_self(group.stream()),
                _ => None,
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }
    if let Some(Some(default)) = &member.default
        && let Some(span) = of_self(default.to_token_stream())
    {
        errors.at(span, say::DEFAULT_SELF);
    }
}

/// A default that is written out keeps the member's own bounds, or no request could be sent that
/// leaves it at that.
fn default_within(member: &Member, errors: &Errors) {
    let Some(Some(default)) = &member.default else { return };
    let Constraints { range, length, .. } = &member.constraints;
    let text = literal_text(default);
    let count = text.as_ref().map(|text| Number::Integer(text.chars().count() as i128));
    for (key, bounds, value) in [("range", range, number(default)), ("length", length, count)] {
        let (Some(bounds), Some(value)) = (bounds, value) else { continue };
        let literal = |bound: &Option<Bound>| bound.as_ref().and_then(|bound| bound.literal);
        let below = literal(&bounds.min).is_some_and(|min| min.is_above(value));
        let above = literal(&bounds.max).is_some_and(|max| value.is_above(max));
        if below || above {
            let value = default.to_token_stream().to_string().replace(' ', "");
            errors.over(default, say::default_outside(format!("`{value}`"), key, &written_range(bounds)));
        }
    }
}

/// The text of a literal that is turned into the member's type: `"a".into()`, `String::from("a")`.
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

/// Whether a function leaves the text that it is given as it is.
fn is_conversion(function: &Expr) -> bool {
    let Expr::Path(path) = function else { return false };
    let names: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let last = &names[names.len().saturating_sub(2)..];
    [["String", "from"], ["Cow", "from"], ["Cow", "Borrowed"]].iter().any(|conversion| last == conversion)
}

pub(super) fn names_differ(members: &[Member], taken: fn(&str, &Ident) -> String, errors: &Errors) {
    let mut seen: HashMap<&str, &Ident> = HashMap::new();
    for member in members {
        if let Some(first) = seen.insert(&member.wire.text, &member.ident)
            && *first != member.ident
        {
            errors.at(member.wire.span, taken(&member.wire.text, first));
        }
    }
}

fn group(keyed: Keyed<Vec<FieldName>>, structure: &Structure, errors: &Errors) -> Group {
    let Keyed { key, value: names } = keyed;
    let mut fields: Vec<Ident> = Vec::new();
    if names.len() < 2 {
        errors.at(key.span(), say::group_too_small(&key));
    }
    for name in &names {
        let Some(field) = field(name, structure, errors) else { continue };
        if fields.contains(&field) {
            errors.at(name.span(), say::listed_twice(field.unraw()));
            continue;
        }
        if let Some(member) = structure.member(&field).filter(|member| !member.optional()) {
            let why = if member.required() { "is required" } else { "has a default" };
            errors.at(name.span(), say::group_always_set(field.unraw(), why, &key));
        }
        fields.push(field);
    }
    Group { key, fields }
}

/// The field that is meant, if there is one.
pub(super) fn field(name: &FieldName, structure: &Structure, errors: &Errors) -> Option<Ident> {
    let fields: Vec<String> =
        structure.members.iter().map(|member| member.ident.unraw().to_string()).collect();
    match name {
        FieldName::Field(ident) => {
            if let Some(member) = structure.member(ident) {
                let mut field = member.ident.clone();
                field.set_span(ident.span());
                return Some(field);
            }
            let meant = meant(&ident.unraw().to_string(), fields.iter().map(String::as_str));
            errors.at(ident.span(), say::no_field(ident, &structure.item.ident, meant, &fields));
        }
        FieldName::Wire(literal) => {
            let text = literal.value();
            let known = structure.members.iter().find(|member| member.wire.text == text);
            let field = match known {
                Some(member) => member.ident.to_string(),
                None => meant(&text, fields.iter().map(String::as_str))
                    .map_or_else(|| Case::Snake.apply(&text), str::to_owned),
            };
            errors.at(literal.span(), say::field_not_wire(&field));
        }
    }
    None
}
