"""One function in the real Lambda runtime (`sam local invoke`), against the running stack."""

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import Engine, make_url
from sqlalchemy.dialects.postgresql import insert

from local.cloudformation import ResponseServer
from local.errors import StackError
from local.forward import docker_gateway, forwarded
from local.invocation import conclusion
from local.notifier import prepare_notifier
from local.resources import session_of
from local.serving import serving
from local.slack import SlackServer
from local.state import ROOT, StateFolder, read_env, write_private
from receipts.adapters.clock import new_id
from receipts.adapters.postgres import PostgresReceiptStore, connect
from receipts.adapters.postgres.tables import tenants
from receipts.adapters.s3 import S3ObjectStore
from receipts.domain.life_cycle import SETTLED, Status
from receipts.domain.record import Receipt, StoredObject
from receipts.errors import InvalidMessageError, ReceiptNotFoundError
from receipts.messages import UploadedObject, uploads_in
from receipts.usecases.accept_receipt import upload_message

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_SAM = ROOT / ".tools/sam/bin/sam"
_BUILT = ROOT / ".aws-sam/build/template.yaml"
_ENV_FILE = ROOT / "events/local_env.json"
_PHOTO = ROOT / "samples/convenience_store.jpg"
_VARIABLES = (
    "API_URL",
    "AWS_ENDPOINT_URL",
    "DATABASE_PARSER_URL",
    "DATABASE_OPERATOR_URL",
    "DATABASE_OWNER_URL",
    "RECEIPT_BUCKET",
    "RECEIPT_QUEUE_URL",
    "RECEIPT_EVENTS_TOPIC_ARN",
)
_LOGINS = {
    "ReceiptParserFunction": "DATABASE_PARSER_URL",
    "ReceiptReconcilerFunction": "DATABASE_OPERATOR_URL",
    "DeadLetterSettlerFunction": "DATABASE_OPERATOR_URL",
}
"""Which login a function gets; the others get none."""
_CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION")
_CLOCKS_APART = 61
"""Seconds; dead_letter_settler allows for a minute."""


def invoke(folder: StateFolder, function: str, event: Path) -> int:
    """Put a sample photo where `event` says one is, then invoke; returns SAM's status, or 1.

    Raises StackError if the stack does not run, or SAM or the event is missing.
    """
    if not _SAM.exists():
        raise StackError("the SAM CLI is not installed; `make sam-setup` installs it")
    if not _BUILT.exists():
        raise StackError("nothing is built yet; `make build` builds the functions (needs Docker)")
    if not function:
        raise StackError("which function? FN names one of template.yaml, for example ReceiptParserFunction")
    if not event.is_file():
        raise StackError(f"there is no event {event}; events/ has some")
    if not folder.env_file.exists():
        raise StackError("the stack is not running; start it with `make up` in another shell")
    env = read_env(folder.env_file)
    uploaded = _uploads(event)
    place_photos(env, uploaded)
    event = _with_recent_timestamps(folder, event)
    gateway = docker_gateway()
    with serving(SlackServer()) as slack, serving(ResponseServer()) as cloudformation:
        _write_env_file(env, function, gateway, slack)
        event = _with_response_url(folder, event, cloudformation.url.replace("127.0.0.1", gateway))
        with forwarded(gateway, (*_ports(env), slack.server_port, cloudformation.server_port)):
            done = _run_sam(env, function, event)
    for message in slack.workspace.messages:
        print(f"Slack shows: {message.payload['text']}")
    for answer in cloudformation.answers:
        print(f"\nCloudFormation receives: {json.dumps(answer)}")  # SAM does not end its last line
    return done.returncode or _conclude(done.stdout, _recorded(env, uploaded))


def _conclude(answer: str, receipts: list[Receipt]) -> int:
    """Print the result last, below what SAM's runtime prints when it is stopped."""
    found = conclusion(answer, receipts)
    print(f"\n{found.sentence}")
    return 0 if found.worked else 1


def _ports(env: dict[str, str]) -> tuple[int, ...]:
    """The ports of the AWS emulator, the API and PostgreSQL."""
    ports = [urlsplit(env[name]).port for name in ("AWS_ENDPOINT_URL", "API_URL")]
    ports.append(make_url(env["DATABASE_URL"]).port)
    if not all(ports):
        raise StackError("the stack's env file names no ports; restart it with `make up`")
    return tuple(port for port in ports if port)


def _run_sam(env: dict[str, str], function: str, event: Path) -> subprocess.CompletedProcess[str]:
    command: list[str | Path] = [_SAM, "local", "invoke", function, "-e", event, "--env-vars", _ENV_FILE]
    command.append("--skip-pull-image")  # it pulls all the same where there is none
    print(" ".join(str(part) for part in command), flush=True)
    # SAM hands its own credentials and region to the function; the region it asks by its older name.
    credentials = {name: env[name] for name in _CREDENTIALS} | {"AWS_DEFAULT_REGION": env["AWS_REGION"]}
    environment = {**os.environ, **credentials}
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    sys.stdout.write(done.stdout)  # the function's answer; what it logs goes to stderr
    return done


