//! From what is written to the model: the rules that hold across keys, members and variants.
//!
//! Each function reports what is wrong and goes on, so that all mistakes of a declaration are found in one go. What it
//! returns is whole only if nothing was reported.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Data, DeriveInput, Expr, ExprLit, Field, Fields, GenericArgument, GenericParam, Generics, Lit,
    LitStr, Path, PathArguments, Token, Type, TypeArray, TypePath, Variant,
};

use crate::attr::FieldName;
use crate::attr::bounds::{number, written_range};
use crate::attr::item::{self, ItemKeys};
use crate::attr::member::{self, MemberKeys};
use crate::attr::operation::{OperationKeys, PaginateKeys};
use crate::attr::service::{ServiceKeys, is_service_name, is_whole_host, prefix_of_host};
use crate::case::Case;
use crate::errors::{Errors, say};
use crate::fallback::{sized, with_known_lifetimes};
use crate::model::{
    Bound, Constraints, Core, ErrorVariant, Group, IntEnum, Item, Keyed, Member, Name, Newtype, NewtypeKind,
    Number, Operation, Paginate, Service, ServiceError, StringEnum, Structure, Union, inner, is_other_number,
    is_pointer, is_text, name, shared, unwrapped, without_self,
};
use crate::suggest::meant;

/// What `#[derive(Shape)]` was put on.
pub(crate) enum Shaped {
    Structure(Box<Structure>),
    Newtype(Box<Newtype>),
}

/// Whether a path is that of this name, however it is qualified.
pub(crate) fn ends_in(path: &Path, name: &str) -> bool {
    path.segments.last().is_some_and(|last| last.ident == name)
}

/// The traits of a `#[derive(…)]`; none of any other attribute.
pub(crate) fn derives(attribute: &Attribute) -> Vec<Path> {
    if !attribute.path().is_ident("derive") {
        return Vec::new();
    }
    let paths = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
    paths.map(|paths| paths.into_iter().collect()).unwrap_or_default()
}

/// Whether the same is derived again further down, which will do what this one would.
pub(crate) fn derived_again(derive: &str, input: &DeriveInput, errors: &Errors) -> bool {
    for attribute in &input.attrs {
        if derive == "Shape" && ends_in(attribute.path(), "aws_operation") {
            errors.over(attribute.path(), say::OPERATION_BESIDE_SHAPE);
            return true;
        }
        if let Some(again) = derives(attribute).iter().find(|path| ends_in(path, derive)) {
            errors.over(again, say::derived_twice(derive));
            return true;
        }
    }
    false
}

/// Whether the compiler will have nothing made of this item, and says why.
pub(crate) fn refused(input: &DeriveInput) -> bool {
    contains_itself(input) || repeats_itself(input) || leaves_types_out(input)
}

/// Whether a field's type is `_`.
fn leaves_types_out(input: &DeriveInput) -> bool {
    let Data::Struct(data) = &input.data else { return false };
    data.fields.iter().any(|field| matches!(field.ty, Type::Infer(_)))
}

/// Whether two fields or two variants have one name.
fn repeats_itself(input: &DeriveInput) -> bool {
    let names: Vec<&Ident> = match &input.data {
        Data::Struct(data) => data.fields.iter().filter_map(|field| field.ident.as_ref()).collect(),
        Data::Enum(data) => data.variants.iter().map(|variant| &variant.ident).collect(),
        Data::Union(_) => return false,
    };
    names.iter().collect::<HashSet<_>>().len() < names.len()
}

/// Whether a struct contains itself without a list or a `Box` between, of which the compiler says that it has no size: what
/// would be made of it has none either.
fn contains_itself(input: &DeriveInput) -> bool {
    let Data::Struct(data) = &input.data else { return false };
    data.fields.iter().any(|field| {
        let mut ty = &field.ty;
        while let Some(within) = inner(ty, "Option").or_else(|| inner(ty, "Sensitive")) {
            ty = within;
        }
        matches!(ty, Type::Path(path) if path.path.is_ident(&input.ident) || path.path.is_ident("Self"))
    })
}

