//! Declarations held against a model.
//!
//! The engineer who owns a declaration may leave out what is optional, and choose types that say
//! more than the model does. What the service would not understand, or what the declaration
//! promises and the model does not, is a difference.

use std::collections::HashSet;
use std::fmt;

use super::{Bounds, Kind, MemberModel, Model, OperationModel, ShapeModel, endpoints};
use crate::error::ErrorInfo;
use crate::operation::{Operation, OperationInfo, PagesInfo};
use crate::schema::{Constraints, MemberInfo, ShapeInfo, ShapeKind, ShapeRef};
use crate::service::{JsonVersion, Service, ServiceInfo};
use crate::shape::Shape;
use crate::wire::TimestampFormat;
use crate::{RetryKind, ServiceError};

/// Compares a declared operation, its output and its errors with a model: [`Checker::operation`]
/// for one operation.
///
/// ```no_run
/// # use metering_core::*;
/// # #[aws_service(endpoint_prefix = "kms", target_prefix = "TrentService", json_version = "1.1", error = KmsError)]
/// # pub struct Service;
/// # #[derive(Debug, ServiceError)] pub enum KmsError { NotFound(ErrorMetadata), #[aws(other)] Unhandled(ErrorMetadata) }
/// # #[aws_operation(action = "DescribeKey", output = ())] pub struct DescribeKey { key_id: String }
/// use metering_core::model::{Model, check};
///
/// let model = Model::read("tests/models/kms/service-2.json")?;
/// check::<DescribeKey>(&model)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// All differences.
pub fn check<O: Operation>(model: &Model) -> Result<(), Differences> {
    Checker::new(model).operation::<O>().finish()
}

/// What a declaration says otherwise than a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    place: String,
    message: String,
}

impl Difference {
    /// The struct and the field, or the enum and its variant: `UsageRecord.dimension`.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// What differs: `` `Dimention` is no member of `UsageRecord`; did you mean `Dimension`? ``
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// All that declarations say otherwise than a model, a line each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differences {
    list: Vec<Difference>,
}

impl Differences {
    /// Them, in the order of the declarations.
    pub fn list(&self) -> &[Difference] {
        &self.list
    }
}

