//! The arguments of `#[aws_service(…)]`.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, LitInt, LitStr, Path, Token};

use super::bounds::is_of_type;
use super::{
    Written, attributes, before_colon, entries, equals, filled_list, flag, foreign_key, list, path, set,
    string,
};
use crate::errors::{Errors, say};
use crate::model::{Departure, Keyed};
use crate::suggest::meant;

pub(super) const KEYS: [&str; 10] = [
    "endpoint_prefix",
    "target_prefix",
    "json_version",
    "error",
    "signing_name",
    "id",
    "query_compatible",
    "retry",
    "endpoint",
    "crate",
];

/// The keys as they are read.
#[derive(Default)]
pub(crate) struct ServiceKeys {
    pub(crate) endpoint_prefix: Option<Keyed<LitStr>>,
    pub(crate) target_prefix: Option<Keyed<LitStr>>,
    pub(crate) json_version: Option<Keyed<LitStr>>,
    pub(crate) error: Option<Keyed<Path>>,
    pub(crate) signing_name: Option<Keyed<LitStr>>,
    pub(crate) id: Option<Keyed<LitStr>>,
    pub(crate) query_compatible: Option<Keyed<()>>,
    pub(crate) retry: Option<Keyed<(Option<u32>, Option<u32>)>>,
    pub(crate) endpoint: Option<Keyed<Vec<Departure>>>,
    pub(crate) core: Option<Keyed<Path>>,
    pub(crate) written: Written,
}

impl ServiceKeys {
    pub(crate) fn read(&mut self, input: ParseStream<'_>, errors: &Errors) -> syn::Result<()> {
        entries(input, errors, |key, input| self.entry(key, input, errors))
    }

    /// Reports and removes what stands in `#[aws(…)]` below the attribute.
    pub(crate) fn read_beside(&mut self, attrs: &mut Vec<Attribute>, errors: &Errors) {
        let beside: Vec<Attribute> =
            attrs.extract_if(.., |attribute| attribute.path().is_ident("aws")).collect();
        attributes(&beside, errors, |key, input| {
            let unheard = Errors::new();
            let _ = self.entry(key, input, &unheard);
            drop(unheard.finish());
            Err(match KEYS.iter().any(|known| key == known) {
                true => syn::Error::new(key.span(), say::beside_service(key)),
                false => foreign_key(key, "`aws_service`", &KEYS),
            })
        });
    }

    fn entry(&mut self, key: &Ident, input: ParseStream<'_>, errors: &Errors) -> syn::Result<()> {
        self.written.note(key, &KEYS);
        match key.to_string().as_str() {
            "endpoint_prefix" => {
                set(
                    &mut self.endpoint_prefix,
                    key,
                    string(key, input, errors, "metering.marketplace")?,
                    errors,
                );
            }
            "target_prefix" => {
                set(
                    &mut self.target_prefix,
                    key,
                    string(key, input, errors, "AWSMPMeteringService")?,
                    errors,
                );
            }
            "json_version" => set(&mut self.json_version, key, string(key, input, errors, "1.1")?, errors),
            "signing_name" => {
                set(&mut self.signing_name, key, string(key, input, errors, "aws-marketplace")?, errors);
            }
            "id" => set(&mut self.id, key, string(key, input, errors, "Marketplace Metering")?, errors),
            "error" => set(&mut self.error, key, path(key, input, errors, "ServiceError")?, errors),
            "crate" => set(&mut self.core, key, path(key, input, errors, "metering_core")?, errors),
            "query_compatible" => {
                flag(key, input)?;
                set(&mut self.query_compatible, key, (), errors);
            }
            "retry" => {
                let retry = filled_list(key, input, errors, "max_attempts = 4, base_ms = 25", |content| {
                    retry(content, errors)
                })?;
                set(&mut self.retry, key, retry, errors);
            }
            "endpoint" if input.peek(Token![=]) && !self.written.contains("endpoint_prefix") => {
                let prefix = string(key, input, errors, "prefix")?;
                self.written.note(&Ident::new("endpoint_prefix", key.span()), &KEYS);
                return Err(syn::Error::new(key.span(), say::endpoint_is_prefix(&prefix.value())));
            }
            "endpoint" => {
                let departures = filled_list(key, input, errors, "fips = \"prefix\"", |content| {
                    endpoint(content, errors)
                })?;
                set(&mut self.endpoint, key, departures, errors);
            }
            _ => return Err(foreign_key(key, "`aws_service`", &KEYS)),
        }
        Ok(())
    }
}

