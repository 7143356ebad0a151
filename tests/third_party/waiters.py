"""Prints cases for all waiters of botocore's JSON services: JSON with the folders of the models, and a list of cases.

usage: waiters.py SEED COUNT

A case is a waiter with the responses that the service sends in turn. The expected result is botocore's: the number of its
calls, its result, and the acceptor that decided. The responses are random: values that the acceptors expect and others,
missing members, lists of several lengths, and errors. For each waiter there are at least COUNT cases, and more until each of its
acceptors has matched.
"""

import gzip
import json
import os
import random
import sys

import botocore
import botocore.session
import jmespath.exceptions
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import WaiterError

DATA = os.path.join(os.path.dirname(botocore.__file__), "data")
OTHER = "SOMETHING_ELSE"
# The values that the two expressions which are no paths read.
EXTRA = {
    "ServicesStable": ["services[].runningCount", "services[].desiredCount", "services[].deployments[].id"],
    "KinesisStreamingDestinationActive": ["KinesisDataStreamDestinations[].DestinationStatus"],
}


def load(folder, name):
    for ending, opened in ((".json.gz", gzip.open), (".json", open)):
        path = os.path.join(folder, name + ending)
        if os.path.exists(path):
            with opened(path) as file:
                return json.load(file)
    return None


def services():
    for service in sorted(os.listdir(DATA)):
        folder = os.path.join(DATA, service)
        if not os.path.isdir(folder):
            continue
        version = max(os.listdir(folder))
        waiters = load(os.path.join(folder, version), "waiters-2")
        if waiters is None or not waiters["waiters"]:
            continue
        model = load(os.path.join(folder, version), "service-2")
        metadata = model["metadata"]
        if "json" in metadata.get("protocols", [metadata["protocol"]]):
            yield service, version, model, waiters["waiters"]


def paths(name, acceptors):
    """Returns the paths of a waiter with the values that its acceptors expect."""
    found = {}
    for acceptor in acceptors:
        path = acceptor.get("argument")
        if path is None:
            continue
        if path.startswith("length("):
            lists = [path[len("length(") : path.index("[]")]] if "[]) > `0`" in path else []
            for item in EXTRA.get(name, lists):
                found.setdefault(item, set())
        else:
            found.setdefault(path, set()).add(acceptor["expected"])
    if name == "KinesisStreamingDestinationActive":
        found[EXTRA[name][0]] |= {"DISABLED", "ENABLE_FAILED"}
    return {path: sorted(values) for path, values in found.items()}


class Responses:
    """Random responses of one waiter's operation."""

    def __init__(self, model, operation, name, acceptors, chance):
        self.shapes = model["shapes"]
        output = model["operations"][operation].get("output")
        self.output = self.shapes[output["shape"]] if output else {"type": "structure", "members": {}}
        self.paths = paths(name, acceptors)
        self.codes = [it["expected"] for it in acceptors if it["matcher"] == "error" and isinstance(it["expected"], str)]
        self.statuses = [it["expected"] for it in acceptors if it["matcher"] == "status"]
        self.always = name in EXTRA or any("length(" in str(it.get("argument")) for it in acceptors)
        self.chance = chance

    def one(self):
        chance = self.chance
        if chance.random() < 0.25 and (self.codes or self.statuses) or chance.random() < 0.04:
            code = chance.choice([*self.codes, "SomethingElseException"])
            status = chance.choice([400, *(status for status in self.statuses if status >= 400)])
            return {"status": status, "body": json.dumps({"__type": code, "message": "m"})}
        body = {}
        # All paths through one list have the same items.
        steps = {path: [step for step in path.split(".")] for path in self.paths}
        self.fill(body, self.output, steps)
        return {"status": 200, "body": json.dumps(body)}

    def fill(self, target, shape, steps):
        groups = {}
        for path, rest in steps.items():
            groups.setdefault(rest[0], {})[path] = rest[1:]
        for step, below in groups.items():
            name = step.removesuffix("[]")
            member = self.shapes[shape["members"][name]["shape"]]
            is_needed = name in shape.get("required", []) or (self.always and member["type"] == "list")
            if not is_needed and self.chance.random() < 0.12:
                continue
            below = {path: rest for path, rest in below.items() if rest}
            if member["type"] == "list":
                item = self.shapes[member["member"]["shape"]]
                items = []
                for _ in range(self.chance.choice([0, 1, 1, 1, 2, 3])):
                    items.append({})
                    if item["type"] == "structure":
                        self.fill(items[-1], item, below)
                target[name] = items
            elif below:
                target[name] = {}
                self.fill(target[name], member, below)
            else:
                target[name] = self.value(member, next(path for path in steps if path.split(".")[-1] == step))

    def value(self, shape, path):
        if shape["type"] in ("integer", "long"):
            return self.chance.randint(0, 1)
        values = self.paths[path]
        return self.chance.choice([*values, *values, *shape.get("enum", [])[:4], OTHER]) if values else OTHER


