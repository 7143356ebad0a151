"""boto3 against the emulator: all four operations, and the errors of each.

usage: boto3_emulator.py METERING_EMULATOR_BINARY
Needs boto3 and cryptography. Starts the emulator, and exits with status 0 if all checks pass.
"""

import base64
import datetime
import json
import os
import subprocess
import sys
import urllib.request

import boto3
import botocore.config
import botocore.exceptions
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

NOON = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.timezone.utc)
PRODUCT = "prod-4rcexample"
ACCOUNT = "111122223333"
LICENSE = "arn:aws:license-manager::294406891311:license:l-0a1b"


def start(binary):
    emulator = subprocess.Popen([binary, "--port", "0", "--no-quotas"], stdout=subprocess.PIPE, text=True)
    settings = {}
    for line in emulator.stdout:
        if line.startswith("#"):
            break
        name, value = line.strip().split("=", 1)
        settings[name] = value
    return emulator, settings


emulator, settings = start(sys.argv[1])
url = settings["AWS_ENDPOINT_URL_MARKETPLACE_METERING"]
# boto3 reads the settings from the environment, like any program.
os.environ.update(settings)
os.environ.pop("AWS_SESSION_TOKEN", None)
session = boto3.session.Session()


def client(region="us-east-1"):
    config = botocore.config.Config(retries={"total_max_attempts": 1}, proxies={})
    return session.client("meteringmarketplace", region_name=region, config=config)


def control(path, body=None, method="POST"):
    request = urllib.request.Request(f"{url}/_emulator{path}", method=method)
    request.data = json.dumps(body).encode() if body is not None else None
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return json.load(opener.open(request))


metering = client()
seen = set()


def expect_error(expected, call, **params):
    try:
        call(**params)
    except botocore.exceptions.ClientError as error:
        code = error.response["Error"]["Code"]
        assert code == expected, f"expected {expected}, got {code}"
        if hasattr(metering.exceptions, expected):
            # The model declares the error.
            assert isinstance(error, getattr(metering.exceptions, expected))
        assert error.response["ResponseMetadata"]["RequestId"]
        seen.add(expected)
    else:
        raise AssertionError(f"expected {expected}, got a response")


def record(quantity="1", **members):
    return {
        "Timestamp": NOON,
        "Dimension": "requests",
        "CustomerAWSAccountId": ACCOUNT,
        "QuantityAsDecimal": quantity,
        **members,
    }


def batch(*records, **members):
    return metering.batch_meter_usage(ProductCode=PRODUCT, UsageRecords=list(records), **members)


