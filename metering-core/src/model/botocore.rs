//! botocore's format: `service-2.json`, with what AWS says of pages and endpoints in files beside
//! it.

use std::collections::BTreeMap;
use std::path::Path;

use super::json::Json;
use super::{
    Bounds, EnumValue, ErrorModel, Kind, MemberModel, Model, ModelError, OperationModel, Pagination,
    ServiceModel, ShapeModel, file, timestamp_format,
};
use crate::RetryKind;
use crate::service::JsonVersion;

pub(super) fn model(service: &Json, folder: &Path) -> Result<Model, ModelError> {
    let metadata = service.get("metadata").ok_or_else(|| ModelError::new("not a service model"))?;
    let id = metadata.text("serviceId").or(metadata.text("endpointPrefix")).unwrap_or_default();
    let protocols = metadata.texts("protocols");
    let (Some(target_prefix), Some(json_version)) =
        (metadata.text("targetPrefix"), metadata.text("jsonVersion"))
    else {
        return Err(not_json(id, metadata.text("protocol").unwrap_or("another protocol")));
    };
    if metadata.text("protocol") != Some("json") && !protocols.iter().any(|protocol| protocol == "json") {
        return Err(not_json(id, metadata.text("protocol").unwrap_or("another protocol")));
    }
    let endpoint_prefix = metadata.text("endpointPrefix").unwrap_or_default();
    let service_model = ServiceModel {
        id: id.to_owned(),
        title: metadata.text("serviceFullName").unwrap_or(id).to_owned(),
        api_version: metadata.text("apiVersion").unwrap_or_default().to_owned(),
        documentation: service.text("documentation").unwrap_or_default().to_owned(),
        endpoint_prefix: endpoint_prefix.to_owned(),
        signing_name: metadata.text("signingName").unwrap_or(endpoint_prefix).to_owned(),
        target_prefix: target_prefix.to_owned(),
        json_version: if json_version == "1.0" { JsonVersion::V1_0 } else { JsonVersion::V1_1 },
        query_compatible: metadata.get("awsQueryCompatible").is_some(),
        endpoint_rules: file(folder, "endpoint-rule-set-1.json")?.map(|rules| rules.to_value()),
    };

    let paginators = file(folder, "paginators-1.json")?;
    let paginator = |name: &str| paginators.as_ref()?.get("pagination")?.get(name).map(pagination);
    let waiters = file(folder, "waiters-2.json")?;
    let waiters = waiters.as_ref().and_then(|json| json.get("waiters")).map_or(&[][..], Json::entries);
    let waiters_of = |operation: &str| {
        let of = waiters.iter().filter(|(_, waiter)| waiter.text("operation") == Some(operation));
        of.map(|(name, _)| name.clone()).collect()
    };
    let entries = |key: &str| service.get(key).map_or(&[][..], Json::entries).iter();
    let mut model = Model {
        service: service_model,
        operations: entries("operations")
            .map(|(name, json)| {
                let read = operation(json, paginator(name));
                (name.clone(), OperationModel { waiters: waiters_of(name), ..read })
            })
            .collect(),
        shapes: BTreeMap::new(),
    };
    for (name, json) in entries("shapes") {
        model.shapes.insert(name.clone(), shape(name, json)?);
    }
    Ok(model)
}

pub(super) fn not_json(id: &str, protocol: &str) -> ModelError {
    ModelError::new(format!("{id} speaks {protocol}, not AWS JSON 1.0 or 1.1"))
}

fn operation(json: &Json, pagination: Option<Pagination>) -> OperationModel {
    let target = |key: &str| json.get(key)?.text("shape").map(str::to_owned);
    OperationModel {
        documentation: json.text("documentation").unwrap_or_default().to_owned(),
        deprecated: deprecated(json),
        input: target("input"),
        output: target("output"),
        errors: json
            .get("errors")
            .map_or(&[][..], Json::items)
            .iter()
            .filter_map(|error| error.text("shape").map(str::to_owned))
            .collect(),
        host_prefix: json.get("endpoint").and_then(|it| it.text("hostPrefix")).map(str::to_owned),
        unsigned: json.text("authtype") == Some("none") || json.texts("auth") == ["smithy.api#noAuth"],
        compressed: json.get("requestcompression").is_some(),
        pagination,
        waiters: Vec::new(),
    }
}

