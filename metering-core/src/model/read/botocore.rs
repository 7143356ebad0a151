//! botocore's format: `service-2.json`, with pagination, waiters and endpoints in files next to it.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use super::super::data::timestamp_format;
use super::super::{
    Bounds, EnumValue, ErrorModel, Http2, Kind, MemberModel, Model, ModelError, OperationModel, Pagination,
    ServiceModel, ShapeModel, Text,
};
use super::{
    Json, Object, Result, discovers_endpoint, file, host_prefix, identifier, retry_kind,
    unsupported_protocol, waiters,
};
use crate::service::JsonVersion;
use crate::wire::TimestampFormat;

/// Reads a service and the files next to it.
pub fn model(json: &Json, folder: &Path) -> Result<Model> {
    let mut root = Object::new(json, "")?;
    let Some(metadata) = root.object("metadata")? else {
        return Err(ModelError::new("not a service model; expected the key `metadata` or `smithy`"));
    };
    root.ignore(&["version", "clientContextParams", "examples"]);
    let mut service = service(metadata, root.text("documentation")?)?;
    service.endpoint_rules = file(folder, "endpoint-rule-set-1.json")?.map(|rules| rules.to_value());

    let mut pages = match file(folder, "paginators-1.json")? {
        Some(json) => paginators(&json)?,
        None => HashMap::new(),
    };
    let mut waiters = match file(folder, "waiters-2.json")? {
        Some(json) => waiters::botocore(&json)?,
        None => HashMap::new(),
    };
    let mut operations = BTreeMap::new();
    for (place, name, json) in root.entries("operations")? {
        let mut operation = operation(Object::new(json, &place)?)?;
        operation.pagination = pages.remove(name);
        operation.waiters = waiters.remove(name).unwrap_or_default();
        operations.insert(identifier(name, &place)?.to_owned(), operation);
    }
    if let Some(name) = pages.keys().chain(waiters.keys()).min() {
        let message = "has pagination or waiters but is not in the model";
        return Err(ModelError::new(format!("the operation `{name}` {message}")));
    }
    let mut shapes = BTreeMap::new();
    for (place, name, json) in root.entries("shapes")? {
        shapes.insert(identifier(name, &place)?.to_owned(), shape(name, Object::new(json, &place)?)?);
    }
    root.finish()?;
    Ok(Model { service, operations, shapes })
}

fn service(mut metadata: Object<'_>, documentation: Text) -> Result<ServiceModel> {
    let endpoint_prefix = metadata.str("endpointPrefix")?.unwrap_or_default();
    let id = metadata.str("serviceId")?.unwrap_or(endpoint_prefix);
    let protocol = metadata.str("protocol")?.unwrap_or("unknown");
    let protocols = metadata.texts("protocols")?;
    let speaks_json = protocol == "json" || protocols.contains(&"json");
    let target_prefix = metadata.str("targetPrefix")?;
    let json_version = match metadata.str("jsonVersion")? {
        Some("1.0") => JsonVersion::V1_0,
        Some("1.1") => JsonVersion::V1_1,
        Some(other) => return Err(metadata.error(format!("unknown `jsonVersion` {other:?}"))),
        None => return Err(unsupported_protocol(id, protocol)),
    };
    let (Some(target_prefix), true) = (target_prefix, speaks_json) else {
        return Err(unsupported_protocol(id, protocol));
    };
    match metadata.str("signatureVersion")? {
        None | Some("v4") => {}
        Some(other) => {
            return Err(metadata.error(format!("the signature version {other:?} is not supported")));
        }
    }
    metadata.texts("auth")?;
    let http2 = http2(metadata.object("protocolSettings")?)?;
    metadata.ignore(&["ripServiceName", "serviceAbbreviation", "uid", "xmlNamespace"]);
    let read = ServiceModel {
        id: id.into(),
        title: metadata.str("serviceFullName")?.unwrap_or(id).into(),
        api_version: metadata.text("apiVersion")?,
        documentation,
        endpoint_prefix: endpoint_prefix.into(),
        signing_name: metadata.str("signingName")?.unwrap_or(endpoint_prefix).into(),
        target_prefix: target_prefix.into(),
        json_version,
        query_compatible: metadata.take("awsQueryCompatible").is_some(),
        http2,
        endpoint_rules: None,
    };
    metadata.finish()?;
    Ok(read)
}