def check():
    control("/clock", {"now": "2026-11-23T12:00:00Z"})

    # ResolveCustomer
    token = control("/tokens", {"account": ACCOUNT})["registration_token"]
    buyer = metering.resolve_customer(RegistrationToken=token)
    assert buyer["CustomerIdentifier"] == "ifAPi5AcF3"
    assert (buyer["CustomerAWSAccountId"], buyer["LicenseArn"]) == (ACCOUNT, LICENSE)
    assert buyer["Metadata"]["AgreementId"] == "agmt-111122223333"
    expect_error("InvalidTokenException", metering.resolve_customer, RegistrationToken="another")
    control("/clock", {"advance_seconds": 4 * 3600})
    expect_error("ExpiredTokenException", metering.resolve_customer, RegistrationToken=token)
    control("/clock", {"now": "2026-11-23T12:00:00Z"})

    # BatchMeterUsage
    output = batch(record("17"), record("1", CustomerAWSAccountId="777788889999"))
    assert [result["Status"] for result in output["Results"]] == ["Success", "CustomerNotSubscribed"]
    assert output["Results"][0]["UsageRecord"]["Timestamp"] == NOON
    assert output["UnprocessedRecords"] == []
    older = {"Timestamp": NOON, "Dimension": "gigabytes", "CustomerIdentifier": "ifAPi5AcF3", "Quantity": 3}
    assert batch(older)["Results"][0]["Status"] == "Success"
    again = batch(record("17.00"))["Results"][0]
    assert again["Status"] == "Success"
    assert again["MeteringRecordId"] == output["Results"][0]["MeteringRecordId"]
    assert batch(record("18"))["Results"][0]["Status"] == "DuplicateRecord"
    licensed = metering.batch_meter_usage(UsageRecords=[record("2", LicenseArn=LICENSE)])
    assert licensed["Results"][0]["Status"] == "Success"
    parts = [
        {"AllocatedUsageQuantityAsDecimal": "1.5", "Tags": [{"Key": "Department", "Value": "Sales"}]},
        {"AllocatedUsageQuantityAsDecimal": "0.5"},
    ]
    hour_ago = NOON - datetime.timedelta(hours=1)
    assert batch(record("2", Timestamp=hour_ago, UsageAllocations=parts))["Results"][0]["Status"] == "Success"

    unknown = metering.batch_meter_usage
    expect_error("InvalidProductCodeException", unknown, ProductCode="prod-unknown", UsageRecords=[record()])
    expect_error("InvalidUsageDimensionException", batch_of, records=[record(), record(Dimension="unknown")])
    day_ago = NOON - datetime.timedelta(days=1)
    expect_error("TimestampOutOfBoundsException", batch_of, records=[record(), record(Timestamp=day_ago)])
    expect_error("InvalidUsageAllocationsException", batch_of, records=[record("3", UsageAllocations=parts)])
    bad = [{"AllocatedUsageQuantityAsDecimal": "1", "Tags": [{"Key": "^", "Value": "v"}]}]
    expect_error("InvalidTagException", batch_of, records=[record("1", UsageAllocations=bad)])
    other = record(LicenseArn=LICENSE, CustomerAWSAccountId="444455556666")
    expect_error("InvalidLicenseException", metering.batch_meter_usage, UsageRecords=[other])
    expect_error("ValidationException", batch_of, records=[record(LicenseArn=LICENSE)])
    expect_error("ValidationException", batch_of, records=[record(), older])
    expect_error("ValidationException", batch_of, records=[record()] * 26)
    control("/settings", {"unknown_buyer_fails_call": True})
    expect_error("InvalidCustomerIdentifierException", batch_of, records=[record(CustomerAWSAccountId="999")])
    control("/faults", {"fault": "throttle"})
    expect_error("ThrottlingException", batch_of, records=[record()])
    control("/faults", {"fault": "internal"})
    expect_error("InternalServiceErrorException", batch_of, records=[record()])
    control("/faults", {"fault": "error", "status": 400, "code": "DisabledApiException", "message": "off"})
    expect_error("DisabledApiException", batch_of, records=[record()])
    control("/faults", {"fault": "unprocessed", "records": 1})
    assert len(batch(record("17"), record("1", Dimension="gigabytes"))["UnprocessedRecords"]) == 1

    # MeterUsage
    call = {"ProductCode": PRODUCT, "Timestamp": NOON, "UsageDimension": "requests"}
    first = metering.meter_usage(**call, UsageQuantity=5)["MeteringRecordId"]
    late = {**call, "Timestamp": NOON + datetime.timedelta(seconds=59)}
    assert metering.meter_usage(**late, UsageQuantityAsDecimal="5.0")["MeteringRecordId"] == first
    expect_error("DuplicateRequestException", metering.meter_usage, **call, UsageQuantity=6)
    metering.meter_usage(**{**call, "Timestamp": hour_ago}, UsageQuantity=1, ClientToken="token")
    expect_error("IdempotencyConflictException", metering.meter_usage, **call, UsageQuantity=5, ClientToken="token")
    expect_error("DryRunOperation", metering.meter_usage, **call, UsageQuantity=5, DryRun=True)
    control("/settings", {"software_region": "eu-central-1"})
    expect_error("InvalidEndpointRegionException", metering.meter_usage, **call, UsageQuantity=5)

    # RegisterUsage
    expect_error("InvalidRegionException", metering.register_usage, ProductCode=PRODUCT, PublicKeyVersion=1)
    control("/settings", {"software_region": None})
    expect_error("InvalidPublicKeyVersionException", metering.register_usage, ProductCode=PRODUCT, PublicKeyVersion=3)
    output = metering.register_usage(ProductCode=PRODUCT, PublicKeyVersion=1, Nonce="n-1")
    assert output["PublicKeyRotationTimestamp"]
    header, claims, _ = output["Signature"].split(".")
    decode = lambda part: json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    assert decode(header) == {"alg": "PS256", "typ": "JWT"}
    assert (decode(claims)["productCode"], decode(claims)["nonce"]) == (PRODUCT, "n-1")
    verify(output["Signature"], control("", method="GET")["public_key"])
    control("/faults", {"fault": "error", "status": 400, "code": "PlatformNotSupportedException", "message": "no"})
    expect_error("PlatformNotSupportedException", metering.register_usage, ProductCode=PRODUCT, PublicKeyVersion=1)
    control("/buyers", {"account": ACCOUNT, "product": PRODUCT, "subscribed": False})
    expect_error("CustomerNotEntitledException", metering.register_usage, ProductCode=PRODUCT, PublicKeyVersion=1)

    # The signature
    wrong = session.client(
        "meteringmarketplace",
        region_name="us-east-1",
        aws_access_key_id=settings["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key="another",
        config=botocore.config.Config(retries={"total_max_attempts": 1}, proxies={}),
    )
    expect_error("InvalidSignatureException", wrong.resolve_customer, RegistrationToken="t")

    billed = {
        (line["operation"], line["license_arn"], line["dimension"], line["hour"]): line["quantity"]
        for line in control("/billed", method="GET")
    }
    assert billed == {
        ("BatchMeterUsage", None, "requests", "2026-11-23T12:00:00Z"): "17",
        ("BatchMeterUsage", None, "gigabytes", "2026-11-23T12:00:00Z"): "3",
        ("BatchMeterUsage", LICENSE, "requests", "2026-11-23T12:00:00Z"): "2",
        ("BatchMeterUsage", None, "requests", "2026-11-23T11:00:00Z"): "2",
        ("MeterUsage", None, "requests", "2026-11-23T12:00:00Z"): "5",
        ("MeterUsage", None, "requests", "2026-11-23T11:00:00Z"): "1",
    }, billed


def verify(token, pem):
    """Verifies a JSON Web Token with PS256: RSA-PSS with SHA-256 and a salt of the hash's length."""
    signed, signature = token.rsplit(".", 1)
    signature = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    scheme = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
    key = serialization.load_pem_public_key(pem.encode())
    key.verify(signature, signed.encode(), scheme, hashes.SHA256())


def batch_of(records):
    return batch(*records)


try:
    check()
finally:
    emulator.kill()
print(f"boto3 {boto3.__version__}: four operations and {len(seen)} errors: {', '.join(sorted(seen))}")
