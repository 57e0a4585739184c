"""One correction clears a shop, and teaches the account of what is bought there."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from receipts.domain.accounts import Account
from receipts.domain.company_history import Author
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Category, FieldEvidence, Reading, Source
from receipts.domain.reconsidering import Foreseen, number_taught
from receipts.domain.record import Receipt
from receipts.messages import UploadedObject
from receipts.usecases.correct_receipt import Seen
from receipts.usecases.reconsider import Reconsidered, Shop
from tests.unit.usecases.conftest import TENANT, World
from tests.unit.usecases.test_correct_receipt import NUMBER, OTHER, approved, corrected, read

SNACKS = Category("812", "회의비")


def waiting(world: World, photo: bytes, tenant: UUID = TENANT, *reasons: str) -> Receipt:
    """A receipt of the shop whose name was hardly read, and what else is in doubt."""
    receipt = read(world, photo, tenant)
    assert receipt.reading
    assert isinstance(receipt.reading.issued_at, datetime)
    later = receipt.reading.issued_at + timedelta(days=len(world.store.receipts))  # no duplicate of another
    reasons = ("merchant_low_confidence", *reasons)
    doubtful = replace(receipt.reading, issued_at=later, review_reasons=reasons)
    world.store.receipts[receipt.id] = replace(
        receipt, reading=doubtful, status=Status.NEEDS_REVIEW, duplicate_of=None
    )
    return world.store.receipts[receipt.id]


def reconsidered(
    world: World, after: UUID | None = None, limit: int = 100, tenant: UUID = TENANT
) -> Reconsidered:
    return world.reconsider(Shop(tenant, NUMBER, "김경리", "rk_abc"), after, limit)


def reading_of(world: World, receipt: Receipt) -> Reading:
    reading = world.store.get(receipt.tenant_id, receipt.id).reading
    assert reading
    return reading


def test_the_next_receipt_of_the_shop_is_suggested_the_account_that_was_approved(world: World) -> None:
    chosen = world.correct(
        Seen(TENANT, (first := read(world)).id, first.version, "김경리"), {"category": SNACKS}
    )
    approved(world, chosen)
    assert reading_of(world, read(world, b"next week")).category == SNACKS
    assert reading_of(world, read(world, b"theirs", OTHER)).category != SNACKS


def test_an_account_that_nobody_has_approved_or_nobody_has_chosen_teaches_nothing(world: World) -> None:
    approved(world, read(world, b"as suggested"))
    first = read(world)
    world.correct(Seen(TENANT, first.id, first.version, "김경리"), {"category": SNACKS})
    assert world.company.lessons == {}


def test_the_parser_suggests_in_the_companys_own_chart(world: World) -> None:
    suggested = reading_of(world, read(world, b"before")).category
    assert suggested is None  # 가나다상회 tells no kind of shop
    approved(world, corrected(world, read(world), name="가나다식당"), "not_a_duplicate")
    world.company.set_account(TENANT, Account("811", "복리후생비"), world.clock.now(), Author())
    assert reading_of(world, read(world, b"after")).category == Category("811", "복리후생비")


def test_one_correction_clears_all_that_waits_of_the_shop(world: World) -> None:
    ours = [waiting(world, b"photo %d" % number) for number in range(3)]
    theirs = waiting(world, b"theirs", OTHER)
    first = ours.pop()
    named = corrected(world, first, name="가나다식당")
    approved(world, world.correct(Seen(TENANT, named.id, named.version, "김경리"), {"category": SNACKS}))
    done = reconsidered(world)
    assert {receipt.id for receipt in done.changed} == {receipt.id for receipt in ours}
    assert {receipt.status for receipt in done.changed} == {Status.PARSED}
    assert (done.looked_at, done.last) == (2, None)
    for receipt in ours:
        reading = reading_of(world, receipt)
        assert (reading.merchant.name, reading.category) == ("가나다식당", SNACKS)
        assert reading.fields["merchant.name"].source is Source.DIRECTORY
        (act,) = world.store.corrections(TENANT, receipt.id).corrections
        assert (act.by, act.key, act.approved) == ("김경리", "rk_abc", False)
        assert {"merchant.name", "category.code"} <= {change.path for change in act.changes}
    assert world.store.receipts[theirs.id] == theirs


def test_what_one_approval_would_clear_is_foreseen_and_nothing_is_changed(world: World) -> None:
    named = corrected(world, waiting(world, b"first"), name="가나다식당")
    for photo, reason in ((b"name alone", ()), (b"blurred", ("total_low_confidence",))):
        waiting(world, photo, TENANT, *reason)
    waiting(world, b"theirs", OTHER)
    shop, before = Shop(TENANT, NUMBER, "김경리"), dict(world.store.receipts)
    assert world.reconsider.foresee(shop, named) == Foreseen(changed=2, cleared=1)
    assert world.store.receipts == before
    done = approved(world, named)
    assert world.reconsider.foresee(shop, done) == Foreseen(changed=2, cleared=1)
    statuses = [receipt.status for receipt in reconsidered(world).changed]
    assert sorted(statuses) == [Status.NEEDS_REVIEW, Status.PARSED]
    assert world.reconsider.foresee(shop, done) == Foreseen(changed=0, cleared=0)


def test_an_account_alone_is_foreseen_as_well(world: World) -> None:
    waiting(world, b"same shop")
    first = waiting(world, b"first")
    booked = world.correct(Seen(TENANT, first.id, first.version, "김경리"), {"category": SNACKS})
    assert booked.reading
    assert number_taught(booked.reading) == NUMBER
    assert world.reconsider.foresee(Shop(TENANT, NUMBER, None), booked) == Foreseen(changed=1, cleared=0)


def test_a_receipt_with_another_doubt_gets_the_name_and_still_waits(world: World) -> None:
    doubtful = waiting(world, b"blurred", TENANT, "total_low_confidence")
    approved(world, corrected(world, read(world), name="가나다식당"))
    (changed,) = reconsidered(world).changed
    assert (changed.id, changed.status) == (doubtful.id, Status.NEEDS_REVIEW)
    assert reading_of(world, doubtful).review_reasons == ("total_low_confidence",)


def test_what_a_person_wrote_on_the_very_receipt_stays(world: World) -> None:
    own = waiting(world, b"branch", TENANT, "total_low_confidence")
    own = corrected(world, own, name="가나다식당 별관")
    own = world.correct(Seen(TENANT, own.id, own.version, "박대리"), {"category": Category("1", "내 계정")})
    named = corrected(world, read(world), name="가나다식당", phone="02-333-4444")
    approved(world, world.correct(Seen(TENANT, named.id, named.version, "김경리"), {"category": SNACKS}))
    reconsidered(world)
    reading = reading_of(world, own)
    assert (reading.merchant.name, reading.category) == ("가나다식당 별관", Category("1", "내 계정"))
    assert reading.merchant.phone == "02-333-4444"


@pytest.mark.parametrize(
    ("part", "own", "known"),
    [
        ("name", "가나다식당 별관", "가나다식당"),
        ("address", "서울 중구 세종대로 110", "부산 연제구 중앙대로 1001"),
        ("phone", "02-111-2222", "02-333-4444"),
    ],
)
def test_no_word_of_a_person_is_overwritten_by_what_is_known_of_the_shop(
    world: World, part: str, own: str, known: str
) -> None:
    theirs = corrected(world, waiting(world, b"branch", TENANT, "total_low_confidence"), **{part: own})
    approved(world, corrected(world, read(world), **{"name": "가나다식당", part: known}))
    untouched = waiting(world, b"untouched", TENANT, "total_low_confidence")
    reconsidered(world)
    assert getattr(reading_of(world, theirs).merchant, part) == own
    assert getattr(reading_of(world, untouched).merchant, part) == known


def taken_away(world: World, part: str) -> Receipt:
    """A receipt of which the engine has read `part`, and a person has said that it is not there."""
    receipt = waiting(world, b"branch", TENANT, "total_low_confidence")
    assert receipt.reading
    misread: dict[str, Any] = {part: "misread"}
    merchant = replace(receipt.reading.merchant, **misread)
    place = FieldEvidence(0.9, 1, None, "misread")
    shown = {**receipt.reading.fields, f"merchant.{part}": place}
    read_so = replace(receipt.reading, merchant=merchant, fields=shown)
    world.store.receipts[receipt.id] = replace(receipt, reading=read_so)
    return corrected(world, world.store.receipts[receipt.id], **{part: None})


@pytest.mark.parametrize("is_read_anew", [False, True])
@pytest.mark.parametrize(
    ("part", "known"), [("name", "가나다식당"), ("address", "부산 연제구"), ("phone", "02-333-4444")]
)
def test_what_a_person_took_away_is_not_filled_in_again(
    world: World, part: str, known: str, is_read_anew: bool
) -> None:
    """ "Not on the receipt" is somebody's word as well, also where the present engine reads nothing there."""
    receipt = taken_away(world, part)
    if is_read_anew:
        world.reread(Seen(TENANT, receipt.id, receipt.version, "김경리"))
        world.parse(UploadedObject(receipt.photo.key, receipt.photo.version), delivery="again")
        again = world.store.get(TENANT, receipt.id)
        doubtful = replace(reading_of(world, receipt), review_reasons=("total_low_confidence",))
        world.store.receipts[again.id] = replace(again, reading=doubtful, status=Status.NEEDS_REVIEW)
    approved(world, corrected(world, read(world), **{"name": "가나다식당", part: known}))
    reconsidered(world)
    assert getattr(reading_of(world, receipt).merchant, part) is None


