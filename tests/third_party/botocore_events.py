"""Reads the events of Kinesis' SubscribeToShard with botocore, for the suite `streams`.

usage: botocore_events.py ENDPOINT ACCESS_KEY_ID SECRET_ACCESS_KEY
Needs botocore. Prints a JSON list of the events, and the code of the exception that ends the stream.
"""

import json
import sys

import botocore.config
import botocore.exceptions
import botocore.session

endpoint, key, secret = sys.argv[1:4]
client = botocore.session.get_session().create_client(
    "kinesis", region_name="us-east-1", endpoint_url=endpoint, aws_access_key_id=key, aws_secret_access_key=secret,
    config=botocore.config.Config(retries={"max_attempts": 1}),
)
consumer = "arn:aws:kinesis:us-east-1:111122223333:stream/s/consumer/c:1"
output = client.subscribe_to_shard(ConsumerARN=consumer, ShardId="shard-0", StartingPosition={"Type": "LATEST"})
events = []
try:
    for event in output["EventStream"]:
        events.append(event)
except botocore.exceptions.EventStreamError as error:
    events.append({"error": error.response["Error"]["Code"], "message": error.response["Error"]["Message"]})
print(json.dumps(events, default=lambda value: value.decode() if isinstance(value, bytes) else value.timestamp()))
