//! The cases that `rename_all` knows: from a name in Rust to the name on the wire.

/// A rule that turns a name in Rust into the name on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// `PascalCase`, the default.
    Pascal,
    /// `camelCase`
    Camel,
    /// `snake_case`
    Snake,
    /// `SCREAMING_SNAKE_CASE`
    ScreamingSnake,
    /// `kebab-case`
    Kebab,
    /// `lowercase`
    Lower,
    /// `UPPERCASE`
    Upper,
}

impl Case {
    /// Each case with the name that `rename_all` accepts.
    pub const NAMES: [(&'static str, Case); 7] = [
        ("PascalCase", Case::Pascal),
        ("camelCase", Case::Camel),
        ("snake_case", Case::Snake),
        ("SCREAMING_SNAKE_CASE", Case::ScreamingSnake),
        ("kebab-case", Case::Kebab),
        ("lowercase", Case::Lower),
        ("UPPERCASE", Case::Upper),
    ];

    /// Returns the name that `rename_all` accepts for this case.
    pub fn name(self) -> &'static str {
        Case::NAMES.iter().find(|(_, case)| *case == self).map_or("", |(name, _)| name)
    }

    /// Returns the wire name of a field. Like serde, PascalCase and camelCase start a word at each
    /// `_` and keep the other letters: `resource_ARN` becomes `ResourceARN`.
    pub fn apply_to_field(self, name: &str) -> String {
        let mut words = name.split('_').filter(|word| !word.is_empty());
        match self {
            Case::Pascal => words.map(capital).collect(),
            Case::Camel => {
                let first = words.next().map(|word| with_first(word, char::to_lowercase)).unwrap_or_default();
                words.fold(first, |name, word| name + &capital(word))
            }
            _ => self.apply(name),
        }
    }

    /// Returns the wire name of a variant such as `UsageRecords`, whose words start at capitals. A
    /// variant already is in PascalCase: `EC2_Instance` stays `EC2_Instance`.
    pub fn apply(self, name: &str) -> String {
        let words = words(name);
        match self {
            Case::Pascal => name.to_owned(),
            Case::Camel => {
                let rest = words.iter().skip(1).map(|word| capital(word));
                words.iter().take(1).cloned().chain(rest).collect()
            }
            Case::Snake => words.join("_"),
            Case::ScreamingSnake => words.join("_").to_uppercase(),
            Case::Kebab => words.join("-"),
            Case::Lower => words.concat(),
            Case::Upper => words.concat().to_uppercase(),
        }
    }
}

fn capital(word: &str) -> String {
    with_first(word, char::to_uppercase)
}

fn with_first<L: Iterator<Item = char>>(word: &str, change: fn(char) -> L) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| change(first).chain(letters).collect()).unwrap_or_default()
}

/// Splits a name into lowercase words. A word starts after each `_`, at a capital after a lowercase
/// letter or digit, and at a capital before a lowercase letter.
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
    fn fields_become_wire_names() {
        for (field, pascal, camel) in [
            ("usage_records", "UsageRecords", "usageRecords"),
            ("CustomerAWSAccountId", "CustomerAWSAccountId", "customerAWSAccountId"),
            ("customerAWSAccountId", "CustomerAWSAccountId", "customerAWSAccountId"),
            ("resource_ARN", "ResourceARN", "resourceARN"),
            ("_md5_of_body", "Md5OfBody", "md5OfBody"),
            ("__", "", ""),
        ] {
            assert_eq!(Case::Pascal.apply_to_field(field), pascal);
            assert_eq!(Case::Camel.apply_to_field(field), camel);
        }
        assert_eq!(Case::ScreamingSnake.apply_to_field("resource_ARN"), "RESOURCE_ARN");
        assert_eq!(Case::Kebab.apply_to_field("usage_records"), "usage-records");
    }

    #[test]
    fn variants_become_wire_names() {
        assert_eq!(Case::Pascal.apply("EC2Instance"), "EC2Instance");
        assert_eq!(Case::Pascal.apply("SS"), "SS");
        assert_eq!(Case::Pascal.apply("EC2_Instance"), "EC2_Instance");
        assert_eq!(Case::Camel.apply("NotFound"), "notFound");
        assert_eq!(Case::ScreamingSnake.apply("DuplicateRecord"), "DUPLICATE_RECORD");
        assert_eq!(Case::Kebab.apply("EC2Instance"), "ec2-instance");
        assert_eq!(Case::Snake.apply("Success"), "success");
        assert_eq!(Case::Lower.apply("NotFound"), "notfound");
        assert_eq!(Case::Upper.apply("NotFound"), "NOTFOUND");
    }
}
