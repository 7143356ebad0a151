//! Reads the error that an HTTP response carries.

use bytes::Bytes;
use http::{HeaderMap, Response};

use super::json::Json;
use super::read::MemberNames;
use super::xml;

/// The parts of an error response that all services share.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ErrorDetails {
    /// The error code without its namespace.
    pub code: Option<String>,
    /// The message. Without a code, also the first characters of the body.
    pub message: Option<String>,
    /// The code and the party at fault in the Query protocol.
    pub query_error: Option<(String, String)>,
}

impl ErrorDetails {
    /// Reads an error response.
    ///
    /// The code is the header `x-amzn-errortype`, or else the member `__type`, or else `code`:
    /// `__type` comes before `code` because 17 error shapes in AWS's models have a member `code`
    /// with another meaning. XML is read too, because front ends of AWS's services respond with it
    /// for every protocol.
    pub fn read(response: &Response<Bytes>, query_compatible: bool) -> Self {
        let header = response.headers().get("x-amzn-errortype").and_then(|value| value.to_str().ok());
        let body = Body::read(&String::from_utf8_lossy(response.body()));
        let code = [header, body.kind.as_deref(), body.code.as_deref()]
            .into_iter()
            .flatten()
            .map(bare_code)
            .find(|code| !code.is_empty())
            .map(str::to_owned);
        let message = match (&code, body.message) {
            (None, None) => excerpt(response.body()),
            (_, message) => message,
        };
        let query_error = if query_compatible { query_error(response.headers()) } else { None };
        ErrorDetails { code, message, query_error }
    }
}

/// Returns the first 200 characters of a body with each run of white space as one space; `None` if
/// it is empty or an empty object.
pub fn excerpt(body: &[u8]) -> Option<String> {
    const LENGTH: usize = 200;
    // A character has at most four bytes, so the rest of a large page can be ignored.
    let text = String::from_utf8_lossy(&body[..body.len().min(16 * LENGTH)]);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.trim_start_matches('\u{feff}');
    (!matches!(line, "" | "{}")).then(|| line.chars().take(LENGTH).collect())
}

/// Returns the code in an error type: the first item of a list, without the namespace before `#`
/// and the documentation's address after `:`.
///
/// <https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization>
/// describes the last two. Services behind API Gateway send lists.
fn bare_code(text: &str) -> &str {
    let text = text.split(',').next().unwrap_or(text);
    let text = text.split_once(':').map_or(text, |(code, _address)| code);
    text.split_once('#').map_or(text, |(_namespace, code)| code)
}

/// Reads a header of the form `Code;Fault`, and ignores any other form.
fn query_error(headers: &HeaderMap) -> Option<(String, String)> {
    let (code, fault) = headers.get("x-amzn-query-error")?.to_str().ok()?.split_once(';')?;
    (!code.is_empty() && !fault.contains(';')).then(|| (code.to_owned(), fault.to_owned()))
}

/// The members that all errors have.
#[derive(Default)]
struct Body {
    kind: Option<String>,
    code: Option<String>,
    message: Option<String>,
}

impl Body {
    fn read(text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim_start().starts_with('<') { Self::from_xml(text) } else { Self::from_json(text) }
    }

    /// Reads `<ThrottlingException>` and `<ErrorResponse><Error><Code>`, each with or without a
    /// message.
    fn from_xml(text: &str) -> Self {
        let Some(root) = xml::root(text).filter(|root| !root.eq_ignore_ascii_case("html")) else {
            return Body::default();
        };
        let is_code = root.ends_with("Exception") || root.ends_with("Fault");
        let code = xml::element(text, "Code").or_else(|| is_code.then(|| root.to_owned()));
        let message = xml::element(text, "Message").or_else(|| xml::element(text, "message"));
        Body { kind: None, code, message }
    }

    /// Reads as much as possible. A member of the wrong kind, or a truncated body, doesn't lose the
    /// members before it.
    fn from_json(text: &str) -> Self {
        const NAMES: MemberNames =
            MemberNames::new(&["__type", "code", "message", "Message", "errorMessage"]);
        let mut found = Body::default();
        let _ = Json::new(text).value(|source| {
            source.structure(NAMES, &mut |index, value| {
                let Ok(Some(text)) = value.text() else { return Ok(()) };
                let text = text.into_owned();
                match index {
                    0 => found.kind = Some(text),
                    1 => found.code = Some(text),
                    // `message` takes precedence over its other spellings, in any order.
                    2 => found.message = Some(text),
                    _ => found.message = found.message.take().or(Some(text)),
                }
                Ok(())
            })
        });
        found
    }
}
