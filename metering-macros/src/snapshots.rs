//! Snapshots of expansions, so that reviewers see each change of generated code.
//!
//! After such a change, run `UPDATE_EXPECT=1 cargo test -p metering-macros snapshots` and review
//! the difference.

use expect_test::expect_file;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, DeriveInput, Meta};

use crate::item::Kind;

/// Returns what the macros add to the items of a source text.
fn expansion(source: &str) -> String {
    let file = syn::parse_file(source).expect("the source is Rust");
    let added: TokenStream = file
        .items
        .iter()
        .map(|item| added(syn::parse2(item.to_token_stream()).expect("each item is a type")))
        .collect();
    prettyplease::unparse(&syn::parse2(added).expect("expansions are items"))
}

fn added(mut item: DeriveInput) -> TokenStream {
    if let Some(attribute) = take(&mut item, "aws_operation") {
        let expanded = crate::attribute::operation(&arguments(&attribute), item.into_token_stream());
        return crate::derive(Kind::Operation, expanded);
    }
    if let Some(attribute) = take(&mut item, "aws_service") {
        let plain = item.to_token_stream().to_string();
        let expanded = crate::service(arguments(&attribute), item.into_token_stream()).to_string();
        return expanded.replacen(&plain, "", 1).parse().expect("the tokens are printed above");
    }
    let derives = take(&mut item, "derive").expect("an item has an attribute or a derive");
    let derives = arguments(&derives).to_string();
    let kinds = [Kind::Shape, Kind::StringEnum, Kind::IntEnum, Kind::Union, Kind::ServiceError, Kind::Waiter];
    let kind = kinds.into_iter().find(|kind| kind.name() == derives).expect("one of our derives");
    crate::derive(kind, item.into_token_stream())
}

fn take(item: &mut DeriveInput, name: &str) -> Option<Attribute> {
    let at = item.attrs.iter().position(|attribute| attribute.path().is_ident(name))?;
    Some(item.attrs.remove(at))
}

fn arguments(attribute: &Attribute) -> TokenStream {
    match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => quote!(),
    }
}

/// Declares a test for each name: `expansions/NAME.in.rs` must expand to `expansions/NAME.rs`.
macro_rules! snapshots {
    ($($name:ident),* $(,)?) => { $(
        #[test]
        fn $name() {
            let source = include_str!(concat!("../expansions/", stringify!($name), ".in.rs"));
            expect_file![concat!("../expansions/", stringify!($name), ".rs")].assert_eq(&expansion(source));
        }
    )* };
}

snapshots! {
    service, service_with_all_keys,
    operation, operation_without_members, operation_with_pages, operation_with_all_keys,
    structure, structure_with_groups, structure_with_all_keys,
    constrained_text, constrained_literal, constrained_number, constrained_bytes, constrained_list,
    string_enum, int_enum, service_error, waiter, waiter_with_all_keys,
    placeholder_service, placeholder_operation, placeholder_structure, placeholder_constrained_literal, placeholder_string_enum,
    placeholder_int_enum, placeholder_service_error, placeholder_waiter,
}

// With the feature, every union can be the events of a stream.
#[cfg(not(feature = "event-stream"))]
snapshots! { union, placeholder_union, event_stream_without_feature }

#[cfg(feature = "event-stream")]
snapshots! { event_union, placeholder_event_union, event_stream }

#[test]
fn an_operation_has_at_most_240_lines() {
    let lines = expansion(include_str!("../expansions/operation.in.rs")).lines().count();
    assert!(lines <= 240, "BatchMeterUsage expands to {lines} lines");
}
