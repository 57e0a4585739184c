"""Slack by webhook or bot token, and the two behind one secret that may be rotated.

A webhook says nothing but "ok": when the connection breaks after a message was sent, nobody can know whether
it arrived, and it is sent again. A bot token can look: every message carries its delivery in its metadata.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ssl import SSLContext
from typing import Any, Protocol, TypeVar

from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from alarm_notifier.adapters.credentials import Credentials
from alarm_notifier.adapters.patience import Patience
from alarm_notifier.adapters.slack_errors import SUCCESS, refusal, translated
from alarm_notifier.domain.blocks import Message
from alarm_notifier.errors import CredentialRefusedError, SlackRefusedError, SlackUnavailableError
from alarm_notifier.ports import Channel, Delivery

T = TypeVar("T")

TIMEOUT_SECONDS = 5.0
BASE_URL = "https://slack.com/api/"
_EVENT = "alarm_delivered"
_LOOKED_THROUGH = 200
"""Messages in which a delivery is looked for; Slack advises no more a page."""

# slack-sdk writes URLs and bodies at DEBUG, and its own words for failures that we raise: none of it is kept.
_silent = logging.getLogger("alarm_notifier.slack_sdk")
_silent.setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Line:
    """How to reach Slack; the tests' server is reached in another way than slack.com."""

    base_url: str = BASE_URL
    timeout: float = TIMEOUT_SECONDS
    ssl: SSLContext | None = None


class Webhook:
    """An incoming webhook: it posts, and that is all."""

    has_threads = False

    def __init__(self, url: str, patience: Patience, line: Line) -> None:
        self._patience = patience
        self._client = WebhookClient(
            url,
            timeout=line.timeout,  # type: ignore[arg-type]  # urllib takes fractions of a second
            ssl=line.ssl,
            logger=_silent,
            retry_handlers=[],  # ours know the invocation's time
        )

    def post(self, message: Message, delivery: Delivery) -> str:
        try:
            self._patience.run(lambda: self._send(message.payload()))
        except SlackRefusedError:
            self._patience.run(lambda: self._send(message.plain()))
        return ""

    def reply(self, root: str, message: Message, delivery: Delivery, *, is_broadcast: bool) -> None:
        raise SlackRefusedError("a webhook has no threads")

    def update(self, root: str, message: Message) -> None:
        raise SlackRefusedError("a webhook has no threads")

    def attach(self, root: str, picture: bytes, title: str) -> None:
        raise SlackRefusedError("a webhook has no threads")

    def _send(self, payload: dict[str, object]) -> None:
        with translated():
            answer = self._client.send_dict(payload)
        if answer.status_code != SUCCESS:
            raise refusal(answer.status_code, answer.body if answer.body.islower() else "", answer.headers)


