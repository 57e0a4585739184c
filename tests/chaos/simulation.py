"""One seed from its first photo until the last must be settled."""

import logging
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from unittest.mock import patch
from uuid import UUID

from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import AmazonCloudWatchEMFProvider
from sqlalchemy import insert

import dead_letter_settler.composition
import receipt_parser.composition
import receipt_reconciler.composition
from dead_letter_settler.settings import DeadLetterSettlerSettings
from receipt_parser.settings import ParserSettings
from receipt_reconciler.settings import ReconcilerSettings
from receipts.adapters.postgres.application_login import Part
from receipts.adapters.postgres.tables import tenants
from tests.chaos import wire
from tests.chaos.api import Api
from tests.chaos.bucket import Bucket
from tests.chaos.clients import Clients
from tests.chaos.database import Database
from tests.chaos.dice import Dice
from tests.chaos.event_source import EventSource
from tests.chaos.ids import Ids
from tests.chaos.mechanisms import Mechanism
from tests.chaos.processes import PARSERS, Environment, Ground, Process, own_copy, settings_of, standing_in
from tests.chaos.queues import Queue
from tests.chaos.stub_reader import Kind, Photo, StubReader
from tests.chaos.timeline import Timeline
from tests.chaos.weather import ARRIVING, HOUR, STORM, Weather

END: Final = 44 * HOUR
"""The longest way: the event of an upload is lost (its slot ends after a day), the photo kills its readers
(five tries, twice), and a message is lost after that (it is stuck for six hours)."""
_TENANTS: Final = 3
_BAD: Final = 0.05
_NEVER_USED: Final = 0.03
_SHARED: Final = 0.05
_EACH_ROUND: Final = 300.0
_EACH_ROUND_LATER: Final = 5400.0
"""Less often than the schedule's minute, which costs real time: what holds so holds the more with it."""


@dataclass(slots=True)
class Simulation:
    """Everything of one seed."""

    ground: Ground
    uploads: Queue
    dead_letters: Queue
    bucket: Bucket
    wire: wire.Wire
    api: Api
    clients: Clients
    tenants: tuple[UUID, ...]
    without: Mechanism | None = None
    sources: list[EventSource] = field(default_factory=list)

    @property
    def timeline(self) -> Timeline:
        return self.ground.timeline

    def run(self) -> None:
        """Raises nothing: what went wrong is for the checker to find."""
        self._start_processes()
        self._let_weather_come()
        self.timeline.run(until=END)

    def _start_processes(self) -> None:
        self.api.start()
        parsers = [_parser(self.ground, number) for number in range(PARSERS)]
        self._serve(self.uploads, parsers)
        if self.without is not Mechanism.SETTLER:
            self._serve(self.dead_letters, [_settler(self.ground)])
        if self.without is not Mechanism.RECONCILER:
            self._schedule([_reconciler(self.ground, number) for number in range(2)])

    def _serve(self, queue: Queue, environments: list[Environment]) -> None:
        source = EventSource(queue, environments, self.timeline, self.ground.dice)
        queue.when_filled = source.pump
        self.sources.append(source)

    def _schedule(self, environments: list[Environment]) -> None:
        """A round begins whether or not the last has ended. One that would find nothing is left out."""

        def go_round() -> None:
            free = [one for one in environments if not one.is_busy]
            if free and not self.ground.database.is_at_rest():
                free[0].invoke({})

        at = 60.0
        while at < END:
            self.timeline.begin(go_round, at)
            at += _EACH_ROUND if at < STORM + HOUR else _EACH_ROUND_LATER

    def _let_weather_come(self) -> None:
        weather, database, timeline = self.ground.weather, self.ground.database, self.timeline

        def exhaust(refuse: bool) -> None:
            timeline.note("no connections left" if refuse else "connections again")
            database.refuse(refuse)

        def restart() -> None:
            timeline.note("the database restarts")
            database.restart()

        def rotate() -> None:
            timeline.note("passwords rotate")
            database.rotate()

        for at in weather.restarts:
            timeline.at(at, restart)
        for at in weather.rotations:
            timeline.at(at, rotate)
        for window in weather.exhausted:
            timeline.at(window.begins, lambda: exhaust(True))
            timeline.at(window.ends, lambda: exhaust(False))


