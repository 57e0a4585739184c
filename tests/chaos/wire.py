"""What AWS's clients send is answered here, and refused, cut off or garbled as the weather has it.

The clients are the real ones, with their retries: botocore asks `before-send` handlers first, and sends
nothing where one answers.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from io import BytesIO
from threading import Lock
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.client import Config
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError

from receipts.adapters import aws
from tests.chaos.bucket import Bucket
from tests.chaos.dice import Dice
from tests.chaos.queues import Queue
from tests.chaos.timeline import START, Timeline
from tests.chaos.weather import Weather

QUEUE_URL = "https://sqs.ap-northeast-2.amazonaws.com/123456789012/receipt-uploads"
TOPIC_ARN = "arn:aws:sns:ap-northeast-2:123456789012:receipt-events"
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "simulated",
    "AWS_SECRET_ACCESS_KEY": "simulated",
    "AWS_DEFAULT_REGION": "ap-northeast-2",
}
Answer = tuple[int, dict[str, str], bytes]
_LONGEST_DELAY = 900


class _Body(BytesIO):
    def stream(self, _amount: int = 0, **_: object) -> Iterator[bytes]:
        yield self.read()


@dataclass(slots=True)
class Wire:
    """Between the clients and the stand-ins of the three services. `published` is what the topic was told."""

    timeline: Timeline
    dice: Dice
    weather: Weather
    bucket: Bucket
    queue: Queue
    published: list[str] = field(default_factory=list)
    clients: dict[str, Any] = field(default_factory=dict)
    _lock: Any = field(default_factory=Lock)

    def answer(self, request: AWSPreparedRequest, service: str, operation: str) -> AWSResponse:
        """Raises ReadTimeoutError where no answer comes, whether or not something was done."""
        with self._lock:  # the bucket is asked by several threads at once
            whom = (service, operation, urlsplit(request.url).path)
            often = self.weather.refusals(service, self.timeline.seconds)
            if not self.dice.happens(often, *whom, "fault"):
                return _response(request, *self._do(request, service, operation))
            fault = self.dice.roll(*whom, "which fault")
            if fault < 0.4:
                return _response(request, *_refusal(service, operation))
            if fault < 0.6:
                raise ReadTimeoutError(endpoint_url=request.url)
            self._do(request, service, operation)
            raise ReadTimeoutError(endpoint_url=request.url)  # done, and nobody is told

    def _do(self, request: AWSPreparedRequest, service: str, operation: str) -> Answer:
        act: Callable[[AWSPreparedRequest], Answer] = getattr(self, f"_{service}_{operation}")
        return act(request)

    def _s3_PutObject(self, request: AWSPreparedRequest) -> Answer:  # noqa: N802 - AWS's names
        body = _body(request)
        only_new = "If-None-Match" in request.headers
        version = self.bucket.put(_key(request), body, only_new=only_new)
        if version is None:
            return 412, {}, b"<Error><Code>PreconditionFailed</Code></Error>"
        return 200, {"x-amz-version-id": version.id, "ETag": f'"{version.id}"'}, b""

    def _s3_HeadObject(self, request: AWSPreparedRequest) -> Answer:  # noqa: N802
        status, headers, _ = self._stored(request)
        return status, headers, b""

    def _s3_GetObject(self, request: AWSPreparedRequest) -> Answer:  # noqa: N802
        status, headers, body = self._stored(request)
        often, key = self.weather.damages(self.timeline.seconds), _key(request)
        if status != HTTPStatus.OK or not self.dice.happens(often, "body", key):
            return status, headers, body
        place = int(self.dice.roll("body", key, "place") * len(body))
        if self.dice.happens(0.8, "body", key, "cut"):
            return status, headers, body[:place]
        return status, headers, body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]

    def _stored(self, request: AWSPreparedRequest) -> Answer:
        version = self.bucket.find(_key(request), _query(request).get("versionId"))
        if version is None:
            return 404, {}, b"<Error><Code>NoSuchKey</Code></Error>"
        headers = {
            "x-amz-version-id": version.id,
            "ETag": f'"{version.id}"',
            "Content-Length": str(len(version.body)),
            "Last-Modified": format_datetime(START + timedelta(seconds=version.stored), usegmt=True),
        }
        if request.headers.get("x-amz-checksum-mode") in {"ENABLED", b"ENABLED"}:
            headers["x-amz-checksum-sha256"] = b64encode(sha256(version.body).digest()).decode()
        return 200, headers, version.body

    def _s3_DeleteObject(self, request: AWSPreparedRequest) -> Answer:  # noqa: N802
        self.bucket.delete(_key(request), _query(request).get("versionId"))
        return 204, {}, b""

    def _s3_ListObjectVersions(self, _: AWSPreparedRequest) -> Answer:  # noqa: N802
        found = "".join(
            f"<Version><Key>{escape(key)}</Key><VersionId>{one.id}</VersionId>"
            f"<LastModified>{(START + timedelta(seconds=one.stored)).isoformat()}</LastModified></Version>"
            for key, versions in sorted(self.bucket.objects.items())
            for one in versions
        )
        page = f"<ListVersionsResult><IsTruncated>false</IsTruncated>{found}</ListVersionsResult>"
        return 200, {}, page.encode()

    def _sqs_SendMessage(self, request: AWSPreparedRequest) -> Answer:  # noqa: N802
        asked = json.loads(_body(request))
        delay = asked.get("DelaySeconds", 0)
        if not 0 <= delay <= _LONGEST_DELAY:
            return 400, {}, b'{"__type": "com.amazonaws.sqs#InvalidParameterValue"}'
        sent = self.queue.send(asked["MessageBody"], delay)
        return 200, {}, json.dumps({"MessageId": sent}).encode()

    def _sqs_SendMessageBatch(self, request: AWSPreparedRequest) -> Answer:  # noqa: N802
        taken: list[dict[str, object]] = []
        refused: list[dict[str, object]] = []
        often = self.weather.refusals("sqs", self.timeline.seconds)
        for entry in json.loads(_body(request))["Entries"]:
            if self.dice.happens(often, "sqs", "one of a batch"):
                refused.append({"Id": entry["Id"], "Code": "InternalError", "SenderFault": False})
            else:
                sent = self.queue.send(entry["MessageBody"])
                taken.append({"Id": entry["Id"], "MessageId": sent, "MD5OfMessageBody": ""})
        return 200, {}, json.dumps({"Successful": taken, "Failed": refused}).encode()

    def _sns_Publish(self, request: AWSPreparedRequest) -> Answer:  # noqa: N802
        self.published.append(_form(request)["Message"])
        return (
            200,
            {},
            b"<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>",
        )

    def _sns_PublishBatch(self, request: AWSPreparedRequest) -> Answer:  # noqa: N802
        asked, taken, refused = _form(request), [], []
        often = self.weather.refusals("sns", self.timeline.seconds)
        for name, value in asked.items():
            if not name.endswith(".Id"):
                continue
            if self.dice.happens(often, "sns", "one of a batch"):
                why = "<Code>InternalError</Code><SenderFault>false</SenderFault>"
                refused.append(f"<member><Id>{value}</Id>{why}</member>")
            else:
                self.published.append(asked[name.removesuffix("Id") + "Message"])
                taken.append(f"<member><Id>{value}</Id><MessageId>1</MessageId></member>")
        result = f"<Successful>{''.join(taken)}</Successful><Failed>{''.join(refused)}</Failed>"
        return 200, {}, f"<R><PublishBatchResult>{result}</PublishBatchResult></R>".encode()


_wires: list[Wire] = []


@contextmanager
def connected(wire: Wire) -> Iterator[None]:
    """From now on all clients talk to it; and none of them waits before it tries again."""
    _wires.append(wire)
    try:
        with patch("botocore.endpoint.time.sleep", lambda _: None):
            yield
    finally:
        _wires.pop()


def client(service: str, timeouts: Config = aws.PATIENT) -> Any:  # noqa: ANN401 - of whichever service
    """The real client. Each seed has its own, since it remembers how often it had to try again."""
    clients, name = _wires[-1].clients, f"{service} {timeouts is aws.HASTY}"
    if name not in clients:
        with patch.dict("os.environ", ENVIRONMENT), patch.object(boto3, "DEFAULT_SESSION", _session()):
            clients[name] = getattr(aws, f"{service}_client")(timeouts)
        clients[name].meta.events.register("before-send.*", _ask_the_wire)
    return clients[name]


@cache
def _session() -> boto3.Session:
    """One for all: it takes a while to learn what AWS's services are."""
    return boto3.Session()


