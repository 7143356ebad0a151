//! Did you mean …?

/// The word of `known` that was most likely meant by `found`, if one is near enough.
pub(crate) fn meant<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
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

/// Words of other libraries, and of AWS's models, and the keys and values that do what they say.
const SYNONYMS: [(&str, &[&str]); 31] = [
    ("range", &["min", "max", "minimum", "maximum", "between"]),
    ("length", &["size", "len", "min_length", "max_length", "min_len", "max_len", "min_items", "max_items"]),
    ("pattern", &["regex", "regexp", "matches"]),
    ("rename", &["name", "wire_name", "location_name", "json_name", "enum_value", "value", "alias"]),
    ("other", &["unknown", "fallback", "catch_all"]),
    ("code", &["rename", "name", "error_code"]),
    ("each", &["values", "elements", "inner"]),
    ("check", &["validate", "validator"]),
    ("server_fault", &["fault", "server", "server_error"]),
    ("action", &["operation", "operation_name", "name", "target"]),
    ("output", &["response", "result", "returns"]),
    ("unsigned", &["auth", "auth_type", "no_auth", "optional_auth"]),
    ("compressed", &["request_compression", "compression"]),
    ("paginate", &["pages", "paging"]),
    ("items", &["result_key", "results"]),
    ("more", &["more_results", "has_more"]),
    ("id", &["service_id", "sdk_id"]),
    ("json_version", &["protocol", "protocols"]),
    ("endpoint_prefix", &["prefix"]),
    ("signing_name", &["sigv4", "signing", "signing_service"]),
    ("endpoint", &["global_endpoint"]),
    ("plain", &["host", "hostname"]),
    ("signing_region", &["credential_scope"]),
    ("global", &["is_regionalized", "partition_endpoint"]),
    (
        "timestamp",
        &["iso8601", "rfc3339", "rfc822", "date_time", "http_date", "epoch_seconds", "unix_timestamp"],
    ),
    // Timestamp formats, as botocore and the standards call them.
    ("date-time", &["iso8601", "rfc3339"]),
    ("http-date", &["rfc822", "rfc1123", "rfc7231"]),
    ("epoch-seconds", &["unix_timestamp", "unix"]),
    // Cases, as other libraries call them.
    ("PascalCase", &["UpperCamelCase"]),
    ("camelCase", &["lowerCamelCase"]),
    ("SCREAMING_SNAKE_CASE", &["UPPER_SNAKE_CASE", "SHOUTY_SNAKE_CASE"]),
];

/// What AWS's models say beside what requests are made of.
pub(crate) fn is_of_model(found: &str) -> bool {
    const FACTS: [&str; 20] = [
        "apiversion",
        "arnnamespace",
        "serviceabbreviation",
        "servicefullname",
        "signatureversion",
        "uid",
        "http",
        "idempotent",
        "method",
        "readonly",
        "nonaggregatekeys",
        "box",
        "clientoptional",
        "httpheader",
        "httplabel",
        "httppayload",
        "httpquery",
        "location",
        "mediatype",
        "uniqueitems",
    ];
    FACTS.contains(&fold(found).as_str())
}

/// The keys whose ranges say what other libraries say by one bound of this name.
pub(crate) fn ranges_of_bound(found: &str) -> &'static [&'static str] {
    match found {
        "min" | "max" | "minimum" | "maximum" => &["length", "range"],
        "min_length" | "max_length" | "min_len" | "max_len" | "min_items" | "max_items" => &["length"],
        _ => &[],
    }
}

/// The one of these that was most likely meant, by its letters or its sense.
pub(crate) fn meant_key<'a>(found: &str, known: &[&'a str]) -> Option<&'a str> {
    if let Some(key) = known.iter().find(|key| **key == found) {
        return Some(key);
    }
    if is_of_model(found) {
        return None;
    }
    synonym(found, known).or_else(|| meant(found, known.iter().copied()))
}

/// The one of these that does what the word says.
pub(crate) fn synonym<'a>(found: &str, known: &[&'a str]) -> Option<&'a str> {
    let found = fold(found);
    let means = |key: &str| {
        SYNONYMS.iter().any(|(word, others)| *word == key && others.iter().any(|other| fold(other) == found))
    };
    known.iter().copied().find(|key| means(key))
}

/// Case and the marks between words are the most common slips: `ProductCode` and `product-code`
/// mean `product_code`.
pub(crate) fn fold(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How far two words are from one another; one that begins as the other does is near.
fn near(found: &str, word: &str) -> usize {
    if found == word {
        0
    } else if found.len() > 2 && (word.starts_with(found) || found.starts_with(word)) {
        1
    } else {
        distance(found, word)
    }
}

/// The number of insertions, deletions, replacements and swaps of neighbors that lead from one
/// word to the other.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut best = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(rows[i - 2][j - 2] + 1);
                }
                best
            };
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn finds_what_was_meant() {
        let keys = ["length", "range", "pattern", "rename", "timestamp"];
        assert_eq!(meant("lenght", keys), Some("length"));
        assert_eq!(meant("Pattern", keys), Some("pattern"));
        assert_eq!(meant("time_stamp", keys), Some("timestamp"));
        assert_eq!(meant("pat", keys), Some("pattern"));
        assert_eq!(meant("sparse", keys), None);
        assert_eq!(meant("x", ["a", "b"]), None);
    }
}
