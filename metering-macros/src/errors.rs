//! Where mistakes are gathered, and what is said of each.
//!
//! All mistakes of a declaration are reported at once, each at the token that is wrong. A text is
//! in lower case, has no full stop, and says what to write instead.

use std::cell::RefCell;
use std::fmt::Display;

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::ToTokens;

/// The mistakes found so far.
///
/// It must be asked for them: dropping it unasked is a bug of these macros that would let a wrong
/// declaration through.
pub(crate) struct Errors {
    list: RefCell<Option<Vec<syn::Error>>>,
}

impl Errors {
    pub(crate) fn new() -> Self {
        Errors { list: RefCell::new(Some(Vec::new())) }
    }

    /// A mistake at one token.
    pub(crate) fn at(&self, span: Span, message: impl Display) {
        self.push(syn::Error::new(span, message));
    }

    /// A mistake over all of these tokens.
    pub(crate) fn over(&self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(ungrouped(tokens.into_token_stream()), message));
    }

    pub(crate) fn push(&self, error: syn::Error) {
        if let Some(list) = &mut *self.list.borrow_mut() {
            list.push(error);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.borrow().as_ref().is_none_or(Vec::is_empty)
    }

    /// How many were found.
    pub(crate) fn len(&self) -> usize {
        self.list.borrow().as_ref().map_or(0, Vec::len)
    }

    /// Whether a message that begins so was said of anything.
    pub(crate) fn said(&self, beginning: &str) -> bool {
        self.count(beginning) > 0
    }

    /// How many messages that begin so were said.
    pub(crate) fn count(&self, beginning: &str) -> usize {
        self.list.borrow().iter().flatten().filter(|error| error.to_string().starts_with(beginning)).count()
    }

    /// The first mistake as an expression that makes the compiler report it, which it does once for
    /// all of the same.
    pub(crate) fn first(&self) -> Option<TokenStream> {
        self.list
            .borrow()
            .iter()
            .flatten()
            .next()?
            .clone()
            .into_iter()
            .next()
            .map(|error| error.to_compile_error())
    }

    /// The mistakes as the tokens that make the compiler report them; none where there were none.
    pub(crate) fn finish(self) -> TokenStream {
        self.list.take().unwrap_or_default().iter().map(syn::Error::to_compile_error).collect()
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        if self.list.borrow().is_some() && !std::thread::panicking() {
            panic!("the errors of a declaration were not reported");
        }
    }
}

/// The tokens without the groups that a macro by example makes of what it hands on: these are where
/// the macro is defined, and what is in them is where it was written.
pub(crate) fn ungrouped(tokens: TokenStream) -> TokenStream {
    let ungrouped = tokens.into_iter().map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => ungrouped(group.stream()),
        other => other.into(),
    });
    ungrouped.collect()
}

/// The texts.
pub(crate) mod say {
    use std::fmt::Display;

    /// `` `a`, `b`, `c` ``
    pub(crate) fn list<T: Display>(names: impl IntoIterator<Item = T>) -> String {
        names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
    }
    /// `"a", "b", "c"`: values that are written in quotes.
    fn quoted<T: Display>(values: impl IntoIterator<Item = T>) -> String {
        values.into_iter().map(|value| format!("\"{value}\"")).collect::<Vec<_>>().join(", ")
    }

