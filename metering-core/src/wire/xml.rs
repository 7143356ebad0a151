//! Reads the XML of AWS's front ends and of STS.

/// Returns the text of the first element with this name, or `None` if there is no such element or
/// it contains markup. Ampersands that don't start a reference are kept.
pub fn element(xml: &str, name: &str) -> Option<String> {
    unescaped(xml, name).map(|(text, _)| text)
}

/// Returns the text of an element like [`element`], or `None` if an ampersand in it doesn't start a
/// reference.
pub fn valid_element(xml: &[u8], name: &str) -> Option<String> {
    let (text, is_valid) = unescaped(std::str::from_utf8(xml).ok()?, name)?;
    is_valid.then_some(text)
}

/// Returns the name of the root element without its namespace prefix.
pub fn root(xml: &str) -> Option<&str> {
    let mut rest = xml.trim_start();
    // The declaration, comments and the document type come before the root.
    while let Some(prolog) = rest.strip_prefix("<?").or_else(|| rest.strip_prefix("<!")) {
        let end = if prolog.starts_with("--") { "-->" } else { ">" };
        rest = prolog.split_once(end)?.1.trim_start();
    }
    let name = rest.strip_prefix('<')?.split([' ', '\t', '\n', '\r', '/', '>']).next()?;
    Some(name.rsplit(':').next().unwrap_or(name))
}

/// Returns an element's text with resolved references, and `true` if all of them are known.
fn unescaped(xml: &str, name: &str) -> Option<(String, bool)> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, rest) = rest.split_once('<')?;
    rest.strip_prefix('/')?.strip_prefix(name)?.trim_start().strip_prefix('>')?;
    let mut parts = text.trim().split('&');
    let mut resolved = parts.next()?.to_owned();
    let mut is_valid = true;
    for part in parts {
        match part.split_once(';').and_then(|(reference, rest)| Some((character(reference)?, rest))) {
            Some((character, rest)) => {
                resolved.push(character);
                resolved.push_str(rest);
            }
            None => {
                is_valid = false;
                resolved.push('&');
                resolved.push_str(part);
            }
        }
    }
    Some((resolved, is_valid))
}

/// Returns the character of an entity (`amp`) or a character reference (`#38`, `#x26`).
fn character(reference: &str) -> Option<char> {
    let number = match reference {
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "amp" => return Some('&'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => reference.strip_prefix('#')?,
    };
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    // `from_str_radix` accepts a sign.
    let is_number = digits.chars().all(|digit| digit.is_digit(radix));
    char::from_u32(is_number.then(|| u32::from_str_radix(digits, radix).ok())??)
}

#[cfg(test)]
mod tests {
    use super::{element, root, valid_element};

    #[test]
    fn elements_are_found_by_name() {
        let xml = "<A><Code> a&lt;b&amp;&quot; </Code><Message></Message><Nested><X>1</X></Nested><Open>1";
        assert_eq!(element(xml, "Code").as_deref(), Some("a<b&\""));
        assert_eq!(element(xml, "Message").as_deref(), Some(""));
        assert_eq!(element(xml, "X").as_deref(), Some("1"));
        for name in ["Nested", "Open", "Missing", "Cod"] {
            assert_eq!(element(xml, name), None, "{name}");
        }
    }

    #[test]
    fn references_are_resolved_and_other_ampersands_kept() {
        for (text, expected) in [
            ("&#34;a&#x27;&#xe9;&apos;", "\"a'é'"),
            ("a & b &unknown; &#xD800; &#; c&", "a & b &unknown; &#xD800; &#; c&"),
        ] {
            assert_eq!(element(&format!("<T>{text}</T>"), "T").as_deref(), Some(expected));
        }
    }

    #[test]
    fn the_root_comes_after_the_prolog() {
        for (xml, expected) in [
            (
                "<?xml version=\"1.0\"?>\n<!-- <A> --><ns:ThrottlingException xmlns:ns=\"x\">",
                "ThrottlingException",
            ),
            ("<UnknownOperationException/>", "UnknownOperationException"),
            ("<!DOCTYPE html><html>", "html"),
        ] {
            assert_eq!(root(xml), Some(expected));
        }
        assert_eq!(root("plain text"), None);
    }

    #[test]
    fn valid_elements_are_found_by_name() {
        let xml = br#"<?xml version="1.0"?><A xmlns="x"><Code> a&lt;b&amp;&quot; </Code><Message></Message><Nested><X>1</X></Nested><Bad>&nbsp;</Bad><Open>1"#;
        assert_eq!(valid_element(xml, "Code").as_deref(), Some("a<b&\""));
        assert_eq!(valid_element(xml, "Message").as_deref(), Some(""));
        assert_eq!(valid_element(xml, "X").as_deref(), Some("1"));
        for name in ["Nested", "Bad", "Open", "Missing", "Cod"] {
            assert_eq!(valid_element(xml, name), None, "{name}");
        }
        assert_eq!(valid_element(b"<Code>\xff</Code>", "Code"), None);
    }

    #[test]
    fn references_of_valid_elements_are_known() {
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
            assert_eq!(valid_element(xml.as_bytes(), "M").as_deref(), expected, "{text}");
        }
    }
}
