//! Smithy's JSON AST: <https://smithy.io/2.0/spec/json-ast.html>.

use std::collections::BTreeMap;

use super::botocore::not_json;
use super::json::Json;
use super::{
    Bounds, EnumValue, ErrorModel, Kind, MemberModel, Model, ModelError, OperationModel, Pagination,
    ServiceModel, ShapeModel, mixins, timestamp_format,
};
use crate::RetryKind;
use crate::service::JsonVersion;

pub(super) fn model(ast: &Json) -> Result<Model, ModelError> {
    let shapes = ast.get("shapes").ok_or_else(|| ModelError::new("the model has no shapes"))?;
    let resolved = mixins::resolved(shapes);
    let shapes = resolved.as_ref().unwrap_or(shapes);
    let services = shapes.entries().iter().filter(|(_, shape)| shape.text("type") == Some("service"));
    let services: Vec<_> = services.collect();
    let [(service_id, service)] = services.as_slice() else {
        let names: Vec<_> = services.iter().map(|(id, _)| id.as_str()).collect();
        return Err(ModelError::new(match names.as_slice() {
            [] => "the model has no service".to_owned(),
            names => format!("the model has several services, and must have one: {}", names.join(", ")),
        }));
    };
    let auth = service.get("traits").and_then(|traits| traits.get("smithy.api#auth"));
    let reader = Reader {
        shapes,
        namespace: service_id.split('#').next().unwrap_or_default(),
        unsigned: auth.is_some_and(is_unsigned),
        renamed: service.get("rename").map_or(&[], Json::entries),
    };

    let api = reader.of(service, "aws.api#service");
    let text = |key: &str| api.and_then(|api| api.text(key));
    let id = text("sdkId").unwrap_or(local(service_id)).to_owned();
    let json_version = if reader.of(service, "aws.protocols#awsJson1_1").is_some() {
        JsonVersion::V1_1
    } else if reader.of(service, "aws.protocols#awsJson1_0").is_some() {
        JsonVersion::V1_0
    } else {
        let protocol = service.get("traits").map_or(&[][..], Json::entries).iter();
        let protocol = protocol.filter_map(|(name, _)| name.split_once(".protocols#"));
        let protocol = protocol.map(|(_, protocol)| protocol).find(|name| *name != "awsQueryCompatible");
        return Err(not_json(&id, protocol.unwrap_or("another protocol")));
    };
    // Where the model doesn't say, Smithy's rule for the prefix is the id in lower case without
    // spaces.
    let endpoint_prefix =
        text("endpointPrefix").map_or_else(|| id.to_lowercase().replace(' ', ""), str::to_owned);
    let signing_name = reader
        .of(service, "aws.auth#sigv4")
        .and_then(|sigv4| sigv4.text("name"))
        .unwrap_or(&endpoint_prefix)
        .to_owned();
    let title = reader.of(service, "smithy.api#title").and_then(Json::as_str).unwrap_or(&id).to_owned();
    let mut model = Model {
        service: ServiceModel {
            title,
            api_version: service.text("version").unwrap_or_default().to_owned(),
            documentation: reader.documentation(service),
            endpoint_prefix,
            signing_name,
            target_prefix: local(service_id).to_owned(),
            json_version,
            query_compatible: reader.of(service, "aws.protocols#awsQueryCompatible").is_some(),
            endpoint_rules: reader.of(service, "smithy.rules#endpointRuleSet").map(Json::to_value),
            id,
        },
        operations: BTreeMap::new(),
        shapes: BTreeMap::new(),
    };

    let service_pages = reader.of(service, "smithy.api#paginated");
    let service_errors = targets(service, "errors");
    for operation_id in reader.operations(service) {
        let operation = reader.operations_shape(&operation_id)?;
        let read = reader.operation(operation, service_pages, &service_errors);
        model.operations.insert(local(&operation_id).to_owned(), read);
    }
    for (id, shape) in shapes.entries() {
        if let Some(kind) = reader.kind(shape) {
            model.shapes.insert(reader.name(id), reader.shape(id, shape, kind));
        }
    }
    for (name, kind) in prelude() {
        model.shapes.insert(format!("smithy.api#{name}"), ShapeModel::new(name, kind));
    }
    Ok(model)
}

/// The shapes that every model may use: <https://smithy.io/2.0/spec/model.html#prelude>.
fn prelude() -> impl Iterator<Item = (&'static str, Kind)> {
    const SIMPLE: [(&str, &str); 20] = [
        ("String", "string"),
        ("Blob", "blob"),
        ("BigInteger", "bigInteger"),
        ("BigDecimal", "bigDecimal"),
        ("Timestamp", "timestamp"),
        ("Document", "document"),
        ("Boolean", "boolean"),
        ("PrimitiveBoolean", "boolean"),
        ("Byte", "byte"),
        ("PrimitiveByte", "byte"),
        ("Short", "short"),
        ("PrimitiveShort", "short"),
        ("Integer", "integer"),
        ("PrimitiveInteger", "integer"),
        ("Long", "long"),
        ("PrimitiveLong", "long"),
        ("Float", "float"),
        ("PrimitiveFloat", "float"),
        ("Double", "double"),
        ("PrimitiveDouble", "double"),
    ];
    let simple = SIMPLE.into_iter().filter_map(|(name, kind)| Some((name, Kind::simple(kind)?)));
    simple.chain([("Unit", Kind::Structure(Vec::new()))])
}