    // Keys of attributes.
    pub(crate) fn action_without_key(action: impl Display) -> String {
        format!("`action` has no key; write `action = \"{action}\"`")
    }
    pub(crate) fn unknown_key(key: impl Display, place: &str, meant: Option<&str>, known: &[&str]) -> String {
        match meant {
            Some(meant) => format!("unknown key `{key}`, did you mean `{meant}`?"),
            None => format!("unknown key `{key}`; {place} takes {}", list(known)),
        }
    }
    pub(crate) fn bound_key(key: impl Display, ranges: &[&str]) -> String {
        let ranges: Vec<_> = ranges.iter().map(|range| format!("`{range} = 1..=255`")).collect();
        format!("unknown key `{key}`; its bounds are a range, as in {}", ranges.join(" or "))
    }
    pub(crate) fn in_no_request(key: impl Display) -> String {
        format!("`{key}` of AWS's model is in no request; remove it")
    }
    pub(crate) fn endpoint_is_prefix(prefix: &str) -> String {
        format!(
            "`endpoint` takes departures in parentheses; for the prefix of all hosts write `endpoint_prefix = \"{prefix}\"`"
        )
    }
    pub(crate) fn misplaced_key(
        key: impl Display,
        home: &str,
        place: &str,
        meant: Option<&str>,
        known: &[&str],
    ) -> String {
        if let Some(meant) = meant {
            return format!("`{key}` goes {home}; for {place} write `{meant}`");
        }
        if known.is_empty() {
            return format!("`{key}` does not go on {place}; put it on the struct");
        }
        format!("`{key}` goes {home}; {place} takes {}", list(known))
    }
    pub(crate) const EVENT_STREAM: &str =
        "event streams are not supported yet; an operation that speaks in one can't be declared";
    pub(crate) fn waiters(key: impl Display) -> String {
        format!(
            "waiters are not supported yet; remove `{key}`, and send the operation until its output is what you wait for"
        )
    }
    pub(crate) fn of_serde(key: impl Display) -> String {
        format!(
            "`{key}` is serde's word, and the form on the wire is AWS's: what is not set is not sent, what is unknown is ignored; remove it"
        )
    }
    pub(crate) const ENUM: &str =
        "the values of a string are said by its type; derive `StringEnum` on an enum";
    pub(crate) const DOCUMENTATION: &str = "write it as a doc comment, `/// …`";
    pub(crate) const DEPRECATED: &str = "write Rust's own attribute, `#[deprecated]`";
    pub(crate) fn duplicate_key(key: impl Display) -> String {
        format!("duplicate key `{key}`; remove one of them")
    }
    pub(crate) fn missing_key(key: &str, example: &str) -> String {
        format!("missing `{key}`; add `{example}`")
    }
    pub(crate) fn flag(key: impl Display) -> String {
        format!("`{key}` takes no value; write `{key}` alone")
    }
    pub(crate) fn needs_value(key: impl Display, example: &str) -> String {
        format!("`{key}` needs a value; write `{key} = {example}`")
    }
    pub(crate) const EQUALS_FOR_COLON: &str = "write `=` for `:`";
    pub(crate) const COMMA_FOR_SEMICOLON: &str = "write `,` for `;`";
    pub(crate) fn value_in_parentheses(key: impl Display, value: &str) -> String {
        format!("`{key}` takes its value after `=`; write `{key} = {value}`")
    }
    pub(crate) fn bare_constraint(key: impl Display, constraint: &str) -> String {
        format!("`{key}` takes constraints by their keys; write `{key}({constraint})`")
    }
    pub(crate) fn needs_list(key: impl Display, example: &str) -> String {
        format!("`{key}` needs a list in parentheses; write `{key}({example})`")
    }
    pub(crate) fn says_nothing(key: impl Display, example: &str) -> String {
        format!("`{key}` says nothing; write as in `{example}`, or remove it")
    }
    pub(crate) fn bare_source(name: impl Display) -> String {
        format!("`refuses` takes a source by its name alone; write `{name}`")
    }
    pub(crate) fn string_expected(key: impl Display, example: &str) -> String {
        format!("`{key}` takes a string; write `{key} = \"{example}\"`")
    }
    pub(crate) fn path_not_string(key: impl Display, path: &str) -> String {
        let what = if key.to_string() == "check" { "the path of a function" } else { "a type path" };
        format!("`{key}` takes {what}, not a string; write `{key} = {path}`")
    }
    pub(crate) fn path_expected(key: impl Display, example: &str) -> String {
        format!("`{key}` takes a path; write as in `{key} = {example}`")
    }
    pub(crate) fn function_called(key: impl Display, function: &str) -> String {
        format!("`{key}` takes the path of a function; write `{key} = {function}`")
    }
    pub(crate) const EXPECTED_KEY: &str = "expected a key, as in `key = value`";
    pub(crate) const EXPECTED_COMMA: &str = "expected `,` before the next key";
    pub(crate) const ATTRIBUTE_FORM: &str = "expected keys in parentheses, as in `#[aws(rename = \"Name\")]`";
    pub(crate) fn serde_attribute(key: &str) -> String {
        let instead = match key {
            "rename_all" => "use `#[aws(rename_all = \"…\")]`",
            "default" => "use `#[aws(default)]`, or leave it out where the type is an `Option`",
            "skip_serializing_if" => "remove it, as what is not set is never sent",
            "rename" => "use `#[aws(rename = \"…\")]`",
            "other" => "use `#[aws(other)]`",
            _ => "remove it",
        };
        format!("{instead}; serde attributes have no effect here")
    }

