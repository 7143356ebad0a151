//! Tests of the declarations' form on the wire.

use hygiene::{conditional, functions, locals, names, paths, raw, rules, two_services, visible};
use renamed::Operation;
use renamed::endpoint::EndpointParams;
use renamed::service::Service;

/// Returns the request's body.
fn body<O: Operation>(request: &O) -> String {
    let endpoint =
        <O::Service as Service>::INFO.endpoint.resolve(&EndpointParams::new().region("eu-central-1"));
    let request = request.to_http(&endpoint.expect("the Region is known")).expect("the labels are set");
    String::from_utf8(request.into_body().to_vec()).expect("JSON is UTF-8")
}

#[test]
fn raw_identifiers_have_plain_wire_names() {
    assert_eq!(body(&raw::build()), r#"{"Type":"a","Match":"b","Crate":"c","Where":2}"#);
    assert_eq!(raw::r#enum::from("yield").to_string(), "yield");
}

#[test]
fn members_can_have_the_names_of_locals() {
    assert_eq!(
        body(&locals::build()),
        r#"{"Key":"a","Value":[],"Self":"a","Timestamp":"1970-01-01T00:00:00Z","Build":"then","WithSend":"a","Send":"now","Name":"a","SetName":"b"}"#
    );
}

#[test]
fn members_that_are_not_compiled_are_not_written() {
    assert_eq!(body(&conditional::build()), r#"{"there":"a","Renamed":"b"}"#);
    assert_eq!(conditional::Kind::VALUES, ["There"]);
}

#[test]
fn names_are_escaped_in_json() {
    use names::{Odd, OneOf};
    for text in [r#"{"a:b":{"$ref":"d"}}"#, r#"{"a:b":{"e\"\\f\u0002":1}}"#] {
        let read: Odd = renamed::wire::from_json(text.as_bytes()).expect("a structure");
        assert!(matches!(read.member, OneOf::Ref(_)) == text.contains('d'), "{read:?}");
        assert_eq!(String::from_utf8(renamed::wire::to_json(&read)).expect("JSON is UTF-8"), text);
    }
}

#[test]
fn fields_keep_the_case_of_their_letters() {
    let text =
        r#"{"CustomerAWSAccountId":"123456789012","ResourceARN":"arn","OfMany":{"EC2_INSTANCE":"i-1"}}"#;
    let read: names::Spelled = renamed::wire::from_json(text.as_bytes()).expect("a structure");
    assert_eq!((&*read.CustomerAWSAccountId, &*read.resource_ARN), ("123456789012", "arn"));
    assert_eq!(String::from_utf8(renamed::wire::to_json(&read)).expect("JSON is UTF-8"), text);
}

#[test]
fn paths_resolve_in_the_scope_of_the_item() {
    use renamed::Validate;
    let asked = paths::Asked::builder().build();
    assert_eq!((asked.limit, asked.count, asked.names.len()), (4, 1, 2));
    assert!(asked.validate().is_ok());
    let labels =
        [("long", "a"), ("b", "b"), ("c", "c")].map(|(key, value)| (key.to_owned(), value.to_owned()));
    let wrong =
        paths::Asked::builder().limit(6).count(6).labels(std::collections::HashMap::from(labels)).build();
    let violations = wrong.validate().unwrap_err().to_string();
    for member in ["Count: 6", "Count: is the limit", "Labels: length 3", "Labels[\"long\"]: length 4"] {
        assert!(violations.contains(member), "{member} is not in {violations}");
    }
    let (request, state) = (paths::request::Tag::builder().a(1).build(), paths::state::Tag::from("On"));
    assert_eq!((request.a, state.as_str()), (1, "On"));
}

#[test]
fn macro_rules_can_declare() {
    assert_eq!(body(&rules::build()), r#"{"Name":"name","Labels":[]}"#);
    let rules::ListRules { name, .. } = rules::build();
    assert_eq!(name.as_deref(), Some("name"));
    assert!(renamed::Validate::validate(&rules::Name::from("UPPER")).is_err());
}

#[test]
fn each_service_has_its_own_operations() {
    use two_services::modules::{one, two};
    assert_eq!(<<one::Get as Operation>::Service as Service>::INFO.target_prefix, "One");
    assert_eq!(<<two::Get as Operation>::Service as Service>::INFO.target_prefix, "Two");
    assert_eq!(body(&one::Get), "{}");
    assert_eq!(body(&two::Get {}), "{}");
}

#[test]
fn declarations_can_be_private_and_in_functions() {
    assert_eq!(functions::inside(), "a");
    assert_eq!(visible::build(), r#"aPutUnitPutEmptyText("a")"#);
}

#[test]
fn nested_newtypes_enforce_the_constraints_of_both() {
    use hygiene::every_key::{Label, Name, Percent, Tag, Weight};

    let weight = Weight::from(Percent::from(101));
    let tag = Tag::builder().label(Label::from(Name::from("ab"))).weight(weight).build();
    let broken = renamed::Validate::validate(&tag).unwrap_err().to_string();
    assert!(broken.contains("length 2 is outside 3.."), "{broken}");
    assert!(broken.contains("101 is outside -1..=100"), "{broken}");
    assert!(!broken.contains("pattern"), "{broken}");
    let light = Weight::from(Percent::from(4));
    let tag = Tag::builder().label(Label::from(Name::from("abc"))).weight(light).build();
    let broken = renamed::Validate::validate(&tag).unwrap_err().to_string();
    assert!(broken.contains("pattern"), "{broken}");
    assert!(broken.contains("4 is outside 5.."), "{broken}");
}
