//! Idiomatic Rust names for wire names, and the cases that turn them back into wire names.

use std::collections::HashSet;

pub(super) use metering_syntax::case::Case;
use metering_syntax::spelling;

use super::text::one_line;

/// Splits a name into lowercase words: `CustomerAWSAccountId` becomes `customer aws account id`.
///
/// A plural acronym is one word (`VPCs`, `ARNs`), and digits belong to the word before them
/// (`MD5OfBody`, `IPv4Address`, `EC2InstanceId`).
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    // Names are ASCII, because the compiler warns about letters that look alike.
    for chunk in name.split(|c: char| !c.is_ascii_alphanumeric()) {
        let mut chunk = chunk.to_owned();
        for (name, word) in MIXED {
            chunk = chunk.replace(name, word);
        }
        let chars: Vec<char> = chunk.chars().collect();
        let mut word = String::new();
        for (at, &c) in chars.iter().enumerate() {
            if at > 0 && starts_word(&chars, at) {
                words.push(std::mem::take(&mut word));
            }
            word.extend(c.to_lowercase());
        }
        if !word.is_empty() {
            words.push(word);
        }
    }
    words
}

/// Words with inner capitals: AWS's spelling, and the spelling with one capital.
const MIXED: [(&str, &str); 24] = [
    ("IPv", "Ipv"),
    ("OAuth", "Oauth"),
    ("KiB", "Kib"),
    ("MiB", "Mib"),
    ("GiB", "Gib"),
    ("TiB", "Tib"),
    ("vCPU", "Vcpu"),
    ("vCpu", "Vcpu"),
    ("VCpu", "Vcpu"),
    ("DDoS", "Ddos"),
    ("SaaS", "Saas"),
    ("ETag", "Etag"),
    ("FSx", "Fsx"),
    ("XRay", "Xray"),
    ("RStudio", "Rstudio"),
    ("MLflow", "Mlflow"),
    ("GraphQL", "Graphql"),
    ("MySQL", "Mysql"),
    ("MySql", "Mysql"),
    ("PostgreSQL", "Postgresql"),
    ("PostgreSql", "Postgresql"),
    ("GitHub", "Github"),
    ("GitLab", "Gitlab"),
    ("WebAuthn", "Webauthn"),
];

fn starts_word(chars: &[char], at: usize) -> bool {
    let (before, here) = (chars[at - 1], chars[at]);
    if !here.is_uppercase() {
        return false;
    }
    if before.is_numeric() {
        // `2FA` and `3DModel` start with digits.
        let digits = chars[..at].iter().rev().take_while(|c| c.is_numeric()).count();
        return digits < at && !is_plural(chars, at);
    }
    if before.is_lowercase() {
        return true;
    }
    // The last capital before a lowercase letter starts a word, unless the letter is a plural `s`.
    chars.get(at + 1).is_some_and(|next| next.is_lowercase()) && !is_plural(chars, at)
}

/// Returns `true` if the capital at `at` is the last one of a plural acronym: `VPCs`, `ARNsFor`.
fn is_plural(chars: &[char], at: usize) -> bool {
    chars.get(at + 1) == Some(&'s')
        && chars.get(at + 2).is_none_or(|after| !after.is_lowercase())
        && chars[at - 1].is_uppercase()
}

/// Returns a name like `customer_aws_account_id`.
pub(super) fn snake(name: &str) -> String {
    words(name).join("_")
}

/// Returns a name like `CustomerAwsAccountId`. Digits of two words stay separate: `1.0` becomes
/// `1_0`.
pub(super) fn pascal(name: &str) -> String {
    let mut pascal = String::new();
    for word in words(name) {
        let first_is_digit = word.starts_with(|c: char| c.is_numeric());
        if first_is_digit && pascal.ends_with(|c: char| c.is_numeric()) {
            pascal.push('_');
        }
        pascal.push_str(&capitalized(&word));
    }
    pascal
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

const KEYWORDS: [&str; 52] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield", "_",
];

/// Returns the field name of a member, as a raw identifier if it is a keyword.
pub(super) fn field(wire: &str, taken: &mut HashSet<String>) -> String {
    let mut name = snake(wire);
    if !name.starts_with(|c: char| c.is_alphabetic()) {
        name = format!("n{name}");
    }
    let name = unused(name, taken);
    match name.as_str() {
        "self" | "super" | "crate" => format!("{name}_"),
        keyword if KEYWORDS.contains(&keyword) => format!("r#{name}"),
        _ => name,
    }
}

/// Returns the type name of a shape or operation.
pub(super) fn type_name(shape: &str) -> String {
    let name = pascal(shape);
    if name.starts_with(|c: char| c.is_alphabetic()) { name } else { format!("T{name}") }
}

/// Returns the variant name of a value: `us-east-1` becomes `UsEast1`, `1.0` becomes `V1_0`, and
/// `*` becomes `Star`.
pub(super) fn variant(value: &str, taken: &mut HashSet<String>) -> String {
    let mut name = pascal(value);
    if name.is_empty() || taken.contains(&name) {
        name = pascal(&spelled(value));
    }
    if name.is_empty() {
        name = "Empty".to_owned();
    }
    if !name.starts_with(|c: char| c.is_alphabetic()) {
        name = format!("V{name}");
    }
    let name = unused(name, taken);
    if name == "Self" { "Self_".to_owned() } else { name }
}

