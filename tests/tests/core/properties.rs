//! Properties of every input: a valid input survives the round trip to a server unchanged, and an
//! invalid input is never sent.

use metering_core::testing::{Reply, Server};
use metering_core::{
    Applied, BigNumber, Blob, Client, DateTime, Document, Error, Sensitive, UnknownMember, Validate, wire,
};
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use tests::everything::{Choice, Code, Color, Level, Members, Nested, Send, SendOutput, Service};

/// Characters that JSON escapes, characters of each UTF-8 length, and ASCII text.
fn character() -> impl Strategy<Value = char> {
    prop_oneof![
        any::<char>(),
        proptest::char::range(' ', '~'),
        Just('"'),
        Just('\\'),
        Just('\0'),
        Just('\n'),
        Just('\u{7f}'),
        Just('\u{2028}'),
        Just('\u{10FFFF}')
    ]
}

fn text(length: impl Into<proptest::collection::SizeRange>) -> impl Strategy<Value = String> {
    vec(character(), length).prop_map(String::from_iter)
}

/// Times in whole microseconds, the resolution of a double for these seconds.
fn time() -> impl Strategy<Value = DateTime> {
    (-4_000_000_000..4_000_000_000_i64, prop_oneof![Just(0), 0..1_000_000_u32])
        .prop_map(|(seconds, micros)| DateTime::from_secs_and_nanos(seconds, micros * 1000))
}

/// Times in whole seconds, because an HTTP date has no fraction.
fn http_date() -> impl Strategy<Value = DateTime> {
    (0..4_000_000_000_i64).prop_map(DateTime::from_secs)
}

fn number() -> impl Strategy<Value = f64> {
    use proptest::num::f64;
    f64::NORMAL | f64::SUBNORMAL | f64::ZERO | f64::NEGATIVE | f64::POSITIVE | f64::INFINITE
}

fn document() -> impl Strategy<Value = Document> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Document::from),
        any::<i64>().prop_map(Document::from),
        any::<u64>().prop_map(Document::from),
        text(0..10).prop_map(Document::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone().prop_union(Just(Document::Null).boxed()), 0..4).prop_map(Document::from),
            btree_map(text(0..5), inner, 0..4).prop_map(|map| map.into_iter().collect::<Document>()),
        ]
    })
}

fn nested() -> impl Strategy<Value = Nested> {
    let leaf = (0..i64::MAX).prop_map(|depth| Nested { nested: vec![], depth });
    leaf.prop_recursive(4, 12, 3, |inner| {
        (vec(inner, 0..3), 0..i64::MAX).prop_map(|(nested, depth)| Nested { nested, depth })
    })
}

fn choice() -> impl Strategy<Value = Choice> {
    prop_oneof![
        text(1..=5).prop_map(Choice::Text),
        any::<i64>().prop_map(Choice::Number),
        nested().prop_map(Choice::Nested),
        ("[A-Z][a-z]{8,10}", document())
            .prop_map(|(name, value)| Choice::Unknown(UnknownMember::new(name, value))),
    ]
}

/// Numbers within the range of a double, because the test server parses the JSON with serde_json.
fn big() -> impl Strategy<Value = BigNumber> {
    "-?[1-9][0-9]{0,40}(\\.[0-9]{1,20})?([eE][-+]?[0-9]{1,2})?".prop_map(|digits| digits.parse().unwrap())
}

fn members() -> impl Strategy<Value = Members> {
    let bounded =
        vec(prop_oneof![proptest::char::range('a', 'z'), proptest::char::range('é', '\u{FFFF}')], 1..=20);
    let scalars = (
        bounded.prop_map(String::from_iter),
        of(text(0..30)),
        any::<bool>(),
        of(any::<i8>()),
        of(any::<i16>()),
        -5..=5_i32,
        any::<i64>(),
        of(number().prop_map(|number| number as f32)),
        number(),
        of(big()),
    );
    let values = (
        of(vec(any::<u8>(), 0..=32)),
        of(time()),
        of(time()),
        of(http_date()),
        of(document()),
        of(document()),
        of(text(0..20)),
        of("[A-Z]{2}[0-9]{0,6}"),
    );
    let collections = (
        of(vec(text(1..=3), 0..=4)),
        vec(of(any::<i64>()), 0..5),
        btree_map(text(1..=5), 0..=9_i32, 0..=4),
        btree_map(text(0..5), of(text(0..5)), 0..4),
        text(0..10),
        of(any::<i32>()),
        of(choice()),
        of(nested()),
    );
    (scalars, values, collections).prop_map(|(scalars, values, collections)| {
        let (text, free, flag, byte, short, integer, long, float, double, big) = scalars;
        let (blob, seconds, date_time, http_date, document, json, secret, code) = values;
        let (items, sparse, map, sparse_map, color, level, choice, next) = collections;
        Members {
            text,
            free,
            flag,
            byte,
            short,
            integer,
            long,
            float,
            double,
            big,
            blob: blob.map(Blob::new),
            seconds,
            date_time,
            http_date,
            document,
            json,
            items,
            sparse,
            map,
            sparse_map,
            color: Color::from(color),
            level: level.map(Level::from),
            choice,
            code: code.map(Code::from),
            secret: secret.map(Sensitive::from),
            next: next.map(Box::new),
        }
    })
}

