//! The conversions that setters, constrained strings and string enums offer.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use metering_core::{Sensitive, Shape, StringEnum, UnknownValue};

#[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
#[aws(length = 1..=5)]
struct Code(String);

#[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
struct Literal(Cow<'static, str>);

#[derive(Debug, Clone, PartialEq, Eq, Hash, StringEnum)]
enum Status {
    Active,
    #[aws(other)]
    Unknown(UnknownValue),
}

#[derive(Debug, Clone, PartialEq, Shape)]
struct Tag {
    key: String,
}

#[derive(Debug, Clone, Shape)]
struct Everything {
    names: Vec<String>,
    codes: Option<Vec<Code>>,
    tags: Option<Vec<Tag>>,
    numbers: Option<Vec<i64>>,
    labels: Option<HashMap<String, Code>>,
    sorted: Option<BTreeMap<Code, String>>,
}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Code {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

#[derive(Debug, Clone, Shape)]
struct Secrets {
    session: Sensitive<String>,
    code: Option<Sensitive<Code>>,
}

#[test]
fn constrained_strings_and_string_enums_behave_like_strings() {
    let text = String::from("a");
    for code in [Code::from("a"), Code::from(&text), Code::from(text.clone())] {
        assert!(code == *"a" && code == "a" && code == text);
        assert!(*"a" == code && "a" == code && text == code);
        assert!(code != "b");
        assert_eq!(String::from(code), "a");
    }
    assert_eq!(Literal::from(&text), "a");
    assert_eq!(String::from(Literal::from_static("a")), "a");
    assert_eq!(Status::from(&String::from("Active")), Status::Active);
    let unknown = Status::from("New");
    assert!(Status::Active == "Active" && "New" == unknown);
    assert_eq!(String::from(Status::Active), "Active");
}

#[test]
fn a_constrained_string_is_found_by_its_text() {
    let codes: HashSet<Code> = ["a", "b"].map(Code::from).into();
    assert!(codes.contains("a") && !codes.contains("c"));
}

#[test]
fn list_setters_accept_any_iterator_of_items() {
    let names = vec!["a".to_owned(), "b".to_owned()];
    let codes = names.iter().map(Code::from).collect::<Vec<_>>();
    let all = [
        Everything::builder().names(["a", "b"]).build(),
        Everything::builder().names(&names).build(),
        Everything::builder().names(names.iter().map(String::as_str)).build(),
        Everything::builder().names(names.clone()).build(),
    ];
    assert!(all.iter().all(|built| built.names == names));
    let built = Everything::builder()
        .names([""; 0])
        .codes(&codes)
        .tags(vec![])
        .numbers([1, 2])
        .labels([("a", "b")])
        .sorted(BTreeMap::from([(Code::from("a"), "b")]))
        .build();
    assert_eq!((built.codes.as_deref(), built.numbers), (Some(&*codes), Some(vec![1, 2])));
    assert_eq!(built.tags, Some(vec![]));
    assert_eq!(built.labels.unwrap()["a"], "b");
    assert_eq!(built.sorted.unwrap()["a"], "b");
    let from_names = Everything::builder().names([""; 0]).codes(names).build();
    assert_eq!(from_names.codes.as_deref(), Some(&*codes));
}

#[test]
fn a_secret_goes_from_an_output_into_a_request() {
    let first = Secrets::builder().session("x7Kd").code("abc").build();
    let next = Secrets::builder().session(first.session.clone()).set_code(first.code.clone()).build();
    assert_eq!(
        (next.session.expose(), next.code.as_ref().unwrap().expose()),
        (first.session.expose(), &Code::from("abc"))
    );
    // Also between a string and a constrained string.
    let crossed = Secrets::builder().session(next.code.unwrap()).code(next.session).build();
    assert_eq!(
        (crossed.session.expose().as_str(), crossed.code.as_ref().unwrap().expose().as_str()),
        ("abc", "x7Kd")
    );
    assert!(!format!("{crossed:?}").contains("x7Kd"));
}
