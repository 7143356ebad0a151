//! Event streams.

pub const IN_REQUEST: &str =
    "a request can't contain an event stream; only the output of an operation can have an `EventStream`";
pub const NOT_A_MEMBER: &str = "an event stream is the whole type of a member of an output; write `EventStream<Event>` without a type around it";
pub const SECOND: &str = "an output has at most one event stream; remove one";
pub const SERDE: &str = "an output with an event stream has no serde form; remove `serde`";

pub fn no_effect(key: &str) -> String {
    format!("`{key}` has no effect on an event stream; remove it")
}
