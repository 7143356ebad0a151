//! Smithy's JSON AST: <https://smithy.io/2.0/spec/json-ast.html>.

use std::collections::BTreeMap;

use super::super::data::timestamp_format;
use super::super::{
    Bounds, EnumValue, ErrorModel, Http2, Kind, MemberModel, Model, ModelError, OperationModel, Pagination,
    ServiceModel, ShapeModel, Text,
};
use super::{
    Json, Object, Result, discovers_endpoint, host_prefix, identifier, mixins, retry_kind,
    unsupported_protocol, waiters,
};
use crate::service::JsonVersion;
use crate::wire::TimestampFormat;

/// Reads a model with one service.
pub fn model(ast: &Json) -> Result<Model> {
    let mut root = Object::new(ast, "")?;
    root.ignore(&["smithy", "metadata"]);
    let shapes = root.take("shapes").ok_or_else(|| ModelError::new("the model has no shapes"))?;
    root.finish()?;
    let resolved = mixins::resolved(shapes);
    let shapes = resolved.as_ref().unwrap_or(shapes);
    let (service_id, service) = only_service(shapes)?;
    let mut json = Object::new(service, service_id)?;
    let mut traits = traits(&mut json)?;
    let reader = Reader {
        shapes,
        namespace: service_id.split('#').next().unwrap_or_default(),
        unsigned: traits.take("smithy.api#auth").is_some_and(is_unsigned),
        renamed: json.take("rename").map_or(&[], Json::entries),
        pages: pagination(traits.object("smithy.api#paginated")?)?.unwrap_or_default(),
        errors: targets(&mut json, "errors")?,
    };
    let operation_ids = reader.operations(&mut json)?;
    let version = json.text("version")?;
    json.ignore(&["type", "mixins"]);
    json.finish()?;
    let mut model = Model {
        service: reader.service(service_id, version, traits)?,
        operations: BTreeMap::new(),
        shapes: BTreeMap::new(),
    };
    for id in operation_ids {
        let operation = reader.operation(&id)?;
        model.operations.insert(identifier(local(&id), &id)?.to_owned(), operation);
    }
    for (id, shape) in shapes.entries() {
        identifier(id, "shapes")?;
        if let Some(shape) = reader.shape(id, Object::new(shape, id)?)? {
            model.shapes.insert(reader.name(id), shape);
        }
    }
    for (name, kind) in prelude() {
        model.shapes.insert(format!("smithy.api#{name}"), ShapeModel::new(name, kind));
    }
    Ok(model)
}

fn only_service(shapes: &Json) -> Result<(&str, &Json)> {
    let services = shapes.entries().iter().filter(|(_, shape)| shape.text("type") == Some("service"));
    match services.collect::<Vec<_>>().as_slice() {
        [] => Err(ModelError::new("the model has no service")),
        [(id, service)] => Ok((id, service)),
        several => {
            let names: Vec<_> = several.iter().map(|(id, _)| id.as_str()).collect();
            Err(ModelError::new(format!(
                "the model has several services, expected one: {}",
                names.join(", ")
            )))
        }
    }
}

/// Returns the shapes that every model may use:
/// <https://smithy.io/2.0/spec/model.html#prelude>.
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

/// Returns `true` if the list of authentication schemes has no scheme that signs.
fn is_unsigned(auth: &Json) -> bool {
    auth.items().iter().all(|scheme| scheme.as_str() == Some("smithy.api#noAuth"))
}

/// Reads the versions of HTTP that a protocol offers:
/// <https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html>.
fn http2(mut settings: Object<'_>) -> Result<Http2> {
    let (http, streams) = (settings.texts("http")?, settings.texts("eventStreamHttp")?);
    settings.finish()?;
    let needs_http2 = |versions: &[&str]| !versions.is_empty() && !versions.contains(&"http/1.1");
    Ok(match (needs_http2(&http), needs_http2(&streams)) {
        (true, _) => Http2::Required,
        (false, true) => Http2::EventStreams,
        (false, false) => Http2::Optional,
    })
}

fn local(id: &str) -> &str {
    id.rsplit('#').next().unwrap_or(id)
}

fn targets(json: &mut Object<'_>, key: &str) -> Result<Vec<String>> {
    json.list(key)?.into_iter().map(|(place, item)| target(Object::new(item, place)?)).collect()
}

/// Reads `{"target": "…"}`.
fn target(mut json: Object<'_>) -> Result<String> {
    let target = json.required("target")?.to_owned();
    json.finish()?;
    Ok(target)
}

