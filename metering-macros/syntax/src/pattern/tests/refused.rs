//! Rejected patterns, with the reason and the place.

use super::PatternErrorKind::{self, BackReference, Dialect, LookAround, MatchesNothing, Syntax, TooLarge};
use super::compile;

/// A pattern, the reason for its rejection, the part that is wrong, and a part of the message.
const REJECTED: &[(&str, PatternErrorKind, &str, &str)] = &[
    ("a[bc", Syntax, "[", "unclosed character class"),
    ("a[b\\]", Syntax, "[", "unclosed character class"),
    ("a[^", Syntax, "[", "unclosed character class"),
    ("é(ab", Syntax, "(", "unclosed group"),
    ("é)", Syntax, ")", "unmatched `)`"),
    ("é\\", Syntax, "\\", "nothing follows"),
    ("é*+", Dialect, "*+", "possessive"),
    ("*a", Syntax, "*", "nothing to repeat before `*`"),
    ("a**", Syntax, "*", "nothing to repeat"),
    ("a??+", Syntax, "+", "nothing to repeat"),
    ("(|+)", Syntax, "+", "nothing to repeat"),
    ("^{1,128}", Syntax, "{1,128}", "nothing to repeat before `{1,128}`"),
    ("\\b?", Syntax, "?", "nothing to repeat"),
    ("a{5,2}", Syntax, "{5,2}", "out of order"),
    ("a{,5}", Dialect, "{,5}", "write `{0,5}`"),
    ("a{2}+", Dialect, "{2}+", "possessive"),
    ("[z-a]", Syntax, "z-a", "range out of order in `z-a`"),
    ("[\\u{e9}-a]", Syntax, "\\u{e9}-a", "range out of order"),
    ("[a-z&&[^b]]", Dialect, "&&", "intersection"),
    ("[[:alpha:]]", Dialect, "[:alpha:]", "POSIX"),
    ("a\\x4", Syntax, "\\x4", "two hexadecimal digits"),
    ("\\u12", Syntax, "\\u12", "four hexadecimal digits"),
    ("\\u{110000}", Syntax, "\\u{110000", "up to 10FFFF"),
    ("\\c1", Syntax, "\\c", "takes a letter"),
    ("\\p", Syntax, "\\p", "in braces"),
    ("\\pL", Syntax, "\\p", "in braces"),
    ("\\p{L", Syntax, "\\p{L", "in braces"),
    ("a\\p{Alnum}b", Dialect, "\\p{Alnum}", "`[\\p{L}\\p{N}]`"),
    ("[\\P{Print}]", Dialect, "\\P{Print}", "`Print` is not a Unicode property"),
    ("\\p{letter}", Dialect, "\\p{letter}", "not a Unicode property"),
    ("\\p{Greek}", Dialect, "\\p{Greek}", "`\\p{Script=Greek}`"),
    ("\\p{Script=greek}", Dialect, "\\p{Script=greek}", "not a Unicode property"),
    ("\\p{Script=Klingon}", Dialect, "\\p{Script=Klingon}", "not a Unicode property"),
    ("\\p{Age=6.0}", Dialect, "\\p{Age=6.0}", "not a Unicode property"),
    ("\\Aabc\\z", Dialect, "\\A", "write `^`"),
    ("abc\\Z", Dialect, "\\Z", "write `$`"),
    ("\\Q.\\E", Dialect, "\\Q", "before each character"),
    ("\\y", Dialect, "\\y", "not an escape in ECMA 262"),
    ("[\\B]", Dialect, "\\B", "not an escape in ECMA 262"),
    ("(?i)a", Dialect, "(?i", "inline flags"),
    ("a(?s:.)", Dialect, "(?s", "write `[^]`"),
    ("(?>a)", Dialect, "(?>", "atomic groups"),
    ("(?P<a>b)", Dialect, "(?P<", "write `(?<`"),
    ("(?<>b)", Syntax, "(?<", "invalid group name"),
    ("(?<1a>b)", Syntax, "(?<1a", "invalid group name"),
    ("(?<a>b)(?<a>c)", Syntax, "a", "duplicate group name `a`"),
    ("(?#a)", Syntax, "(?", "invalid group"),
    ("a(?=b)", LookAround, "(?=", "look-around is not supported in a pattern; use a `check` function"),
    ("(?!b)", LookAround, "(?!", "use a `check` function"),
    ("(?<=b)", LookAround, "(?<=", "use a `check` function"),
    ("(?<!b)", LookAround, "(?<!", "use a `check` function"),
    (
        "(a)\\1",
        BackReference,
        "\\1",
        "back-references are not supported in a pattern; use a `check` function",
    ),
    ("(?<é>a)\\k<é>", BackReference, "\\k<é>", "use a `check` function"),
    ("[\\1]", Syntax, "\\1", "write `\\x`"),
];

#[test]
fn rejected_patterns_have_a_reason_and_a_place() {
    for (text, kind, part, says) in REJECTED {
        let error = compile(text).expect_err(text);
        assert_eq!(error.kind, *kind, "{text}: {}", error.message);
        assert!(error.message.contains(says), "{text}: {}", error.message);
        assert_eq!(&text[error.span.clone().unwrap()], *part, "{text}: {}", error.message);
        let first = error.message.chars().next().unwrap();
        assert!(
            !first.is_ascii_uppercase() || error.message.starts_with("POSIX"),
            "{text}: {}",
            error.message
        );
        assert!(!error.message.ends_with('.'), "{text}: {}", error.message);
    }
}

/// The rejection is fast, and needs little memory and stack.
#[test]
fn unbounded_patterns_are_rejected() {
    for text in [
        "a.{17}$",
        "^(?:a{1000}){1000}$",
        "^a{4294967295}$",
        "^a{99999999999999999999}$",
        "^(?:(?:(?:a{1,100}b){1,100}c){1,100}d){1,100}$",
        "^(a{1,1000}){1,1000}$",
        "^(a{1,100}){1,100}$",
        "^((a{0,100}){0,100}){0,100}b$",
        "^(?:a()()()()){1,200000}$",
        "^(a?){5000}b$",
        "^(?:a|aa|ab){400}(?:a|b){400}$",
        "^(?:.*a.{8}|.*b.{9}|.*c.{10})$",
        &"(".repeat(1000),
    ] {
        let error = compile(text).expect_err(text);
        assert_eq!(error.kind, TooLarge, "{text}: {}", error.message);
        assert!(error.message.contains("`check`"), "{text}: {}", error.message);
    }
    let classes: String = (0..300).map(|c| char::from_u32(0x4E00 + c).unwrap()).collect();
    let error = compile(&classes).unwrap_err();
    assert_eq!((error.kind, error.message.contains("255 classes")), (TooLarge, true));
}

#[test]
fn patterns_that_match_nothing_are_rejected() {
    for (text, says) in [
        ("$a^", "`^` goes first, `$` last"),
        ("[]", "`[]`"),
        ("^[a-z]+[]$", "`[]`"),
        ("^\\b$", "no text"),
        ("^[\\uD800-\\uDFFF]$", "no text"),
        ("/^[a-z]+$/", "remove the slashes"),
    ] {
        let error = compile(text).expect_err(text);
        assert_eq!((error.kind, error.span), (MatchesNothing, None), "{text}");
        assert!(error.message.contains(says), "{text}: {}", error.message);
    }
    for text in ["/[a-z]+/", "^/a/$", "[]|a", "(^a)*b$"] {
        compile(text).expect(text);
    }
}
