//! The macros of `metering-core`, which re-exports them, and the reference of all their keys.
//!
//! | macro | goes on | declares |
//! |---|---|---|
//! | [`aws_service`](macro@aws_service) | a unit struct | a service |
//! | [`aws_operation`](macro@aws_operation) | the struct of a request | an operation, and the shape of its request |
//! | [`Shape`](macro@Shape) | a struct | a structure, or a constrained string, number, blob, list or map |
//! | [`StringEnum`](macro@StringEnum) | an enum | an open set of strings |
//! | [`IntEnum`](macro@IntEnum) | an enum | an open set of numbers |
//! | [`Union`](macro@Union) | an enum | one of several members, or one that AWS adds later |
//! | [`ServiceError`](macro@ServiceError) | an enum | the errors of a service |
//!
//! What one reads in the source is what exists: nothing is added to a struct or renamed. A
//! `…Builder` stands beside each structure.
//!
//! # Values
//! Names on the wire are strings, types are paths, fields are identifiers, and bounds are inclusive
//! Rust ranges: `1..=255`, `..=25`, `1..`; a bound may be a constant (`..=MAX_RECORDS`). A flag
//! stands alone. Keys stand in any order, in one attribute or several, each once. `crate = path` is
//! known to all the macros: the path of `metering_core`, where the dependency is renamed or
//! re-exported (`crate = other_name`).
//!
//! # Mistakes
//! All mistakes of a declaration are reported at once, each at its own token and with what to write
//! instead; those of its types and constants, which the compiler alone knows, once these are gone.
//! A stand-in takes the place of the declaration then, so that nothing else in the crate is wrong
//! because of it. What all keys have in common:
//!
//! | mistake | message |
//! |---|---|
//! | a key that is not known | ``unknown key `lenght`, did you mean `length`?`` |
//! | a key of another place | `` `other` goes on a variant of an enum; a member takes … `` |
//! | a word of another library | ``unknown key `regex`, did you mean `pattern`?`` |
//! | a trait of AWS's models that a type says | `a secret is said by its type; …`, `a required member is said by its type; …`, `a sparse list or map is said by its type; …` |
//! | a word of AWS's models | ``unknown key `locationName`, did you mean `rename`?``; `` `apiVersion` of AWS's model is in no request; remove it`` |
//! | a word of serde's | `` `flatten` is serde's word, and the form on the wire is AWS's: … `` |
//! | the same key again | ``duplicate key `action`; remove one of them`` |
//! | a flag with a value | `` `unsigned` takes no value; write `unsigned` alone `` |
//! | a key without its value | `` `length` needs a value; write `length = 1..=255` `` |
//! | a value in parentheses | `` `action` takes its value after `=`; write `action = "Get"` `` |
//! | a colon before a value, a semicolon after it | ``write `=` for `:` ``, ``write `,` for `;` `` |
//! | a value of another kind | `` `rename` takes a string; … ``, `` `service` takes a path; … `` |
//! | a list without parentheses | `` `exactly_one_of` needs a list in parentheses; … `` |
//! | a value without a key, keys without a comma | ``expected a key, as in `key = value` ``, ``expected `,` before the next key`` |
//! | a path as a string | `` `output` takes a type path, not a string; write `output = Out` `` |
//! | a field by its wire name | ``name the Rust field, not the wire member; write `next_token` `` |
//! | a derive on another kind of item | `` `Union` is derived on an enum; for a struct use `Shape` ``, `` `Shape` is derived on structs; … `` |
//! | the same derive again, or another that gives a form | `` `Shape` is derived twice; … ``, `` `StringEnum` gives this type its form already, and `Union` another; … `` |
//! | generics | `generic shapes are not supported; …`, `` `Union` takes no generics; … `` |
//! | a `#[serde(…)]` attribute | ``use `#[aws(rename = "…")]`; serde attributes have no effect here``, or to remove it |

mod attr;
mod check;
mod errors;
mod expand;
mod fallback;
mod model;
mod operation;
mod parse;
#[cfg(test)]
mod snapshots;
mod spelling;
mod suggest;

use std::sync::{Mutex, PoisonError};

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Data, DeriveInput};

use crate::attr::item::{ItemKeys, STRUCTURE};
use crate::attr::service::ServiceKeys;
use crate::check::Shaped;
use crate::errors::{Errors, say};
use crate::fallback::Mistaken;
use crate::model::Core;

