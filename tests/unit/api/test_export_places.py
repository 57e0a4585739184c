"""Of the exports that work at a time, a tenant has one: what it asks for besides waits, and only that."""

import threading
from uuid import UUID

import anyio
from anyio import fail_after
from anyio.to_thread import run_sync

from receipts_api.exports.places import ExportPlaces

KIM, LEE = UUID(int=1), UUID(int=2)
GENEROUS_SECONDS = 60


def test_a_tenants_second_export_waits_for_its_first_and_anothers_does_not() -> None:
    begun, release = threading.Event(), threading.Event()
    told: list[str] = []

    def large() -> None:
        begun.set()
        release.wait(GENEROUS_SECONDS)
        told.append("large")

    async def ask() -> None:
        places = ExportPlaces(2)
        with fail_after(GENEROUS_SECONDS):
            async with anyio.create_task_group() as asked:
                asked.start_soon(places.run, KIM, large)
                await run_sync(begun.wait, GENEROUS_SECONDS)
                asked.start_soon(places.run, KIM, told.append, "next")
                await anyio.wait_all_tasks_blocked()
                await places.run(LEE, told.append, "another's")
                release.set()

    anyio.run(ask)
    assert told == ["another's", "large", "next"]


def test_what_a_tenant_gave_back_is_forgotten() -> None:
    places = ExportPlaces(1)

    async def ask() -> str:
        return await places.run(KIM, str, 5)

    assert anyio.run(ask) == "5"
    assert len(places._of_a_tenant) == 0
