//! The items of the module, one after the other.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use super::super::names::{Case, case_for};
use super::super::{
    Bounds, EnumValue, Kind, MemberModel, Model, Pagination, ShapeModel, docs, endpoints, names, pattern,
};
use super::DeclareOptions;
use super::layout::{Argument, Source, WIDTH};
use super::reach::{Chosen, Reach, members};
use super::types::{Names, Types, Uses};
use crate::RetryKind;
use crate::service::JsonVersion;
use crate::wire::TimestampFormat;

/// Services that AWS's SDKs retry otherwise than the rest: attempts, and the first delay in
/// milliseconds.
const RETRIES: [(&str, u32, u32); 2] = [("DynamoDB", 4, 25), ("DynamoDB Streams", 4, 25)];

/// Operations that hold the request until they have something to answer.
const LONG_POLLING: [(&str, &str); 4] = [
    ("SFN", "GetActivityTask"),
    ("SQS", "ReceiveMessage"),
    ("SWF", "PollForActivityTask"),
    ("SWF", "PollForDecisionTask"),
];

pub(super) struct Printer<'a, 'm> {
    model: &'m Model,
    options: &'a DeclareOptions,
    reach: &'a Reach<'m>,
    names: &'a Names<'m>,
    types: Types<'a, 'm>,
    source: Source,
    uses: Uses,
    items: Vec<Item>,
    /// Why each pattern is refused, if it is.
    patterns: RefCell<HashMap<String, Option<String>>>,
}

/// What an item declares, for a comparison with another model's.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::model) struct Item {
    pub(in crate::model) name: String,
    pub(in crate::model) kind: ItemKind,
    /// Whether a request can hold it.
    pub(in crate::model) sent: bool,
    /// The arguments of its attribute.
    pub(in crate::model) arguments: Vec<String>,
    pub(in crate::model) deprecated: Option<String>,
    pub(in crate::model) members: Vec<ItemMember>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::model) enum ItemKind {
    Service,
    Operation,
    Structure,
    Union,
    Enum,
    Errors,
}

/// A field or variant.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::model) struct ItemMember {
    pub(in crate::model) name: String,
    pub(in crate::model) wire: String,
    /// The type, without an `Option` around it; none for a value of an enum.
    pub(in crate::model) ty: String,
    pub(in crate::model) optional: bool,
    pub(in crate::model) arguments: Vec<Argument>,
    pub(in crate::model) deprecated: Option<String>,
}

/// A field that is about to be printed.
struct Field<'m> {
    member: &'m MemberModel,
    name: String,
    ty: String,
    optional: bool,
    arguments: Vec<Argument>,
    /// What could not be said.
    comments: Vec<String>,
}

/// Where a structure's members are.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// In the operation itself.
    Request,
    /// In a structure that a request can hold.
    Sent,
    /// In what is only ever answered.
    Answered,
}

impl<'a, 'm> Printer<'a, 'm> {
    pub(super) fn new(
        model: &'m Model,
        options: &'a DeclareOptions,
        reach: &'a Reach<'m>,
        names: &'a Names<'m>,
    ) -> Self {
        Printer {
            model,
            options,
            reach,
            names,
            types: Types { model, reach, names },
            source: Source::default(),
            items: Vec::new(),
            uses: Uses::default(),
            patterns: RefCell::default(),
        }
    }

    /// The source, and what it declares.
    pub(super) fn print(mut self) -> (String, Vec<Item>) {
        self.service();
        let mut printed = HashSet::new();
        for chosen in &self.reach.operations {
            self.operation(chosen, &mut printed);
            for shape in &chosen.first {
                self.item(shape, &mut printed);
            }
        }
        self.errors(&mut printed);
        for shape in &self.reach.of_errors {
            self.item(shape, &mut printed);
        }
        for (operation, reason) in &self.reach.left_out {
            self.source.line(0, "");
            let text = format!("{operation} is left out: {reason}, which is not supported yet.");
            self.source.comment(0, &text);
        }
        (self.head() + &self.source.0, self.items)
    }

    fn item_of(&mut self, name: &str, kind: ItemKind, sent: bool, deprecated: &Option<String>) -> &mut Item {
        self.items.push(Item {
            name: name.to_owned(),
            kind,
            sent,
            arguments: Vec::new(),
            deprecated: deprecated.clone(),
            members: Vec::new(),
        });
        let last = self.items.len() - 1;
        &mut self.items[last]
    }

    fn head(&self) -> String {
        let mut head = Source::default();
        let service = &self.model.service;
        if self.options.module_docs {
            let title = if service.title.is_empty() { &service.id } else { &service.title };
            let title = docs::markdown(&escaped_html(title), usize::MAX).join(" ");
            head.line(0, &format!("//! {title}, API version {}.", service.api_version));
            head.line(0, "");
            head.line(0, "// The words are AWS's.");
            head.line(0, "#![allow(clippy::doc_markdown)]");
            head.line(0, "");
        }
        let (mut core, mut maps): (BTreeSet<&str>, _) = (BTreeSet::new(), false);
        for name in &self.uses.names {
            if *name == "HashMap" {
                maps = true;
            } else {
                core.insert(name);
            }
        }
        if maps {
            head.line(0, "use std::collections::HashMap;");
            head.line(0, "");
        }
        head.import(&self.options.crate_path, &core.into_iter().collect::<Vec<_>>());
        head.0
    }

