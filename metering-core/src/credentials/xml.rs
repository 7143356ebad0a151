//! The elements of a small XML document.
//!
//! The responses of STS contain a few elements whose text has no markup (keys, a token, a time).
//! Elements are found by name, which avoids an XML parser in the dependencies of every user.

/// Returns the text of the first element with this name. `None` if there is none, or if it contains
/// other elements or an unknown reference.
pub(super) fn element(xml: &[u8], name: &str) -> Option<String> {
    let xml = std::str::from_utf8(xml).ok()?;
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, rest) = rest.split_once('<')?;
    rest.strip_prefix('/')?.strip_prefix(name)?.trim_start().strip_prefix('>')?;
    let mut resolved = String::with_capacity(text.len());
    let mut parts = text.split('&');
    resolved.push_str(parts.next()?);
    for part in parts {
        let (reference, rest) = part.split_once(';')?;
        resolved.push(resolve(reference)?);
        resolved.push_str(rest);
    }
    Some(resolved.trim().to_owned())
}

/// Returns the character of an entity (`amp`) or a character reference (`#38`, `#x26`).
fn resolve(reference: &str) -> Option<char> {
    let code = match reference {
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "amp" => return Some('&'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => reference.strip_prefix('#')?,
    };
    let (digits, radix) = match code.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (code, 10),
    };
    // `from_str_radix` accepts a sign.
    let is_number = digits.chars().all(|digit| digit.is_digit(radix));
    char::from_u32(is_number.then(|| u32::from_str_radix(digits, radix).ok())??)
}

#[cfg(test)]
mod tests {
    use super::element;

    #[test]
    fn elements_are_found_by_name() {
        let xml = br#"<?xml version="1.0"?><A xmlns="x"><Code> a&lt;b&amp;&quot; </Code><Message></Message><Nested><X>1</X></Nested><Bad>&nbsp;</Bad><Open>1"#;
        assert_eq!(element(xml, "Code").as_deref(), Some("a<b&\""));
        assert_eq!(element(xml, "Message").as_deref(), Some(""));
        assert_eq!(element(xml, "X").as_deref(), Some("1"));
        for name in ["Nested", "Bad", "Open", "Missing", "Cod"] {
            assert_eq!(element(xml, name), None, "{name}");
        }
        assert_eq!(element(b"<Code>\xff</Code>", "Code"), None);
    }

    #[test]
    fn references_are_resolved() {
        for (text, expected) in [
            ("&#34;", Some("\"")),
            ("&#x22;", Some("\"")),
            ("&#xE9;&#233;", Some("éé")),
            ("&#x1F600;", Some("😀")),
            ("a&#43;b&#x2F;&#61;", Some("a+b/=")),
            ("&lt;&gt;&amp;&quot;&apos;", Some("<>&\"'")),
            ("&amp;#34;", Some("&#34;")),
            ("&#;", None),
            ("&#x;", None),
            ("&#+34;", None),
            ("&#x110000;", None),
            ("&#xD800;", None),
            ("&#99999999999;", None),
            ("&nbsp;", None),
            ("&", None),
            ("&#34", None),
        ] {
            let xml = format!("<M>{text}</M>");
            assert_eq!(element(xml.as_bytes(), "M").as_deref(), expected, "{text}");
        }
    }
}