pub(super) const RETRY: [&str; 2] = ["max_attempts", "base_ms"];

/// `max_attempts = 4, base_ms = 25`
fn retry(input: ParseStream<'_>, errors: &Errors) -> syn::Result<(Option<u32>, Option<u32>)> {
    let mut max_attempts = None;
    let mut base_ms = None;
    entries(input, errors, |key, input| {
        let (slot, example) = match key.to_string().as_str() {
            "max_attempts" => (&mut max_attempts, "4"),
            "base_ms" => (&mut base_ms, "25"),
            _ => return Err(foreign_key(key, "`retry`", &RETRY)),
        };
        equals(key, input, errors, example)?;
        let mistake = say::retry_number(key, example);
        let number: LitInt = input.parse().map_err(|error| syn::Error::new(error.span(), &mistake))?;
        match number.base10_parse::<u32>() {
            Ok(value) if value > 0 && is_of_type(number.suffix()) => set(slot, key, value, errors),
            _ => errors.at(number.span(), mistake),
        }
        Ok(())
    })?;
    Ok((max_attempts.map(|keyed| keyed.value), base_ms.map(|keyed| keyed.value)))
}

const HOSTS: [&str; 4] = ["plain", "fips", "dual_stack", "fips_dual_stack"];
const FLAGS: [&str; 2] = ["global", "dual_stack_only"];
const SCOPED: [&str; 7] =
    ["plain", "fips", "dual_stack", "fips_dual_stack", "signing_region", "global", "dual_stack_only"];
pub(super) const SCOPES: [&str; 9] = [
    "plain",
    "fips",
    "dual_stack",
    "fips_dual_stack",
    "signing_region",
    "global",
    "dual_stack_only",
    "partition",
    "region",
];

/// The partitions that a Region can be of, as the runtime knows them.
const PARTITIONS: [&str; 8] =
    ["aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"];