/// Opens the traits of a shape or member, without those that don't change a declaration.
fn traits<'a>(json: &mut Object<'a>) -> Result<Object<'a>> {
    let mut traits = Object::optional(json.take("traits"), json.place())?;
    traits.ignore(&IGNORED_TRAITS);
    traits.ignore_prefixes(&IGNORED_NAMESPACES);
    traits.ignore_custom_traits();
    Ok(traits)
}

/// Traits that have no effect on a client of AWS JSON.
const IGNORED_TRAITS: [&str; 52] = [
    "aws.api#arn",
    "aws.api#arnReference",
    "aws.api#clientEndpointDiscoveryId",
    "aws.api#controlPlane",
    "aws.api#data",
    "aws.api#dataPlane",
    "aws.api#tagEnabled",
    "aws.api#taggable",
    "aws.auth#cognitoUserPools",
    "aws.auth#sigv4a",
    "aws.auth#unsignedPayload",
    // The code of the Query protocol. AWS JSON sends the shape's name.
    "aws.protocols#awsQueryError",
    "smithy.api#authDefinition",
    "smithy.api#box",
    "smithy.api#cors",
    "smithy.api#examples",
    "smithy.api#externalDocumentation",
    "smithy.api#http",
    "smithy.api#httpError",
    "smithy.api#httpHeader",
    "smithy.api#httpLabel",
    "smithy.api#httpPayload",
    "smithy.api#httpPrefixHeaders",
    "smithy.api#httpQuery",
    "smithy.api#httpQueryParams",
    "smithy.api#httpResponseCode",
    "smithy.api#idRef",
    "smithy.api#idempotent",
    "smithy.api#input",
    "smithy.api#internal",
    // AWS JSON uses the members' names.
    "smithy.api#jsonName",
    "smithy.api#nestedProperties",
    "smithy.api#noReplace",
    "smithy.api#notProperty",
    "smithy.api#output",
    "smithy.api#private",
    "smithy.api#property",
    "smithy.api#readonly",
    "smithy.api#recommended",
    "smithy.api#references",
    "smithy.api#resourceIdentifier",
    "smithy.api#since",
    "smithy.api#suppress",
    "smithy.api#tags",
    "smithy.api#trait",
    // Checked by the service. A list is declared as `Vec`.
    "smithy.api#uniqueItems",
    "smithy.api#unitType",
    "smithy.api#unstable",
    "smithy.api#xmlAttribute",
    "smithy.api#xmlFlattened",
    "smithy.api#xmlName",
    "smithy.api#xmlNamespace",
];

/// Namespaces of traits for other tools.
const IGNORED_NAMESPACES: [&str; 6] =
    ["aws.cloudformation#", "aws.customizations#", "aws.endpoints#", "aws.iam#", "aws.test#", "smithy.test#"];

/// Parameters and tests of endpoint rules. The declaration of the service lists the parameters.
const RULE_TRAITS: [&str; 5] = [
    "smithy.rules#clientContextParams",
    "smithy.rules#contextParam",
    "smithy.rules#endpointTests",
    "smithy.rules#operationContextParams",
    "smithy.rules#staticContextParams",
];

struct Reader<'a> {
    shapes: &'a Json,
    namespace: &'a str,
    /// `true` if operations without an `auth` trait are unsigned.
    unsigned: bool,
    /// The names that the service gives to shapes of other namespaces, by shape id.
    renamed: &'a [(String, Json)],
    /// The pagination that operations complete.
    pages: Pagination,
    /// The errors of all operations.
    errors: Vec<String>,
}

