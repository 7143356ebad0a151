//! From a service's endpoint rule set to `endpoint(…)`.
//!
//! The rule set is evaluated for a Region of each partition and for each Region that it names, in
//! all variants. The resulting endpoints are compared with the standard template.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::endpoint::{EndpointParams, EndpointRules, Partition};

/// The keys of `endpoint(…)`, by variant.
const VARIANTS: [(&str, bool, bool); 4] = [
    ("plain", false, false),
    ("fips", true, false),
    ("dual_stack", false, true),
    ("fips_dual_stack", true, true),
];

/// The overrides of one scope: hosts by variant, and the signing Region.
type Overrides = BTreeMap<&'static str, String>;

/// Returns the arguments of `endpoint(…)`, which are empty if the standard template applies.
///
/// # Errors
/// Returns the reason if `endpoint(…)` can't express the rules.
pub(super) fn overrides(rules: &Value, prefix: &str) -> Result<Vec<String>, String> {
    // The overrides of the partition `aws` apply everywhere, unless another partition can't undo
    // them.
    match scoped(rules, prefix, true) {
        Err(Inexpressible::Inherited) => scoped(rules, prefix, false),
        other => other,
    }
    .map_err(|error| match error {
        Inexpressible::Inherited => "one Region signs differently from its partition".to_owned(),
        Inexpressible::Rules(reason) => reason,
    })
}

/// The reason why `endpoint(…)` can't express the rules.
enum Inexpressible {
    /// A scope has no signing Region, but a wider scope has one.
    Inherited,
    Rules(String),
}

fn scoped(rules: &Value, prefix: &str, aws_is_all: bool) -> Result<Vec<String>, Inexpressible> {
    let mut items = Vec::new();
    let mut everywhere = Overrides::new();
    if aws_is_all {
        everywhere = scope_overrides(rules, generic("aws"), prefix, &[])?;
        items.extend(written(&everywhere));
    }
    let mut groups: Vec<(Vec<&str>, Overrides)> = Vec::new();
    let mut of_partition = BTreeMap::new();
    for partition in Partition::all() {
        let own = match partition.id {
            "aws" if aws_is_all => Overrides::new(),
            id => scope_overrides(rules, generic(id), prefix, &[&everywhere])?,
        };
        group(&mut groups, partition.id, &own);
        of_partition.insert(partition.id, own);
    }
    items.extend(groups.iter().map(|(ids, overrides)| scope("partition", ids, overrides)));

    let mut named = BTreeSet::new();
    regions(rules, &mut named);
    let mut groups = Vec::new();
    for region in &named {
        let partition = &of_partition[Partition::of(region).id];
        group(&mut groups, region, &scope_overrides(rules, region, prefix, &[partition, &everywhere])?);
    }
    items.extend(groups.iter().map(|(names, overrides)| scope("region", names, overrides)));
    Ok(items)
}

/// Returns the parameters of a rule set other than the Region, FIPS, dual stack and a custom
/// endpoint. A declaration can't express them.
pub(super) fn own_parameters(rules: &Value) -> Vec<&str> {
    let parameters = rules["parameters"].as_object().into_iter().flatten().map(|(name, _)| name.as_str());
    parameters.filter(|name| !["Region", "UseFIPS", "UseDualStack", "Endpoint"].contains(name)).collect()
}

