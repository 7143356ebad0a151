//! Keys and their values.

use std::fmt::Display;

use super::list;

pub const EXPECTED_KEY: &str = "expected a key; write `key = value`";
pub const EXPECTED_COMMA: &str = "expected `,` before the next key";
pub const EQUALS_FOR_COLON: &str = "expected `=`, found `:`";
pub const COMMA_FOR_SEMICOLON: &str = "expected `,`, found `;`";
pub const ATTRIBUTE_FORM: &str = "expected keys in parentheses, such as `#[aws(rename = \"Name\")]`";

pub fn unknown_key(key: impl Display, place: &str, meant: Option<&str>, known: &[&str]) -> String {
    match meant {
        Some(meant) => format!("unknown key `{key}`, did you mean `{meant}`?"),
        None => format!("unknown key `{key}`; {place} accepts {}", list(known)),
    }
}
pub fn misplaced_key(
    key: impl Display,
    home: &str,
    place: &str,
    instead: Option<&str>,
    known: &[&str],
) -> String {
    if let Some(instead) = instead {
        return format!("`{key}` goes {home}; for {place} write `{instead}`");
    }
    if known.is_empty() {
        return format!("{place} accepts no keys; move `{key}` to the struct");
    }
    format!("`{key}` goes {home}; {place} accepts {}", list(known))
}
pub fn below_operation(example: &str) -> String {
    format!("the keys of the struct go below `aws_operation`; write `#[aws({example})]` there")
}
pub fn duplicate_key(key: impl Display) -> String {
    format!("duplicate key `{key}`; remove one")
}
pub fn missing_key(key: &str, example: &str) -> String {
    format!("missing `{key}`; add `{example}`")
}

// Values.
pub fn action_without_key(action: impl Display) -> String {
    format!("the operation's name needs its key; write `action = \"{action}\"`")
}
pub fn endpoint_is_prefix(prefix: Option<&str>) -> String {
    match prefix {
        Some(prefix) => format!(
            "`endpoint` takes settings in parentheses; for the prefix of all hosts write `endpoint_prefix = \"{prefix}\"`"
        ),
        None => {
            "`endpoint` takes settings in parentheses; set a custom host with the client's `endpoint_url`"
                .to_owned()
        }
    }
}
pub fn flag(key: impl Display) -> String {
    format!("`{key}` is a flag; remove the value")
}
pub fn needs_value(key: impl Display, example: &str) -> String {
    format!("`{key}` needs a value; write `{key} = {example}`")
}
pub fn value_in_parentheses(key: impl Display, value: &str) -> String {
    format!("`{key}` takes its value after `=`; write `{key} = {value}`")
}
pub fn bare_constraint(key: impl Display, constraint: &str) -> String {
    format!("`{key}` takes constraints with their keys; write `{key}({constraint})`")
}
pub fn needs_list(key: impl Display, example: &str) -> String {
    format!("`{key}` takes a list in parentheses; write `{key}({example})`")
}
pub fn empty_list(key: impl Display, example: &str) -> String {
    format!("`{key}` is empty; write for example `{example}`, or remove it")
}
pub fn bare_name(key: impl Display, name: impl Display) -> String {
    format!("`{key}` takes the names of `CredentialsSource` variants; write `{name}`")
}
pub fn string_expected(key: impl Display, example: &str) -> String {
    format!("`{key}` takes a string; write `{key} = {example}`")
}
pub fn path_not_string(key: impl Display, path: &str) -> String {
    let what = if key.to_string() == "check" { "the path of a function" } else { "a type path" };
    format!("`{key}` takes {what}, not a string; write `{key} = {path}`")
}
pub fn path_expected(key: impl Display, example: &str) -> String {
    let what = if key.to_string() == "check" { "the path of a function" } else { "a path" };
    format!("`{key}` takes {what}; write for example `{key} = {example}`")
}
pub fn function_called(key: impl Display, function: &str) -> String {
    format!("`{key}` takes the path of a function; write `{key} = {function}`")
}
pub fn word_expected(key: impl Display, words: &[&str], word: &str) -> String {
    format!("`{key}` takes {}; write `{key} = {word}`", words_of(words))
}
pub fn unknown_word(key: impl Display, found: &str, meant: Option<&str>, words: &[&str]) -> String {
    match meant {
        Some(meant) => format!("unknown {key} kind `{found}`, did you mean `{meant}`?"),
        None => format!("unknown {key} kind `{found}`; expected {}", words_of(words)),
    }
}
fn words_of(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or ")
}

// Names from AWS's models, serde and other libraries.
pub const EVENT_STREAM: &str =
    "unknown key `event_stream`; give a member of the output the type `EventStream<Event>`";
pub const SPARSE: &str =
    "unknown key `sparse`; for a sparse list or map write `Vec<Option<T>>` or `HashMap<K, Option<T>>`";
pub const ENUM: &str = "unknown key `enum`; derive `StringEnum` on an enum and make it the member's type";
pub const ENDPOINT_URL: &str = "unknown key `endpoint_url`; set a custom host with the client's `endpoint_url`, or with `AWS_ENDPOINT_URL`";
pub const INPUT: &str = "unknown key `input`; the struct below is the input, so remove the key";
pub const DOCUMENTATION: &str = "unknown key `documentation`; write a doc comment, `/// …`";
pub const DEPRECATED: &str = "unknown key `deprecated`; write Rust's attribute, `#[deprecated]`";

pub fn waiters(key: &str) -> String {
    format!("unknown key `{key}`; derive `Waiter` on a unit struct next to the operation")
}
pub fn sensitive(key: &str) -> String {
    format!("unknown key `{key}`; write the member's type as `Sensitive<T>`")
}
pub fn optionality(key: &str) -> String {
    format!("unknown key `{key}`; a member is optional if its type is `Option<T>`, and required otherwise")
}
pub fn bound_key(key: &str, ranges: &[&str]) -> String {
    let ranges: Vec<_> = ranges.iter().map(|range| format!("`{range} = 1..=255`")).collect();
    format!("unknown key `{key}`; write both bounds as a range, such as {}", ranges.join(" or "))
}
pub fn retryable(key: &str) -> String {
    format!("unknown key `{key}`; write `retry = throttling` or `retry = transient`")
}
pub fn fault(key: &str) -> String {
    format!(
        "unknown key `{key}`; errors are matched by code, so remove it, or write `server_fault` for a 5xx error"
    )
}
pub fn protocol(key: &str) -> String {
    format!("unknown key `{key}`; write `json_version = \"1.0\"` or `json_version = \"1.1\"`")
}
pub fn page_size(key: &str) -> String {
    format!("unknown key `{key}`; the page size is an ordinary member of the request, so remove the key")
}
pub fn not_declared(key: &str) -> String {
    format!("`{key}` of AWS's model is not part of a declaration; remove it")
}
pub fn of_serde(key: &str) -> String {
    format!("`{key}` is a serde attribute and has no effect here; remove it")
}
pub fn serde_attribute(key: &str) -> String {
    let fix = match key {
        "rename_all" => "; write `#[aws(rename_all = \"…\")]`",
        "default" => "; write `#[aws(default)]`, or make the member an `Option`",
        "skip_serializing_if" => ", because an unset member is never sent; remove it",
        "rename" => "; write `#[aws(rename = \"…\")]`",
        "other" => "; write `#[aws(other)]`",
        _ => "; remove it",
    };
    format!("`#[serde({key})]` has no effect here{fix}")
}
