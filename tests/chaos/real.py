"""The same promise with real processes, real time and the real reader, and `kill -9`.

Which photo goes which way, and what is killed when, is drawn from the seed; what comes of it is not, since
real processes take their own time.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
from sqlalchemy import create_engine, text

from local.client import Photo, ReceiptsClient
from local.processes import wait_until
from tests.chaos.dice import Dice
from tests.e2e.photos import small_photos, wait_settled
from tests.e2e.stacks import RunningStack, started, temporary_folder

_KILLS = 3
_SECONDS_BETWEEN = (3.0, 12.0)
_SECONDS_TO_SETTLE = 1800.0
_PATIENT = ("--visibility-timeout", "120")
"""Seconds that a function has as well: a busy machine is no finding."""
_CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'receipts\\_%'"
_COUNTS = """
    SELECT count(*), count(DISTINCT id), count(*) FILTER (WHERE status IN ('parsed', 'needs_review')),
        (SELECT count(*) FROM receipt_events WHERE kind IN ('parsed', 'needs_review')),
        (SELECT count(*) FROM outbox WHERE sent_at IS NULL)
    FROM receipts
"""


@dataclass(slots=True)
class Sender:
    """A client that tries until it is answered, whatever dies meanwhile; it sends everything twice."""

    client: ReceiptsClient
    dice: Dice

    def send_twice(self, photo: Photo) -> str:
        """The receipt's id, which must be the same both times."""
        first, second = (self._send(photo) for _ in range(2))
        if first != second:
            raise AssertionError(f"{photo.name} is {first} and {second}")
        return first

    def _send(self, photo: Photo) -> str:
        while True:
            send = self.dice.one_of((self.client.upload, self.client.post), photo.name)
            try:
                return str(send(photo)["id"])
            except httpx.HTTPError:
                time.sleep(0.5)


def play(seed: int, photos: int) -> list[str]:
    """What promises were broken; none if all were kept."""
    dice = Dice(seed)
    sent = small_photos(photos, first=seed * 1000)
    with temporary_folder() as folder:
        with started(folder, *_PATIENT) as stack, stack.client("before the end") as client:
            key = client.api_key
            with ThreadPoolExecutor(2) as senders:
                ids = senders.map(Sender(client, dice).send_twice, sent)
                _disturb(stack, dice)
                told = set(ids)
            _kill_api(stack)
        with started(folder, *_PATIENT) as again, ReceiptsClient(again.env["API_URL"], key) as client:
            told_again = {Sender(client, dice).send_twice(photo) for photo in sent}
            wait_settled(client, told, seconds=_SECONDS_TO_SETTLE)
            lost = {one for one in told if not client.image(one)}
            wait_until(lambda: again.count("SELECT count(*) FROM outbox WHERE sent_at IS NULL") == 0, 120)
            return [
                *_doubled(again, photos),
                *(f"lost: the photo of {one}" for one in lost | (told ^ told_again)),
            ]


def _disturb(stack: RunningStack, dice: Dice) -> None:
    """Parsers die in the middle, and connections are cut, while photos come in and are read."""
    owner = create_engine(stack.env["DATABASE_OWNER_URL"], isolation_level="AUTOCOMMIT")
    for _ in range(_KILLS):
        time.sleep(dice.between(*_SECONDS_BETWEEN, "next trouble"))
        if dice.happens(0.3, "cut"):
            with owner.connect() as connection:
                connection.execute(text(_CUT))
            print("all connections to the database were cut", flush=True)
        else:
            killed = stack.parsers()
            for process in killed:
                process.kill()
            print(f"kill -9 of {len(killed)} parsers", flush=True)
    owner.dispose()


def _kill_api(stack: RunningStack) -> None:
    """The stack notices, and ends; what it was asked to keep it keeps."""
    (api,) = [one for one in stack.processes() if "receipts_api" in one.cmdline()]
    api.kill()
    print("kill -9 of the API", flush=True)
    stack.process.wait(60)


def _doubled(stack: RunningStack, photos: int) -> list[str]:
    """The stack's own tenant has no receipts."""
    names = ("receipts", "ids", "read", "results", "unsent messages")
    wanted = (photos, photos, photos, photos, 0)
    engine = create_engine(stack.env["DATABASE_OWNER_URL"])
    with engine.connect() as connection:
        found = connection.execute(text(_COUNTS)).one()
    engine.dispose()
    told = zip(names, found, wanted, strict=True)
    return [f"{name}: {is_so} and not {must_be}" for name, is_so, must_be in told if is_so != must_be]