/// Whether of the ways to authenticate none is left.
fn is_unsigned(auth: &Json) -> bool {
    auth.items().iter().all(|scheme| scheme.as_str() == Some("smithy.api#noAuth"))
}

fn local(id: &str) -> &str {
    id.rsplit('#').next().unwrap_or(id)
}

fn targets(shape: &Json, key: &str) -> Vec<String> {
    let items = shape.get(key).map_or(&[][..], Json::items).iter();
    items.filter_map(|item| item.text("target").map(str::to_owned)).collect()
}

struct Reader<'a> {
    shapes: &'a Json,
    namespace: &'a str,
    /// Whether the service's operations are unsigned where they say nothing of it.
    unsigned: bool,
    /// The names that the service gives to shapes of other namespaces, by their ids.
    renamed: &'a [(String, Json)],
}

impl<'a> Reader<'a> {
    /// A trait of a shape or member.
    fn of(&self, shape: &'a Json, name: &str) -> Option<&'a Json> {
        shape.get("traits")?.get(name)
    }

    fn has(&self, shape: &'a Json, name: &str) -> bool {
        self.of(shape, name).is_some()
    }

    fn documentation(&self, shape: &'a Json) -> String {
        let html = self.of(shape, "smithy.api#documentation").and_then(Json::as_str);
        html.unwrap_or_default().to_owned()
    }

    fn deprecated(&self, shape: &'a Json) -> Option<String> {
        let deprecated = self.of(shape, "smithy.api#deprecated")?;
        Some(deprecated.text("message").unwrap_or_default().to_owned())
    }

    /// A shape's name: that of the service's own namespace without it, so that two shapes never
    /// share one.
    fn name(&self, id: &str) -> String {
        match id.split_once('#') {
            Some((namespace, name)) if namespace == self.namespace => name.to_owned(),
            _ => id.to_owned(),
        }
    }

    /// The operations of a service or resource, and of the resources in it.
    fn operations(&self, owner: &'a Json) -> Vec<String> {
        let mut found = targets(owner, "operations");
        found.extend(targets(owner, "collectionOperations"));
        for lifecycle in ["create", "put", "read", "update", "delete", "list"] {
            found.extend(owner.get(lifecycle).and_then(|it| it.text("target")).map(str::to_owned));
        }
        for resource in targets(owner, "resources") {
            if let Some(resource) = self.shapes.get(&resource) {
                found.extend(self.operations(resource));
            }
        }
        found
    }

    fn operations_shape(&self, id: &str) -> Result<&'a Json, ModelError> {
        self.shapes.get(id).ok_or_else(|| ModelError::new(format!("the model has no operation `{id}`")))
    }

    fn operation(
        &self,
        operation: &'a Json,
        service_pages: Option<&Json>,
        service_errors: &[String],
    ) -> OperationModel {
        let structure = |key: &str| {
            let target = operation.get(key)?.text("target")?;
            (target != "smithy.api#Unit").then(|| self.name(target))
        };
        let mut errors = targets(operation, "errors");
        errors.extend(service_errors.iter().cloned());
        OperationModel {
            documentation: self.documentation(operation),
            deprecated: self.deprecated(operation),
            input: structure("input"),
            output: structure("output"),
            errors: errors.iter().map(|id| self.name(id)).collect(),
            host_prefix: self
                .of(operation, "smithy.api#endpoint")
                .and_then(|endpoint| endpoint.text("hostPrefix"))
                .map(str::to_owned),
            // What may be called without credentials is: nobody has to have them for it.
            unsigned: self.has(operation, "smithy.api#optionalAuth")
                || self.of(operation, "smithy.api#auth").map_or(self.unsigned, is_unsigned),
            compressed: self.has(operation, "smithy.api#requestCompression"),
            pagination: self.of(operation, "smithy.api#paginated").map(|own| pagination(own, service_pages)),
            waiters: {
                let waiters = self.of(operation, "smithy.waiters#waitable").map_or(&[][..], Json::entries);
                waiters.iter().map(|(name, _)| name.clone()).collect()
            },
        }
    }

    /// What kind a shape is; `None` for services, operations, resources and mixins, which are not
    /// sent.
    fn kind(&self, shape: &'a Json) -> Option<Kind> {
        let member = |key: &str| Box::new(shape.get(key).map(|it| self.member("", it)).unwrap_or_default());
        let sparse = self.has(shape, "smithy.api#sparse");
        Some(match shape.text("type")? {
            "string" => match self.of(shape, "smithy.api#enum") {
                Some(values) => {
                    Kind::Enum(values.items().iter().filter_map(|it| self.old_value(it)).collect())
                }
                None => Kind::String,
            },
            "enum" => {
                Kind::Enum(self.values(shape, |value, name| {
                    Some(value.and_then(Json::as_str).unwrap_or(name).to_owned())
                }))
            }
            "intEnum" => Kind::IntEnum(self.values(shape, |value, _| Some(value?.as_f64()? as i32))),
            "list" | "set" => Kind::List { item: member("member"), sparse },
            "map" => Kind::Map { key: member("key"), value: member("value"), sparse },
            "structure" => Kind::Structure(self.members(shape)),
            "union" if self.has(shape, "smithy.api#streaming") => Kind::EventStream,
            "union" => Kind::Union(self.members(shape)),
            other => return Kind::simple(other),
        })
    }

