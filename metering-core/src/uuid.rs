//! Random UUIDs.

/// Returns a random UUID (version 4), for idempotency tokens and invocation ids. The UUID is
/// unique, but not secret.
pub fn random() -> String {
    // The version is the 13th digit, the variant the top of the 17th (RFC 9562).
    let bits = fastrand::u128(..) & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let mut text = String::with_capacity(36);
    for at in (0..32_u32).rev() {
        if matches!(at, 23 | 19 | 15 | 11) {
            text.push('-');
        }
        let digit = (bits >> (4 * at)) as u8 & 0xf;
        text.push(char::from(b"0123456789abcdef"[usize::from(digit)]));
    }
    text
}
