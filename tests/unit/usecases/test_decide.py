"""What a person decides about whole receipts, and what comes of it later: read anew, or purged."""

from datetime import timedelta

import pytest

from receipts.domain.decisions import RejectReason
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Source
from receipts.domain.record import Receipt
from receipts.errors import PhotoArchivedError, ReceiptNotFoundError, StaleReceiptError, UndecidableError
from receipts.messages import UploadedObject
from receipts.usecases.correct_receipt import Seen
from receipts.usecases.parse_receipt import ParseOutcome
from tests.fakes.engine import LINES
from tests.unit.usecases.conftest import TENANT, World
from tests.unit.usecases.test_correct_receipt import approved, corrected, read

DAY = timedelta(days=1)


def seen(receipt: Receipt, by: str = "김경리") -> Seen:
    return Seen(receipt.tenant_id, receipt.id, receipt.version, by, "rk_Ab3dE6g")


def now(world: World, receipt: Receipt) -> Receipt:
    return world.store.get(receipt.tenant_id, receipt.id)


def read_again(world: World, receipt: Receipt, delivery: str = "again") -> ParseOutcome:
    return world.parse(UploadedObject(receipt.photo.key, receipt.photo.version), delivery).outcome


# Read anew


def test_the_present_engine_reads_what_nobody_wrote_and_leaves_what_somebody_did(world: World) -> None:
    receipt = corrected(world, read(world), name="가나다식당")
    world.engine.version = "2"
    world.engine.lines = (*LINES[:3], "공급가액 2,364", "부가세 236", "합계 2,600")
    world.reread(seen(receipt))
    assert read_again(world, receipt) is ParseOutcome.READ
    result = now(world, receipt)
    assert result.reading
    assert result.reading.merchant.name == "가나다식당"
    assert result.reading.fields["merchant.name"].source is Source.BOOKKEEPER
    assert result.reading.amounts.total == 2600
    assert result.reading.engine
    assert result.reading.engine.version == "2"
    compared = world.reread.compare(TENANT, receipt.id)
    found = {it.path: (it.before, it.after) for it in compared.differences or ()}
    assert found["merchant.name"] == ("가나다식당", "가나다상회")
    assert "amounts.total" not in found


def test_what_was_approved_stays_to_the_letter_and_the_difference_is_shown(world: World) -> None:
    receipt = approved(world, corrected(world, read(world), name="가나다식당"))
    world.engine.lines = (*LINES[:3], "공급가액 2,364", "부가세 236", "합계 2,600")
    queued = world.reread(seen(receipt))
    assert (queued.status, queued.reading) == (Status.QUEUED, receipt.reading)
    read_again(world, receipt)
    result = now(world, receipt)
    assert (result.status, result.reading) == (Status.APPROVED, receipt.reading)
    compared = world.reread.compare(TENANT, receipt.id)
    assert "amounts.total" in {it.path for it in compared.differences or ()}


def test_what_cannot_be_read_anew_stands_where_it_stood(world: World) -> None:
    receipt = approved(world, read(world))
    world.reread(seen(receipt))
    world.objects.bodies[receipt.photo.key] = b"not what was announced"
    assert read_again(world, receipt) is ParseOutcome.FAILED
    assert (now(world, receipt).status, now(world, receipt).reading) == (Status.APPROVED, receipt.reading)


def test_a_rereading_asked_for_twice_is_queued_once(world: World) -> None:
    receipt = read(world)
    sent = len(world.queue.sent)
    assert world.reread(seen(receipt)) == world.reread(seen(receipt))
    assert len(world.queue.sent) == sent + 1
    with pytest.raises(StaleReceiptError):
        world.reread(seen(receipt, by="이대리"))


def test_a_photo_in_the_archive_is_asked_back_first(world: World) -> None:
    receipt = read(world)
    world.objects.archived.add(receipt.photo.key)
    with pytest.raises(PhotoArchivedError):
        world.reread(seen(receipt))
    assert now(world, receipt) == receipt


def test_what_is_being_read_or_was_put_aside_is_not_read_anew(world: World) -> None:
    receipt = world.decide.reject(seen(read(world)), RejectReason.ILLEGIBLE)
    with pytest.raises(UndecidableError):
        world.reread(seen(receipt))


# Purged


def test_a_deleted_receipt_can_be_restored_for_thirty_days_and_is_gone_with_its_photo_then(
    world: World,
) -> None:
    receipt = world.decide.delete(seen(read(world)))
    stays = read(world, b"another")
    world.clock.pass_time(29 * DAY)
    world.reconcile()
    assert now(world, receipt).status is Status.DELETED
    world.clock.pass_time(2 * DAY)
    assert world.reconcile().swept >= 1
    with pytest.raises(ReceiptNotFoundError):
        now(world, receipt)
    assert world.objects.bodies.keys() == {stays.photo.key}
    assert now(world, stays) == stays


def test_a_photo_is_let_go_of_later_where_the_bucket_is_away_or_holds_it_locked(world: World) -> None:
    receipt = world.decide.delete(seen(read(world)))
    world.clock.pass_time(31 * DAY)
    world.objects.is_down = True
    assert world.reconcile().failures
    with pytest.raises(ReceiptNotFoundError):
        now(world, receipt)
    world.objects.is_down, world.objects.locked = False, {receipt.photo.key}
    assert not world.reconcile().failures
    world.objects.locked = set()
    world.reconcile()
    assert receipt.photo.key in world.objects.bodies  # looked at once a day
    world.clock.pass_time(1.1 * DAY)
    world.reconcile()
    assert receipt.photo.key not in world.objects.bodies


def test_a_note_is_masked_like_everything_else(world: World) -> None:
    receipt = world.decide.reject(seen(read(world)), RejectReason.OTHER, "카드 4579-7312-3456-1234")
    last = world.store.last_correction(TENANT, receipt.id)
    assert last
    assert last.decision
    assert "7312-3456" not in (last.decision.note or "")
    assert last.key == "rk_Ab3dE6g"
