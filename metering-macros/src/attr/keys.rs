//! The table of all keys.
//!
//! The parser, the messages about unknown and misplaced keys, the suggestions and the tables of
//! the reference (`docs/*.md`) are derived from it.

use Place::{
    EachItem, Endpoint, ErrorVariant, IntEnum, IntVariant, MapKeys, Member, Newtype, Operation, Override,
    Paginate, Retry, Service, ServiceError, StringEnum, StringVariant, Structure, Union, UnionVariant,
    Waiter,
};

/// A place where keys are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Service,
    Retry,
    Endpoint,
    Override,
    Operation,
    Paginate,
    Structure,
    Newtype,
    NewtypeField,
    StringEnum,
    IntEnum,
    Union,
    ServiceError,
    Member,
    StringVariant,
    IntVariant,
    UnionVariant,
    ErrorVariant,
    EachItem,
    MapKeys,
    Waiter,
}

const VARIANTS: &[Place] = &[StringVariant, IntVariant, UnionVariant, ErrorVariant];
const ENUMS_AND_STRUCTS: &[Place] = &[Structure, StringEnum, Union];
const SHAPES: &[Place] = &[Structure, Newtype, StringEnum, IntEnum, Union];
const CONSTRAINED: &[Place] = &[Member, UnionVariant, Newtype, EachItem];
const TEXT: &[Place] = &[Member, UnionVariant, Newtype, EachItem, MapKeys];
const HOSTS: &[Place] = &[Endpoint, Override];
const EVERYWHERE: &[Place] =
    &[Structure, Newtype, StringEnum, IntEnum, Union, ServiceError, Operation, Service, Waiter];

impl Place {
    /// The name of the place in messages: "`aws_service` accepts …".
    pub fn name(self) -> &'static str {
        match self {
            Service => "`aws_service`",
            Retry => "`retry(…)`",
            Endpoint => "`endpoint(…)`",
            Override => "an endpoint override",
            Operation => "`aws_operation`",
            Paginate => "`paginate(…)`",
            Structure => "a structure",
            Newtype => "a constrained value",
            Place::NewtypeField => "the field of a constrained value",
            StringEnum => "a string enum",
            IntEnum => "an int enum",
            Union => "a union",
            ServiceError => "a service error",
            Member => "a member",
            StringVariant => "a variant of a string enum",
            IntVariant => "a variant of an int enum",
            UnionVariant => "a variant of a union",
            ErrorVariant => "a variant of a service error",
            EachItem => "`each(…)`",
            MapKeys => "`keys(…)`",
            Waiter => "a waiter",
        }
    }

    /// The rows of the keys that can be written here.
    pub fn keys(self) -> impl Iterator<Item = &'static Key> {
        KEYS.iter().filter(move |key| key.places.contains(&self))
    }

    pub fn names(self) -> Vec<&'static str> {
        self.keys().map(|key| key.name).collect()
    }

    pub fn key(self, name: &str) -> Option<&'static Key> {
        self.keys().find(|key| key.name == name)
    }
}

/// One row of the table.
pub struct Key {
    pub name: &'static str,
    pub places: &'static [Place],
    pub form: Form,
    /// An example of the value, without the quotes of a string.
    value: &'static str,
    /// The default for the reference, or [`REQUIRED`].
    pub default: &'static str,
    /// The text of the reference.
    #[cfg_attr(not(test), expect(dead_code))]
    pub docs: &'static str,
    /// Names of the same thing in AWS's models and in other libraries.
    pub synonyms: &'static [&'static str],
}

/// The default of a key that must be written.
pub const REQUIRED: &str = "required";

