"""The functions that find receipts run as the owner, past row-level security: what they tell, and to whom.
And what stands in the columns that only PostgreSQL has so far.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import Engine, delete, text, update
from sqlalchemy.exc import DBAPIError

from receipts.adapters.postgres import PostgresReceiptFinder, PostgresReceiptStore
from receipts.adapters.postgres.application_login import Part
from receipts.adapters.postgres.connection import server_message, sqlstate, transaction
from receipts.adapters.postgres.index_stored import Indexed, index_stored
from receipts.adapters.postgres.tables import receipt_words, receipts
from receipts.cli.__main__ import main
from receipts.domain.receipt import Amounts, Merchant
from receipts.domain.record import Receipt
from receipts.domain.selection import Order, Position, Selection
from tests.fixtures.makers import a_reading, a_receipt
from tests.fixtures.tenants import create_tenant
from tests.integration.postgres.lives import Engines, read

NOT_ALLOWED, NOT_THERE = "42501", "42883"
FIND = text("SELECT public.find_receipts(CAST(:wanted AS jsonb), :sorting, :value, CAST(:id AS uuid), :most)")
COUNT = text("SELECT status, receipts FROM public.count_receipts(CAST(:wanted AS jsonb))")
NOTHING = {"wanted": "{}", "sorting": "-created_at", "value": None, "id": None, "most": 50}
SECRET = "은밀한거래처"


@pytest.fixture
def theirs(engine: Engine, store: PostgresReceiptStore) -> Receipt:
    """What another tenant has, and nobody else may learn of."""
    other = create_tenant(engine, "달빛상사")
    reading = a_reading(merchant=Merchant(SECRET), text=SECRET, amounts=Amounts(total=Decimal(987654)))
    receipt = store.add(a_receipt(other))
    return read(store, receipt, **{it: getattr(reading, it) for it in ("merchant", "text", "amounts")})


ATTACKS: list[Mapping[str, object]] = [
    {},
    {"wanted": f'{{"words": ["{SECRET}"]}}'},
    {"wanted": '{"words": [""]}'},
    {"wanted": f'{{"merchant": "{SECRET}"}}'},
    {"wanted": '{"total_from": "987654", "total_until": "987654"}'},
    {"wanted": "{}", "most": None},
    {"sorting": "total", "most": None},
    {"sorting": "merchant", "value": "가", "id": str(UUID(int=0))},
    {"sorting": "-total", "value": None, "id": str(UUID(int=0))},
    {"wanted": """{"person": "x' OR true OR '"}"""},
    {"wanted": """{"words": ["x') > 0 OR true --"]}"""},
    {"wanted": """{"merchant": "x'' OR true --"}"""},
    {"wanted": """{"statuses": ["x}' OR true --"]}"""},
    {"wanted": """{"tags": ["\\\\' OR true --", "%L", "%s"]}"""},
    {"sorting": "merchant", "value": "x', NULL) OR true --", "id": str(UUID(int=0))},
    {"wanted": """{"currency": "\\\\' OR 1/0 = 1 --"}"""},
]
REFUSED: list[Mapping[str, object]] = [
    {"wanted": """{"total > 0 OR true --": "1"}"""},
    {"wanted": '{"tenant_id": "x"}'},
    {"wanted": '{"total_from": "one"}'},
    {"wanted": '{"issued_from": "someday"}'},
    {"wanted": "[]"},
    {"sorting": "r.total; DROP TABLE receipts"},
    {"sorting": "created_at", "value": "' OR true --", "id": str(UUID(int=0))},
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_whatever_is_asked_nothing_of_another_tenant_is_told(
    application_engine: Engine, tenant: UUID, theirs: Receipt, attack: Mapping[str, object]
) -> None:
    with transaction(application_engine, theirs.tenant_id) as connection:
        assert connection.scalars(FIND, NOTHING).all() == [theirs.id]
    with transaction(application_engine, tenant) as connection:
        assert connection.scalars(FIND, {**NOTHING, **attack}).all() == []
        assert connection.execute(COUNT, {"wanted": attack.get("wanted", "{}")}).all() == []


@pytest.mark.parametrize("attack", REFUSED)
def test_an_error_is_the_same_whatever_others_have(
    application_engine: Engine,
    engine: Engine,
    tenant: UUID,
    theirs: Receipt,
    attack: Mapping[str, object],
) -> None:
    def told() -> tuple[str, str]:
        with pytest.raises(DBAPIError) as refusal, transaction(application_engine, tenant) as connection:
            connection.execute(FIND, {**NOTHING, **attack})
        return sqlstate(refusal.value), server_message(refusal.value)

    assert theirs
    beside_them = told()
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(delete(receipts).where(receipts.c.tenant_id == theirs.tenant_id))
    assert told() == beside_them
    assert SECRET not in str(beside_them)


def test_without_a_tenant_nothing_is_found(application_engine: Engine, theirs: Receipt) -> None:
    assert theirs
    with transaction(application_engine) as connection:
        assert connection.scalars(FIND, NOTHING).all() == []
        assert connection.execute(COUNT, {"wanted": "{}"}).all() == []


@pytest.mark.parametrize("part", [Part.PARSER, Part.OPERATOR])
def test_nobody_but_the_api_may_ask(part: Part, part_engines: Engines, tenant: UUID) -> None:
    for question, values in ((FIND, NOTHING), (COUNT, {"wanted": "{}"})):
        with pytest.raises(DBAPIError) as refusal, transaction(part_engines[part], tenant) as connection:
            connection.execute(question, values)
        assert sqlstate(refusal.value) == NOT_ALLOWED


@pytest.mark.parametrize(
    "inside",
    [
        "search_part(gen_random_uuid(), '{}', 'true', 'r.id', 'ASC', 9)",
        "search_condition(gen_random_uuid(), '{}')",
        "search_words(gen_random_uuid(), '{}', true)",
        "search_words_first(gen_random_uuid(), '{}', 'true')",
        "search_estimate('public.receipts r', 'true')",
    ],
)
@pytest.mark.parametrize("part", Part)
def test_what_they_are_made_of_nobody_may_call(
    part: Part, inside: str, part_engines: Engines, tenant: UUID
) -> None:
    with pytest.raises(DBAPIError) as refusal, transaction(part_engines[part], tenant) as connection:
        connection.execute(text(f"SELECT public.{inside}"))
    assert sqlstate(refusal.value) == NOT_ALLOWED


def test_a_table_of_ones_own_in_front_does_not_deceive_them(
    engine: Engine, application_engine: Engine, tenant: UUID, theirs: Receipt
) -> None:
    with engine.begin() as owner:
        owner.execute(text("CREATE SCHEMA front"))
        owner.execute(text("CREATE TABLE front.receipts (LIKE public.receipts)"))
        owner.execute(text("INSERT INTO front.receipts SELECT * FROM public.receipts"))
        owner.execute(
            update(receipts.to_metadata(receipts.metadata.__class__(), schema="front")).values(
                tenant_id=tenant
            )
        )
        owner.execute(text("GRANT ALL ON SCHEMA front TO PUBLIC"))
        owner.execute(text("GRANT ALL ON ALL TABLES IN SCHEMA front TO PUBLIC"))
    try:
        assert theirs
        with transaction(application_engine, tenant) as connection:
            connection.execute(text("SET LOCAL search_path = front, public"))
            assert connection.scalars(FIND, NOTHING).all() == []
    finally:
        with engine.begin() as owner:
            owner.execute(text("DROP SCHEMA front CASCADE"))


def test_two_tenants_share_no_number_for_the_same_letters(
    engine: Engine, tenant: UUID, theirs: Receipt
) -> None:
    grams = text("SELECT search_grams(:tenant, :words)")
    with engine.connect() as connection:
        ours, others = (
            set(connection.scalar(grams, {"tenant": it, "words": SECRET}) or [])
            for it in (tenant, theirs.tenant_id)
        )
    assert len(ours) == len(others) == len(SECRET) - 1
    assert not ours & others


# What a company writes on a receipt

WRITTEN = {
    "batch_id": UUID(int=7),
    "person": "김경리",
    "department": "영업 1팀",
    "project": "부산 전시",
    "tags": ["출장", "행사"],
}
ASKED = [
    Selection(batch_id=UUID(int=7)),
    Selection(person="김경리"),
    Selection(department="영업 1팀"),
    Selection(project="부산 전시"),
    Selection(tags=frozenset({"출장"})),
    Selection(tags=frozenset({"행사", "출장"})),
]
NOT_ASKED = [
    Selection(batch_id=UUID(int=8)),
    Selection(person="김경"),
    Selection(department="영업 2팀"),
    Selection(project="부산"),
    Selection(tags=frozenset({"출장", "회식"})),
]


def test_receipts_are_found_by_what_a_company_writes_on_them(
    engine: Engine, store: PostgresReceiptStore, finder: PostgresReceiptFinder, tenant: UUID
) -> None:
    ours = store.add(a_receipt(tenant))
    store.add(a_receipt(tenant))
    with engine.begin() as connection:
        connection.execute(update(receipts).where(receipts.c.id == ours.id).values(WRITTEN))
    for which in ASKED:
        assert [line.id for line in finder.find(tenant, which).found] == [ours.id]
    for which in NOT_ASKED:
        assert finder.find(tenant, which).found == ()


# What was read by an older version


def test_what_an_older_version_read_is_found_once_it_is_indexed(
    engine: Engine, store: PostgresReceiptStore, finder: PostgresReceiptFinder, tenant: UUID
) -> None:
    old, damaged = (read(store, a_receipt(tenant)) for _ in range(2))
    store.add(a_receipt(tenant))
    asked = Selection(words=("보리커피",), has_warnings=False)
    with engine.begin() as connection:
        connection.execute(delete(receipt_words))
        connection.execute(update(receipts).values(warnings=None))
        broken = "UPDATE readings SET reading = '{}' WHERE receipt_id = :id"
        connection.execute(text(broken), {"id": damaged.id})
    assert finder.find(tenant, asked).found == ()
    assert list(index_stored(engine)) == [Indexed(2, 1)]
    assert [line.id for line in finder.find(tenant, asked).found] == [old.id]
    assert list(index_stored(engine)) == [Indexed(2, 1)]


def test_the_operator_is_told_how_far_it_is(
    store: PostgresReceiptStore,
    tenant: UUID,
    postgres_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    read(store, a_receipt(tenant))
    monkeypatch.setenv("DATABASE_OWNER_URL", postgres_url)
    assert main(["admin", "index-stored"]) == 0
    assert "1 seen, 0 with a damaged reading" in capsys.readouterr().out


# Many of them

MANY = text("""
    INSERT INTO receipts (
        id, tenant_id, status, object_key, content_type, size, sha256, created_at, updated_at, version,
        total, issued_on, merchant_name)
    SELECT
        CAST('00000000-0000-7000-8000-' || lpad(CAST(n AS text), 12, '0') AS uuid), :tenant, 'queued',
        :tenant || '/' || n, 'image/jpeg', 1, lpad(CAST(n AS text), 64, '0'), now() - n * interval '1 minute',
        now(), 1, n, date '2026-11-01' - n / 20, '상점 ' || mod(n, 50)
    FROM generate_series(1, :receipts) AS n