def test_what_is_asked_again_changes_nothing_and_notes_nothing(world: World) -> None:
    waiting(world, b"blurred", TENANT, "total_low_confidence")
    approved(world, corrected(world, read(world), name="가나다식당"))
    assert len(reconsidered(world).changed) == 1
    before = dict(world.store.receipts)
    assert reconsidered(world).changed == ()
    assert world.store.receipts == before


def test_a_pile_is_cleared_in_steps_and_each_receipt_once(world: World) -> None:
    ours = {waiting(world, b"photo %d" % number).id for number in range(5)}
    approved(world, corrected(world, read(world), name="가나다식당"))
    changed: list[UUID] = []
    step = reconsidered(world, limit=2)
    changed += [receipt.id for receipt in step.changed]
    while step.last:
        step = reconsidered(world, step.last, limit=2)
        changed += [receipt.id for receipt in step.changed]
    assert sorted(changed) == sorted(ours)


def test_where_nothing_was_learned_nothing_changes(world: World) -> None:
    receipt = waiting(world, b"photo")
    assert reconsidered(world) == Reconsidered((), 1, None)
    assert world.store.receipts[receipt.id] == receipt


def test_a_receipt_whose_number_was_not_shown_is_left_alone(world: World) -> None:
    """A number that was repaired may be another shop's."""
    receipt = waiting(world, b"photo")
    assert receipt.reading
    repaired = replace(receipt.reading, text="사업자번호 123-45-6789?")
    world.store.receipts[receipt.id] = replace(receipt, reading=repaired)
    approved(world, corrected(world, read(world), name="가나다식당"))
    assert reconsidered(world).changed == ()