impl Reader<'_> {
    fn service(&self, shape_id: &str, version: Text, mut traits: Object<'_>) -> Result<ServiceModel> {
        let mut api = Object::optional(traits.take("aws.api#service"), "aws.api#service")?;
        let id = api.str("sdkId")?.unwrap_or(local(shape_id));
        let (json_version, http2) = if let Some(settings) = traits.object("aws.protocols#awsJson1_1")? {
            (JsonVersion::V1_1, http2(settings)?)
        } else if let Some(settings) = traits.object("aws.protocols#awsJson1_0")? {
            (JsonVersion::V1_0, http2(settings)?)
        } else {
            return Err(unsupported_protocol(id, traits.protocol().unwrap_or("unknown")));
        };
        // Smithy's default is the id in lower case without spaces.
        let default_prefix = id.to_lowercase().replace(' ', "");
        let endpoint_prefix = api.str("endpointPrefix")?.map_or(default_prefix, str::to_owned);
        api.ignore(&["arnNamespace", "cloudFormationName", "cloudTrailEventSource", "docId"]);
        api.finish()?;
        let mut sigv4 = Object::optional(traits.take("aws.auth#sigv4"), "aws.auth#sigv4")?;
        let signing_name = sigv4.str("name")?.map(str::to_owned);
        sigv4.finish()?;
        let endpoint_rules = traits.take("smithy.rules#endpointRuleSet").map(Json::to_value);
        if endpoint_rules.is_some() {
            // The same rules in another form.
            traits.ignore(&["smithy.rules#endpointBdd"]);
        }
        let read = ServiceModel {
            title: traits.str("smithy.api#title")?.unwrap_or(id).into(),
            api_version: version,
            documentation: traits.text("smithy.api#documentation")?,
            signing_name: signing_name.unwrap_or_else(|| endpoint_prefix.clone()).into(),
            endpoint_prefix: endpoint_prefix.into(),
            target_prefix: local(shape_id).into(),
            json_version,
            query_compatible: traits.take("aws.protocols#awsQueryCompatible").is_some(),
            http2,
            endpoint_rules,
            id: id.into(),
        };
        // Other protocols that the service offers, and the operation that returns endpoints.
        traits.ignore_prefixes(&["aws.protocols#", "smithy.protocols#", "smithy.rpc.v2#"]);
        traits.ignore(&["aws.api#clientEndpointDiscovery", "smithy.api#deprecated"]);
        traits.ignore(&RULE_TRAITS);
        traits.finish()?;
        Ok(read)
    }

    /// Returns the name of a shape. Shapes of other namespaces keep their namespace, so that two
    /// shapes never have the same name.
    fn name(&self, id: &str) -> String {
        match id.split_once('#') {
            Some((namespace, name)) if namespace == self.namespace => name.to_owned(),
            _ => id.to_owned(),
        }
    }

    /// Returns the operations of a service or resource, including the operations of nested
    /// resources.
    fn operations(&self, owner: &mut Object<'_>) -> Result<Vec<String>> {
        let mut found = targets(owner, "operations")?;
        found.extend(targets(owner, "collectionOperations")?);
        for lifecycle in ["create", "put", "read", "update", "delete", "list"] {
            found.extend(owner.object(lifecycle)?.map(target).transpose()?);
        }
        for id in targets(owner, "resources")? {
            let resource = self.shapes.get(&id);
            let resource =
                resource.ok_or_else(|| owner.error(format!("the model has no resource `{id}`")))?;
            let mut resource = Object::new(resource, id)?;
            found.extend(self.operations(&mut resource)?);
            resource.ignore(&["type", "traits", "mixins", "identifiers", "properties"]);
            resource.finish()?;
        }
        Ok(found)
    }

    fn operation(&self, id: &str) -> Result<OperationModel> {
        let json = self.shapes.get(id);
        let json = json.ok_or_else(|| ModelError::new(format!("the model has no operation `{id}`")))?;
        let mut json = Object::new(json, id)?;
        json.ignore(&["type", "mixins"]);
        let mut traits = traits(&mut json)?;
        let structure = |json: &mut Object<'_>, key: &str| -> Result<Option<String>> {
            let target = json.object(key)?.map(target).transpose()?;
            Ok(target.filter(|target| target != "smithy.api#Unit").map(|target| self.name(&target)))
        };
        let mut errors = targets(&mut json, "errors")?;
        errors.extend(self.errors.iter().cloned());
        let host_prefix = host_prefix(traits.object("smithy.api#endpoint")?)?;
        let discovers_endpoint = discovers_endpoint(traits.object("aws.api#clientDiscoveredEndpoint")?)?;
        // A client without credentials must be able to call an operation whose credentials are
        // optional.
        let optional = traits.take("smithy.api#optionalAuth").is_some();
        let own_pages = pagination(traits.object("smithy.api#paginated")?)?;
        let read = OperationModel {
            documentation: traits.text("smithy.api#documentation")?,
            deprecated: deprecated(&mut traits)?,
            input: structure(&mut json, "input")?,
            output: structure(&mut json, "output")?,
            errors: errors.iter().map(|id| self.name(id)).collect(),
            host_prefix,
            unsigned: traits.take("smithy.api#auth").map_or(self.unsigned, is_unsigned) || optional,
            compressed: traits.take("smithy.api#requestCompression").is_some(),
            discovers_endpoint,
            pagination: own_pages.map(|own| completed(own, &self.pages)),
            waiters: waiters::smithy(traits.object("smithy.waiters#waitable")?)?,
        };
        traits.ignore(&RULE_TRAITS);
        traits.finish()?;
        json.finish()?;
        Ok(read)
    }

    /// Reads a shape, or returns `None` for services, operations and resources.
    fn shape(&self, id: &str, mut json: Object<'_>) -> Result<Option<ShapeModel>> {
        let ty = json.required("type")?;
        if matches!(ty, "service" | "operation" | "resource") {
            return Ok(None);
        }
        let mut traits = traits(&mut json)?;
        json.ignore(&["mixins"]);
        let kind = self.kind(ty, &mut json, &mut traits)?;
        json.finish()?;
        let renamed = self.renamed.iter().find(|(of, _)| of == id).and_then(|(_, name)| name.as_str());
        let name = identifier(renamed.unwrap_or_else(|| local(id)), id)?;
        let mut shape = ShapeModel::new(name, kind);
        shape.documentation = traits.text("smithy.api#documentation")?;
        shape.bounds = bounds(&mut traits)?;
        shape.sensitive = traits.take("smithy.api#sensitive").is_some();
        shape.deprecated = deprecated(&mut traits)?;
        shape.timestamp = timestamp(&mut traits)?;
        shape.zero_by_default = traits.take("smithy.api#default").is_some_and(|it| *it != Json::Null);
        shape.error = error(id, &mut traits)?;
        traits.ignore(&["smithy.api#mixin", "smithy.api#mediaType", "smithy.api#addedDefault"]);
        traits.finish()?;
        Ok(Some(shape))
    }

    fn kind(&self, ty: &str, json: &mut Object<'_>, traits: &mut Object<'_>) -> Result<Kind> {
        let of = |json: &mut Object<'_>, key: &str| match json.object(key)? {
            Some(member) => Ok(Box::new(self.member("", member)?)),
            None => Err(json.error(format!("`{key}` is missing"))),
        };
        let sparse = traits.take("smithy.api#sparse").is_some();
        Ok(match ty {
            "string" => match traits.take("smithy.api#enum") {
                Some(values) => Kind::Enum(old_values(values, traits.place())?),
                None => Kind::String,
            },
            "enum" => Kind::Enum(values(json, |value, name| match value {
                None => Ok(name.into()),
                Some(Json::String(value)) => Ok(value.as_str().into()),
                Some(_) => Err("an enum's value must be a string"),
            })?),
            "intEnum" => Kind::IntEnum(values(json, |value, _| {
                let number = value.and_then(Json::as_f64).filter(|it| it.fract() == 0.0);
                let number = number.filter(|it| (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(it));
                number.map(|number| number as i32).ok_or("an intEnum's value must be an integer of 32 bits")
            })?),
            "list" | "set" => Kind::List { item: of(json, "member")?, sparse },
            "map" => Kind::Map { key: of(json, "key")?, value: of(json, "value")?, sparse },
            "structure" => Kind::Structure(self.members(json)?),
            "union" => {
                let members = self.members(json)?;
                match traits.take("smithy.api#streaming") {
                    Some(_) => Kind::EventStream(members),
                    None => Kind::Union(members),
                }
            }
            other => match Kind::simple(other) {
                Some(kind) => kind,
                None => return Err(json.error(format!("unknown type {other:?}"))),
            },
        })
    }

    /// Reads the members of a structure or union.
    fn members(&self, json: &mut Object<'_>) -> Result<Vec<MemberModel>> {
        let members = json.entries("members")?.into_iter();
        members.map(|(place, name, member)| self.member(name, Object::new(member, place)?)).collect()
    }

    fn member(&self, name: &str, mut json: Object<'_>) -> Result<MemberModel> {
        let shape = self.name(json.required("target")?);
        let mut traits = traits(&mut json)?;
        json.finish()?;
        let default = traits.take("smithy.api#default").map(Json::to_value);
        // Clients from before the default was added must not need it.
        let optional = [traits.take("smithy.api#addedDefault"), traits.take("smithy.api#clientOptional")];
        let optional = optional.iter().any(Option::is_some);
        let read = MemberModel {
            name: name.into(),
            shape,
            documentation: traits.text("smithy.api#documentation")?,
            required: traits.take("smithy.api#required").is_some(),
            default: default.filter(|default| !optional && !default.is_null()),
            deprecated: deprecated(&mut traits)?,
            bounds: bounds(&mut traits)?,
            timestamp: timestamp(&mut traits)?,
            idempotency_token: traits.take("smithy.api#idempotencyToken").is_some(),
            host_label: traits.take("smithy.api#hostLabel").is_some(),
            outside_json: traits.take("smithy.api#eventPayload").is_some()
                | traits.take("smithy.api#eventHeader").is_some(),
            json_value: traits.str("smithy.api#mediaType")? == Some("application/json"),
        };
        traits.ignore(&RULE_TRAITS);
        traits.finish()?;
        Ok(read)
    }
}

