//! Patterns with their results according to ECMA 262.

use super::super::table::CELLS;
use super::{PatternErrorKind, compile, pattern};

/// A pattern, texts that it matches, and texts that it doesn't match.
pub const KNOWN: &[(&str, &[&str], &[&str])] = &[
    // Empty patterns and anchors: `$` is only the end of the text.
    ("", &["", "a"], &[]),
    ("^$", &[""], &["a", "\n"]),
    ("^", &["", "a"], &[]),
    ("b$", &["b", "ab"], &["b\n", "ba"]),
    ("^b", &["b", "ba"], &["\nb", "ab"]),
    ("b", &["abc"], &["ac", ""]),
    ("a^b", &[], &["ab", "a\nb"]),
    ("a$b", &[], &["ab", "a\nb"]),
    ("(^a)*b", &["b", "ab", "cb"], &["a"]),
    ("x*", &["", "y"], &[]),
    ("^a|b$", &["ac", "cb"], &["ca", "bc"]),
    ("^(?:|a)$", &["", "a"], &["aa"]),
    ("^(a||b)$", &["", "a", "b"], &["ab"]),
    ("^(|a|)(b||)$", &["", "a", "b", "ab"], &["ba", "aa"]),
    ("^(?:(?:^|-)a(?:$|-))+$", &["a", "a-", "a--a"], &["aa", "-", "a-a"]),
    ("(^a|b$)(c|$)", &["ac", "acb", "a", "ab"], &["aa", "bc", "cac"]),
    // Counts.
    ("^a{2}$", &["aa"], &["a", "aaa"]),
    ("^a{2,}$", &["aa", "aaaa"], &["a"]),
    ("^a{2,4}$", &["aa", "aaaa"], &["a", "aaaaa"]),
    ("^a{0}b$", &["b"], &["ab"]),
    ("^(?:ab?){2,3}$", &["aa", "abab", "aaba"], &["a", "abb", "aaaa"]),
    ("a{3,64}", &["aaa", "bbaaabb"], &["aabaa"]),
    ("^a+?b*?c??$", &["a", "aabbc"], &["b", "acc"]),
    ("^(a*)*$", &["", "aaa"], &["b"]),
    ("^(?:(?:a?){0,3}){2}b$", &["b", "aaaaaab"], &["aaaaaaab"]),
    ("^((?:)*|(){3,}|a{0}){4294967295}b$", &["b"], &["", "ab"]),
    ("^(?:(^)*a|($)*b){2}$", &["aa", "ab", "bb"], &["a", "aab"]),
    ("^[a-z]{1,300}x$", &["ax", "xx"], &["x"]),
    // Braces that are not a quantifier are characters.
    ("^x{a}$", &["x{a}"], &["xa"]),
    ("^{}]$", &["{}]"], &["{}"]),
    ("^a{2$", &["a{2"], &["aa"]),
    // Classes.
    ("^[^]$", &["a", "\n", "\u{10FFFF}"], &["", "aa"]),
    ("[]", &[], &["", "a"]),
    ("^[]|a$", &["a"], &["b"]),
    ("^[]-a]$", &[], &["-a]", "]", "-", "a"]),
    ("^[a-]$", &["a", "-"], &["b"]),
    ("^[-a]$", &["a", "-"], &["b"]),
    ("^[\\w-.]$", &["a", "-", "."], &["/"]),
    ("^[+--]$", &["+", ",", "-"], &["."]),
    ("^[a\\-z]$", &["a", "-", "z"], &["b"]),
    ("^[\\b]$", &["\u{8}"], &["b"]),
    ("^[.*$(]+$", &[".*$("], &["a"]),
    ("^[[a]$", &["[", "a"], &["b"]),
    ("^[^\\d\\s]$", &["a", "\u{85}"], &["1", " ", "\u{FEFF}"]),
    ("^[\\D]$", &["a"], &["1"]),
    ("^[^\\W]$", &["a", "_"], &["-", "é"]),
    // `.` and the escapes for classes.
    ("^.$", &["a", "\u{85}", "\u{B}", "€", "😀"], &["\n", "\r", "\u{2028}", "\u{2029}", "", "ab"]),
    ("^\\d$", &["0", "9"], &["٣", "a"]),
    ("^\\w$", &["a", "Z", "_", "0"], &["-", "é", "\u{17F}", "\u{212A}"]),
    (
        "^\\s$",
        &[" ", "\t", "\u{B}", "\u{A0}", "\u{FEFF}", "\u{2028}", "\u{3000}"],
        &["\u{85}", "\u{180E}", "a"],
    ),
    ("^\\S$", &["\u{85}", "a"], &["\u{FEFF}", " "]),
    // Word boundaries of ASCII words.
    ("\\bfoo\\b", &["foo", "a foo.", "éfooé"], &["foo_", "afoo"]),
    ("\\Boo", &["foo"], &["oo", " oo"]),
    ("^\\b$", &[], &["", "a"]),
    ("^\\B$", &[""], &["a"]),
    ("^.\\b.$", &["a-", "-a", "aé"], &["ab", "--", "éé"]),
    ("[a-z]\\B[0-9]", &["a1"], &["a 1"]),
    ("^\\b[a-z ]+\\b$", &["a", "a b"], &["", " a", "a "]),
    ("\\B-\\B", &["-", "a - b", "--a"], &["a-", "-a", "a-b"]),
    ("\\b^a|a$\\b", &["ab", "ba"], &["", "b", "bab"]),
    ("^\\B^$\\B$", &[""], &["a", "-"]),
    ("^(?:a\\b|\\b-)+$", &["a", "a-", "a-a-"], &["-", "aa", "a--"]),
    ("(?:\\b|-)(?:\\B|a)", &["-", "a", "b-"], &["", "é"]),
    // Escapes for characters.
    ("^\\x41\\u00e9\\u{1F600}\\cJ\\0\\t\\n\\v\\f\\r$", &["Aé😀\n\0\t\n\u{B}\u{C}\r"], &["A"]),
    ("^\\-\\_\\@\\ \\/\\'$", &["-_@ /'"], &["\\-"]),
    ("^[\\000-\\037]$", &["\0", "\x1F"], &[" ", "3"]),
    ("^\\^\\$\\\\\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|$", &["^$\\.*+?()[]{}|"], &[""]),
    // Code points, not surrogates.
    ("^\\uD83D\\uDE00$", &["😀"], &["\u{D7FF}"]),
    ("^[\\uD83D\\uDE00-\\uD83D\\uDE4F]$", &["😀", "🙏"], &["🚀"]),
    (
        "^[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*$",
        &["", " \t~é€\u{FFFD}😀\u{10FFFF}"],
        &["\n", "\u{FFFE}", "\x1F"],
    ),
    ("^[\\uD800-\\uDFFF]$", &[], &["😀", "a"]),
    ("^.{2}$", &["😀é"], &["😀"]),
    // Unicode properties.
    ("^\\p{L}+$", &["aéЖ字"], &["1", " "]),
    ("^\\p{Letter}\\p{gc=Nd}\\p{General_Category=Lu}$", &["é٣Ж"], &["é٣ж"]),
    ("^\\P{L}$", &["1", " "], &["é"]),
    ("^[\\P{M}\\p{M}]{2,3}$", &["ab", "a\u{301}b", "😀\n"], &["a", "abcd"]),
    ("^[^\\p{C}]$", &["a", "é"], &["\n", "\u{E000}", "\u{378}"]),
    ("^[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*$", &["Ключ 1/é", ""], &["a!", "\n"]),
    ("^\\p{Script=Greek}\\p{sc=Hiragana}$", &["αあ"], &["aあ", "あα"]),
    ("^\\p{scx=Deva}$", &["अ", "\u{964}"], &["a"]),
    ("^\\p{ASCII}\\p{Any}\\p{Alphabetic}\\p{White_Space}$", &["a😀é\u{85}"], &["éaa "]),
    ("^[\\p{Cs}\\p{Assigned}]$", &["a"], &["\u{378}"]),
    // Groups.
    ("^(?:a|(b)|(?<name>c))+$", &["abc"], &["d", ""]),
    ("^(?<$a_1>x)(?<b>y)$", &["xy"], &["x"]),
    ("^(ab|a)(bc|c)$", &["abc", "abbc"], &["ab", "abb"]),
    // Patterns of services.
    (
        "^arn:aws[a-zA-Z-]*:[A-Za-z0-9][A-Za-z0-9_/.-]{0,62}:[A-Za-z0-9_/.-]{0,63}:[A-Za-z0-9_/.-]{0,63}:\
         [A-Za-z0-9][A-Za-z0-9:_/+=,@.-]{0,1023}$",
        &["arn:aws:license-manager::123456789012:license:l-0123456789abcdef", "arn:aws-cn:s3:::bucket"],
        &["arn:aws:s3::", "arn:aws:s3:::bücket", " arn:aws:s3:::bucket", "arn:aws:s3:::bucket\n", "arn:aws"],
    ),
    ("^\\d{4}-\\d{2}-\\d{2}|$", &["2026-01-01", "x"], &[]),
];

