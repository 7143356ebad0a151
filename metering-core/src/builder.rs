//! The states of a builder's required members, and a check that needs their type.

use std::marker::PhantomData;

/// The state of a required member that is set.
#[derive(Debug)]
pub struct Set;

/// The state of a required member that is not set.
#[derive(Debug)]
pub struct Unset;

/// A bound on the state of a required member.
///
/// It is one trait with the member as a type argument, and not one trait for each member, because
/// `#[diagnostic]` is not available to the generated code of a crate without the prelude.
#[diagnostic::on_unimplemented(
    message = "required member `{Member}` is not set",
    label = "call its setter first"
)]
pub trait IsSet<Member> {}

#[diagnostic::do_not_recommend]
impl<Member> IsSet<Member> for Set {}

/// A probe for `T: Default`, which a macro can't see if it is derived above its attribute.
/// `Defaulted::<T>::IS` is the constant of this type if `T` has a `Default`, and otherwise that of
/// [`Undefaulted`].
#[derive(Debug)]
pub struct Defaulted<T>(PhantomData<T>);

impl<T: Default> Defaulted<T> {
    /// The type has a `Default`.
    pub const IS: bool = true;
}

/// The constant of types without a `Default`.
pub trait Undefaulted {
    /// The type does not have a `Default`.
    const IS: bool = false;
}

impl<T> Undefaulted for Defaulted<T> {}

/// Panics if a request with required members has a `Default`.
#[track_caller]
pub const fn no_default(is: bool, message: &'static str) {
    assert!(!is, "{}", message);
}
