"""Creates resources on a moto server, waits for them with boto3's waiters, and prints how often they called the server.

usage: boto3_waiters.py URL

There are two resources of each kind: boto3 waits for the first, and the caller for the second. moto changes the state of
Transcribe's jobs and vocabularies, and of ECS's tasks, each time that it is asked for it.
Prints a JSON list of objects with the waiter, the name of the second resource, and boto3's calls and result.
"""

import json
import sys
import urllib.request

import botocore.session
from botocore.exceptions import WaiterError

URL = sys.argv[1]
SESSION = botocore.session.Session()
# The most attempts, which waits for a state that is never reached use up.
LIMIT = 4
RESULTS = []


def client(service):
    keys = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret"}
    return SESSION.create_client(service, region_name="us-east-1", endpoint_url=URL, **keys)


def transition(model, **progression):
    body = json.dumps({"model_name": model, "transition": progression}).encode()
    urllib.request.urlopen(urllib.request.Request(f"{URL}/moto-api/state-manager/set-transition", body, method="POST"))


def wait(peer, waiter, request, name):
    """Waits for the first resource, and records the result with the name of the second one."""
    calls = []
    count = lambda **_: calls.append(1)
    peer.meta.events.register("before-send", count)
    try:
        peer.get_waiter(waiter).wait(**request, WaiterConfig={"Delay": 0, "MaxAttempts": LIMIT})
        result = "success"
    except WaiterError as error:
        reason = str(error.kwargs["reason"])
        result = "attempts" if reason.startswith("Max attempts") else "failure" if "terminal" in reason else "error"
    peer.meta.events.unregister("before-send", count)
    RESULTS.append({"waiter": waiter, "name": name, "limit": LIMIT, "calls": len(calls), "result": result})


def dynamodb():
    peer = client("dynamodb")
    key = {"KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST"}
    for name in ("first", "second"):
        peer.create_table(TableName=name, AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}], **key)
    wait(peer, "table_exists", {"TableName": "first"}, "second")
    wait(peer, "table_exists", {"TableName": "none"}, "none")
    wait(peer, "table_not_exists", {"TableName": "first"}, "second")
    wait(peer, "table_not_exists", {"TableName": "none"}, "none")


def kinesis():
    peer = client("kinesis")
    for name in ("first", "second"):
        peer.create_stream(StreamName=name, ShardCount=1)
    wait(peer, "stream_exists", {"StreamName": "first"}, "second")
    wait(peer, "stream_exists", {"StreamName": "none"}, "none")
    wait(peer, "stream_not_exists", {"StreamName": "none"}, "none")


def ecs():
    peer = client("ecs")
    peer.create_cluster(clusterName="waiters")
    container = {"name": "c", "image": "i", "memory": 8}
    peer.register_task_definition(family="t", containerDefinitions=[container])
    for name in ("first", "second", "deleted-first", "deleted-second"):
        peer.create_service(cluster="waiters", serviceName=name, taskDefinition="t", desiredCount=0)
    for name in ("deleted-first", "deleted-second"):
        peer.delete_service(cluster="waiters", service=name, force=True)
    wait(peer, "services_stable", {"cluster": "waiters", "services": ["first"]}, "second")
    wait(peer, "services_stable", {"cluster": "waiters", "services": ["deleted-first"]}, "deleted-second")
    wait(peer, "services_stable", {"cluster": "waiters", "services": ["none"]}, "none")
    wait(peer, "services_inactive", {"cluster": "waiters", "services": ["first"]}, "second")
    wait(peer, "services_inactive", {"cluster": "waiters", "services": ["deleted-first"]}, "deleted-second")
    wait(peer, "tasks_running", {"cluster": "waiters", "tasks": ["none"]}, "none")


def transcribe():
    peer = client("transcribe")
    transition("transcribe::transcriptionjob", progression="manual", times=1)
    transition("transcribe::vocabulary", progression="manual", times=2)
    for name in ("first", "second"):
        media = {"MediaFileUri": "s3://bucket/call.wav"}
        peer.start_transcription_job(TranscriptionJobName=name, LanguageCode="en-US", Media=media)
        peer.create_vocabulary(VocabularyName=name, LanguageCode="en-US", Phrases=["hello"])
    wait(peer, "transcription_job_completed", {"TranscriptionJobName": "first"}, "second")
    wait(peer, "vocabulary_ready", {"VocabularyName": "first"}, "second")
    wait(peer, "vocabulary_ready", {"VocabularyName": "none"}, "none")


for scenario in (dynamodb, kinesis, ecs, transcribe):
    scenario()
print(json.dumps(RESULTS))
