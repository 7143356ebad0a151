"""Generates metering.json: the requests, outputs and bounds of AWS Marketplace Metering according to botocore.

Needs only botocore: `pip install botocore==1.44.5 && python tests/vectors/make_metering.py > tests/vectors/metering.json`.
The request bodies come from botocore's serializer, the outputs from its parser, the bounds and the errors from the model.
"""

import calendar
import copy
import datetime
import json
import re

import botocore
import botocore.loaders
import botocore.model
import botocore.parsers
import botocore.serialize

MODEL = botocore.loaders.Loader().load_service_model("meteringmarketplace", "service-2")
SERVICE = botocore.model.ServiceModel(MODEL)
SERIALIZER = botocore.serialize.create_serializer("json", include_validation=False)
PARSER = botocore.parsers.create_parser("json")

AT = datetime.datetime(2026, 11, 23, 10, 0, tzinfo=datetime.timezone.utc)
LICENSE = "arn:aws:license-manager::294406891311:license:l-0a1b"
ALLOCATION = {"AllocatedUsageQuantityAsDecimal": "1.5", "Tags": [{"Key": "Department", "Value": "Sales"}]}

# A valid value for each optional member, by structure and member.
VALUES = {
    ("UsageRecord", "Quantity"): 3,
    ("UsageRecord", "QuantityAsDecimal"): "1.5",
    ("UsageRecord", "UsageAllocations"): [ALLOCATION],
    ("UsageRecord", "CustomerIdentifier"): "ifAPi5AcF3",
    ("UsageRecord", "CustomerAWSAccountId"): "111122223333",
    ("UsageRecord", "LicenseArn"): LICENSE,
    ("BatchMeterUsageRequest", "ProductCode"): "prod-4rcexample",
    ("MeterUsageRequest", "UsageQuantity"): 3,
    ("MeterUsageRequest", "UsageQuantityAsDecimal"): "1.5",
    ("MeterUsageRequest", "DryRun"): False,
    ("MeterUsageRequest", "UsageAllocations"): [ALLOCATION],
    ("MeterUsageRequest", "ClientToken"): "8d6f2e3c-7b0a-4a55-9f0e-2f8f4f7a6c11",
    ("RegisterUsageRequest", "Nonce"): "n\u00f6nce \"quoted\" \u2603",
}
RECORD = {"Timestamp": AT, "Dimension": "requests"}
REQUIRED = {
    "BatchMeterUsage": {"UsageRecords": [RECORD]},
    "MeterUsage": {"ProductCode": "prod-4rcexample", "Timestamp": AT, "UsageDimension": "requests"},
    "RegisterUsage": {"ProductCode": "prod-4rcexample", "PublicKeyVersion": 1},
    "ResolveCustomer": {"RegistrationToken": "x7Kd+/=="},
}


def body(operation, params):
    return json.loads(SERIALIZER.serialize_to_request(params, SERVICE.operation_model(operation))["body"])


def requests():
    """Yields requests: each operation with its required members, with each optional member, and with special values."""
    for operation, required in REQUIRED.items():
        yield operation, operation, required
        shape = SERVICE.operation_model(operation).input_shape
        for member in shape.members:
            if member not in required:
                yield f"{operation}.{member}", operation, {**required, member: VALUES[shape.name, member]}
    for member in SERVICE.shape_for("UsageRecord").members:
        if member not in RECORD:
            record = {**RECORD, member: VALUES["UsageRecord", member]}
            yield f"UsageRecord.{member}", "BatchMeterUsage", {"UsageRecords": [record]}
    for name, allocation in {
        "AllocatedUsageQuantity": {"AllocatedUsageQuantity": 2},
        "AllocatedUsageQuantityAsDecimal": {"AllocatedUsageQuantityAsDecimal": "0.000001"},
        "Tags": ALLOCATION,
    }.items():
        params = {**REQUIRED["MeterUsage"], "UsageAllocations": [allocation]}
        yield f"UsageAllocation.{name}", "MeterUsage", params
    yield "no records", "BatchMeterUsage", {"UsageRecords": []}
    text = "a\u0000\u001f\u007f\"\\/ \u00e9\u2028\U0001f600"
    yield "text", "BatchMeterUsage", {"UsageRecords": [{**RECORD, "Dimension": text, "CustomerIdentifier": text}]}
    for year in (1969, 1970, 2026, 9999):
        at = AT.replace(year=year)
        yield f"year {year}", "BatchMeterUsage", {"UsageRecords": [{**RECORD, "Timestamp": at}]}


