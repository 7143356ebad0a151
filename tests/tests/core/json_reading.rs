//! Compares our reader with serde_json, which must read the same texts as the same values.

use metering_core::wire;
use tests::everything::SendOutput;

const TEXTS: [&str; 3] = [
    r#"{"Members":{"Text":"abc","free:text":"\u00e9\ud83d\ude00 \\ \/","Flag":true,"Byte":-7,"Short":300,
        "Integer":0,"Long":-9223372036854775808,"Float":1.5,"Double":1e-7,"Big":12345678901234567890123.45,
        "Blob":"AAEC","Seconds":1795428000.25,"DateTime":"2026-11-23T10:00:00Z","HttpDate":"Mon, 23 Nov 2026 10:00:00 GMT",
        "Document":{"a":[1,2.5,null,{"b":"\n"}]},"Json":"{\"a\":1}","Items":["x","yy"],"Sparse":[1,null,3],
        "Map":{"k":9,"l":0},"SparseMap":{"k":null,"l":"v"},"Color":"light-green","Level":9,"Choice":{"Number":5},
        "Code":"AB12","Secret":"secret","Next":{"Nested":[{"Depth":2},{"Nested":[],"Depth":3}],"Depth":1}},
        "List":[{"Text":"d","Color":"Red"},null,{}]}"#,
    r#" { "List" : [ { "Flag" : false , "Unknown" : [ { "x" : "y" } , 1 , true ] , "Double" : "NaN" , "Float" : "-Infinity" } ] } "#,
    r#"{"Members":null,"List":[],"Other":"\"","Members":{"Long":18446744073709551616,"Double":0,"Integer":-0,"Text":"é"}}"#,
];

fn read_with_serde_json(text: &str) -> Result<SendOutput, String> {
    let mut from = serde_json::Deserializer::from_str(text);
    let output = wire::from_deserializer(&mut from).map_err(|error| error.to_string())?;
    from.end().map_err(|error| error.to_string())?;
    Ok(output)
}

/// Compares the values by their JSON, because `NaN` is not equal to itself.
fn compare(text: &str) -> bool {
    let ours = wire::from_json::<SendOutput>(text.as_bytes());
    let theirs = read_with_serde_json(text);
    match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => assert_eq!(wire::to_json(ours), wire::to_json(theirs), "{text}"),
        (Err(_), Err(_)) => {}
        // Our reader replaces a lone surrogate with U+FFFD; serde_json rejects it.
        (Ok(_), Err(error)) if error.contains("surrogate") || error.contains("hex escape") => {}
        // Our reader keeps all digits of a whole number with an exponent; serde_json reads a float.
        (Ok(_), Err(error)) if error.contains("too many digits") => {}
        _ => panic!("{text}\nours: {ours:?}\nserde_json: {theirs:?}"),
    }
    ours.is_ok()
}

#[test]
fn valid_json_is_read_like_serde_json_reads_it() {
    for text in TEXTS {
        // The last text has an integer that doesn't fit `Long`.
        assert_eq!(compare(text), text != TEXTS[2], "{text}");
    }
}

#[test]
fn damaged_json_is_accepted_or_rejected_like_by_serde_json() {
    let seed = fastrand::u64(..);
    println!("seed {seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let pieces: Vec<char> = "{}[]\",:\\ \n0123456789-+.eEtfnu\u{1}é\u{10FFFF}/".chars().collect();
    let mut read = 0;
    for _ in 0..60_000 {
        let mut text: Vec<char> = TEXTS[random.usize(..TEXTS.len())].chars().collect();
        for _ in 0..random.usize(1..4) {
            let (at, other) = (random.usize(..text.len()), random.usize(..text.len()));
            let piece = pieces[random.usize(..pieces.len())];
            match random.u8(..6) {
                0 => drop(text.remove(at)),
                1 => text.insert(at, piece),
                2 => text[at] = piece,
                3 => text.truncate(at.max(1)),
                4 => text.swap(at, other),
                _ => {
                    let end = (at + random.usize(..12)).min(text.len());
                    let copied = text[at..end].to_vec();
                    text.splice(other..other, copied);
                }
            }
            if text.is_empty() {
                break;
            }
        }
        read += usize::from(compare(&String::from_iter(text)));
    }
    // Both outcomes must be frequent, or the comparison proves nothing.
    assert!((1_000..59_000).contains(&read), "{read}");
}

#[test]
fn whole_numbers_with_an_exponent_keep_all_digits() {
    let long = |number: &str| -> i64 {
        let text = format!(r#"{{"Members":{{"Long":{number}}}}}"#);
        assert!(compare(&text), "{text}");
        wire::from_json::<SendOutput>(text.as_bytes()).unwrap().members.unwrap().long
    };
    assert_eq!(long("1844674407370955161e0"), 1_844_674_407_370_955_161);
    assert_eq!(long("922337203685477580.7E1"), i64::MAX);
    assert_eq!(long("-9223372036854775808e0"), i64::MIN);
    assert_eq!(long("1.5e1"), 15);
}

#[test]
fn nesting_deeper_than_serde_jsons_limit_is_rejected() {
    let nested = |depth: usize| {
        let inner = r#"{"Nested":["#.repeat(depth) + &"]}".repeat(depth);
        format!(r#"{{"Members":{{"Next":{inner}}}}}"#)
    };
    assert!(compare(&nested(30)));
    assert!(compare(&nested(62)));
    assert!(!compare(&nested(63)));
    assert!(!compare(&nested(100_000)));
}
