"""Receipts arrive faster than they are read, until an alarm goes off and readers are added."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Final

import httpx
from PIL import Image

from local.client import Photo, ReceiptsClient
from local.cloudwatch import State
from local.drills.operator import operator
from local.drills.world import World
from local.resources import QUEUE, session_of

ALARM: Final = "MonthEndSurge"
SPEED: Final = 200.0
_COMPANIES = ("한빛상사", "달빛상사", "별빛상사", "구름상사")
_AT_ONCE = 4
_MOST_SENT = 2_000
_WELL_BELOW = 0.95
"""Share of the alarm's threshold: closer to it the alarm would come and go."""
_FEWEST, _READERS = 2, 4
"""Parsers at once, before and after the runbook."""
_OPEN = "SELECT count(*) FROM receipts WHERE status IN ('queued', 'processing', 'awaiting_upload')"


def drill(world: World) -> None:
    """Raises DrillFailedError at the step that did not happen."""
    queue = _Queue(world)
    world.set_parsers_at_once(_FEWEST)
    with world.measuring("ApproximateNumberOfMessagesVisible", queue.depth):
        rule = world.watch(ALARM, ReceiptQueueName=QUEUE).rule
        clients = [world.client(name) for name in _COMPANIES]
        text = world.read_one(clients[0])["status"]
        world.timeline.step("before: a receipt goes all the way", f"status {text}")
        before = world.count("SELECT count(*) FROM receipts")
        with _surge(clients) as sent:
            world.timeline.step(f"trouble: {len(clients)} companies send as fast as the API takes it", _WHAT)
            world.until_state(ALARM, State.ALARM, 240)
            world.timeline.step("metric ApproximateNumberOfMessagesVisible", f"{queue.depth():.0f} wait")
            world.timeline.require(queue.depth() > rule.threshold, "more wait than the alarm's threshold")
            world.until_slack_says(ALARM)
        _recover(world, queue, rule.threshold)
        known = world.count("SELECT count(*) FROM receipts") - before
        world.timeline.require(known == len(sent), f"of {len(sent)} that were sent none is lost, not {known}")
        failed = world.count("SELECT count(*) FROM receipts WHERE failure_cause = 'internal_error'")
        world.timeline.require(failed == 0, "none failed through our fault")


_WHAT = "small pictures without text, which end as not_a_receipt: reading costs this machine little"


def _recover(world: World, queue: _Queue, threshold: float) -> None:
    with operator(world) as person:
        person.follow(ALARM, "Is the queue getting shorter?")
        person.follow(ALARM, "Connections before concurrency.")
        began, waiting = time.monotonic(), world.count(_OPEN)
        concurrency = {"MaximumConcurrency=40": f"MaximumConcurrency={_READERS}"}
        person.follow(ALARM, "If there is room", here=concurrency)
    readers = world.parsers_at_once()
    world.timeline.require(readers == _READERS, f"{_READERS} read at once, not {readers}")
    enough = threshold * _WELL_BELOW
    world.until(lambda: queue.depth() < enough, 240, f"fewer than {enough:.0f} wait")
    world.until_state(ALARM, State.OK, 60)
    world.until_slack_shows_all_clear(ALARM)
    seconds, left = time.monotonic() - began, world.count(_OPEN)
    a_second = (waiting - left) / seconds
    world.timeline.step(
        "recovered: the queue gets shorter",
        f"{waiting - left} read in {seconds:.0f} s, {a_second:.1f} a second; the other {left} will take "
        f"about {left / max(a_second, 0.1):.0f} s",
    )


class _Queue:
    """The upload queue, as SQS counts it."""

    def __init__(self, world: World) -> None:
        session, self._url = session_of(world.env), world.env["RECEIPT_QUEUE_URL"]
        self._sqs = session.client("sqs", endpoint_url=world.env["AWS_ENDPOINT_URL"])
        self._cloudwatch = session.client("cloudwatch", endpoint_url=world.env["AWS_ENDPOINT_URL"])

    def depth(self) -> float:
        """How many wait; also sent to CloudWatch, where the runbook looks."""
        asked = self._sqs.get_queue_attributes(
            QueueUrl=self._url, AttributeNames=["ApproximateNumberOfMessages"]
        )
        waiting = float(asked["Attributes"]["ApproximateNumberOfMessages"])
        self._cloudwatch.put_metric_data(
            Namespace="AWS/SQS",
            MetricData=[
                {
                    "MetricName": "ApproximateNumberOfMessagesVisible",
                    "Dimensions": [{"Name": "QueueName", "Value": QUEUE}],
                    "Timestamp": datetime.now(UTC),
                    "Value": waiting,
                }
            ],
        )
        return waiting


@contextmanager
def _surge(clients: list[ReceiptsClient]) -> Iterator[list[str]]:
    """Send from many threads until the block ends; yields the ids of what was taken."""
    ended, numbers, sent = threading.Event(), count(), list[str]()

    def send(client: ReceiptsClient) -> None:
        while not ended.is_set() and (number := next(numbers)) < _MOST_SENT:
            try:
                sent.append(client.post(Photo("slip.png", _blank(number), "image/png"))["id"])
            except httpx.HTTPStatusError as error:
                ended.wait(float(error.response.headers.get("Retry-After", "1")))

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        running = [pool.submit(send, clients[number % len(clients)]) for number in range(_AT_ONCE)]
        try:
            yield sent
        finally:
            ended.set()
            for one in running:
                one.result()


def _blank(number: int) -> bytes:
    """A picture like no other, with nothing on it."""
    picture = Image.new("RGB", (48, 48), (255, 255 - number % 16, 255 - number // 16 % 16))
    picture.putpixel((0, 0), (255, 255, number // 256))
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()