    fn service(&mut self) {
        let service = &self.model.service;
        self.uses.names.extend(["aws_service"]);
        let mut arguments = vec![Argument::string("endpoint_prefix", &service.endpoint_prefix)];
        if service.signing_name != service.endpoint_prefix {
            arguments.push(Argument::string("signing_name", &service.signing_name));
        }
        arguments.push(Argument::string("target_prefix", &service.target_prefix));
        arguments.push(Argument::string(
            "json_version",
            if service.json_version == JsonVersion::V1_0 { "1.0" } else { "1.1" },
        ));
        if service.id != service.endpoint_prefix {
            arguments.push(Argument::string("id", &service.id));
        }
        if service.query_compatible {
            arguments.push(Argument::flag("query_compatible"));
        }
        if let Some((_, attempts, base)) = RETRIES.iter().find(|(id, ..)| *id == service.id) {
            arguments.push(Argument::Tokens(format!("retry(max_attempts = {attempts}, base_ms = {base})")));
        }
        arguments.push(Argument::Tokens(format!("error = {}", self.names.error)));
        let mut comments = Vec::new();
        match service
            .endpoint_rules
            .as_ref()
            .map(|rules| endpoints::departures(rules, &service.endpoint_prefix))
        {
            Some(Ok(items)) if !items.is_empty() => {
                let items = items.into_iter().map(Argument::Tokens).collect();
                arguments.push(Argument::List("endpoint", items));
            }
            Some(Err(reason)) => {
                comments.push(format!("Endpoints beyond the standard template are left out: {reason}."));
            }
            _ => {}
        }
        let parameters = service.endpoint_rules.as_ref().map(endpoints::own_parameters).unwrap_or_default();
        if !parameters.is_empty() {
            comments.push(format!(
                "Endpoints by what a call sends or who calls are left out: the endpoint rules read `{}`, and a \
                 declaration's hosts go by Region, FIPS and dual stack alone. A client can be given such an endpoint by \
                 its URL.",
                parameters.join("`, `")
            ));
        }
        self.krate(&mut arguments);

        self.item_of("Service", ItemKind::Service, true, &None).arguments = texts(&arguments);

        let title = if service.title.is_empty() { service.id.clone() } else { service.title.clone() };
        let summary = format!("{title}, API version {}.", service.api_version);
        let mut lines = docs::markdown(&escaped_html(&summary), WIDTH - 4);
        let mut text = self.docs(&service.documentation, 0);
        // Many texts begin with the title once more.
        if text.first().is_some_and(|first| *first == title || *first == format!("{title}.")) {
            text.drain(..text.len().min(2));
        }
        if !text.is_empty() {
            lines.push(String::new());
            lines.extend(text);
        }
        self.source.line(0, "");
        self.source.docs(0, &lines);
        for comment in comments {
            self.source.comment(0, &comment);
        }
        self.source.attribute(0, "aws_service", &arguments);
        self.source.line(0, "#[derive(Debug, Clone, Copy)]");
        self.source.line(0, "pub struct Service;");
        self.source.line(0, "");
        self.source.line(0, "/// A client of [`Service`].");
        self.source.line(0, &format!("pub type Client = {}::Client<Service>;", self.options.crate_path));
        self.source.line(0, "/// What a call can end in.");
        let error = &self.names.error;
        self.source.line(0, &format!("pub type Error = {}::Error<{error}>;", self.options.crate_path));
    }

    fn krate(&self, arguments: &mut Vec<Argument>) {
        if self.options.crate_path != "metering_core" {
            arguments.push(Argument::Tokens(format!("crate = {}", self.options.crate_path)));
        }
    }

    /// AWS's words as the lines of a doc comment.
    fn docs(&self, html: &str, indent: usize) -> Vec<String> {
        let mut lines = docs::markdown(html, WIDTH - 4 - indent);
        if self.options.brief {
            let end = lines.iter().position(String::is_empty).unwrap_or(lines.len());
            lines.truncate(end);
        }
        lines
    }

    fn item_docs(&mut self, html: &str, otherwise: impl FnOnce() -> String) {
        let mut lines = self.docs(html, 0);
        if lines.is_empty() {
            lines.push(otherwise());
        }
        self.source.line(0, "");
        self.source.docs(0, &lines);
    }

    fn deprecated(&mut self, indent: usize, deprecated: &Option<String>) {
        match deprecated.as_deref().map(str::trim) {
            None => {}
            Some("") => self.source.line(indent, "#[deprecated]"),
            Some(note) => {
                // The compiler shows it as it stands, rustdoc as Markdown: escaped is what rustdoc
                // would complain of alone.
                let note = docs::markdown(note, usize::MAX).join(" ");
                let mut shown = String::new();
                let mut chars = note.chars().peekable();
                while let Some(c) = chars.next() {
                    if c != '\\' || chars.peek().is_some_and(|next| "[]<>`".contains(*next)) {
                        shown.push(c);
                    }
                }
                self.source.attribute(indent, "deprecated", &[Argument::string("note", &shown)]);
            }
        }
    }

