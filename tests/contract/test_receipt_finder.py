"""What every ReceiptFinder finds: which receipts, in which order, page by page, and how many."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from receipts.domain.annotations import Annotations
from receipts.domain.business_number import BusinessNumber
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import (
    Amounts,
    Category,
    Check,
    DocumentType,
    Item,
    Merchant,
    Outcome,
    Payment,
    PaymentMethod,
    Proof,
    ProofKind,
)
from receipts.domain.record import Receipt
from receipts.domain.search_text import folded, words_of
from receipts.domain.selection import Order, Position, Selection
from receipts.ports import Batch, Counts
from tests.contract.conftest import World
from tests.contract.test_decisions import deleted as is_deleted
from tests.fixtures.makers import KST, NOON, a_reading, a_receipt

EVERYTHING = Selection()
WARNED = Check("items_add_up", Outcome.WARNED, "1 ≠ 2")


def a_deleted_receipt(world: World, tenant: UUID, at: datetime = NOON) -> Receipt:
    receipt = world.store.add(a_receipt(tenant, at=at))
    is_deleted(world, receipt)
    return receipt


def bought(world: World, tenant: UUID, arrived: int = 0, **changes: object) -> UUID:
    """A receipt that says this, sent so many minutes after noon."""
    added = world.store.add(a_receipt(tenant, at=NOON + timedelta(minutes=arrived)))
    return world.read(added, a_reading(**changes)).id


def found(world: World, tenant: UUID, which: Selection, order: Order = Order.NEWEST) -> list[UUID]:
    return [line.id for line in world.finder.find(tenant, which, order).found]


def paged(
    world: World, tenant: UUID, order: Order, limit: int = 2, which: Selection = EVERYTHING
) -> list[UUID]:
    """All pages, one after the other."""
    ids: list[UUID] = []
    after: Position | None = None
    while True:
        page = world.finder.find(tenant, which, order, after=after, limit=limit)
        ids += [line.id for line in page.found]
        assert len(page.found) == limit or page.last is None
        if page.last is None:
            return ids
        after = page.last


# Which

DINNER: dict[str, Any] = {
    "merchant": Merchant("미소 갈비(강남점)", BusinessNumber("1208147521")),
    "issued_at": datetime(2026, 10, 31, 23, 30, tzinfo=KST),
    "currency": "USD",
    "amounts": Amounts(total=Decimal("84000.50")),
    "payment": Payment(PaymentMethod.CASH, None, None, None, None),
    "category": Category("entertainment", "기업업무추진비"),
    "document_type": DocumentType.CASH_RECEIPT,
    "proof": Proof(ProofKind.CASH_RECEIPT, qualified=True),
    "checks": (WARNED,),
    "items": (Item(1, "한우 꽃등심"),),
    "text": "미소 갈 비\n합계 84,000.50\n테이블 12",
}
NOT_DINNER: dict[str, Any] = {
    "issued_at": date(2026, 11, 20),
    "proof": Proof(ProofKind.CARD_SLIP, qualified=False),
    "category": Category("cafe", "복리후생비"),
}
MATCHING = [
    Selection(issued_from=date(2026, 10, 31), issued_until=date(2026, 10, 31)),
    Selection(issued_until=date(2026, 11, 1)),
    Selection(created_from=date(2026, 11, 23)),
    Selection(total_from=Decimal("84000.50"), total_until=Decimal("84000.50")),
    Selection(total_from=Decimal(2501)),
    Selection(currency="USD"),
    Selection(merchant=folded("갈비(강남")),
    Selection(business_number="1208147521"),
    Selection(categories=frozenset({"entertainment", "fuel"})),
    Selection(document_types=frozenset({DocumentType.CASH_RECEIPT, DocumentType.INVOICE})),
    Selection(proof_kinds=frozenset({ProofKind.CASH_RECEIPT})),
    Selection(proof_qualified=True),
    Selection(payment_methods=frozenset({PaymentMethod.CASH})),
    Selection(has_warnings=True),
    Selection(words=words_of("꽃등심")),
    Selection(words=words_of("84000.50 갈비")),
    Selection(words=words_of("테이블 강남 합계")),
    Selection(merchant="미소", words=words_of("한우"), currency="USD", has_warnings=True),
]


@pytest.mark.parametrize("number", range(len(MATCHING)))
def test_each_condition_tells_one_receipt_from_another(world: World, tenant: UUID, number: int) -> None:
    dinner = bought(world, tenant, arrived=24 * 60, **DINNER)
    bought(world, tenant, **NOT_DINNER)
    world.store.add(a_receipt(tenant))
    assert found(world, tenant, MATCHING[number]) == [dinner]
    (receipt,) = world.finder.find_records(tenant, MATCHING[number]).found
    assert receipt.id == dinner
    assert sum(world.finder.count(tenant, MATCHING[number]).by_status.values()) == 1


@pytest.mark.parametrize(
    "which",
    [
        Selection(has_warnings=False),
        Selection(proof_qualified=False),
        Selection(created_until=date(2026, 11, 22)),
        Selection(issued_from=date(2026, 11, 1)),
        Selection(total_until=Decimal(2500)),
    ],
    ids=["no warnings", "not qualified", "sent before", "issued after", "small"],
)
def test_what_a_receipt_does_not_show_is_in_no_range_and_neither_true_nor_false(
    world: World, tenant: UUID, which: Selection
) -> None:
    bought(world, tenant, arrived=24 * 60, **DINNER)
    lunch = bought(world, tenant, **NOT_DINNER)
    bought(world, tenant, arrived=24 * 60, issued_at=None, amounts=Amounts(), checks=(WARNED,))
    assert found(world, tenant, which) == [lunch]


def test_a_day_of_arrival_is_a_day_in_korea(world: World, tenant: UUID) -> None:
    """Noon in London is nine in the evening in Seoul."""
    late = bought(world, tenant, arrived=3 * 60)
    evening = bought(world, tenant, arrived=3 * 60 - 1)
    assert found(world, tenant, Selection(created_from=date(2026, 11, 23))) == [late]
    assert found(world, tenant, Selection(created_until=date(2026, 11, 22))) == [evening]


def test_several_statuses_may_be_asked_for_and_deleted_ones_only_so(world: World, tenant: UUID) -> None:
    read = bought(world, tenant, arrived=1)
    failed = world.failed(world.store.add(a_receipt(tenant)))
    queued = world.store.add(a_receipt(tenant, at=NOON - timedelta(minutes=1)))
    deleted = a_deleted_receipt(world, tenant, at=NOON - timedelta(minutes=2))
    both = Selection(frozenset({Status.PARSED, Status.FAILED}))
    assert found(world, tenant, both) == [read, failed.id]
    assert found(world, tenant, Selection()) == [read, failed.id, queued.id]
    assert found(world, tenant, Selection(frozenset({Status.DELETED}))) == [deleted.id]


def test_a_probable_double_is_told_from_others(world: World, tenant: UUID) -> None:
    reading = a_reading()
    first = world.read(world.store.add(a_receipt(tenant)), reading)
    second = world.read(world.store.add(a_receipt(tenant)), reading)
    assert second.duplicate_of == first.id
    assert found(world, tenant, Selection(is_duplicate=True)) == [second.id]
    assert found(world, tenant, Selection(is_duplicate=False)) == [first.id]


# Words


@pytest.mark.parametrize(
    "query",
    [
        "커피",
        "보리커피",
        "ICED",
        "iced",
        "ＩＣＥＤ",
        "보리 커피",
        "커피(ICED)",
        "도토리다방",
        "토리",
        "2,500",
        "2500",
        "피i",
    ],
)
def test_parts_of_words_are_found_whatever_their_spaces_case_and_marks(
    world: World, tenant: UUID, query: str
) -> None:
    coffee = bought(world, tenant)
    bought(world, tenant, arrived=1, merchant=Merchant("산들김밥"), items=(), text="산들김밥\n합계 9,900")
    assert found(world, tenant, Selection(words=words_of(query))) == [coffee]


def test_hangul_that_a_mac_takes_apart_is_found(world: World, tenant: UUID) -> None:
    coffee = bought(world, tenant)
    assert found(world, tenant, Selection(words=words_of(unicodedata.normalize("NFD", "커피")))) == [coffee]


@pytest.mark.parametrize(
    "query", ["커파", "피보", "방보리", "2501", "다방합계", "라떼", "커피 라떼", "%", "__"]
)
def test_what_does_not_stand_in_a_line_is_not_found(world: World, tenant: UUID, query: str) -> None:
    """The letters of `피보` stand on it, and so do its neighbours', but not beside each other."""
    bought(world, tenant)
    words = words_of(query) or (query,)
    assert found(world, tenant, Selection(words=words)) == []


