//! Finds strings that need no escapes in JSON, as nearly all do.

/// Returns the number of bytes before the first control character, quotation mark or backslash.
///
/// Eight bytes are compared in one step. After a subtraction, the highest bit of a byte is set if
/// the byte was below a bound. A borrow can set it wrongly, but only above a byte that has it
/// rightly, so the lowest set bit is always right.
pub(super) fn unescaped_prefix(text: &[u8]) -> usize {
    let (eights, rest) = text.as_chunks::<8>();
    for (index, eight) in eights.iter().enumerate() {
        let found = special(*eight);
        if found != 0 {
            return 8 * index + position(found);
        }
    }
    match text.last_chunk::<8>() {
        // The last eight bytes overlap with bytes that are known to need no escapes.
        Some(last) => text.len() - 8 + position(special(*last)),
        None => rest.iter().position(|byte| matches!(byte, ..b' ' | b'"' | b'\\')).unwrap_or(rest.len()),
    }
}

/// Sets the highest bit of each of eight bytes that needs an escape.
fn special(eight: [u8; 8]) -> u64 {
    const fn each(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    let word = u64::from_le_bytes(eight);
    let control = word.wrapping_sub(each(b' ')) & !word;
    let quote = word ^ each(b'"');
    let quote = quote.wrapping_sub(each(1)) & !quote;
    let backslash = word ^ each(b'\\');
    let backslash = backslash.wrapping_sub(each(1)) & !backslash;
    (control | quote | backslash) & each(0x80)
}

/// Returns the index of the first byte that was found; 8 if there is none.
fn position(found: u64) -> usize {
    found.trailing_zeros() as usize / 8
}

#[cfg(test)]
mod tests {
    use super::unescaped_prefix;

    #[test]
    fn the_first_special_byte_is_found_wherever_it_is() {
        for length in 0..20 {
            for at in 0..=length {
                for byte in 0..=255 {
                    let mut text = vec![b'a'; length];
                    text.resize(length + 3, b'"');
                    text[at] = byte;
                    let expected = text
                        .iter()
                        .position(|byte| *byte < 0x20 || *byte == b'"' || *byte == b'\\')
                        .unwrap_or(text.len());
                    assert_eq!(unescaped_prefix(&text), expected, "{text:?}");
                    assert_eq!(unescaped_prefix(&text[..length]), expected.min(length), "{text:?}");
                }
            }
        }
    }
}
