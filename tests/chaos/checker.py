"""What the clients would swear to, against API, database, bucket, queues and topic."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from fastapi import FastAPI

from receipts.adapters.postgres.application_login import Part
from receipts.domain.life_cycle import IN_WORK, NOT_LIVE, READ, Status
from receipts.domain.object_key import rendition_key
from receipts_api import main
from receipts_api.settings import ApiSettings
from tests.chaos import wire
from tests.chaos.clients import Entry
from tests.chaos.processes import Onlooker, settings_of, standing_in
from tests.chaos.simulation import Simulation
from tests.chaos.stub_reader import Kind, total_of
from tests.fixtures.tenants import issue_api_key
from tests.unit.api.client import ApiClient

_FAILS_AS: Final = {Kind.BAD: "not_a_receipt", Kind.DEADLY: "internal_error"}


@dataclass(frozen=True, slots=True)
class Row:
    """A receipt as the database has it."""

    id: UUID
    tenant_id: UUID
    sha256: str
    status: Status
    failure: str | None
    key: str
    version: str | None
    record_version: int
    settled: int
    """How often a reading was written as its result."""


class Checker:
    """Compares at the end, when all must have come to rest."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._rows = _rows(simulation)
        self._by_photo: dict[tuple[UUID, str], list[Row]] = defaultdict(list)
        for row in self._rows:
            self._by_photo[row.tenant_id, row.sha256].append(row)
        self._shown = _shown_by_api(simulation)

    def violations(self) -> list[str]:
        """One line for each promise that was broken; none if all were kept."""
        found = [
            *self._simulation.ground.surprises,
            *(line for entry in self._simulation.clients.log for line in self._of_photo(entry)),
            *self._stuck(),
            *self._leaked(),
            *self._untold(),
        ]
        return sorted(found)

    def _of_photo(self, entry: Entry) -> Iterator[str]:
        photo = entry.photo
        name = f"photo {photo.number} of {photo.tenant_id}"
        rows = self._by_photo[photo.tenant_id, photo.sha256]
        if unknown := entry.told - {row.id for row in rows}:
            yield f"lost: {name}: the client was told of {unknown}"
        live = [row for row in rows if row.status not in NOT_LIVE]
        wanted = int(entry.is_accepted and not entry.is_deleted)
        if len(live) != wanted:
            yield f"{'lost' if len(live) < wanted else 'doubled'}: {name}: {len(live)} live receipts"
        for row in live:
            yield from self._of_row(entry, row, name)
        if entry.is_deleted:
            yield from (f"lost: {name}: no photo" for row in rows if not self._has_photo(entry, row))

    def _of_row(self, entry: Entry, row: Row, name: str) -> Iterator[str]:
        if not self._has_photo(entry, row):
            yield f"lost: {name}: its photo is not where the record says"
        if entry.photo.kind is Kind.GOOD:
            yield from self._of_good(entry, row, name)
        elif (row.status, row.failure) != (Status.FAILED, _FAILS_AS[entry.photo.kind]):
            yield f"wrong: {name}: a {entry.photo.kind} photo is {row.status} {row.failure}"

    def _of_good(self, entry: Entry, row: Row, name: str) -> Iterator[str]:
        if row.status is Status.FAILED:
            yield f"failed: {name}: a good photo, {row.failure}"
        elif row.status not in READ:
            yield f"stuck: {name} is {row.status}"
        else:
            yield from self._of_shown(entry, self._shown[entry.photo.tenant_id].get(str(row.id)), name)
        rendition = self._simulation.bucket.find(rendition_key(row.key, 1), None)
        if rendition and rendition.body != entry.photo.body:
            yield f"mixed: {name}: its page is another photo's"
        if row.settled > 1:
            yield f"doubled: {name}: {row.settled} results were written"
        if entry.is_approved and row.status is not Status.APPROVED:
            yield f"lost: {name}: its approval, it is {row.status}"

    def _of_shown(self, entry: Entry, shown: dict[str, Any] | None, name: str) -> Iterator[str]:
        if shown is None:
            yield f"lost: {name}: the API does not list it"
            return
        if shown["amounts"]["total"] != str(total_of(entry.photo.number)):
            yield f"mixed: {name} shows {shown['amounts']['total']}"
        if shown["duplicate_of"]:
            yield f"mixed: {name} is said to be a double of another purchase"

    def _has_photo(self, entry: Entry, row: Row) -> bool:
        stored = self._simulation.bucket.find(row.key, row.version)
        return stored is not None and stored.body == entry.photo.body

    def _stuck(self) -> Iterator[str]:
        simulation = self._simulation
        for row in self._rows:
            if row.status in IN_WORK | {Status.AWAITING_UPLOAD}:
                yield f"stuck: receipt {row.id} is {row.status}"
        for queue in (simulation.uploads, simulation.dead_letters):
            if queue.messages:
                yield f"stuck: {len(queue.messages)} messages in {queue.name}"
        unsent = simulation.ground.database.rows("SELECT count(*) FROM outbox WHERE sent_at IS NULL")[0][0]
        if unsent:
            yield f"stuck: {unsent} messages in the outbox"

    def _leaked(self) -> Iterator[str]:
        """A key names its tenant, and so does what is told to subscribers; nobody sees another's."""
        whose = {str(row.id): row.tenant_id for row in self._rows}
        for tenant_id, shown in self._shown.items():
            yield from (f"leaked: {one} to {tenant_id}" for one in shown if whose[one] != tenant_id)
        for row in self._rows:
            if row.key.split("/")[1:] != [str(row.tenant_id), str(row.id)]:
                yield f"mixed: receipt {row.id} has the photo {row.key}"
        for event in map(json.loads, self._simulation.wire.published):
            if str(whose[event["receipt_id"]]) != event["tenant_id"]:
                yield f"leaked: {event} to the wrong tenant's subscribers"

    def _untold(self) -> Iterator[str]:
        """Whoever goes by events knows how each receipt stands: that of the highest version tells."""
        told: dict[str, tuple[int, str, str | None]] = {}
        for event in map(json.loads, self._simulation.wire.published):
            known = event["version"], event["status"], event["act"]
            told[event["receipt_id"]] = max(told.get(event["receipt_id"], known), known, key=lambda it: it[0])
        for row in self._rows:
            if row.status in READ | {Status.FAILED, Status.DELETED}:
                last = told.get(str(row.id))
                if last is None or last[:2] != (row.record_version, row.status):
                    yield f"untold: receipt {row.id} is {row.status} at {row.record_version}, told was {last}"