    // The service.
    pub(crate) fn prefix_is_host(prefix: Option<&str>, found: &str) -> String {
        match prefix {
            Some(prefix) => format!(
                "`endpoint_prefix` is a host prefix, not a URL or a host; write \"{prefix}\" for \"{found}\""
            ),
            None => "`endpoint_prefix` is the prefix of AWS's hosts, such as \"metering.marketplace\"; a host of your own is given to the client by `endpoint_url`".to_owned(),
        }
    }
    pub(crate) fn beside_service(key: impl Display) -> String {
        format!("put `{key}` in `aws_service(…)`")
    }
    pub(crate) const PROTOCOL: &str =
        "the protocol is said by `json_version`; write `json_version = \"1.0\"` or `json_version = \"1.1\"`";
    pub(crate) const ENDPOINT_OF_CLIENT: &str = "a host of your own is given to the client by `endpoint_url`, or by the environment's `AWS_ENDPOINT_URL`; remove it here";
    pub(crate) fn target_of_action(prefix: &str, found: &str) -> String {
        format!("`target_prefix` is what stands before the action; write \"{prefix}\" for \"{found}\"")
    }
    pub(crate) const SERVICE_TARGET_DOT: &str =
        "`target_prefix` must not end with `.`; the dot is put in before the action";
    pub(crate) fn service_name(key: impl Display) -> String {
        format!("`{key}` takes letters, digits, `_`, `-` and `.`; remove all else")
    }
    pub(crate) fn service_id(key: impl Display) -> String {
        format!("`{key}` takes letters, digits and spaces, as in \"Marketplace Metering\"")
    }
    pub(crate) fn json_version(found: &str) -> String {
        format!("unsupported `json_version` \"{found}\", expected \"1.0\" or \"1.1\"")
    }
    pub(crate) const SERVICE_HAS_DATA: &str = "the service marker carries no data; write `struct Service;`";
    pub(crate) const SERVICE_NOT_STRUCT: &str =
        "`aws_service` goes on a unit struct; write `pub struct Service;`";
    pub(crate) const SERVICE_GENERIC: &str = "the service marker takes no generics; remove them";
    pub(crate) fn twice(attribute: &str) -> String {
        format!("`{attribute}` is applied twice; remove one of them")
    }
    pub(crate) fn derived_twice(derive: &str) -> String {
        format!("`{derive}` is derived twice; remove one of them")
    }
    pub(crate) fn derived_beside(derive: &str, before: &str) -> String {
        format!("`{before}` gives this type its form already, and `{derive}` another; remove one of them")
    }
    pub(crate) fn departure_twice(key: impl Display, name: &str) -> String {
        format!("the departure of \"{name}\" is written already; put both in one `{key}(…)`")
    }
    pub(crate) fn retry_number(key: impl Display, example: &str) -> String {
        format!("`{key}` takes a whole number from 1 to 4294967295; write `{key} = {example}`")
    }
    pub(crate) const ENDPOINT_NESTED: &str =
        "`region` and `partition` stand in `endpoint(…)` itself, not within one another; move it out";
    pub(crate) fn endpoint_host(key: impl Display) -> String {
        format!("the host of `{key}` is empty; write a prefix, or a whole host with `{{region}}`")
    }

