"""slack-sdk against a Slack that fails: what is tried again, when, and what is given up."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from alarm_notifier.adapters.credentials import Credentials
from alarm_notifier.adapters.retries import retrying
from alarm_notifier.adapters.slack import Endpoint, Slack, connect
from alarm_notifier.domain.blocks import Message, section
from alarm_notifier.errors import CredentialRefusedError, SlackRefusedError, SlackUnavailableError
from alarm_notifier.ports import Channel, Delivery
from local.slack import CHANNEL
from tests.fixtures.faulty_slack import AFTERWARDS, BEFORE, Fault, FaultySlack
from tests.fixtures.slack import Tls

MESSAGE = Message("🔴 느립니다.", "#d92d20", (section("자세한 내용"),))


@dataclass
class Script:
    """Faults in a given order, then none."""

    faults: list[Fault] = field(default_factory=list)

    def next(self) -> Fault | None:
        return self.faults.pop(0) if self.faults else None


@dataclass
class Rotated:
    """A secret that holds something else when it is read again."""

    credentials: list[Credentials]

    def current(self) -> Credentials:
        return self.credentials[0]

    def read_again(self) -> Credentials:
        if len(self.credentials) > 1:
            self.credentials.pop(0)
        return self.credentials[0]


class World:
    """A channel of either kind to one server; nobody sleeps."""

    def __init__(self, server: FaultySlack, tls: Tls) -> None:
        self.server, self.tls = server, tls
        self.waits: list[float] = []
        self.webhook = Credentials(server.webhook_url)
        self.bot = Credentials("", server.workspace.token, CHANNEL)

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    def connect(self, credentials: Credentials) -> Channel:
        return connect(credentials, retrying(sleep=self.sleep), self.endpoint())

    def endpoint(self, timeout: float = 60) -> Endpoint:
        """With a timeout so long that a slow machine is not taken for a lost answer."""
        return Endpoint(f"{self.server.url}/api/", timeout, self.tls.client)

    def fail(self, *faults: Fault) -> None:
        self.server.faults = Script(list(faults))  # type: ignore[assignment]  # a list in place of a seed

    @property
    def count(self) -> int:
        return len(self.server.workspace.messages)


@pytest.fixture
def world(slack: FaultySlack, tls: Tls) -> World:
    return World(slack, tls)


Chosen = Callable[[World], Channel]
KINDS: list[Chosen] = [lambda world: world.connect(world.webhook), lambda world: world.connect(world.bot)]
both = pytest.mark.parametrize("kind", KINDS, ids=["webhook", "bot"])


@both
@pytest.mark.parametrize("fault", BEFORE)
def test_a_fault_before_the_message_is_taken_costs_nothing(world: World, kind: Chosen, fault: Fault) -> None:
    world.fail(fault, fault)
    kind(world).post(MESSAGE, Delivery("one"))
    assert world.count == 1


def test_a_slack_that_says_nothing_is_given_up(world: World) -> None:
    retries = retrying(attempts=2, sleep=world.sleep)
    for credentials in (world.webhook, world.bot):
        world.fail(*[Fault.HANG] * 10)
        channel = connect(credentials, retries, world.endpoint(timeout=0.2))
        with pytest.raises(SlackUnavailableError, match=r"Timeout|URLError"):
            channel.post(MESSAGE, Delivery("one"))
    assert world.count == 0


@pytest.mark.parametrize("fault", AFTERWARDS)
def test_a_bot_finds_its_message_when_the_answer_was_lost(world: World, fault: Fault) -> None:
    world.fail(fault)
    root = world.connect(world.bot).post(MESSAGE, Delivery("one"))
    assert (world.count, root) == (1, f"{CHANNEL}:{world.server.workspace.messages[0].ts}")


@pytest.mark.parametrize("fault", AFTERWARDS)
def test_a_bot_finds_its_reply_likewise(world: World, fault: Fault) -> None:
    channel = world.connect(world.bot)
    root = channel.post(MESSAGE, Delivery("one"))
    world.fail(fault)
    channel.reply(root, MESSAGE, Delivery("two"), is_broadcast=False)
    assert [one.thread for one in world.server.workspace.messages] == ["", root.partition(":")[2]]


def test_a_bot_finds_what_an_invocation_before_it_left(world: World) -> None:
    world.connect(world.bot).post(MESSAGE, Delivery("one"))
    world.connect(world.bot).post(MESSAGE, Delivery("one", is_resumed=True))
    assert world.count == 1


def test_a_webhook_cannot_know_and_sends_again(world: World) -> None:
    world.fail(Fault.ERROR_AFTERWARDS)
    world.connect(world.webhook).post(MESSAGE, Delivery("one"))
    assert world.count == 2


@both
def test_slack_is_given_the_time_it_asks_for(world: World, kind: Chosen) -> None:
    world.fail(Fault.RATE_LIMITED, Fault.RATE_LIMITED)
    kind(world).post(MESSAGE, Delivery("one"))
    assert world.waits == [1.0, 1.0]


@both
def test_the_pauses_grow_and_the_tries_end(world: World, kind: Chosen) -> None:
    world.fail(*[Fault.SERVER_ERROR] * 20)
    with pytest.raises(SlackUnavailableError, match="http_500"):
        kind(world).post(MESSAGE, Delivery("one"))
    assert all(least <= wait < 2 * least for wait, least in zip(world.waits, (0.5, 1, 2, 4), strict=True))
    assert sum(world.waits) < 20
    assert world.count == 0


def test_a_wait_longer_than_the_invocation_has_is_left_to_lambda(world: World) -> None:
    retries = retrying(seconds=0.5, sleep=world.sleep)
    world.fail(Fault.RATE_LIMITED)
    with pytest.raises(SlackUnavailableError):
        connect(world.webhook, retries, world.endpoint()).post(MESSAGE, Delivery("one"))
    assert world.waits == []


def test_a_message_that_slack_refuses_arrives_as_plain_text(world: World) -> None:
    broken = Message("🔴 느립니다.", "#d92d20", ({"type": "no_such_block"},))
    for kind in KINDS:
        kind(world).post(broken, Delivery("one"))
    assert ["attachments" in one.payload for one in world.server.workspace.messages] == [False, False]
    assert world.waits == [], "what is refused is not tried again"


def rotating(world: World, stale: Credentials, fresh: Credentials) -> Slack:
    return Slack(Rotated([stale, fresh]), world.connect)


def test_a_rotated_webhook_is_read_again(world: World) -> None:
    stale = Credentials(f"{world.server.url}/services/T0LOCAL/B0LOCAL/old")
    rotating(world, stale, world.webhook).post(MESSAGE, Delivery("one"))
    assert world.count == 1


def test_a_rotated_token_is_read_again(world: World) -> None:
    stale = Credentials("", "xoxb-old", CHANNEL)
    rotating(world, stale, world.bot).post(MESSAGE, Delivery("one"))
    assert world.count == 1


def test_a_secret_that_stays_wrong_fails_the_invocation(world: World) -> None:
    stale = Credentials("", "xoxb-old", CHANNEL)
    with pytest.raises(CredentialRefusedError, match="token_revoked"):
        rotating(world, stale, stale).post(MESSAGE, Delivery("one"))


def test_a_thread_is_updated_answered_and_gets_its_chart(world: World) -> None:
    channel = world.connect(world.bot)
    root = channel.post(MESSAGE, Delivery("one"))
    channel.update(root, MESSAGE)
    channel.reply(root, MESSAGE, Delivery("two"), is_broadcast=True)
    channel.attach(root, b"PNG", "chart")
    workspace = world.server.workspace
    assert [update["ts"] for update in workspace.updates] == [workspace.messages[0].ts]
    assert workspace.messages[1].payload["reply_broadcast"] is True
    assert str(workspace.files[0]["thread_ts"]) == workspace.messages[0].ts


def test_updating_a_deleted_message_is_refused(world: World) -> None:
    with pytest.raises(SlackRefusedError, match="message_not_found"):
        world.connect(world.bot).update(f"{CHANNEL}:1.1", MESSAGE)


@both
def test_no_url_and_no_token_is_logged_or_raised(
    world: World, kind: Chosen, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    world.fail(*[Fault.TLS, Fault.BAD_GATEWAY] * 5)
    with pytest.raises(SlackUnavailableError) as caught:
        kind(world).post(MESSAGE, Delivery("one"))
    shown = caplog.text + str(caught.value) + repr(world.webhook) + repr(world.bot)
    assert "xoxb-" not in shown
    assert "/services/" not in shown
