"""A few seeds of `make chaos`: whatever fails, each accepted receipt ends in one record."""

import pytest

from tests.chaos.checker import Checker
from tests.chaos.database import Database
from tests.chaos.mechanisms import Mechanism
from tests.chaos.simulation import simulate

pytestmark = pytest.mark.timeout(900)

PHOTOS = 12
NEEDED_IN = {
    Mechanism.OUTBOX: (9, "stuck"),
    Mechanism.CLAIM: (9, "doubled"),
    Mechanism.IDEMPOTENT_WRITE: (9, "doubled"),
    Mechanism.RECONCILER: (8, "untold"),
    Mechanism.SETTLER: (9, "stuck"),
}
"""A seed in which each is needed, and what becomes of receipts without it."""


def test_photos_that_come_cut_again_and_again_are_read_in_the_end(database: Database) -> None:
    """Seed 8: its parsers met an error of boto3's that counted as a reader which the photo had killed."""
    assert Checker(simulate(database, 8, PHOTOS)).violations() == []


def test_the_same_seed_is_the_same_story_and_keeps_all_promises(database: Database) -> None:
    first = simulate(database, 9, PHOTOS)
    second = simulate(database, 9, PHOTOS)
    assert Checker(second).violations() == []
    assert first.timeline.story == second.timeline.story


def test_another_seed_is_another_story(database: Database) -> None:
    first, second = (simulate(database, seed, 1).timeline.fingerprint for seed in (10, 11))
    assert first != second


@pytest.mark.parametrize("mechanism", Mechanism)
def test_without_any_of_its_mechanisms_it_breaks_a_promise(database: Database, mechanism: Mechanism) -> None:
    seed, harm = NEEDED_IN[mechanism]
    broken = Checker(simulate(database, seed, PHOTOS, without=mechanism)).violations()
    assert [line for line in broken if line.startswith(f"{harm}:")]