/// Declares a service: its facts, on a unit struct that stands for it.
///
/// The struct may bear any name; operations look for `Service` where they stand, unless they say
/// otherwise. Beside it, one usually names its client:
/// `pub type Client = metering_core::Client<Service>;`.
///
/// ```
/// use metering_core::{ErrorMetadata, ServiceError, aws_service};
///
/// /// AWS Key Management Service.
/// #[aws_service(
///     endpoint_prefix = "kms",
///     target_prefix = "TrentService",
///     json_version = "1.1",
///     error = KmsError,
///     endpoint(fips = "kms-fips", region("us-iso-west-1")(plain = "kms-iso", signing_region = "us-iso-west-1")),
/// )]
/// #[derive(Debug, Clone, Copy)]
/// pub struct Service;
///
/// #[derive(Debug, ServiceError)]
/// #[non_exhaustive]
/// pub enum KmsError {
///     NotFound(ErrorMetadata),
///     #[aws(other)]
///     Unhandled(ErrorMetadata),
/// }
/// ```
///
/// # Keys
/// | key | value | unless said | mistakes |
/// |---|---|---|---|
/// | `endpoint_prefix` | what stands first in the host: `"metering.marketplace"` | required | `` `endpoint_prefix` is a host prefix, not a URL or a host; … ``; `` `endpoint_prefix` takes small letters and digits, … ``; `` `endpoint_prefix` is signed as it is, in small letters; … `` |
/// | `target_prefix` | what stands before the action in `X-Amz-Target`: `"AWSMPMeteringService"` | required | `` `target_prefix` must not end with `.`; … ``; `` `target_prefix` is what stands before the action; … `` |
/// | `json_version` | `"1.0"` or `"1.1"` | required | ``unsupported `json_version` "2.0", expected "1.0" or "1.1"`` |
/// | `error` | the service's [`ServiceError`](macro@ServiceError) | required | `` `T` is no service error`` |
/// | `signing_name` | the name in the signing scope: `"aws-marketplace"` | the endpoint prefix | `` `signing_name` takes letters, digits, … `` |
/// | `id` | the service id, which `AWS_ENDPOINT_URL_<ID>` goes by: `"Marketplace Metering"` | the endpoint prefix | `` `id` takes letters, digits and spaces, … `` |
/// | `query_compatible` | flag: the service once spoke the Query protocol, and reports those codes beside its own | not so | |
/// | `retry(…)` | `max_attempts = 4` and `base_ms = 25`, where the service departs from the standard | 3 attempts, 50 ms | `` `base_ms` takes a whole number from 1 to 4294967295; … ``; `` `retry` says nothing; … `` |
/// | `endpoint(…)` | where its hosts depart from the template, as below | the template | `` `endpoint` says nothing; … `` |
/// | `crate` | the path of `metering_core` | `::metering_core` | |
///
/// The marker itself: `the service marker carries no data; …`,
/// `the service marker takes no generics; …`, `` `aws_service` is applied twice; …`` and, for a key
/// of its own in `#[aws(…)]`, ``put `signing_name` in `aws_service(…)` ``.
///
/// # `endpoint(…)`
/// | item | means | mistakes |
/// |---|---|---|
/// | `plain = "host"` | the host without FIPS and dual stack | ``the host of `plain` is empty; …``; `a prefix is completed by Region and suffix; …`; `a whole host is written to its end; …`; `a URL has no placeholders; …`; `expected a URL such as …`; `a placeholder is not closed; …`; `nothing stands before, after or between dots; …` |
/// | `fips = "host"` | the host under FIPS | ``unknown placeholder `{regoin}`, did you mean `{region}`?`` |
/// | `dual_stack = "host"` | the host under dual stack | |
/// | `fips_dual_stack = "host"` | the host under both | |
/// | `signing_region = "us-east-1"` | the Region that requests are signed for, wherever the client is | `no Region is called "us-east-1a"; …`, as of `region` |
/// | `global` | the partition's main Region takes the place of the client's, in hosts and in the signature | |
/// | `dual_stack_only` | hosts exist under the dual-stack suffix alone | |
/// | `region("…", …)(item, …)` | the same for these Regions | `the departure of "…" is written already; …`; `` `region` takes names in quotes; … ``; ``what `region` says stands in parentheses of its own; …``; `"aws-cn" is a partition; …` |
/// | `region("…", …) = "host"` | short for `region("…", …)(plain = "host")` | |
/// | `partition("…", …)(item, …)` | the same for these partitions (`"aws-us-gov"`) | `the departure of "…" is written already; …`; `"us-gov-west-1" is a Region; …`; `unknown partition "aws-gov", did you mean "aws-us-gov"?` |
/// | `partition("…", …) = "host"` | short for `partition("…", …)(plain = "host")` | `` `region` and `partition` stand in `endpoint(…)` itself, … `` |
///
/// A host is a prefix, which is completed by Region and suffix; or, with a placeholder in it
/// (`{region}`, `{dns_suffix}`, `{dual_stack_dns_suffix}`), a whole host; or a URL. What is said of
/// a Region wins over what is said of its partition, and that over what is said of all.
#[proc_macro_attribute]
pub fn aws_service(
    arguments: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    service(arguments.into(), item.into()).into()
}