#[test]
fn patterns_match_as_in_ecma_262() {
    for (text, matching, other) in KNOWN {
        let compiled = match pattern(text) {
            Ok(compiled) => compiled,
            Err(error) => {
                assert_eq!(error.kind, PatternErrorKind::MatchesNothing, "{text}: {}", error.message);
                assert!(matching.is_empty(), "{text}");
                continue;
            }
        };
        assert!(!matching.is_empty(), "{text} is taken");
        assert_eq!(compiled.as_str(), *text);
        for (texts, expected) in [(matching, true), (other, false)] {
            for subject in *texts {
                assert_eq!(compiled.is_match(subject), expected, "{text} on {subject:?}");
            }
        }
    }
}

#[test]
fn long_counts_count_exactly() {
    let arn = pattern(KNOWN.iter().find(|known| known.0.starts_with("^arn")).unwrap().0).unwrap();
    let of_length = |length| format!("arn:aws:s3:::{}", "a".repeat(length));
    assert!(arn.is_match(&of_length(1024)));
    assert!(!arn.is_match(&of_length(1025)));

    let many = pattern("^[\\p{L}\\n]{3,8192}$").unwrap();
    assert!(!many.is_match("é字"));
    assert!(many.is_match(&"é字\nx".repeat(2048)));
    assert!(!many.is_match(&"é字\nxy".repeat(2048)));
}

