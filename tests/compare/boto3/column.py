"""The work by boto3: the same modes as the programs' beside it."""
import resource, sys, time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

import boto3
from botocore.config import Config

mode, url, operation = sys.argv[1:4]
calls, at_once = int(sys.argv[4]), int(sys.argv[5])
client = boto3.client("meteringmarketplace", region_name="us-east-1", endpoint_url=url.rstrip("/"),
                      aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                      config=Config(max_pool_connections=max(at_once, 10)))
records = [{"Timestamp": datetime.fromtimestamp(1_795_428_000, timezone.utc), "Dimension": "requests-gold",
            "Quantity": 1_000 + at, "CustomerAWSAccountId": "111122223333",
            "LicenseArn": "arn:aws:license-manager::294406891311:license:l-4f1c2e5a7b9d4c1e8a3f6b2d9c7e5a1b"}
           for at in range(25)]
token = "rNEk1YzVhNTRiODY5ZmE5YmM0Y2I3YjVlMDQ4YTVjNzY1YjM2NmQ2ZjYxZmM3YTg4NjZm"


def call(_):
    if operation == "resolve":
        assert len(client.resolve_customer(RegistrationToken=token)["ProductCode"]) == 14
    else:
        assert len(client.batch_meter_usage(UsageRecords=records)["Results"]) == 25


def many(count):
    if at_once == 1:
        for at in range(count):
            call(at)
    else:
        with ThreadPoolExecutor(at_once) as pool:
            list(pool.map(call, range(count)))


if mode == "calls":
    many(at_once)
    cpu, wall = time.process_time_ns(), time.monotonic_ns()
    many(calls)
    print("cpu_ns", (time.process_time_ns() - cpu) / calls)
    print("wall_ns", (time.monotonic_ns() - wall) / calls)
elif mode == "memory":
    many(calls)
    print("peak_kib", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
else:
    many(calls)
