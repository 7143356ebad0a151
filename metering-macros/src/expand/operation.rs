//! The expansion of an operation and its pagination.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned;

use super::{associated, flags, impl_at, structure};
use crate::model::{Operation, Paginate, Step, Structure};

pub fn expand(request: &Structure, operation: &Operation) -> TokenStream {
    let service = Service::of(operation);
    let (impls, send) = (impls(request, operation, &service), send(request, &service));
    structure::expand(request, &impls, Some(&send))
}

/// The operation's service as a type, and an alias that the type needs.
///
/// If there is no type with a name, rustc would also suggest `Self::Name` in the impl of
/// `Operation`, which is wrong. At an alias outside of the impl it suggests only types with a
/// similar name, so the name of the alias is a different one.
struct Service {
    alias: TokenStream,
    ty: TokenStream,
}

impl Service {
    fn of(operation: &Operation) -> Self {
        let service = &operation.service;
        match service.get_ident() {
            None => Service { alias: TokenStream::new(), ty: service.to_token_stream() },
            Some(ident) => {
                let ty = Ident::new("__Marker", ident.span());
                Service { alias: quote!(type #ty = #ident;), ty: ty.into_token_stream() }
            }
        }
    }
}

/// Returns the signature of the builder's `send`.
fn send(request: &Structure, service: &Service) -> TokenStream {
    let (ident, service) = (&request.item.ident, &service.ty);
    quote! {
        (self, __client: &__core::Client<#service>)
            -> __core::Call<<#ident as __core::Operation>::Output, <#ident as __core::Operation>::Error>
    }
}

fn impls(request: &Structure, operation: &Operation, service: &Service) -> TokenStream {
    let ident = &request.item.ident;
    let keyword = impl_at(ident);
    let Service { alias, ty: service } = service;
    let error = match &operation.error {
        Some(error) => associated("Error", error),
        // With the span of the service, because rustc then reports a wrong service once.
        None => associated("Error", &quote_spanned!(service.span()=> <#service as __core::Service>::Error)),
    };
    let (service, output) = (associated("Service", service), associated("Output", &operation.output));
    let info = info(operation);
    let (token, host_label) = (idempotency_token(request), host_label(request));
    // The macro sees a `Default` only if it is derived below the attribute.
    let no_default = operation.default_error.as_ref().map(|message| {
        let call =
            quote_spanned!(ident.span()=> __core::no_default(__core::Defaulted::<#ident>::IS, #message));
        quote! {
            #[doc = " Asserts that a request with required members has no `Default`."]
            const _: () = { #[allow(unused_imports)] use __core::Undefaulted as _; #call };
        }
    });
    let paginated = operation.paginate.as_ref().map(|paginate| paginated(ident, paginate));
    quote! {
        #alias
        #[automatically_derived]
        #keyword __core::Operation for #ident {
            #service
            #output
            #error
            const INFO: __core::OperationInfo = #info;
            #token
            #host_label
        }
        #paginated
        #no_default
    }
}

/// Returns the description of the operation: an expression of type `OperationInfo`.
fn info(operation: &Operation) -> TokenStream {
    let Operation { action, refuses, .. } = operation;
    let host_prefix = operation.host_prefix.as_ref().map(|prefix| quote!(.host_prefix(#prefix)));
    let flags = flags(&[
        (operation.unsigned, "unsigned"),
        (operation.compressed, "compressed"),
        (operation.long_polling, "long_polling"),
    ]);
    let refuses =
        (!refuses.is_empty()).then(|| quote!(.refuses(&[#(__core::CredentialsSource::#refuses),*])));
    let pages = operation.paginate.as_ref().map(described).map(|pages| quote!(.pages(#pages)));
    quote!(__core::OperationInfo::new(#action) #host_prefix #flags #refuses #pages)
}

/// Returns the function that sets the idempotency token.
fn idempotency_token(request: &Structure) -> Option<TokenStream> {
    let member = request.members.iter().find(|member| member.idempotency_token)?;
    let field = &member.ident;
    let ty = crate::ty::inner(&member.ty, "Option").unwrap_or(&member.ty);
    let fill = quote_spanned!(ty.span()=> <#ty as __core::IdempotencyToken>::__fill);
    Some(quote! {
        #[inline]
        fn fill_idempotency_token(&mut self, __fresh: &mut dyn __core::FnMut() -> __core::String) {
            #fill(&mut self.#field, __fresh);
        }
    })
}

/// Returns the function that returns the members in the host name.
fn host_label(request: &Structure) -> Option<TokenStream> {
    let labels: Vec<_> = request.members.iter().filter(|member| member.host_label).collect();
    let arms = labels.iter().map(|member| {
        let (field, ty, name) = (&member.ident, &member.ty, &member.wire.text);
        let text = quote_spanned!(ty.span()=> <#ty as __core::HostLabel>::__label);
        quote!(#name => #text(&self.#field),)
    });
    (!labels.is_empty()).then(|| {
        quote! {
            #[inline]
            fn host_label(&self, __member: &__core::str) -> __core::Option<&__core::str> {
                match __member { #(#arms)* _ => __core::None }
            }
        }
    })
}

/// Returns the description of the pages: an expression of type `PagesInfo`.
fn described(paginate: &Paginate) -> TokenStream {
    let path = |path: &[Step]| {
        let steps = path.iter().map(|step| match step {
            Step::Field(field) => format!(".{field}"),
            Step::Last(_) => "[-1]".to_owned(),
        });
        steps.collect::<String>()[1..].to_owned()
    };
    let tokens = paginate.tokens.iter().map(|(field, output)| {
        let (field, output) = (field.to_string(), path(output));
        quote!((#field, #output))
    });
    let items = paginate.items.iter().map(|(items, _)| path(items));
    let more = paginate.more.iter().map(|more| path(more));
    let stop = paginate.stop_on_same_token.then(|| quote!(.stop_on_same_token()));
    quote!(__core::PagesInfo::new(&[#(#tokens),*]) #(.items(#items))* #(.more(#more))* #stop)
}

fn paginated(ident: &Ident, paginate: &Paginate) -> TokenStream {
    let tokens = paginate.tokens.iter().map(|(field, path)| {
        let token = reach(path, &quote!(&), quote!(__output));
        // With the span of the path's end, because rustc points there if the request's token has
        // another type.
        let at = path.last().map_or_else(Span::call_site, Step::span);
        let next = Ident::new("next", Span::call_site().located_at(at));
        quote!(__core::Token(&mut self.#field, #token).#next(&mut __page);)
    });
    let stop = paginate.stop_on_same_token.then(|| quote!(__page.stop_on_same_token();));
    let more = paginate.more.as_ref().map(|path| {
        let more = reach(path, &quote!(&), quote!(__output));
        quote!(__page.more(#more);)
    });
    let items = paginate.items.as_ref().map(|(path, item)| {
        let items = reach(path, &TokenStream::new(), quote!(__output));
        // With the span of the path's end, because rustc points there if `item` is a different
        // type.
        let at = path.last().map_or_else(Span::call_site, Step::span);
        let list = Ident::new("__items", at);
        let result = quote_spanned!(at=> __core::items::<_, Self::Item>(#list));
        let item = associated("Item", item);
        quote! {
            #[automatically_derived]
            impl __core::DeclaredItems for #ident {
                #item
                #[inline]
                fn items(__output: Self::Output) -> __core::Vec<Self::Item> {
                    #[allow(unused_imports)]
                    use __core::Reach as _;
                    let #list = #items;
                    #result
                }
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl __core::Paginated for #ident {
            #[inline]
            fn next_page(&mut self, __output: &Self::Output) -> __core::NextPage {
                #[allow(unused_imports)]
                use __core::{OtherToken as _, Reach as _, SameToken as _};
                let mut __page = __core::PageTokens::new();
                #(#tokens)*
                #more
                #stop
                __page.next_page()
            }
        }
        #items
    }
}

/// Returns an expression for the value at the end of a path, as an `Option`. The structures on the
/// path can be optional.
fn reach(path: &[Step], reference: &TokenStream, from: TokenStream) -> TokenStream {
    let (first, rest) = path.split_first().expect("a path has a field");
    // With the span of the step, because rustc points there if the type doesn't fit.
    let at = Span::call_site().located_at(first.span());
    let here = match first {
        Step::Field(field) => quote_spanned!(at=> __core::At(#reference #from.#field).reach()),
        // A path starts with a field, so the step is inside the closure below.
        Step::Last(_) => quote_spanned!(at=> __core::last(__inner)),
    };
    match rest {
        [] => here,
        _ => {
            let there = reach(rest, reference, quote!(__inner));
            quote!(#here.and_then(|__inner| #there))
        }
    }
}
