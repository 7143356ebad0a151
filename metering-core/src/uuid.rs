//! Random UUIDs.

/// Returns a random UUID (version 4), for idempotency tokens. The UUID is unique, but not secret.
pub fn random() -> String {
    // ASCII is always valid.
    String::from_utf8(random_text().to_vec()).unwrap_or_default()
}

/// Returns the text of a random UUID (version 4), for invocation ids.
pub fn random_text() -> [u8; 36] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    // The version is the 13th digit, the variant the top of the 17th (RFC 9562).
    let bits = fastrand::u128(..) & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let mut text = [b'-'; 36];
    let mut at = 0;
    for byte in bits.to_be_bytes() {
        if matches!(at, 8 | 13 | 18 | 23) {
            at += 1;
        }
        text[at] = DIGITS[usize::from(byte >> 4)];
        text[at + 1] = DIGITS[usize::from(byte & 0xf)];
        at += 2;
    }
    text
}
