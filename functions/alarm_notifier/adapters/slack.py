"""Slack by webhook or bot token, and the two behind one secret that may be rotated.

A webhook only answers "ok": if the connection breaks after a message was sent, nobody can know whether it
arrived, and it is sent again. A bot token can look: every message carries its delivery in its metadata.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ssl import SSLContext
from typing import Any, Protocol, TypeVar

from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient
from tenacity import Retrying

from alarm_notifier.adapters.credentials import Credentials
from alarm_notifier.adapters.retries import retrying
from alarm_notifier.adapters.slack_errors import SUCCESS, error_for, slack_errors
from alarm_notifier.domain.blocks import Message
from alarm_notifier.errors import CredentialRefusedError, SlackRefusedError, SlackUnavailableError
from alarm_notifier.ports import Channel, Delivery

T = TypeVar("T")

TIMEOUT_SECONDS = 5.0
BASE_URL = "https://slack.com/api/"
_EVENT = "alarm_delivered"
_SEARCHED = 200
"""Latest messages in which a delivery is searched; Slack recommends no larger page."""

# slack-sdk logs URLs and bodies at DEBUG, and failures that we raise ourselves: none of that is logged.
_silent_logger = logging.getLogger("alarm_notifier.slack_sdk")
_silent_logger.setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """How to reach Slack; tests have a server of their own."""

    base_url: str = BASE_URL
    timeout: float = TIMEOUT_SECONDS
    ssl: SSLContext | None = None


class Webhook:
    """An incoming webhook: it can only post."""

    has_threads = False

    def __init__(self, url: str, retries: Retrying, endpoint: Endpoint) -> None:
        self._retries = retries
        self._client = WebhookClient(
            url,
            timeout=endpoint.timeout,  # type: ignore[arg-type]  # urllib takes fractions of a second
            ssl=endpoint.ssl,
            logger=_silent_logger,
            retry_handlers=[],  # ours know how long an invocation may take
        )

    def post(self, message: Message, delivery: Delivery) -> str:
        try:
            self._retries(self._send, message.payload())
        except SlackRefusedError:
            self._retries(self._send, message.plain())
        return ""

    def reply(self, root: str, message: Message, delivery: Delivery, *, is_broadcast: bool) -> None:
        raise SlackRefusedError("a webhook has no threads")

    def update(self, root: str, message: Message) -> None:
        raise SlackRefusedError("a webhook has no threads")

    def attach(self, root: str, picture: bytes, title: str) -> None:
        raise SlackRefusedError("a webhook has no threads")

    def _send(self, payload: dict[str, object]) -> None:
        with slack_errors():
            answer = self._client.send_dict(payload)
        if answer.status_code != SUCCESS:
            raise error_for(answer.status_code, answer.body if answer.body.islower() else "", answer.headers)


class Bot:
    """A bot token, for one channel. A root is `channel:timestamp`."""

    has_threads = True

    def __init__(self, token: str, channel: str, retries: Retrying, endpoint: Endpoint) -> None:
        self._channel = channel
        self._retries = retries
        self._client = WebClient(
            token,
            base_url=endpoint.base_url,
            timeout=endpoint.timeout,  # type: ignore[arg-type]  # as above
            ssl=endpoint.ssl,
            logger=_silent_logger,
            retry_handlers=[],
        )

    def post(self, message: Message, delivery: Delivery) -> str:
        return self._post_once(message, delivery, "", {})

    def reply(self, root: str, message: Message, delivery: Delivery, *, is_broadcast: bool) -> None:
        thread = _timestamp(root)
        self._post_once(message, delivery, thread, {"thread_ts": thread, "reply_broadcast": is_broadcast})

    def update(self, root: str, message: Message) -> None:
        fields = {"channel": _channel(root), "ts": _timestamp(root), **message.payload()}
        self._retries(self._call, "chat.update", fields)

    def attach(self, root: str, picture: bytes, title: str) -> None:
        with slack_errors():
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
        may_be_posted = delivery.is_resumed
        fields = {**message.payload(), **more}

        def attempt() -> str:
            nonlocal may_be_posted, fields
            if may_be_posted and (root := self._find(delivery, thread)):
                return root
            try:
                return self._post(fields, delivery)
            except SlackUnavailableError as error:
                may_be_posted = may_be_posted or error.may_have_arrived
                raise
            except SlackRefusedError:
                plain = {**message.plain(), **more}
                if fields == plain:
                    raise
                fields = plain
                return self._post(fields, delivery)

        return self._retries(attempt)

    def _post(self, fields: Mapping[str, object], delivery: Delivery) -> str:
        metadata = {"event_type": _EVENT, "event_payload": {"delivery": delivery.id}}
        sent = self._call("chat.postMessage", {"channel": self._channel, "metadata": metadata, **fields})
        return f"{sent['channel']}:{sent['ts']}"

    def _find(self, delivery: Delivery, thread: str) -> str:
        """Where the message of this delivery is, if an earlier try did arrive."""
        fields = {"channel": self._channel, "include_all_metadata": True, "limit": _SEARCHED}
        method = "conversations.replies" if thread else "conversations.history"
        try:
            found = self._call(method, fields | ({"ts": thread} if thread else {}))
        except SlackRefusedError:
            return ""  # the token may not read: better sent twice than not at all
        for message in found.get("messages", []):
            metadata = message.get("metadata", {})
            if metadata.get("event_payload", {}).get("delivery") == delivery.id:
                return f"{self._channel}:{message['ts']}"
        return ""

    def _call(self, method: str, fields: Mapping[str, object]) -> dict[str, Any]:
        with slack_errors():
            data = self._client.api_call(method, json=dict(fields)).data
        return data if isinstance(data, dict) else {}


class CredentialSource(Protocol):
    """Where the secret is."""

    def current(self) -> Credentials: ...

    def read_again(self) -> Credentials: ...


class Slack:
    """The channel that the secret names now. If Slack refuses the secret, it is read again."""

    def __init__(self, source: CredentialSource, connect: Callable[[Credentials], Channel]) -> None:
        self._source = source
        self._connect = connect
        self._connected: tuple[Credentials, Channel] | None = None

    @property
    def has_threads(self) -> bool:
        return self._channel().has_threads

    def post(self, message: Message, delivery: Delivery) -> str:
        return self._use_channel(lambda channel: channel.post(message, delivery))

    def reply(self, root: str, message: Message, delivery: Delivery, *, is_broadcast: bool) -> None:
        self._use_channel(lambda channel: channel.reply(root, message, delivery, is_broadcast=is_broadcast))

    def update(self, root: str, message: Message) -> None:
        self._use_channel(lambda channel: channel.update(root, message))

    def attach(self, root: str, picture: bytes, title: str) -> None:
        self._use_channel(lambda channel: channel.attach(root, picture, title))

    def _use_channel(self, use: Callable[[Channel], T]) -> T:
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


def connect(
    credentials: Credentials, retries: Retrying | None = None, endpoint: Endpoint | None = None
) -> Channel:
    """The channel that these credentials are for; of the two, a bot token can do more than a webhook."""
    retries = retries or retrying()
    endpoint = endpoint or Endpoint()
    if credentials.bot_token:
        return Bot(credentials.bot_token, credentials.channel, retries, endpoint)
    return Webhook(credentials.webhook_url, retries, endpoint)


def _channel(root: str) -> str:
    return root.partition(":")[0]


def _timestamp(root: str) -> str:
    return root.partition(":")[2]
