//! The escapes in JSON strings. Some services send escapes of single surrogates, which no Rust
//! string can hold.

/// Resolves the escapes of a string. Half of a surrogate pair becomes U+FFFD.
pub fn unescape(text: &str) -> String {
    let mut unescaped = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (character, length) = decode(&rest.as_bytes()[at..]).unwrap_or(('\\', 1));
        unescaped.push_str(&rest[..at]);
        unescaped.push(character);
        rest = &rest[at + length..];
    }
    unescaped + rest
}

/// Returns the character of the escape that the text starts with, and the length of the escape.
pub fn decode(text: &[u8]) -> Option<(char, usize)> {
    if let Some(unit) = code_unit(text) {
        let second = text.get(6..).and_then(code_unit);
        let character = char::decode_utf16([unit].into_iter().chain(second)).next()?;
        return Some(
            character.map_or((char::REPLACEMENT_CHARACTER, 6), |decoded| (decoded, 6 * decoded.len_utf16())),
        );
    }
    let character = match *text.get(1)? {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        other => char::from(other),
    };
    character.is_ascii().then_some((character, 2))
}

/// Replaces each escape of a surrogate without its other half by `\ufffd`, as lenient readers do.
/// Returns `None` if the text has no such escape.
pub fn replace_lone(json: &str) -> Option<String> {
    let bytes = json.as_bytes();
    let mut repaired: Option<String> = None;
    let mut at = 0;
    while let Some(backslash) = bytes[at..].iter().position(|byte| *byte == b'\\') {
        at += backslash;
        match (code_unit(&bytes[at..]), bytes.get(at + 6..).and_then(code_unit)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => at += 12,
            (Some(0xD800..=0xDFFF), _) => {
                // The replacement is of the same length, so `at` is right in both texts.
                repaired.get_or_insert_with(|| json.to_owned()).replace_range(at..at + 6, "\\ufffd");
                at += 6;
            }
            _ => at = (at + 2).min(bytes.len()),
        }
    }
    repaired
}

/// Returns the UTF-16 code unit whose escape the text starts with.
fn code_unit(text: &[u8]) -> Option<u16> {
    let digits = text.strip_prefix(b"\\u")?.get(..4)?;
    digits.iter().try_fold(0, |unit, digit| Some(unit << 4 | char::from(*digit).to_digit(16)? as u16))
}

#[cfg(test)]
mod tests {
    use super::{replace_lone, unescape};

    #[test]
    fn only_lone_surrogates_are_replaced() {
        for (text, expected) in [
            (r#""\ud83d\ude00""#, None),
            (r#""\\ud83d""#, None),
            (r#""\u00e9\"\/""#, None),
            (r#""\ud83d""#, Some(r#""\ufffd""#)),
            (r#""\ude00\uD83D\uDE00""#, Some(r#""\ufffd\uD83D\uDE00""#)),
            (r#""\ud83d\ud83d\ude00""#, Some(r#""\ufffd\ud83d\ude00""#)),
            (r#""\ud83dé\u""#, Some(r#""\ufffdé\u""#)),
            ("\\", None),
        ] {
            assert_eq!(replace_lone(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn every_escape_is_resolved_like_serde_json_does() {
        for text in [
            r#""\"\\\/\b\f\n\r\t""#,
            r#""\u0000\u001f\u00e9\u00E9\u20ac\uffff""#,
            r#""a\ud83d\ude00b\uD834\uDD1Ec""#,
            r#""é\\u0041\\n€\n😀""#,
            r#""\\""#,
        ] {
            let expected: String = serde_json::from_str(text).unwrap();
            assert_eq!(unescape(&text[1..text.len() - 1]), expected, "{text}");
        }
        for (text, expected) in [(r"\ud83d", "\u{fffd}"), (r"\ude00\ud83dé", "\u{fffd}\u{fffd}é")] {
            assert_eq!(unescape(text), expected, "{text}");
        }
    }
}