/// Returns the first endpoint of a declaration that differs from the rule set's, with the right
/// declaration. Returns `None` if all are equal or no declaration can express the rules.
pub(super) fn difference(rules: &Value, prefix: &str, ours: &EndpointRules) -> Option<String> {
    let right = overrides(rules, prefix).ok()?;
    let mut named = BTreeSet::new();
    regions(rules, &mut named);
    let partitions = Partition::all().iter();
    let generic =
        partitions.map(|partition| (format!("the partition {}", partition.id), generic(partition.id)));
    let scopes = generic.chain(named.iter().map(|region| (region.clone(), region.as_str())));
    for (scope, region) in scopes {
        for (variant, fips, dual_stack) in VARIANTS {
            let Ok(Some(endpoint)) = Evaluation::new(region, fips, dual_stack).endpoint(rules) else {
                continue;
            };
            let url = endpoint["url"].as_str().unwrap_or_default();
            let signing =
                endpoint["properties"]["authSchemes"][0]["signingRegion"].as_str().unwrap_or(region);
            let params = EndpointParams::new().region(region).use_fips(fips).use_dual_stack(dual_stack);
            let Ok(declared) = ours.resolve(&params) else { continue };
            let declared_url = declared.url().to_string();
            let (is, expected) = if declared_url.trim_end_matches('/') != url.trim_end_matches('/') {
                (declared_url.as_str(), url)
            } else if variant == "plain" && declared.signing_region() != Some(signing) {
                // A declaration has one signing Region for all variants.
                (declared.signing_region().unwrap_or_default(), signing)
            } else {
                continue;
            };
            let what = if is == declared_url { "endpoint" } else { "signing Region" };
            let fix = match right.as_slice() {
                [] => "remove `endpoint(…)`".to_owned(),
                right => format!("write `endpoint({})`", right.join(", ")),
            };
            return Some(format!(
                "in {scope} the {what} ({variant}) is {is}, the model's is {expected}; {fix}"
            ));
        }
    }
    None
}

/// Groups scopes with the same overrides.
fn group<'n>(groups: &mut Vec<(Vec<&'n str>, Overrides)>, name: &'n str, overrides: &Overrides) {
    if overrides.is_empty() {
        return;
    }
    match groups.iter_mut().find(|(_, known)| known == overrides) {
        Some((names, _)) => names.push(name),
        None => groups.push((vec![name], overrides.clone())),
    }
}

/// Returns `plain = "host"` and so on, in the order of the variants.
fn written(overrides: &Overrides) -> Vec<String> {
    let keys = VARIANTS.iter().map(|(key, ..)| *key).chain(["signing_region"]);
    keys.filter_map(|key| Some(format!("{key} = {:?}", overrides.get(key)?))).collect()
}

fn scope(key: &str, names: &[&str], overrides: &Overrides) -> String {
    let names = names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
    match (overrides.len(), overrides.get("plain")) {
        (1, Some(host)) => format!("{key}({names}) = {host:?}"),
        _ => format!("{key}({names})({})", written(overrides).join(", ")),
    }
}

/// Returns a Region of the partition that no rule names.
fn generic(partition: &str) -> &'static str {
    match partition {
        "aws-cn" => "cn-other-9",
        "aws-us-gov" => "us-gov-other-9",
        "aws-eusc" => "eusc-de-other-9",
        "aws-iso" => "us-iso-other-9",
        "aws-iso-b" => "us-isob-other-9",
        "aws-iso-e" => "eu-isoe-other-9",
        "aws-iso-f" => "us-isof-other-9",
        _ => "eu-other-9",
    }
}

/// Returns the overrides for a Region that the wider scopes and the template don't have.
fn scope_overrides(
    rules: &Value,
    region: &str,
    prefix: &str,
    wider: &[&Overrides],
) -> Result<Overrides, Inexpressible> {
    let partition = Partition::of(region);
    let mut overrides = Overrides::new();
    let mut signing: Option<String> = None;
    let mut has_endpoint = false;
    for (key, fips, dual_stack) in VARIANTS {
        let endpoint =
            Evaluation::new(region, fips, dual_stack).endpoint(rules).map_err(Inexpressible::Rules)?;
        let Some(endpoint) = endpoint else { continue };
        has_endpoint = true;
        let url = endpoint["url"].as_str().unwrap_or_default();
        let inexpressible = |what: &str| Inexpressible::Rules(format!("the endpoint {url} {what}"));
        let host = url.strip_prefix("https://").ok_or_else(|| inexpressible("is not https"))?;
        let scheme = &endpoint["properties"]["authSchemes"][0];
        signing = signing.or(scheme["signingRegion"].as_str().map(str::to_owned));

        let suffix = if dual_stack { partition.dual_stack_dns_suffix } else { partition.dns_suffix };
        let after_prefix = format!(".{region}.{suffix}");
        let default = match wider.iter().find_map(|overrides| overrides.get(key)) {
            Some(wider) if wider.contains('{') => partition.fill(wider, region),
            Some(wider) => format!("{wider}{after_prefix}"),
            None if fips => format!("{prefix}-fips{after_prefix}"),
            None => format!("{prefix}{after_prefix}"),
        };
        if host == default {
            continue;
        }
        let host = match host.strip_suffix(&after_prefix).filter(|prefix| !prefix.is_empty()) {
            Some(prefix) => prefix.to_owned(),
            None => template(host, region, partition)
                .ok_or_else(|| inexpressible("contains neither the Region nor its partition"))?,
        };
        overrides.insert(key, host);
    }
    let inherited = wider.iter().find_map(|overrides| overrides.get("signing_region"));
    match signing.filter(|signing| signing != region) {
        Some(signing) if inherited != Some(&signing) => {
            overrides.insert("signing_region", signing);
        }
        None if inherited.is_some() && has_endpoint => return Err(Inexpressible::Inherited),
        _ => {}
    }
    Ok(overrides)
}