/// Reads the enum trait of Smithy 1.0.
fn old_values(json: &Json, place: &str) -> Result<Vec<EnumValue<Text>>> {
    let value = |value: &Json| {
        let mut value = Object::new(value, format!("{place}.smithy.api#enum"))?;
        let read = EnumValue {
            value: value.required("value")?.into(),
            name: value.str("name")?.map(Text::from),
            documentation: value.text("documentation")?,
            deprecated: value.flag("deprecated")?.then(Text::default),
        };
        value.ignore(&["tags"]);
        value.finish()?;
        Ok(read)
    };
    json.items().iter().map(value).collect()
}

/// Reads the members of an enum.
fn values<T>(
    json: &mut Object<'_>,
    value: impl Fn(Option<&Json>, &str) -> std::result::Result<T, &'static str>,
) -> Result<Vec<EnumValue<T>>> {
    let read = |(place, name, member)| {
        let mut member = Object::new(member, place)?;
        let mut traits = traits(&mut member)?;
        let read = EnumValue {
            value: value(traits.take("smithy.api#enumValue"), name).map_err(|why| member.error(why))?,
            name: Some(name.into()),
            documentation: traits.text("smithy.api#documentation")?,
            deprecated: deprecated(&mut traits)?,
        };
        traits.finish()?;
        member.ignore(&["target"]);
        member.finish()?;
        Ok(read)
    };
    json.entries("members")?.into_iter().map(read).collect()
}