def _ask_the_wire(event_name: str, request: AWSPreparedRequest, **_: object) -> AWSResponse:
    service, operation = event_name.split(".")[1:]
    return _wires[-1].answer(request, service, operation)


def _response(
    request: AWSPreparedRequest, status: int, headers: Mapping[str, str], body: bytes
) -> AWSResponse:
    told = HTTPHeaders()
    for name, value in headers.items():
        told[name] = value
    return AWSResponse(request.url, status, told, _Body(body))


def _refusal(service: str, operation: str) -> Answer:
    if service == "s3":
        body = b"" if operation.startswith("Head") else b"<Error><Code>SlowDown</Code></Error>"
        return 503, {}, body
    if service == "sqs":
        return 500, {}, b'{"__type": "InternalError"}'
    return 500, {}, b"<ErrorResponse><Error><Code>InternalError</Code></Error></ErrorResponse>"


def _key(request: AWSPreparedRequest) -> str:
    return unquote(urlsplit(request.url).path).removeprefix("/")


def _query(request: AWSPreparedRequest) -> dict[str, str]:
    return {name: value[0] for name, value in parse_qs(urlsplit(request.url).query).items()}


def _form(request: AWSPreparedRequest) -> dict[str, str]:
    return {name: value[0] for name, value in parse_qs(_body(request).decode()).items()}


def _body(request: AWSPreparedRequest) -> bytes:
    """As it goes over the wire."""
    body: Any = request.body
    sent = body.read() if hasattr(body, "read") else body
    return sent.encode() if isinstance(sent, str) else bytes(sent)
