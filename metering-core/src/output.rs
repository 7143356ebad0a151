//! The outputs of operations.

#[cfg(feature = "event-stream")]
use crate::event_stream::AnyEventStream;
use crate::schema::ShapeInfo;
use crate::shape::Structure;
use crate::wire::{ReadError, Source, Writer};

/// The output of an operation: a [`Structure`], or a struct with an `EventStream` that derives
/// [`Shape`](macro@crate::Shape).
///
/// A struct with an `EventStream` is not a [`Shape`](crate::Shape), so that it can't be a member of
/// another structure.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a structure; derive `Shape` on a struct with named fields",
    label = "expected a structure",
    note = "for an operation without output write `output = ()`; for an error without members write `Variant(ErrorMetadata)`"
)]
pub trait Output: Sized + Send + 'static {
    /// The builder's storage.
    #[doc(hidden)]
    type Members;

    /// `true` if the output has an event stream.
    #[doc(hidden)]
    const HAS_EVENTS: bool = false;

    /// Returns the AWS JSON of the output, as a response contains it. An event stream is not part
    /// of it.
    fn to_json(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        self.write_output(&mut writer);
        writer.into_bytes()
    }

    #[doc(hidden)]
    fn write_output(&self, to: &mut Writer);

    #[doc(hidden)]
    fn read_output(from: &mut dyn Source<'_>) -> Result<Option<Self>, ReadError>;

    #[doc(hidden)]
    fn absent_output() -> Self;

    #[doc(hidden)]
    fn output_info() -> ShapeInfo;

    /// Returns the event stream, if the output has one.
    #[cfg(feature = "event-stream")]
    #[doc(hidden)]
    fn event_stream(&mut self) -> Option<&mut dyn AnyEventStream> {
        None
    }
}

#[diagnostic::do_not_recommend]
impl<T: Structure + Send + 'static> Output for T {
    #[doc(hidden)]
    type Members = <T as Structure>::Members;

    #[doc(hidden)]
    fn write_output(&self, to: &mut Writer) {
        self.write(to);
    }

    #[doc(hidden)]
    fn read_output(from: &mut dyn Source<'_>) -> Result<Option<Self>, ReadError> {
        T::read(from)
    }

    #[doc(hidden)]
    fn absent_output() -> Self {
        T::absent()
    }

    #[doc(hidden)]
    fn output_info() -> ShapeInfo {
        T::info()
    }
}