fn http2(settings: Option<Object<'_>>) -> Result<Http2> {
    let Some(mut settings) = settings else { return Ok(Http2::Optional) };
    let read = match settings.str("h2")? {
        None | Some("optional") => Http2::Optional,
        Some("eventstream") => Http2::EventStreams,
        Some("required") => Http2::Required,
        Some(other) => return Err(settings.error(format!("unknown `h2` {other:?}"))),
    };
    settings.finish()?;
    Ok(read)
}

fn operation(mut json: Object<'_>) -> Result<OperationModel> {
    let unsigned = match json.str("authtype")? {
        None | Some("v4") => false,
        Some("none") => true,
        Some(other) => return Err(json.error(format!("the `authtype` {other:?} is not supported"))),
    };
    let auth = json.texts("auth")?;
    let host_prefix = host_prefix(json.object("endpoint")?)?;
    let discovers_endpoint = discovers_endpoint(json.object("endpointdiscovery")?)?;
    let mut errors = Vec::new();
    for (place, error) in json.list("errors")? {
        // The other keys repeat the error's shape in older models.
        let mut error = Object::new(error, place)?;
        error.ignore(&["documentation", "error", "exception", "fault"]);
        errors.push(target(error)?);
    }
    let read = OperationModel {
        documentation: json.text("documentation")?,
        deprecated: deprecated(&mut json)?,
        input: json.object("input")?.map(target).transpose()?,
        output: json.object("output")?.map(target).transpose()?,
        errors,
        host_prefix,
        unsigned: unsigned || auth == ["smithy.api#noAuth"],
        compressed: json.take("requestcompression").is_some(),
        discovers_endpoint,
        pagination: None,
        waiters: Vec::new(),
    };
    json.ignore(&[
        "deprecatedSince",
        "documentationUrl",
        "endpointoperation",
        // AWS JSON posts every operation to `/`.
        "http",
        "idempotent",
        "name",
        "operationContextParams",
        "readonly",
        "staticContextParams",
    ]);
    json.finish()?;
    Ok(read)
}

/// Reads a reference to a structure.
fn target(mut json: Object<'_>) -> Result<String> {
    let Some(shape) = json.str("shape")? else { return Err(inline(&json)) };
    json.ignore(&["documentation", "resultWrapper", "locationName", "xmlNamespace"]);
    json.finish()?;
    Ok(shape.to_owned())
}

fn inline(json: &Object<'_>) -> ModelError {
    json.error(
        "expected a reference to a shape, found an inline shape; the minified models of aws-sdk-js leave out names, \
         errors and constraints, so use the model of botocore or Smithy",
    )
}

/// Reads `paginators-1.json`.
fn paginators(json: &Json) -> Result<HashMap<String, Pagination>> {
    let mut root = Object::new(json, "paginators")?;
    root.ignore(&["version"]);
    let mut pages = HashMap::new();
    for (place, name, json) in root.entries("pagination")? {
        let mut json = Object::new(json, place)?;
        // The output's other members, which page by page hold the same.
        json.ignore(&["limit_key", "non_aggregate_keys"]);
        let texts = |texts: Vec<&str>| texts.into_iter().map(Text::from).collect();
        let read = Pagination {
            input_tokens: texts(json.texts("input_token")?),
            output_tokens: texts(json.texts("output_token")?),
            items: texts(json.texts("result_key")?),
            more: json.str("more_results")?.map(Text::from),
            expresses_more: true,
        };
        json.finish()?;
        pages.insert(name.to_owned(), read);
    }
    root.finish()?;
    Ok(pages)
}

fn deprecated(json: &mut Object<'_>) -> Result<Option<Text>> {
    let message = json.text("deprecatedMessage")?;
    Ok(json.flag("deprecated")?.then_some(message))
}

fn timestamp(json: &mut Object<'_>) -> Result<Option<TimestampFormat>> {
    let Some(name) = json.str("timestampFormat")? else { return Ok(None) };
    match timestamp_format(name) {
        Some(format) => Ok(Some(format)),
        None => Err(json.error(format!("unknown `timestampFormat` {name:?}"))),
    }
}

