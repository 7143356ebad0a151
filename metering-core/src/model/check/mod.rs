//! Comparison of declarations with a model.
//!
//! The engineer who owns a declaration may leave out optional members and choose more precise types
//! than the model. A difference is anything that the service would not understand, and any promise
//! of the declaration that the model doesn't make.

mod pages;
mod values;
mod waiters;

use std::collections::HashSet;
use std::fmt;

use super::text::one_line;
use super::{ErrorModel, Kind, MemberModel, Model, endpoints, names};
use crate::ServiceError;
use crate::error::ErrorInfo;
use crate::operation::{Operation, OperationInfo};
use crate::output::Output as _;
use crate::schema::{MemberInfo, ShapeInfo, ShapeKind};
use crate::service::{JsonVersion, Service, ServiceInfo};
use crate::waiter::Waiter;

/// Compares a declared operation, its output and its errors with a model.
///
/// To compare several operations, use [`Checker`].
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
/// Returns all differences.
pub fn check<O: Operation>(model: &Model) -> Result<(), Differences> {
    Checker::new(model).operation::<O>().finish()
}

/// A difference between a declaration and a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    place: String,
    message: String,
}

impl Difference {
    /// Returns the struct and the field, or the enum, such as `UsageRecord.dimension`.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Returns the message, such as ``the model's `UsageRecord` has no member `Dimention`, did you
    /// mean `Dimension`?``
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// All differences between declarations and a model. `Display` and `Debug` print one per line,
/// because a test that returns them prints `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Differences {
    list: Vec<Difference>,
}

impl Differences {
    /// Returns the differences in the order of the declarations.
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

impl fmt::Debug for Differences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Differences {}

/// A comparison of several operations with a model.
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
    /// The compared pairs of a declared shape and a model's shape, and `true` for a request.
    compared: Vec<(&'static str, String, bool)>,
    /// The target prefixes of the compared services.
    services: Vec<&'static str>,
}

impl<'m> Checker<'m> {
    /// Starts a comparison with this model.
    pub fn new(model: &'m Model) -> Self {
        Checker { model, list: Vec::new(), compared: Vec::new(), services: Vec::new() }
    }

    /// Ends the comparison.
    ///
    /// # Errors
    /// Returns all differences.
    pub fn finish(self) -> Result<(), Differences> {
        if self.list.is_empty() { Ok(()) } else { Err(Differences { list: self.list }) }
    }

    /// Compares an operation, its service, its output and its errors.
    pub fn operation<O: Operation>(mut self) -> Self {
        self.service(&<O::Service as Service>::INFO);
        self.compare(&O::INFO, O::info(), O::Output::output_info(), O::Error::ERRORS);
        self
    }

    /// Compares a waiter: its delays, its maximum number of attempts and its acceptors.
    pub fn waiter<W: Waiter>(mut self) -> Self {
        let output = <W::Operation as Operation>::Output::output_info();
        match self.model.operation(W::Operation::INFO.action) {
            Ok(operation) => {
                let errors = <W::Operation as Operation>::Error::ERRORS;
                self.compare_waiter(&W::INFO, operation, output, errors);
            }
            Err(error) => self.report(W::INFO.name, error),
        }
        self
    }

    fn compare(&mut self, info: &OperationInfo, request: ShapeInfo, output: ShapeInfo, errors: &[ErrorInfo]) {
        let name = request.name;
        let model = self.model;
        let operation = match model.operation(info.action) {
            Ok(operation) => operation,
            Err(error) => return self.report(name, error),
        };
        match (info.signed, operation.unsigned) {
            (true, true) => self.report(name, "the model's operation is unsigned; add `unsigned`"),
            (false, false) => self.report(name, "the model's operation is signed; remove `unsigned`"),
            _ => {}
        }
        if info.compressed && !operation.compressed {
            self.report(name, "the service accepts no compressed requests; remove `compressed`");
        }
        match (info.host_prefix, &operation.host_prefix) {
            (ours, Some(theirs)) if ours.is_none_or(|ours| *theirs != *ours) => {
                self.report(name, format_args!("the model's host prefix is {theirs:?}"));
            }
            (Some(_), None) => self.report(name, "the model has no host prefix; remove `host_prefix`"),
            _ => {}
        }
        if let Some(pages) = &info.pages {
            self.pages(pages, request, output, operation);
            if !pages.stops_on_same_token && self.model.stops_on_same_token(info.action) {
                let message = "the last page repeats the token; add `stop_on_same_token` to `paginate`";
                self.report(name, message);
            }
        }
        self.structure(request, operation.input.as_deref(), true);
        self.structure(output, operation.output.as_deref(), false);
        self.errors(errors);
    }

