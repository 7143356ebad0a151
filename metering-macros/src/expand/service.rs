//! The expansion of a service.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::{associated, scope};
use crate::model::{Service, Setting};

pub fn expand(service: &Service) -> TokenStream {
    let Service { item, endpoint_prefix, target_prefix, json_version, error, .. } = service;
    let ident = &item.ident;
    let mut info = quote!(__core::ServiceInfo::new(#endpoint_prefix, #target_prefix, __core::JsonVersion::#json_version));
    if let Some(name) = &service.signing_name {
        info.extend(quote!(.signing_name(#name)));
    }
    if let Some(id) = &service.id {
        info.extend(quote!(.id(#id)));
    }
    if service.query_compatible {
        info.extend(quote!(.query_compatible()));
    }
    if let Some((max_attempts, base_ms)) = service.retry {
        info.extend(quote!(.retry(#max_attempts, #base_ms)));
    }
    if !service.overrides.is_empty() {
        let overrides = service.overrides.iter().map(|endpoint| {
            let (scope, names) = &endpoint.scope;
            let scope = Ident::new(scope, Span::call_site());
            let names = (!names.is_empty()).then(|| quote!(&[#(#names),*]));
            let settings = endpoint.settings.iter().map(|Setting { method, value }| {
                let method = Ident::new(method, Span::call_site());
                quote!(.#method(#value))
            });
            quote!(__core::EndpointOverride::#scope(#names)#(#settings)*)
        });
        info.extend(quote! {
            .endpoint(__core::EndpointRules::new(#endpoint_prefix).overrides(const { &[#(#overrides),*] }))
        });
    }
    let error = associated("Error", error);
    scope(
        item,
        &quote! {
            #[automatically_derived]
            impl __core::Service for #ident {
                #error
                const INFO: __core::ServiceInfo = #info;
            }
        },
    )
}
