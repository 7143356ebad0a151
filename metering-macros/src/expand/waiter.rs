//! The expansion of a waiter.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::{associated, scope};
use crate::messages::waiter as messages;
use crate::model::{Expected, ListTest, Matcher, PathStep, Waiter, written_path};

pub fn expand(waiter: &Waiter) -> TokenStream {
    let Waiter { item, operation, acceptors, .. } = waiter;
    let (ident, name) = (&item.ident, item.ident.to_string());
    let infos = acceptors.iter().map(|acceptor| {
        let state = Ident::new(acceptor.state, Span::call_site());
        let matcher = acceptor.matcher.written();
        quote!(__core::Acceptor::new(__core::WaiterState::#state, #matcher))
    });
    let delay = waiter.delay.map(|(min, max)| quote!(.delay(#min, #max)));
    let max_attempts = waiter.max_attempts.map(|attempts| quote!(.max_attempts(#attempts)));
    let tests = acceptors.iter().enumerate().map(|(index, acceptor)| {
        let (test, index) = (test(&acceptor.matcher, operation), Literal::usize_unsuffixed(index));
        quote! {
            if #test {
                return __core::Some(#index);
            }
        }
    });
    let assertions = acceptors.iter().filter_map(|acceptor| assertion(&acceptor.matcher, operation));
    // With the span of the operation, because rustc then reports a wrong operation once.
    let polled = quote_spanned!(located_at(operation.span())=> __core::Polled<'_, Self::Operation>);
    let operation = associated("Operation", operation);
    let impls = quote! {
        #[automatically_derived]
        impl __core::Waiter for #ident {
            #operation
            const INFO: __core::WaiterInfo = __core::WaiterInfo::new(#name, &[#(#infos),*]) #delay #max_attempts;
            fn accept(__polled: &mut #polled) -> __core::Option<__core::usize> {
                #[allow(unused_imports)]
                use __core::Reach as _;
                #(#tests)*
                __core::None
            }
        }
        #(#assertions)*
    };
    scope(item, &impls)
}

/// Returns the condition of an acceptor.
fn test(matcher: &Matcher, operation: &Path) -> TokenStream {
    // With the span of the operation, because rustc points there if it is not an operation.
    let at = located_at(operation.span());
    let (function, arguments) = match matcher {
        Matcher::Error(variant) => {
            let variant = variant.unraw().to_string();
            ("fails_as", quote!(#variant))
        }
        Matcher::Code(code) => ("fails_with", quote!(#code)),
        Matcher::AnyError(flag) if flag.value => ("has_failed", TokenStream::new()),
        Matcher::AnyError(_) => ("has_succeeded", TokenStream::new()),
        Matcher::Status(_, status) => ("has_status", quote!(#status)),
        Matcher::With(function) => ("with", quote!(#function)),
        Matcher::NotEmpty(path) => {
            let list = |inner: &TokenStream| {
                let at = located_at(path[path.len() - 1].span());
                let inner = with_span(inner, at);
                quote_spanned!(at=> __values.list(#inner))
            };
            ("any", visit(path, list))
        }
        Matcher::Path(Some((ListTest::All, _)), path, expected) => {
            ("all", visit(path, |inner| compare(inner, expected)))
        }
        Matcher::Path(_, path, expected) => ("any", visit(path, |inner| compare(inner, expected))),
    };
    let function = Ident::new(function, at);
    quote_spanned!(at=> __core::matchers::#function(__polled, #arguments))
}

/// Returns the assertion that the service's error enum has a variant, or lacks a code.
fn assertion(matcher: &Matcher, operation: &Path) -> Option<TokenStream> {
    let (function, text, message, at) = match matcher {
        Matcher::Error(variant) => {
            let text = variant.unraw().to_string();
            let message = messages::unknown_error(&text);
            ("assert_variant", text, message, variant.span())
        }
        Matcher::Code(code) => {
            let message = messages::declared_code(&code.value());
            ("assert_undeclared", code.value(), message, code.span())
        }
        _ => return None,
    };
    let at = located_at(at);
    let function = Ident::new(function, at);
    let errors = quote!(<<#operation as __core::Operation>::Error as __core::ServiceError>::ERRORS);
    let call = quote_spanned!(at=> __core::matchers::#function(#errors, #text, #message));
    Some(quote!(const _: () = #call;))
}

/// Returns the comparison of one value. rustc points at the expected value if the types don't fit.
fn compare(inner: &TokenStream, expected: &Expected) -> TokenStream {
    match expected {
        Expected::Text(text) => {
            let at = located_at(text.span());
            let inner = with_span(inner, at);
            quote_spanned!(at=> __values.text(#inner, #text))
        }
        Expected::Flag(flag) => {
            let at = located_at(flag.span);
            let inner = with_span(inner, at);
            quote_spanned!(at=> __values.flag(#inner, #flag))
        }
        Expected::Variant(variant) => {
            let at = located_at(variant.span());
            let value = with_span(inner, at);
            quote_spanned! {at=>
                __values.variant(#value, match #inner { #variant => true, _ => false })
            }
        }
    }
}

/// Returns the arguments of a matcher: a path, and a closure that visits the values there.
fn visit(path: &[PathStep], leaf: impl Fn(&TokenStream) -> TokenStream) -> TokenStream {
    let name = written_path(path);
    let body = reach(path, &quote!(__output), &leaf);
    quote!(#name, |__output, __values| #body)
}

/// Returns the block that visits the values at the rest of a path. Each step can be optional.
fn reach(path: &[PathStep], from: &TokenStream, leaf: &dyn Fn(&TokenStream) -> TokenStream) -> TokenStream {
    let inner = quote!(__inner);
    let Some((first, rest)) = path.split_first() else {
        let leaf = leaf(from);
        return quote!({ #leaf; });
    };
    let body = reach(rest, &inner, leaf);
    // With the span of the step, because rustc points there if the type doesn't fit.
    let at = located_at(first.span());
    match first {
        PathStep::Field(field) => {
            let value = quote_spanned!(at=> __core::At(&#from.#field).reach());
            quote!({ if let __core::Some(#inner) = #value #body })
        }
        PathStep::Each(_) => {
            let list = with_span(from, at);
            let items = quote_spanned!(at=> __core::matchers::each(#list));
            let value = quote_spanned!(at=> __core::At(#inner).reach());
            quote!({ for #inner in #items { if let __core::Some(#inner) = #value #body } })
        }
    }
}

fn located_at(span: Span) -> Span {
    Span::call_site().located_at(span)
}

/// Sets the span of a name.
fn with_span(name: &TokenStream, span: Span) -> TokenStream {
    let tokens = name.clone().into_iter().map(|mut token| {
        token.set_span(span);
        token
    });
    tokens.collect()
}