    fn report(&mut self, place: impl fmt::Display, message: impl fmt::Display) {
        // A message may contain names from the model.
        let difference = Difference { place: place.to_string(), message: one_line(&message.to_string()) };
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
            ("target_prefix", info.target_prefix, &service.target_prefix),
            ("signing_name", info.signing_name, &service.signing_name),
        ] {
            if *theirs != ours {
                self.report(info.id, format_args!("`{key}` is {ours:?}, the model's is {theirs:?}"));
            }
        }
        if info.json_version != service.json_version {
            let (ours, theirs) = (version(info.json_version), version(service.json_version));
            self.report(info.id, format_args!("`json_version` is {ours}, the model's is {theirs}"));
        }
        match (info.query_compatible, service.query_compatible) {
            (false, true) => self.report(info.id, "the model is query-compatible; add `query_compatible`"),
            (true, false) => {
                self.report(info.id, "the model is not query-compatible; remove `query_compatible`");
            }
            _ => {}
        }
        let (ours, theirs) = (info.endpoint.prefix(), &service.endpoint_prefix);
        if *theirs != ours {
            self.report(info.id, format_args!("`endpoint_prefix` is {ours:?}, the model's is {theirs:?}"));
        } else if let Some(rules) = &service.endpoint_rules
            && let Some(difference) = endpoints::difference(rules, theirs.as_str(), &info.endpoint)
        {
            self.report(info.id, difference);
        }
    }

    /// Compares an operation's input or output.
    fn structure(&mut self, ours: ShapeInfo, theirs: Option<&str>, sent: bool) {
        let members = match ours.kind {
            ShapeKind::Structure(members) => members,
            _ => &[],
        };
        let known = self.model.members(theirs);
        if self.is_new(ours.name, theirs.unwrap_or_default(), sent) {
            if sent {
                self.required(ours.name, members, known);
            }
            self.members(ours.name, members, theirs.unwrap_or("empty structure"), known, sent);
        }
    }

    /// Returns `true` at the first comparison of two shapes.
    fn is_new(&mut self, ours: &'static str, theirs: &str, sent: bool) -> bool {
        let is_known = self.compared.iter().any(|(a, b, c)| *a == ours && b == theirs && *c == sent);
        if !is_known {
            self.compared.push((ours, theirs.to_owned(), sent));
        }
        !is_known
    }

    fn members(
        &mut self,
        ours: &'static str,
        members: &'static [MemberInfo],
        theirs: &str,
        known: &[MemberModel],
        sent: bool,
    ) {
        for member in members {
            let place = format!("{ours}.{}", member.field);
            let Some(model) = known.iter().find(|known| known.name == member.name) else {
                let hint = names::suggestion(known.iter().map(|it| it.name.as_str()), member.name, 3);
                self.report(
                    place,
                    format_args!("the model's `{theirs}` has no member `{}`{hint}", member.name),
                );
                continue;
            };
            self.member(&place, member, model, sent);
        }
    }