impl fmt::Display for Differences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.list.len() {
            1 => f.write_str("1 difference from the model")?,
            n => write!(f, "{n} differences from the model")?,
        }
        for difference in &self.list {
            write!(f, "\n  {difference}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Differences {}

/// Compares several operations with a model, and reports all differences at once.
///
/// ```no_run
/// # use metering_core::*;
/// # #[aws_service(endpoint_prefix = "kms", target_prefix = "TrentService", json_version = "1.1", error = KmsError)]
/// # pub struct Service;
/// # #[derive(Debug, ServiceError)] pub enum KmsError { #[aws(other)] Unhandled(ErrorMetadata) }
/// # #[aws_operation(action = "Encrypt", output = ())] pub struct Encrypt {}
/// # #[aws_operation(action = "Decrypt", output = ())] pub struct Decrypt {}
/// # let model = metering_core::model::Model::read("…")?;
/// metering_core::model::Checker::new(&model).operation::<Encrypt>().operation::<Decrypt>().finish()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[must_use = "nothing is reported until `finish` is called"]
pub struct Checker<'m> {
    model: &'m Model,
    list: Vec<Difference>,
    /// The pairs of a declared shape and a model's that were compared.
    seen: Vec<(&'static str, String, bool)>,
    services: Vec<&'static str>,
}

impl<'m> Checker<'m> {
    /// A check against this model.
    pub fn new(model: &'m Model) -> Self {
        Checker { model, list: Vec::new(), seen: Vec::new(), services: Vec::new() }
    }

    /// Ends the check.
    ///
    /// # Errors
    /// All differences.
    pub fn finish(self) -> Result<(), Differences> {
        if self.list.is_empty() { Ok(()) } else { Err(Differences { list: self.list }) }
    }

    /// Compares an operation, its service, its output and its errors.
    pub fn operation<O: Operation>(self) -> Self {
        let service = &<O::Service as Service>::INFO;
        self.compare(service, &O::INFO, O::info(), O::Output::info(), O::Error::ERRORS)
    }

    fn compare(
        mut self,
        service: &ServiceInfo,
        info: &OperationInfo,
        request: ShapeInfo,
        output: ShapeInfo,
        errors: &[ErrorInfo],
    ) -> Self {
        let name = request.name;
        self.service(service);
        let model = self.model;
        let operation = match model.operation(info.action) {
            Ok(operation) => operation,
            Err(error) => {
                self.report(name, error);
                return self;
            }
        };
        if info.signed == operation.unsigned {
            let is = if operation.unsigned { "unsigned" } else { "signed" };
            self.report(name, format_args!("the model has it {is}"));
        }
        if info.compressed && !operation.compressed {
            self.report(name, "the service takes no compressed requests; remove `compressed`");
        }
        if info.host_prefix != operation.host_prefix.as_deref() {
            let said = operation.host_prefix.as_deref().unwrap_or("none");
            self.report(name, format_args!("the model's host prefix is {said:?}"));
        }
        if let Some(pages) = &info.pages {
            self.pages(pages, request, output, operation);
        }
        self.structure(request, operation.input.as_deref(), true);
        self.structure(output, operation.output.as_deref(), false);
        self.errors(errors, &operation.errors);
        self
    }

    fn report(&mut self, place: impl fmt::Display, message: impl fmt::Display) {
        let difference = Difference { place: place.to_string(), message: message.to_string() };
        if !self.list.contains(&difference) {
            self.list.push(difference);
        }
    }

    fn service(&mut self, info: &ServiceInfo) {
        if self.services.contains(&info.target_prefix) {
            return;
        }
        self.services.push(info.target_prefix);
        let service = &self.model.service;
        for (key, ours, theirs) in [
            ("target_prefix", info.target_prefix, service.target_prefix.as_str()),
            ("signing_name", info.signing_name, service.signing_name.as_str()),
        ] {
            if ours != theirs {
                self.report(info.id, format_args!("`{key}` is {ours:?}, the model's is {theirs:?}"));
            }
        }
        if info.json_version != service.json_version {
            let (ours, theirs) = (version(info.json_version), version(service.json_version));
            self.report(info.id, format_args!("`json_version` is {ours}, the model's is {theirs}"));
        }
        if info.query_compatible != service.query_compatible {
            let is = if service.query_compatible { "" } else { "not " };
            self.report(info.id, format_args!("by the model it is {is}`query_compatible`"));
        }
        let (ours, theirs) = (info.endpoint.prefix(), service.endpoint_prefix.as_str());
        if ours != theirs {
            self.report(info.id, format_args!("`endpoint_prefix` is {ours:?}, the model's is {theirs:?}"));
        } else if let Some(rules) = &service.endpoint_rules
            && let Some(difference) = endpoints::difference(rules, theirs, &info.endpoint)
        {
            self.report(info.id, difference);
        }
    }

    /// Compares how an operation is paged. What pages by the model need not be declared to do so.
    fn pages(&mut self, ours: &PagesInfo, request: ShapeInfo, output: ShapeInfo, operation: &OperationModel) {
        let Some(theirs) = &operation.pagination else {
            // A model that says nothing of pages at all was read without its file of paginators.
            if self.model.operations.values().any(|operation| operation.pagination.is_some()) {
                self.report(request.name, "the model has no pages here; remove `paginate`");
            }
            return;
        };
        let mut left: Vec<_> = theirs.input_tokens.iter().zip(&theirs.output_tokens).collect();
        for (input, path) in ours.tokens {
            let (input, place) = wire_path(request, input);
            let (path, _) = wire_path(output, path);
            match left.iter().position(|(known, _)| **known == input) {
                Some(at) => {
                    let (_, known) = left.remove(at);
                    if !known.split("||").any(|either| either.trim() == path) {
                        let message = format!("`paginate` takes it from `{path}`, the model from `{known}`");
                        self.report(place, message);
                    }
                }
                None => {
                    let known = theirs.input_tokens.join("`, `");
                    self.report(place, format_args!("it is no token of pages; by the model `{known}` is"));
                }
            }
        }
        for (input, _) in left {
            self.report(request.name, format_args!("`paginate` leaves out the token `{input}`"));
        }
        if let Some(path) = ours.items {
            let (path, place) = wire_path(output, path);
            if !theirs.items.is_empty() && !theirs.items.contains(&path) {
                let known = theirs.items.join("`, `");
                self.report(place, format_args!("by the model the items of a page are in `{known}`"));
            }
        }
        let more = ours.more.map(|path| wire_path(output, path));
        match (&more, &theirs.more) {
            (Some((path, _)), Some(known)) if path == known => {}
            (Some((_, place)), Some(known)) => {
                self.report(place, format_args!("by the model `{known}` says whether there are more pages"));
            }
            (Some((_, place)), None) if theirs.tells_more => {
                self.report(
                    place,
                    "by the model it does not say whether there are more pages; remove `more`",
                );
            }
            (None, Some(known)) => {
                let message =
                    format!("`{known}` says whether there are more pages; add `more` to `paginate`");
                self.report(request.name, message);
            }
            _ => {}
        }
    }

    /// Compares an operation's request or answer.
    fn structure(&mut self, ours: ShapeInfo, theirs: Option<&str>, sent: bool) {
        let members = match ours.kind {
            ShapeKind::Structure(members) => members,
            _ => &[],
        };
        let known = self.model.members(theirs);
        let model = theirs.unwrap_or("an empty structure");
        self.members(ours.name, members, model, known, sent, true);
    }

    fn members(
        &mut self,
        ours: &'static str,
        members: &'static [MemberInfo],
        theirs: &str,
        known: &[MemberModel],
        sent: bool,
        structure: bool,
    ) {
        if self.seen.iter().any(|(a, b, c)| *a == ours && b == theirs && *c == sent) {
            return;
        }
        self.seen.push((ours, theirs.to_owned(), sent));
        for member in members {
            let place = format!("{ours}.{}", member.field);
            let Some(model) = known.iter().find(|known| known.name == member.name) else {
                let nearest = known.iter().min_by_key(|it| super::names::distance(&it.name, member.name));
                let meant = match nearest {
                    Some(it) if super::names::distance(&it.name, member.name) <= 3 => {
                        format!("; did you mean `{}`?", it.name)
                    }
                    _ => String::new(),
                };
                self.report(&place, format_args!("`{}` is no member of `{theirs}`{meant}", member.name));
                continue;
            };
            self.member(&place, member, model, sent, structure);
        }
        // An answer may be read in part; a request must have what the service asks for.
        if sent && structure {
            for model in known.iter().filter(|known| known.required) {
                if !members.iter().any(|member| member.name == model.name) {
                    self.report(ours, format_args!("the required member `{}` is not declared", model.name));
                }
            }
        }
    }

    fn member(&mut self, place: &str, member: &MemberInfo, model: &MemberModel, sent: bool, structure: bool) {
        if sent && structure {
            let optional = !member.required() && !member.traits.idempotency_token;
            if model.required
                && optional
                && !member.traits.default
                && !self.needs(&model.shape, &model.shape, &mut HashSet::new())
            {
                self.report(place, "the model requires it; drop the `Option`");
            }
            // The other way round it is the declaration that asks for more: that breaks nothing.
        }
        if member.traits.idempotency_token && !model.idempotency_token {
            self.report(place, "the model has no idempotency token here");
        }
        if member.traits.host_label && !model.host_label {
            self.report(place, "the model has no host label here");
        }
        let Some(shape) = self.model.shapes.get(&model.shape) else { return };
        if member.traits.json_value {
            // Whatever type the text is read as, to the service it is text.
            if !matches!(shape.kind, Kind::String) {
                let (name, expected) = (&shape.name, type_name(&shape.kind));
                self.report(
                    place,
                    format_args!("it is text by `json_value`, the model's `{name}` is {expected}"),
                );
            }
            return;
        }
        let format = timestamp(self.model, model).unwrap_or(TimestampFormat::EpochSeconds);
        if has_timestamp(self.model, model)
            && member.traits.timestamp.unwrap_or(TimestampFormat::EpochSeconds) != format
        {
            self.report(place, format_args!("by the model its timestamps are {}", format_name(format)));
        }
        self.value(place, member.shape, Some(&member.constraints), model, sent, false);
    }

    /// Whether a structure can't be without another of the shape `of`: no value of such a member
    /// would ever end.
    fn needs<'a>(&'a self, structure: &'a str, of: &str, seen: &mut HashSet<&'a str>) -> bool {
        let mut required = self.model.members(Some(structure)).iter().filter(|member| member.required);
        required.any(|member| {
            member.shape == of || seen.insert(&member.shape) && self.needs(&member.shape, of, seen)
        })
    }

    /// Compares a value's type and constraints, through the wrappers that the wire does not see.
    fn value(
        &mut self,
        place: &str,
        ours: ShapeRef,
        constraints: Option<&Constraints>,
        model: &MemberModel,
        sent: bool,
        in_secret: bool,
    ) {
        let Some(shape) = self.model.shapes.get(&model.shape) else { return };
        let in_secret = in_secret || is_wrapped(ours());
        let info = bare(ours());
        let own = info.constraints;
        let none = Constraints::NONE;
        let outer = constraints.unwrap_or(&none);
        if sent {
            self.bounds(place, [outer, &own], &model.bounds.or(&shape.bounds), shape);
        }
        if shape.sensitive && !in_secret && !is_secret(ours()) {
            self.report(place, "by the model it is a secret; write `Sensitive<…>`");
        }
        match (info.kind, &shape.kind) {
            (ShapeKind::Structure(members), Kind::Structure(known)) => {
                self.members(info.name, members, &shape.name, known, sent, true);
            }
            (ShapeKind::Union(members), Kind::Union(known)) => {
                self.members(info.name, members, &shape.name, known, sent, false);
            }
            (ShapeKind::List { item }, Kind::List { item: known, sparse }) => {
                self.sparse(place, item, *sparse);
                let each = outer.each.or(own.each);
                self.value(place, item, each, known, sent, in_secret);
            }
            (ShapeKind::Map { key, value }, Kind::Map { key: known_key, value: known, sparse }) => {
                self.sparse(place, value, *sparse);
                // A secret key makes the whole map a secret: keys have to be seen to be compared.
                self.value(place, key, outer.keys.or(own.keys), known_key, sent, in_secret);
                self.value(place, value, outer.each.or(own.each), known, sent, in_secret);
            }
            (ShapeKind::StringEnum(values), Kind::Enum(known)) => {
                for value in values.iter().filter(|value| !known.iter().any(|known| known.value == **value)) {
                    self.report(info.name, format_args!("{value:?} is no value of `{}`", shape.name));
                }
            }
            (ShapeKind::IntEnum(values), Kind::IntEnum(known)) => {
                for value in values.iter().filter(|value| !known.iter().any(|known| known.value == **value)) {
                    self.report(info.name, format_args!("{value} is no value of `{}`", shape.name));
                }
            }
            (ours, theirs) if same_kind(&ours, theirs) => {}
            (_, theirs) => {
                let name = &shape.name;
                let (is, expected) = (info.name, type_name(theirs));
                self.report(place, format_args!("it is `{is}`, the model's `{name}` is {expected}"));
            }
        }
    }

    fn sparse(&mut self, place: &str, item: ShapeRef, sparse: bool) {
        let ours = matches!(item().kind, ShapeKind::Optional(_));
        if ours && !sparse {
            self.report(place, "the model has no `null` in it; drop the inner `Option`");
        } else if sparse && !ours {
            self.report(place, "by the model there may be `null` in it; write `Option<…>` inside");
        }
    }

    /// Compares constraints. Tighter ones than the model's refuse what the service takes, looser
    /// ones send what it refuses.
    fn bounds(&mut self, place: &str, ours: [&Constraints; 2], model: &Bounds, shape: &ShapeModel) {
        // A pattern that any text matches, or any but the empty one, is a length in other words.
        let as_length = |pattern: &str| {
            let least = super::pattern::ANY.iter().position(|any| super::pattern::are_same(pattern, any));
            least.map(|least| least as u64)
        };
        let pattern = ours.iter().find_map(|it| it.pattern);
        let of_ours = pattern.and_then(as_length);
        let of_model = model.pattern.as_deref().and_then(as_length);
        let length = ours.iter().find_map(|it| it.length);
        let (least, greatest) = model.length;
        let takes_length =
            matches!(shape.kind, Kind::String | Kind::Blob | Kind::List { .. } | Kind::Map { .. });
        if takes_length {
            let wanted = (least.unwrap_or(0).max(of_model.unwrap_or(0)), greatest.unwrap_or(u64::MAX));
            let (min, max) = length.unwrap_or((0, u64::MAX));
            let ours = (min.max(of_ours.unwrap_or(0)), max);
            // What no value can be is no difference.
            if ours != wanted && wanted.0 <= wanted.1 {
                let written = |(min, max): (u64, u64)| match (min, max) {
                    (0, u64::MAX) => "any".to_owned(),
                    (min, u64::MAX) => format!("{min}.."),
                    (0, max) => format!("..={max}"),
                    (min, max) => format!("{min}..={max}"),
                };
                let (ours, wanted) = (written(ours), written(wanted));
                self.report(place, format_args!("`length` is {ours}, the model's is {wanted}"));
            }
        }
        if let Kind::Integer(_) | Kind::Float(_) = shape.kind {
            let (min, max) = (f64::NEG_INFINITY, f64::INFINITY);
            let limits = match shape.kind {
                Kind::Integer(bits) => {
                    let limit = (1_i128 << (bits - 1)) as f64;
                    (-limit, limit - 1.0)
                }
                _ => (min, max),
            };
            let within = |(least, greatest): (f64, f64)| (least.max(limits.0), greatest.min(limits.1));
            let wanted = within((model.range.0.unwrap_or(min), model.range.1.unwrap_or(max)));
            let ours = within(ours.iter().find_map(|it| it.range).unwrap_or((min, max)));
            if ours != wanted && wanted.0 <= wanted.1 {
                let written = |(least, greatest): (f64, f64)| {
                    let bound = |bound: f64, limit: f64| {
                        if bound == limit { String::new() } else { bound.to_string() }
                    };
                    let (least, greatest) = (bound(least, limits.0), bound(greatest, limits.1));
                    match (least.as_str(), greatest.as_str()) {
                        ("", "") => "any".to_owned(),
                        (least, "") => format!("{least}.."),
                        (least, greatest) => format!("{least}..={greatest}"),
                    }
                };
                let (ours, wanted) = (written(ours), written(wanted));
                self.report(place, format_args!("`range` is {ours}, the model's is {wanted}"));
            }
        }
        let ours = pattern.filter(|_| of_ours.is_none());
        let theirs = model.pattern.as_deref().filter(|_| of_model.is_none());
        match (ours, theirs) {
            (Some(ours), Some(theirs)) if !super::pattern::are_same(ours, theirs) => {
                self.report(place, format_args!("`pattern` is {ours:?}, the model's is {theirs:?}"));
            }
            (Some(ours), None) if matches!(shape.kind, Kind::String) => {
                self.report(place, format_args!("`pattern` is {ours:?}, the model has none"));
            }
            // What the macros refuse can't be declared.
            (None, Some(theirs))
                if matches!(shape.kind, Kind::String) && super::pattern::refusal(theirs).is_none() =>
            {
                self.report(place, format_args!("there is no `pattern`, the model's is {theirs:?}"));
            }
            _ => {}
        }
    }

    fn errors(&mut self, declared: &[ErrorInfo], expected: &[String]) {
        let code_of = |name: &String| {
            let error = self.model.shapes.get(name)?.error.as_ref()?;
            Some((error.code.clone(), error.clone(), name.clone()))
        };
        let all: Vec<_> =
            self.model.operations.values().flat_map(|it| &it.errors).filter_map(code_of).collect();
        let expected: Vec<_> = expected.iter().filter_map(code_of).collect();
        for (code, _, _) in &expected {
            if !declared.iter().any(|declared| declared.code == code) {
                self.report("errors", format_args!("`{code}` is not declared"));
            }
        }
        for declared in declared {
            let Some((_, error, shape)) = all.iter().find(|(code, ..)| code == declared.code) else {
                self.report(declared.variant, format_args!("`{}` is no error of the model's", declared.code));
                continue;
            };
            self.error(declared, error.retry, error.server_fault);
            if let Some(ours) = declared.shape {
                let ours = ours();
                if let ShapeKind::Structure(members) = ours.kind {
                    let known = self.model.members(Some(shape));
                    self.members(ours.name, members, shape, known, false, true);
                }
            }
        }
    }

    fn error(&mut self, declared: &ErrorInfo, retry: Option<RetryKind>, server_fault: bool) {
        // A declaration may know more of retrying than the model, which seldom says anything of it.
        if retry.is_some() && declared.retry != retry {
            self.report(declared.variant, format_args!("by the model it is retried as {retry:?}"));
        }
        if declared.server_fault != server_fault {
            let whose = if server_fault { "the service's" } else { "the caller's" };
            self.report(declared.variant, format_args!("by the model it is {whose} fault"));
        }
    }
}

fn version(version: JsonVersion) -> &'static str {
    match version {
        JsonVersion::V1_0 => "1.0",
        JsonVersion::V1_1 => "1.1",
    }
}