fn service(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let errors = Errors::new();
    let written = item;
    let whole = parse::item(written.clone()).ok();
    let is_whole = whole.is_some();
    let Some(mut item) = whole.or_else(|| operation::broken(&written)) else {
        errors.at(operation::head(&written), say::SERVICE_NOT_STRUCT);
        let errors = errors.finish();
        return quote!(#written #errors);
    };
    operation::applied_once("aws_service", &mut item.attrs, &errors);
    let mut keys = ServiceKeys::default();
    let read = |input: syn::parse::ParseStream<'_>| keys.read(input, &errors);
    let _ = syn::parse::Parser::parse2(read, arguments);
    keys.read_beside(&mut item.attrs, &errors);
    let core = Core(keys.core.as_ref().map(|keyed| keyed.value.clone()));
    let error = keys.error.as_ref().map(|keyed| keyed.value.clone());
    let model = check::service(keys, &item, &errors);
    let expansion = match model {
        Some(model) if errors.is_empty() => expand::service::expand(&model),
        _ => fallback::of_service(
            &Mistaken { input: &item, core, serde: false, said: errors.first() },
            error.as_ref(),
        ),
    };
    let errors = errors.finish();
    // The compiler reads the item as it is written, with what it has said of it.
    let item = if is_whole { item.into_token_stream() } else { written };
    quote!(#item #expansion #errors)
}

/// Declares an operation: on the struct of its request, which becomes a structure as
/// [`Shape`](macro@Shape) makes one.
///
/// The struct has named fields, or none. All keys of [structures and their
/// members](macro@Shape#structures) apply, in `#[aws(…)]` below the attribute.
///
/// ```
/// # use metering_core::{ErrorMetadata, ServiceError, Shape, aws_operation, aws_service};
/// # #[aws_service(endpoint_prefix = "kms", target_prefix = "TrentService", json_version = "1.1", error = KmsError)]
/// # pub struct Service;
/// # #[derive(Debug, ServiceError)] pub enum KmsError { #[aws(other)] Unhandled(ErrorMetadata) }
/// /// Lists the aliases.
/// #[aws_operation(
///     action = "ListAliases",
///     paginate(input_token = marker, output_token = next_marker, items = aliases, item = Alias, more = truncated),
/// )]
/// #[derive(Debug, Clone)]
/// #[non_exhaustive]
/// pub struct ListAliases {
///     /// Where the last page ended.
///     pub marker: Option<String>,
///     /// Items a page.
///     #[aws(range = 1..=100)]
///     pub limit: Option<i32>,
/// }
///
/// /// A page of aliases.
/// #[derive(Debug, Clone, Shape)]
/// #[non_exhaustive]
/// pub struct ListAliasesOutput {
///     /// The aliases.
///     pub aliases: Vec<Alias>,
///     /// Where the next page begins.
///     pub next_marker: Option<String>,
///     /// Whether there is one.
///     pub truncated: bool,
/// }
///
/// /// A name of a key.
/// #[derive(Debug, Clone, Shape)]
/// #[non_exhaustive]
/// pub struct Alias {
///     /// The name.
///     pub alias_name: Option<String>,
/// }
///
/// # async fn example(client: metering_core::Client<Service>) -> Result<(), Box<dyn std::error::Error>> {
/// let page = ListAliases::builder().limit(10).send(&client).await?;
/// # Ok(()) }
/// ```
///
/// # Keys
/// | key | value | unless said | mistakes |
/// |---|---|---|---|
/// | `action` | the operation's name on the wire: `"BatchMeterUsage"` | required | `` `action` is the bare operation name; write "X" for "AWSMPMeteringService.X" ``; `` `batch` is not an AWS operation name; … `` |
/// | `service` | the marker | `Service`, as it is resolved here | |
/// | `output` | the structure of the answer; `()` for none | `{Struct}Output`, as it is resolved here | `` `T` is no AWS shape with named fields `` |
/// | `error` | the errors, where they are not the service's | the service's | `` `T` is no service error `` |
/// | `paginate(…)` | how its pages follow one another, as below | one answer | `` `paginate` needs `input_token`; … `` |
/// | `host_prefix` | what stands before the host: `"data."`, `"{ClusterName}."` with the wire names of members that are marked `host_label` | nothing | ``no member `Cluster` is marked `host_label`, did you mean `ClusterName`?``; `` `host_prefix` takes labels with a dot after each, … `` |
/// | `unsigned` | flag: requests are not signed | signed | |
/// | `compressed` | flag: large bodies are compressed | not so | |
/// | `long_polling` | flag: the service holds the request until it has something to answer | not so | |
/// | `refuses(…)` | sources of credentials that the service refuses, variants of `CredentialsSource` | none | `` `EksPodIdentity` is listed twice; … ``; `` `refuses` takes a source by its name alone; … `` |
/// | `crate` | the path of `metering_core` | `::metering_core` | |
///
/// `event_stream` and `waiters` are names that stay free for what may come:
/// `event streams are not supported yet; …`, `waiters are not supported yet; …`.
///
/// The item itself: `` `aws_operation` goes on the request struct; for an enum use `StringEnum` or
/// `Union` ``, `a request needs named fields: …`, `` `aws_operation` applies to a struct, not a
/// function; … ``, `` `aws_operation` is applied twice; … ``, `` `aws_operation` derives `Shape`
/// already; … `` and, for a `Default` that is derived or written, `` `Default` would build a
/// request without its required `ProductCode`; … ``.
///
/// # `paginate(…)`
/// | key | value | mistakes |
/// |---|---|---|
/// | `input_token` | the request's optional field; several as `(a, b)` | ``no field `marke` on `ListAliases`, did you mean `marker`?``; `the first page is asked for without a token; …`; `` `input_token` names a field alone; … ``; `several tokens stand in parentheses; …` |
/// | `output_token` | the output's field, or a path of fields (`page.next_marker`) through structures that may be optional, and through the last item of a list (`shards[-1].shard_id`); as many as there are input tokens | `` `input_token` and `output_token` name as many tokens each, in the same order; … ``; `` a path leads through a list by its last item alone; … ``; `` `[-1]` is the last item of a list, and this is `&std::string::String`; … ``; ``the output's token is `i64`, and the request's `Option<std::string::String>`; … `` |
/// | `items`, `item` | the output's list or map, as a path, and the type of its items: for `pages.items()`; both or neither | `` `items` and `item` go together: … ``; `` `items` must name a list of `Alias` in the output; … `` |
/// | `more` | the output's flag that says whether there is a further page, where the tokens do not | |
///
/// The last page is the one without a token (as that of an empty list's last item is), with an
/// empty one, with the one that was sent, or whose `more` is not `true`.
#[proc_macro_attribute]
pub fn aws_operation(
    arguments: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    operation::attribute(arguments.into(), item.into()).into()
}

/// What `#[aws_operation]` puts on its struct.
#[doc(hidden)]
#[proc_macro_derive(Operation, attributes(aws, serde))]
pub fn derive_operation(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = TokenStream::from(input);
    match parse::item(input.clone()) {
        Ok(input) => operation::derive(&input).into(),
        Err(error) => unread(input, &error, |item| operation::stand_in(item, None)).into(),
    }
}

/// A structure (a struct with named fields) or a constrained value (a tuple struct with one field).
///
/// Shapes own their data and take no generics: `shapes own their data; use `String` ``, `generic
/// shapes are not supported; …`.
///
/// # Structures
/// ```
/// use metering_core::{DateTime, Sensitive, Shape, Validate, Violations};
///
/// /// What somebody used.
/// #[derive(Debug, Clone, PartialEq, Shape)]
/// #[aws(at_most_one_of(quantity, quantity_as_decimal), check = in_this_century)]
/// #[non_exhaustive]
/// pub struct UsageRecord {
///     /// When.
///     pub timestamp: DateTime,
///     /// What.
///     #[aws(length = 1..=255)]
///     pub dimension: String,
///     /// How much.
///     #[aws(range = 0..=2147483647)]
///     pub quantity: Option<i32>,
///     /// How much, with a fraction.
///     #[aws(pattern = r"^(0|[1-9][0-9]{0,9})(\.[0-9]{1,6})?$")]
///     pub quantity_as_decimal: Option<String>,
///     /// Who.
///     #[aws(rename = "CustomerAWSAccountId")]
///     pub customer_account: Option<Sensitive<String>>,
/// }
///
/// fn in_this_century(record: &UsageRecord, violations: &mut Violations<'_>) {
///     if record.timestamp.secs() < 946_684_800 {
///         violations.member("Timestamp").push("is before the year 2000");
///     }
/// }
///
/// let record = UsageRecord::builder()
///     .timestamp(DateTime::from_secs(1_790_000_000))
///     .dimension("")
///     .customer_account("123456789012")
///     .build();
/// assert_eq!(record.validate().unwrap_err().to_string(), "Dimension: length 0 is outside 1..=255");
/// ```
///
/// A member is required unless its type is `Option<T>` or it has a `default`. Required members are
/// demanded by the builder at compile time (``required member `dimension` is not set``); a response
/// that lacks one gives it the value that Smithy's error correction has for it. What is not set is
/// never sent.
///
/// Types of members: `String`, `Cow<'static, str>`, `bool`, `i8` to `i64`, `f32`, `f64`,
/// `BigNumber`, `Blob`, `DateTime`, `Document`, `Vec`, `HashMap` and `BTreeMap` (by `String`, or by
/// a constrained string or a `StringEnum` that derives what the map asks of its keys), `Box`,
/// `Sensitive`, and what is derived by these macros. Another one is pointed at: `` `Duration` is no
/// AWS shape``, `an array has no form in AWS JSON; …`, ``shapes own their data; use `String` ``, ``
/// `Option<Option<_>>` has no meaning in AWS JSON, … ``, `` `i32` cannot be the key of a `HashMap`
/// in AWS JSON``. `Vec<Option<T>>` is a sparse list; an optional secret is `Option<Sensitive<T>>`,
/// not the other way round.
///
/// The builder is `{Struct}Builder`. Its setters bear the members' names (`with_build` and
/// `with_send` where a member is called `build` or `send`, with a further `with_` if another member
/// is called that) and take `impl Into<T>` for members of the types `T`, `Option<T>`,
/// `Sensitive<T>` and `Box<T>` alike; `set_x` takes the whole `Option`. A secret of an earlier
/// answer is handed on by its `expose()`.
///
/// ## On the struct
/// | key | value | unless said | mistakes |
/// |---|---|---|---|
/// | `rename_all` | `"PascalCase"`, `"camelCase"`, `"snake_case"`, `"SCREAMING_SNAKE_CASE"`, `"kebab-case"`, `"lowercase"`, `"UPPERCASE"` | `"PascalCase"` | ``unknown `rename_all` rule "camel", did you mean "camelCase"?`` |
/// | `exactly_one_of(a, b, …)` | optional fields of which one is set; may be there several times, as the next two | | ``no field `x` on `T`, did you mean `y`?``; `… needs at least two members; …`; `… is listed twice; …`; `` `a` is required, so … ``; `` `a` has a default, so … `` |
/// | `at_most_one_of(a, b, …)` | optional fields of which one may be set | | the same |
/// | `at_least_one_of(a, b, …)` | optional fields of which some must be set | | the same |
/// | `check` | a rule of your own over the whole struct: `fn(&T, &mut Violations<'_>)` | | `mismatched types` at the path; `` `check` takes the path of a function; … ``; `` `check` takes a path; … `` |
/// | `serde` | flag: serde's `Serialize` and `Deserialize`, with the same names and forms as on the wire. A required member that is missing is an error, but for lists and maps. `Sensitive` members are written in the clear | neither | |
/// | `crate` | the path of `metering_core` | `::metering_core` | |
///
/// A word of a field's name begins at each `_`. PascalCase and camelCase leave its other letters as
/// they are, so that `CustomerAWSAccountId` and `resource_ARN` are `CustomerAWSAccountId` and
/// `ResourceARN` on the wire. A word of a variant's name begins at each capital or `_`; in
/// PascalCase it goes out as it stands, `SS` as `SS`.
///
/// ## On a member
/// | key | value | unless said | mistakes |
/// |---|---|---|---|
/// | `rename` | the name on the wire | as `rename_all` makes it | `` `rename` must not be empty; … ``; ``member name `Token` is already used by field `token`; …``; ``names in AWS's models are ASCII letters, …``; `a name on the wire has no space around it; …`; `` `__` leaves no name on the wire; … `` |
/// | `length` | bounds on the code points of a string, the bytes of a blob, the entries of a list or map | none | `` `length` cannot constrain `i32`; use `range` for a number``; `a length cannot be negative; …`, of a constant as well; the mistakes of bounds, below |
/// | `range` | bounds on a number | none | `` `range` cannot constrain `Vec<std::string::String>`; use `length` … ``; ``the maximum does not fit `i32`; …``; ``the bound has a fraction, and `i32` has none; …``; the mistakes of bounds |
/// | `pattern` | what the text must match somewhere, in the dialect of ECMA 262, as Smithy's patterns are | none | ``invalid `pattern`: unclosed character class; …``; ``look-around is not supported; use `check` ``; ``back-references are not supported; use `check` ``; `` `\A` is Java's, not ECMA 262's; … ``; `the pattern needs a table of more than 128 KiB; …`; `` `pattern` cannot constrain `i32`; … ``; `no text matches this pattern; …` |
/// | `each(…)` | `length`, `range`, `pattern`, `each` or `keys` of each item of a list, each value of a map | none | `` `each` cannot constrain `i32`, which has no items; … ``; `` `each` takes constraints by their keys; … ``; `` `each` says nothing; … `` |
/// | `keys(…)` | `length` or `pattern` of each key of a map | none | `` `keys` cannot constrain `Vec<std::string::String>`, which is no map; … ``; `` `keys` takes constraints by their keys; … ``; `` `keys` says nothing; … `` |
/// | `default` | flag: the builder does not ask for it; left out, it is what a missing member is read as. Or `default = 5`: that value | required | ``an optional member has no need of `default`; …``; ``the default `500` is outside of `range = 1..=100`; …``; `a default does not see other members; …` |
/// | `timestamp` | `"epoch-seconds"`, `"date-time"` or `"http-date"`: how its timestamps are written; all three are read | `"epoch-seconds"` | ``unknown timestamp format "iso"; …``; `` `timestamp` cannot be on `std::string::String`; … `` |
/// | `json_value` | flag: on the wire it is a string that holds its JSON | not so | `` `timestamp` has no effect beside `json_value`; … ``; `` `json_value` would write `String` as JSON within a string; … `` |
/// | `idempotency_token` | flag, on a request's optional string: filled in with a fresh token for each call, the same in all its attempts | not so | `an idempotency token must be optional, …`; ``an idempotency token is a string, not `i64`; …``; `only one idempotency token a request; …`; `` `idempotency_token` belongs on a member of a request, … `` |
/// | `host_label` | flag, on a request's required string: part of the host, by `host_prefix` | not so | `a host label is part of the host's name and can't be left out; …`; ``a host label is a string, not `i64`; …``; ``this `host_label` is in no `host_prefix`; …``; `` `host_label` belongs on a member of a request, … `` |
///
/// The mistakes of bounds: `empty range: minimum 255 is greater than maximum 1; …`, ``AWS
/// constraints are inclusive; write `..=` ``, `` `length` takes an inclusive range such as
/// `1..=255` ``, `` `..` constrains nothing; … ``,
/// `the bound of a length is a whole number below 2^64; …`, `the bound of a range is a number; …`.
///
/// # Constrained values
/// A tuple struct with one field is a value with rules of its own: in the members that it is the
/// type of, it needs no keys.
///
/// ```
/// use metering_core::Shape;
/// use std::borrow::Cow;
///
/// /// Identifies a product.
/// #[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
/// #[aws(length = ..=255, pattern = "^[-a-zA-Z0-9/=:_.@]*$")]
/// pub struct ProductCode(Cow<'static, str>);
///
/// const CODE: ProductCode = ProductCode::from_static("prod-4rcexample"); // checked by the compiler
/// assert_eq!(ProductCode::new("prod-4rcexample").unwrap(), CODE);
/// assert!("no spaces".parse::<ProductCode>().is_err());
/// assert_eq!(ProductCode::from("no spaces").as_str(), "no spaces"); // checked when it is sent
/// ```
///
/// ```compile_fail,E0080
/// # use metering_core::Shape;
/// # use std::borrow::Cow;
/// # #[derive(Shape)]
/// # #[aws(length = ..=255, pattern = "^[-a-zA-Z0-9/=:_.@]*$")]
/// # pub struct ProductCode(Cow<'static, str>);
/// const CODE: ProductCode = ProductCode::from_static("no spaces");
/// ```
///
/// | over | has |
/// |---|---|
/// | all | `new` (checked), `From` of the inner type (checked when it is sent) |
/// | `String`, `Cow<'static, str>` | `as_str`, `Display`, `AsRef<str>`, `FromStr` (checked), `From<&str>`, `From<String>`, `From<Cow<'static, str>>`; may be a map's key |
/// | `Cow<'static, str>` | `const fn from_static`: in a const context a literal that breaks the rules does not compile, elsewhere it panics |
/// | `i8` to `i64`, `f32`, `f64` | `get` |
/// | `Blob`, `Vec`, `HashMap`, `BTreeMap`, other shapes | `get`, `into_inner` |
///
/// | key | value |
/// |---|---|
/// | `length`, `range`, `pattern`, `each(…)`, `keys(…)` | as on a member |
/// | `check` | `fn(&T, &mut Violations<'_>)` |
/// | `serde`, `crate` | as on a structure |
#[proc_macro_derive(Shape, attributes(aws, serde))]
pub fn derive_shape(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand_once(input, "Shape", shape, fallback::of_shape)
}

fn shape(input: &DeriveInput) -> TokenStream {
    derive(
        input,
        check::shape,
        |shaped| match shaped {
            Shaped::Structure(structure) => expand::structure::expand(&structure, &TokenStream::new(), None),
            Shaped::Newtype(newtype) => expand::newtype::expand(&newtype),
        },
        fallback::of_shape,
    )
}

/// An open set of strings: what AWS adds later is kept as it came and sent back unchanged.
///
/// ```
/// use metering_core::{StringEnum, UnknownValue};
///
/// #[derive(Debug, Clone, PartialEq, Eq, StringEnum)]
/// #[non_exhaustive]
/// pub enum Status {
///     Success,
///     #[aws(rename = "duplicate-record")]
///     DuplicateRecord,
///     /// A value newer than this crate.
///     #[aws(other)]
///     Unknown(UnknownValue),
/// }
///
/// assert_eq!(Status::from("duplicate-record"), Status::DuplicateRecord);
/// assert_eq!(Status::from("Later").as_str(), "Later");
/// assert_eq!(Status::VALUES, ["Success", "duplicate-record"]);
/// ```
///
/// It has `as_str`, `VALUES`, `Display`, `AsRef<str>`, `FromStr`, `From<&str>` and `From<String>`,
/// which take any text, and may be the key of a map. A response without the member gives the
/// unknown variant.
///
/// | key | on | value | unless said | mistakes |
/// |---|---|---|---|---|
/// | `other` | one variant | flag: holds what AWS adds later, as `UnknownValue` | required | `` `Status` needs a variant for what AWS adds later; add `#[aws(other)] Unknown(UnknownValue)` ``; ``only one variant can be `#[aws(other)]`; …``; `` `Unknown` holds what AWS adds later; … ``; `the variant for what AWS adds later holds one value of its own type; …`; `` `rename` has no meaning beside `other`, … `` |
/// | `rename` | a variant | the value on the wire | the variant's name, in the case of `rename_all` | `` `A` is already the value of variant `A`; … ``; `no value of AWS's begins with a space; …` |
/// | `rename_all` | the enum | as of [structures](macro@Shape#on-the-struct) | the names as they are | |
/// | `serde`, `crate` | the enum | as of structures | | |
///
/// A variant with data: `a string enum's variant carries no data; …`; with a number:
/// `a discriminant does not go on the wire; …`.
#[proc_macro_derive(StringEnum, attributes(aws, serde))]
pub fn derive_string_enum(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand_once(input, "StringEnum", string_enum, fallback::of_string_enum)
}

fn string_enum(input: &DeriveInput) -> TokenStream {
    derive(input, check::string_enum, |model| expand::string_enum::expand(&model), fallback::of_string_enum)
}

/// An open set of numbers.
///
/// ```
/// use metering_core::IntEnum;
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, IntEnum)]
/// #[non_exhaustive]
/// pub enum Level {
///     #[aws(value = 1)]
///     Low,
///     #[aws(value = 7)]
///     High,
///     /// A value newer than this crate.
///     #[aws(other)]
///     Unknown(i32),
/// }
///
/// assert_eq!(Level::from(7), Level::High);
/// assert_eq!(Level::from(8).value(), 8);
/// assert_eq!(Level::VALUES, [1, 7]);
/// ```
///
/// It has `value`, `VALUES` and `From<i32>`, which takes any number. A response without the member
/// gives 0.
///
/// | key | on | value | unless said | mistakes |
/// |---|---|---|---|---|
/// | `value` | a variant | the number on the wire | required | ``missing `value`; …``; `` `value` takes a whole number that fits `i32`; … ``; ``write the value on the wire as `#[aws(value = …)]`, not as a discriminant`` |
/// | `other` | one variant | flag: holds what AWS adds later, as `i32` | required | as of [`StringEnum`](macro@StringEnum) |
/// | `serde`, `crate` | the enum | as of [structures](macro@Shape#on-the-struct) | | |
#[proc_macro_derive(IntEnum, attributes(aws, serde))]
pub fn derive_int_enum(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand_once(input, "IntEnum", int_enum, fallback::of_int_enum)
}