def test_every_pair_of_letters_is_not_yet_the_word(world: World, tenant: UUID) -> None:
    bought(world, tenant, text="겨울역사 서울 시청")
    assert found(world, tenant, Selection(words=("서울역",))) == []


def test_a_corrected_name_is_found_and_the_misread_one_no_more_by_merchant(
    world: World, tenant: UUID
) -> None:
    known = bought(world, tenant, merchant=Merchant("도트리다방"), text="")
    receipt = world.store.get(tenant, known)
    assert receipt.reading
    corrected = replace(receipt.reading, merchant=Merchant("도토리다방"))
    world.correct(receipt, corrected)
    assert found(world, tenant, Selection(merchant="도토리")) == [known]
    assert found(world, tenant, Selection(words=("도토리",))) == [known]
    assert found(world, tenant, Selection(merchant="도트리")) == []
    assert found(world, tenant, Selection(words=("도트리",))) == []


def test_a_receipt_that_was_not_read_has_no_words(world: World, tenant: UUID) -> None:
    world.store.add(a_receipt(tenant, filename="커피.jpg"))
    assert found(world, tenant, Selection(words=("커피",))) == []


# Whose


@pytest.mark.parametrize("which", [Selection(), Selection(words=("커피",)), Selection(total_from=Decimal(1))])
def test_nobody_finds_or_counts_what_another_tenant_has(world: World, tenant: UUID, which: Selection) -> None:
    other = world.new_tenant()
    theirs = bought(world, other)
    for order in Order:
        assert found(world, tenant, which, order) == []
        assert found(world, other, which, order) == [theirs]
    assert world.finder.find_records(tenant, which).found == ()
    assert sum(world.finder.count(tenant, which).by_status.values()) == 0