    pub(crate) const ENDPOINT_URL: &str =
        "a URL has no placeholders; leave its `https://` out, and it is a host";
    pub(crate) fn endpoint_whole_host(prefix: &str) -> String {
        format!(
            "a prefix is completed by Region and suffix; write a whole host with placeholders, as in \"{prefix}.{{region}}.{{dns_suffix}}\""
        )
    }
    pub(crate) const PLACEHOLDER_OPEN: &str = "a placeholder is not closed; write `{region}`";
    pub(crate) const ENDPOINT_SCHEME: &str = "expected a URL such as \"https://kms.example.com\"";
    pub(crate) const EMPTY_LABEL: &str = "nothing stands before, after or between dots; remove the dot";
    pub(crate) fn endpoint_top_level(host: &str) -> String {
        format!("a whole host is written to its end; write \"{host}.{{dns_suffix}}\"")
    }
    pub(crate) fn endpoint_prefix(meant: Option<&str>) -> String {
        match meant {
            Some(meant) => format!("`endpoint_prefix` is signed as it is, in small letters; write \"{meant}\""),
            None => "`endpoint_prefix` takes small letters and digits, and `-` and `.` between them, as in \"metering.marketplace\"".to_owned(),
        }
    }
    pub(crate) fn departure_apart(key: impl Display, name: &str) -> String {
        format!(
            "what `{key}` says stands in parentheses of its own; write `{key}(\"{name}\")(plain = \"prefix\")`"
        )
    }
    pub(crate) fn names_quoted(key: impl Display, example: &str) -> String {
        format!("`{key}` takes names in quotes; write as in `{key}({example})(fips = \"prefix\")`")
    }
    pub(crate) fn no_region(found: &str) -> String {
        format!("no Region is called \"{found}\"; write one such as \"us-east-1\"")
    }
    pub(crate) fn partition_as_region(found: &str) -> String {
        format!("\"{found}\" is a partition; name its Regions, or write `partition(\"{found}\")`")
    }
    pub(crate) fn region_as_partition(found: &str) -> String {
        format!("\"{found}\" is a Region; name its partition, or write `region(\"{found}\")`")
    }
    pub(crate) fn needs_names(key: impl Display, names: &str) -> String {
        format!("`{key}` takes names, and what is said of them; write `{key}({names})(fips = \"prefix\")`")
    }
    pub(crate) fn unknown_partition(found: &str, meant: Option<&str>, known: &[&str]) -> String {
        match meant {
            Some(meant) => format!("unknown partition \"{found}\", did you mean \"{meant}\"?"),
            None => format!("unknown partition \"{found}\"; expected {}", quoted(known)),
        }
    }
    pub(crate) fn placeholder(found: &str, meant: Option<&str>, known: &[&str]) -> String {
        match meant {
            Some(meant) => format!("unknown placeholder `{found}`, did you mean `{meant}`?"),
            None => format!("unknown placeholder `{found}`; a host takes {}", list(known)),
        }
    }