fn int_enum(input: &DeriveInput) -> TokenStream {
    derive(input, check::int_enum, |model| expand::int_enum::expand(&model), fallback::of_int_enum)
}

/// One of several members, or one that AWS adds later.
///
/// ```
/// use metering_core::{Union, UnknownMember, wire};
///
/// #[derive(Debug, Clone, PartialEq, Union)]
/// #[non_exhaustive]
/// pub enum AttributeValue {
///     S(String),
///     #[aws(rename = "NULL")]
///     Null(bool),
///     #[aws(length = 1..)]
///     L(Vec<AttributeValue>),
///     /// A member newer than this crate.
///     #[aws(other)]
///     Unknown(UnknownMember),
/// }
///
/// let value = AttributeValue::L(vec![AttributeValue::S("a".into())]);
/// assert_eq!(wire::to_json(&value), br#"{"L":[{"S":"a"}]}"#);
/// ```
///
/// | key | on | value | unless said | mistakes |
/// |---|---|---|---|---|
/// | `other` | one variant | flag: holds what AWS adds later, as `UnknownMember` | required | as of [`StringEnum`](macro@StringEnum) |
/// | `rename` | a variant | the member's name on the wire | the variant's name, in the case of `rename_all` | `` `A` is already the value of variant `A`; … ``; ``names in AWS's models are ASCII letters, …`` |
/// | `length`, `range`, `pattern`, `each(…)`, `keys(…)`, `timestamp`, `json_value` | a variant | as [on a member](macro@Shape#on-a-member) | | |
/// | `rename_all`, `serde`, `crate` | the enum | as of [structures](macro@Shape#on-the-struct) | `"PascalCase"` | |
///
/// A variant holds its member's value: `a union variant holds exactly one value; …`,
/// `a union's member is set when it is chosen; …`.
#[proc_macro_derive(Union, attributes(aws, serde))]
pub fn derive_union(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand_once(input, "Union", union, fallback::of_union)
}

