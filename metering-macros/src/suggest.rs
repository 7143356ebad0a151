//! "Did you mean …?"

use metering_syntax::spelling::distance;

/// Returns the word of `known` that `found` most likely misspells, if one is close enough.
pub fn meant<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(found);
    known
        .into_iter()
        .filter_map(|word| {
            let distance = near(&folded, &fold(word));
            // A third of the word may differ, but never all of a short one.
            (distance <= (word.len().max(found.len()) / 3).clamp(1, 4) && distance < word.len())
                .then_some((distance, word))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// Names that botocore, the standards and other libraries use for our values.
const VALUES: [(&str, &[&str]); 6] = [
    ("date-time", &["iso8601", "rfc3339"]),
    ("http-date", &["rfc822", "rfc1123", "rfc7231"]),
    ("epoch-seconds", &["unix_timestamp", "unix"]),
    ("PascalCase", &["UpperCamelCase"]),
    ("camelCase", &["lowerCamelCase"]),
    ("SCREAMING_SNAKE_CASE", &["UPPER_SNAKE_CASE", "SHOUTY_SNAKE_CASE"]),
];

/// Returns the value of `known` that `found` means, by a synonym or by its spelling.
pub fn meant_value<'a>(found: &str, known: &[&'a str]) -> Option<&'a str> {
    let is_synonym =
        |word: &&&str| VALUES.iter().any(|(value, synonyms)| value == *word && contains(synonyms, found));
    known.iter().find(is_synonym).copied().or_else(|| meant(found, known.iter().copied()))
}

/// Returns `true` if `word` is one of `words`, except for case and separators.
pub fn contains(words: &[&str], word: &str) -> bool {
    let word = fold(word);
    words.iter().any(|other| fold(other) == word)
}

/// Removes case and separators, which are the most common differences: `ProductCode` and
/// `product-code` mean `product_code`.
pub fn fold(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Returns the distance of two words. If one word starts with the other, they are close.
fn near(found: &str, word: &str) -> usize {
    if found == word {
        0
    } else if found.len() > 2 && (word.starts_with(found) || found.starts_with(word)) {
        1
    } else {
        distance(found, word)
    }
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn finds_misspelled_words() {
        let keys = ["length", "range", "pattern", "rename", "timestamp"];
        assert_eq!(meant("lenght", keys), Some("length"));
        assert_eq!(meant("Pattern", keys), Some("pattern"));
        assert_eq!(meant("time_stamp", keys), Some("timestamp"));
        assert_eq!(meant("pat", keys), Some("pattern"));
        assert_eq!(meant("sparse", keys), None);
        assert_eq!(meant("x", ["a", "b"]), None);
    }
}