def simulate(database: Database, seed: int, receipts: int, without: Mechanism | None = None) -> Simulation:
    """What became of a seed."""
    with quiet(), _switched_off(without):
        simulation = _simulation(database, seed, without)
        with wire.connected(simulation.wire):
            _people(simulation, receipts)
            simulation.run()
    return simulation


def _simulation(database: Database, seed: int, without: Mechanism | None) -> Simulation:
    database.empty()
    timeline, dice = Timeline(), Dice(seed)
    weather = Weather.of(dice)
    ground = Ground(timeline, dice, weather, database, Ids(dice))
    dead = Queue("dead-letters", 360, timeline, dice, weather)
    uploads = Queue("uploads", 720, timeline, dice, weather, 5, dead)
    bucket = Bucket(timeline, dice, weather, uploads.send)
    line = wire.Wire(timeline, dice, weather, bucket, uploads)
    api = Api(ground)
    clients = Clients(api, bucket, timeline, dice)
    ours = tuple(ground.ids.new() for _ in range(_TENANTS))
    with database.owner().connect() as connection:
        for number, tenant_id in enumerate(ours):
            connection.execute(insert(tenants).values(id=tenant_id, name=f"상사 {number}"))
    return Simulation(ground, uploads, dead, bucket, line, api, clients, ours, without)


def _people(simulation: Simulation, receipts: int) -> None:
    """Half of the photos come from the first tenant, and some are sent by two tenants, byte for byte."""
    dice, ours = simulation.ground.dice, simulation.tenants
    for number in range(receipts):
        at = dice.between(0, ARRIVING, "photo", "arrives")
        tenant_id = ours[0] if dice.happens(0.5, "first tenant") else dice.one_of(ours[1:], "tenant")
        kind = Kind.DEADLY if number == 0 else Kind.BAD if dice.happens(_BAD, "bad") else Kind.GOOD
        photo = Photo.of(number, tenant_id, kind, salt=str(dice.roll("salt")))
        if kind is Kind.GOOD and dice.happens(_NEVER_USED, "never used"):
            simulation.clients.announce_only(photo, at)
            continue
        simulation.clients.send(photo, at)
        if dice.happens(_SHARED, "shared"):
            other = ours[2] if tenant_id == ours[0] else ours[0]
            simulation.clients.send(Photo(number, other, kind, photo.body), at + dice.between(0, 9, "other"))


def _parser(ground: Ground, number: int) -> Environment:
    def start(process: Process) -> Callable[..., object]:
        settings = ParserSettings.from_env(settings_of(ground.database, Part.PARSER))
        with standing_in(receipt_parser.composition, process, Part.PARSER):
            return receipt_parser.composition.build(settings, StubReader(process))

    return Environment(ground, f"parser-{number}", own_copy("receipt_parser.handler"), "parse_receipt", start)


def _settler(ground: Ground) -> Environment:
    def start(process: Process) -> Callable[..., object]:
        settings = DeadLetterSettlerSettings.from_env(settings_of(ground.database, Part.OPERATOR))
        with standing_in(dead_letter_settler.composition, process, Part.OPERATOR):
            return dead_letter_settler.composition.build(settings)

    module = own_copy("dead_letter_settler.handler")
    return Environment(ground, "settler", module, "settle_dead_letter", start)


def _reconciler(ground: Ground, number: int) -> Environment:
    def start(process: Process) -> Callable[..., object]:
        settings = ReconcilerSettings.from_env(settings_of(ground.database, Part.OPERATOR))
        with standing_in(receipt_reconciler.composition, process, Part.OPERATOR):
            return receipt_reconciler.composition.build(settings)

    return Environment(
        ground, f"reconciler-{number}", own_copy("receipt_reconciler.handler"), "reconcile", start
    )


@contextmanager
def quiet() -> Iterator[None]:
    """Thousands of warnings are the point of it."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    silent: dict[str, Any] = dict.fromkeys(("add_metric", "flush_metrics"), lambda *_, **__: None)
    try:
        certificates = (
            ssl.create_default_context()
        )  # pg8000 loads them for each connection, and uses none here
        with (
            patch.multiple(AmazonCloudWatchEMFProvider, **silent),
            patch("ssl.create_default_context", lambda **_: certificates),
        ):
            yield
    finally:
        logging.disable(before)


@contextmanager
def _switched_off(mechanism: Mechanism | None) -> Iterator[None]:
    if mechanism is None:
        yield
    else:
        with mechanism.switched_off():
            yield