""")
RECEIPTS = 6000


@pytest.fixture
def crowded(engine: Engine) -> Iterator[UUID]:
    """More receipts than are looked at before an index is asked, the newest with the smallest total."""
    tenant = create_tenant(engine, "한빛상사")
    with engine.begin() as connection:
        connection.execute(MANY, {"tenant": str(tenant), "receipts": RECEIPTS})
        connection.execute(
            text(
                "INSERT INTO receipt_words SELECT tenant_id, id, '상점',"
                " E'상점\\n총' || total::bigint || '원' || CASE WHEN mod(total, 2) = 0 THEN '짝수' ELSE '홀수' END FROM receipts"
            )
        )
        connection.execute(text("ANALYZE receipts, receipt_words"))
    yield tenant
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM receipt_words"))
        connection.execute(text("DELETE FROM receipts"))
        connection.execute(text("ANALYZE receipts, receipt_words"))


def totals(finder: PostgresReceiptFinder, tenant: UUID, which: Selection, order: Order) -> list[int]:
    """Of all pages."""
    found: list[int] = []
    after: Position | None = None
    while True:
        page = finder.find(tenant, which, order, after=after, limit=3)
        found += [int(line.total or 0) for line in page.found]
        if page.last is None:
            return found
        after = page.last


FAR = [
    (Selection(total_from=Decimal(5990)), list(range(5990, 6001))),
    (Selection(words=("총5999원",)), [5999]),
    (Selection(words=("599", "짝수")), [599 * 10 + it for it in range(0, 10, 2)]),
    (Selection(words=("599", "짝수"), total_from=Decimal(5995)), [5996, 5998]),
    (Selection(merchant="상점", words=("600",)), [600, 1600, 2600, 3600, 4600, 5600, 6000]),
    (Selection(words=("없는말",)), []),
]


def test_what_lies_far_down_is_found_all_the_same_page_by_page(
    crowded: UUID, finder: PostgresReceiptFinder
) -> None:
    """In one test: to make so many takes longer than to find them."""
    for which, expected in FAR:
        for order in Order:
            assert sorted(totals(finder, crowded, which, order)) == expected, (which, order)
        assert totals(finder, crowded, which, Order.SMALLEST) == expected
        assert totals(finder, crowded, which, Order.LARGEST) == expected[::-1]
    counts = finder.count(crowded, Selection(words=("총",), merchant="상점"))
    assert (sum(counts.by_status.values()), counts.is_whole) == (5000, False)
    rare = finder.count(crowded, Selection(words=("총5999원",)))
    assert (sum(rare.by_status.values()), rare.is_whole) == (1, True)
    assert finder.count(crowded, Selection()).is_whole
