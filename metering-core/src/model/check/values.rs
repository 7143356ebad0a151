//! Comparison of types and constraints.

use std::fmt::{Debug, Display};

use super::super::{Bounds, Kind, MemberModel, ShapeModel, pattern};
use super::Checker;
use crate::schema::{Constraints, ShapeInfo, ShapeKind, ShapeRef};
use crate::wire::TimestampFormat;

impl Checker<'_> {
    /// Compares a value's type and constraints. `Option` and `Sensitive` don't appear on the wire.
    ///
    /// `position` tells if a request contains the value, and if the value is inside a secret.
    pub(super) fn value(
        &mut self,
        place: &str,
        ours: ShapeRef,
        constraints: Option<&Constraints>,
        model: &MemberModel,
        (sent, in_secret): (bool, bool),
    ) {
        let Some(shape) = self.model.shapes.get(&model.shape) else { return };
        let position = (sent, in_secret || is_wrapped(ours()));
        let info = bare(ours());
        let none = Constraints::NONE;
        let outer = constraints.unwrap_or(&none);
        if sent {
            self.bounds(place, [outer, &info.constraints], &model.bounds.or(&shape.bounds), shape);
        }
        if shape.sensitive && !position.1 && !is_secret(ours()) {
            self.report(place, "the model's shape is sensitive; write `Sensitive<…>`");
        }
        self.kind(place, info, outer, shape, position);
    }

    /// Compares the kinds of two shapes, and the shapes inside of them.
    fn kind(
        &mut self,
        place: &str,
        info: ShapeInfo,
        outer: &Constraints,
        shape: &ShapeModel,
        position: (bool, bool),
    ) {
        let (own, sent) = (info.constraints, position.0);
        match (info.kind, &shape.kind) {
            (ShapeKind::Structure(members), Kind::Structure(known)) => {
                if self.is_new(info.name, &shape.name, sent) {
                    if sent {
                        self.required(info.name, members, known);
                    }
                    self.members(info.name, members, &shape.name, known, sent);
                }
            }
            (ShapeKind::Union(members), Kind::Union(known)) => {
                if self.is_new(info.name, &shape.name, sent) {
                    self.members(info.name, members, &shape.name, known, sent);
                }
            }
            (ShapeKind::EventStream(events), Kind::EventStream(known)) => {
                self.events(events(), &shape.name, known);
            }
            (ShapeKind::List { item }, Kind::List { item: known, sparse }) => {
                self.sparse(place, item, *sparse);
                self.value(place, item, outer.each.or(own.each), known, position);
            }
            (ShapeKind::Map { key, value }, Kind::Map { key: known_key, value: known, sparse }) => {
                self.sparse(place, value, *sparse);
                self.value(place, key, outer.keys.or(own.keys), known_key, position);
                self.value(place, value, outer.each.or(own.each), known, position);
            }
            (ShapeKind::StringEnum(values), Kind::Enum(known)) => {
                let known: Vec<&str> = known.iter().map(|known| known.value.as_str()).collect();
                self.enum_values(info.name, values, &known, &shape.name);
            }
            (ShapeKind::IntEnum(values), Kind::IntEnum(known)) => {
                let known: Vec<_> = known.iter().map(|known| known.value).collect();
                self.enum_values(info.name, values, &known, &shape.name);
            }
            (ours, theirs) if same_kind(&ours, theirs) => {}
            (_, theirs) => {
                let (ours, name, expected) = (info.name, &shape.name, type_name(theirs));
                self.report(place, format_args!("the type is `{ours}`, the model's `{name}` is {expected}"));
            }
        }
    }

    /// Compares the events of a stream. Its exceptions are errors.
    fn events(&mut self, events: ShapeInfo, name: &str, known: &[MemberModel]) {
        let ShapeKind::Union(members) = events.kind else { return };
        if !self.is_new(events.name, name, false) {
            return;
        }
        let model = self.model;
        for exception in known.iter().filter(|event| model.is_exception(event)) {
            if let Some(member) = members.iter().find(|member| exception.name == member.name) {
                let place = format!("{}.{}", events.name, member.field);
                let message =
                    "an exception ends the stream with an error; remove the variant, and declare the error";
                self.report(place, message);
            }
        }
        self.members(events.name, members, name, known, false);
    }

    /// Reports the values that the model's enum doesn't have.
    fn enum_values<T: PartialEq + Debug>(&mut self, place: &str, ours: &[T], model: &[T], shape: &str) {
        for value in ours.iter().filter(|value| !model.contains(value)) {
            self.report(place, format_args!("the model's `{shape}` has no value {value:?}"));
        }
    }

    fn sparse(&mut self, place: &str, item: ShapeRef, sparse: bool) {
        let ours = matches!(item().kind, ShapeKind::Optional(_));
        if ours && !sparse {
            self.report(place, "the model has no `null` values in it; remove the inner `Option`");
        } else if sparse && !ours {
            self.report(place, "the model has `null` values in it; write `Option<…>` inside");
        }
    }

    /// Compares constraints. Stricter constraints than the model's reject valid input, looser ones
    /// accept invalid input.
    fn bounds(&mut self, place: &str, ours: [&Constraints; 2], model: &Bounds, shape: &ShapeModel) {
        let patterns = (
            ours.iter().find_map(|it| it.pattern).filter(|_| matches!(shape.kind, Kind::String)),
            model.pattern.as_ref().map(|text| text.as_str()).filter(|_| matches!(shape.kind, Kind::String)),
        );
        // A pattern for any text, or for any text that is not empty, is a length.
        let minimum = |pattern: Option<&str>| {
            let at = pattern::ANY.iter().position(|any| pattern.is_some_and(|it| pattern::are_same(it, any)));
            at.map(|at| at as u64)
        };
        let minimums = (minimum(patterns.0), minimum(patterns.1));
        if matches!(shape.kind, Kind::String | Kind::Blob | Kind::List { .. } | Kind::Map { .. }) {
            let (min, max) = ours.iter().find_map(|it| it.length).unwrap_or((0, u64::MAX));
            let ours = (min.max(minimums.0.unwrap_or(0)), max);
            let (min, max) = (model.length.0.unwrap_or(0), model.length.1.unwrap_or(u64::MAX));
            let theirs = (min.max(minimums.1.unwrap_or(0)), max);
            // No value satisfies an empty range, and the macros reject it.
            if ours != theirs && theirs.0 <= theirs.1 {
                let written = |(min, max): (u64, u64)| {
                    written((min > 0).then_some(min), (max < u64::MAX).then_some(max))
                };
                let (ours, theirs) = (written(ours), written(theirs));
                self.report(place, format_args!("`length` is {ours}, the model's is {theirs}"));
            }
        }
        if let Kind::Integer(_) | Kind::Float(_) = shape.kind {
            self.range(place, ours.iter().find_map(|it| it.range), model.range, &shape.kind);
        }
        match (patterns.0.filter(|_| minimums.0.is_none()), patterns.1.filter(|_| minimums.1.is_none())) {
            (Some(ours), Some(theirs)) if !pattern::are_same(ours, theirs) => {
                self.report(place, format_args!("`pattern` is {ours:?}, the model's is {theirs:?}"));
            }
            (Some(ours), None) => {
                self.report(place, format_args!("`pattern` is {ours:?}, the model has none"));
            }
            // A pattern that the macros reject can't be declared.
            (None, Some(theirs)) if pattern::refusal(theirs).is_none() => {
                self.report(place, format_args!("`pattern` is missing, the model's is {theirs:?}"));
            }
            _ => {}
        }
    }

    fn range(
        &mut self,
        place: &str,
        ours: Option<(f64, f64)>,
        (min, max): (Option<f64>, Option<f64>),
        kind: &Kind,
    ) {
        let limits = match kind {
            Kind::Integer(bits) => {
                let limit = (1_i128 << (bits - 1)) as f64;
                (-limit, limit - 1.0)
            }
            _ => (f64::NEG_INFINITY, f64::INFINITY),
        };
        let within = |(min, max): (f64, f64)| (min.max(limits.0), max.min(limits.1));
        let theirs = within((min.unwrap_or(f64::NEG_INFINITY), max.unwrap_or(f64::INFINITY)));
        let ours = within(ours.unwrap_or((f64::NEG_INFINITY, f64::INFINITY)));
        if ours != theirs && theirs.0 <= theirs.1 {
            let bound = |bound: f64, limit: f64| (bound != limit).then_some(bound);
            let written = |(min, max)| written(bound(min, limits.0), bound(max, limits.1));
            let (ours, theirs) = (written(ours), written(theirs));
            self.report(place, format_args!("`range` is {ours}, the model's is {theirs}"));
        }
    }
}