OUTPUTS = {
    "BatchMeterUsage": {
        "Results": [
            {
                "UsageRecord": {
                    "Timestamp": 1795428000,
                    "Dimension": "requests",
                    "QuantityAsDecimal": "1.50",
                    "UsageAllocations": [
                        {"AllocatedUsageQuantityAsDecimal": "1.50", "Tags": [{"Key": "k", "Value": "v"}]},
                        {"AllocatedUsageQuantity": 2},
                    ],
                    "CustomerAWSAccountId": "111122223333",
                    "LicenseArn": LICENSE,
                },
                "MeteringRecordId": "35155d37-56cb-423f-8554-5c4f3e3ff56d",
                "Status": "Success",
            },
            {"UsageRecord": {"Timestamp": 1795428000, "Dimension": "requests", "Quantity": 3}, "Status": "DuplicateRecord"},
            {"Status": "CustomerNotSubscribed"},
            {"Status": "NewerThanThis"},
        ],
        "UnprocessedRecords": [{"Timestamp": 1795428000, "Dimension": "requests", "CustomerIdentifier": "i"}],
    },
    "MeterUsage": {"MeteringRecordId": "35155d37-56cb-423f-8554-5c4f3e3ff56d"},
    "RegisterUsage": {"PublicKeyRotationTimestamp": 1795428000, "Signature": "e30.e30.c2ln"},
    "ResolveCustomer": {
        "CustomerIdentifier": "ifAPi5AcF3",
        "ProductCode": "prod-4rcexample",
        "CustomerAWSAccountId": "111122223333",
        "LicenseArn": LICENSE,
        "Metadata": {"AgreementId": "agmt-1"},
    },
}


def plain(value):
    if isinstance(value, datetime.datetime):
        return calendar.timegm(value.utctimetuple())
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def responses():
    """Yields outputs: complete, with one member, with unknown members, with nulls, and empty."""
    for operation, output in OUTPUTS.items():
        yield operation, output
        for member in output:
            yield operation, {member: output[member]}
        yield operation, {"Unheard": {"Of": [1]}, **output}
        yield operation, {member: None for member in output}
        yield operation, {}


def parsed(operation, output):
    shape = SERVICE.operation_model(operation).output_shape
    response = {"status_code": 200, "headers": {}, "body": json.dumps(output).encode()}
    result = PARSER.parse(response, shape)
    result.pop("ResponseMetadata")
    return plain(result)


# Texts that match each pattern, and texts that don't. The script checks them with Python's engine.
PATTERNS = {
    "ProductCode": (["aZ09-/=:_.@", "-"], ["a b", "\u00e9", "a\n"]),
    "CustomerAWSAccountId": (["0", "111122223333"], ["1a", "-1", "\u0661", "1\n"]),
    "LicenseArn": (
        [LICENSE, "arn:aws-us-gov:a:::b", "arn:aws:" + "a" * 63 + ":" + "b" * 63 + ":" + "c" * 63 + ":" + "d" * 1024],
        [
            "arn:aws:a::b",
            "arn:aws::::b",
            "arn:aws:a:::",
            "ARN:aws:a:::b",
            "arn:aws:" + "a" * 64 + ":::d",
            "arn:aws:a:" + "b" * 64 + "::d",
            "arn:aws:a::" + "c" * 64 + ":d",
            "arn:aws:a:::" + "d" * 1025,
        ],
    ),
    "UsageQuantityAsDecimalString": (
        ["0", "0.0", "17", "17.000000", "9999999999.999999", "0.000001"],
        ["", "-1", "+1", "1.", ".5", "01", "00", "1e3", "1,5", "12345678901", "1.0000000", " 1", "1\n"],
    ),
    "TagKey": (["a", "A z+-=._:/@0"], ["", "a\u00e9", "a^", "a\n"]),
}
PATTERNS["AllocatedUsageQuantityAsDecimalString"] = PATTERNS["UsageQuantityAsDecimalString"]
PATTERNS["TagValue"] = PATTERNS["TagKey"]


