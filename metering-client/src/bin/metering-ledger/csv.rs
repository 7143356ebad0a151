//! Comma-separated values, as RFC 4180 defines them.

/// Parses a file into rows of fields. Empty lines are left out.
///
/// # Errors
/// Returns an error with the line's number if a quotation mark is at a place where none may be.
pub fn parse(text: &str) -> Result<Vec<Vec<String>>, String> {
    // Spreadsheets write a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (mut rows, mut row, mut line) = (Vec::new(), Vec::new(), 1);
    let mut rest = text;
    while !rest.is_empty() {
        let (field, after) = if let Some(quoted) = rest.strip_prefix('"') {
            let (field, after) =
                unquote(quoted).ok_or(format!("line {line}: a quotation mark isn't closed"))?;
            if !after.is_empty() && !after.starts_with([',', '\n']) && !after.starts_with("\r\n") {
                return Err(format!("line {line}: text follows a quoted field"));
            }
            (field, after)
        } else {
            let (field, after) = rest.split_at(rest.find([',', '\n']).unwrap_or(rest.len()));
            // The line break may be CR LF.
            let end = if after.starts_with(',') { field.len() } else { field.trim_end_matches('\r').len() };
            if field.contains('"') {
                return Err(format!("line {line}: a quotation mark in a field without quotation marks"));
            }
            (field[..end].to_owned(), after)
        };
        line += field.matches('\n').count();
        row.push(field);
        if let Some(after) = after.strip_prefix(',') {
            rest = after;
            // The last field may be empty.
            if rest.is_empty() {
                row.push(String::new());
            }
            continue;
        }
        let after = after.strip_prefix('\r').unwrap_or(after);
        rest = after.strip_prefix('\n').unwrap_or(after);
        line += 1;
        if row != [String::new()] {
            rows.push(std::mem::take(&mut row));
        }
        row.clear();
    }
    if !row.is_empty() {
        rows.push(row);
    }
    Ok(rows)
}

/// Returns a quoted field, from behind its first quotation mark, and the rest of the text.
fn unquote(text: &str) -> Option<(String, &str)> {
    let (mut field, mut rest) = (String::new(), text);
    loop {
        let (part, after) = rest.split_once('"')?;
        field.push_str(part);
        match after.strip_prefix('"') {
            Some(after) => {
                field.push('"');
                rest = after;
            }
            None => return Some((field, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn fields_may_be_quoted() {
        for (text, expected) in [
            ("a,b\n1,2\n", vec![vec!["a", "b"], vec!["1", "2"]]),
            ("a,b\r\n1,2", vec![vec!["a", "b"], vec!["1", "2"]]),
            ("\u{feff}a\n\n1\n\n", vec![vec!["a"], vec!["1"]]),
            ("\"a,\"\"b\"\"\",\"c\nd\"\r\n,\n", vec![vec!["a,\"b\"", "c\nd"], vec!["", ""]]),
            ("a,", vec![vec!["a", ""]]),
            ("\"\"", vec![]),
            ("\"\",\"\"", vec![vec!["", ""]]),
            ("", vec![]),
        ] {
            assert_eq!(parse(text).unwrap(), expected, "{text:?}");
        }
    }

    #[test]
    fn errors_name_the_line() {
        for (text, error) in [
            ("a\n\"b", "line 2: a quotation mark isn't closed"),
            ("a\n\"b\"c", "line 2: text follows a quoted field"),
            ("\"a\nb\"\nc\"d", "line 3: a quotation mark in a field without quotation marks"),
        ] {
            assert_eq!(parse(text).unwrap_err(), error);
        }
    }
}
