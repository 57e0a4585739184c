"""An engine that fails three times in a row is left alone for a minute."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from aws_lambda_powertools.utilities.circuit_breaker import base

from receipts.adapters.engines import GuardedReader
from receipts.domain.escalation import ExpenseField
from receipts.domain.receipt import Source
from receipts.errors import EngineUnavailableError, PictureRefusedError
from tests.fakes.clock import FakeClock
from tests.fakes.expense_reader import FakeExpenseReader

PHOTO = Path(__file__)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """Powertools' breaker, living by our clock."""
    clock = FakeClock()
    now = staticmethod(lambda: int(clock.now().timestamp()))
    monkeypatch.setattr(base.CircuitBreakerHandler, "_now", now)
    return clock


@pytest.fixture
def engine(clock: FakeClock) -> Iterator[FakeExpenseReader]:
    """Powertools counts failures by the name of a circuit, for the life of the process."""
    engine = FakeExpenseReader(Source.CLOVA, amounts__total=ExpenseField(Decimal(2500), 0.9, "2,500"))
    yield engine
    base._LOCAL_FAILURES.clear()


def failures(guarded: GuardedReader, count: int) -> None:
    for _ in range(count):
        with pytest.raises(EngineUnavailableError):
            guarded.read(PHOTO)


def test_an_engine_in_order_is_asked_every_time(engine: FakeExpenseReader) -> None:
    guarded = GuardedReader(engine)
    assert guarded.read(PHOTO).fields == guarded.read(PHOTO).fields == engine.fields
    assert (guarded.source, guarded.version, engine.reads) == (Source.CLOVA, "1", 2)


def test_after_three_failures_it_is_not_asked_any_more(engine: FakeExpenseReader) -> None:
    guarded = GuardedReader(engine)
    engine.error = EngineUnavailableError("HTTP 500")
    failures(guarded, 3)
    engine.error = None
    with pytest.raises(EngineUnavailableError, match="left alone after 3 failures"):
        guarded.read(PHOTO)
    assert engine.reads == 3


def test_a_success_in_between_starts_the_count_anew(engine: FakeExpenseReader) -> None:
    guarded = GuardedReader(engine)
    for _ in range(2):
        engine.error = EngineUnavailableError("HTTP 500")
        failures(guarded, 2)
        engine.error = None
        guarded.read(PHOTO)
    assert engine.reads == 6


def test_a_minute_later_it_is_tried_once_and_back_in_use(engine: FakeExpenseReader, clock: FakeClock) -> None:
    guarded = GuardedReader(engine)
    engine.error = EngineUnavailableError("HTTP 500")
    failures(guarded, 3)
    clock.pass_time(timedelta(seconds=61))
    engine.error = None
    assert guarded.read(PHOTO).fields
    assert guarded.read(PHOTO).fields
    assert engine.reads == 5


def test_an_engine_that_still_fails_is_left_alone_for_another_minute(
    engine: FakeExpenseReader, clock: FakeClock
) -> None:
    guarded = GuardedReader(engine)
    engine.error = EngineUnavailableError("HTTP 500")
    failures(guarded, 3)
    clock.pass_time(timedelta(seconds=61))
    failures(guarded, 2)
    assert engine.reads == 4


def test_pictures_that_it_refuses_do_not_speak_against_the_engine(engine: FakeExpenseReader) -> None:
    guarded = GuardedReader(engine)
    engine.error = PictureRefusedError("too dark")
    for _ in range(5):
        with pytest.raises(PictureRefusedError):
            guarded.read(PHOTO)
    assert engine.reads == 5


def test_one_engine_in_trouble_does_not_stop_another(engine: FakeExpenseReader) -> None:
    other = FakeExpenseReader(Source.TEXTRACT)
    engine.error = EngineUnavailableError("HTTP 500")
    failures(GuardedReader(engine), 3)
    GuardedReader(other).read(PHOTO)
    assert other.reads == 1