def matches(shape, text):
    # Python's `$` also matches before a final line feed; ECMAScript's doesn't.
    pattern = MODEL["shapes"][shape]["pattern"].replace("$", r"\Z")
    return re.search(pattern, text) is not None


def texts(shape):
    """Yields texts at and beyond the bounds of a string shape, and whether they are valid."""
    model = MODEL["shapes"][shape]
    lowest, highest = model.get("min", 0), model.get("max")
    if "pattern" in model and shape not in PATTERNS and lowest == 0 and not matches(shape, ""):
        lowest = 1
    if shape in ("UsageQuantityAsDecimalString", "AllocatedUsageQuantityAsDecimalString", "LicenseArn"):
        bounds = []
    else:
        bounds = [(lowest, True)] + ([(lowest - 1, False)] if lowest else [])
        bounds += [(highest, True), (highest + 1, False)] if highest else []
    for length, valid in bounds:
        yield "1" * length, valid
    for text in [text for texts in PATTERNS.get(shape, ()) for text in texts]:
        fits = lowest <= len(text) and (highest is None or len(text) <= highest)
        yield text, fits and matches(shape, text)


def edges():
    """Yields inputs at and beyond each bound: operation, path, input, and whether it is valid."""
    record = {"Timestamp": 1795428000, "Dimension": "requests", "CustomerAWSAccountId": "111122223333"}
    batch = {"ProductCode": "prod-4rcexample", "UsageRecords": [record]}
    licensed = {"UsageRecords": [{**record, "LicenseArn": LICENSE}]}
    identified = copy.deepcopy(batch)
    del identified["UsageRecords"][0]["CustomerAWSAccountId"]
    identified["UsageRecords"][0]["CustomerIdentifier"] = "i"
    meter = {"ProductCode": "prod-4rcexample", "Timestamp": 1795428000, "UsageDimension": "requests"}
    parts = [{"AllocatedUsageQuantityAsDecimal": "0", "Tags": [{"Key": "k", "Value": "v"}]}]
    allocated = {**meter, "UsageAllocations": parts}
    register = {"ProductCode": "prod-4rcexample", "PublicKeyVersion": 1}
    first = "UsageRecords[0]."

    def with_value(base, path, value):
        changed = copy.deepcopy(base)
        at = changed
        steps = [int(step) if step.isdigit() else step for step in re.findall(r"\w+", path)]
        for step in steps[:-1]:
            at = at[step]
        at[steps[-1]] = value
        return changed

    members = [
        ("BatchMeterUsage", batch, "ProductCode", "ProductCode"),
        ("BatchMeterUsage", batch, first + "Dimension", "UsageDimension"),
        ("BatchMeterUsage", batch, first + "CustomerAWSAccountId", "CustomerAWSAccountId"),
        ("BatchMeterUsage", identified, first + "CustomerIdentifier", "CustomerIdentifier"),
        ("BatchMeterUsage", licensed, first + "LicenseArn", "LicenseArn"),
        ("BatchMeterUsage", batch, first + "QuantityAsDecimal", "UsageQuantityAsDecimalString"),
        ("MeterUsage", meter, "ProductCode", "ProductCode"),
        ("MeterUsage", meter, "UsageDimension", "UsageDimension"),
        ("MeterUsage", meter, "UsageQuantityAsDecimal", "UsageQuantityAsDecimalString"),
        ("MeterUsage", meter, "ClientToken", "ClientToken"),
        ("MeterUsage", allocated, "UsageAllocations[0].Tags[0].Key", "TagKey"),
        ("MeterUsage", allocated, "UsageAllocations[0].Tags[0].Value", "TagValue"),
        ("RegisterUsage", register, "ProductCode", "ProductCode"),
        ("RegisterUsage", register, "Nonce", "Nonce"),
        ("ResolveCustomer", {"RegistrationToken": "t"}, "RegistrationToken", "NonEmptyString"),
    ]
    for operation, base, path, shape in members:
        for text, valid in texts(shape):
            yield operation, path, with_value(base, path, text), valid

    for text, valid in texts("AllocatedUsageQuantityAsDecimalString"):
        path = "UsageAllocations[0].AllocatedUsageQuantityAsDecimal"
        whole = {**allocated, "UsageQuantityAsDecimal": text if valid else "0"}
        yield "MeterUsage", path, with_value(whole, path, text), valid

    whole = [{"AllocatedUsageQuantity": 0}]
    for operation, base, path, shape in [
        ("BatchMeterUsage", batch, first + "Quantity", "UsageQuantity"),
        ("MeterUsage", meter, "UsageQuantity", "UsageQuantity"),
        ("RegisterUsage", register, "PublicKeyVersion", "VersionInteger"),
    ]:
        # Without a maximum in the model, the integer's type is the bound, and a greater value can't be declared.
        lowest, highest = MODEL["shapes"][shape]["min"], MODEL["shapes"][shape].get("max", 2**31 - 1)
        for value, valid in [(lowest, True), (lowest - 1, False), (highest, True)]:
            yield operation, path, with_value(base, path, value), valid
    for value, valid in [(0, True), (-1, False), (2**31 - 1, True)]:
        path = "UsageAllocations[0].AllocatedUsageQuantity"
        base = {**meter, "UsageQuantity": max(value, 0), "UsageAllocations": whole}
        yield "MeterUsage", path, with_value(base, path, value), valid

    for count, valid in [(0, True), (25, True), (26, False)]:
        records = [{**record, "Timestamp": 1795428000 + i} for i in range(count)]
        yield "BatchMeterUsage", "UsageRecords", {**batch, "UsageRecords": records}, valid
    for count, valid in [(1, True), (0, False), (5, True), (6, False)]:
        tags = [{"Key": f"k{i}", "Value": "v"} for i in range(count)]
        path = "UsageAllocations[0].Tags"
        yield "MeterUsage", path, with_value(allocated, path, tags), valid


sections = {
    "requests": [
        {"name": name, "operation": operation, "body": body(operation, params)}
        for name, operation, params in requests()
    ],
    "responses": [
        {"operation": operation, "body": output, "output": parsed(operation, output)}
        for operation, output in responses()
    ],
    "edges": [
        {"operation": operation, "path": path, "input": value, "valid": valid}
        for operation, path, value, valid in edges()
    ],
    # The bounds of lists that are too long for a literal.
    "lists": [
        {"shape": name, "min": MODEL["shapes"][name]["min"], "max": MODEL["shapes"][name]["max"]}
        for name in ("UsageAllocations", "TagList", "UsageRecordList")
    ],
    "errors": [
        {"operation": name, "code": error["shape"], "fault": MODEL["shapes"][error["shape"]].get("fault", False)}
        for name, operation in MODEL["operations"].items()
        for error in operation["errors"]
    ],
}
# One case per line, for readable diffs.
print("{")
print(f'"botocore": {json.dumps(botocore.__version__)}', end="")
for name, cases in sections.items():
    print(",\n" + json.dumps(name) + ": [")
    print(",\n".join(json.dumps(case, sort_keys=True, default=plain) for case in cases))
    print("]", end="")
print("\n}")
