//! The expansion of an output with an event stream.

use proc_macro2::TokenStream;
use quote::quote;

use super::ShapeBodies;
use super::impl_at;
use super::structure::shape;
use crate::model::{Member, Structure};

/// Returns the impl of `Output`.
///
/// The output is not a shape, so that it can't be a member. Its impl of `Shape` has a bound that is
/// never satisfied, whose message explains that. The bound has a lifetime, because rustc checks a
/// bound without parameters at the impl.
pub fn output(structure: &Structure, stream: &Member) -> TokenStream {
    let ident = &structure.item.ident;
    let (field, ty) = (&stream.ident, &stream.ty);
    let keyword = impl_at(ident);
    let ShapeBodies { write, read, absent, info } = shape(structure);
    quote! {
        #[automatically_derived]
        #keyword __core::Output for #ident {
            type Members = __Members__;
            const HAS_EVENTS: __core::bool = true;
            fn write_output(&self, __to: &mut __core::Writer) {
                #write
            }
            fn read_output(__from: &mut dyn __core::Source<'_>) -> __core::Result<__core::Option<Self>, __core::ReadError> {
                #read
            }
            fn absent_output() -> Self {
                #absent
            }
            fn output_info() -> __core::ShapeInfo {
                #info
            }
            fn event_stream(&mut self) -> __core::Option<&mut dyn __core::AnyEventStream> {
                __core::Some(&mut self.#field)
            }
        }
        #keyword __core::Validate for #ident {
            fn validate_at(&self, _: &mut __core::Violations<'_>) {}
        }
        #keyword __core::Shape for #ident where for<'__a> #ty: __core::NestedEvents<'__a> {
            fn write(&self, __to: &mut __core::Writer) {
                __core::Output::write_output(self, __to);
            }
            fn read(__from: &mut dyn __core::Source<'_>) -> __core::Result<__core::Option<Self>, __core::ReadError> {
                __core::Output::read_output(__from)
            }
            fn absent() -> Self {
                __core::Output::absent_output()
            }
            fn info() -> __core::ShapeInfo {
                <Self as __core::Output>::output_info()
            }
        }
    }
}