fn union(input: &DeriveInput) -> TokenStream {
    derive(input, check::union, |model| expand::union::expand(&model), fallback::of_union)
}

/// The errors of a service, open as its enums are.
///
/// ```
/// use metering_core::{ErrorMetadata, ServiceError, Shape};
///
/// #[derive(Debug, ServiceError)]
/// #[non_exhaustive]
/// pub enum TableError {
///     #[aws(retry = throttling)]
///     Throttling(ErrorMetadata),
///     #[aws(retry = transient, server_fault)]
///     InternalServiceError(ErrorMetadata),
///     /// With members of its own.
///     TransactionCanceled(TransactionCanceled, ErrorMetadata),
///     /// An error that is not in the service's model.
///     #[aws(other)]
///     Unhandled(ErrorMetadata),
/// }
///
/// /// Why a transaction was cancelled.
/// #[derive(Debug, Clone, Shape)]
/// #[non_exhaustive]
/// pub struct TransactionCanceled {
///     /// One for each of its parts.
///     pub cancellation_reasons: Option<Vec<String>>,
/// }
/// ```
///
/// A variant holds `ErrorMetadata` (code, message, request id, how the call went), or a shape of
/// its members and the metadata: `` `Vec<std::string::String>` is no AWS shape with named fields``,
/// ``an error's variant holds `ErrorMetadata`, …``. `Debug` is derived beside it.
///
/// | key | on | value | unless said | mistakes |
/// |---|---|---|---|---|
/// | `other` | one variant | flag: takes what no other variant does | required | as of [`StringEnum`](macro@StringEnum) |
/// | `code` | a variant | the error's code on the wire | `<Variant>Exception` | ``this error code is already handled by variant `A`; …``; `` `code` is the bare error name; … ``; `` `code` takes letters, digits, … ``; ``the code would be `NotFoundExceptionException`; …``; `codes in AWS's models are ASCII letters and digits; …` |
/// | `retry` | a variant | `throttling` or `transient` | what the standard says of its code and its status | ``unknown retry kind `sometimes`; expected `throttling` or `transient` ``; `` `retry` takes `throttling` or `transient`; … `` |
/// | `server_fault` | a variant | flag: the service's fault (5xx), as its model says | the caller's (4xx) | |
/// | `crate` | the enum | the path of `metering_core` | `::metering_core` | |
#[proc_macro_derive(ServiceError, attributes(aws, serde))]
pub fn derive_service_error(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand_once(input, "ServiceError", service_error, fallback::of_service_error)
}