/// The shape inside of options and secrets, with the constraints of the innermost.
fn bare(info: ShapeInfo) -> ShapeInfo {
    match info.kind {
        ShapeKind::Optional(inner) | ShapeKind::Sensitive(inner) => bare(inner()),
        _ => info,
    }
}

/// Whether the value as a whole is hidden.
fn is_wrapped(info: ShapeInfo) -> bool {
    match info.kind {
        ShapeKind::Sensitive(_) => true,
        ShapeKind::Optional(inner) => is_wrapped(inner()),
        _ => false,
    }
}

/// Whether no part of the value is seen.
fn is_secret(info: ShapeInfo) -> bool {
    // Shapes may contain themselves; deeper than this no secret is told in parts.
    fn within(info: ShapeInfo, depth: u8) -> bool {
        let inside = |shape: ShapeRef| depth > 0 && within(shape(), depth - 1);
        match info.kind {
            ShapeKind::Sensitive(_) => true,
            ShapeKind::Optional(inner) => within(inner(), depth),
            // Secret items make a secret list, for all that can be seen of it.
            ShapeKind::List { item } => inside(item),
            ShapeKind::Map { value, .. } => inside(value),
            // So do secret members, all of them.
            ShapeKind::Structure(members) | ShapeKind::Union(members) => {
                !members.is_empty() && members.iter().all(|member| inside(member.shape))
            }
            _ => false,
        }
    }
    within(info, 4)
}

