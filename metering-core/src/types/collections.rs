//! Lists, maps, options and boxes of shapes.
//!
//! A list or map of `Option<T>` is sparse and keeps its `null`s. All others are dense, and a `null`
//! in them is dropped when it is read (<https://smithy.io/2.0/spec/type-refinement-traits.html#sparse-trait>).

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use crate::schema::{ShapeInfo, ShapeKind};
use crate::shape::Shape;
use crate::validate::constraint::{Items, Keys, Length, Timestamp, constrain_inner};
use crate::validate::{Validate, Violations};
use crate::wire::{ReadError, Source, Writer};

impl<T: Validate> Validate for Option<T> {
    fn validate_at(&self, violations: &mut Violations<'_>) {
        if let Some(value) = self {
            value.validate_at(violations);
        }
    }
}

impl<T: Shape> Shape for Option<T> {
    fn write(&self, to: &mut Writer) {
        match self {
            Some(value) => value.write(to),
            None => to.null(),
        }
    }

    fn read(from: &mut dyn Source<'_>) -> Result<Option<Self>, ReadError> {
        T::read(from).map(Some)
    }

    fn absent() -> Self {
        None
    }

    fn is_set(&self) -> bool {
        self.is_some()
    }

    fn wipe(&mut self) {
        if let Some(value) = self {
            value.wipe();
        }
    }

    fn info() -> ShapeInfo {
        ShapeInfo::new("Option", ShapeKind::Optional(T::info))
    }
}

impl<T: Validate> Validate for Box<T> {
    fn validate_at(&self, violations: &mut Violations<'_>) {
        (**self).validate_at(violations);
    }
}

/// A box has the shape of its content. A shape can contain itself in a box.
impl<T: Shape> Shape for Box<T> {
    fn write(&self, to: &mut Writer) {
        (**self).write(to);
    }

    fn read(from: &mut dyn Source<'_>) -> Result<Option<Self>, ReadError> {
        Ok(T::read(from)?.map(Box::new))
    }

    fn absent() -> Self {
        Box::new(T::absent())
    }

    fn wipe(&mut self) {
        (**self).wipe();
    }

    fn info() -> ShapeInfo {
        T::info()
    }
}

impl<T: Validate> Validate for Vec<T> {
    fn validate_at(&self, violations: &mut Violations<'_>) {
        for (index, item) in self.iter().enumerate() {
            item.validate_at(&mut violations.index(index));
        }
    }
}

impl<T: Shape> Shape for Vec<T> {
    fn write(&self, to: &mut Writer) {
        to.list(self);
    }

    fn read(from: &mut dyn Source<'_>) -> Result<Option<Self>, ReadError> {
        let mut items = Vec::new();
        let set = from.list(&mut |source| {
            items.extend(T::read(source)?);
            Ok(())
        })?;
        Ok(set.then_some(items))
    }

    fn absent() -> Self {
        Vec::new()
    }

    fn wipe(&mut self) {
        self.iter_mut().for_each(T::wipe);
    }

    fn info() -> ShapeInfo {
        ShapeInfo::new("Vec", ShapeKind::List { item: T::info })
    }
}

constrain_inner!(Box, this => (**this), secret = false);

impl<T> Length for Vec<T> {
    fn __length(&self) -> Option<usize> {
        Some(self.len())
    }
}

impl<T> Items for Vec<T> {
    type Item = T;

    fn __each(&self, to: &mut Violations<'_>, check: &mut dyn FnMut(&T, &mut Violations<'_>)) {
        for (index, item) in self.iter().enumerate() {
            check(item, &mut to.index(index));
        }
    }
}

impl<T: Timestamp> Timestamp for Vec<T> {}

/// A type that can be the key of a map: a string, a constrained string or a string enum.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of a map in AWS JSON; use a string",
    note = "a key is a `String`, a constrained string or a `StringEnum`"
)]
pub trait MapKey: Shape + for<'a> From<&'a str> {
    /// Returns the key as text.
    fn as_key(&self) -> &str {
        self.__key_text()
    }
}

impl MapKey for String {}

/// The bounds on the key of a `HashMap`, as one trait, so that rustc reports a key once that lacks
/// several of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of a `HashMap` in AWS JSON; use a string",
    label = "not a key of a map",
    note = "a key is a `String`, or a constrained string or a `StringEnum` that derives `PartialEq, Eq, Hash`"
)]
pub trait HashKey: MapKey + Eq + Hash {}

#[diagnostic::do_not_recommend]
impl<K: MapKey + Eq + Hash> HashKey for K {}

/// The bounds on the key of a `BTreeMap`, as one trait.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of a `BTreeMap` in AWS JSON; use a string",
    label = "not a key of a map",
    note = "a key is a `String`, or a constrained string or a `StringEnum` that derives `PartialEq, Eq, PartialOrd, Ord`"
)]
pub trait OrderedKey: MapKey + Ord {}

#[diagnostic::do_not_recommend]
impl<K: MapKey + Ord> OrderedKey for K {}

macro_rules! maps {
    ($($map:ident: $key:ident),+) => { $(
        impl<K: Validate, V: Validate> Validate for $map<K, V> {
            fn validate_at(&self, violations: &mut Violations<'_>) {
                for (key, value) in self {
                    key.validate_at(&mut violations.key(key.__key_text()));
                    value.validate_at(&mut violations.key(key.__key_text()));
                }
            }
        }

        impl<K, V> Length for $map<K, V> {
            fn __length(&self) -> Option<usize> {
                Some(self.len())
            }
        }

        impl<K: MapKey, V> Items for $map<K, V> {
            type Item = V;

            fn __each(&self, to: &mut Violations<'_>, check: &mut dyn FnMut(&V, &mut Violations<'_>)) {
                for (key, value) in self {
                    check(value, &mut to.key(key.as_key()));
                }
            }
        }

        impl<K: MapKey, V> Keys for $map<K, V> {
            fn __keys(&self, to: &mut Violations<'_>, check: &mut dyn FnMut(&str, &mut Violations<'_>)) {
                for key in self.keys() {
                    check(key.as_key(), &mut to.key(key.as_key()));
                }
            }
        }

        impl<K, V: Timestamp> Timestamp for $map<K, V> {}

        impl<K: $key, V: Shape> Shape for $map<K, V> {
            fn write(&self, to: &mut Writer) {
                to.map(self.iter().map(|(key, value)| (key.as_key(), value)));
            }

            fn read(from: &mut dyn Source<'_>) -> Result<Option<Self>, ReadError> {
                let mut entries = $map::new();
                let set = from.map(&mut |key, source| {
                    if let Some(value) = V::read(source)? {
                        entries.insert(K::from(&key), value);
                    }
                    Ok(())
                })?;
                Ok(set.then_some(entries))
            }

            fn absent() -> Self {
                $map::new()
            }

            fn wipe(&mut self) {
                self.values_mut().for_each(V::wipe);
            }

            fn info() -> ShapeInfo {
                ShapeInfo::new(stringify!($map), ShapeKind::Map { key: K::info, value: V::info })
            }
        }
    )+ };
}
maps!(HashMap: HashKey, BTreeMap: OrderedKey);