fn shape(name: &str, mut json: Object<'_>) -> Result<ShapeModel> {
    let kind = kind(&mut json)?;
    let mut shape = ShapeModel::new(name, kind);
    shape.documentation = json.text("documentation")?;
    shape.sensitive = json.flag("sensitive")?;
    shape.deprecated = deprecated(&mut json)?;
    shape.timestamp = timestamp(&mut json)?;
    shape.bounds = match &shape.kind {
        Kind::Integer(_) | Kind::Float(_) | Kind::BigNumber => {
            Bounds { range: (json.number("min")?, json.number("max")?), ..Bounds::default() }
        }
        _ => Bounds {
            length: (json.count("min")?, json.count("max")?),
            range: (None, None),
            pattern: json.str("pattern")?.map(Text::from),
        },
    };
    shape.error = error(name, &mut json)?;
    json.ignore(&[
        // A client decides by `required` if a member is optional.
        "box",
        "deprecatedSince",
        // The stream lists its events.
        "event",
        // The serialization of other protocols.
        "flattened",
        "locationName",
        "payload",
        "wrapper",
        "xmlNamespace",
        "xmlOrder",
        // An error that every operation may return.
        "synthetic",
    ]);
    json.finish()?;
    Ok(shape)
}

fn error(name: &str, json: &mut Object<'_>) -> Result<Option<ErrorModel>> {
    let is_exception = json.flag("exception")?;
    let fault = json.flag("fault")?;
    let details = json.object("error")?;
    let retry = retry_kind(json.object("retryable")?)?;
    if !is_exception && details.is_none() {
        return Ok(None);
    }
    let mut details = details.map_or_else(|| Object::optional(None, ""), Ok)?;
    let status = details.number("httpStatusCode")?;
    // `code` is the code of the Query protocol: AWS JSON sends the shape's name.
    details.ignore(&["code", "senderFault", "fault"]);
    details.finish()?;
    let server_fault = fault || status.is_some_and(|status| status >= 500.0);
    Ok(Some(ErrorModel { code: name.to_owned(), retry, server_fault }))
}

fn kind(json: &mut Object<'_>) -> Result<Kind> {
    let ty = json.required("type")?;
    if json.has("enum") {
        let value = |value: &str| EnumValue {
            value: value.into(),
            name: None,
            documentation: Text::default(),
            deprecated: None,
        };
        return Ok(Kind::Enum(json.texts("enum")?.into_iter().map(value).collect()));
    }
    let mut of = |key: &str| match json.object(key)? {
        Some(member) => Ok(Box::new(self::member("", member)?)),
        None => Err(json.error(format!("`{key}` is missing"))),
    };
    Ok(match ty {
        "list" => Kind::List { item: of("member")?, sparse: json.flag("sparse")? },
        "map" => Kind::Map { key: of("key")?, value: of("value")?, sparse: json.flag("sparse")? },
        "structure" => structure(json)?,
        other => match Kind::simple(other) {
            Some(kind) => kind,
            None => return Err(json.error(format!("unknown type {other:?}"))),
        },
    })
}

fn structure(json: &mut Object<'_>) -> Result<Kind> {
    let required = json.texts("required")?;
    let entries = json.entries("members")?;
    if let Some(name) = required.iter().find(|required| !entries.iter().any(|(_, name, _)| name == *required))
    {
        return Err(json.error(format!("`required` lists {name:?}, which is not a member")));
    }
    let mut members = Vec::new();
    for (place, name, json) in entries {
        let member = member(name, Object::new(json, place)?)?;
        members.push(MemberModel { required: required.contains(&name), ..member });
    }
    let (union, document, stream) = (json.flag("union")?, json.flag("document")?, json.flag("eventstream")?);
    match (stream, document, union) {
        (true, ..) => Ok(Kind::EventStream(members)),
        (_, true, _) if members.is_empty() => Ok(Kind::Document),
        (_, _, true) => Ok(Kind::Union(members)),
        _ => Ok(Kind::Structure(members)),
    }
}

fn member(name: &str, mut json: Object<'_>) -> Result<MemberModel> {
    let Some(shape) = json.str("shape")? else { return Err(inline(&json)) };
    let read = MemberModel {
        name: json.str("locationName")?.unwrap_or(name).into(),
        shape: shape.to_owned(),
        documentation: json.text("documentation")?,
        deprecated: deprecated(&mut json)?,
        timestamp: timestamp(&mut json)?,
        idempotency_token: json.flag("idempotencyToken")?,
        host_label: json.flag("hostLabel")?,
        json_value: json.flag("jsonvalue")?,
        outside_json: json.flag("eventpayload")? | json.flag("eventheader")?,
        ..MemberModel::default()
    };
    json.ignore(&[
        "box",
        // Endpoint rules take the value; the service's declaration lists their parameters.
        "contextParam",
        "deprecatedSince",
        "endpointdiscoveryid",
        "flattened",
        "queryName",
        "xmlAttribute",
        "xmlNamespace",
    ]);
    json.finish()?;
    Ok(read)
}