/// The syntax of a key's value.
#[derive(Clone, Copy)]
pub enum Form {
    /// No value.
    Flag,
    /// `= "…"`
    Text,
    /// `= path::to::item`
    Path,
    /// `= path::to::function`
    Function,
    /// `= Type`
    Type,
    /// `= 1..=255`, over the length of a value (`true`) or over a number.
    Bounds { length: bool },
    /// `= "…"`, a regular expression.
    Pattern,
    /// A flag, or `= expression`.
    OptionalExpr,
    /// `= 1`, an `i32`.
    Int,
    /// `= 25`, a positive `u32`.
    Count,
    /// `= word`, one of these.
    Word(&'static [&'static str]),
    /// `= field` or `= (field, …)`, fields of the request.
    Fields,
    /// `= path.of.fields` or several in parentheses.
    Paths,
    /// `= path.of.fields`
    FieldPath,
    /// `(field, …)`
    Group,
    /// `(Name, …)`
    Names,
    /// `(key = value, …)`
    Keys(Place),
    /// `("name", …)(key = value, …)`
    Scope,
    /// `(matcher)`
    Acceptor,
}

impl Key {
    /// The example of a value after `=`, or in parentheses.
    pub fn value(&self) -> String {
        match self.form {
            Form::Text | Form::Pattern => format!("\"{}\"", self.value),
            _ => self.value.to_owned(),
        }
    }

    /// The key with an example of its value.
    pub fn example(&self) -> String {
        let (name, value) = (self.name, self.value());
        match self.form {
            Form::Flag => name.to_owned(),
            Form::Group | Form::Names | Form::Keys(_) | Form::Acceptor => format!("{name}({value})"),
            Form::Scope => format!("{name}({value})(fips = \"prefix\")"),
            _ => format!("{name} = {value}"),
        }
    }

    /// The place where the key belongs, for a message about a misplaced key.
    pub fn home(&self) -> String {
        if VARIANTS.iter().all(|variant| self.places.contains(variant)) {
            return "on a variant of an enum".to_owned();
        }
        let first = self.places[0];
        match first {
            Service => "in `#[aws_service(…)]`".to_owned(),
            Operation => "in `#[aws_operation(…)]`".to_owned(),
            Retry | Endpoint | Override | Paginate | EachItem | MapKeys => format!("in {}", first.name()),
            _ => format!("on {}", first.name()),
        }
    }
}

/// Returns the first row of the key with this name, in any place.
pub fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

macro_rules! keys {
    ($($name:literal $form:expr $(, $value:literal)?, in $places:expr, default $default:expr, $docs:literal, synonyms $synonyms:expr;)*) => {
        const KEYS: &[Key] = &[$(Key {
            name: $name,
            places: $places,
            form: $form,
            value: concat!($($value)?),
            default: $default,
            docs: $docs,
            synonyms: &$synonyms,
        },)*];
    };
}