    fn operation(&mut self, chosen: &Chosen<'m>, printed: &mut HashSet<&'m str>) {
        let Chosen { name, operation, .. } = *chosen;
        let model = self.model;
        let struct_name = self.names.operations[name].clone();
        self.uses.names.insert("aws_operation");

        let input = operation.input.as_deref().unwrap_or_default();
        let fields =
            self.fields(input, model.members(operation.input.as_deref()), Place::Request, Some(operation));
        let output = operation.output.as_deref().filter(|output| !model.members(Some(output)).is_empty());
        let output_name = output.map(|output| self.names.shapes[output].clone());

        let mut arguments = vec![Argument::string("action", name)];
        match &output_name {
            None => arguments.push(Argument::Tokens("output = ()".to_owned())),
            Some(output) if *output != format!("{struct_name}Output") => {
                arguments.push(Argument::Tokens(format!("output = {output}")));
            }
            Some(_) => {}
        }
        let mut comments = Vec::new();
        if let Some(pagination) = &operation.pagination {
            match self.paginate(pagination, &fields, output) {
                Ok(argument) => arguments.push(argument),
                Err(reason) => comments.push(format!(
                    "Pages are left out: {reason} (input {}, output {}).",
                    pagination.input_tokens.join(", "),
                    pagination.output_tokens.join(", ")
                )),
            }
        }
        if !operation.waiters.is_empty() {
            let waiters = operation.waiters.join("`, `");
            comments.push(format!("Waiters are left out, which are not supported yet: `{waiters}`."));
        }
        if let Some(prefix) = &operation.host_prefix {
            arguments.push(Argument::string("host_prefix", prefix));
        }
        if operation.unsigned {
            arguments.push(Argument::flag("unsigned"));
        }
        if operation.compressed {
            arguments.push(Argument::flag("compressed"));
        }
        if LONG_POLLING.contains(&(model.service.id.as_str(), name)) {
            arguments.push(Argument::flag("long_polling"));
        }
        self.krate(&mut arguments);

        self.item_docs(&operation.documentation, || format!("Calls `{name}`."));
        for comment in comments {
            self.source.comment(0, &comment);
        }
        self.allowances(&fields);
        self.deprecated(0, &operation.deprecated);
        self.source.attribute(0, "aws_operation", &arguments);
        self.source.line(0, "#[derive(Debug, Clone, PartialEq)]");
        let item = self.item_of(&struct_name, ItemKind::Operation, true, &operation.deprecated);
        item.arguments = texts(&arguments);
        item.members = fields.iter().map(Field::described).collect();
        self.structure(&struct_name, &fields, "#[non_exhaustive]");

        if let Some(output) = output
            && self.reach.is_only_answer(output)
            && printed.insert(output)
        {
            self.answer(output, &struct_name);
        } else if let Some(output) = output
            && !self.reach.items.contains(output)
            && printed.insert(output)
        {
            self.answer(output, &struct_name);
        }
    }

    fn answer(&mut self, output: &'m str, operation: &str) {
        let shape = &self.model.shapes[output];
        let name = self.names.shapes[output].clone();
        let fields = self.fields(output, members(&shape.kind), Place::Answered, None);
        self.item_docs(&shape.documentation, || format!("The answer to [`{operation}`]."));
        self.derived_structure(&name, shape, &fields, Place::Answered);
    }

    fn item(&mut self, id: &'m str, printed: &mut HashSet<&'m str>) {
        if !printed.insert(id) {
            return;
        }
        let shape = &self.model.shapes[id];
        let name = self.names.shapes[id].clone();
        let place = if self.reach.is_sent(id) { Place::Sent } else { Place::Answered };
        let parent = self.reach.parent.get(id).copied();
        let context = || match parent {
            Some((owner, member)) => match self.names.shapes.get(owner) {
                Some(owner) => format!("The `{member}` of [`{owner}`]."),
                None => match self.operation_of(owner) {
                    Some(operation) => format!("The `{member}` of [`{operation}`]."),
                    None => format!("What members by the name `{member}` hold."),
                },
            },
            None => format!("`{}` in AWS's model.", shape.name),
        };
        let context = context();
        match &shape.kind {
            Kind::Structure(members) => {
                let fields = self.fields(id, members, place, None);
                self.item_docs(&shape.documentation, || context);
                self.derived_structure(&name, shape, &fields, place);
            }
            Kind::Union(members) => {
                self.item_docs(&shape.documentation, || context);
                self.union(id, &name, shape, members, place);
            }
            Kind::Enum(values) => {
                self.item_docs(&shape.documentation, || context);
                self.string_enum(&name, shape, values, place != Place::Answered);
            }
            Kind::IntEnum(values) => {
                self.item_docs(&shape.documentation, || context);
                self.int_enum(&name, shape, values, place != Place::Answered);
            }
            _ => {}
        }
    }

    /// The operation whose request a structure is.
    fn operation_of(&self, structure: &str) -> Option<&str> {
        let of = self
            .reach
            .operations
            .iter()
            .find(|chosen| chosen.operation.input.as_deref() == Some(structure))?;
        Some(&self.names.operations[of.name])
    }

    /// What would be warned of, though the model leaves no choice: an item that names what is
    /// deprecated, among others.
    fn allowances(&mut self, fields: &[Field<'m>]) {
        if fields.iter().any(|field| self.types.is_deprecated(&field.member.shape)) {
            self.source.line(0, "#[allow(deprecated)]");
        }
        if fields.iter().any(|field| self.types.maps_to_nothing(&field.member.shape)) {
            self.source.line(0, "#[allow(clippy::zero_sized_map_values)]");
        }
        // clippy counts three.
        if fields.iter().filter(|field| field.ty == "bool" && !field.optional).count() > 3 {
            self.source.line(0, "#[allow(clippy::struct_excessive_bools)]");
        }
    }

    fn derived_structure(&mut self, name: &str, shape: &'m ShapeModel, fields: &[Field<'m>], place: Place) {
        let item = self.item_of(name, ItemKind::Structure, place != Place::Answered, &shape.deprecated);
        item.members = fields.iter().map(Field::described).collect();
        self.uses.names.insert("Shape");
        self.allowances(fields);
        self.deprecated(0, &shape.deprecated);
        self.source.line(0, "#[derive(Debug, Clone, PartialEq, Shape)]");
        self.structure(name, fields, "#[non_exhaustive]");
    }

