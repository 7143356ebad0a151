"""Prints random models with cases for them, in the form of the conformance data: JSON, a list.

usage: random_models.py SEED COUNT

Each model has one operation with a request, a response and an error of unusual shapes: names that are Rust's keywords, text in
every script, recursion, numbers at their limits, every timestamp format. botocore computes the expected request and the expected
output, because its serializer and parser read the same model. If botocore does not support a shape (defaults, unknown members
of unions, text that is not a number), this file applies the rule of Smithy's specification.
"""

import base64
import datetime
import json
import random
import sys

import botocore.model
import botocore.parsers
import botocore.serialize

TOKEN = "00000000-0000-4000-8000-000000000000"
NAMES = (
    "Name name NAME type Type self Self crate super key Key value Value members Members other Other build builder send new "
    "clone info read write validate absent String Option None Some Ok Err Result Vec Box Error Client Service Operation "
    "isSet wipe eTag ARNs VPCIds kmsKeyId KMSKeyId MD5OfBody IPv4Address x509SVIDs OAuth2Token MemoryGiB a A aB AB a1 A1B "
    "async await dyn move match fn in _meta meta_ a__b snake_case_name SCREAMING_NAME url URL Url message Code code "
    "created_at CreatedAt timestamp Timestamp id ID Id default Default debug union_ struct where r unknown Unknown"
).split()
SHAPES = (
    "String Option Vec Box Result Error Client Service Blob Document Item Shape Self Builder Metadata DateTime HashMap "
    "Value Union StringEnum Unknown Sensitive tag Tag TAG lowerCamel HTTPSpec OpOutput OpBuilder Op Data Clone"
).split()
VALUES = [
    "", " ", "a b", "a-b", "A", "a", "1.0", "10", "é", "日本", "*", "self", "Self", "None", "\n", '"q"', "😀", "UPPER_CASE",
    "lower-case", "camelCase", "x/y", "x.y", "TLSv1.2", "us-east-1", "Unknown", "\\", "<>", "SSE-KMS", "AES_256", "aws:kms",
]
TEXTS = [
    "", " ", "plain", "é", "日本語", "😀", "a\u2028b\u2029", "\x00", "\x01\x1f", "\x7f", '"quoted"', "back\\slash", "\t\r\n", "/",
    "\ufeffbom", "\ufffd", "\U0010ffff", "e\u0301", "</script>", "null", "NaN", "1", "true", "{}", "a" * 300, "\u0080\u009f",
]
INTEGERS = {"byte": 8, "short": 16, "integer": 32, "long": 64}
FORMATS = {"epoch-seconds": "unixTimestamp", "date-time": "iso8601", "http-date": "rfc822"}


class Serializer(botocore.serialize.JSONSerializer):
    """botocore's, which has no word for the null of a sparse list or map."""

    def _serialize(self, serialized, value, shape, key=None):
        if value is None:
            serialized[key] = None
        else:
            super()._serialize(serialized, value, shape, key)


class Parser(botocore.parsers.JSONParser):
    """botocore's, the same."""

    def _parse_shape(self, shape, node):
        return None if node is None else super()._parse_shape(shape, node)


