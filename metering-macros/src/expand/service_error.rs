//! The expansion of the errors of a service.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::{function_of, impl_at, scope};
use crate::model::{ErrorVariant, ServiceError};

pub fn expand(error: &ServiceError) -> TokenStream {
    let (ident, other) = (&error.item.ident, &error.other);
    let infos = error.variants.iter().map(info);
    let constructors = error.variants.iter().enumerate().map(|(index, variant)| {
        let (name, index) = (&variant.ident, Literal::usize_unsuffixed(index));
        let read = variant.shape.as_ref().map(|shape| function_of(shape, "Structure", "read_error_members"));
        let members = read.map(|read| quote!(#read(__body),));
        quote!(__core::Some(#index) => #ident::#name(#members __metadata),)
    });
    let metadata = error.variants.iter().map(|variant| {
        let (name, members) = (&variant.ident, variant.shape.as_ref().map(|_| quote!(_,)));
        quote!(#ident::#name(#members __metadata))
    });
    let members = members(error);
    let keyword = impl_at(ident);
    // With the span of the name, because rustc points there if the error has no `Debug`.
    let this = Ident::new("self", Span::call_site().located_at(ident.span()));
    let impls = quote! {
        #[automatically_derived]
        #keyword __core::ServiceError for #ident {
            const ERRORS: &'static [__core::ErrorInfo] = &[#(#infos),*];
            #[inline]
            fn from_response(__metadata: __core::ErrorMetadata, __body: &[__core::u8]) -> Self {
                match __core::position(Self::ERRORS, &__metadata) {
                    #(#constructors)*
                    _ => #ident::#other(__metadata),
                }
            }
            #[inline]
            fn metadata(&self) -> &__core::ErrorMetadata {
                match self {
                    #(#metadata |)* #ident::#other(__metadata) => __metadata,
                }
            }
            #members
            #[inline]
            fn as_error(&self) -> &(dyn __core::StdError + 'static) {
                #this
            }
        }
        #[automatically_derived]
        impl __core::fmt::Display for #ident {
            #[inline]
            fn fmt(&self, f: &mut __core::fmt::Formatter<'_>) -> __core::fmt::Result {
                __core::fmt::Display::fmt(__core::ServiceError::metadata(self), f)
            }
        }
        #[automatically_derived]
        impl __core::StdError for #ident {}
    };
    scope(&error.item, &impls)
}

/// Returns the description of an error.
fn info(variant: &ErrorVariant) -> TokenStream {
    let (code, name) = (&variant.code.text, variant.ident.to_string());
    let retry = variant.retry.as_ref().map(|kind| {
        let kind = if kind == "throttling" { quote!(Throttling) } else { quote!(Transient) };
        quote!(.retry(__core::RetryKind::#kind))
    });
    let server_fault = variant.server_fault.then(|| quote!(.server_fault()));
    let shape = variant.shape.as_ref().map(|shape| function_of(shape, "Structure", "error_info"));
    let shape = shape.map(|info| quote!(.shape(#info)));
    quote!(__core::ErrorInfo::new(#code, #name) #retry #server_fault #shape)
}

/// Returns the function that writes the members of an error, if an error has members.
fn members(error: &ServiceError) -> Option<TokenStream> {
    let ident = &error.item.ident;
    let arms: Vec<_> = error
        .variants
        .iter()
        .filter_map(|variant| {
            let name = &variant.ident;
            let write = function_of(variant.shape.as_ref()?, "Structure", "write_error_members");
            Some(quote!(#ident::#name(__shape, _) => #write(__shape),))
        })
        .collect();
    (!arms.is_empty()).then(|| {
        quote! {
            #[inline]
            fn members(&self) -> __core::Vec<__core::u8> {
                match self {
                    #(#arms)*
                    _ => __core::From::from(*b"{}"),
                }
            }
        }
    })
}
