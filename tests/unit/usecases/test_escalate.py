"""A second engine is asked about doubtful receipts only, as the tenant chose, and never fails a receipt."""

import hashlib
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from uuid import UUID

import pytest

from receipts.domain.business_number import BusinessNumber
from receipts.domain.escalation import ExpenseField
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Outcome, Reading, Source
from receipts.errors import EngineUnavailableError, EscalationError, PictureRefusedError
from receipts.messages import UploadedObject
from receipts.usecases.accept_receipt import Announcement
from receipts.usecases.escalate import Escalate
from receipts.usecases.parse_receipt import ParseResult
from tests.fakes.expense_reader import FakeExpenseReader
from tests.fakes.spending import FakeSpending
from tests.unit.usecases.conftest import TENANT, World

ALWAYS, SELDOM = 1.0, 0.01
NAME = ExpenseField("가나다상회 은하점", 1.0, "가나다상회 은하점")


@pytest.fixture
def clova() -> FakeExpenseReader:
    return FakeExpenseReader(Source.CLOVA, merchant__name=NAME)


def parsed(world: World, photo: bytes = b"a photo") -> ParseResult:
    announced = Announcement("image/jpeg", len(photo), hashlib.sha256(photo).hexdigest())
    receipt = world.accept.take(TENANT, announced, BytesIO(photo)).receipt
    return world.parse(UploadedObject(receipt.photo.key, receipt.photo.version), delivery="m1")


def reading_after(world: World, photo: bytes = b"a photo") -> Reading:
    receipt_id = parsed(world, photo).receipt_id
    assert receipt_id is not None
    receipt = world.store.get(TENANT, receipt_id)
    assert receipt.status in {Status.PARSED, Status.NEEDS_REVIEW}
    assert receipt.reading is not None
    return receipt.reading


def test_a_doubtful_field_comes_from_the_other_engine(world: World, clova: FakeExpenseReader) -> None:
    world.escalate = Escalate(ALWAYS, clova, {}, FakeSpending())
    reading = reading_after(world)
    assert reading.merchant.name == "가나다상회 은하점"
    assert reading.fields["merchant.name"].source is Source.CLOVA
    assert reading.amounts.total == Decimal(2500)


def test_the_record_says_who_was_asked_for_what_and_what_it_cost(
    world: World, clova: FakeExpenseReader
) -> None:
    world.escalate = Escalate(ALWAYS, clova, {}, FakeSpending())
    asked = reading_after(world).escalation
    assert asked is not None
    assert (asked.source, asked.version, asked.failure) == (Source.CLOVA, "1", None)
    assert (asked.cost_usd, asked.taken) == (Decimal("0.06"), ("merchant.name",))
    assert {"amounts.total", "issued_at", "merchant.name"} <= set(asked.asked)
    assert asked.seconds >= 0


def test_a_reading_that_is_sure_costs_nothing(world: World, clova: FakeExpenseReader) -> None:
    world.escalate = Escalate(SELDOM, clova, {}, FakeSpending())
    assert reading_after(world).escalation is None
    assert clova.reads == 0


def test_a_tenant_has_its_own_engine_or_none(world: World, clova: FakeExpenseReader) -> None:
    textract = FakeExpenseReader(Source.TEXTRACT)
    world.escalate = Escalate(ALWAYS, textract, {TENANT: clova, UUID(int=2): None}, FakeSpending())
    asked = reading_after(world).escalation
    assert asked is not None
    assert (asked.source, textract.reads) == (Source.CLOVA, 0)


def test_a_tenant_that_wants_no_engine_is_spared_the_default(world: World, clova: FakeExpenseReader) -> None:
    world.escalate = Escalate(ALWAYS, clova, {TENANT: None}, FakeSpending())
    assert reading_after(world).escalation is None
    assert clova.reads == 0


@pytest.mark.parametrize("error", [EngineUnavailableError("HTTP 500"), PictureRefusedError("too dark")])
def test_when_the_engine_fails_the_embedded_reading_stands_and_says_so(
    world: World, clova: FakeExpenseReader, error: EscalationError
) -> None:
    plain = reading_after(World())
    clova.error = error
    world.escalate = Escalate(ALWAYS, clova, {}, FakeSpending())
    reading = reading_after(world)
    assert (reading.merchant, reading.amounts, reading.fields) == (
        plain.merchant,
        plain.amounts,
        plain.fields,
    )
    assert reading.review_reasons == plain.review_reasons
    assert reading.escalation is not None
    assert (reading.escalation.failure, reading.escalation.cost_usd) == (str(error), Decimal(0))
    (check,) = [check for check in reading.checks if check.code == "second_engine"]
    assert (check.outcome, check.detail) == (Outcome.WARNED, f"clova did not help: {error}")


def test_a_tenant_that_has_spent_its_budget_is_not_asked_for_until_next_month(
    world: World, clova: FakeExpenseReader
) -> None:
    spending = FakeSpending()
    world.escalate = Escalate(ALWAYS, clova, {}, spending, monthly_usd=Decimal("0.06"))
    assert reading_after(world).merchant.name == "가나다상회 은하점"
    assert spending.usd == {(TENANT, date(2026, 11, 1)): Decimal("0.06")}
    asked = reading_after(world, b"another photo").escalation
    assert asked is not None
    assert (asked.failure, clova.reads) == ("the budget of $0.06 for 2026-11 is spent", 1)
    world.clock.pass_time(timedelta(days=10))
    assert reading_after(world, b"a third photo").merchant.name == "가나다상회 은하점"


def test_conclusions_are_drawn_from_the_better_reading(world: World, clova: FakeExpenseReader) -> None:
    clova.fields = {
        "merchant.business_number": ExpenseField(BusinessNumber("9024500731"), 1.0, "902-45-00731")
    }
    world.escalate = Escalate(ALWAYS, clova, {}, FakeSpending())
    reading = reading_after(world)
    details = {check.code: check.detail for check in reading.checks}
    assert "902-45-00731" in details["business_number_checksum"]
    assert details["second_engine"] == "clova gave merchant.business_number"


def test_the_result_of_a_delivery_tells_the_metrics(world: World, clova: FakeExpenseReader) -> None:
    world.escalate = Escalate(ALWAYS, clova, {}, FakeSpending())
    result = parsed(world)
    assert result.escalation is not None
    assert result.escalation.cost_usd == Decimal("0.06")
    assert parsed(World()).escalation is None
