"""The stand-in for AWS: the emulator, and what is in the account, made again where it was lost."""

import http.client
import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

from local import policies
from local.aws import WORKER_USER, Aws, http_status
from local.compose.keys import AWS_PORT, FOLDER, SIZING, stand_in, urls
from local.errors import StackError
from local.functions import RECONCILER, Functions, function_arn
from local.processes import wait_until
from local.recovery import announce_unread
from local.resources import BUCKET_ARN, QUEUE, TOPIC, arn, ensure_storage, ensure_user, owner_session

READY = Path("/tmp/ready")  # noqa: S108 - nobody else is in the container
"""There when all is in the account; compose.yaml's health check asks for it."""
_START_SECONDS = 60


def serve() -> int:
    """Run the emulator until a signal stops it; returns its exit status."""
    READY.unlink(missing_ok=True)
    FOLDER.prepare()
    aws = stand_in()
    listener = socket.create_server(("", AWS_PORT), backlog=128)
    command = [sys.executable, "-m", "local.aws_gate", str(listener.fileno())]
    with subprocess.Popen(command, env=aws.environment(), pass_fds=[listener.fileno()]) as emulator:
        listener.close()
        signal.signal(signal.SIGTERM, lambda *_: emulator.terminate())  # then it writes its queues to disk
        try:
            _create_resources(aws, emulator)
            READY.touch()
            return emulator.wait()
        finally:
            emulator.terminate()


def _answers() -> bool:
    return http_status(AWS_PORT, "/_ministack/ready", seconds=2) == http.client.OK


def _create_resources(aws: Aws, emulator: subprocess.Popen[bytes]) -> None:
    """Make what templates make on AWS, and announce photos again whose messages a killed emulator lost."""
    ready = wait_until(lambda: emulator.poll() is not None or _answers(), _START_SECONDS)
    if not ready or emulator.poll() is not None:
        raise StackError("the AWS emulator did not start")
    made = ensure_storage(aws, SIZING)
    ensure_user(aws, WORKER_USER, policies.parser_rights(BUCKET_ARN, arn("sqs", QUEUE), arn("sns", TOPIC)))
    logins = urls()
    Functions(aws).ensure_all_but_parser(made.environment(), logins)
    _reconcile_every_minute(aws)
    announced = announce_unread(logins.operator, aws, made.queue_url)
    print(f"the account is ready; {announced} unread receipts were announced again", flush=True)


def _reconcile_every_minute(aws: Aws) -> None:
    events = owner_session(aws).client("events", endpoint_url=aws.endpoint)
    events.put_rule(Name=RECONCILER, ScheduleExpression="rate(1 minute)", State="ENABLED")
    target = {"Id": RECONCILER, "Arn": function_arn(RECONCILER), "Input": json.dumps({})}
    events.put_targets(Rule=RECONCILER, Targets=[target])