fn service_error(input: &DeriveInput) -> TokenStream {
    derive(
        input,
        check::service_error,
        |model| expand::service_error::expand(&model),
        fallback::of_service_error,
    )
}

/// The item that was expanded last by one of the derives that give a form on the wire: the places
/// of its name and keyword, the derive, and where that stands.
///
/// A derive is told nothing of the others in its own list, which would be reported as conflicting
/// impls, one by one. Those of one item are expanded in a row.
static LAST: Mutex<Option<[String; 3]>> = Mutex::new(None);

/// The derive that gave this item its form before this one did, if the compiler runs this (and no
/// editor, which expands one item time and again).
fn derived_before(derive: &str, input: &DeriveInput) -> Option<String> {
    let call_site = proc_macro::Span::call_site();
    call_site.local_file()?;
    // Two items of one macro by example may have one name, but not one keyword.
    let keyword = match &input.data {
        Data::Struct(data) => data.struct_token.span,
        Data::Enum(data) => data.enum_token.span,
        Data::Union(data) => data.union_token.span,
    };
    let item = format!("{:?} {keyword:?}", input.ident.span());
    let this = [item, derive.to_owned(), format!("{call_site:?}")];
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    match last.replace(this.clone()) {
        Some([item, before, place]) if item == this[0] && place != this[2] => Some(before),
        _ => None,
    }
}

