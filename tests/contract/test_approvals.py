"""What every ReceiptStore keeps of an approval."""

from dataclasses import replace
from uuid import UUID

from receipts.domain.receipt import Check, Outcome
from tests.contract.conftest import World
from tests.contract.test_corrections import a_correction, read
from tests.fixtures.makers import announcing


def test_what_an_approval_accepted_and_by_whose_key_is_kept(world: World, tenant: UUID) -> None:
    seen = read(world, tenant)
    closing = replace(
        a_correction(seen, approved=True),
        by=None,
        key="rk_Zz9zZ9z",
        person="박과장",
        accepted=("proof_qualifies",),
        confirmed=("total_low_confidence",),
    )
    world.store.approve(seen, closing, announcing)
    assert world.store.corrections(tenant, seen.id).corrections == (closing,)


def test_an_approval_shows_what_the_checks_found_today(world: World, tenant: UUID) -> None:
    seen = read(world, tenant)
    assert seen.reading
    today = replace(seen.reading, checks=(Check("date_plausible", Outcome.PASSED, "today"),))
    world.store.approve(seen, a_correction(seen, approved=True), announcing, None, today)
    assert world.store.get(tenant, seen.id).reading == today