class Service:
    """A client whose responses are given."""

    def __init__(self, session, service):
        self.queue, self.sent = [], 0
        self.client = session.create_client(
            service,
            region_name="us-east-1",
            aws_access_key_id="AKIDEXAMPLE",
            aws_secret_access_key="secret",
            config=Config(parameter_validation=False, retries={"total_max_attempts": 1}, inject_host_prefix=False),
        )
        self.client.meta.events.register("before-send", self.respond)

    def respond(self, request, **_):
        response = self.queue[self.sent]
        self.sent += 1
        body = response["body"].encode()

        class Raw:
            def stream(self, **_):
                yield body

        return AWSResponse(request.url, response["status"], {"content-type": "application/x-amz-json-1.1"}, Raw())

    def wait(self, name, responses):
        """Returns botocore's result, and all acceptors that matched."""
        self.queue, self.sent = responses, 0
        waiter = self.client.get_waiter(name)
        received, call = [], waiter._operation_method

        def recorded(**arguments):
            received.append(call(**arguments))
            return received[-1]

        waiter._operation_method = recorded
        try:
            waiter.wait(WaiterConfig={"Delay": 0, "MaxAttempts": len(responses)})
            result = "success"
        except WaiterError as error:
            reason = str(error.kwargs["reason"])
            result = next(
                result
                for start, result in (
                    ("Waiter encountered a terminal failure state", "failure"),
                    ("Max attempts exceeded", "attempts"),
                    ("An error occurred", "error"),
                )
                if reason.startswith(start)
            )
        acceptors = waiter.config.acceptors
        matched = [next((at for at, it in enumerate(acceptors) if it.matcher_func(response)), None) for response in received]
        return {"calls": self.sent, "result": result, "acceptor": matched[-1]}, set(matched)


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    session = botocore.session.Session()
    session.set_config_variable("profile", None)
    folders, cases, never = {}, [], []
    for service, version, model, waiters in services():
        folders[service] = os.path.join(DATA, service, version)
        peer = Service(session, service)
        names = {name: botocore.xform_name(name) for name in waiters}
        for name, waiter in sorted(waiters.items()):
            chance = random.Random(f"{seed} {service} {name}")
            responses = Responses(model, waiter["operation"], name, waiter["acceptors"], chance)
            open_acceptors = set(range(len(waiter["acceptors"])))
            made = 0
            for _ in range(50 * count):
                if made >= count and not open_acceptors:
                    break
                sequence = [responses.one() for _ in range(chance.randint(1, 5))]
                try:
                    expected, matched = peer.wait(names[name], sequence)
                except jmespath.exceptions.JMESPathTypeError:
                    # The length of a missing list, where botocore raises an error.
                    continue
                if made >= count and not (matched & open_acceptors):
                    continue
                open_acceptors -= matched
                made += 1
                case = {"service": service, "waiter": name, "operation": waiter["operation"], "responses": sequence}
                declared = {"delay": waiter["delay"], "max_attempts": waiter["maxAttempts"]}
                cases.append({**case, **declared, "uid": f"{service} {name} {made}", "expected": expected})
            never += [f"{service} {name} {waiter['acceptors'][at]}" for at in sorted(open_acceptors)]
    json.dump({"folders": folders, "cases": cases, "never": never}, sys.stdout)


main()