    /// The structure itself, from `rename_all` on.
    fn structure(&mut self, name: &str, fields: &[Field<'m>], attribute: &str) {
        let case = case_for(
            fields.iter().map(|field| (field.name.as_str(), field.member.name.as_str())),
            names::MEMBER_CASES,
            names::wire_field,
        );
        let mut arguments = Vec::new();
        if case != Case::Pascal {
            arguments.push(Argument::string("rename_all", case.name()));
        }
        let mut krate = Vec::new();
        self.krate(&mut krate);
        // An operation has said its crate already.
        if !self.source.0.trim_end().ends_with("PartialEq)]") {
            arguments.append(&mut krate);
        }
        self.source.attribute(0, "aws", &arguments);
        self.source.line(0, attribute);
        if fields.is_empty() {
            self.source.line(0, &format!("pub struct {name} {{}}"));
            return;
        }
        self.source.line(0, &format!("pub struct {name} {{"));
        for field in fields {
            let member = field.member;
            self.member_docs(member);
            for comment in &field.comments {
                self.source.comment(4, comment);
            }
            self.deprecated(4, &member.deprecated);
            let mut arguments = Vec::new();
            if names::wire_field(case, &field.name) != member.name {
                arguments.push(Argument::string("rename", &member.name));
            }
            arguments.extend(field.arguments.iter().cloned());
            self.source.attribute(4, "aws", &arguments);
            let ty = if field.optional { format!("Option<{}>", field.ty) } else { field.ty.clone() };
            self.source.field(&field.name, &ty);
        }
        self.source.line(0, "}");
    }

    fn member_docs(&mut self, member: &MemberModel) {
        let mut lines = self.docs(&member.documentation, 4);
        if lines.is_empty() {
            lines.push(format!("`{}` on the wire.", code(&member.name)));
        }
        if member.json_value {
            lines.push(String::new());
            lines.push("It holds JSON as text.".to_owned());
        }
        self.source.docs(4, &lines);
    }

    /// The fields of a structure.
    fn fields(
        &mut self,
        owner: &str,
        members: &'m [MemberModel],
        place: Place,
        request: Option<&super::super::OperationModel>,
    ) -> Vec<Field<'m>> {
        let mut taken = HashSet::new();
        let mut has_token = false;
        let mut fields = Vec::new();
        for member in members {
            let token = place == Place::Request
                && member.idempotency_token
                && !has_token
                && matches!(self.model.shapes[&member.shape].kind, Kind::String);
            has_token |= token;
            let ty = self.types.member(owner, member, &mut self.uses);
            let mut arguments = Vec::new();
            let mut comments = Vec::new();
            if token {
                arguments.push(Argument::flag("idempotency_token"));
            }
            let label = format!("{{{}}}", member.name);
            let prefix = request.and_then(|operation| operation.host_prefix.as_deref());
            if member.host_label && prefix.is_some_and(|prefix| prefix.contains(&label)) {
                arguments.push(Argument::flag("host_label"));
            }
            arguments.extend(self.timestamp(member));
            if place != Place::Answered {
                arguments.extend(self.constraints(member, &mut comments));
            }
            let default = if place == Place::Request { None } else { self.default(member, place) };
            let is_label = arguments.iter().any(|argument| argument.text() == "host_label");
            let optional = token
                || (default.is_none() && !member.required && !is_label)
                || (default.is_none() && self.reach.is_endless(owner, &member.name));
            arguments.extend(default);
            fields.push(Field {
                member,
                name: names::field(&member.name, &mut taken),
                ty,
                optional,
                arguments,
                comments,
            });
        }
        fields
    }

    fn timestamp(&self, member: &MemberModel) -> Option<Argument> {
        match self.types.timestamp(member)? {
            TimestampFormat::EpochSeconds => None,
            TimestampFormat::DateTime => Some(Argument::string("timestamp", "date-time")),
            TimestampFormat::HttpDate => Some(Argument::string("timestamp", "http-date")),
        }
    }

    /// `default`, where the model has one that a client is to know of.
    ///
    /// A request's own members have none: the service sees to them. In what a request holds, the
    /// unboxed numbers of older models are left optional, for what is not set is not sent.
    fn default(&self, member: &MemberModel, place: Place) -> Option<Argument> {
        let default = member.default.as_ref()?;
        let shape = self.model.shapes.get(&member.shape)?;
        if place == Place::Sent && (shape.zero_by_default || !is_within(member, shape, default)) {
            return None;
        }
        let value = match (&shape.kind, default) {
            (Kind::Boolean, serde_json::Value::Bool(value)) => value.to_string(),
            (Kind::Integer(_), serde_json::Value::Number(value)) => {
                value.as_i64().or(value.as_f64().map(|value| value as i64))?.to_string()
            }
            (Kind::Float(_), serde_json::Value::Number(value)) => format!("{:?}", value.as_f64()?),
            (Kind::String, serde_json::Value::String(value)) => {
                format!("String::from({})", super::layout::string(value))
            }
            (Kind::BigNumber, serde_json::Value::Number(value)) => {
                format!("BigNumber::from({})", value.as_i64()?)
            }
            (Kind::Blob, serde_json::Value::String(value)) => {
                let bytes = aws_smithy_types::base64::decode(value).ok()?;
                match String::from_utf8(bytes) {
                    Ok(text) => format!("Blob::new({})", super::layout::string(&text)),
                    Err(error) => format!("Blob::new({:?})", error.as_bytes()),
                }
            }
            (Kind::Timestamp, serde_json::Value::Number(value)) => match value.as_i64() {
                Some(seconds) => format!("DateTime::from_secs({seconds})"),
                None => format!("DateTime::from_secs_f64({:?})", value.as_f64()?),
            },
            (Kind::Timestamp, serde_json::Value::String(value)) => {
                let at = DateTime::from_str(value, Format::DateTimeWithOffset).ok()?;
                match at.subsec_nanos() {
                    0 => format!("DateTime::from_secs({})", at.secs()),
                    nanos => format!("DateTime::from_secs_and_nanos({}, {nanos})", at.secs()),
                }
            }
            (Kind::Document, serde_json::Value::Object(map)) if map.is_empty() => {
                "Document::Object(Default::default())".to_owned()
            }
            (Kind::Document, serde_json::Value::Array(items)) if items.is_empty() => {
                "Document::Array(Vec::new())".to_owned()
            }
            (Kind::Document, serde_json::Value::String(value)) => {
                format!("Document::from({})", super::layout::string(value))
            }
            (Kind::Document, serde_json::Value::Bool(_) | serde_json::Value::Number(_)) => {
                format!("Document::from({default})")
            }
            (Kind::List { .. }, serde_json::Value::Array(items)) if items.is_empty() => {
                "Vec::new()".to_owned()
            }
            (Kind::Map { .. }, serde_json::Value::Object(map)) if map.is_empty() => {
                "HashMap::new()".to_owned()
            }
            (Kind::Enum(values), serde_json::Value::String(value)) if !values.is_empty() => {
                let name = self.names.shapes.get(&*member.shape)?;
                match variant_of(values, value) {
                    Some(variant) => format!("{name}::{variant}"),
                    None => format!("{name}::from({})", super::layout::string(value)),
                }
            }
            (Kind::IntEnum(values), serde_json::Value::Number(value)) => {
                let name = self.names.shapes.get(&*member.shape)?;
                let value = i32::try_from(value.as_i64()?).ok()?;
                match int_variants(values).iter().find(|(_, it)| it.value == value) {
                    Some((variant, _)) => format!("{name}::{variant}"),
                    None => format!("{name}::from({value})"),
                }
            }
            _ => return None,
        };
        // What a missing member is taken for anyhow needs no expression.
        Some(match value.as_str() {
            "false"
            | "0"
            | "0.0"
            | "String::from(\"\")"
            | "Blob::new(\"\")"
            | "Vec::new()"
            | "HashMap::new()"
            | "DateTime::from_secs(0)" => Argument::flag("default"),
            _ if shape.sensitive => Argument::Tokens(format!("default = Sensitive::new({value})")),
            _ => Argument::Tokens(format!("default = {value}")),
        })
    }