/// The items of `endpoint(…)`: what holds everywhere first, then a departure for each scope.
fn endpoint(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Vec<Departure>> {
    let mut everywhere: Vec<(Ident, Option<LitStr>)> = Vec::new();
    let mut scoped: Vec<Departure> = Vec::new();
    entries(input, errors, |key, input| {
        if key != "region" && key != "partition" {
            return says(&mut everywhere, key, input, errors, &SCOPES);
        }
        let departure = scope(key, input, errors)?;
        for name in &departure.scope.1 {
            let taken = scoped
                .iter()
                .filter(|other| other.scope.0 == departure.scope.0)
                .any(|other| other.scope.1.iter().any(|other| other.value() == name.value()));
            if taken {
                errors.at(name.span(), say::departure_twice(key, &name.value()));
            }
        }
        scoped.push(departure);
        Ok(())
    })?;
    if !everywhere.is_empty() {
        scoped.insert(0, Departure { scope: ("everywhere", Vec::new()), says: everywhere });
    }
    Ok(scoped)
}

/// `region("us-east-1", …)(…)`, or short for `plain` alone, `region("us-east-1") = "host"`.
fn scope(key: &Ident, input: ParseStream<'_>, errors: &Errors) -> syn::Result<Departure> {
    let example = if key == "region" { "\"us-gov-west-1\"" } else { "\"aws-us-gov\"" };
    if !input.peek(syn::token::Paren) {
        return Err(syn::Error::new(key.span(), say::needs_names(key, example)));
    }
    let names = list(key, input, example, |content| {
        if content.is_empty() {
            return Err(syn::Error::new(key.span(), say::needs_names(key, example)));
        }
        let first = content.fork().parse::<LitStr>();
        Punctuated::<LitStr, Token![,]>::parse_terminated(content).map_err(|error| {
            let ahead = content.fork();
            let is_key = ahead.call(Ident::parse_any).is_ok() && ahead.peek(Token![=]);
            syn::Error::new(
                error.span(),
                match &first {
                    Ok(name) if is_key => say::departure_apart(key, &name.value()),
                    _ => say::names_quoted(key, example),
                },
            )
        })
    })?;
    let listed = names.iter().map(|name| name.token().to_string()).collect::<Vec<_>>().join(", ");
    let ahead = input.fork();
    let _ = ahead.parse::<Option<Token![=]>>();
    if ahead.is_empty() || ahead.peek(Token![,]) {
        return Err(syn::Error::new(key.span(), say::needs_names(key, &listed)));
    }
    let names: Vec<LitStr> = names.into_iter().collect();
    for (at, name) in names.iter().enumerate() {
        if key == "region" {
            region_name(name, errors);
        } else {
            partition_name(name, errors);
        }
        if names[..at].iter().any(|other| other.value() == name.value()) {
            errors.at(name.span(), say::listed_twice(name.value()));
        }
    }
    let mut said = Vec::new();
    if input.peek(Token![=]) || before_colon(input) {
        let host = string(key, input, errors, "prefix")?;
        said.push((Ident::new("plain", Span::call_site()), Some(checked_host(key, host, errors))));
    } else {
        list(key, input, "fips = \"prefix\"", |content| {
            if content.is_empty() {
                let example = format!("{key}({example})(fips = \"prefix\")");
                errors.at(key.span(), say::says_nothing(key, &example));
            }
            entries(content, errors, |key, input| {
                if key == "region" || key == "partition" {
                    return Err(syn::Error::new(key.span(), say::ENDPOINT_NESTED));
                }
                says(&mut said, key, input, errors, &SCOPED)
            })
        })?;
    }
    let scope = if key == "region" { "regions" } else { "partitions" };
    Ok(Departure { scope: (scope, names), says: said })
}

fn says(
    said: &mut Vec<(Ident, Option<LitStr>)>,
    key: &Ident,
    input: ParseStream<'_>,
    errors: &Errors,
    known: &[&str],
) -> syn::Result<()> {
    let value = if FLAGS.iter().any(|flag| key == flag) {
        flag(key, input)?;
        None
    } else if HOSTS.iter().any(|host| key == host) {
        Some(checked_host(key, string(key, input, errors, "prefix")?, errors))
    } else if key == "signing_region" {
        let region = string(key, input, errors, "us-east-1")?;
        region_name(&region, errors);
        Some(region)
    } else {
        return Err(foreign_key(key, "`endpoint`", known));
    };
    if said.iter().any(|(other, _)| other == key) {
        errors.at(key.span(), say::duplicate_key(key));
    } else {
        said.push((key.clone(), value));
    }
    Ok(())
}

fn partition_name(name: &LitStr, errors: &Errors) {
    let text = name.value();
    if is_region(&text) {
        errors.at(name.span(), say::region_as_partition(&text));
    } else if !PARTITIONS.contains(&&*text) {
        // `aws-gov` is not meant for the one without more to its name.
        let likely = if text.starts_with("aws-") { &PARTITIONS[1..] } else { &PARTITIONS };
        let meant = meant(&text, likely.iter().copied());
        errors.at(name.span(), say::unknown_partition(&text, meant, &PARTITIONS));
    }
}

fn region_name(name: &LitStr, errors: &Errors) {
    let text = name.value();
    // Some services have names that are no Regions, as `local`.
    let is_word = !text.is_empty() && text.chars().all(|letter| letter.is_ascii_lowercase());
    let is_global = text.strip_suffix("-global").is_some_and(|partition| PARTITIONS.contains(&partition));
    if PARTITIONS.contains(&&*text) {
        errors.at(name.span(), say::partition_as_region(&text));
    } else if !is_word && !is_global && !is_region(&text) {
        errors.at(name.span(), say::no_region(&text));
    }
}

const PLACEHOLDERS: [&str; 3] = ["{region}", "{dns_suffix}", "{dual_stack_dns_suffix}"];

fn checked_host(key: &Ident, host: LitStr, errors: &Errors) -> LitStr {
    let text = host.value();
    let url = text.contains("://");
    if text.is_empty() {
        errors.at(host.span(), say::endpoint_host(key));
    } else if let Some(unknown) = placeholder(&text) {
        errors.at(host.span(), unknown);
    } else if url && text.contains('{') {
        errors.at(host.span(), say::ENDPOINT_URL);
    } else if !url && !text.contains('{') && is_whole_host(&text) {
        errors.at(host.span(), say::endpoint_whole_host(prefix_of_host(&text).unwrap_or("name")));
    } else if !url && !text.chars().all(|c| c.is_ascii_alphanumeric() || "-._{}".contains(c)) {
        errors.at(host.span(), say::service_name(key));
    } else if url && host_of_url(&text).is_none_or(str::is_empty) {
        errors.at(host.span(), say::ENDPOINT_SCHEME);
    } else if (if url { host_of_url(&text) } else { Some(&*text) }).is_some_and(has_empty_label) {
        errors.at(host.span(), say::EMPTY_LABEL);
    } else if text.rsplit('.').next().is_some_and(|last| last.contains("{region}")) {
        errors.at(host.span(), say::endpoint_top_level(&text));
    }
    host
}

fn has_empty_label(host: &str) -> bool {
    host.split('.').any(str::is_empty)
}

/// The host of a URL that requests can be sent to.
fn host_of_url(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    // Between brackets is an IPv6 address.
    let host = match authority.strip_prefix('[') {
        Some(address) => address.split(']').next()?,
        None => authority.split(':').next()?,
    };
    ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)).then_some(host)
}

