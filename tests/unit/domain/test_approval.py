"""What stands between a receipt and its approval."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from receipts.domain.advice import advice_on
from receipts.domain.annotations import Annotation
from receipts.domain.approval import approval_of, open_reasons, without_confirmed
from receipts.domain.life_cycle import Status
from receipts.domain.obstacles import Obstacle
from receipts.domain.receipt import Reading
from receipts.domain.record import Receipt
from receipts.domain.sentence import Language
from receipts.errors import AcceptanceError, ApprovalRefusedError
from tests.fixtures.makers import a_reading, a_receipt

TODAY = date(2022, 12, 1)


def a_record(**read: object) -> Receipt:
    return replace(a_receipt(UUID(int=1)), status=Status.NEEDS_REVIEW, reading=a_reading(**read))


def in_the_way(receipt: Receipt, *accept: str, missing: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(ApprovalRefusedError) as refusal:
        approval_of(receipt, TODAY, accept, missing)
    return [obstacle.code for obstacle in refusal.value.obstacles]


def test_what_a_tenant_requires_and_a_receipt_lacks_has_to_be_entered() -> None:
    assert in_the_way(a_record(), missing=("attendees", "purpose")) == [
        "attendees_missing",
        "purpose_missing",
    ]
    with pytest.raises(AcceptanceError) as refusal:
        approval_of(a_record(), TODAY, ["attendees_missing"], ["attendees"])
    assert refusal.value.found == {0: "attendees_missing"}


def test_a_probable_copy_is_approved_by_whoever_says_that_it_is_none() -> None:
    copy = replace(a_record(), duplicate_of=UUID(int=7))
    assert in_the_way(copy) == ["not_a_duplicate"]
    approval = approval_of(copy, TODAY, ["not_a_duplicate"])
    assert (approval.accepted, approval.confirmed) == (("not_a_duplicate",), ())


def test_the_checks_are_run_as_of_today() -> None:
    approval = approval_of(a_record(checks=()), TODAY)
    assert {check.code for check in approval.reading.checks} > {"date_plausible", "items_add_up"}


@pytest.mark.parametrize("day", [date(2022, 10, 1), date(2028, 6, 1)])
def test_a_date_is_looked_at_from_the_day_of_the_approval(day: date) -> None:
    """In the future of the first day, and older than vouchers are kept on the second."""
    with pytest.raises(ApprovalRefusedError) as refusal:
        approval_of(a_record(), day)
    assert [obstacle.code for obstacle in refusal.value.obstacles] == ["date_plausible"]


def test_nothing_is_open_once_a_receipt_is_approved() -> None:
    doubtful = replace(a_record(review_reasons=("total_low_confidence",)), duplicate_of=UUID(int=7))
    assert open_reasons(doubtful) == ("total_low_confidence", "possible_duplicate")
    assert open_reasons(replace(doubtful, status=Status.APPROVED)) == ()


def test_what_a_photo_shows_is_not_settled_by_an_approval() -> None:
    """Corrected afterwards, the receipt has to be approved anew, and the photo still shows two."""
    reading = a_reading(review_reasons=("multiple_receipts", "issued_at_ambiguous"))
    assert without_confirmed(reading).review_reasons == ("multiple_receipts",)
    assert in_the_way(a_record(review_reasons=("multiple_receipts",))) == ["single_receipt"]


@pytest.mark.parametrize("language", sorted(Language))
def test_every_obstacle_has_a_sentence(language: Language) -> None:
    record = replace(a_record(), reading=Reading(), duplicate_of=UUID(int=7))
    with pytest.raises(ApprovalRefusedError) as refusal:
        approval_of(record, TODAY, (), ["attendees"])
    obstacles = refusal.value.obstacles
    assert [it.code for it in obstacles] == [
        "total_missing",
        "issued_at_missing",
        "merchant_missing",
        "not_a_duplicate",
        "attendees_missing",
    ]
    sentences = {advice_on(it).in_language(language) for it in obstacles}
    assert len(sentences) == len(obstacles)
    required = [Obstacle(f"{name}_missing", acceptable=False) for name in Annotation]
    assert len({advice_on(it).in_language(language) for it in required}) == len(Annotation)
