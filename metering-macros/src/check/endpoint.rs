//! The hosts, Regions and partitions of `endpoint(…)`.

use syn::LitStr;

use crate::attr::{Entries, Value};
use crate::diagnostics::Diagnostics;
use crate::messages::service as messages;
use crate::model::{EndpointOverride, Setting};
use crate::suggest::meant;

/// The partitions that the runtime knows.
const PARTITIONS: [&str; 8] =
    ["aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"];

const PLACEHOLDERS: [&str; 3] = ["{region}", "{dns_suffix}", "{dual_stack_dns_suffix}"];

/// Returns the overrides of `endpoint(…)`: settings for all Regions first, then the settings of
/// each scope.
pub fn overrides(keys: &Entries, diagnostics: &Diagnostics) -> Vec<EndpointOverride> {
    let mut overrides: Vec<EndpointOverride> = Vec::new();
    let everywhere = settings(keys, diagnostics);
    if !everywhere.is_empty() {
        overrides.push(EndpointOverride { scope: ("everywhere", Vec::new()), settings: everywhere });
    }
    for entry in keys.iter() {
        let Value::Scope(names, keys) = &entry.value else { continue };
        let scope = if entry.name == "region" { "regions" } else { "partitions" };
        let check = if entry.name == "region" { region } else { partition };
        for name in names {
            check(name, diagnostics);
            let has_name = |other: &EndpointOverride| {
                other.scope.0 == scope && other.scope.1.iter().any(|other| other.value() == name.value())
            };
            if overrides.iter().any(has_name) {
                diagnostics.at(name.span(), messages::override_twice(&entry.key, &name.value()));
            }
        }
        overrides
            .push(EndpointOverride { scope: (scope, names.clone()), settings: settings(keys, diagnostics) });
    }
    overrides
}

/// Returns the settings of one scope.
fn settings(keys: &Entries, diagnostics: &Diagnostics) -> Vec<Setting> {
    let settings = keys.iter().filter_map(|entry| {
        let value = match &entry.value {
            Value::Flag => None,
            Value::Text(region_name) if entry.name == "signing_region" => {
                region(region_name, diagnostics);
                Some(region_name.clone())
            }
            Value::Text(name) => {
                host(&entry.key.to_string(), name, diagnostics);
                Some(name.clone())
            }
            _ => return None,
        };
        Some(Setting { method: entry.name, value })
    });
    settings.collect()
}

fn partition(name: &LitStr, diagnostics: &Diagnostics) {
    let text = name.value();
    if is_region(&text) {
        diagnostics.at(name.span(), messages::region_as_partition(&text));
    } else if !PARTITIONS.contains(&&*text) {
        // `aws-gov` does not mean `aws`.
        let likely = if text.starts_with("aws-") { &PARTITIONS[1..] } else { &PARTITIONS };
        let meant = meant(&text, likely.iter().copied());
        diagnostics.at(name.span(), messages::unknown_partition(&text, meant, &PARTITIONS));
    }
}

fn region(name: &LitStr, diagnostics: &Diagnostics) {
    let text = name.value();
    // Some services have endpoints with other names, such as `local`.
    let is_word = !text.is_empty() && text.chars().all(|letter| letter.is_ascii_lowercase());
    let is_global = text.strip_suffix("-global").is_some_and(|partition| PARTITIONS.contains(&partition));
    if PARTITIONS.contains(&&*text) {
        diagnostics.at(name.span(), messages::partition_as_region(&text));
    } else if !is_word && !is_global && !is_region(&text) {
        diagnostics.at(name.span(), messages::not_a_region(&text));
    }
}

/// Reports an invalid host or URL.
fn host(key: &str, host: &LitStr, diagnostics: &Diagnostics) {
    let text = host.value();
    let message = if text.contains("://") { url_error(&text) } else { host_error(key, &text) };
    if let Some(message) = message {
        diagnostics.at(host.span(), message);
    }
}

