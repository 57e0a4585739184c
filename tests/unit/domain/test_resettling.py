"""The stories of pairs and copies are in tests/contract/test_resettling.py; here is what they leave out."""

from dataclasses import replace
from itertools import permutations

from receipts.domain.life_cycle import Status
from receipts.domain.links import NO_LINKS, Links
from receipts.domain.purchase import Purchase, Slip
from receipts.domain.resettling import resettled
from tests.unit.domain.slips import CANCELLATION, a_purchase, a_slip

BOUGHT = a_purchase(2500)
BACK = a_purchase(-2500, CANCELLATION, 22)


def part(won: int, day: int = 22) -> Purchase:
    return a_purchase(-won, CANCELLATION, day)


def misread(slip: Slip, won: int) -> Slip:
    """With another sum by now, and its links as they were."""
    return replace(slip, purchase=replace(slip.purchase, total=a_purchase(won).total))


def test_what_is_alone_has_no_links() -> None:
    slip = a_slip(BOUGHT)
    assert resettled(slip, []) == {slip.id: NO_LINKS}


def test_only_what_changes_is_told_beside_the_changed_one_itself() -> None:
    sale = a_slip(BOUGHT)
    cancellation = a_slip(BACK, cancels=sale)
    assert resettled(sale, [cancellation]) == {sale.id: NO_LINKS}
    assert resettled(misread(sale, 1), [cancellation]) == {sale.id: NO_LINKS, cancellation.id: NO_LINKS}


def test_what_is_being_read_is_left_alone() -> None:
    sale = a_slip(BOUGHT)
    for status in (Status.QUEUED, Status.PROCESSING, Status.FAILED):
        others = [
            a_slip(BACK, cancels=sale, status=status),
            a_slip(BOUGHT, duplicate_of=sale, status=status),
            a_slip(part(1), status=status),
        ]
        assert resettled(misread(sale, 1900), others) == {sale.id: NO_LINKS}


def test_what_is_being_read_is_still_taken_back() -> None:
    sale = a_slip(BOUGHT)
    in_work = a_slip(part(1500), cancels=sale, status=Status.QUEUED)
    settled = a_slip(part(1000, day=23), cancels=sale)
    assert resettled(misread(sale, 2400), [in_work, settled]) == {sale.id: NO_LINKS, settled.id: NO_LINKS}


def test_a_copy_that_is_freed_takes_the_place_of_the_cancellation_before_one_that_waits() -> None:
    sale = a_slip(BOUGHT)
    first = a_slip(BACK, cancels=sale)
    waiting = a_slip(part(2500, day=25))
    copy = a_slip(BACK, duplicate_of=first)
    links = resettled(misread(first, -9000), [sale, waiting, copy])
    assert links == {first.id: NO_LINKS, copy.id: Links(cancels=sale.id)}


def test_an_original_that_becomes_a_copy_hands_its_copies_on() -> None:
    oldest, original = a_slip(BOUGHT), a_slip(BOUGHT)
    copy = a_slip(BOUGHT, duplicate_of=original)
    links = resettled(original, [oldest, copy])
    assert links == {original.id: Links(oldest.id), copy.id: Links(oldest.id)}


def test_what_a_corrected_refund_gives_back_another_takes() -> None:
    sale = a_slip(BOUGHT)
    refund = a_slip(part(2000), cancels=sale)
    waiting = a_slip(part(1500, day=23))
    links = resettled(misread(refund, -1000), [sale, waiting])
    assert links == {refund.id: Links(cancels=sale.id), waiting.id: Links(cancels=sale.id)}


def test_the_copy_of_a_refund_takes_nothing_back_though_the_sale_could_pay_for_it() -> None:
    sale = a_slip(BOUGHT)
    refund = a_slip(part(1000), cancels=sale)
    copy = a_slip(part(1000))
    assert resettled(copy, [sale, refund]) == {copy.id: Links(duplicate_of=refund.id)}


def test_of_freed_copies_the_approved_one_or_else_the_oldest_is_the_original_of_the_rest() -> None:
    original = a_slip(BOUGHT)
    first, second = (a_slip(BOUGHT, duplicate_of=original) for _ in range(2))
    closed = a_slip(BOUGHT, duplicate_of=original, status=Status.APPROVED)
    links = resettled(misread(original, 1900), [second, first])
    assert links == {original.id: NO_LINKS, first.id: NO_LINKS, second.id: Links(first.id)}
    links = resettled(misread(original, 1900), [first, closed])
    assert links == {original.id: NO_LINKS, closed.id: NO_LINKS, first.id: Links(closed.id)}


def test_in_whatever_order_a_sale_and_its_parts_come_it_ends_the_same() -> None:
    sale, *parts = a_slip(BOUGHT), *(a_slip(part(won, day)) for won, day in ((1000, 22), (1500, 23)))
    for order in permutations([sale, *parts]):
        slips: dict[object, Slip] = {}
        for slip in order:
            changes = resettled(slip, slips.values())
            slips |= {slip.id: slip}
            slips |= {it: replace(slips[it], links=links) for it, links in changes.items()}
        assert {slips[it.id].links.cancels for it in parts} == {sale.id}
