//! Reads the XML of AWS's front ends and of STS.

/// Returns the text of the first element with this name, or `None` if there is no such element or
/// it contains markup.
pub fn element(xml: &str, name: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, rest) = rest.split_once('<')?;
    rest.strip_prefix('/')?.strip_prefix(name)?.strip_prefix('>')?;
    Some(unescape(text.trim()))
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

/// Resolves entities and character references. Other ampersands are kept.
fn unescape(text: &str) -> String {
    let mut parts = text.split('&');
    let mut resolved = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(';').and_then(|(reference, rest)| Some((character(reference)?, rest))) {
            Some((character, rest)) => {
                resolved.push(character);
                resolved.push_str(rest);
            }
            None => {
                resolved.push('&');
                resolved.push_str(part);
            }
        }
    }
    resolved
}

fn character(reference: &str) -> Option<char> {
    match reference {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = reference.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{element, root};

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
}
