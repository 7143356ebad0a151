"""A server that recomputes each request's signature with botocore and checks the body against botocore's model of AWS
Marketplace Metering.

usage: botocore_verifier.py ACCESS_KEY_ID SECRET_ACCESS_KEY [SESSION_TOKEN]
Needs botocore. Prints its port, and serves until it is killed. The reply to an invalid request has status 400, the error
code `Unverified` and the reason.
"""

import datetime
import http.server
import json
import re
import sys
from unittest import mock

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import botocore.loaders
import botocore.model
import botocore.validate

KEY, SECRET = sys.argv[1:3]
TOKEN = sys.argv[3] if len(sys.argv) > 3 else None
MODEL = botocore.loaders.Loader().load_service_model("meteringmarketplace", "service-2")
SERVICE = botocore.model.ServiceModel(MODEL)

OUTPUTS = {
    "BatchMeterUsage": {"Results": [], "UnprocessedRecords": []},
    "MeterUsage": {"MeteringRecordId": "m-1"},
    "RegisterUsage": {"Signature": "e30.e30.c2ln"},
    "ResolveCustomer": {"ProductCode": "prod-4rcexample", "CustomerAWSAccountId": "111122223333"},
}


class InvalidRequest(Exception):
    pass


def require(condition, reason):
    if not condition:
        raise InvalidRequest(reason)


def verify_signature(handler, body):
    """Signs the same request with botocore, at the request's signing time, and compares the signatures."""
    headers = {name.lower(): value for name, value in handler.headers.items()}
    authorization = headers["authorization"]
    match = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, ?"
        r"SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})",
        authorization,
    )
    require(match, "the authorization header is malformed")
    key, date, region, service, signed, _ = match.groups()
    require(key == KEY, "another access key")
    require(service == MODEL["metadata"]["signingName"], f"signed for {service}")
    require(headers.get("x-amz-security-token") == TOKEN, "another session token")
    now = datetime.datetime.now(datetime.timezone.utc)
    at = datetime.datetime.strptime(headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
    require(abs(now - at) < datetime.timedelta(minutes=5), "signed at another time")
    for name in headers:
        if name == "host" or name == "content-type" or name.startswith("x-amz-"):
            require(name in signed.split(";"), f"{name} is not signed")

    request = botocore.awsrequest.AWSRequest("POST", f"http://{headers['host']}{handler.path}", data=body)
    added_by_signer = {"x-amz-date", "x-amz-security-token"}
    for name in signed.split(";"):
        if name not in added_by_signer:
            request.headers[name] = headers[name]
    credentials = botocore.credentials.Credentials(KEY, SECRET, TOKEN)
    signer = botocore.auth.SigV4Auth(credentials, service, region)
    with mock.patch("botocore.auth.get_current_datetime", return_value=at):
        signer.add_auth(request)
    same = request.headers["Authorization"].replace(", ", ",") == authorization.replace(", ", ",")
    require(same, "botocore computes another signature: " + request.headers["Authorization"].split("Signature=")[0])


def verify_body(operation, body):
    """Checks the body's members, their types and their bounds against the model."""
    params = json.loads(body)
    require(all(isinstance(key, str) for key in params), "the body is not an object")
    shape = SERVICE.operation_model(operation).input_shape
    walk(shape, params, operation)
    report = botocore.validate.ParamValidator().validate(params, shape)
    require(not report.has_errors(), report.generate_report())


def walk(shape, value, path):
    """Checks the rules that botocore's validator leaves to the service: unknown members, nulls, maximums and patterns."""
    require(value is not None, f"{path} is null")
    metadata = shape.metadata
    if shape.type_name == "structure":
        for name, member in value.items():
            require(name in shape.members, f"{path}.{name} is not a member")
            walk(shape.members[name], member, f"{path}.{name}")
    elif shape.type_name == "list":
        require(len(value) <= metadata.get("max", len(value)), f"{path} is too long")
        for index, item in enumerate(value):
            walk(shape.member, item, f"{path}[{index}]")
    elif shape.type_name == "string":
        require(len(value) <= metadata.get("max", len(value)), f"{path} is too long")
        pattern = MODEL["shapes"][shape.name].get("pattern")
        require(not pattern or re.search(pattern.replace("$", r"\Z"), value), f"{path} does not match")
    elif shape.type_name == "integer":
        require(isinstance(value, int) and value <= metadata.get("max", value), f"{path} is too large")
    elif shape.type_name == "timestamp":
        require(isinstance(value, (int, float)) and not isinstance(value, bool), f"{path} is not a number")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Buffers the response, so that its head and body are sent in one segment.
    wbufsize = -1

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            require(self.headers["content-type"] == "application/x-amz-json-1.1", "another content type")
            prefix, operation = self.headers["x-amz-target"].split(".")
            require(prefix == MODEL["metadata"]["targetPrefix"], "another target")
            verify_signature(self, body)
            verify_body(operation, body)
            self.reply(200, OUTPUTS[operation])
        except Exception as error:
            self.reply(400, {"__type": "Unverified", "message": f"{type(error).__name__}: {error}"})

    def reply(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/x-amz-json-1.1")
        self.send_header("content-length", str(len(text)))
        self.send_header("x-amzn-requestid", "verified")
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