    /// A value of the enum trait of Smithy 1.0.
    fn old_value(&self, json: &'a Json) -> Option<EnumValue<String>> {
        Some(EnumValue {
            value: json.text("value")?.to_owned(),
            name: json.text("name").map(str::to_owned),
            documentation: json.text("documentation").unwrap_or_default().to_owned(),
            deprecated: json.flag("deprecated").then(String::new),
        })
    }

    fn values<T>(
        &self,
        shape: &'a Json,
        value: impl Fn(Option<&'a Json>, &str) -> Option<T>,
    ) -> Vec<EnumValue<T>> {
        let members = shape.get("members").map_or(&[][..], Json::entries).iter();
        members
            .filter_map(|(name, member)| {
                Some(EnumValue {
                    value: value(self.of(member, "smithy.api#enumValue"), name)?,
                    name: Some(name.clone()),
                    documentation: self.documentation(member),
                    deprecated: self.deprecated(member),
                })
            })
            .collect()
    }

    /// The members of a structure or union.
    fn members(&self, shape: &'a Json) -> Vec<MemberModel> {
        let members = shape.get("members").map_or(&[][..], Json::entries).iter();
        members.map(|(name, member)| self.member(name, member)).collect()
    }

    fn member(&self, name: &str, member: &'a Json) -> MemberModel {
        let default = self.of(member, "smithy.api#default").map(Json::to_value);
        // Clients of before the default was added don't know of it, and must not need to; nor those
        // who are told so.
        let optional =
            self.has(member, "smithy.api#addedDefault") || self.has(member, "smithy.api#clientOptional");
        let media_type = self.of(member, "smithy.api#mediaType").and_then(Json::as_str);
        MemberModel {
            name: name.to_owned(),
            shape: self.name(member.text("target").unwrap_or_default()),
            documentation: self.documentation(member),
            required: self.has(member, "smithy.api#required"),
            default: default.filter(|default| !optional && !default.is_null()),
            deprecated: self.deprecated(member),
            bounds: self.bounds(member),
            timestamp: self.timestamp(member),
            idempotency_token: self.has(member, "smithy.api#idempotencyToken"),
            host_label: self.has(member, "smithy.api#hostLabel"),
            json_value: media_type == Some("application/json"),
        }
    }

    fn timestamp(&self, shape: &'a Json) -> Option<crate::wire::TimestampFormat> {
        timestamp_format(self.of(shape, "smithy.api#timestampFormat")?.as_str()?)
    }

    fn bounds(&self, shape: &'a Json) -> Bounds {
        let bounds = |name: &str| {
            let bounds = self.of(shape, name);
            let bound = |key: &str| bounds.and_then(|bounds| bounds.bound(key));
            (bound("min"), bound("max"))
        };
        let (least, greatest) = bounds("smithy.api#length");
        Bounds {
            length: (least.map(|least| least as u64), greatest.map(|greatest| greatest as u64)),
            range: bounds("smithy.api#range"),
            pattern: self.of(shape, "smithy.api#pattern").and_then(Json::as_str).map(str::to_owned),
        }
    }

    fn shape(&self, id: &str, json: &'a Json, kind: Kind) -> ShapeModel {
        let renamed = self.renamed.iter().find(|(of, _)| of == id).and_then(|(_, name)| name.as_str());
        let mut shape = ShapeModel::new(renamed.unwrap_or_else(|| local(id)), kind);
        shape.documentation = self.documentation(json);
        shape.bounds = self.bounds(json);
        shape.sensitive = self.has(json, "smithy.api#sensitive");
        shape.deprecated = self.deprecated(json);
        shape.timestamp = self.timestamp(json);
        shape.zero_by_default = self.of(json, "smithy.api#default").is_some_and(|it| *it != Json::Null);
        shape.error = self.of(json, "smithy.api#error").map(|fault| ErrorModel {
            code: local(id).to_owned(),
            retry: self.of(json, "smithy.api#retryable").map(|retryable| {
                if retryable.flag("throttling") { RetryKind::Throttling } else { RetryKind::Transient }
            }),
            server_fault: fault.as_str() == Some("server"),
        });
        shape
    }
}

/// An operation's pages, the service's word where it has none of its own.
fn pagination(own: &Json, service: Option<&Json>) -> Pagination {
    let text = |key: &str| own.text(key).or_else(|| service?.text(key)).map(str::to_owned);
    Pagination {
        input_tokens: text("inputToken").into_iter().collect(),
        output_tokens: text("outputToken").into_iter().collect(),
        items: text("items").into_iter().collect(),
        more: None,
        tells_more: false,
    }
}