# In which order


def spread(world: World, tenant: UUID) -> Sequence[Receipt]:
    """Six receipts that each order arranges in its own way; some show nothing to be arranged by."""
    values = [
        ("나무식당", 2, 300),
        ("가람식당", 2, 100),
        (None, None, None),
        ("다온식당", 1, 200),
        ("나무식당", 3, -50),
        (None, None, None),
    ]
    ids = [
        bought(
            world,
            tenant,
            arrived=minute,
            merchant=Merchant(name),
            issued_at=date(2026, 10, day) if day else None,
            amounts=Amounts(total=Decimal(total) if total is not None else None),
            payment=Payment(),
        )
        for minute, (name, day, total) in enumerate(values)
    ]
    return [world.store.get(tenant, one) for one in ids]


EXPECTED = {
    Order.NEWEST: [[5], [4], [3], [2], [1], [0]],
    Order.OLDEST: [[0], [1], [2], [3], [4], [5]],
    Order.ISSUED_FIRST: [[3], [0, 1], [4], [2, 5]],
    Order.ISSUED_LAST: [[4], [0, 1], [3], [2, 5]],
    Order.SMALLEST: [[4], [1], [3], [0], [2, 5]],
    Order.LARGEST: [[0], [3], [1], [4], [2, 5]],
    Order.MERCHANT: [[1], [0, 4], [3], [2, 5]],
    Order.MERCHANT_BACKWARDS: [[3], [0, 4], [1], [2, 5]],
}


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_pages_of_every_order_follow_each_other_and_what_is_unknown_comes_last(
    world: World, tenant: UUID, order: Order, limit: int
) -> None:
    receipts = [it.id for it in spread(world, tenant)]
    groups = [
        sorted((receipts[at] for at in equals), reverse=order.is_descending) for equals in EXPECTED[order]
    ]
    assert paged(world, tenant, order, limit) == [one for group in groups for one in group]