    /// What is demanded of a member, and what could not be said of it.
    fn constraints(&self, member: &MemberModel, comments: &mut Vec<String>) -> Vec<Argument> {
        self.bounds(member, comments, 0)
    }

    fn bounds(&self, member: &MemberModel, comments: &mut Vec<String>, depth: usize) -> Vec<Argument> {
        let Some(shape) = self.model.shapes.get(&member.shape) else { return Vec::new() };
        let bounds = member.bounds.or(&shape.bounds);
        let mut found = Vec::new();
        let list = |name, arguments: Vec<Argument>| {
            (!arguments.is_empty()).then_some(Argument::List(name, arguments))
        };
        match &shape.kind {
            Kind::String => {
                found.extend(length(&bounds));
                found.extend(self.pattern(&bounds, comments));
            }
            Kind::Blob => found.extend(length(&bounds)),
            Kind::Integer(bits) => found.extend(integer_range(&bounds, *bits)),
            Kind::Float(_) => found.extend(float_range(&bounds)),
            // Deeper than this no model goes, and no reader would follow.
            Kind::List { item, .. } if depth < 4 => {
                found.extend(length(&bounds));
                found.extend(list("each", self.bounds(item, comments, depth + 1)));
            }
            Kind::Map { key, value, .. } if depth < 4 => {
                found.extend(length(&bounds));
                found.extend(list("keys", self.bounds(key, comments, depth + 1)));
                found.extend(list("each", self.bounds(value, comments, depth + 1)));
            }
            _ => {}
        }
        found
    }

    fn pattern(&self, bounds: &Bounds, comments: &mut Vec<String>) -> Option<Argument> {
        let text = bounds.pattern.as_deref()?;
        let mut known = self.patterns.borrow_mut();
        match known.entry(text.to_owned()).or_insert_with(|| pattern::refusal(text)) {
            None => Some(Argument::string("pattern", text)),
            Some(reason) => {
                let text = super::layout::string(text);
                comments.push(format!("pattern left out: {reason}: {text}"));
                None
            }
        }
    }

    fn union(
        &mut self,
        id: &'m str,
        name: &str,
        shape: &'m ShapeModel,
        members: &'m [MemberModel],
        place: Place,
    ) {
        self.uses.names.extend(["Union", "UnknownMember"]);
        let mut taken = HashSet::new();
        let variants: Vec<String> =
            members.iter().map(|member| names::variant(&member.name, &mut taken)).collect();
        let case = case_for(
            variants.iter().map(String::as_str).zip(members.iter().map(|member| member.name.as_str())),
            names::MEMBER_CASES,
            Case::apply,
        );
        if members.iter().any(|member| self.types.is_deprecated(&member.shape)) {
            self.source.line(0, "#[allow(deprecated)]");
        }
        self.deprecated(0, &shape.deprecated);
        // With the unknown member, which takes 56 bytes.
        let sizes = members.iter().map(|member| self.types.size(id, &member.shape)).chain([56]);
        if Types::is_lopsided(sizes.collect()) {
            self.source.line(0, "#[allow(clippy::large_enum_variant)]");
        }
        self.source.line(0, "#[derive(Debug, Clone, PartialEq, Union)]");
        self.enum_head(name, case);
        let mut described = Vec::new();
        for (member, variant) in members.iter().zip(&variants) {
            self.member_docs(member);
            let mut comments = Vec::new();
            let mut arguments = Vec::new();
            if case.apply(variant) != member.name {
                arguments.push(Argument::string("rename", &member.name));
            }
            arguments.extend(self.timestamp(member));
            if place != Place::Answered {
                arguments.extend(self.constraints(member, &mut comments));
            }
            for comment in comments {
                self.source.comment(4, &comment);
            }
            self.deprecated(4, &member.deprecated);
            self.source.attribute(4, "aws", &arguments);
            let ty = self.types.member(id, member, &mut self.uses);
            self.source.variant(variant, &ty);
            described.push(ItemMember {
                name: variant.clone(),
                wire: member.name.clone(),
                ty,
                optional: true,
                arguments: arguments.clone(),
                deprecated: member.deprecated.clone(),
            });
        }
        self.item_of(name, ItemKind::Union, place != Place::Answered, &shape.deprecated).members = described;
        let other = names::unknown(&mut taken);
        self.source.line(4, "/// A member newer than this declaration.");
        self.source.line(4, "#[aws(other)]");
        self.source.line(4, &format!("{other}(UnknownMember),"));
        self.source.line(0, "}");
    }

