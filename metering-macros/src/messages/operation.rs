//! Operations, host prefixes and pages.

use std::fmt::Display;

pub const ON_ENUM: &str =
    "`aws_operation` goes on the request struct; for an enum use `StringEnum` or `Union`";
pub const SHAPE_DERIVED: &str = "`aws_operation` already derives `Shape`; remove `Shape` from the `derive`";
pub const KEYS_ABOVE: &str = "`#[aws(…)]` above `aws_operation` is not supported; move it below";

pub fn on_tuple(ident: impl Display) -> String {
    format!(
        "a request needs named fields, because member names go on the wire; write `struct {ident} {{ field: Type }}`"
    )
}
pub fn applies_to(item: &str) -> String {
    format!("`aws_operation` applies to a struct, not {item}; put it on the request struct")
}
pub fn derived_on_request(derive: &str) -> String {
    format!("`{derive}` can't be derived on a request, which is a structure; remove it")
}
pub fn action_qualified(bare: &str, found: &str) -> String {
    format!("`action` is the bare operation name; write \"{bare}\" instead of \"{found}\"")
}
pub fn empty_action(meant: impl Display) -> String {
    format!("`action` must not be empty; write for example `action = \"{meant}\"`")
}
pub fn action_case(found: &str, meant: &str) -> String {
    format!("`{found}` is not an AWS operation name; expected PascalCase, such as \"{meant}\"")
}
pub fn default_required(names: &str) -> String {
    format!(
        "`Default` would build a request without its required {names}; remove `Default` and use `builder()`"
    )
}
pub fn output_alone(key: impl Display, output: &str) -> String {
    format!("`{key}` takes the output structure; write `{key} = {output}`")
}

// Host prefixes.
pub const HOST_PREFIX: &str =
    "invalid `host_prefix`; write labels that end with `.`, such as \"data.\" or \"{ClusterName}.\"";
pub const HOST_LABEL_OPTIONAL: &str =
    "a host label is part of the host and can't be optional; remove the `Option`";
pub const HOST_LABEL_DEFAULT: &str =
    "a host label is part of the host and can't have a default; remove `default`";

pub fn host_prefix_dot(found: &str) -> String {
    format!("`host_prefix` must end with `.` or `-`; write \"{found}.\" or \"{found}-\"")
}
pub fn host_prefix_label(label: &str, meant: Option<&str>, unmarked: Option<(&str, impl Display)>) -> String {
    let fix = match (meant, unmarked) {
        (Some(meant), _) => format!(", did you mean `{meant}`?"),
        (None, Some((name, field))) if name == label => format!("; mark `{field}` with `#[aws(host_label)]`"),
        (None, Some((name, field))) => {
            format!("; write `{{{name}}}`, and mark `{field}` with `#[aws(host_label)]`")
        }
        (None, None) => "; mark the field with this wire name with `#[aws(host_label)]`".to_owned(),
    };
    format!("no member `{label}` is marked `host_label`{fix}")
}
pub fn host_label_unused(name: &str) -> String {
    format!(
        "no `host_prefix` contains the host label `{name}`; write for example `host_prefix = \"{{{name}}}.\"`"
    )
}

// Pages.
pub const PAGINATE_COUNT: &str = "`input_token` and `output_token` must list the same number of tokens, in the same order; add or remove a token";
pub const PAGINATE_ITEM: &str = "`items` and `item` go together; write `items = field, item = Type`";
pub const PAGINATE_INDEX: &str =
    "the only index in a path is `[-1]`, for the last item of a list; write `[-1]`";
pub const PAGINATE_FIELD: &str = "expected a field or a path of fields, such as `page.next_token`";

pub fn paginate_required(field: impl Display) -> String {
    format!("`{field}` is required, but the first page is requested without a token; make it an `Option`")
}
pub fn tokens_in_brackets(key: impl Display, fields: &str) -> String {
    format!("several tokens go in parentheses; write `{key} = ({fields})`")
}
pub fn field_alone(key: impl Display, field: impl Display) -> String {
    format!("`{key}` takes the name of a field; write `{key} = {field}`")
}