/// A table can be as large as the limit in the message, and not larger.
#[test]
fn a_table_is_as_large_as_the_limit_allows() {
    // One state per repetition, and three more; two classes.
    let counts = CELLS / 2 - 4;
    let largest = compile(&format!("^.{{1,{counts}}}$")).unwrap();
    assert!((2 * CELLS - 8..2 * CELLS + 256).contains(&largest.bytes.len()), "{}", largest.bytes.len());
    let error = compile(&format!("^.{{1,{}}}$", counts + 1)).unwrap_err();
    assert_eq!(error.kind, PatternErrorKind::TooLarge);
    assert!(error.message.contains("128 KiB") && error.message.contains("`check`"), "{}", error.message);
}

#[test]
fn repetitions_at_the_end_of_an_unanchored_pattern_are_free() {
    let size = |text: &str| compile(text).unwrap().bytes.len();
    assert_eq!(size("[a-z]{1,65535}"), size("[a-z]"));
    assert_eq!(size("[a-z]*:[0-9]{2,4096}"), size(":[0-9]{2}"));
    assert_eq!(size("^[\\p{L}]{1,4096}"), size("^\\p{L}"));
}

#[test]
fn tables_are_usable_in_const_context() {
    const TABLE: &[u8] = &{
        let mut table = [0; 8 + 128 + 4 + 6];
        (table[0], table[1], table[2], table[4], table[6]) = (1, 2, 4, 6, 1);
        let mut digit = b'0';
        while digit <= b'9' {
            table[8 + digit as usize] = 1;
            digit += 1;
        }
        (table[136], table[142], table[143], table[144], table[145]) = (0x80, 2, 2, 4, 2);
        table
    };
    const DIGIT: super::walk::Pattern = super::walk::Pattern::from_table("[0-9]", TABLE);
    const _: () = assert!(DIGIT.is_match("é1") && !DIGIT.is_match("é"));
    assert_eq!(compile("[0-9]").unwrap().bytes, TABLE);
}