    fn enum_head(&mut self, name: &str, case: Case) {
        let mut arguments = Vec::new();
        if case != Case::Pascal {
            arguments.push(Argument::string("rename_all", case.name()));
        }
        self.krate(&mut arguments);
        self.source.attribute(0, "aws", &arguments);
        self.source.line(0, "#[non_exhaustive]");
        self.source.line(0, &format!("pub enum {name} {{"));
    }

    fn string_enum(&mut self, name: &str, shape: &ShapeModel, values: &[EnumValue<String>], sent: bool) {
        self.uses.names.extend(["StringEnum", "UnknownValue"]);
        let (variants, mut taken) = string_variants(values);
        self.item_of(name, ItemKind::Enum, sent, &shape.deprecated).members = variants
            .iter()
            .map(|(variant, value)| value_described(variant, &value.value, &value.deprecated))
            .collect();
        let case = case_for(
            variants.iter().map(|(variant, value)| (variant.as_str(), value.value.as_str())),
            names::VALUE_CASES,
            Case::apply,
        );
        self.deprecated(0, &shape.deprecated);
        self.source.line(0, "#[derive(Debug, Clone, PartialEq, Eq, Hash, StringEnum)]");
        self.enum_head(name, case);
        for (variant, value) in &variants {
            self.value_docs(value, &value.value);
            let mut arguments = Vec::new();
            if case.apply(variant) != value.value {
                arguments.push(Argument::string("rename", &value.value));
            }
            self.source.attribute(4, "aws", &arguments);
            self.source.line(4, &format!("{variant},"));
        }
        let other = names::unknown(&mut taken);
        self.source.line(4, "/// A value newer than this declaration.");
        self.source.line(4, "#[aws(other)]");
        self.source.line(4, &format!("{other}(UnknownValue),"));
        self.source.line(0, "}");
    }

    fn int_enum(&mut self, name: &str, shape: &ShapeModel, values: &[EnumValue<i32>], sent: bool) {
        self.uses.names.insert("IntEnum");
        self.deprecated(0, &shape.deprecated);
        self.source.line(0, "#[derive(Debug, Clone, PartialEq, Eq, Hash, IntEnum)]");
        self.enum_head(name, Case::Pascal);
        let variants = int_variants(values);
        self.item_of(name, ItemKind::Enum, sent, &shape.deprecated).members = variants
            .iter()
            .map(|(variant, value)| value_described(variant, &value.value.to_string(), &value.deprecated))
            .collect();
        let mut taken: HashSet<String> = variants.iter().map(|(name, _)| name.clone()).collect();
        for (variant, value) in &variants {
            self.value_docs(value, &value.value.to_string());
            self.source.attribute(4, "aws", &[Argument::Tokens(format!("value = {}", value.value))]);
            self.source.line(4, &format!("{variant},"));
        }
        let other = names::unknown(&mut taken);
        self.source.line(4, "/// A value newer than this declaration.");
        self.source.line(4, "#[aws(other)]");
        self.source.line(4, &format!("{other}(i32),"));
        self.source.line(0, "}");
    }

    fn value_docs<T>(&mut self, value: &EnumValue<T>, text: &str) {
        let mut lines = self.docs(&value.documentation, 4);
        if lines.is_empty() {
            let text = code(text);
            lines.push(if text.is_empty() { "The empty text.".to_owned() } else { format!("`{text}`") });
        }
        self.source.docs(4, &lines);
        self.deprecated(4, &value.deprecated);
    }

    /// `paginate(…)`, or why there can't be one.
    fn paginate(
        &mut self,
        pagination: &Pagination,
        fields: &[Field<'m>],
        output: Option<&'m str>,
    ) -> Result<Argument, String> {
        let output = output.ok_or("there is no output")?;
        if pagination.input_tokens.is_empty()
            || pagination.input_tokens.len() != pagination.output_tokens.len()
        {
            return Err("the model does not name a token on either side".to_owned());
        }
        let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
        for (token, path) in pagination.input_tokens.iter().zip(&pagination.output_tokens) {
            let field = fields.iter().find(|field| field.member.name == *token);
            let field = field.ok_or_else(|| format!("there is no member `{token}`"))?;
            let (path, member) = self.path(output, path)?;
            let is_text = |ty: &str| ["String", "Sensitive<String>"].contains(&ty);
            let ty = self.types.shape(&member.shape, false, &mut Uses::default());
            if field.ty != ty && !(is_text(&field.ty) && is_text(&ty)) {
                return Err(format!("the answer's token is `{ty}`, and the request's `{}`", field.ty));
            }
            inputs.push(field.name.as_str());
            outputs.push(path);
        }
        let one_or_more = |names: Vec<&str>| match names.as_slice() {
            [name] => (*name).to_owned(),
            names => format!("({})", names.join(", ")),
        };
        let mut parts = vec![
            format!("input_token = {}", one_or_more(inputs)),
            format!("output_token = {}", one_or_more(outputs.iter().map(String::as_str).collect())),
        ];
        // Where botocore adds counts up beside the items, the only list is the one; of several
        // lists none is.
        let mut lists = Vec::new();
        for path in &pagination.items {
            if let Ok((path, member)) = self.path(output, path)
                && let shape = &self.model.shapes[&member.shape]
                && let Kind::List { item, sparse } = &shape.kind
            {
                lists.push((path, item, !sparse && !shape.sensitive));
            }
        }
        if let [(path, item, true)] = lists.as_slice() {
            let item = self.types.shape(&item.shape, false, &mut self.uses);
            parts.push(format!("items = {path}"));
            parts.push(format!("item = {item}"));
        }
        if let Some(more) = &pagination.more {
            parts.push(format!("more = {}", self.path(output, more)?.0));
        }
        Ok(Argument::Tokens(format!("paginate({})", parts.join(", "))))
    }

    /// A path through a structure as the declarations name its fields, and the member that it ends
    /// at.
    fn path(&mut self, structure: &'m str, path: &str) -> Result<(String, &'m MemberModel), String> {
        let mut names = Vec::new();
        let mut at = structure;
        let mut last = None;
        for step in path.split('.') {
            let (step, of_last) = match step.strip_suffix("[-1]") {
                Some(list) => (list, true),
                None => (step, false),
            };
            if !step.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
                return Err(format!("`{path}` is more than a path of members"));
            }
            // `Sensitive` shows its inside where it is asked to alone.
            let is_secret = |shape: &str| self.model.shapes.get(shape).is_some_and(|shape| shape.sensitive);
            if at != structure && is_secret(at) {
                return Err(format!("`{path}` leads through a secret"));
            }
            let members = self.model.members(Some(at));
            let mut taken = HashSet::new();
            let found = members
                .iter()
                .map(|member| (names::field(&member.name, &mut taken), member))
                .find(|(_, member)| member.name == step);
            let (mut name, mut member) = found.ok_or_else(|| format!("there is no member `{path}`"))?;
            if of_last {
                let list = &self.model.shapes[&member.shape];
                let Kind::List { item, sparse: false } = &list.kind else {
                    return Err(format!("`{path}` leads through no list of structures"));
                };
                if list.sensitive {
                    return Err(format!("`{path}` leads through a secret"));
                }
                name += "[-1]";
                member = item;
            }
            names.push(name);
            at = &member.shape;
            last = Some(member);
        }
        Ok((names.join("."), last.ok_or("the path is empty")?))
    }