    // The operation.
    pub(crate) fn action_qualified(bare: &str, found: &str) -> String {
        format!("`action` is the bare operation name; write \"{bare}\" for \"{found}\"")
    }
    pub(crate) fn action_case(found: &str, meant: &str) -> String {
        format!("`{found}` is not an AWS operation name; expected PascalCase, as \"{meant}\"")
    }
    pub(crate) const OPERATION_ON_ENUM: &str =
        "`aws_operation` goes on the request struct; for an enum use `StringEnum` or `Union`";
    pub(crate) const OPERATION_ON_TUPLE: &str =
        "a request needs named fields: member names go on the wire; write `struct X { field: Type }`";
    pub(crate) fn operation_on(item: &str) -> String {
        format!("`aws_operation` applies to a struct, not {item}; put it on the request struct")
    }
    pub(crate) fn default_required(names: &str) -> String {
        format!("`Default` would build a request without its required {names}; remove it and use `builder()`")
    }
    pub(crate) const SHAPE_BESIDE_OPERATION: &str =
        "`aws_operation` derives `Shape` already; remove it from the `derive`";
    pub(crate) const HOST_PREFIX: &str = "`host_prefix` takes labels with a dot after each, as in \"data.\" or \"{ClusterName}.\", or \"data-\"";
    pub(crate) fn host_prefix_dot(found: &str) -> String {
        format!("`host_prefix` takes labels with a dot after each; write \"{found}.\", or \"{found}-\"")
    }
    pub(crate) fn host_prefix_label(
        label: &str,
        meant: Option<&str>,
        unmarked: Option<(&str, impl Display)>,
    ) -> String {
        match (meant, unmarked) {
            (Some(meant), _) => {
                format!("no member `{label}` is marked `host_label`, did you mean `{meant}`?")
            }
            (None, Some((name, field))) if name == label => {
                format!(
                    "no member `{label}` is marked `host_label`; mark `{field}` with `#[aws(host_label)]`"
                )
            }
            (None, Some((name, field))) => format!(
                "no member `{label}` is marked `host_label`; write `{{{name}}}`, and mark `{field}` with `#[aws(host_label)]`"
            ),
            (None, None) => format!(
                "no member `{label}` is marked `host_label`; mark the field of that wire name with `#[aws(host_label)]`"
            ),
        }
    }
    pub(crate) const HOST_LABEL_OPTIONAL: &str =
        "a host label is part of the host's name and can't be left out; write the type without `Option`";
    pub(crate) const HOST_LABEL_DEFAULT: &str =
        "a host label is part of the host's name and can't be left out; remove `default`";
    pub(crate) fn host_label_unused(name: &str) -> String {
        format!(
            "this `host_label` is in no `host_prefix`; name it there, as in `host_prefix = \"{{{name}}}.\"`"
        )
    }
    pub(crate) const OPERATION_BESIDE_SHAPE: &str =
        "`aws_operation` derives `Shape` already; remove `Shape` from the `derive` above";

    pub(crate) fn output_alone(key: impl Display, output: &str) -> String {
        format!("`{key}` names the structure that a call answers with; write `{key} = {output}`")
    }
    pub(crate) const INPUT: &str = "the input is the struct that this stands on; remove it";

    // Pagination.
    pub(crate) fn page_size(key: impl Display) -> String {
        format!("the size of a page is a member of the request like any other; remove `{key}`")
    }
    pub(crate) fn paginate_required(field: impl Display) -> String {
        format!("the first page is asked for without a token; make `{field}` an `Option`")
    }
    pub(crate) fn paginate_missing(key: &str) -> String {
        format!(
            "`paginate` needs `{key}`; write `paginate(input_token = next_token, output_token = next_token)`"
        )
    }
    pub(crate) const PAGINATE_COUNT: &str = "`input_token` and `output_token` name as many tokens each, in the same order; add the missing one, or remove the other";
    pub(crate) fn tokens_in_brackets(key: impl Display, fields: &str) -> String {
        format!("several tokens stand in parentheses; write `{key} = ({fields})`")
    }
    pub(crate) fn field_alone(key: impl Display, field: impl Display) -> String {
        format!("`{key}` names a field alone; write `{key} = {field}`")
    }
    pub(crate) const PAGINATE_ITEM: &str =
        "`items` and `item` go together: `items = field, item = Type`; add the other";
    pub(crate) const PAGINATE_INDEX: &str =
        "a path leads through a list by its last item alone; write `[-1]`";
    pub(crate) const PAGINATE_FIELD: &str = "expected a field, or a path of fields such as `page.next_token`";

