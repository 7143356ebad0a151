//! How a name in Rust becomes one on the wire: `rename_all` and its default.

/// How a name in Rust becomes one on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    Lower,
    Upper,
}

impl Case {
    /// The rules by their names.
    pub(crate) const NAMES: [(&'static str, Case); 7] = [
        ("PascalCase", Case::Pascal),
        ("camelCase", Case::Camel),
        ("snake_case", Case::Snake),
        ("SCREAMING_SNAKE_CASE", Case::ScreamingSnake),
        ("kebab-case", Case::Kebab),
        ("lowercase", Case::Lower),
        ("UPPERCASE", Case::Upper),
    ];

    /// The name on the wire of a field (`usage_records`) or a variant (`UsageRecords`).
    pub(crate) fn apply(self, name: &str) -> String {
        let words = words(name);
        let capital = |word: &String| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
        };
        match self {
            Case::Pascal => words.iter().map(capital).collect::<Vec<String>>().concat(),
            Case::Camel => {
                let rest = words.iter().skip(1).map(capital);
                words.iter().take(1).cloned().chain(rest).collect::<Vec<_>>().concat()
            }
            Case::Snake => words.join("_"),
            Case::ScreamingSnake => words.join("_").to_uppercase(),
            Case::Kebab => words.join("-"),
            Case::Lower => words.concat(),
            Case::Upper => words.concat().to_uppercase(),
        }
    }
}

/// The words of a name in lower case: at each `_`, and where a capital follows a small letter or begins a small word.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (at, &letter) in letters.iter().enumerate() {
        let after_small = at > 0 && (letters[at - 1].is_lowercase() || letters[at - 1].is_ascii_digit());
        let before_small = at > 0
            && letters[at - 1].is_uppercase()
            && letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        if letter == '_' || letter.is_uppercase() && (after_small || before_small) {
            words.push(String::new());
        }
        if letter != '_'
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::Case;

    #[test]
    fn cases() {
        assert_eq!(Case::Pascal.apply("usage_records"), "UsageRecords");
        assert_eq!(Case::Camel.apply("usage_records"), "usageRecords");
        assert_eq!(Case::ScreamingSnake.apply("DuplicateRecord"), "DUPLICATE_RECORD");
        assert_eq!(Case::Kebab.apply("EC2Instance"), "ec2-instance");
        assert_eq!(Case::Snake.apply("Success"), "success");
        assert_eq!(Case::Lower.apply("NotFound"), "notfound");
        assert_eq!(Case::Upper.apply("NotFound"), "NOTFOUND");
    }
}