/// Returns a host with placeholders, or `None` if it contains neither the Region nor a suffix of
/// the partition.
fn template(host: &str, region: &str, partition: &Partition) -> Option<String> {
    let suffixes = [
        (partition.dual_stack_dns_suffix, "{dual_stack_dns_suffix}"),
        (partition.dns_suffix, "{dns_suffix}"),
    ];
    let template = suffixes
        .iter()
        .find_map(|(suffix, name)| Some(format!("{}{name}", host.strip_suffix(suffix)?)))
        .unwrap_or_else(|| host.to_owned())
        .replace(&format!(".{region}."), ".{region}.");
    template.contains('{').then_some(template)
}

/// Collects the Regions that a rule set names.
fn regions(rules: &Value, found: &mut BTreeSet<String>) {
    match rules {
        Value::Object(members) => {
            let compares = members.get("fn").is_some_and(|name| name == "stringEquals");
            let arguments = members.get("argv").and_then(Value::as_array).into_iter().flatten();
            if compares && arguments.clone().any(|argument| argument["ref"] == "Region") {
                // Some services use names that are not Regions, such as `local` and `sandbox`.
                let is_region = |name: &&str| {
                    let ends =
                        name.ends_with("-global") || name.ends_with(|last: char| last.is_ascii_digit());
                    ends && name.contains('-')
                };
                found.extend(arguments.filter_map(Value::as_str).filter(is_region).map(str::to_owned));
            }
            members.values().for_each(|value| regions(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| regions(item, found)),
        _ => {}
    }
}

/// An evaluation of a rule set:
/// <https://smithy.io/2.0/additional-specs/rules-engine/specification.html>.
struct Evaluation {
    values: BTreeMap<String, Value>,
}

impl Evaluation {
    fn new(region: &str, fips: bool, dual_stack: bool) -> Self {
        let values = [
            ("Region", Value::from(region)),
            ("UseFIPS", Value::from(fips)),
            ("UseDualStack", Value::from(dual_stack)),
        ];
        Evaluation { values: values.map(|(name, value)| (name.to_owned(), value)).into() }
    }

    /// Returns the endpoint with its templates filled in, or `None` if the rules return an error
    /// for these parameters.
    fn endpoint(mut self, rule_set: &Value) -> Result<Option<Value>, String> {
        for (name, parameter) in rule_set["parameters"].as_object().into_iter().flatten() {
            if let Some(default) = parameter.get("default") {
                self.values.entry(name.clone()).or_insert_with(|| default.clone());
            }
        }
        Ok(self.rules(&rule_set["rules"])?.flatten())
    }

    /// Returns `None` if no rule applies, and `Some(None)` if the rule that applies is an error.
    fn rules(&mut self, rules: &Value) -> Result<Option<Option<Value>>, String> {
        for rule in rules.as_array().into_iter().flatten() {
            let before = self.values.clone();
            if self.conditions(&rule["conditions"])? {
                return match rule["type"].as_str() {
                    Some("endpoint") => Ok(Some(Some(self.filled(&rule["endpoint"])?))),
                    Some("tree") => self.rules(&rule["rules"]),
                    _ => Ok(Some(None)),
                };
            }
            self.values = before;
        }
        Ok(None)
    }

    fn conditions(&mut self, conditions: &Value) -> Result<bool, String> {
        for condition in conditions.as_array().into_iter().flatten() {
            let value = self.call(condition)?;
            if value.is_null() || value == false {
                return Ok(false);
            }
            if let Some(name) = condition["assign"].as_str() {
                self.values.insert(name.to_owned(), value);
            }
        }
        Ok(true)
    }

    fn value(&self, argument: &Value) -> Result<Value, String> {
        match argument {
            Value::Object(members) if members.contains_key("fn") => self.call(argument),
            Value::Object(members) => {
                let name = members.get("ref").and_then(Value::as_str).unwrap_or_default();
                Ok(self.values.get(name).cloned().unwrap_or(Value::Null))
            }
            Value::String(_) => self.filled(argument),
            other => Ok(other.clone()),
        }
    }

    fn call(&self, call: &Value) -> Result<Value, String> {
        let name = call["fn"].as_str().unwrap_or_default();
        let arguments = call["argv"].as_array().into_iter().flatten();
        let arguments = arguments.map(|argument| self.value(argument)).collect::<Result<Vec<_>, _>>()?;
        let text = |at: usize| arguments.get(at).and_then(Value::as_str);
        let first = arguments.first().unwrap_or(&Value::Null);
        Ok(match name {
            "isSet" => Value::from(!first.is_null()),
            "not" => Value::from(first.is_null() || *first == false),
            "booleanEquals" | "stringEquals" => Value::from(arguments.first() == arguments.get(1)),
            "coalesce" => arguments.iter().find(|it| !it.is_null()).cloned().unwrap_or(Value::Null),
            "ite" => arguments.get(if *first == true { 1 } else { 2 }).cloned().unwrap_or(Value::Null),
            "getAttr" => text(1).map_or(Value::Null, |path| attribute(first, path)),
            "isValidHostLabel" => Value::from(text(0).is_some_and(|it| !it.is_empty() && !it.contains('.'))),
            "aws.partition" => text(0).map_or(Value::Null, partition),
            // These evaluate a custom endpoint, an ARN or a bucket, and none is set.
            "parseURL" | "aws.parseArn" | "substring" if first.is_null() => Value::Null,
            other => return Err(format!("the rules use `{other}`")),
        })
    }

    /// Fills in `{Name}` and `{Name#attribute}` in all texts of a value.
    fn filled(&self, value: &Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => {
                let mut filled = String::new();
                let mut rest = text.as_str();
                while let Some((before, after)) = rest.split_once('{') {
                    let Some((name, after)) = after.split_once('}') else { break };
                    let (name, path) = name.split_once('#').unwrap_or((name, ""));
                    let value = self.values.get(name).cloned().unwrap_or(Value::Null);
                    let value = if path.is_empty() { value } else { attribute(&value, path) };
                    filled.push_str(before);
                    filled.push_str(value.as_str().ok_or_else(|| format!("the host depends on {name}"))?);
                    rest = after;
                }
                Value::from(filled + rest)
            }
            // `{"ref": …}` may replace any text.
            Value::Object(members) if members.contains_key("ref") || members.contains_key("fn") => {
                self.value(value)?
            }
            Value::Object(members) => {
                let filled = members.iter().map(|(name, value)| Ok((name.clone(), self.filled(value)?)));
                Value::Object(filled.collect::<Result<_, String>>()?)
            }
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.filled(item)).collect::<Result<_, _>>()?)
            }
            other => other.clone(),
        })
    }
}

/// Returns the value at a path such as `a.b[0]`.
fn attribute(value: &Value, path: &str) -> Value {
    let mut value = value;
    for step in path.split('.') {
        let (name, index) = match step.split_once('[') {
            Some((name, index)) => (name, index.trim_end_matches(']').parse::<usize>().ok()),
            None => (step, None),
        };
        if !name.is_empty() {
            value = &value[name];
        }
        if let Some(index) = index {
            value = &value[index];
        }
    }
    value.clone()
}

/// Returns the result of `aws.partition`.
fn partition(region: &str) -> Value {
    let partition = Partition::of(region);
    serde_json::json!({
        "name": partition.id,
        "dnsSuffix": partition.dns_suffix,
        "dualStackDnsSuffix": partition.dual_stack_dns_suffix,
        "implicitGlobalRegion": partition.global_region,
        "supportsFIPS": true,
        "supportsDualStack": true,
    })
}