fn same_kind(ours: &ShapeKind, theirs: &Kind) -> bool {
    match (ours, theirs) {
        (ShapeKind::Boolean, Kind::Boolean)
        | (ShapeKind::BigNumber, Kind::BigNumber)
        // A plain string takes all values of an enum.
        | (ShapeKind::String, Kind::String | Kind::Enum(_))
        // And an enum of one's own may stand for a string of which more is known than the model
        // says.
        | (ShapeKind::StringEnum(_), Kind::String)
        | (ShapeKind::Blob, Kind::Blob)
        | (ShapeKind::Timestamp, Kind::Timestamp)
        // A document takes anything.
        | (ShapeKind::Document, _) => true,
        (ShapeKind::Integer(ours), Kind::Integer(theirs)) | (ShapeKind::Float(ours), Kind::Float(theirs)) => {
            ours >= theirs
        }
        (ShapeKind::Integer(32 | 64), Kind::IntEnum(_)) => true,
        (ShapeKind::IntEnum(_), Kind::Integer(bits)) => *bits <= 32,
        _ => false,
    }
}

/// A path of fields through a structure as the wire names them, and the struct and field that it
/// ends at.
fn wire_path(structure: ShapeInfo, path: &str) -> (String, String) {
    let (mut at, mut names, mut place) = (structure, Vec::new(), structure.name.to_owned());
    for step in path.split('.') {
        let field = step.split('[').next().unwrap_or_default();
        place = format!("{}.{field}", at.name);
        let ShapeKind::Structure(members) = at.kind else { break };
        let Some(member) = members.iter().find(|member| member.field == field) else { break };
        at = bare((member.shape)());
        // `[-1]`, once for each list within a list.
        let items = &step[field.len()..];
        for _ in items.matches('[') {
            let ShapeKind::List { item } = at.kind else { break };
            at = bare(item());
        }
        names.push(format!("{}{items}", member.name));
    }
    (names.join("."), place)
}