    // Structs.
    pub(crate) const GENERIC: &str =
        "generic shapes are not supported; write one struct for each form on the wire";
    pub(crate) const LIFETIME: &str =
        "shapes own their data and have no lifetime; use `String`, `Vec<T>` or `Cow<'static, str>`";
    pub(crate) const SHAPE_TUPLE: &str = "a tuple struct with one field is a constrained value; for more, name the fields: member names go on the wire";
    pub(crate) const SHAPE_UNIT: &str =
        "a shape needs fields; for a structure without members write `struct X {}`";
    pub(crate) const SHAPE_ENUM: &str =
        "`Shape` is derived on structs; for an enum use `StringEnum`, `IntEnum` or `Union`";
    pub(crate) const SHAPE_UNION: &str = "`Shape` is derived on structs; a `union` has no form in AWS JSON";

    // Members.
    pub(crate) fn empty_range(min: impl Display, max: impl Display) -> String {
        format!("empty range: minimum {min} is greater than maximum {max}; swap them")
    }
    pub(crate) const INCLUSIVE: &str = "AWS constraints are inclusive; write `..=`";
    pub(crate) fn not_a_range(key: impl Display) -> String {
        format!("`{key}` takes an inclusive range such as `1..=255`")
    }
    pub(crate) fn bounds_apart(key: impl Display, range: &str) -> String {
        format!("`{key}` takes an inclusive range; write `{key} = {range}`")
    }
    pub(crate) fn constrains_nothing(range: &str) -> String {
        format!("`{range}` constrains nothing; remove it or give a bound")
    }
    pub(crate) const NEGATIVE_LENGTH: &str =
        "a length cannot be negative; write `0` or leave the minimum out";
    pub(crate) const NEGATIVE_MAXIMUM: &str =
        "a length cannot be negative; write a positive maximum, or leave it out";
    pub(crate) const LENGTH_BOUND: &str =
        "the bound of a length is a whole number below 2^64; write one, or a constant that is one";
    pub(crate) const RANGE_BOUND: &str =
        "the bound of a range is a number; write one, or a constant that is one";
    pub(crate) fn invalid_pattern(reason: &str) -> String {
        format!("invalid `pattern`: {reason}")
    }
    pub(crate) const EMPTY_NAME: &str = "`rename` must not be empty; remove it or write the name on the wire";
    pub(crate) fn name_taken(name: &str, field: impl Display) -> String {
        format!("member name `{name}` is already used by field `{field}`; rename one of them")
    }
    pub(crate) fn option_within(wrapper: &str) -> String {
        format!("`Option` stands outermost, since `null` is not set; write `Option<{wrapper}<_>>`")
    }
    pub(crate) fn no_form(what: &str, instead: &str) -> String {
        format!("{what} has no form in AWS JSON; use {instead}")
    }
    pub(crate) fn default_outside(value: impl Display, key: &str, bounds: &str) -> String {
        format!("the default {value} is outside of `{key} = {bounds}`; write one within")
    }
    pub(crate) fn json_in_json(ty: &str) -> String {
        format!(
            "`json_value` would write `{ty}` as JSON within a string; use `Document` or a shape, or remove it"
        )
    }
    pub(crate) const NAME_ASCII: &str = "names in AWS's models are ASCII letters, digits and `_`; write the one on the wire as `#[aws(rename = \"…\")]`";
    pub(crate) const RENAME_ASCII: &str =
        "names in AWS's models are ASCII letters, digits and `_`; write the one on the wire";
    pub(crate) fn no_name(field: impl Display) -> String {
        format!("`{field}` leaves no name on the wire; write it as `#[aws(rename = \"…\")]`")
    }
    pub(crate) const NAME_SPACE: &str = "a name on the wire has no space around it; remove it";
    pub(crate) const OPTION_OPTION: &str =
        "`Option<Option<_>>` has no meaning in AWS JSON, where `null` is not set; write `Option<_>`";
    pub(crate) const TOKEN_REQUIRED: &str =
        "an idempotency token must be optional, as it is filled in when not set; write `Option<String>`";
    pub(crate) const TOKEN_TWICE: &str = "only one idempotency token a request; remove one of them";
    pub(crate) fn request_only(key: &str) -> String {
        format!("`{key}` belongs on a member of a request, which `aws_operation` is put on; remove it here")
    }
    pub(crate) fn borrowed(instead: &str) -> String {
        format!("shapes own their data; use `{instead}`")
    }
    pub(crate) const SPARSE: &str =
        "a sparse list or map is said by its type; write `Vec<Option<T>>` or `HashMap<K, Option<T>>`";
    pub(crate) const SENSITIVE: &str = "a secret is said by its type; wrap it: `Sensitive<T>`";
    pub(crate) const REQUIRED: &str = "a required member is said by its type; leave `Option` out";
    pub(crate) const DEFAULT_OPTION: &str =
        "an optional member has no need of `default`; remove it, or drop the `Option`";
    pub(crate) const DEFAULT_SELF: &str =
        "a default does not see other members; write a value that needs none of them";
    pub(crate) const TIMESTAMP_IN_JSON: &str =
        "`timestamp` has no effect beside `json_value`; remove one of them";
    pub(crate) fn timestamp_format(found: &str, meant: Option<&str>) -> String {
        match meant {
            Some(meant) => format!("unknown timestamp format \"{found}\", did you mean \"{meant}\"?"),
            None => format!(
                "unknown timestamp format \"{found}\"; expected \"epoch-seconds\", \"date-time\" or \"http-date\""
            ),
        }
    }
    pub(crate) fn rename_rule(found: &str, meant: Option<&str>, known: &[&str]) -> String {
        match meant {
            Some(meant) => format!("unknown `rename_all` rule \"{found}\", did you mean \"{meant}\"?"),
            None => format!("unknown `rename_all` rule \"{found}\"; expected {}", quoted(known)),
        }
    }