/// Returns the bounds as a range in Rust.
fn written<T: Display>(min: Option<T>, max: Option<T>) -> String {
    let min = min.map(|min| min.to_string());
    match (min.unwrap_or_default().as_str(), max) {
        ("", None) => "any".to_owned(),
        (min, None) => format!("{min}.."),
        (min, Some(max)) => format!("{min}..={max}"),
    }
}

/// Returns the shape inside of `Option` and `Sensitive`.
pub(super) fn bare(info: ShapeInfo) -> ShapeInfo {
    match info.kind {
        ShapeKind::Optional(inner) | ShapeKind::Sensitive(inner) => bare(inner()),
        _ => info,
    }
}

/// Returns `true` if the whole value is in `Sensitive`.
fn is_wrapped(info: ShapeInfo) -> bool {
    match info.kind {
        ShapeKind::Sensitive(_) => true,
        ShapeKind::Optional(inner) => is_wrapped(inner()),
        _ => false,
    }
}

/// Returns `true` if all parts of the value are in `Sensitive`.
fn is_secret(info: ShapeInfo) -> bool {
    // Shapes may contain themselves.
    fn within(info: ShapeInfo, depth: u8) -> bool {
        let inside = |shape: ShapeRef| depth > 0 && within(shape(), depth - 1);
        match info.kind {
            ShapeKind::Sensitive(_) => true,
            ShapeKind::Optional(inner) => within(inner(), depth),
            ShapeKind::List { item } => inside(item),
            ShapeKind::Map { value, .. } => inside(value),
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
        // A string can hold all values of an enum, and a declaration may know the values of a
        // string.
        | (ShapeKind::String, Kind::String | Kind::Enum(_))
        | (ShapeKind::StringEnum(_), Kind::String)
        | (ShapeKind::Blob, Kind::Blob)
        | (ShapeKind::Timestamp, Kind::Timestamp)
        // A document can hold anything.
        | (ShapeKind::Document, _) => true,
        (ShapeKind::Integer(ours), Kind::Integer(theirs)) | (ShapeKind::Float(ours), Kind::Float(theirs)) => {
            ours >= theirs
        }
        (ShapeKind::Integer(32 | 64), Kind::IntEnum(_)) => true,
        (ShapeKind::IntEnum(_), Kind::Integer(bits)) => *bits <= 32,
        _ => false,
    }
}

pub(super) fn type_name(kind: &Kind) -> String {
    match kind {
        Kind::Boolean => "a boolean, `bool`".to_owned(),
        Kind::Integer(bits) => format!("an integer, `i{bits}`"),
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
        Kind::EventStream(_) => "an event stream".to_owned(),
    }
}

pub(super) fn format_name(format: TimestampFormat) -> &'static str {
    match format {
        TimestampFormat::EpochSeconds => "`epoch-seconds`",
        TimestampFormat::DateTime => "`date-time`",
        TimestampFormat::HttpDate => "`http-date`",
    }
}