/// `#[derive(Shape)]`
pub(crate) fn shape(input: &DeriveInput, errors: &Errors) -> Option<Shaped> {
    let data = match &input.data {
        Data::Struct(data) => data,
        Data::Enum(data) => {
            errors.at(data.enum_token.span, say::SHAPE_ENUM);
            return None;
        }
        Data::Union(data) => {
            errors.at(data.union_token.span, say::SHAPE_UNION);
            return None;
        }
    };
    generics(&input.generics, errors, true);
    match &data.fields {
        Fields::Named(fields) => {
            let keys = ItemKeys::read(&input.attrs, &item::STRUCTURE, errors);
            let structure = structure(input, fields.named.iter(), keys, false, errors);
            Some(Shaped::Structure(Box::new(structure)))
        }
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            newtype(input, &fields.unnamed[0], errors).map(Box::new).map(Shaped::Newtype)
        }
        Fields::Unnamed(fields) => {
            errors.over(fields, say::SHAPE_TUPLE);
            None
        }
        Fields::Unit => {
            errors.at(input.ident.span(), say::SHAPE_UNIT);
            None
        }
    }
}

/// The hidden derive of `#[aws_operation(…)]`.
pub(crate) fn operation(input: &DeriveInput, errors: &Errors) -> Option<(Structure, Operation)> {
    let keys = ItemKeys::read(&input.attrs, &item::STRUCTURE, errors);
    let mut said = OperationKeys::default();
    // As if the attribute had been written by hand, so that the compiler does not go on about macros.
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
        // What has no key was most likely meant for it.
        None if keys.written.missing(&["action"]).is_empty()
            || errors.said(say::EXPECTED_KEY)
            || errors.said("`action` ") => {}
        None => errors.at(call_site, say::missing_key("action = \"…\"", &format!("action = \"{ident}\""))),
    }
    // The labels of a prefix that can't be read are not known, nor those of one whose key can't be told.
    let is_missing = !keys.written.missing(&["host_prefix"]).is_empty() && !errors.said(say::EXPECTED_KEY);
    if keys.host_prefix.is_some() || is_missing {
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
    let labelled = structure.members.iter().filter_map(|member| Some((member, member.host_label.as_ref()?)));
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
        let known: Vec<&str> = labelled.clone().map(|(member, _)| member.wire.text.as_str()).collect();
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
    for (member, key) in labelled {
        if !used.contains(&member.wire.text) {
            errors.at(key.span(), say::host_label_unused(&member.wire.text));
        }
    }
}

