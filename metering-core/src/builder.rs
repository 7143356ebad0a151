//! Builders: what their setters accept, and the states of required members.
//!
//! Every structure `X` has an `XBuilder` with a setter for each member. A setter accepts anything
//! that converts into the member's type. The setter of a list accepts an [`IntoList`], and the
//! setter of a map an [`IntoMap`]. `build` compiles only if all required members are set.
//!
//! ```
//! # use metering_core::Shape;
//! # use std::collections::HashMap;
//! #[derive(Debug, Shape)]
//! pub struct Tagged {
//!     pub name: String,
//!     pub groups: Vec<String>,
//!     pub tags: Option<HashMap<String, String>>,
//! }
//!
//! let tagged = Tagged::builder()
//!     .name("a")
//!     .groups(["b", "c"])
//!     .tags([("team", "billing")])
//!     .build();
//! assert_eq!(tagged.groups, ["b", "c"]);
//! ```

use std::collections::{BTreeMap, HashMap};
use std::marker::PhantomData;

use crate::shape::Shape;
use crate::types::{HashKey, OrderedKey, Sensitive};

/// The state of a required member that is set.
#[derive(Debug)]
pub struct Set;

/// The state of a required member that is not set.
#[derive(Debug)]
pub struct Unset;

/// A bound on the state of a required member.
///
/// `Member` is a type whose name is the member's name, for the error message.
// One trait for all members, because `#[diagnostic]` is not available to the generated code of a
// crate without the prelude.
#[diagnostic::on_unimplemented(
    message = "required member `{Member}` is not set; call its setter first",
    label = "a required member is not set"
)]
pub trait IsSet<Member> {}

#[diagnostic::do_not_recommend]
impl<Member> IsSet<Member> for Set {}

/// A list for a setter: any iterator of items.
///
/// Items convert as described by [`FromItem`].
///
/// ```
/// # use metering_core::Shape;
/// #[derive(Shape)]
/// pub struct Tagged {
///     pub groups: Vec<String>,
/// }
///
/// let names = vec!["a".to_owned(), "b".to_owned()];
/// let _ = Tagged::builder().groups(["a", "b"]);
/// let _ = Tagged::builder().groups(&names);
/// let _ = Tagged::builder().groups(names.iter().map(|name| name.to_uppercase()));
/// let _ = Tagged::builder().groups(names);
/// ```
///
/// rustc can't infer the items of an empty `vec![]` for a list of strings, because several types
/// convert into a string. Write `Vec::<String>::new()`. For an optional member, its `set_…` method
/// accepts only the member's type, so `vec![]` is enough:
///
/// ```
/// # use metering_core::Shape;
/// #[derive(Shape)]
/// pub struct Tagged {
///     pub groups: Vec<String>,
///     pub labels: Option<Vec<String>>,
/// }
///
/// let empty = Tagged::builder().groups(Vec::<String>::new()).set_labels(Some(vec![])).build();
/// assert_eq!((empty.groups.len(), empty.labels), (0, Some(vec![])));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of `{T}`",
    label = "not a list of `{T}`",
    note = "for one item write `[item]`; for a slice write `slice.to_vec()`; any iterator of `{T}` is accepted"
)]
pub trait IntoList<T> {
    /// Collects the items.
    fn into_list(self) -> Vec<T>;
}

#[diagnostic::do_not_recommend]
impl<T, I> IntoList<T> for I
where
    I: IntoIterator,
    T: FromItem<I::Item>,
{
    #[inline]
    fn into_list(self) -> Vec<T> {
        self.into_iter().map(T::from_item).collect()
    }
}

/// A map for a setter: any iterator of pairs of a key and a value.
///
/// Keys and values convert as described by [`FromItem`].
///
/// ```
/// # use metering_core::Shape;
/// # use std::collections::{BTreeMap, HashMap};
/// #[derive(Shape)]
/// pub struct Tagged {
///     pub tags: HashMap<String, String>,
/// }
///
/// let _ = Tagged::builder().tags([("team", "billing")]);
/// let _ = Tagged::builder().tags(BTreeMap::from([("team".to_owned(), "billing")]));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a map from `{K}` to `{V}`",
    label = "not a map",
    note = "for one entry write `[(key, value)]`; for several, any iterator of such pairs"
)]
pub trait IntoMap<K, V> {
    /// Collects the entries into a `HashMap`.
    fn into_hash_map(self) -> HashMap<K, V>
    where
        K: HashKey;

