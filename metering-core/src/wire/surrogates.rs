//! Escapes of UTF-16 code units. Some services send single surrogates, which no Rust string can
//! hold.

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
pub fn code_unit(text: &[u8]) -> Option<u16> {
    let digits = text.strip_prefix(b"\\u")?.get(..4)?;
    digits.iter().try_fold(0, |unit, digit| Some(unit << 4 | char::from(*digit).to_digit(16)? as u16))
}

#[cfg(test)]
mod tests {
    use super::replace_lone;

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
}
