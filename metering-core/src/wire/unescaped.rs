//! Strings that are in JSON as they are, which nearly all are.

/// How many bytes `text` begins with that stand for themselves in a JSON string: none of them a
/// control character, a quotation mark or a backslash.
///
/// Eight bytes are looked at in one step. A byte's highest bit tells whether the byte is below a
/// bound or, after a difference by bits, zero. A borrow can set the bit of a byte wrongly only
/// where a lower byte has it rightly, so the lowest one is always right.
pub(super) fn unescaped_prefix(text: &[u8]) -> usize {
    let (eights, rest) = text.as_chunks::<8>();
    for (index, eight) in eights.iter().enumerate() {
        let found = special(*eight);
        if found != 0 {
            return 8 * index + position(found);
        }
    }
    match text.last_chunk::<8>() {
        // The last eight bytes, of which the first are known to be plain.
        Some(last) => text.len() - 8 + position(special(*last)),
        None => rest.iter().position(|byte| matches!(byte, ..b' ' | b'"' | b'\\')).unwrap_or(rest.len()),
    }
}

/// Which of eight bytes don't stand for themselves, by the highest bit of each.
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

/// The first of the bytes that were found; 8 if there is none.
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
