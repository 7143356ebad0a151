//! Placeholders for event streams without the feature `event-stream`.

use std::marker::PhantomData;

/// Exists so that a declaration with an `EventStream` gets one message, which names the feature.
#[derive(Debug)]
pub struct EventStream<E>(PhantomData<E>);

/// The trait of unions. A build script and a program may share the macros, but not their features.
pub trait Event {}
