//! Services and their endpoints.

use std::fmt::Display;

use super::{list, quoted};

pub const NOT_A_STRUCT: &str = "`aws_service` goes on a unit struct; write `pub struct Service;`";
pub const GENERIC: &str = "the service marker can't be generic; remove the parameters";
pub const TARGET_PREFIX_DOT: &str = "`target_prefix` must not end with `.`; remove the dot";

pub fn has_fields(ident: impl Display) -> String {
    format!("the service marker must be a unit struct; write `struct {ident};`")
}
pub fn applied_twice(attribute: &str) -> String {
    format!("`{attribute}` is applied twice; remove one")
}
pub fn below_service(key: impl Display) -> String {
    format!("`{key}` is an argument of `aws_service`; move it into `aws_service(…)`")
}
pub fn prefix_is_host(prefix: Option<&str>, found: &str) -> String {
    match prefix {
        Some(prefix) => format!(
            "`endpoint_prefix` is a host prefix, not a URL or a host; write \"{prefix}\" instead of \"{found}\""
        ),
        None => "`endpoint_prefix` must be the prefix of AWS's hosts, such as \"metering.marketplace\"; set a custom host with the client's `endpoint_url`".to_owned(),
    }
}
pub fn endpoint_prefix(lowercase: Option<&str>) -> String {
    match lowercase {
        Some(lowercase) => format!("`endpoint_prefix` must be lowercase; write \"{lowercase}\""),
        None => "`endpoint_prefix` accepts lowercase letters and digits, with `-` and `.` between them; write for example \"metering.marketplace\"".to_owned(),
    }
}
pub fn target_with_action(prefix: &str, found: &str) -> String {
    format!("`target_prefix` is only the part before the action; write \"{prefix}\" instead of \"{found}\"")
}
pub fn service_name(key: impl Display) -> String {
    format!("`{key}` accepts letters, digits, `_`, `-` and `.`; remove the other characters")
}
pub fn service_id(key: impl Display) -> String {
    format!("`{key}` accepts letters, digits and spaces; write for example \"Marketplace Metering\"")
}
pub fn json_version(found: &str) -> String {
    format!("unsupported `json_version` \"{found}\"; expected \"1.0\" or \"1.1\"")
}
pub fn retry_number(key: impl Display, example: &str) -> String {
    format!("`{key}` takes a whole number from 1 to 4294967295; write `{key} = {example}`")
}

// Endpoints.
pub const ENDPOINT_NESTED: &str = "`region` and `partition` can't be nested; move this one to `endpoint(…)`";
pub const PLACEHOLDER_IN_URL: &str = "a URL can't contain placeholders; remove `https://` to write a host";
pub const PLACEHOLDER_OPEN: &str = "unclosed placeholder; write `{region}`";
pub const INVALID_URL: &str = "invalid URL; write for example \"https://kms.example.com\"";
pub const EMPTY_LABEL: &str = "the host has an empty label; remove the extra dot";

pub fn override_twice(key: impl Display, name: &str) -> String {
    format!("duplicate override of \"{name}\"; write all of its settings in one `{key}(…)`")
}
pub fn empty_host(key: impl Display) -> String {
    format!("`{key}` is empty; write a prefix, or a whole host that contains `{{region}}`")
}
pub fn whole_host(prefix: &str) -> String {
    format!(
        "a whole host needs placeholders; write for example \"{prefix}.{{region}}.{{dns_suffix}}\", or only the prefix"
    )
}
pub fn top_level(host: &str) -> String {
    format!("the host ends after the Region; write \"{host}.{{dns_suffix}}\"")
}
pub fn settings_apart(key: impl Display, name: &str) -> String {
    format!("settings go in a second pair of parentheses; write `{key}(\"{name}\")(plain = \"prefix\")`")
}
pub fn names_quoted(key: impl Display, example: &str) -> String {
    format!("`{key}` takes strings; write for example `{key}({example})(fips = \"prefix\")`")
}
pub fn needs_names(key: impl Display, names: &str) -> String {
    format!("`{key}` takes names, then settings; write for example `{key}({names})(fips = \"prefix\")`")
}
pub fn not_a_region(found: &str) -> String {
    format!("\"{found}\" is not a Region; write a Region such as \"us-east-1\"")
}
pub fn partition_as_region(found: &str) -> String {
    format!("\"{found}\" is a partition, not a Region; list its Regions, or write `partition(\"{found}\")`")
}
pub fn region_as_partition(found: &str) -> String {
    format!(
        "\"{found}\" is a Region, not a partition; write the name of a partition, or `region(\"{found}\")`"
    )
}
pub fn unknown_partition(found: &str, meant: Option<&str>, known: &[&str]) -> String {
    match meant {
        Some(meant) => format!("unknown partition \"{found}\", did you mean \"{meant}\"?"),
        None => format!("unknown partition \"{found}\"; expected {}", quoted(known)),
    }
}
pub fn placeholder(found: &str, meant: Option<&str>, known: &[&str]) -> String {
    match meant {
        Some(meant) => format!("unknown placeholder `{found}`, did you mean `{meant}`?"),
        None => format!("unknown placeholder `{found}`; a host accepts {}", list(known)),
    }
}