keys! {
    // The arguments of `aws_service`.
    "endpoint_prefix" Form::Text, "metering.marketplace", in &[Service], default REQUIRED,
        "The first labels of the host.", synonyms ["prefix"];
    "target_prefix" Form::Text, "AWSMPMeteringService", in &[Service], default REQUIRED,
        "The part of `X-Amz-Target` before the action.", synonyms [];
    "json_version" Form::Text, "1.1", in &[Service], default REQUIRED,
        "The version of the AWS JSON protocol, `\"1.0\"` or `\"1.1\"`.", synonyms ["protocol", "protocols"];
    "error" Form::Path, "MeteringError", in &[Service], default REQUIRED,
        "The service's [`ServiceError`](macro@ServiceError).", synonyms ["errors"];
    "signing_name" Form::Text, "aws-marketplace", in &[Service], default "the endpoint prefix",
        "The service name in the signing scope.", synonyms ["sigv4", "signing", "signing_service"];
    "id" Form::Text, "Marketplace Metering", in &[Service], default "the endpoint prefix",
        "The service ID, which is part of the variable `AWS_ENDPOINT_URL_<ID>`.",
        synonyms ["service_id", "sdk_id"];
    "query_compatible" Form::Flag, in &[Service], default "off",
        "The service migrated from the AWS Query protocol and still reports the old error codes.",
        synonyms ["aws_query_compatible"];
    "retry" Form::Keys(Retry), "max_attempts = 4, base_ms = 25", in &[Service], default "AWS's standard mode",
        "Retry settings that differ from AWS's standard mode.", synonyms [];
    "endpoint" Form::Keys(Endpoint), "fips = \"prefix\"", in &[Service], default "AWS's host template",
        "Hosts that differ from AWS's template, see [`endpoint`](#endpoint).", synonyms ["global_endpoint"];

    // Inside `retry(…)`.
    "max_attempts" Form::Count, "4", in &[Retry], default "`3`",
        "The maximum number of attempts.", synonyms ["attempts", "max_retries"];
    "base_ms" Form::Count, "25", in &[Retry], default "`50`",
        "The base of the exponential backoff, in milliseconds.", synonyms ["base", "backoff"];

    // Inside `endpoint(…)`, and inside its `region` and `partition`.
    "plain" Form::Text, "prefix", in HOSTS, default "the template",
        "The host without FIPS and without dual stack.", synonyms ["host", "hostname"];
    "fips" Form::Text, "prefix", in HOSTS, default "the template", "The FIPS host.", synonyms [];
    "dual_stack" Form::Text, "prefix", in HOSTS, default "the template", "The dual-stack host.", synonyms [];
    "fips_dual_stack" Form::Text, "prefix", in HOSTS, default "the template",
        "The dual-stack FIPS host.", synonyms [];
    "signing_region" Form::Text, "us-east-1", in HOSTS, default "the client's Region",
        "The Region in the signing scope.", synonyms ["credential_scope"];
    "global" Form::Flag, in HOSTS, default "off",
        "The service has one endpoint per partition: the partition's main Region replaces the client's Region in \
         the host and in the signature.",
        synonyms ["is_regionalized", "partition_endpoint"];
    "dual_stack_only" Form::Flag, in HOSTS, default "off",
        "Hosts exist only under the dual-stack suffix.", synonyms [];
    "partition" Form::Scope, "\"aws-us-gov\"", in &[Endpoint], default "none",
        "Settings for these partitions.", synonyms ["partitions"];
    "region" Form::Scope, "\"us-gov-west-1\"", in &[Endpoint], default "none",
        "Settings for these Regions.", synonyms ["regions"];

    // The arguments of `aws_operation`.
    "action" Form::Text, "BatchMeterUsage", in &[Operation], default REQUIRED,
        "The operation's name in AWS's model.", synonyms ["operation", "operation_name", "name", "target"];
    "service" Form::Path, "Service", in &[Operation], default "`Service`",
        "The service marker.", synonyms [];
    "output" Form::Type, "Output", in &[Operation], default "`{Struct}Output`",
        "The output structure, or `()` if the operation has no output.",
        synonyms ["response", "result", "returns"];
    "error" Form::Path, "KmsError", in &[Operation], default "the service's error",
        "The [`ServiceError`](macro@ServiceError) of this operation.", synonyms ["errors"];
    "paginate" Form::Keys(Paginate), "input_token = next_token, output_token = next_token", in &[Operation],
        default "not paginated", "The fields of the page tokens, see [`paginate`](#paginate).",
        synonyms ["pages", "paging", "paginated", "pagination"];
    "host_prefix" Form::Text, "data.", in &[Operation], default "none",
        "Labels in front of the host. `{Name}` inserts the member with this wire name, which must be marked \
         `host_label`.",
        synonyms [];
    "unsigned" Form::Flag, in &[Operation], default "off",
        "Requests are not signed.", synonyms ["auth", "auth_type", "no_auth", "optional_auth"];
    "compressed" Form::Flag, in &[Operation], default "off",
        "Large request bodies are compressed with gzip.", synonyms ["request_compression", "compression"];
    "long_polling" Form::Flag, in &[Operation], default "off",
        "The service holds a request open until it has something to return.", synonyms [];
    "refuses" Form::Names, "EksPodIdentity", in &[Operation], default "none",
        "The `CredentialsSource` variants that the service rejects.", synonyms [];

    // Inside `paginate(…)`.
    "input_token" Form::Fields, "next_token", in &[Paginate], default REQUIRED,
        "The optional field of the request that takes the token, or several fields in parentheses.",
        synonyms ["input", "inputs", "token", "request_token"];
    "output_token" Form::Paths, "next_token", in &[Paginate], default REQUIRED,
        "The token in the output: a field, a path of fields (`page.next_marker`), or a path through the last item \
         of a list (`shards[-1].shard_id`). Lists the same number of tokens as `input_token`.",
        synonyms ["output", "outputs", "response_token"];
    "items" Form::FieldPath, "aliases", in &[Paginate], default "none",
        "The list or map of items in the output, for `pages.items()`. Needs `item`.",
        synonyms ["result_key", "results", "result"];
    "item" Form::Type, "Alias", in &[Paginate], default "none",
        "The type of the items. Needs `items`.", synonyms [];
    "more" Form::FieldPath, "truncated", in &[Paginate], default "none",
        "The `bool` field of the output that is `true` if another page follows.",
        synonyms ["more_results", "has_more"];
    "stop_on_same_token" Form::Flag, in &[Paginate], default "off",
        "The service repeats the token after the last page. Otherwise a repeated token is an error.",
        synonyms ["stop_on_duplicate_token"];

    // Structs and enums.
    "rename_all" Form::Text, "camelCase", in ENUMS_AND_STRUCTS, default "`\"PascalCase\"`",
        "The case of wire names: `\"PascalCase\"`, `\"camelCase\"`, `\"snake_case\"`, `\"SCREAMING_SNAKE_CASE\"`, \
         `\"kebab-case\"`, `\"lowercase\"` or `\"UPPERCASE\"`.",
        synonyms [];
    "exactly_one_of" Form::Group, "a, b", in &[Structure], default "none",
        "Exactly one of these optional fields must be set. Can be repeated.", synonyms ["one_of"];
    "at_most_one_of" Form::Group, "a, b", in &[Structure], default "none",
        "At most one of these optional fields may be set. Can be repeated.", synonyms [];
    "at_least_one_of" Form::Group, "a, b", in &[Structure], default "none",
        "At least one of these optional fields must be set. Can be repeated.", synonyms ["any_of"];

    // Constraints.
    "length" Form::Bounds { length: true }, "1..=255", in TEXT, default "none",
        "The number of code points of a string, bytes of a blob, or entries of a list or map.",
        synonyms ["size", "len", "limit", "min_length", "max_length", "min_len", "max_len", "min_items", "max_items"];
    "range" Form::Bounds { length: false }, "1..=255", in CONSTRAINED, default "none",
        "The bounds of a number.", synonyms ["min", "max", "minimum", "maximum", "between"];
    "pattern" Form::Pattern, "^[a-z]+$", in TEXT, default "none",
        "A pattern that a string must match somewhere, in the ECMA 262 dialect of Smithy models.",
        synonyms ["regex", "regexp", "matches"];
    "each" Form::Keys(EachItem), "length = 1..=64", in CONSTRAINED, default "none",
        "Constraints on each item of a list or each value of a map: `length`, `range`, `pattern`, `each` or `keys`.",
        synonyms ["values", "elements", "inner"];
    "keys" Form::Keys(MapKeys), "length = 1..=64", in CONSTRAINED, default "none",
        "Constraints on each key of a map: `length` or `pattern`.", synonyms [];
    "check" Form::Function, "check_dates", in &[Structure, Newtype], default "none",
        "A custom rule over the whole value: `fn(&T, &mut Violations<'_>)`.", synonyms ["validate", "validator"];

    // Members and variants.
    "rename" Form::Text, "Name", in &[Member, StringVariant, UnionVariant], default "the name in the case of `rename_all`",
        "The name or value on the wire.",
        synonyms ["name", "wire_name", "location_name", "json_name", "enum_value", "value", "alias"];
    "idempotency_token" Form::Flag, in &[Member], default "off",
        "An optional string of a request that is filled in with a fresh token if it is not set. All attempts of a \
         call send the same token.",
        synonyms ["token", "client_token"];
    "host_label" Form::Flag, in &[Member], default "off",
        "A required string of a request that is part of the host, see `host_prefix`.", synonyms [];
    "default" Form::OptionalExpr, "5", in &[Member], default "the member is required",
        "The builder does not require the member. An unset member takes this value, or, if no value is written, \
         the value of a missing member of a response.",
        synonyms [];
    "timestamp" Form::Text, "date-time", in &[Member, UnionVariant], default "`\"epoch-seconds\"`",
        "The format that a timestamp is written in: `\"epoch-seconds\"`, `\"date-time\"` or `\"http-date\"`. All \
         three are read.",
        synonyms ["iso8601", "rfc3339", "rfc822", "date_time", "http_date", "epoch_seconds", "unix_timestamp"];
    "json_value" Form::Flag, in &[Member, UnionVariant], default "off",
        "The value is sent as a string that contains its JSON.", synonyms [];
    "value" Form::Int, "1", in &[IntVariant], default REQUIRED,
        "The number on the wire.", synonyms ["rename", "name", "discriminant"];
    "code" Form::Text, "ThrottlingException", in &[ErrorVariant], default "`{Variant}Exception`",
        "The error code on the wire.", synonyms ["rename", "name", "error_code"];
    "retry" Form::Word(&["throttling", "transient"]), "throttling", in &[ErrorVariant], default "by code and status",
        "Retry the error as `throttling` or as `transient`.", synonyms [];
    "server_fault" Form::Flag, in &[ErrorVariant], default "off",
        "The error is the service's fault (a 5xx status) according to its model.", synonyms ["fault", "server", "server_error"];
    "other" Form::Flag, in VARIANTS, default REQUIRED,
        "The variant for everything that AWS adds later. Exactly one variant has it.",
        synonyms ["unknown", "fallback", "catch_all"];

    // Waiters.
    "operation" Form::Path, "DescribeTable", in &[Waiter], default REQUIRED,
        "The operation to poll. It must be `Clone`.", synonyms ["action", "request", "polls"];
    "delay" Form::Count, "20", in &[Waiter], default "`2`",
        "The time between two attempts, in seconds.", synonyms ["min_delay", "interval", "wait"];
    "max_delay" Form::Count, "120", in &[Waiter], default "`delay`",
        "The maximum time between two attempts, in seconds. If it is greater than `delay`, the time grows by \
         Smithy's rule.",
        synonyms [];
    "max_attempts" Form::Count, "25", in &[Waiter], default "`60`",
        "The maximum number of attempts.", synonyms ["attempts", "max_retries"];
    "success" Form::Acceptor, "table.table_status = TableStatus::Active", in &[Waiter], default REQUIRED,
        "A condition that ends the wait with success, see [matchers](#matchers). Can be repeated.", synonyms [];
    "failure" Form::Acceptor, "table.table_status = TableStatus::Failed", in &[Waiter], default "none",
        "A condition that ends the wait with an error. Can be repeated.", synonyms ["fail", "failed"];
    "retry" Form::Acceptor, "error = ResourceNotFound", in &[Waiter], default "none",
        "A condition that needs another attempt. Can be repeated.", synonyms [];

    // Everywhere.
    "serde" Form::Flag, in SHAPES, default "off",
        "Implements `Serialize` and `Deserialize` in the wire format. `Sensitive` members are written in the clear.",
        synonyms [];
    "crate" Form::Path, "metering_core", in EVERYWHERE, default "`::metering_core`",
        "The path of `metering_core`.", synonyms [];
}