def _write_env_file(env: dict[str, str], function: str, host: str, slack: SlackServer) -> None:
    sources = {name: name for name in _VARIABLES} | {"DATABASE_API_URL": "DATABASE_URL"}
    if function in _LOGINS:
        sources["DATABASE_URL"] = _LOGINS[function]
    parameters = {name: env[source].replace("127.0.0.1", host) for name, source in sources.items()}
    webhook_url = slack.webhook_url.replace("localhost", host)
    parameters |= prepare_notifier(session_of(env), env["AWS_ENDPOINT_URL"], webhook_url)
    write_private(_ENV_FILE, json.dumps({"Parameters": parameters}, indent=2) + "\n")


def place_photos(env: dict[str, str], uploads: Sequence[UploadedObject]) -> None:
    """Make each receipt that `uploads` announces, queued, with a sample as its photo."""
    engine = connect(env["DATABASE_OWNER_URL"])  # the application cannot make tenants
    objects = S3ObjectStore(_s3(env), env["RECEIPT_BUCKET"])
    for uploaded in uploads:
        _place(engine, objects, uploaded)
    engine.dispose()


def _recorded(env: dict[str, str], uploads: Sequence[UploadedObject]) -> list[Receipt]:
    """What PostgreSQL has of the receipts that `uploads` announces."""
    engine = connect(env["DATABASE_URL"])
    store = PostgresReceiptStore(engine)
    found = [store.get(*_ids(uploaded)) for uploaded in uploads]
    engine.dispose()
    return found


def _with_recent_timestamps(folder: StateFolder, event: Path) -> Path:
    """The event with messages sent a moment ago, so that a message queued from now on counts as newer.

    The moment is as long as clocks may differ.
    """
    content = json.loads(event.read_text())
    queued = [record["attributes"] for record in content.get("Records", []) if "attributes" in record]
    if not queued:
        return event
    for attributes in queued:
        attributes["SentTimestamp"] = str(int((time.time() - _CLOCKS_APART) * 1000))
    return _write_event(folder, event, content)


def _with_response_url(folder: StateFolder, event: Path, url: str) -> Path:
    """The event with an address that a custom resource's answer can reach."""
    content = json.loads(event.read_text())
    return _write_event(folder, event, {**content, "ResponseURL": url}) if "ResponseURL" in content else event


def _write_event(folder: StateFolder, event: Path, content: object) -> Path:
    changed = folder.path / event.name
    write_private(changed, json.dumps(content))
    return changed


def _uploads(event: Path) -> tuple[UploadedObject, ...]:
    """What the event's messages announce."""
    records = json.loads(event.read_text()).get("Records", [])
    return tuple(one for record in records for one in _uploads_in(str(record.get("body", ""))))


def _uploads_in(body: str) -> tuple[UploadedObject, ...]:
    try:
        return uploads_in(body)
    except InvalidMessageError:
        return ()  # an event of another kind, or one that is meant to be wrong


def _place(engine: Engine, objects: S3ObjectStore, uploaded: UploadedObject) -> None:
    tenant_id, receipt_id = _ids(uploaded)
    store = PostgresReceiptStore(engine)
    try:
        known = store.get(tenant_id, receipt_id)
    except ReceiptNotFoundError:
        _add(engine, store, objects, _receipt(tenant_id, receipt_id, uploaded.key))
        return
    if known.status in SETTLED:
        message = upload_message(new_id(), known, objects.bucket)
        store.requeue(known, message)
        store.mark_sent(message, datetime.now(UTC))  # the event to be invoked with is this message


def _ids(uploaded: UploadedObject) -> tuple[UUID, UUID]:
    """Tenant and receipt, as the key names them."""
    _, tenant, receipt = uploaded.key.split("/")
    return UUID(tenant), UUID(receipt)


def _add(engine: Engine, store: PostgresReceiptStore, objects: S3ObjectStore, receipt: Receipt) -> None:
    with engine.begin() as connection:
        tenant = insert(tenants).values(id=receipt.tenant_id, name="sam local invoke")
        connection.execute(tenant.on_conflict_do_nothing())
    with _PHOTO.open("rb") as photo:
        objects.put(receipt.photo, photo)
    store.add(receipt)


def _s3(env: dict[str, str]) -> "S3Client":
    return session_of(env).client("s3", endpoint_url=env["AWS_ENDPOINT_URL"])


def _receipt(tenant_id: UUID, receipt_id: UUID, key: str) -> Receipt:
    content = _PHOTO.read_bytes()
    photo = StoredObject(key, "image/jpeg", len(content), hashlib.sha256(content).hexdigest())
    now = datetime.now(UTC)
    return Receipt(receipt_id, tenant_id, Status.QUEUED, photo, now, now, filename=_PHOTO.name)