fn url_error(url: &str) -> Option<String> {
    let host = host_of_url(url).filter(|host| !host.is_empty());
    let message = if let Some(message) = placeholder_error(url) {
        return Some(message);
    } else if url.contains('{') {
        messages::PLACEHOLDER_IN_URL
    } else if host.is_none() {
        messages::INVALID_URL
    } else if host.is_some_and(has_empty_label) {
        messages::EMPTY_LABEL
    } else {
        return None;
    };
    Some(message.to_owned())
}

fn host_error(key: &str, host: &str) -> Option<String> {
    Some(if host.is_empty() {
        messages::empty_host(key)
    } else if let Some(message) = placeholder_error(host) {
        message
    } else if !host.contains('{') && is_whole_host(host) {
        messages::whole_host(prefix_of_host(host).unwrap_or("name"))
    } else if !host.chars().all(|c| c.is_ascii_alphanumeric() || "-._{}".contains(c)) {
        messages::service_name(key)
    } else if has_empty_label(host) {
        messages::EMPTY_LABEL.to_owned()
    } else if host.rsplit('.').next().is_some_and(|last| last.contains("{region}")) {
        messages::top_level(host)
    } else {
        return None;
    })
}

fn has_empty_label(host: &str) -> bool {
    host.split('.').any(str::is_empty)
}

/// Returns the host of an HTTP URL.
fn host_of_url(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    // An IPv6 address is in brackets.
    let host = match authority.strip_prefix('[') {
        Some(address) => address.split(']').next()?,
        None => authority.split(':').next()?,
    };
    ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)).then_some(host)
}

/// Returns `true` if a host ends in a DNS suffix of AWS.
pub fn is_whole_host(text: &str) -> bool {
    [".amazonaws.", ".api.aws"].iter().any(|suffix| text.contains(suffix))
}

/// Returns the part of AWS's host or URL before the Region: `kms` of
/// `https://kms.us-east-1.amazonaws.com`.
pub fn prefix_of_host(text: &str) -> Option<&str> {
    let host = text.split_once("://").map_or(text, |(_, host)| host);
    let host = host.split(['/', ':']).next().unwrap_or_default().trim_end_matches(".api.aws");
    let mut end = 0;
    for label in host.split('.') {
        if label.starts_with('{') || is_region(label) || label == "amazonaws" {
            let prefix = host[..end].trim_end_matches('.');
            let prefix = prefix.strip_suffix("-fips").unwrap_or(prefix);
            return Some(prefix).filter(|prefix| !prefix.is_empty());
        }
        end += label.len() + 1;
    }
    None
}

/// `us-gov-west-1`
fn is_region(label: &str) -> bool {
    let parts: Vec<&str> = label.split('-').collect();
    let letters = |part: &&str| !part.is_empty() && part.chars().all(|letter| letter.is_ascii_lowercase());
    parts.len() > 2
        && parts[..parts.len() - 1].iter().all(letters)
        && parts[parts.len() - 1].parse::<u8>().is_ok()
}

fn placeholder_error(host: &str) -> Option<String> {
    host.split('{').skip(1).find_map(|part| {
        let Some((name, _)) = part.split_once('}') else {
            return Some(messages::PLACEHOLDER_OPEN.to_owned());
        };
        let found = format!("{{{name}}}");
        let known = PLACEHOLDERS.contains(&found.as_str());
        (!known).then(|| messages::placeholder(&found, meant(&found, PLACEHOLDERS), &PLACEHOLDERS))
    })
}

#[cfg(test)]
#[allow(dead_code, unreachable_pub, reason = "it is public in its own crate")]
#[path = "../../../metering-core/src/endpoint/partition.rs"]
mod partition_of_core;

#[cfg(test)]
mod tests {
    use super::PARTITIONS;
    use super::partition_of_core::Partition;

    #[test]
    fn partitions_match_the_runtime() {
        let known: Vec<&str> = Partition::all().iter().map(|partition| partition.id).collect();
        assert_eq!(known, PARTITIONS);
    }
}
