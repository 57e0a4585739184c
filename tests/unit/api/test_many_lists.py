"""Lists may be heavy: a few are made at a time, and whoever wants one receipt does not wait for them."""

import asyncio
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import pytest

from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt
from receipts.domain.summary import Summary
from receipts.ports import Page
from tests.fixtures.makers import a_reading
from tests.unit.api.conftest import OTHER_TENANT, TENANT, World


def test_a_few_lists_are_made_at_a_time_and_a_single_receipt_does_not_wait_for_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World(lists_at_once=2)
    receipt_id = world.api.send(b"a photo").json()["id"]
    at_work, reached, release = [0], threading.Semaphore(0), threading.Event()
    find, most = world.finder.find, [0]

    def slow_find(*args: object, **options: object) -> Page[Summary]:
        at_work[0] += 1
        most[0] = max(most[0], at_work[0])
        reached.release()
        assert release.wait(60)
        at_work[0] -= 1
        return find(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(world.finder, "find", slow_find)

    async def look() -> tuple[int, list[int]]:
        async with world.api.at_once() as api:
            lists = [asyncio.create_task(api.get("/api/receipts")) for _ in range(6)]
            while reached._value < 2:
                await asyncio.sleep(0)
            try:
                one = await asyncio.wait_for(api.get(f"/api/receipts/{receipt_id}"), 10)
            finally:
                release.set()
            return one.status_code, [(await answer).status_code for answer in lists]

    one, lists = asyncio.run(look())
    assert (one, lists) == (200, [200] * 6)
    assert most[0] == 2


def approved(world: World, tenant: UUID) -> str:
    """The id of a receipt of this tenant."""
    receipt_id = world.read(a_reading(), tenant.bytes)
    world.becomes(receipt_id, Status.APPROVED)
    world.store.receipts[UUID(receipt_id)] = replace(world.store.receipts[UUID(receipt_id)], tenant_id=tenant)
    return receipt_id


@pytest.mark.parametrize("file", ["csv", "xlsx"])
def test_so_are_exports_of_each_tenant_one_and_no_list_waits_for_them(
    file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(lists_at_once=1, exports_at_once=2)
    receipt_id, _ = approved(world, TENANT), approved(world, OTHER_TENANT)
    at_work: Counter[UUID] = Counter()
    most: Counter[UUID] = Counter()
    reached, release = threading.Semaphore(0), threading.Event()
    ledger = world.app.state.dependencies.export.ledger
    look_up = ledger.receipts

    def slow_rows(tenant_id: UUID, ids: Sequence[UUID], *, with_text: bool = False) -> Sequence[Receipt]:
        at_work[tenant_id] += 1
        most[tenant_id] = max(most[tenant_id], at_work[tenant_id])
        reached.release()
        assert release.wait(60)
        at_work[tenant_id] -= 1
        found: Sequence[Receipt] = look_up(tenant_id, ids, with_text=with_text)
        return found

    monkeypatch.setattr(ledger, "receipts", slow_rows)

    async def look() -> tuple[list[int], list[int]]:
        async with world.api.at_once() as api, world.attacker.at_once() as other:
            files = [
                asyncio.create_task(asker.get(f"/api/exports/receipts.{file}"))
                for asker in (api, api, api, other, other, other)
            ]
            while reached._value < 2:
                await asyncio.sleep(0)
            try:
                paths = "/api/receipts", f"/api/receipts/{receipt_id}"
                others = [await asyncio.wait_for(api.get(path), 10) for path in paths]
            finally:
                release.set()
            return [it.status_code for it in others], [(await file).status_code for file in files]

    others, files = asyncio.run(look())
    assert (others, files) == ([200] * 2, [200] * 6)
    assert most == {TENANT: 1, OTHER_TENANT: 1}