class Bot:
    """A bot token, for one channel. A root is `channel:timestamp`."""

    has_threads = True

    def __init__(self, token: str, channel: str, patience: Patience, line: Line) -> None:
        self._channel = channel
        self._patience = patience
        self._client = WebClient(
            token,
            base_url=line.base_url,
            timeout=line.timeout,  # type: ignore[arg-type]  # as above
            ssl=line.ssl,
            logger=_silent,
            retry_handlers=[],
        )

    def post(self, message: Message, delivery: Delivery) -> str:
        return self._post_once(message, delivery, "", {})

    def reply(self, root: str, message: Message, delivery: Delivery, *, is_broadcast: bool) -> None:
        thread = _timestamp(root)
        self._post_once(message, delivery, thread, {"thread_ts": thread, "reply_broadcast": is_broadcast})

    def update(self, root: str, message: Message) -> None:
        fields = {"channel": _channel(root), "ts": _timestamp(root), **message.payload()}
        self._patience.run(lambda: self._call("chat.update", fields))

    def attach(self, root: str, picture: bytes, title: str) -> None:
        with translated():
            self._client.files_upload_v2(
                channel=_channel(root),
                thread_ts=_timestamp(root),
                content=picture,
                filename="chart.png",
                title=title,
            )

    def _post_once(
        self, message: Message, delivery: Delivery, thread: str, more: Mapping[str, object]
    ) -> str:
        may_be_there = delivery.is_resumed
        fields = {**message.payload(), **more}

        def attempt() -> str:
            nonlocal may_be_there, fields
            if may_be_there and (root := self._find(delivery, thread)):
                return root
            try:
                return self._post(fields, delivery)
            except SlackUnavailableError as error:
                may_be_there = may_be_there or error.may_have_arrived
                raise
            except SlackRefusedError:
                plain = {**message.plain(), **more}
                if fields == plain:
                    raise
                fields = plain
                return self._post(fields, delivery)

        return self._patience.run(attempt)

    def _post(self, fields: Mapping[str, object], delivery: Delivery) -> str:
        metadata = {"event_type": _EVENT, "event_payload": {"delivery": delivery.id}}
        sent = self._call("chat.postMessage", {"channel": self._channel, "metadata": metadata, **fields})
        return f"{sent['channel']}:{sent['ts']}"

    def _find(self, delivery: Delivery, thread: str) -> str:
        """Where the message of this delivery is, if an earlier try did arrive."""
        fields = {"channel": self._channel, "include_all_metadata": True, "limit": _LOOKED_THROUGH}
        method = "conversations.replies" if thread else "conversations.history"
        try:
            found = self._call(method, fields | ({"ts": thread} if thread else {}))
        except SlackRefusedError:
            return ""  # the token may not read: rather twice than not at all
        for message in found.get("messages", []):
            metadata = message.get("metadata", {})
            if metadata.get("event_payload", {}).get("delivery") == delivery.id:
                return f"{self._channel}:{message['ts']}"
        return ""

    def _call(self, method: str, fields: Mapping[str, object]) -> dict[str, Any]:
        with translated():
            data = self._client.api_call(method, json=dict(fields)).data
        return data if isinstance(data, dict) else {}


class CredentialSource(Protocol):
    """Where the secret is."""

    def current(self) -> Credentials: ...

    def read_again(self) -> Credentials: ...


class Slack:
    """The channel that the secret names today: what is refused is tried again with the secret read anew."""

    def __init__(self, source: CredentialSource, connect: Callable[[Credentials], Channel]) -> None:
        self._source = source
        self._connect = connect
        self._connected: tuple[Credentials, Channel] | None = None

    @property
    def has_threads(self) -> bool:
        return self._channel().has_threads

    def post(self, message: Message, delivery: Delivery) -> str:
        return self._through(lambda channel: channel.post(message, delivery))

    def reply(self, root: str, message: Message, delivery: Delivery, *, is_broadcast: bool) -> None:
        self._through(lambda channel: channel.reply(root, message, delivery, is_broadcast=is_broadcast))

    def update(self, root: str, message: Message) -> None:
        self._through(lambda channel: channel.update(root, message))

    def attach(self, root: str, picture: bytes, title: str) -> None:
        self._through(lambda channel: channel.attach(root, picture, title))

    def _through(self, use: Callable[[Channel], T]) -> T:
        try:
            return use(self._channel())
        except CredentialRefusedError:
            refused = self._source.current()
            if self._source.read_again() == refused:
                raise
            return use(self._channel())

    def _channel(self) -> Channel:
        credentials = self._source.current()
        if self._connected is None or self._connected[0] != credentials:
            self._connected = (credentials, self._connect(credentials))
        return self._connected[1]


def connected(
    credentials: Credentials, patience: Patience | None = None, line: Line | None = None
) -> Channel:
    """The channel that these credentials are for; a bot token goes before a webhook, as it can do more."""
    patience = patience or Patience(time.sleep, time.monotonic)
    line = line or Line()
    if credentials.bot_token:
        return Bot(credentials.bot_token, credentials.channel, patience, line)
    return Webhook(credentials.webhook_url, patience, line)


def _channel(root: str) -> str:
    return root.partition(":")[0]


def _timestamp(root: str) -> str:
    return root.partition(":")[2]