fn pagination(json: &Json) -> Pagination {
    Pagination {
        input_tokens: json.texts("input_token"),
        output_tokens: json.texts("output_token"),
        items: json.texts("result_key"),
        more: json.text("more_results").map(str::to_owned),
        tells_more: true,
    }
}

fn deprecated(json: &Json) -> Option<String> {
    json.flag("deprecated").then(|| json.text("deprecatedMessage").unwrap_or_default().to_owned())
}

fn shape(name: &str, json: &Json) -> Result<ShapeModel, ModelError> {
    let kind = kind(json).map_err(|found| ModelError::new(format!("shape `{name}` is of type `{found}`")))?;
    let mut shape = ShapeModel::new(name, kind);
    shape.documentation = json.text("documentation").unwrap_or_default().to_owned();
    shape.sensitive = json.flag("sensitive");
    shape.deprecated = deprecated(json);
    shape.timestamp = json.text("timestampFormat").and_then(timestamp_format);
    let (least, greatest) = (json.bound("min"), json.bound("max"));
    shape.bounds = match &shape.kind {
        Kind::Integer(_) | Kind::Float(_) | Kind::BigNumber => {
            Bounds { range: (least, greatest), ..Bounds::default() }
        }
        _ => Bounds {
            length: (least.map(|least| least as u64), greatest.map(|greatest| greatest as u64)),
            range: (None, None),
            pattern: json.text("pattern").map(str::to_owned),
        },
    };
    if json.flag("exception") || json.get("error").is_some() {
        let status = json.get("error").and_then(|error| error.bound("httpStatusCode"));
        shape.error = Some(ErrorModel {
            // `error.code` is the code of the Query protocol: AWS JSON sends the shape's name.
            code: name.to_owned(),
            retry: json.get("retryable").map(|retryable| {
                if retryable.flag("throttling") { RetryKind::Throttling } else { RetryKind::Transient }
            }),
            server_fault: json.flag("fault") || status.is_some_and(|status| status >= 500.0),
        });
    }
    Ok(shape)
}

fn kind(json: &Json) -> Result<Kind, String> {
    let member = |key: &str| Box::new(json.get(key).map(|it| member("", it)).unwrap_or_default());
    if let Some(values) = json.get("enum") {
        let values = values.items().iter().filter_map(Json::as_str).map(|value| EnumValue {
            value: value.to_owned(),
            name: None,
            documentation: String::new(),
            deprecated: None,
        });
        return Ok(Kind::Enum(values.collect()));
    }
    Ok(match json.text("type").unwrap_or_default() {
        "list" => Kind::List { item: member("member"), sparse: false },
        "map" => Kind::Map { key: member("key"), value: member("value"), sparse: false },
        "structure" if json.flag("document") => Kind::Document,
        "structure" if json.flag("eventstream") => Kind::EventStream,
        "structure" => {
            let required = json.texts("required");
            let members = json.get("members").map_or(&[][..], Json::entries).iter();
            let members = members.map(|(name, json)| MemberModel {
                required: required.contains(name),
                ..self::member(name, json)
            });
            if json.flag("union") {
                Kind::Union(members.collect())
            } else {
                Kind::Structure(members.collect())
            }
        }
        other => return Kind::simple(other).ok_or_else(|| other.to_owned()),
    })
}

fn member(name: &str, json: &Json) -> MemberModel {
    MemberModel {
        name: json.text("locationName").unwrap_or(name).to_owned(),
        shape: json.text("shape").unwrap_or_default().to_owned(),
        documentation: json.text("documentation").unwrap_or_default().to_owned(),
        deprecated: deprecated(json),
        timestamp: json.text("timestampFormat").and_then(timestamp_format),
        idempotency_token: json.flag("idempotencyToken"),
        host_label: json.flag("hostLabel"),
        json_value: json.flag("jsonvalue"),
        ..MemberModel::default()
    }
}