fn input() -> impl Strategy<Value = Send> {
    (members(), vec(members(), 0..=3), of(text(0..5)), any::<bool>(), of("[0-9a-f]{8}")).prop_map(
        |(members, list, one, swap, token)| {
            let (one, other) = if swap { (None, one) } else { (one, None) };
            Send { members, list, one, other, token }
        },
    )
}

/// Starts a server that returns the members of its input. Returns the runtime, the server and a
/// client.
fn echo_server() -> (tokio::runtime::Runtime, Server, Client<Service>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (server, client) = runtime.block_on(async {
        let server = Server::start().await.unwrap();
        server.on(|input: Send| Reply::output(SendOutput { members: Some(input.members), list: input.list }));
        let client = server.client();
        (server, client)
    });
    (runtime, server, client)
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x5EED_0005),
        ..Config::default()
    })
}

#[test]
fn a_valid_input_survives_the_round_trip_to_a_server() {
    let (runtime, server, client) = echo_server();
    let round_trip = |input: Send| {
        let output = runtime.block_on(client.send(input.clone())).unwrap();
        let received = server.received().pop().unwrap().input::<Send>().unwrap();
        assert!(received.token.as_deref().is_some_and(|token| !token.is_empty()));
        let expected = Send { token: input.token.clone().or(received.token.clone()), ..input.clone() };
        prop_assert_eq!(received, expected);
        prop_assert_eq!(output, SendOutput { members: Some(input.members), list: input.list });
        Ok(())
    };
    runner(100).run(&input(), round_trip).unwrap();
}

/// A change that makes the member at the path invalid.
type Violation = (fn(&mut Send), &'static str);

const VIOLATIONS: &[Violation] = &[
    (|send| send.members.text.clear(), "Members.Text"),
    (|send| send.members.text = "é".repeat(21), "Members.Text"),
    (|send| send.members.text = "A".into(), "Members.Text"),
    (|send| send.members.integer = 6, "Members.Integer"),
    (|send| send.members.integer = i32::MIN, "Members.Integer"),
    (|send| send.members.blob = Some(Blob::new(vec![0; 33])), "Members.Blob"),
    (|send| send.members.items = Some(vec!["a".into(); 5]), "Members.Items"),
    (|send| send.members.items = Some(vec!["a".into(), String::new()]), "Members.Items[1]"),
    (|send| _ = send.members.map.insert("too long".into(), 1), "Members.Map[\"too long\"]"),
    (|send| send.members.map = [("a".into(), 10)].into(), "Members.Map[\"a\"]"),
    (|send| send.members.choice = Some(Choice::Text("toolong".into())), "Members.Choice.Text"),
    (|send| send.members.code = Some(Code::from("a1")), "Members.Code"),
    (
        |send| {
            let nested = vec![Nested { nested: vec![], depth: -1 }];
            send.members.next = Some(Box::new(Nested { nested, depth: 0 }));
        },
        "Members.Next.Nested[0].Depth",
    ),
    (|send| send.list = vec![send.members.clone(); 4], "List"),
    (
        |send| {
            let mut invalid = send.members.clone();
            invalid.integer = 9;
            send.list = vec![invalid];
        },
        "List[0].Integer",
    ),
    (|send| (send.one, send.other) = (Some(String::new()), Some(String::new())), ""),
];

#[test]
fn an_invalid_input_is_never_sent() {
    let (runtime, server, client) = echo_server();
    let violations = proptest::sample::subsequence(VIOLATIONS.to_vec(), 1..4);
    let rejects = |(mut input, violations): (Send, Vec<Violation>)| {
        for (invalidate, _) in &violations {
            invalidate(&mut input);
        }
        // A later change may undo an earlier one, so only the last one must be reported.
        let (_, path) = violations[violations.len() - 1];
        let error = runtime.block_on(client.send(input.clone())).unwrap_err();
        prop_assert_eq!((error.applied(), error.context().attempts), (Applied::No, 0));
        let Error::Invalid(failure) = error else { panic!("{error:?}") };
        let paths: Vec<_> = failure.violations().iter().map(|violation| violation.path()).collect();
        prop_assert!(paths.contains(&path), "{path} is not among {paths:?}");
        prop_assert!(input.validate().is_err());
        Ok(())
    };
    runner(150).run(&(input(), violations), rejects).unwrap();
    assert_eq!(server.received().len(), 0);
}

#[test]
fn written_json_is_read_as_the_same_value() {
    let round_trip = |members: Members| {
        let written = wire::to_json(&members);
        let read_back: Members = wire::from_json(&written).unwrap();
        prop_assert_eq!(read_back, members);
        Ok(())
    };
    runner(600).run(&members(), round_trip).unwrap();
}