def _rows(simulation: Simulation) -> list[Row]:
    database = simulation.ground.database
    results = "SELECT receipt_id FROM receipt_events WHERE kind IN ('parsed', 'needs_review')"
    settled = Counter(receipt_id for (receipt_id,) in database.rows(results))
    columns = "id, tenant_id, sha256, status, failure_cause, object_key, object_version, version"
    return [
        Row(row[0], row[1], row[2], Status(row[3]), row[4], row[5], row[6], row[7], settled[row[0]])
        for row in database.rows(f"SELECT {columns} FROM receipts ORDER BY id")
    ]


def _shown_by_api(simulation: Simulation) -> dict[UUID, dict[str, dict[str, Any]]]:
    """All that each tenant's key lists, by id."""
    ground = simulation.ground
    process = Onlooker(ground, "the checker's API")
    settings = ApiSettings.from_env(settings_of(ground.database, Part.API))
    with wire.connected(simulation.wire), standing_in(main, process, Part.API):
        app = main._assembled(settings)
    return {tenant_id: _listed(app, simulation, tenant_id) for tenant_id in simulation.tenants}


def _listed(app: FastAPI, simulation: Simulation, tenant_id: UUID) -> dict[str, dict[str, Any]]:
    client = ApiClient(app, issue_api_key(simulation.ground.database.owner(), tenant_id))
    found, cursor = [], ""
    while True:
        answer = client.get(f"/api/receipts?view=full&limit=200{cursor}").json()
        found += answer["receipts"]
        if answer["next_cursor"] is None:
            return {one["id"]: one for one in found}
        cursor = f"&cursor={answer['next_cursor']}"
