//! The implementation of [`Paginated`](super::Paginated) for a declared `paginate(…)`: paths through
//! an output, tokens and items.

use std::collections::{BTreeMap, HashMap};

use super::NextPage;
use crate::shape::Shape;
use crate::types::Document;
use crate::wire::{self, to_json};

/// A place in an output. `reach` returns the value there, or the content of the `Option` there,
/// because a macro can't tell the two apart.
#[derive(Debug)]
pub struct At<T>(pub T);

impl<'a, T> At<&'a Option<T>> {
    /// Returns the content of a borrowed `Option`.
    pub fn reach(self) -> Option<&'a T> {
        self.0.as_ref()
    }
}

impl<T> At<Option<T>> {
    /// Returns the content of an owned `Option`.
    pub fn reach(self) -> Option<T> {
        self.0
    }
}

/// `reach` at a place that is not an `Option`. Method lookup prefers the inherent methods above.
pub trait Reach {
    /// The value.
    type Value;

    /// Returns the value.
    fn reach(self) -> Option<Self::Value>;
}

impl<T> Reach for At<T> {
    type Value = T;

    fn reach(self) -> Option<T> {
        Some(self.0)
    }
}

/// A list that a path with `[-1]` leads through.
#[diagnostic::on_unimplemented(
    message = "`[-1]` takes the last item of a list, and `{Self}` is not a list; remove `[-1]`",
    label = "not a list"
)]
pub trait List {
    /// The items.
    type Item;

    /// Returns the last item.
    fn into_last(self) -> Option<Self::Item>;
}

impl<T> List for Vec<T> {
    type Item = T;

    fn into_last(mut self) -> Option<T> {
        self.pop()
    }
}

impl<'a, T> List for &'a Vec<T> {
    type Item = &'a T;

    fn into_last(self) -> Option<&'a T> {
        self.last()
    }
}

/// Returns the last item, or `None` if the list is empty.
pub fn last<T: List>(list: T) -> Option<T::Item> {
    list.into_last()
}

/// The state while the tokens of an output are copied into the request for the next page.
#[derive(Debug)]
pub struct PageTokens {
    is_any_set: bool,
    is_any_changed: bool,
    /// The output's flag for further pages, if the declaration names it.
    more: Option<bool>,
    stops_on_same_token: bool,
}

impl PageTokens {
    /// Returns the state before any token is copied.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        PageTokens { is_any_set: false, is_any_changed: false, more: None, stops_on_same_token: false }
    }

    /// Copies a token from the output. The copy is made through JSON, so that the
    /// types of the two members can differ.
    pub fn token<I: Shape, O: Shape>(&mut self, input: &mut I, output: Option<&O>) {
        let next = output.map(document).filter(is_token).unwrap_or_default();
        self.is_any_set |= !next.is_null();
        self.is_any_changed |= next != document(input);
        let json = serde_json::to_vec(&next).unwrap_or_default();
        *input = wire::from_json(&json).unwrap_or_else(|_| I::absent());
    }

    /// Records the output's flag for further pages. A missing flag counts as `false`.
    pub fn more(&mut self, more: Option<&bool>) {
        self.more = Some(more.copied().unwrap_or_default());
    }

    /// Declares that an unchanged token marks the last page.
    pub fn stop_on_same_token(&mut self) {
        self.stops_on_same_token = true;
    }

    /// Returns the state after all tokens are copied.
    pub fn next_page(self) -> NextPage {
        match self.more {
            Some(false) => NextPage::Last,
            Some(true) if !self.is_any_set => NextPage::MissingToken,
            None if !self.is_any_set => NextPage::Last,
            _ if self.is_any_changed => NextPage::Ready,
            _ if self.stops_on_same_token => NextPage::Last,
            _ => NextPage::UnchangedToken,
        }
    }
}

fn document<T: Shape>(shape: &T) -> Document {
    if shape.is_set() { serde_json::from_slice(&to_json(shape)).unwrap_or_default() } else { Document::Null }
}

/// Returns `false` for an empty token, which some services send after the last page.
fn is_token(token: &Document) -> bool {
    match token {
        Document::Null => false,
        Document::String(text) => !text.is_empty(),
        Document::Array(items) => !items.is_empty(),
        Document::Object(members) => !members.is_empty(),
        _ => true,
    }
}

/// The items of a page: a list, or a map with its entries as items.
#[diagnostic::on_unimplemented(
    message = "`items` must name a list of `{Item}` in the output, but this field is `{Self}`; change `items` or `item`",
    label = "not a list of the type of `item`",
    note = "the items of a map are its entries; write `item = (String, Value)`"
)]
pub trait PageItems<Item> {
    /// Converts the collection to a list of its items.
    fn all(self) -> Vec<Item>;
}

impl<T> PageItems<T> for Vec<T> {
    fn all(self) -> Self {
        self
    }
}

impl<K, V> PageItems<(K, V)> for HashMap<K, V> {
    fn all(self) -> Vec<(K, V)> {
        self.into_iter().collect()
    }
}

impl<K, V> PageItems<(K, V)> for BTreeMap<K, V> {
    fn all(self) -> Vec<(K, V)> {
        self.into_iter().collect()
    }
}

/// Returns the items of a page, or none if the output lacks the list.
pub fn items<T: PageItems<Item>, Item>(items: Option<T>) -> Vec<Item> {
    items.map(T::all).unwrap_or_default()
}