    pub(crate) const NEWTYPE_OPTION: &str =
        "a constrained value is always there; constrain `T` and make the member `Option<X>`";

    // Groups.
    pub(crate) fn no_field(
        field: impl Display,
        ty: impl Display,
        meant: Option<&str>,
        known: &[String],
    ) -> String {
        match meant {
            Some(meant) => format!("no field `{field}` on `{ty}`, did you mean `{meant}`?"),
            None if known.is_empty() => format!("no field `{field}` on `{ty}`, which has none"),
            None => format!("no field `{field}` on `{ty}`; it has {}", list(known)),
        }
    }
    pub(crate) fn group_too_small(key: impl Display) -> String {
        format!("`{key}` needs at least two members; name the others, or remove it")
    }
    pub(crate) fn listed_twice(field: impl Display) -> String {
        format!("`{field}` is listed twice; remove one of them")
    }
    pub(crate) fn group_always_set(field: impl Display, why: &str, key: impl Display) -> String {
        format!("`{field}` {why}, so `{key}` can never choose another; make it an `Option`")
    }
    pub(crate) fn field_not_wire(field: &str) -> String {
        format!("name the Rust field, not the wire member; write `{field}`")
    }
    pub(crate) fn fields_alone(key: impl Display, field: impl Display) -> String {
        format!("`{key}` names fields alone; write `{field}`")
    }
    pub(crate) const FIELD_COMMA: &str = "expected `,` before the next field";
    pub(crate) const FIELD_EXPECTED: &str = "expected the name of a field, such as `next_token`";