class Models:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, part):
        return self.random.random() < part

    # Shapes.

    def model(self):
        self.shapes = {}
        self.free = self.random.sample(SHAPES, len(SHAPES))
        self.open = []
        self.leaves = [self.leaf() for _ in range(8)]
        structures = [self.named("structure") for _ in range(self.random.randint(2, 5))]
        unions = [self.named("union") for _ in range(self.random.randint(0, 2))]
        self.compound = structures + unions
        lists = [self.collection() for _ in range(self.random.randint(2, 6))]
        self.compound += lists
        for name in structures:
            self.fill(name, True)
        for name in unions:
            self.fill(name, False)
        self.root("OpInput")
        self.root("OpResult")
        self.root("BadThingException")
        self.shapes["BadThingException"]["error"] = self.random.choice(["client", "server"])

    def root(self, name):
        self.shapes[name] = {"type": "structure", "members": {}}
        self.fill(name, True, count=self.random.randint(3, 8), defaults=name != "OpInput")

    def name(self, suffix=""):
        return self.free.pop() if self.free else f"Shape{len(self.shapes)}{suffix}"

    def named(self, kind):
        name = self.name()
        self.shapes[name] = {"type": kind, "members": {}}
        return name

    def leaf(self):
        kind = self.random.choice(
            "boolean byte short integer long float double bigInteger string string enum intEnum blob timestamp timestamp "
            "document".split()
        )
        # Smithy has one shape of each kind without traits; an engineer never sees their names.
        name = kind[0].upper() + kind[1:] + "Leaf" + str(len(self.shapes))
        shape = {"type": kind}
        if kind == "enum":
            name = self.name()
            values = self.random.sample(VALUES, self.random.randint(1, 6))
            shape["enum"] = {f"V{at}": value for at, value in enumerate(values)}
        if kind == "intEnum":
            name = self.name()
            values = self.random.sample([0, 1, -1, 7, 2**31 - 1, -(2**31)], 3)
            shape["enum"] = {f"N{at}": value for at, value in enumerate(values)}
        if kind == "timestamp" and self.chance(0.5):
            shape["timestampFormat"] = self.random.choice(list(FORMATS))
        self.shapes[name] = shape
        return name

    def collection(self):
        name = f"Many{len(self.shapes)}"
        content = {"shape": self.random.choice(self.compound + self.leaves)}
        kind = self.shapes[content["shape"]]["type"]
        sparse = kind != "document" and self.chance(0.25)
        if self.chance(0.5):
            self.shapes[name] = {"type": "list", "member": content}
        else:
            enums = [leaf for leaf in self.leaves if self.shapes[leaf]["type"] in ("enum", "string")]
            key = self.random.choice(enums) if enums and self.chance(0.6) else self.key()
            self.shapes[name] = {"type": "map", "key": {"shape": key}, "value": content}
        if sparse:
            self.shapes[name]["sparse"] = True
        self.compound.append(name)
        return name

    def key(self):
        self.shapes.setdefault("KeyString", {"type": "string"})
        return "KeyString"

    def fill(self, name, structure, count=None, defaults=True):
        members = self.shapes[name]["members"]
        names = self.random.sample(NAMES, count or self.random.randint(1, 6))
        if name == "BadThingException":
            names = [it for it in names if it.lower() not in ("message", "code")]
        for member in names:
            shape = self.random.choice(self.leaves + self.leaves + self.compound)
            kind = self.shapes[shape]["type"]
            members[member] = {"shape": shape}
            if kind == "timestamp" and self.chance(0.4):
                members[member]["timestampFormat"] = self.random.choice(list(FORMATS))
            # What requires itself has no value.
            if structure and self.chance(0.3) and shape in self.leaves:
                members[member]["required"] = True
            if structure and defaults and self.chance(0.25):
                default = self.default(kind, shape)
                if default is not None:
                    members[member]["default"] = default

    def default(self, kind, shape):
        if kind in INTEGERS:
            return self.random.choice([0, 1, -1, 2 ** (INTEGERS[kind] - 1) - 1])
        if kind in ("float", "double"):
            return self.random.choice([0, 1.5, -2.25])
        if kind == "string":
            return self.random.choice(["", "hi", 'a"b\\'])
        if kind == "boolean":
            return self.chance(0.5)
        if kind in ("enum", "intEnum"):
            values = [it for it in self.shapes[shape]["enum"].values() if it != ""]
            return self.random.choice(values) if values else None
        if kind in ("list", "map"):
            return [] if kind == "list" else {}
        return None

    # Values, as the data has them.

    def value(self, shape, depth=0):
        described = self.shapes[shape]
        kind = described["type"]
        pick = self.random.choice
        if kind == "boolean":
            return self.chance(0.5)
        if kind in INTEGERS:
            limit = 2 ** (INTEGERS[kind] - 1)
            return pick([0, 1, -1, limit - 1, -limit, self.random.randrange(-limit, limit)])
        if kind == "bigInteger":
            return pick([0, 2**53 + 1, -(2**63), 2**64 - 1, self.random.randrange(2**60)])
        if kind in ("float", "double"):
            specials = ["NaN", "Infinity", "-Infinity", 0, -0.0, 0.1, 1e-7, 1e21, 1.5, 123456789]
            if kind == "double":
                specials += [1.7976931348623157e308, 5e-324, 0.1 + 0.2]
            return pick(specials)
        if kind == "string":
            return self.text()
        if kind == "enum":
            return pick(list(described["enum"].values()) + ["newer value"])
        if kind == "intEnum":
            return pick(list(described["enum"].values()) + [12345])
        if kind == "blob":
            return self.text()
        if kind == "timestamp":
            return pick([0, 1, -1, 1700000000, 253402300799, -30610224000, 951782400, self.random.randrange(2**32)])
        if kind == "document":
            return self.document(0)
        if kind == "list":
            items = [self.value(described["member"]["shape"], depth + 1) for _ in range(self.many(depth))]
            return self.with_nulls(described, items)
        if kind == "map":
            keys = [self.map_key(described["key"]["shape"]) for _ in range(self.many(depth))]
            values = {key: self.value(described["value"]["shape"], depth + 1) for key in keys}
            if described.get("sparse"):
                return {key: None if self.chance(0.3) else value for key, value in values.items()}
            return values
        members = described["members"]
        if kind == "union":
            # One that ends, where it is deep.
            ends = [name for name, member in members.items() if member["shape"] in self.leaves]
            name = pick(ends if depth > 4 and ends else list(members))
            return {name: self.value(members[name]["shape"], depth + 1)}
        value = {}
        for name, member in members.items():
            if member.get("required") or self.chance(0.6 if depth < 4 else 0.1 if depth < 7 else 0):
                value[name] = self.value(member["shape"], depth + 1)
        return value

    def with_nulls(self, described, items):
        return [None if described.get("sparse") and self.chance(0.3) else item for item in items]

    def many(self, depth):
        return self.random.choice([0, 1, 2, 3] if depth < 4 else [0, 0, 1] if depth < 7 else [0])

    def map_key(self, shape):
        kind = self.shapes[shape]
        return self.random.choice(list(kind["enum"].values()) + ["newer"]) if "enum" in kind else self.text()

    def text(self):
        return "".join(self.random.choice(TEXTS) for _ in range(self.random.choice([1, 1, 1, 2, 3])))

    def document(self, depth):
        scalars = [True, False, 0, -1, 1.5, 2**53, "text", "", "é\u2028", "NaN"]
        if depth > 2 or self.chance(0.4):
            return self.random.choice(scalars)
        if self.chance(0.5):
            return [self.random.choice([None, self.document(depth + 1)]) for _ in range(self.random.randint(0, 3))]
        return {self.text(): self.random.choice([None, self.document(depth + 1)]) for _ in range(self.random.randint(0, 3))}

    def filled(self, shape, value, defaults=True):
        """The value with the defaults of what it lacks."""
        described = self.shapes[shape]
        if value is None:
            return None
        if described["type"] == "list":
            return [self.filled(described["member"]["shape"], item) for item in value]
        if described["type"] == "map":
            return {key: self.filled(described["value"]["shape"], item) for key, item in value.items()}
        if described["type"] not in ("structure", "union"):
            return value
        filled = {}
        for name, member in described["members"].items():
            if name in value and value[name] is not None:
                filled[name] = self.filled(member["shape"], value[name])
            elif defaults and member.get("default") is not None:
                filled[name] = member["default"]
        return filled

    # botocore's forms.

    def legacy(self, operation_traits, query_compatible):
        kinds = {"byte": "integer", "short": "integer", "bigInteger": "long", "enum": "string", "intEnum": "integer"}
        shapes = {}
        for name, shape in self.shapes.items():
            described = {"type": kinds.get(shape["type"], shape["type"])}
            if shape["type"] == "document":
                described = {"type": "structure", "members": {}, "document": True}
            if shape["type"] == "union":
                described = {"type": "structure", "union": True}
            if "timestampFormat" in shape:
                described["timestampFormat"] = FORMATS[shape["timestampFormat"]]
            for key in ("member", "key", "value"):
                if key in shape:
                    described[key] = {"shape": shape[key]["shape"]}
            if "members" in shape:
                described["members"] = {name: self.legacy_member(member) for name, member in shape["members"].items()}
            shapes[name] = described
        operation = {
            "name": "Op",
            "http": {"method": "POST", "requestUri": "/"},
            "input": {"shape": "OpInput"},
            "output": {"shape": "OpResult"},
        }
        if "hostPrefix" in operation_traits:
            operation["endpoint"] = {"hostPrefix": operation_traits["hostPrefix"]}
        metadata = {"protocol": "json", "jsonVersion": "1.1", "targetPrefix": "Odd_20260101", "endpointPrefix": "odd"}
        metadata["apiVersion"] = "2026-01-01"
        if query_compatible:
            metadata["awsQueryCompatible"] = {}
        service = {"metadata": metadata, "operations": {"Op": operation}, "shapes": shapes}
        return botocore.model.ServiceModel(service, "odd").operation_model("Op")

    def legacy_member(self, member):
        described = {"shape": member["shape"]}
        if "timestampFormat" in member:
            described["timestampFormat"] = FORMATS[member["timestampFormat"]]
        if member.get("hostLabel"):
            described["hostLabel"] = True
        return described

    def to_botocore(self, shape, value):
        described = self.shapes[shape]
        kind = described["type"]
        if value is None:
            return None
        if kind == "blob":
            return value.encode()
        if kind in ("float", "double") and isinstance(value, str):
            return float(value.replace("Infinity", "inf"))
        if kind == "timestamp":
            epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
            return epoch + datetime.timedelta(seconds=value)
        if kind == "list":
            return [self.to_botocore(described["member"]["shape"], item) for item in value]
        if kind == "map":
            return {key: self.to_botocore(described["value"]["shape"], item) for key, item in value.items()}
        if kind in ("structure", "union"):
            members = described["members"]
            return {name: self.to_botocore(members[name]["shape"], item) for name, item in value.items()}
        return value

    def from_botocore(self, shape, value):
        described = self.shapes[shape]
        kind = described["type"]
        if value is None:
            return None
        if kind == "blob":
            return value.decode()
        if kind == "timestamp":
            epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
            seconds = (value - epoch) / datetime.timedelta(seconds=1)
            return int(seconds) if seconds == int(seconds) else seconds
        if kind == "list":
            return [self.from_botocore(described["member"]["shape"], item) for item in value]
        if kind == "map":
            return {key: self.from_botocore(described["value"]["shape"], item) for key, item in value.items()}
        if kind in ("structure", "union"):
            members = described["members"]
            return {name: self.from_botocore(members[name]["shape"], item) for name, item in value.items()}
        return value

    # The text of a response, in all the ways that a server may write it.

    def response_text(self, shape, value, member=None):
        described = self.shapes[shape]
        kind = described["type"]
        if value is None:
            return "null"
        space = self.random.choice(["", "", " ", "\n\t"])
        if kind == "list":
            items = [self.response_text(described["member"]["shape"], item) for item in value]
            return "[" + space + f"{space},{space}".join(items) + "]"
        if kind == "map":
            items = [self.string(key) + ":" + self.response_text(described["value"]["shape"], it) for key, it in value.items()]
            return "{" + ",".join(items) + space + "}"
        if kind in ("structure", "union"):
            members = described["members"]
            items = [self.string(name) + space + ":" + self.response_text(members[name]["shape"], it, members[name]) for name, it in value.items()]
            if kind == "structure":
                if self.chance(0.3):
                    items.append(self.random.choice(['"newer":[1,{"a":null}]', '"later":{"x":"\\u00e9"}', '"__other":null']))
                unset = [name for name in members if name not in value]
                items += [self.string(name) + ":null" for name in unset if self.chance(0.2)]
                self.random.shuffle(items)
            else:
                unset = [name for name in members if name not in value]
                items += [self.string(name) + ":null" for name in unset if self.chance(0.2)]
                if self.chance(0.2):
                    items.insert(0, '"__type":"odd#Thing"')
            return "{" + space + ",".join(items) + space + "}"
        if kind == "blob":
            return self.string(base64.b64encode(value.encode()).decode())
        if kind == "timestamp":
            given = (member or {}).get("timestampFormat") or described.get("timestampFormat") or "epoch-seconds"
            moment = self.to_botocore(shape, value)
            if given == "date-time":
                text = f"{moment:%Y-%m-%dT%H:%M:%S}".rjust(19, "0")
                return self.string(text + self.random.choice(["Z", ".000Z", "+00:00"]))
            if given == "http-date":
                return self.string(f"{moment:%a, %d %b} {moment.year:04} {moment:%H:%M:%S} GMT")
            return self.random.choice([str(value), f"{value}.0", f"{value}.000"])
        if kind in INTEGERS and abs(value) < 2**53 and self.chance(0.1):
            return f"{value}.0"
        if isinstance(value, str):
            return self.string(value)
        return json.dumps(value)

    def string(self, text):
        if self.chance(0.3):
            return json.dumps(text)
        if self.chance(0.2):
            units = text.encode("utf-16-be").hex()
            return '"' + "".join("\\u" + units[at : at + 4] for at in range(0, len(units), 4)) + '"'
        return json.dumps(text, ensure_ascii=False).replace("/", self.random.choice(["/", "\\/"]))

    # Cases.

    def cases(self, number):
        self.model()
        traits, root = {}, self.shapes["OpInput"]["members"]
        query_compatible = self.chance(0.3)
        if self.chance(0.4):
            self.key()
            root["Label"] = {"shape": "KeyString", "required": True, "hostLabel": True}
            traits["hostPrefix"] = self.random.choice(["{Label}.", "x-{Label}.y.", "data-{Label}."])
        token = self.chance(0.4)
        if token:
            self.key()
            root["Token"] = {"shape": "KeyString", "idempotencyToken": True}
        operation = self.legacy(traits, query_compatible)
        common = {
            "protocol": "json1.1",
            "service": {"awsQueryCompatible": query_compatible},
            "operation": "Op",
            "target": "Odd_20260101.Op",
            "operation_traits": traits,
            "client_applicable": True,
            "features": [],
            "shapes": self.shapes,
        }
        for at in range(6):
            uid = f"random/{number}/{{}}/{at}"
            yield common | self.request(operation, token) | {"uid": uid.format("request")}
            # The other two are declared without the request.
            yield common | {"operation_traits": {}} | self.response(operation) | {"uid": uid.format("response")}
            yield common | {"operation_traits": {}} | self.error() | {"uid": uid.format("error")}

    def request(self, operation, token):
        params = self.value("OpInput")
        if "Label" in self.shapes["OpInput"]["members"]:
            params["Label"] = self.random.choice(["a", "abc-1", "0", "X" * 50])
        if token:
            params.pop("Token", None)
        # A request's own members have no defaults; what stands below them has.
        sent = self.filled("OpInput", params, defaults=False)
        if token:
            sent["Token"] = TOKEN
        request = Serializer().serialize_to_request(self.to_botocore("OpInput", sent), operation)
        expected = {"method": "POST", "uri": "/", "headers": request["headers"], "body": request["body"].decode()}
        expected["host"] = request.get("host_prefix", "") + "example.com"
        return {"kind": "request", "root": "OpInput", "params": params, "expected": expected}

    def response(self, operation):
        value = self.value("OpResult")
        body = self.response_text("OpResult", value)
        raw = {"body": body.encode(), "headers": {}, "status_code": 200}
        parsed = Parser().parse(raw, operation.output_shape)
        parsed.pop("ResponseMetadata", None)
        params = self.filled("OpResult", self.from_botocore("OpResult", parsed))
        response = {"code": 200, "headers": {"Content-Type": "application/x-amz-json-1.1"}, "body": body}
        return {"kind": "response", "root": "OpResult", "response": response, "expected": {"params": params}}

    def error(self):
        name = "BadThingException"
        value = self.value(name)
        body = self.response_text(name, value)
        message = self.random.choice([None, "", "no", "é\u2028"])
        said = self.random.choice([name, f"com.amazon.odd#{name}", f"{name}:http://internal.amazon.com/x/", f"odd.v1#{name}:x"])
        headers, more = {}, []
        if self.chance(0.4):
            headers["x-amzn-errortype"] = said
        elif self.chance(0.7):
            more.append(f'"__type":{json.dumps(said)}')
        else:
            more.append(f'"code":{json.dumps(said)}')
        if message is not None:
            more.append(f'"{self.random.choice(["message", "Message"])}":{json.dumps(message)}')
        inner = body.strip()[1:].strip()
        body = "{" + ",".join(more) + ("," if more and inner != "}" else "") + inner
        expected = {
            "error_shape": name,
            "fault": self.shapes[name]["error"],
            "message": message,
            "params": self.filled(name, value),
        }
        response = {"code": self.random.choice([400, 403, 500]), "headers": headers, "body": body}
        return {"kind": "error", "root": name, "response": response, "expected": expected}


def main():
    seed, count = sys.argv[1], int(sys.argv[2])
    models = Models(seed)
    cases = [case for number in range(count) for case in models.cases(number)]
    json.dump(cases, sys.stdout)


main()