pub(crate) fn is_service_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))
}

/// Whether it has a suffix of AWS's, so that nothing may follow.
pub(crate) fn is_whole_host(text: &str) -> bool {
    [".amazonaws.", ".api.aws"].iter().any(|suffix| text.contains(suffix))
}

/// What stands before the Region and AWS's suffix in a host or URL of AWS's: `kms` in
/// `https://kms.us-east-1.amazonaws.com`.
pub(crate) fn prefix_of_host(text: &str) -> Option<&str> {
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

/// What is wrong with the placeholders of a host.
fn placeholder(host: &str) -> Option<String> {
    host.split('{').skip(1).find_map(|part| {
        let Some((name, _)) = part.split_once('}') else {
            return Some(say::PLACEHOLDER_OPEN.to_owned());
        };
        let found = format!("{{{name}}}");
        let known = PLACEHOLDERS.contains(&found.as_str());
        (!known).then(|| say::placeholder(&found, meant(&found, PLACEHOLDERS), &PLACEHOLDERS))
    })
}

#[cfg(test)]
#[allow(dead_code, unreachable_pub, reason = "public where it belongs")]
#[path = "../../../metering-core/src/endpoint/partition.rs"]
mod partition;

#[cfg(test)]
mod tests {
    use super::PARTITIONS;
    use super::partition::Partition;

    #[test]
    fn partitions_are_those_of_the_runtime() {
        let known: Vec<&str> = Partition::all().iter().map(|partition| partition.id).collect();
        assert_eq!(known, PARTITIONS);
    }
}