/// Spells out the punctuation of a value.
fn spelled(value: &str) -> String {
    let mut spelled = String::new();
    for c in value.chars() {
        let word = match c {
            '*' => "star",
            '+' => "plus",
            '-' => "minus",
            '=' => "equals",
            '<' => "less",
            '>' => "greater",
            '!' => "not",
            '&' => "and",
            '|' => "or",
            '%' => "percent",
            '$' => "dollar",
            '#' => "hash",
            '@' => "at",
            '/' => "slash",
            '.' => "dot",
            ',' => "comma",
            ':' => "colon",
            c if c.is_ascii_alphanumeric() => {
                spelled.push(c);
                continue;
            }
            c if c.is_alphanumeric() => &format!("u{:x}", u32::from(c)),
            _ => " ",
        };
        spelled.push(' ');
        spelled.push_str(word);
        spelled.push(' ');
    }
    spelled
}

/// Returns the name, with a number if it is taken.
pub(super) fn unused(name: String, taken: &mut HashSet<String>) -> String {
    if taken.insert(name.clone()) {
        return name;
    }
    // Types and variants have `_` only between digits.
    let is_type = name.starts_with(char::is_uppercase) && !name.ends_with(|c: char| c.is_ascii_digit());
    let joint = if is_type { "" } else { "_" };
    let numbered = (2..).map(|n| format!("{name}{joint}{n}")).find(|name| !taken.contains(name));
    let name = numbered.unwrap_or(name);
    taken.insert(name.clone());
    name
}

/// Returns the name of the variant for unknown values.
pub(super) fn unknown(taken: &mut HashSet<String>) -> String {
    let name = if taken.contains("Unknown") { "Unrecognized" } else { "Unknown" };
    unused(name.to_owned(), taken)
}

/// The cases of members, the most likely first.
pub(super) const MEMBER_CASES: [Case; 7] =
    [Case::Pascal, Case::Camel, Case::Snake, Case::Kebab, Case::ScreamingSnake, Case::Lower, Case::Upper];

/// The cases of enum values, the most likely first.
pub(super) const VALUE_CASES: [Case; 7] =
    [Case::Pascal, Case::ScreamingSnake, Case::Upper, Case::Lower, Case::Snake, Case::Kebab, Case::Camel];

/// Returns the wire name that the macros derive from a field's name.
pub(super) fn wire_field(case: Case, field: &str) -> String {
    case.apply_to_field(field.strip_prefix("r#").unwrap_or(field))
}

/// Returns the case that needs the fewest `rename`s, or the default if no other case is better.
pub(super) fn case_for<'a>(
    names: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    cases: [Case; 7],
    of: impl Fn(Case, &str) -> String,
) -> Case {
    let renames = |case: Case| names.clone().filter(|(ours, wire)| of(case, ours) != *wire).count();
    let plain = renames(Case::Pascal);
    let best = cases.into_iter().min_by_key(|case| renames(*case)).unwrap_or(Case::Pascal);
    // `rename_all` costs a line, so it must save at least two.
    if renames(best) + 1 < plain || (renames(best) < plain && renames(best) == 0) {
        best
    } else {
        Case::Pascal
    }
}

/// Returns a question with the most similar known name, without regard to case. Empty if more than
/// `maximum` letters differ.
pub(super) fn suggestion<'a>(known: impl Iterator<Item = &'a str>, name: &str, maximum: usize) -> String {
    let name = name.to_lowercase();
    let distances = known.map(|known| (spelling::distance(&known.to_lowercase(), &name), known));
    match distances.min_by_key(|(distance, _)| *distance) {
        Some((distance, known)) if distance <= maximum => format!(", did you mean `{}`?", one_line(known)),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unusual_names_become_words() {
        for (wire, ours) in [
            ("CustomerAWSAccountId", "customer_aws_account_id"),
            ("DBInstanceARN", "db_instance_arn"),
            ("ARNs", "arns"),
            ("VPCSecurityGroupIDs", "vpc_security_group_ids"),
            ("IPv4Address", "ipv4_address"),
            ("MD5OfBody", "md5_of_body"),
            ("EC2InstanceIdsToTerminate", "ec2_instance_ids_to_terminate"),
            ("S3BucketName", "s3_bucket_name"),
            ("kmsKeyId", "kms_key_id"),
            ("x509SVIDs", "x509_svids"),
            ("aws:tag-key", "aws_tag_key"),
            ("SSLPolicy", "ssl_policy"),
            ("MemoryGiBPerVCpu", "memory_gib_per_vcpu"),
            ("vCPUs", "vcpus"),
            ("linkedToGitHub", "linked_to_github"),
            ("propagateTags", "propagate_tags"),
            ("ModelDataETag", "model_data_etag"),
        ] {
            assert_eq!(snake(wire), ours);
        }
    }

    #[test]
    fn keywords_and_collisions_get_distinct_names() {
        let mut taken = HashSet::new();
        assert_eq!(field("type", &mut taken), "r#type");
        assert_eq!(field("Self", &mut taken), "self_");
        assert_eq!(field("Name", &mut taken), "name");
        assert_eq!(field("name", &mut taken), "name_2");
    }

    #[test]
    fn values_become_variants() {
        let mut taken = HashSet::new();
        for (value, ours) in [
            ("us-east-1", "UsEast1"),
            ("1.0", "V1_0"),
            ("10", "V10"),
            ("*", "Star"),
            ("AES_256", "Aes256"),
            ("TLS_1_2", "Tls1_2"),
            ("EQ", "Eq"),
            ("=", "Equals"),
            ("Self", "Self_"),
            ("a+", "A"),
            ("a-", "AMinus"),
            ("é", "Ue9"),
            ("café", "Caf"),
        ] {
            assert_eq!(variant(value, &mut taken), ours);
        }
    }
}