fn type_name(kind: &Kind) -> String {
    match kind {
        Kind::Boolean => "a boolean, `bool`".to_owned(),
        Kind::Integer(bits) => format!("a whole number, `i{bits}`"),
        Kind::Float(bits) => format!("a number, `f{bits}`"),
        Kind::BigNumber => "a number of any size, `BigNumber`".to_owned(),
        Kind::String => "a string".to_owned(),
        Kind::Enum(_) => "a string enum".to_owned(),
        Kind::IntEnum(_) => "an int enum".to_owned(),
        Kind::Blob => "bytes, `Blob`".to_owned(),
        Kind::Timestamp => "a timestamp, `DateTime`".to_owned(),
        Kind::Document => "free JSON, `Document`".to_owned(),
        Kind::List { .. } => "a list".to_owned(),
        Kind::Map { .. } => "a map".to_owned(),
        Kind::Structure(_) => "a structure".to_owned(),
        Kind::Union(_) => "a union".to_owned(),
        Kind::EventStream => "a stream of events".to_owned(),
    }
}

fn has_timestamp(model: &Model, member: &MemberModel) -> bool {
    match model.shapes.get(&member.shape).map(|shape| &shape.kind) {
        Some(Kind::Timestamp) => true,
        Some(Kind::List { item, .. }) => has_timestamp(model, item),
        Some(Kind::Map { value, .. }) => has_timestamp(model, value),
        _ => false,
    }
}

/// How the model writes the timestamps that a member holds, itself or in lists and maps.
pub(super) fn timestamp(model: &Model, member: &MemberModel) -> Option<TimestampFormat> {
    let shape = model.shapes.get(&member.shape)?;
    let own = member.timestamp.or(shape.timestamp);
    match &shape.kind {
        Kind::Timestamp => own,
        Kind::List { item, .. } => timestamp(model, item).or(own),
        Kind::Map { value, .. } => timestamp(model, value).or(own),
        _ => None,
    }
}

fn format_name(format: TimestampFormat) -> &'static str {
    match format {
        TimestampFormat::EpochSeconds => "epoch seconds",
        TimestampFormat::DateTime => "`date-time`",
        TimestampFormat::HttpDate => "`http-date`",
    }
}