    fn errors(&mut self, printed: &mut HashSet<&'m str>) {
        self.uses.names.extend(["ServiceError", "ErrorMetadata"]);
        let title = docs::markdown(&escaped_html(&self.model.service.title), usize::MAX).join(" ");
        self.source.line(0, "");
        self.source.line(0, &format!("/// The errors of {title}."));
        let with_members: Vec<&'m str> =
            self.reach.errors.iter().copied().filter(|error| !self.own_members(error).is_empty()).collect();
        if with_members.iter().any(|error| self.model.shapes[*error].deprecated.is_some()) {
            self.source.line(0, "#[allow(deprecated)]");
        }
        // With the variants that hold their metadata alone, in a box.
        let sizes = with_members.iter().map(|error| {
            let members = self.own_members(error).into_iter();
            members.map(|member| self.types.size(error, &member.shape)).sum()
        });
        if Types::is_lopsided(sizes.chain([8]).collect()) {
            self.source.line(0, "#[allow(clippy::large_enum_variant)]");
        }
        self.source.line(0, "#[derive(Debug, ServiceError)]");
        let mut krate = Vec::new();
        self.krate(&mut krate);
        self.source.attribute(0, "aws", &krate);
        self.source.line(0, "#[non_exhaustive]");
        self.source.line(0, &format!("pub enum {} {{", self.names.error));
        let mut taken = HashSet::new();
        let mut described = Vec::new();
        for error in &self.reach.errors {
            let shape = &self.model.shapes[*error];
            let code = shape.error.as_ref().map_or(shape.name.as_str(), |error| &error.code);
            let variant = self.error_variant(code, &mut taken);
            let lines = self.docs(&shape.documentation, 4);
            let lines = if lines.is_empty() { vec![format!("`{code}`")] } else { lines };
            self.source.docs(4, &lines);
            let mut arguments = Vec::new();
            if format!("{variant}Exception") != code || variant.ends_with("Exception") {
                arguments.push(Argument::string("code", code));
            }
            match shape.error.as_ref().and_then(|error| error.retry) {
                Some(RetryKind::Throttling) => {
                    arguments.push(Argument::Tokens("retry = throttling".to_owned()))
                }
                Some(_) => arguments.push(Argument::Tokens("retry = transient".to_owned())),
                None => {}
            }
            if shape.error.as_ref().is_some_and(|error| error.server_fault) {
                arguments.push(Argument::flag("server_fault"));
            }
            described.push(ItemMember {
                name: variant.clone(),
                wire: code.to_owned(),
                ty: String::new(),
                optional: true,
                arguments: arguments.clone(),
                deprecated: shape.deprecated.clone(),
            });
            self.source.attribute(4, "aws", &arguments);
            if with_members.contains(error) {
                let name = &self.names.shapes[error];
                self.source.variant(&variant, &format!("{name}, ErrorMetadata"));
            } else {
                self.source.variant(&variant, "ErrorMetadata");
            }
        }
        let name = self.names.error.clone();
        self.item_of(&name, ItemKind::Errors, false, &None).members = described;
        let other = names::unused("Unhandled".to_owned(), &mut taken);
        self.source.line(4, "/// What the model doesn't have.");
        self.source.line(4, "#[aws(other)]");
        self.source.line(4, &format!("{other}(ErrorMetadata),"));
        self.source.line(0, "}");

        for error in with_members {
            // One that other shapes hold is printed among those, whole.
            if self.reach.items.contains(error) || !printed.insert(error) {
                continue;
            }
            let shape = &self.model.shapes[error];
            let name = self.names.shapes[error].clone();
            let members = self.own_members(error);
            let mut fields = self.fields(error, self.model.members(Some(error)), Place::Answered, None);
            fields.retain(|field| members.iter().any(|member| member.name == field.member.name));
            self.item_docs("", || format!("What `{}` says beside its message.", shape.name));
            self.derived_structure(&name, shape, &fields, Place::Answered);
        }
    }