fn deprecated(traits: &mut Object<'_>) -> Result<Option<Text>> {
    let Some(mut deprecated) = traits.object("smithy.api#deprecated")? else { return Ok(None) };
    let message = deprecated.text("message")?;
    deprecated.ignore(&["since"]);
    deprecated.finish()?;
    Ok(Some(message))
}

fn timestamp(traits: &mut Object<'_>) -> Result<Option<TimestampFormat>> {
    let Some(name) = traits.str("smithy.api#timestampFormat")? else { return Ok(None) };
    match timestamp_format(name) {
        Some(format) => Ok(Some(format)),
        None => Err(traits.error(format!("unknown timestamp format {name:?}"))),
    }
}

fn bounds(traits: &mut Object<'_>) -> Result<Bounds> {
    let mut bounds = Bounds::default();
    if let Some(mut length) = traits.object("smithy.api#length")? {
        bounds.length = (length.count("min")?, length.count("max")?);
        length.finish()?;
    }
    if let Some(mut range) = traits.object("smithy.api#range")? {
        bounds.range = (range.number("min")?, range.number("max")?);
        range.finish()?;
    }
    bounds.pattern = traits.str("smithy.api#pattern")?.map(Text::from);
    Ok(bounds)
}

fn error(id: &str, traits: &mut Object<'_>) -> Result<Option<ErrorModel>> {
    let retry = retry_kind(traits.object("smithy.api#retryable")?)?;
    let Some(fault) = traits.str("smithy.api#error")? else { return Ok(None) };
    Ok(Some(ErrorModel { code: local(id).to_owned(), retry, server_fault: fault == "server" }))
}

fn pagination(json: Option<Object<'_>>) -> Result<Option<Pagination>> {
    let Some(mut json) = json else { return Ok(None) };
    let mut text = |key: &str| Ok(json.str(key)?.map(Text::from).into_iter().collect());
    let read = Pagination {
        input_tokens: text("inputToken")?,
        output_tokens: text("outputToken")?,
        items: text("items")?,
        more: None,
        expresses_more: false,
    };
    json.ignore(&["pageSize"]);
    json.finish()?;
    Ok(Some(read))
}

/// Completes an operation's pagination with the service's.
fn completed(own: Pagination, service: &Pagination) -> Pagination {
    let or = |own: Vec<Text>, service: &[Text]| if own.is_empty() { service.to_vec() } else { own };
    Pagination {
        input_tokens: or(own.input_tokens, &service.input_tokens),
        output_tokens: or(own.output_tokens, &service.output_tokens),
        items: or(own.items, &service.items),
        ..own
    }
}
