//! The expansion of the errors of a service.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::{function_of, impl_at, scope};
use crate::model::ServiceError;

pub fn expand(error: &ServiceError) -> TokenStream {
    let (ident, other) = (&error.item.ident, &error.other);
    let infos = error.variants.iter().map(|variant| {
        let (code, name) = (&variant.code.text, variant.ident.to_string());
        let mut info = quote!(__core::ErrorInfo::new(#code, #name));
        if let Some(kind) = &variant.retry {
            let kind = if kind == "throttling" { "Throttling" } else { "Transient" };
            let kind = Ident::new(kind, Span::call_site());
            info.extend(quote!(.retry(__core::RetryKind::#kind)));
        }
        if variant.server_fault {
            info.extend(quote!(.server_fault()));
        }
        if let Some(shape) = &variant.shape {
            let shape = function_of(shape, "Structure", "error_info");
            info.extend(quote!(.shape(#shape)));
        }
        info
    });
    let constructors = error.variants.iter().enumerate().map(|(index, variant)| {
        let (name, index) = (&variant.ident, Literal::usize_unsuffixed(index));
        match &variant.shape {
            None => quote!(__core::Some(#index) => #ident::#name(__metadata),),
            Some(shape) => {
                let read = function_of(shape, "Structure", "read_error_members");
                quote!(__core::Some(#index) => #ident::#name(#read(__body), __metadata),)
            }
        }
    });
    let metadata = error.variants.iter().map(|variant| {
        let name = &variant.ident;
        match &variant.shape {
            None => quote!(#ident::#name(__metadata)),
            Some(_) => quote!(#ident::#name(_, __metadata)),
        }
    });
    let shaped: Vec<_> = error.variants.iter().filter(|variant| variant.shape.is_some()).collect();
    let members = (!shaped.is_empty()).then(|| {
        let arms = shaped.iter().map(|variant| {
            let (name, write) =
                (&variant.ident, function_of(&variant.shape, "Structure", "write_error_members"));
            quote!(#ident::#name(__shape, _) => #write(__shape),)
        });
        quote! {
            #[inline]
            fn members(&self) -> __core::Vec<__core::u8> {
                match self {
                    #(#arms)*
                    _ => __core::From::from(*b"{}"),
                }
            }
        }
    });
    let keyword = impl_at(ident);
    // With the span of the name, because rustc points there if the error has no `Debug`.
    let this = Ident::new("self", Span::call_site().located_at(ident.span()));
    scope(
        &error.item,
        &quote! {
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
                fn fmt(&self, __to: &mut __core::fmt::Formatter<'_>) -> __core::fmt::Result {
                    __core::fmt::Display::fmt(__core::ServiceError::metadata(self), __to)
                }
            }
            #[automatically_derived]
            impl __core::StdError for #ident {}
        },
    )
}