    /// `ThrottlingException` -> `Throttling`, unless that is another error.
    fn error_variant(&self, code: &str, taken: &mut HashSet<String>) -> String {
        let short = code.strip_suffix("Exception").filter(|short| !short.is_empty()).unwrap_or(code);
        let pascal = names::pascal(short);
        let is_another = self.reach.errors.iter().any(|error| {
            let name = &self.model.shapes[*error].name;
            name != code && names::pascal(name) == pascal
        });
        names::variant(if is_another || taken.contains(&pascal) { code } else { short }, taken)
    }

    /// An error's members beside its message, which the metadata has.
    fn own_members(&self, error: &str) -> Vec<&'m MemberModel> {
        let members = self.model.members(Some(error)).iter();
        members
            .filter(|member| !["message", "errormessage"].contains(&member.name.to_lowercase().as_str()))
            .collect()
    }
}

impl Field<'_> {
    fn described(&self) -> ItemMember {
        ItemMember {
            name: self.name.clone(),
            wire: self.member.name.clone(),
            ty: self.ty.clone(),
            optional: self.optional,
            arguments: self.arguments.clone(),
            deprecated: self.member.deprecated.clone(),
        }
    }
}

fn value_described(variant: &str, value: &str, deprecated: &Option<String>) -> ItemMember {
    ItemMember {
        name: variant.to_owned(),
        wire: value.to_owned(),
        ty: String::new(),
        optional: true,
        arguments: Vec::new(),
        deprecated: deprecated.clone(),
    }
}

fn texts(arguments: &[Argument]) -> Vec<String> {
    arguments.iter().map(Argument::text).collect()
}

/// Whether a member's own bounds take its default: what is sent without being asked for must not be
/// refused.
fn is_within(member: &MemberModel, shape: &ShapeModel, default: &serde_json::Value) -> bool {
    let bounds = member.bounds.or(&shape.bounds);
    let length = match (&shape.kind, default) {
        (Kind::Blob, serde_json::Value::String(text)) => {
            aws_smithy_types::base64::decode(text).ok().map(|it| it.len())
        }
        (_, serde_json::Value::String(text)) => Some(text.chars().count()),
        (_, serde_json::Value::Array(items)) => Some(items.len()),
        (_, serde_json::Value::Object(entries)) => Some(entries.len()),
        _ => None,
    };
    let length = length.and_then(|length| u64::try_from(length).ok());
    fn within<T: PartialOrd>(value: Option<T>, (least, greatest): (Option<T>, Option<T>)) -> bool {
        value.is_none_or(|value| {
            least.is_none_or(|least| value >= least) && greatest.is_none_or(|most| value <= most)
        })
    }
    within(length, bounds.length) && within(default.as_f64(), bounds.range)
}

/// `length = 1..=255`
fn length(bounds: &Bounds) -> Option<Argument> {
    let least = bounds.length.0.filter(|least| *least > 0);
    let greatest = bounds.length.1;
    if least.zip(greatest).is_some_and(|(least, greatest)| least > greatest) {
        return None;
    }
    range("length", least.map(|it| it.to_string()), greatest.map(|it| it.to_string()))
}

/// `range = 0..=10`. A bound that the type itself has is none.
fn integer_range(bounds: &Bounds, bits: u8) -> Option<Argument> {
    let limit = (1_i128 << (bits - 1)) as f64;
    let least = bounds.range.0.filter(|least| *least > -limit);
    let greatest = bounds.range.1.filter(|greatest| *greatest < limit - 1.0);
    if least.zip(greatest).is_some_and(|(least, greatest)| least > greatest) {
        return None;
    }
    let written = |bound: f64| format!("{}", bound as i128);
    range(
        "range",
        least.map(|least| written(least.ceil())),
        greatest.map(|greatest| written(greatest.floor())),
    )
}

fn float_range(bounds: &Bounds) -> Option<Argument> {
    if bounds.range.0.zip(bounds.range.1).is_some_and(|(least, greatest)| least > greatest) {
        return None;
    }
    let written = |bound: f64| format!("{bound:?}");
    range("range", bounds.range.0.map(written), bounds.range.1.map(written))
}

fn range(key: &str, least: Option<String>, greatest: Option<String>) -> Option<Argument> {
    let text = match (least, greatest) {
        (None, None) => return None,
        (least, None) => format!("{key} = {}..", least.unwrap_or_default()),
        (least, Some(greatest)) => format!("{key} = {}..={greatest}", least.unwrap_or_default()),
    };
    Some(Argument::Tokens(text))
}

/// The variants of a string enum; a value that is there twice is there once.
fn string_variants(values: &[EnumValue<String>]) -> (Vec<(String, &EnumValue<String>)>, HashSet<String>) {
    let mut taken = HashSet::new();
    let mut seen = HashSet::new();
    let variants = values
        .iter()
        // The empty text has no name: it is among what the declaration doesn't know, and is kept as
        // that.
        .filter(|value| !value.value.is_empty() && seen.insert(&value.value))
        .map(|value| (names::variant(&value.value, &mut taken), value))
        .collect();
    (variants, taken)
}

fn int_variants(values: &[EnumValue<i32>]) -> Vec<(String, &EnumValue<i32>)> {
    let mut taken = HashSet::new();
    let mut seen = HashSet::new();
    values
        .iter()
        .filter(|value| seen.insert(value.value))
        .map(|value| {
            let name = value.name.clone().unwrap_or_else(|| value.value.to_string());
            (names::variant(&name, &mut taken), value)
        })
        .collect()
}

fn variant_of(values: &[EnumValue<String>], value: &str) -> Option<String> {
    string_variants(values).0.into_iter().find(|(_, known)| known.value == value).map(|(name, _)| name)
}

/// Text as it may stand between backticks.
fn code(text: &str) -> String {
    docs::plain(text).replace('`', "'").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn escaped_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