    // Enums and unions.
    pub(crate) fn on_enum(derive: &str) -> String {
        format!("`{derive}` is derived on an enum; for a struct use `Shape`")
    }
    pub(crate) fn derived_on_request(derive: &str) -> String {
        format!("`{derive}` is derived on an enum, and a request is a struct; remove it")
    }
    pub(crate) fn enum_generic(derive: &str) -> String {
        format!("`{derive}` takes no generics; remove them")
    }
    pub(crate) fn other_missing(ident: impl Display, line: &str) -> String {
        format!("`{ident}` needs a variant for what AWS adds later; add `{line}`")
    }
    pub(crate) fn other_unmarked(variant: impl Display) -> String {
        format!("`{variant}` holds what AWS adds later; mark it with `#[aws(other)]`")
    }
    pub(crate) fn other_elsewhere(variant: impl Display) -> String {
        format!("`{variant}` holds what AWS adds later; put `#[aws(other)]` on it")
    }
    pub(crate) const OTHER_TWICE: &str = "only one variant can be `#[aws(other)]`; remove one of them";
    pub(crate) fn other_form(line: &str) -> String {
        format!("the variant for what AWS adds later holds one value of its own type; write `{line}`")
    }
    pub(crate) const VARIANT_DATA: &str =
        "a string enum's variant carries no data; remove it, or derive `Union` if it is on the wire";
    pub(crate) const INT_VARIANT_DATA: &str = "an int enum's variant carries no data; remove it";
    pub(crate) const INT_VALUE: &str = "`value` takes a whole number that fits `i32`; write `value = 1`";
    pub(crate) fn value_taken(value: impl Display, variant: impl Display) -> String {
        format!("`{value}` is already the value of variant `{variant}`; give this one its own")
    }
    pub(crate) const VALUE_SPACE: &str = "no value of AWS's begins with a space; remove it";
    pub(crate) const INT_DISCRIMINANT: &str =
        "write the value on the wire as `#[aws(value = …)]`, not as a discriminant";
    pub(crate) const DISCRIMINANT: &str =
        "a discriminant does not go on the wire; remove it, and say what does by `#[aws(rename = \"…\")]`";
    pub(crate) const UNION_VARIANT: &str = "a union variant holds exactly one value; write `Variant(Type)`";
    pub(crate) const UNION_OPTION: &str =
        "a union's member is set when it is chosen; write the type without `Option`";

    // Errors of a service.
    pub(crate) fn code_taken(variant: impl Display) -> String {
        format!("this error code is already handled by variant `{variant}`; give this one its own")
    }
    pub(crate) fn code_of_variant(variant: &str, bare: &str) -> String {
        format!(
            "the code would be `{variant}Exception`; name the variant `{bare}`, or write the code that AWS sends, as `#[aws(code = \"{variant}\")]`"
        )
    }
    pub(crate) const CODE_ASCII: &str = "codes in AWS's models are ASCII letters and digits; write the one on the wire as `#[aws(code = \"…\")]`";
    pub(crate) const EMPTY_CODE: &str = "`code` must not be empty; write the error's name on the wire";
    pub(crate) fn code_qualified(bare: &str, found: &str) -> String {
        format!("`code` is the bare error name; write \"{bare}\" for \"{found}\"")
    }
    pub(crate) const RETRYABLE: &str = "what is worth another attempt is said by its kind; write `retry = throttling` or `retry = transient`";
    pub(crate) fn fault(key: impl Display) -> String {
        format!(
            "an error is told by its code, and is the caller's unless marked `server_fault`; write that, or remove `{key}`"
        )
    }
    pub(crate) fn retry_kind(found: impl Display, meant: Option<&str>) -> String {
        match meant {
            Some(meant) => format!("unknown retry kind `{found}`, did you mean `{meant}`?"),
            None => format!("unknown retry kind `{found}`; expected `throttling` or `transient`"),
        }
    }
    pub(crate) fn retry_not_string(kind: &str) -> String {
        format!("`retry` takes `throttling` or `transient`; write `retry = {kind}`")
    }
    pub(crate) fn error_variant(line: &str) -> String {
        format!(
            "an error's variant holds `ErrorMetadata`, or the error's shape and `ErrorMetadata`; write `{line}`"
        )
    }
    pub(crate) fn other_takes(key: impl Display) -> String {
        format!("`{key}` has no meaning beside `other`, which takes what no other variant does; remove it")
    }
}
