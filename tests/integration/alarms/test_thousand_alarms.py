"""1,000 alarms through every fault to Slack: each arrives once, in an order that makes sense, in time.

Lambda's part is played as AWS documents it for asynchronous invocations: two more tries after one and two
minutes, then the failure queue, which tries every 15 minutes. Time passes on a clock that the test moves.
"""

import heapq
import random
import re
from collections import Counter
from datetime import datetime, timedelta
from itertools import count

import pytest

from alarm_notifier.adapters.credentials import Credentials
from alarm_notifier.adapters.retries import retrying
from alarm_notifier.adapters.slack import Endpoint, connect
from alarm_notifier.domain.alarm import Alarm, State
from alarm_notifier.errors import NotifierError
from alarm_notifier.usecases.flush import Flush
from alarm_notifier.usecases.notify import Notify, NotifyOptions
from local.serving import serving
from local.slack import CHANNEL, SlackServer
from tests.fakes.alarm_records import MemoryRecords
from tests.fakes.alarms import NOON, SetClock, SteadyObservations, alarm, minutes
from tests.fixtures.faulty_slack import AFTERWARDS, BEFORE, Fault, Faults, FaultySlack
from tests.fixtures.slack import Tls

SEED = 20261123
PAIRS = 500
TRIES = (minutes(1), minutes(2))
REDRIVE = minutes(15)
TOLD = re.compile(r"(?:🔴|✅) \*\[(오류|해결)\] (Alarm\d{4})\*([^\n]*)")
TIMEOUT_SECONDS = 60
"""No fault here needs the client to lose patience: so a slow machine is never taken for a lost answer, after
which a webhook would rightly send once more."""


class Lambda:
    """Invokes the notifier when an alarm is due, again when it fails, and the digest every minute."""

    def __init__(self, server: SlackServer, credentials: Credentials, tls: Tls) -> None:
        self.clock = SetClock()
        endpoint = Endpoint(f"{server.url}/api/", timeout=TIMEOUT_SECONDS, ssl=tls.client)
        channel = connect(credentials, retrying(sleep=self.sleep), endpoint)
        records = MemoryRecords()
        figures = SteadyObservations(picture=b"")
        self.notify = Notify(channel, records, figures, self.clock, self.sleep, NotifyOptions())
        self.flush = Flush(channel, records, self.clock)
        self.queue: list[tuple[datetime, int, int, Alarm]] = []
        self.order = count()
        self.failed = 0
        self.longest = timedelta()

    def sleep(self, seconds: float) -> None:
        self.clock.pass_(timedelta(seconds=seconds))

    def deliver(self, one: Alarm, at: datetime, tries: int = 0) -> None:
        heapq.heappush(self.queue, (at, next(self.order), tries, one))

    def run(self) -> None:
        tick = self.clock.at
        while self.queue or self.flush.records.due_lines(self.clock.at + minutes(60)):
            due = self.queue[0][0] if self.queue else tick
            if tick <= due:
                self.clock.at = max(self.clock.at, tick)
                tick += minutes(1)
                self._invoke(self.flush)
                continue
            at, _, tries, one = heapq.heappop(self.queue)
            self.clock.at = max(self.clock.at, at)
            if not self._invoke(lambda one=one: self.notify(one)):
                wait = TRIES[tries] if tries < len(TRIES) else REDRIVE
                self.deliver(one, self.clock.at + wait, tries + 1)

    def _invoke(self, call: object) -> bool:
        began = self.clock.at
        try:
            call()  # type: ignore[operator]
        except NotifierError:
            self.failed += 1
            return False
        finally:
            self.longest = max(self.longest, self.clock.at - began)
        return True


def changes() -> list[tuple[Alarm, datetime]]:
    """Alarms and their ends, in bursts and alone; one in ten is delivered twice, some late."""
    chance = random.Random(SEED)  # noqa: S311 - makes alarms, no secrets
    found: list[tuple[Alarm, datetime]] = []
    for number in range(PAIRS):
        at = NOON + minutes(chance.choice((chance.uniform(0, 400), 60, 61, 200)))
        ended = at + minutes(chance.uniform(1, 30))
        for one in (alarm(at=at, name=f"Alarm{number:04}"), alarm(State.OK, ended, name=f"Alarm{number:04}")):
            late = minutes(chance.choice((0.1, 0.1, 0.1, 5)))
            found.append((one, one.occurred_at + late))
            if chance.random() < 0.1:
                found.append((one, one.occurred_at + late + minutes(chance.uniform(0, 20))))
    return found


def told(server: SlackServer) -> list[tuple[str, str, str]]:
    """State, name and the rest of the line for each alarm in the channel, message by message."""
    found: list[tuple[str, str, str]] = []
    for message in server.workspace.messages:
        blocks = message.payload["attachments"][0]["blocks"]
        texts = [message.payload["text"], *(block.get("text", {}).get("text", "") for block in blocks)]
        found += [match.groups() for text in texts for match in TOLD.finditer(text)]  # type: ignore[misc]
    return found


@pytest.mark.timeout(900)  # its work is ten seconds on a quiet machine
@pytest.mark.parametrize(
    ("kind", "faults"),
    [("webhook", BEFORE), ("bot", BEFORE + AFTERWARDS)],
    ids=["webhook", "bot"],
)
def test_a_thousand_alarms_arrive_once_each_in_order_and_in_time(
    kind: str, faults: tuple[Fault, ...], tls: Tls
) -> None:
    weather = Faults(SEED, 0.35, faults)
    with serving(FaultySlack(tls.server, weather)) as server:
        bot = Credentials("", server.workspace.token, CHANNEL)
        cloud = Lambda(server, bot if kind == "bot" else Credentials(server.webhook_url), tls)
        for one, at in changes():
            cloud.deliver(one, at)
        cloud.run()
    lines = told(server)
    assert Counter((state, name) for state, name, _ in lines) == Counter(
        {(state, f"Alarm{number:04}"): 1 for number in range(PAIRS) for state in ("오류", "해결")}
    )
    assert set(weather.seen) >= set(faults), "every kind of fault has been met"
    assert cloud.failed > 0, "some alarms needed Lambda's own retries"
    assert out_of_order(lines) == []
    assert cloud.longest < timedelta(seconds=45)
    assert cloud.clock.at < NOON + minutes(430 + 5 + 60)


def out_of_order(lines: list[tuple[str, str, str]]) -> list[str]:
    """Alarms told after their own end, without saying so."""
    ended: set[str] = set()
    wrong: list[str] = []
    for state, name, rest in lines:
        if state == "해결":
            ended.add(name)
        elif name in ended and "늦게 도착" not in rest:
            wrong.append(name)
    return wrong