    /// Compares the required members of a structure that is sent. A declared output may leave any
    /// member out.
    fn required(&mut self, ours: &'static str, members: &'static [MemberInfo], known: &[MemberModel]) {
        for model in known.iter().filter(|known| known.required) {
            let Some(member) = members.iter().find(|member| model.name == member.name) else {
                self.report(
                    ours,
                    format_args!("the required member `{}` is not declared", model.name.line()),
                );
                continue;
            };
            // A declaration may require more than the model.
            let is_set = member.required() || member.traits.idempotency_token || member.traits.default;
            if !is_set && !self.needs(&model.shape, &model.shape, &mut HashSet::new()) {
                let place = format!("{ours}.{}", member.field);
                self.report(place, "the model requires the member; remove the `Option`");
            }
        }
    }

    fn member(&mut self, place: &str, member: &MemberInfo, model: &MemberModel, sent: bool) {
        let traits = &member.traits;
        if traits.idempotency_token && !model.idempotency_token {
            self.report(place, "the model's member is not an idempotency token; remove `idempotency_token`");
        }
        if traits.host_label && !model.host_label {
            self.report(place, "the model's member is not a host label; remove `host_label`");
        }
        let Some(shape) = self.model.shapes.get(&model.shape) else { return };
        if traits.json_value {
            // The service receives a string, whichever type it is parsed to.
            if !matches!(shape.kind, Kind::String) {
                let (name, expected) = (&shape.name, values::type_name(&shape.kind));
                let message = format!("`json_value` requires a string, the model's `{name}` is {expected}");
                self.report(place, message);
            }
            return;
        }
        if let Some(format) = self.model.timestamp(model)
            && traits.timestamp.unwrap_or_default() != format
        {
            let format = values::format_name(format);
            self.report(place, format_args!("the model's timestamp format is {format}"));
        }
        self.value(place, member.shape, Some(&member.constraints), model, (sent, false));
    }

    /// Returns `true` if a value of the structure must contain a value of `shape`, which makes it
    /// infinite.
    fn needs<'a>(&'a self, structure: &'a str, shape: &str, seen: &mut HashSet<&'a str>) -> bool {
        let mut required = self.model.members(Some(structure)).iter().filter(|member| member.required);
        required.any(|member| {
            member.shape == shape || seen.insert(&member.shape) && self.needs(&member.shape, shape, seen)
        })
    }

    /// Compares the declared errors. The model may have more: a declaration has a variant with
    /// `#[aws(other)]`, which accepts all others.
    fn errors(&mut self, declared: &[ErrorInfo]) {
        let model = self.model;
        let error_of = |name: &'m String| Some((name, model.shapes.get(name)?.error.as_ref()?));
        let exceptions = model.shapes.values().filter_map(|shape| match &shape.kind {
            Kind::EventStream(members) => Some(members.iter().map(|member| &member.shape)),
            _ => None,
        });
        let all = model.operations.values().flat_map(|it| &it.errors).chain(exceptions.flatten());
        let all = all.filter_map(error_of);
        let all: Vec<(&String, &ErrorModel)> = all.collect();
        for declared in declared {
            let Some((shape, error)) = all.iter().find(|(_, error)| error.code == declared.code) else {
                let message = format_args!("the model has no error `{}`", declared.code);
                self.report(declared.variant, message);
                continue;
            };
            // A declaration may retry errors for which the model has no retry.
            if error.retry.is_some() && declared.retry != error.retry {
                let kind = match error.retry {
                    Some(crate::RetryKind::Throttling) => "throttling",
                    _ => "transient",
                };
                self.report(
                    declared.variant,
                    format_args!("the model retries this error; write `retry = {kind}`"),
                );
            }
            match (declared.server_fault, error.server_fault) {
                (false, true) => {
                    self.report(declared.variant, "the model's error is a server fault; add `server_fault`");
                }
                (true, false) => {
                    self.report(
                        declared.variant,
                        "the model's error is a client fault; remove `server_fault`",
                    );
                }
                _ => {}
            }
            if let Some(ours) = declared.shape {
                self.structure(ours(), Some(shape), false);
            }
        }
    }
}

fn version(version: JsonVersion) -> &'static str {
    match version {
        JsonVersion::V1_0 => "1.0",
        JsonVersion::V1_1 => "1.1",
    }
}
