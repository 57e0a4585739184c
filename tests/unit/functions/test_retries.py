"""receipt_reconciler's handler, asked by an operator to read receipts again."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest

from receipt_reconciler import handler as module
from receipt_reconciler import retries
from receipts.domain import archive
from receipts.domain.claims import Claim
from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt
from receipts.errors import InvalidRequestError
from receipts.messages import UploadedObject
from receipts.usecases.accept_receipt import Announcement, upload_message
from receipts.usecases.reread_many import RereadArchive
from receipts.usecases.retry_failed import RetryFailed
from tests.fakes.rereadings import FakeRereadings
from tests.fixtures.makers import announcing
from tests.unit.functions.test_receipt_parser import Context
from tests.unit.usecases.conftest import TENANT, World

CAUSE = FailureCause.ENGINE_UNAVAILABLE


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    world = World()
    monkeypatch.setattr(module, "reconcile", lambda: world.reconcile)
    monkeypatch.setattr(module, "retry_failed", lambda: RetryFailed(world.store, uuid4, "receipts"))
    rereadings = FakeRereadings(world.store)
    reread_archive = RereadArchive(world.store, rereadings, uuid4, "receipts")
    monkeypatch.setattr(module, "reread", lambda: reread_archive)
    monkeypatch.setattr(retries, "_CHUNK", 2)
    return world


def failed(world: World, cause: FailureCause = CAUSE, tenant: UUID = TENANT) -> Receipt:
    photo = cause.encode()
    digest = hashlib.sha256(photo + str(len(world.store.receipts)).encode()).hexdigest()
    receipt = world.accept.take(
        tenant, Announcement("image/jpeg", len(photo), digest), BytesIO(photo)
    ).receipt
    claim = world.store.claim(
        receipt.photo.key, None, claimed_by="m1", now=world.clock.now(), lease=timedelta(minutes=1)
    )
    assert isinstance(claim, Claim)
    world.store.record_failure(claim, cause, announcing)
    return world.store.get(tenant, receipt.id)


def ask(**event: object) -> dict[str, object]:
    return dict(module.handler({"cause": CAUSE.value, **event}, Context(function_name="receipt_reconciler")))


def test_all_of_a_cause_are_queued_again_chunk_by_chunk_and_none_twice(world: World) -> None:
    receipts = [failed(world, tenant=UUID(int=number)) for number in range(1, 6)]
    other = failed(world, FailureCause.NOT_A_RECEIPT)
    assert ask(retry="count") == {"failed": "5"}
    answers = [answer := ask(retry="run")]
    while "after" in answer:
        answers.append(answer := ask(retry="run", after=answer["after"]))
    assert [answer["requeued"] for answer in answers] == ["2", "2", "1"]
    assert {world.store.get(it.tenant_id, it.id).status for it in receipts} == {Status.QUEUED}
    assert world.store.get(TENANT, other.id) == other
    assert ask(retry="run") == {"requeued": "0"}


def test_one_that_its_owner_retries_at_the_same_moment_is_left_to_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the others of the chunk are queued all the same."""
    first, second = sorted((failed(world) for _ in range(2)), key=lambda it: it.id)
    listed = world.store.failed

    def retried_meanwhile(*args: Any, **options: Any) -> Sequence[Receipt]:  # noqa: ANN401 - the store's
        found = listed(*args, **options)
        world.store.requeue(first, upload_message(uuid4(), first, "receipts"))
        return found

    monkeypatch.setattr(world.store, "failed", retried_meanwhile)
    assert ask(retry="run")["requeued"] == "1"
    assert {world.store.get(TENANT, it.id).status for it in (first, second)} == {Status.QUEUED}
    assert world.store.get(TENANT, first.id).version == first.version + 1


def test_the_messages_go_out_with_the_next_round(world: World) -> None:
    receipt = failed(world)
    ask(retry="run")
    sent = len(world.queue.sent)
    world.clock.pass_time(timedelta(minutes=2))
    assert world.reconcile().sent >= 1
    assert len(world.queue.sent) == sent + 1
    world.engine.is_mended = True
    world.parse(UploadedObject(receipt.photo.key, receipt.photo.version), delivery="m2")
    assert world.store.get(TENANT, receipt.id).status is not Status.QUEUED


def test_a_tenant_and_a_time_narrow_it_down(world: World) -> None:
    early = failed(world)
    world.clock.pass_time(timedelta(hours=1))
    failed(world, tenant=UUID(int=2))
    world.clock.pass_time(timedelta(hours=1))
    since = (world.clock.now() - timedelta(hours=1)).isoformat()
    assert ask(retry="count", since=since) == {"failed": "1"}
    assert ask(retry="count", until=since) == {"failed": "1"}
    assert ask(retry="count", tenant_id=str(early.tenant_id)) == {"failed": "1"}


@pytest.mark.parametrize(
    "wrong", [{"cause": "bad luck"}, {"retry": "all"}, {"since": "2026-11-28"}, {"x": 1}]
)
def test_what_cannot_be_asked_is_refused_in_one_sentence(world: World, wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidRequestError, match=next(iter(wrong))):
        ask(**{"retry": "run", **wrong})


def reread(**event: object) -> dict[str, object]:
    return dict(module.handler(event, Context(function_name="receipt_reconciler")))


def test_the_archive_is_read_anew_chunk_by_chunk_as_the_line_has_room(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MOST_IN_LINE", 2)
    receipts = [failed(world, tenant=UUID(int=number)) for number in range(1, 4)]
    assert reread(reread="count") == {"readable": "3"}
    first = reread(reread="run")
    assert (first["queued"], first["waiting"], first["is_full"]) == ("2", "2", "yes")
    again = {"rereading": first["rereading"], "after": first["after"]}
    assert reread(reread="run", **again)["queued"] == "2"
    for receipt in receipts[:2]:
        world.store.receipts[receipt.id] = replace(
            world.store.receipts[receipt.id], status=Status.NEEDS_REVIEW
        )
    last = reread(reread="run", **again)
    assert last["queued"] == "3"
    assert "after" not in last
    assert reread(reread="sum", rereading=first["rereading"])["queued"] == "3"
    # Once more from the beginning: none that this rereading has queued is queued again.
    assert reread(reread="run", rereading=first["rereading"])["queued"] == "3"


@pytest.mark.parametrize(
    "event",
    [{"reread": "all"}, {"reread": "run", "tenant_id": "kim"}, {"reread": "count", "since": "yesterday"}],
)
def test_a_wrong_rereading_is_refused_before_anything_is_touched(
    world: World, event: dict[str, object]
) -> None:
    with pytest.raises(InvalidRequestError):
        reread(**event)
