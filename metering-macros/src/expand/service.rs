//! The expansion of a service.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::{associated, scope};
use crate::model::{EndpointOverride, Service, Setting};

pub fn expand(service: &Service) -> TokenStream {
    let Service { item, endpoint_prefix, target_prefix, json_version, error, .. } = service;
    let ident = &item.ident;
    let signing_name = service.signing_name.as_ref().map(|name| quote!(.signing_name(#name)));
    let id = service.id.as_ref().map(|id| quote!(.id(#id)));
    let query_compatible = service.query_compatible.then(|| quote!(.query_compatible()));
    let retry = service.retry.map(|(max_attempts, base_ms)| quote!(.retry(#max_attempts, #base_ms)));
    let overrides = service.overrides.iter().map(endpoint_override);
    let endpoint = (!service.overrides.is_empty()).then(|| {
        quote! {
            .endpoint(__core::EndpointRules::new(#endpoint_prefix).overrides(const { &[#(#overrides),*] }))
        }
    });
    let error = associated("Error", error);
    let impls = quote! {
        #[automatically_derived]
        impl __core::Service for #ident {
            #error
            const INFO: __core::ServiceInfo =
                __core::ServiceInfo::new(#endpoint_prefix, #target_prefix, __core::JsonVersion::#json_version)
                #signing_name #id #query_compatible #retry #endpoint;
        }
    };
    scope(item, &impls)
}

fn endpoint_override(endpoint: &EndpointOverride) -> TokenStream {
    let (scope, names) = &endpoint.scope;
    let scope = Ident::new(scope, Span::call_site());
    let names = (!names.is_empty()).then(|| quote!(&[#(#names),*]));
    let settings = endpoint.settings.iter().map(|Setting { method, value }| {
        let method = Ident::new(method, Span::call_site());
        quote!(.#method(#value))
    });
    quote!(__core::EndpointOverride::#scope(#names)#(#settings)*)
}
