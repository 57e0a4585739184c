"""What a company writes on a receipt is no correction, and part of approval where its account says so."""

import hashlib

import pytest

from receipts.domain.annotations import Annotation, Annotations, CompanySettings
from receipts.domain.company_history import Author
from receipts.domain.history import Change
from receipts.domain.life_cycle import Status
from receipts.domain.reasons import CORRECTED_AFTER_APPROVAL
from receipts.domain.receipt import Category
from receipts.domain.record import Receipt
from receipts.errors import (
    ApprovalRefusedError,
    HistoryFullError,
    IllegalTransitionError,
    StaleReceiptError,
)
from receipts.usecases.accept_receipt import Announcement
from receipts.usecases.correct_receipt import Seen
from tests.unit.usecases.conftest import TENANT, World
from tests.unit.usecases.test_correct_receipt import approved, corrected, read

ENTERTAINMENT = Category("gifts", "기업업무추진비")


def seen(receipt: Receipt) -> Seen:
    return Seen(receipt.tenant_id, receipt.id, receipt.version, "김경리", "rk_abc")


def entertained(world: World) -> Receipt:
    """A receipt that its account wants something written on."""
    return world.correct(seen(read(world)), {"category": ENTERTAINMENT})


def test_what_was_read_stays_and_the_history_tells_who_wrote_what(world: World) -> None:
    before = read(world)
    after = world.annotate(seen(before), {"memo": "팀 점심", "tags": ("#출장",)})
    assert after.annotations == Annotations(memo="팀 점심", tags=("출장",))
    assert (after.reading, after.status, after.version) == (before.reading, before.status, before.version + 1)
    (act,) = world.store.corrections(TENANT, after.id).corrections
    assert (act.by, act.key, act.version) == ("김경리", "rk_abc", after.version)
    assert act.changes == (
        Change("annotations.memo", None, "팀 점심"),
        Change("annotations.tags", None, "출장"),
    )


def test_a_receipt_that_waits_can_be_written_on(world: World) -> None:
    announced = Announcement(
        "image/jpeg", 3, hashlib.sha256(b"new").hexdigest(), annotations={"memo": "점심"}
    )
    slot = world.accept.open_slot(TENANT, announced).receipt
    assert slot.annotations == Annotations(memo="점심")
    assert world.annotate(seen(slot), {"project": "A"}).annotations == Annotations("점심", project="A")


def test_what_is_said_with_the_photo_counts_while_it_is_awaited_and_not_once_it_is_here(world: World) -> None:
    announced = Announcement(
        "image/jpeg", 7, hashlib.sha256(b"a photo").hexdigest(), annotations={"memo": "1"}
    )
    slot = world.accept.open_slot(TENANT, announced).receipt
    again = Announcement("image/jpeg", 7, announced.sha256, annotations={"project": "A"})
    assert world.accept.open_slot(TENANT, again).receipt.annotations == Annotations("1", project="A")
    receipt = read(world)
    assert receipt.id == slot.id
    late = Announcement("image/jpeg", 7, announced.sha256, annotations={"memo": "2"})
    assert world.accept.open_slot(TENANT, late).receipt.annotations == Annotations("1", project="A")


def test_entertainment_is_not_approved_before_it_is_written_with_whom_and_why(world: World) -> None:
    receipt = entertained(world)
    with pytest.raises(ApprovalRefusedError) as refusal:
        approved(world, receipt)
    assert [it.code for it in refusal.value.obstacles] == ["purpose_missing", "attendees_missing"]
    assert world.store.get(TENANT, receipt.id) == receipt
    written = world.annotate(seen(receipt), {"attendees": ("이부장",), "purpose": "계약 협의"})
    assert approved(world, written).status is Status.APPROVED


def test_one_patch_may_do_both(world: World) -> None:
    receipt = read(world)
    both = world.correct(seen(receipt), {"category": ENTERTAINMENT}, {"attendees": ("이부장",)})
    assert both.annotations.attendees == ("이부장",)
    (act,) = world.store.corrections(TENANT, both.id).corrections
    assert {"category.code", "annotations.attendees"} <= {change.path for change in act.changes}


def test_an_approved_receipt_stays_approved_until_what_it_needs_is_taken_away(world: World) -> None:
    written = world.annotate(seen(entertained(world)), {"attendees": ("이부장",), "purpose": "계약 협의"})
    closed = approved(world, written)
    still = world.annotate(seen(closed), {"memo": "영수증 원본 보관", "purpose": "재계약 협의"})
    assert still.status is Status.APPROVED
    opened = world.annotate(seen(still), {"attendees": ()})
    assert opened.status is Status.NEEDS_REVIEW
    assert opened.reading is not None
    assert opened.reading.review_reasons == (CORRECTED_AFTER_APPROVAL,)
    assert opened.annotations.attendees == ()


def test_what_an_approval_required_is_not_taken_away_while_the_receipt_is_read_anew(world: World) -> None:
    """It would come back approved, without it."""
    written = world.annotate(seen(entertained(world)), {"attendees": ("이부장",), "purpose": "계약 협의"})
    queued = world.reread(seen(approved(world, written)))
    with pytest.raises(IllegalTransitionError):
        world.annotate(seen(queued), {"attendees": ()})
    noted = world.annotate(seen(queued), {"memo": "다시 판독 중"})
    assert (noted.status, noted.annotations.attendees) == (Status.QUEUED, ("이부장",))


def test_what_became_required_after_an_approval_does_not_open_it(world: World) -> None:
    chosen = world.correct(seen(read(world)), {"category": Category("meals", "복리후생비")})
    closed = approved(world, chosen)
    required = CompanySettings({"복리후생비": (Annotation.PROJECT,)})
    world.company.set_settings(TENANT, required, world.clock.now(), Author())
    assert world.annotate(seen(closed), {"memo": "점심"}).status is Status.APPROVED


def test_the_same_act_sent_again_is_answered_and_another_is_stale(world: World) -> None:
    receipt = read(world)
    once = world.annotate(seen(receipt), {"memo": "점심"})
    assert world.annotate(seen(receipt), {"memo": "점심"}) == once
    with pytest.raises(StaleReceiptError):
        world.annotate(seen(receipt), {"memo": "저녁"})
    stranger = Seen(TENANT, receipt.id, receipt.version, "박대리")
    with pytest.raises(StaleReceiptError):
        world.annotate(stranger, {"memo": "점심"})


def test_a_slot_that_expired_takes_nothing(world: World) -> None:
    announced = Announcement("image/jpeg", 3, hashlib.sha256(b"new").hexdigest())
    slot = world.accept.open_slot(TENANT, announced).receipt
    world.store.expire([slot])
    with pytest.raises(IllegalTransitionError):
        world.annotate(seen(world.store.get(TENANT, slot.id)), {"memo": "점심"})


def test_a_history_has_an_end_for_what_is_written_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("receipts.domain.history.MOST_CORRECTIONS", 1)
    receipt = corrected(world, read(world), name="가나다식당")
    with pytest.raises(HistoryFullError):
        world.annotate(seen(receipt), {"memo": "점심"})