/// Expands a derive, unless the item was given a form by another already.
fn expand_once(
    input: proc_macro::TokenStream,
    name: &str,
    expand: fn(&DeriveInput) -> TokenStream,
    stand_in: fn(&Mistaken<'_>) -> TokenStream,
) -> proc_macro::TokenStream {
    let input = TokenStream::from(input);
    let input = match parse::item(input.clone()) {
        Ok(input) => input,
        Err(error) => return unread(input, &error, |item| stand_in(&mistaken(item, None))).into(),
    };
    let errors = Errors::new();
    if check::derived_again(name, &input, &errors) {
        return errors.finish().into();
    }
    if name != "Shape" && operation::is_request(&input) {
        errors.at(Span::call_site(), say::derived_on_request(name));
        return errors.finish().into();
    }
    if let Some(before) = derived_before(name, &input) {
        // What is wrong with a `Shape` on an enum was said there.
        if before == name {
            errors.at(Span::call_site(), say::derived_twice(name));
        } else if before != "Shape" || matches!(input.data, Data::Struct(_)) {
            errors.at(Span::call_site(), say::derived_beside(name, &before));
        }
        return errors.finish().into();
    }
    drop(errors.finish());
    expand(&input).into()
}

/// A stand-in for an item that can't be read.
fn unread(
    item: TokenStream,
    error: &syn::Error,
    stand_in: impl FnOnce(&DeriveInput) -> TokenStream,
) -> TokenStream {
    let Some(item) = parse::salvaged(item) else { return error.to_compile_error() };
    let (expansion, said) = (stand_in(&item), parse::unread(&item, error));
    quote!(#expansion #said)
}

/// Checks, then expands; with mistakes, reports them all and puts a stand-in there.
fn derive<T>(
    input: &DeriveInput,
    check: impl FnOnce(&DeriveInput, &Errors) -> Option<T>,
    expand: impl FnOnce(T) -> TokenStream,
    stand_in: impl FnOnce(&Mistaken<'_>) -> TokenStream,
) -> TokenStream {
    let errors = Errors::new();
    let model = check(input, &errors);
    let expansion = match model {
        Some(model) if errors.is_empty() && !check::refused(input) => expand(model),
        _ => stand_in(&mistaken(input, errors.first())),
    };
    let errors = errors.finish();
    quote!(#expansion #errors)
}

/// The runtime's path, if it can be told, whatever else is wrong.
fn mistaken(input: &DeriveInput, said: Option<TokenStream>) -> Mistaken<'_> {
    let unheard = Errors::new();
    let keys = ItemKeys::read(&input.attrs, &STRUCTURE, &unheard);
    drop(unheard.finish());
    Mistaken { input, core: keys.core(), serde: keys.serde.is_some(), said }
}