    /// Collects the entries into a `BTreeMap`.
    fn into_btree_map(self) -> BTreeMap<K, V>
    where
        K: OrderedKey;
}

#[diagnostic::do_not_recommend]
impl<K, V, I, A, B> IntoMap<K, V> for I
where
    I: IntoIterator<Item = (A, B)>,
    K: FromItem<A>,
    V: FromItem<B>,
{
    #[inline]
    fn into_hash_map(self) -> HashMap<K, V>
    where
        K: HashKey,
    {
        self.into_iter().map(|(key, value)| (K::from_item(key), V::from_item(value))).collect()
    }

    #[inline]
    fn into_btree_map(self) -> BTreeMap<K, V>
    where
        K: OrderedKey,
    {
        self.into_iter().map(|(key, value)| (K::from_item(key), V::from_item(value))).collect()
    }
}

/// A shape that can be made from an item of a list or map: from itself, or, if it is a string, a
/// constrained string or a string enum, from other strings.
///
/// This is narrower than `From`, so that rustc can infer the items of an empty `vec![]` unless they
/// are strings.
#[diagnostic::on_unimplemented(
    message = "the item `{Item}` does not convert into `{Self}`; convert the items first",
    label = "not a `{Self}`",
    note = "write for example `items.into_iter().map(…)`"
)]
pub trait FromItem<Item>: Sized {
    /// Converts the item.
    fn from_item(item: Item) -> Self;
}

impl<T: Shape> FromItem<T> for T {
    #[inline]
    fn from_item(item: T) -> T {
        item
    }
}

#[diagnostic::do_not_recommend]
impl<'a, T: Shape + From<&'a str>> FromItem<&'a str> for T {
    #[inline]
    fn from_item(item: &'a str) -> T {
        item.into()
    }
}

#[diagnostic::do_not_recommend]
impl<'a, T: Shape + From<&'a String>> FromItem<&'a String> for T {
    #[inline]
    fn from_item(item: &'a String) -> T {
        item.into()
    }
}

#[diagnostic::do_not_recommend]
impl<'a, T: StringLike + Clone> FromItem<&'a T> for T {
    #[inline]
    fn from_item(item: &'a T) -> T {
        item.clone()
    }
}

#[diagnostic::do_not_recommend]
impl<T: StringLike> FromItem<String> for T {
    #[inline]
    fn from_item(item: String) -> T {
        item.into()
    }
}

/// A constrained string or a string enum.
#[doc(hidden)]
pub trait StringLike: Shape + From<String> {}

#[diagnostic::do_not_recommend]
impl<T: StringLike> From<String> for Sensitive<T> {
    fn from(value: String) -> Self {
        Sensitive::new(value.into())
    }
}

#[diagnostic::do_not_recommend]
impl<T: StringLike> From<Sensitive<String>> for Sensitive<T> {
    fn from(value: Sensitive<String>) -> Self {
        Sensitive::new(value.expose().clone().into())
    }
}

#[diagnostic::do_not_recommend]
impl<T: StringLike + Into<String> + Clone> From<Sensitive<T>> for Sensitive<String> {
    fn from(value: Sensitive<T>) -> Self {
        Sensitive::new(value.expose().clone().into())
    }
}

/// A probe for `T: Default`, which a macro can't see if it is derived above its attribute.
/// `Defaulted::<T>::IS` is the constant of this type if `T` has a `Default`, and otherwise the
/// constant of [`Undefaulted`].
#[doc(hidden)]
#[derive(Debug)]
pub struct Defaulted<T>(PhantomData<T>);

impl<T: Default> Defaulted<T> {
    /// The type has a `Default`.
    pub const IS: bool = true;
}

/// The constant of types without a `Default`.
#[doc(hidden)]
pub trait Undefaulted {
    /// The type does not have a `Default`.
    const IS: bool = false;
}

impl<T> Undefaulted for Defaulted<T> {}

/// Panics if a request with required members has a `Default`.
#[doc(hidden)]
#[track_caller]
pub const fn no_default(is: bool, message: &'static str) {
    assert!(!is, "{}", message);
}