@pytest.mark.parametrize("order", Order)
def test_pages_of_found_words_follow_each_other_too(world: World, tenant: UUID, order: Order) -> None:
    receipts = [it.id for it in spread(world, tenant)]
    expected = [one for one in paged(world, tenant, order) if one in receipts]
    assert paged(world, tenant, order, which=Selection(words=("커피",))) == expected


def test_pages_neither_repeat_nor_skip_when_newer_receipts_arrive(world: World, tenant: UUID) -> None:
    added = {world.store.add(a_receipt(tenant)).id for _ in range(6)}  # all at the same instant
    first = world.finder.find(tenant, Selection(), limit=3)
    world.store.add(a_receipt(tenant, at=NOON + timedelta(seconds=1)))
    second = world.finder.find(tenant, Selection(), after=first.last, limit=3)
    seen = [line.id for line in first.found + second.found]
    assert len(seen) == 6
    assert set(seen) == added


def test_a_full_last_page_has_no_next(world: World, tenant: UUID) -> None:
    world.store.add(a_receipt(tenant))
    assert world.finder.find(tenant, Selection(), limit=1).last is None


# What a line shows, and how many


def test_a_line_shows_what_its_record_does(world: World, tenant: UUID) -> None:
    known = bought(world, tenant, **DINNER)
    (line,) = world.finder.find(tenant, Selection()).found
    (record,) = world.finder.find_records(tenant, Selection()).found
    assert record.reading
    assert (line.id, line.version, line.status) == (known, record.version, record.status)
    assert (line.created_at, line.updated_at) == (record.created_at, record.updated_at)
    assert (line.merchant_name, line.business_number) == ("미소 갈비(강남점)", "1208147521")
    assert (line.issued_on, line.total, line.currency) == (date(2026, 10, 31), Decimal("84000.50"), "USD")
    assert (line.payment_method, line.proof_kind, line.proof_qualified) == (
        PaymentMethod.CASH,
        ProofKind.CASH_RECEIPT,
        True,
    )
    assert (line.category, line.warnings) == ("entertainment", 1)
    assert (record.reading.text, record.reading.fields) == ("", {})


def test_counts_are_by_status_under_the_same_conditions(world: World, tenant: UUID) -> None:
    for _ in range(2):
        bought(world, tenant)
    world.failed(world.store.add(a_receipt(tenant)))
    a_deleted_receipt(world, tenant)
    assert world.finder.count(tenant, Selection()) == Counts({Status.PARSED: 2, Status.FAILED: 1})
    assert world.finder.count(tenant, Selection(words=("커피",))) == Counts({Status.PARSED: 2})
    assert world.finder.count(tenant, Selection(frozenset({Status.FAILED}))) == Counts({Status.FAILED: 1})


# What a company writes on a receipt

WRITTEN = Annotations(
    department="영업 1팀", project="부산 전시", tags=("출장", "행사"), person="김경리", memo="팀 점심"
)
ASKED = [
    Selection(person="김경리"),
    Selection(department="영업 1팀"),
    Selection(project="부산 전시"),
    Selection(tags=frozenset({"출장"})),
    Selection(tags=frozenset({"행사", "출장"})),
]
NOT_ASKED = [
    Selection(person="김경"),
    Selection(department="영업 2팀"),
    Selection(project="부산"),
    Selection(tags=frozenset({"출장", "회식"})),
]


def test_receipts_are_found_by_what_a_company_writes_on_them_and_by_their_batch(
    world: World, tenant: UUID
) -> None:
    drop, other = Batch(UUID(int=7), tenant, NOON), Batch(UUID(int=8), tenant, NOON)
    for batch in (drop, other):
        world.batches.add(batch)
    written = replace(a_receipt(tenant), batch_id=drop.id, annotations=WRITTEN)
    ours = world.read(world.store.add(written))
    world.read(world.store.add(replace(a_receipt(tenant), batch_id=other.id)))
    world.store.add(a_receipt(tenant))
    for which in (Selection(batch_id=drop.id), *ASKED):
        [line] = world.finder.find(tenant, which).found
        assert (line.id, line.batch_id, line.annotations) == (ours.id, drop.id, WRITTEN)
    for which in NOT_ASKED:
        assert world.finder.find(tenant, which).found == ()