/// The member names in a host prefix; `None` if it is not one or several labels, each with its dot. The last may be joined
/// to the host's own first label by a hyphen, as in `data-`.
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
    for missing in keys.written.missing(needed) {
        // What has no key was most likely meant for one.
        if errors.said(say::EXPECTED_KEY) {
            break;
        }
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

fn structure<'a>(
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
        let said = MemberKeys::read(&field.attrs, &member::MEMBER, errors);
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

fn item(input: &DeriveInput, keys: &ItemKeys) -> Item {
    Item { core: keys.core(), vis: input.vis.clone(), ident: input.ident.clone() }
}

fn member(ident: &Ident, attrs: &[Attribute], ty: Type, wire: Name, said: MemberKeys) -> Member {
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

fn wire_name(
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
fn wire_form(said: &MemberKeys, ty: &Type, errors: &Errors) {
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

/// A default is made where the other members are not to be had, though something of ours is called `self` there.
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

/// A default that is written out keeps the member's own bounds, or no request could be sent that leaves it at that.
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

fn names_differ(members: &[Member], taken: fn(&str, &Ident) -> String, errors: &Errors) {
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
fn field(name: &FieldName, structure: &Structure, errors: &Errors) -> Option<Ident> {
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

/// Shapes take no type parameters and own their data.
fn generics(generics: &Generics, errors: &Errors, shape: bool) {
    for param in &generics.params {
        match param {
            GenericParam::Lifetime(lifetime) if shape => errors.over(lifetime, say::LIFETIME),
            _ => errors.over(param, say::GENERIC),
        }
    }
}

/// Reports the lifetimes that are neither declared nor there to be declared, and what has no size, and writes others for them, as
/// the compiler goes on about them otherwise.
pub(crate) fn not_of_a_struct(input: &mut DeriveInput, core: &Core, errors: &Errors) {
    let Data::Struct(data) = &mut input.data else { return };
    for field in &mut data.fields {
        let known = sized(&with_known_lifetimes(&field.ty, &input.generics), core);
        if known.to_token_stream().to_string() != field.ty.to_token_stream().to_string() {
            owned(&field.ty, errors, true);
            field.ty = known;
        }
    }
}

/// Reports what no member can be, wherever it stands in the type: borrowed data, an option of an option.
fn owned(ty: &Type, errors: &Errors, lifetimes: bool) {
    if let Some(instead) = owner(ty) {
        return errors.over(ty, say::borrowed(&instead));
    }
    match ty {
        // The lifetime is reported where it is declared.
        Type::Reference(reference)
            if !lifetimes
                && reference.lifetime.as_ref().is_some_and(|lifetime| lifetime.ident != "static") => {}
        Type::Reference(reference) => {
            let instead = owner(&reference.elem).unwrap_or_else(|| written(&reference.elem));
            errors.over(reference, say::borrowed(&instead));
        }
        Type::Group(group) => owned(&group.elem, errors, lifetimes),
        Type::Paren(paren) => owned(&paren.elem, errors, lifetimes),
        Type::Path(path) => {
            if let Some(option) = inner(ty, "Option")
                && inner(option, "Option").is_some()
            {
                errors.over(ty, say::OPTION_OPTION);
                return;
            }
            for wrapper in ["Sensitive", "Box"] {
                if inner(ty, wrapper).is_some_and(|within| inner(within, "Option").is_some()) {
                    errors.over(ty, say::option_within(wrapper));
                    return;
                }
            }
            if inner(ty, "Cow").is_some() && !has_lifetime(path) {
                errors.over(ty, say::LIFETIME);
                return;
            }
            if let Some(mut within) = shared(ty) {
                while let Some(further) = shared(within) {
                    within = further;
                }
                errors.over(ty, say::borrowed(&owner(within).unwrap_or_else(|| written(within))));
                return;
            }
            for segment in &path.path.segments {
                let PathArguments::AngleBracketed(arguments) = &segment.arguments else { continue };
                for argument in &arguments.args {
                    match argument {
                        GenericArgument::Type(within) => match owner(within) {
                            Some(_) if is_text(ty) => {}
                            Some(instead) if is_pointer(ty) => errors.over(ty, say::borrowed(&instead)),
                            _ => owned(within, errors, lifetimes),
                        },
                        GenericArgument::Lifetime(lifetime) if lifetimes && lifetime.ident != "static" => {
                            errors.over(lifetime, say::LIFETIME);
                        }
                        _ => {}
                    }
                }
            }
        }
        Type::Tuple(tuple) if tuple.elems.is_empty() => {}
        Type::Tuple(_) => errors.over(ty, say::no_form("a tuple", "a struct that derives `Shape`")),
        Type::Array(TypeArray { elem, .. }) => {
            let instead =
                if is_byte(elem) { "`Blob`".to_owned() } else { format!("`Vec<{}>`", written(elem)) };
            errors.over(ty, say::no_form("an array", &instead));
        }
        Type::TraitObject(_) | Type::ImplTrait(_) => {
            errors.over(ty, say::no_form("a trait", "`Document` for free JSON"));
        }
        Type::Ptr(_) | Type::FnPtr(_) | Type::Never(_) => {
            errors.over(ty, say::no_form("this type", "one of those in the reference of `Shape`"));
        }
        _ => {}
    }
}

/// What owns the data that this type is of and that only a pointer can lead to; none of other types.
fn owner(ty: &Type) -> Option<String> {
    match ty {
        Type::Group(group) => owner(&group.elem),
        Type::Paren(paren) => owner(&paren.elem),
        Type::Slice(slice) if is_byte(&slice.elem) => Some("Blob".to_owned()),
        Type::Slice(slice) => Some(format!("Vec<{}>", written(&slice.elem))),
        Type::Path(path) if path.path.is_ident("str") => Some("String".to_owned()),
        _ => None,
    }
}

/// Whether a lifetime is among its arguments.
fn has_lifetime(path: &TypePath) -> bool {
    let mut arguments = path.path.segments.iter().filter_map(|segment| match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    });
    arguments
        .any(|arguments| arguments.iter().any(|argument| matches!(argument, GenericArgument::Lifetime(_))))
}

pub(crate) fn is_byte(ty: &Type) -> bool {
    name(ty).is_some_and(|name| name == "u8")
}

/// A type as one writes it.
fn written(ty: &Type) -> String {
    ty.to_token_stream().to_string().replace(' ', "").replace(',', ", ")
}

fn newtype(input: &DeriveInput, field: &Field, errors: &Errors) -> Option<Newtype> {
    let keys = ItemKeys::read(&input.attrs, &item::NEWTYPE, errors);
    MemberKeys::read(&field.attrs, &member::NEWTYPE_FIELD, errors);
    let lifetimes = input.generics.params.iter().any(|param| matches!(param, GenericParam::Lifetime(_)));
    owned(&field.ty, errors, !lifetimes);
    if inner(&field.ty, "Option").is_some() {
        errors.over(&field.ty, say::NEWTYPE_OPTION);
    }
    Some(Newtype {
        item: item(input, &keys),
        ty: without_self(&field.ty, &input.ident),
        kind: newtype_kind(&field.ty),
        constraints: keys.constraints.build(),
        check: keys.check.map(|keyed| keyed.value),
        serde: keys.serde.is_some(),
    })
}

pub(crate) fn newtype_kind(ty: &Type) -> NewtypeKind {
    let Some(name) = name(ty) else { return NewtypeKind::Other };
    match name.to_string().as_str() {
        "String" => NewtypeKind::String,
        "Cow" if is_text(ty) => NewtypeKind::Static,
        "Blob" => NewtypeKind::Blob,
        "i8" | "i16" | "i32" | "i64" | "f32" | "f64" => NewtypeKind::Number,
        // They are no shapes, which is said of them, and numbers all the same.
        _ if is_other_number(ty) => NewtypeKind::Number,
        "Vec" | "HashMap" | "BTreeMap" => NewtypeKind::Collection,
        "DateTime" => NewtypeKind::Timestamp,
        _ => NewtypeKind::Other,
    }
}

/// An enum's variants, or why there are none.
fn variants<'a>(
    input: &'a DeriveInput,
    derive: &str,
    errors: &Errors,
) -> Option<impl Iterator<Item = &'a Variant> + Clone + use<'a>> {
    for param in &input.generics.params {
        errors.over(param, say::enum_generic(derive));
    }
    match &input.data {
        Data::Enum(data) => {
            for (_, discriminant) in data.variants.iter().filter_map(|variant| variant.discriminant.as_ref())
            {
                if derive != "IntEnum" {
                    errors.over(discriminant, say::DISCRIMINANT);
                }
            }
            Some(data.variants.iter())
        }
        Data::Struct(data) => {
            errors.at(data.struct_token.span, say::on_enum(derive));
            None
        }
        Data::Union(data) => {
            errors.at(data.union_token.span, say::on_enum(derive));
            None
        }
    }
}

/// The variant marked `#[aws(other)]`, which holds one value.
struct Others<'e> {
    line: &'static str,
    holds: &'static str,
    errors: &'e Errors,
    found: Option<Ident>,
    /// One that holds what that variant does and is not marked.
    unmarked: Option<Variant>,
    /// The mark of one that is of another form, and what is to have that form.
    misplaced: Option<(Span, TokenStream)>,
    /// Whether one has a key that can't be told, which may have been meant to mark it.
    untold: bool,
    /// What is wrong with that where another is marked; none where all variants hold the same.
    beside: Option<&'static str>,
}

impl<'e> Others<'e> {
    fn new(
        line: &'static str,
        holds: &'static str,
        beside: Option<&'static str>,
        errors: &'e Errors,
    ) -> Self {
        Others { line, holds, errors, found: None, unmarked: None, misplaced: None, untold: false, beside }
    }

    /// Whether the variant is the one, or one too many.
    fn takes(&mut self, variant: &Variant, keys: &MemberKeys) -> bool {
        let one = match &variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Some(&fields.unnamed[0].ty),
            _ => None,
        };
        let fits = one.and_then(name).is_some_and(|name| name == self.holds);
        let Some(mark) = &keys.other else {
            self.untold |= fits && keys.untold;
            let is_unmarked = fits && self.beside.is_some() && self.unmarked.is_none();
            if is_unmarked {
                self.unmarked = Some(variant.clone());
            }
            return is_unmarked;
        };
        if self.found.is_some() {
            // Of two, the one that holds what it is to hold is right.
            let wrong = self.misplaced.take_if(|_| fits);
            self.errors.at(wrong.map_or(variant.ident.span(), |(mark, _)| mark), say::OTHER_TWICE);
            return true;
        }
        match one {
            Some(_) if fits => {}
            Some(ty) => self.misplaced = Some((mark.key.span(), ty.to_token_stream())),
            None => self.misplaced = Some((mark.key.span(), variant_head(variant))),
        }
        let beside = [
            keys.rename.as_ref().map(|keyed| &keyed.key),
            keys.value.as_ref().map(|keyed| &keyed.key),
            keys.code.as_ref().map(|keyed| &keyed.key),
            keys.timestamp.as_ref().map(|keyed| &keyed.key),
            keys.json_value.as_ref().map(|keyed| &keyed.key),
            keys.retry.as_ref().map(|keyed| &keyed.key),
            keys.server_fault.as_ref().map(|keyed| &keyed.key),
        ];
        for key in beside.into_iter().flatten().chain(keys.constraints.keys()) {
            self.errors.at(key.span(), say::other_takes(key));
        }
        self.found = Some(variant.ident.clone());
        true
    }

    fn finish(self, ident: &Ident) -> Option<Ident> {
        match (&self.misplaced, &self.unmarked) {
            (Some((key, _)), Some(variant)) => {
                self.errors.at(*key, say::other_elsewhere(&variant.ident));
                return None;
            }
            (Some((_, form)), None) => self.errors.over(form, say::other_form(self.line)),
            _ => {}
        }
        match (&self.found, &self.unmarked, self.beside) {
            // The flag is on the enum, and was reported there.
            (None, _, _) if self.errors.said("`other` goes on a variant") => {}
            (Some(_), Some(variant), Some(beside)) => self.errors.over(&variant.fields, beside),
            (None, ..) if self.untold => {}
            (None, Some(variant), _) => {
                self.errors.at(variant.ident.span(), say::other_unmarked(&variant.ident));
            }
            (None, None, _) => self.errors.at(ident.span(), say::other_missing(ident, self.line)),
            _ => {}
        }
        self.found
    }
}

/// A variant without its attributes, for a mistake's span.
fn variant_head(variant: &Variant) -> TokenStream {
    let (ident, fields) = (&variant.ident, &variant.fields);
    quote::quote!(#ident #fields)
}

/// `#[derive(StringEnum)]`
pub(crate) fn string_enum(input: &DeriveInput, errors: &Errors) -> Option<StringEnum> {
    let keys = ItemKeys::read(&input.attrs, &item::STRING_ENUM, errors);
    let case = keys.case();
    let mut others =
        Others::new("#[aws(other)] Unknown(UnknownValue)", "UnknownValue", Some(say::VARIANT_DATA), errors);
    let mut values: Vec<(Ident, Name)> = Vec::new();
    let mut seen: HashMap<String, Ident> = HashMap::new();
    for variant in variants(input, "StringEnum", errors)? {
        let said = MemberKeys::read(&variant.attrs, &member::STRING_VARIANT, errors);
        if others.takes(variant, &said) {
            continue;
        }
        if !matches!(variant.fields, Fields::Unit) {
            errors.over(&variant.fields, say::VARIANT_DATA);
        }
        let value = match &said.rename {
            Some(keyed) => value_name(&keyed.value, errors),
            None => Name { text: case.apply(&variant.ident.unraw().to_string()), span: variant.ident.span() },
        };
        if let Some(first) = seen.insert(value.text.clone(), variant.ident.clone())
            && first != variant.ident
        {
            errors.at(value.span, say::value_taken(&value.text, first));
        }
        values.push((variant.ident.clone(), value));
    }
    let other = others.finish(&input.ident);
    Some(StringEnum { item: item(input, &keys), values, other: other?, serde: keys.serde.is_some() })
}

/// A value on the wire, which may be any text. One of AWS's ends in a space; none begins with one.
fn value_name(value: &LitStr, errors: &Errors) -> Name {
    let text = value.value();
    if !text.trim().is_empty() && text.trim_start() != text {
        errors.at(value.span(), say::VALUE_SPACE);
    }
    Name { text, span: value.span() }
}

/// `#[derive(IntEnum)]`
pub(crate) fn int_enum(input: &DeriveInput, errors: &Errors) -> Option<IntEnum> {
    let keys = ItemKeys::read(&input.attrs, &item::INT_ENUM, errors);
    let mut others = Others::new("#[aws(other)] Unknown(i32)", "i32", Some(say::INT_VARIANT_DATA), errors);
    let mut values: Vec<(Ident, i32)> = Vec::new();
    let mut seen: HashMap<i32, Ident> = HashMap::new();
    for variant in variants(input, "IntEnum", errors)? {
        let said = MemberKeys::read(&variant.attrs, &member::INT_VARIANT, errors);
        if others.takes(variant, &said) {
            continue;
        }
        if !matches!(variant.fields, Fields::Unit) {
            errors.over(&variant.fields, say::INT_VARIANT_DATA);
        }
        if let Some((_, discriminant)) = &variant.discriminant {
            errors.over(discriminant, say::INT_DISCRIMINANT);
        }
        match said.value {
            Some(Keyed { value: Some((literal, value)), .. }) => {
                if let Some(first) = seen.insert(value, variant.ident.clone()) {
                    errors.at(literal.span(), say::value_taken(value, first));
                }
                values.push((variant.ident.clone(), value));
            }
            Some(_) => {}
            // What has a key that can't be told was most likely meant for it.
            None if variant.discriminant.is_some() || said.written.contains("value") || said.untold => {}
            None => errors.at(variant.ident.span(), say::missing_key("value", "#[aws(value = 1)]")),
        }
    }
    let other = others.finish(&input.ident);
    Some(IntEnum { item: item(input, &keys), values, other: other?, serde: keys.serde.is_some() })
}

/// `#[derive(Union)]`
pub(crate) fn union(input: &DeriveInput, errors: &Errors) -> Option<Union> {
    let keys = ItemKeys::read(&input.attrs, &item::UNION, errors);
    let case = keys.case();
    let mut others =
        Others::new("#[aws(other)] Unknown(UnknownMember)", "UnknownMember", Some(say::OTHER_TWICE), errors);
    let mut members = Vec::new();
    for variant in variants(input, "Union", errors)? {
        let said = MemberKeys::read(&variant.attrs, &member::UNION_VARIANT, errors);
        if others.takes(variant, &said) {
            continue;
        }
        let field = match &variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => &fields.unnamed[0],
            _ => {
                errors.over(variant_head(variant), say::UNION_VARIANT);
                continue;
            }
        };
        owned(&field.ty, errors, true);
        if inner(&field.ty, "Option").is_some() {
            errors.over(&field.ty, say::UNION_OPTION);
        }
        let wire = wire_name(&variant.ident, said.rename.as_ref(), |name| case.apply(name), errors);
        wire_form(&said, &field.ty, errors);
        let ty = without_self(&field.ty, &input.ident);
        members.push(member(&variant.ident, &variant.attrs, ty, wire, said));
    }
    names_differ(&members, |name, variant| say::value_taken(name, variant), errors);
    let other = others.finish(&input.ident);
    Some(Union { item: item(input, &keys), members, other: other?, serde: keys.serde.is_some() })
}

/// `#[derive(ServiceError)]`
pub(crate) fn service_error(input: &DeriveInput, errors: &Errors) -> Option<ServiceError> {
    let keys = ItemKeys::read(&input.attrs, &item::SERVICE_ERROR, errors);
    let mut others = Others::new("#[aws(other)] Unhandled(ErrorMetadata)", "ErrorMetadata", None, errors);
    let mut found: Vec<ErrorVariant> = Vec::new();
    for variant in variants(input, "ServiceError", errors)? {
        let said = MemberKeys::read(&variant.attrs, &member::ERROR_VARIANT, errors);
        if others.takes(variant, &said) {
            continue;
        }
        let fields = match &variant.fields {
            Fields::Unnamed(fields) if (1..=2).contains(&fields.unnamed.len()) => &fields.unnamed,
            _ => {
                errors.over(variant_head(variant), say::error_variant(&error_line(variant)));
                continue;
            }
        };
        let metadata = &fields[fields.len() - 1].ty;
        if name(metadata).is_none_or(|name| name != "ErrorMetadata") {
            errors.over(metadata, say::error_variant(&error_line(variant)));
        }
        let shape = (fields.len() == 2).then(|| without_self(&fields[0].ty, &input.ident));
        let ident = variant.ident.unraw().to_string();
        if let (None, Some(bare)) = (&said.code, ident.strip_suffix("Exception")) {
            errors.at(variant.ident.span(), say::code_of_variant(&ident, bare));
        }
        let code = match &said.code {
            Some(keyed) => Name { text: keyed.value.value(), span: keyed.value.span() },
            None => Name { text: format!("{}Exception", variant.ident.unraw()), span: variant.ident.span() },
        };
        if said.code.is_none() && !code.text.is_ascii() {
            errors.at(code.span, say::CODE_ASCII);
        }
        let same = |first: &&ErrorVariant| first.code.text == code.text && first.ident != variant.ident;
        if let Some(first) = found.iter().find(same) {
            errors.at(code.span, say::code_taken(&first.ident));
        }
        found.push(ErrorVariant {
            ident: variant.ident.clone(),
            code,
            retry: said.retry.and_then(|keyed| keyed.value),
            server_fault: said.server_fault.is_some(),
            shape,
        });
    }
    let other = others.finish(&input.ident);
    Some(ServiceError { item: item(input, &keys), variants: found, other: other? })
}

/// The variant of an error as it is to be written, with the shape that it holds by now.
fn error_line(variant: &Variant) -> String {
    let is_shape = |ty: &&Type| {
        matches!(ty, Type::Path(path) if path.path.segments.iter().all(|segment| segment.arguments.is_none()))
            && name(ty).is_some_and(|name| {
                let name = name.to_string();
                // What is like it was meant for it, and what is no struct of the user's can't be meant.
                meant(&name, ["ErrorMetadata"]).is_none()
                    && name.starts_with(char::is_uppercase)
                    && !["String", "Blob", "DateTime", "Document", "Self"].contains(&name.as_str())
            })
    };
    let shape = match &variant.fields {
        Fields::Unnamed(fields) => fields.unnamed.iter().map(|field| &field.ty).find(is_shape),
        _ => None,
    };
    match shape {
        Some(shape) => format!("{}({}, ErrorMetadata)", variant.ident, written(shape)),
        None => format!("{}(ErrorMetadata)", variant.ident),
    }
}

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
    let missing = keys.written.missing(&["endpoint_prefix", "target_prefix", "json_version", "error"]);
    let missing = |key: &str, example: &str| {
        let name = key.split(' ').next().unwrap_or_default();
        if missing.contains(&name) && !errors.said(say::EXPECTED_KEY) {
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
