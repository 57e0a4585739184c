"""Two tenants, and code that forgets to ask for one of them: what each part's login sees and may change.

Statements here are as wrong as they can be; the walls are the database's. That the right statements still
work, the contract tests tell, which run with the same logins.
"""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine, Table, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from receipts.adapters.postgres import (
    PostgresMerchantDirectory,
    PostgresReceiptStore,
    connect,
    records,
)
from receipts.adapters.postgres.application_login import RIGHTS, Part
from receipts.adapters.postgres.connection import sqlstate, transaction
from receipts.adapters.postgres.directory import PostgresGivenMerchants
from receipts.adapters.postgres.tables import (
    merchants,
    metadata,
    outbox,
    receipt_events,
    receipts,
)
from receipts.domain.api_key import KeyHolder, hash_of
from receipts.domain.business_number import BusinessNumber
from receipts.domain.claims import Claim
from receipts.domain.directory import DirectoryEntry
from receipts.domain.failure import FailureCause
from receipts.domain.history import Change, Correction
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Amounts, Transaction
from receipts.domain.record import Receipt
from receipts.errors import ReceiptNotFoundError, UnknownObjectError
from receipts.ports import Destination
from tests.fixtures.makers import LEASE, NOON, a_message, a_reading, a_receipt, announcing
from tests.fixtures.tenants import create_tenant, issue_api_key
from tests.integration.postgres.lives import (
    OF_NO_TENANT,
    WALLED,
    Engines,
    a_tenants_life,
    approved,
    everything_of,
    in_order,
    read,
    rows_of,
)

NOT_ALLOWED = "42501"
KEPT_TO_A_TENANT = (Part.API, Part.PARSER)
TOUCHED = [(part, table) for part in KEPT_TO_A_TENANT for table in RIGHTS[part]]
WRITTEN = [
    (part, table)
    for part in Part
    for table, rights in RIGHTS[part].items()
    if "INSERT" in rights and table not in OF_NO_TENANT
]


@pytest.fixture
def ours(engine: Engine, store: PostgresReceiptStore, part_engines: Engines) -> Receipt:
    """A receipt of a tenant that has something in every table."""
    return a_tenants_life(engine, store, part_engines)


@pytest.fixture
def theirs(engine: Engine, store: PostgresReceiptStore, part_engines: Engines) -> Receipt:
    return a_tenants_life(engine, store, part_engines)


def changed_column(table: Table) -> str:
    """One that a part with the right to UPDATE may write."""
    return "sent_at" if table is outbox else table.c[0].name


@pytest.mark.parametrize("table", WALLED, ids=str)
def test_every_table_is_walled(engine: Engine, ours: Receipt, table: Table) -> None:
    """A table that is new here needs a policy, and a row in a tenant's life above."""
    assert rows_of(engine, ours.tenant_id, table), f"a_tenants_life() leaves nothing in {table}"
    query = "SELECT relrowsecurity FROM pg_class WHERE oid = CAST(:name AS regclass)"
    with engine.connect() as connection:
        assert connection.scalar(text(query), {"name": table.name}), f"{table} has no row-level security"


def test_what_is_of_no_tenant_is_the_jobs_alone() -> None:
    for table in OF_NO_TENANT:
        assert "tenant_id" not in table.c
        assert [part for part in Part if table in RIGHTS[part]] == [Part.OPERATOR]


@pytest.mark.parametrize(("part", "table"), TOUCHED, ids=str)
def test_a_query_without_a_condition_shows_ones_own_rows_alone(
    part: Part, table: Table, engine: Engine, part_engines: Engines, ours: Receipt, theirs: Receipt
) -> None:
    with transaction(part_engines[part], ours.tenant_id) as connection:
        seen = [dict(row) for row in connection.execute(in_order(table)).mappings()]
    assert seen == rows_of(engine, ours.tenant_id, table)
    assert rows_of(engine, theirs.tenant_id, table)


@pytest.mark.parametrize(("part", "table"), TOUCHED, ids=str)
def test_where_no_tenant_is_named_there_is_nothing(
    part: Part, table: Table, part_engines: Engines, ours: Receipt
) -> None:
    assert ours
    with transaction(part_engines[part]) as connection:
        assert connection.execute(select(table)).all() == []
    fresh = connect(part_engines[part].url)
    with fresh.begin() as connection:  # that no transaction of ours was ever on
        assert connection.execute(select(table)).all() == []
    fresh.dispose()


def test_a_login_that_nobody_thought_of_sees_nothing_whatever_it_was_granted(
    engine: Engine, ours: Receipt
) -> None:
    assert ours
    with engine.begin() as connection:
        connection.execute(text("CREATE ROLE forgotten"))
        connection.execute(text("GRANT ALL ON ALL TABLES IN SCHEMA public TO forgotten"))
        connection.execute(text("SET LOCAL ROLE forgotten"))
        assert [
            table.name for table in metadata.tables.values() if connection.scalars(select(table)).all()
        ] == []
        connection.rollback()


@pytest.mark.parametrize(("part", "table"), TOUCHED, ids=str)
@pytest.mark.parametrize("named", [True, False], ids=["as a tenant", "as nobody"])
def test_a_change_without_a_condition_leaves_others_as_they_were(
    part: Part,
    table: Table,
    engine: Engine,
    part_engines: Engines,
    ours: Receipt,
    theirs: Receipt,
    *,
    named: bool,
) -> None:
    before = everything_of(engine, theirs.tenant_id)
    mine = len(rows_of(engine, ours.tenant_id, table)) if named else 0
    column = changed_column(table)
    attempts = {"UPDATE": update(table).values({column: table.c[column]}), "DELETE": delete(table)}
    for right, statement in attempts.items():
        if right in RIGHTS[part][table]:
            with transaction(part_engines[part], ours.tenant_id if named else None) as connection:
                assert connection.execute(statement).rowcount == mine
    assert everything_of(engine, theirs.tenant_id) == before


@pytest.mark.parametrize(("part", "table"), WRITTEN, ids=str)
@pytest.mark.parametrize("tenant", ["another's", "none"])
def test_nobody_writes_a_row_for_another_tenant_or_for_none(
    part: Part,
    table: Table,
    engine: Engine,
    part_engines: Engines,
    ours: Receipt,
    theirs: Receipt,
    tenant: str,
) -> None:
    (row, *_) = rows_of(engine, theirs.tenant_id, table)
    if table is receipt_events:
        del row["id"]  # PostgreSQL counts them
    row = {name: value for name, value in row.items() if table.c[name].computed is None}
    if tenant == "none":
        row |= {"tenant_id": None} | ({"source": "shared"} if table is merchants else {})
    elif part is Part.OPERATOR:
        return  # it works for all
    with pytest.raises(DBAPIError) as refusal, transaction(part_engines[part], ours.tenant_id) as connection:
        connection.execute(insert(table).values(row))
    assert sqlstate(refusal.value) == NOT_ALLOWED


@pytest.mark.parametrize("part", KEPT_TO_A_TENANT)
def test_a_row_cannot_be_given_away(
    part: Part, part_engines: Engines, ours: Receipt, theirs: Receipt
) -> None:
    giving = update(receipts).values(tenant_id=theirs.tenant_id)
    with pytest.raises(DBAPIError) as refusal, transaction(part_engines[part], ours.tenant_id) as connection:
        connection.execute(giving)
    assert sqlstate(refusal.value) == NOT_ALLOWED


@pytest.mark.parametrize("part", KEPT_TO_A_TENANT)
def test_a_pooled_connection_forgets_whom_it_worked_for(
    part: Part, part_engines: Engines, ours: Receipt, theirs: Receipt
) -> None:
    def seen(connection: Connection) -> list[UUID]:
        return list(connection.scalars(select(receipts.c.tenant_id).distinct()))

    pool = connect(part_engines[part].url, pool_size=1, max_overflow=0)
    for tenant in (ours.tenant_id, theirs.tenant_id):
        with transaction(pool, tenant) as connection:
            assert seen(connection) == [tenant]
    with pytest.raises(DBAPIError), transaction(pool, ours.tenant_id) as failing:
        failing.execute(text("SELECT 1 / 0"))
    with pool.connect() as bare:
        assert seen(bare) == []
    with transaction(pool, theirs.tenant_id) as connection:
        assert seen(connection) == [theirs.tenant_id]
    pool.dispose()


# Through the store


def forget_the_tenant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "of_tenant", lambda _, receipt_id: receipts.c.id == receipt_id)


def test_a_store_that_forgets_its_condition_finds_nothing_of_others(
    engine: Engine,
    store: PostgresReceiptStore,
    ours: Receipt,
    theirs: Receipt,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forget_the_tenant(monkeypatch)
    before = everything_of(engine, theirs.tenant_id)
    posing = replace(theirs, tenant_id=ours.tenant_id)
    assert store.get(ours.tenant_id, ours.id) == ours
    with pytest.raises(ReceiptNotFoundError):
        store.get(ours.tenant_id, theirs.id)
    with pytest.raises(ReceiptNotFoundError):
        store.requeue(posing, a_message(posing))
    with pytest.raises(ReceiptNotFoundError):
        approved(store, posing)
    assert everything_of(engine, theirs.tenant_id) == before


@pytest.mark.parametrize(
    "key",
    [
        "uploads/stray",
        "uploads/{theirs}/{ours.id}",
        "uploads/{ours.tenant_id}/{theirs_id}",
        "other/{ours.tenant_id}/{ours.id}",
        "uploads/{ours.tenant_id}/{ours.id}/",
        "uploads/{ours.tenant_id}/{ours.id}\n",
        "/uploads/{ours.tenant_id}/{ours.id}",
        "uploads/{ours.tenant_id.hex}/{ours.id}",
        "uploads/'||(SELECT 1)||'/{ours.id}",
    ],
)
@pytest.mark.parametrize("part", [Part.PARSER, Part.OPERATOR])
def test_a_key_that_is_not_exactly_a_receipts_claims_nothing(
    part: Part, key: str, part_engines: Engines, ours: Receipt, theirs: Receipt
) -> None:
    store = PostgresReceiptStore(part_engines[part])
    spoiled = key.format(ours=ours, theirs=theirs.tenant_id, theirs_id=theirs.id)
    with pytest.raises(UnknownObjectError):
        store.claim(spoiled, "v1", claimed_by="delivery-2", now=NOON, lease=LEASE)
    with pytest.raises(UnknownObjectError):
        store.claim_unless_requeued(spoiled, "v1", since=NOON, claimed_by="delivery-2", now=NOON, lease=LEASE)


@pytest.mark.parametrize("part", Part)
def test_each_part_notes_what_it_has_sent(
    part: Part, engine: Engine, store: PostgresReceiptStore, part_engines: Engines, tenant: UUID
) -> None:
    message = a_message(receipt := a_receipt(tenant))
    store.add(receipt, message)
    PostgresReceiptStore(part_engines[part]).mark_sent(message, NOON)
    (row,) = rows_of(engine, tenant, outbox)
    assert row["sent_at"] == NOON


@pytest.mark.parametrize("part", Part)
def test_each_part_can_tell_whether_the_database_is_there(part: Part, part_engines: Engines) -> None:
    assert PostgresReceiptStore(part_engines[part]).is_ready()


def test_the_jobs_serve_every_tenant(
    part_engines: Engines, store: PostgresReceiptStore, ours: Receipt, theirs: Receipt
) -> None:
    jobs = PostgresReceiptStore(part_engines[Part.OPERATOR])
    late = datetime(2999, 1, 1, tzinfo=UTC)
    moments = {"written_before": late, "now": late, "until": late}
    leased = [one for to in Destination for one in jobs.lease_unsent(to, **moments, limit=100)]
    assert {message.tenant_id for message in leased} == {ours.tenant_id, theirs.tenant_id}
    jobs.mark_all_sent([one.id for one in leased], NOON)
    waiting = [store.add(a_receipt(one.tenant_id)) for one in (ours, theirs)]
    assert {one.id for one in jobs.stuck(late, 100)} == {one.id for one in waiting}
    for receipt in waiting:
        queued = jobs.requeue(receipt, a_message(receipt))
        claim = jobs.claim(queued.photo.key, None, claimed_by="delivery-9", now=NOON, lease=LEASE)
        assert isinstance(claim, Claim)
        assert jobs.record_failure(claim, FailureCause.INTERNAL_ERROR, a_message)
    for one in (ours, theirs):
        store.add(a_receipt(one.tenant_id, status=Status.AWAITING_UPLOAD))
    assert jobs.expire(jobs.unused_slots(created_before=late, touched_before=late, limit=100)) == 2


# Keys and what people do


def test_a_key_tells_its_own_tenant_and_no_other(
    engine: Engine, store: PostgresReceiptStore, tenant: UUID
) -> None:
    key, other = issue_api_key(engine, tenant), issue_api_key(engine, create_tenant(engine, "달빛상사"))
    assert store.holder_of_key(hash_of(key)) == KeyHolder(tenant)
    assert store.holder_of_key(hash_of(other)) != KeyHolder(tenant)
    for guess in ("", "%", "' OR true --", hash_of(key)[:-1], hash_of("rk_guess")):
        assert store.holder_of_key(guess) is None


def test_a_table_of_ones_own_in_front_does_not_deceive_the_lookup_of_keys(
    engine: Engine, application_engine: Engine, tenant: UUID
) -> None:
    """It is the owner's function: which table it reads must not be its caller's choice."""
    key = issue_api_key(engine, tenant)
    with engine.begin() as owner:
        owner.execute(text("CREATE SCHEMA front"))
        owner.execute(
            text(
                "CREATE TABLE front.api_keys"
                " (tenant_id uuid, person text, key_hash text, revoked_at timestamptz)"
            )
        )
        owner.execute(text("GRANT ALL ON SCHEMA front TO PUBLIC"))
    try:
        with transaction(application_engine) as connection:
            connection.execute(text("SET LOCAL search_path = front, public"))
            for function in (func.public.tenant_of_key, func.public.holder_of_key):
                asked = select(text("*")).select_from(function(hash_of(key)))
                assert connection.scalar(asked) == tenant
    finally:
        with engine.begin() as owner:
            owner.execute(text("DROP SCHEMA front CASCADE"))


def test_what_the_operator_shares_is_read_by_all_and_written_by_none(
    engine: Engine, part_engines: Engines, ours: Receipt
) -> None:
    number = BusinessNumber("1208147521")
    PostgresGivenMerchants(engine).give([DirectoryEntry(number, "(주)도토리")], NOON, None)
    for part in KEPT_TO_A_TENANT:
        found = PostgresMerchantDirectory(part_engines[part]).find(ours.tenant_id, number)
        assert found
        assert found.name == "(주)도토리"
    with transaction(part_engines[Part.API], ours.tenant_id) as connection:
        connection.execute(update(merchants).values(name="내 이름"))
    found = PostgresMerchantDirectory(part_engines[Part.API]).find(uuid4(), number)
    assert found
    assert found.name == "(주)도토리"


@pytest.mark.parametrize("part", [Part.PARSER, Part.OPERATOR])
@pytest.mark.parametrize("kind", ["approved", "corrected"])
def test_what_people_do_no_other_part_does(
    part: Part, kind: str, engine: Engine, part_engines: Engines, ours: Receipt
) -> None:
    forged = {"tenant_id": ours.tenant_id, "receipt_id": ours.id, "at": NOON, "kind": kind, "data": {}}
    for statement in (
        update(receipts).values(status="approved"),
        insert(receipt_events).values(forged),
    ):
        with pytest.raises(DBAPIError) as refusal, transaction(part_engines[part], ours.tenant_id) as caught:
            caught.execute(statement)
        assert sqlstate(refusal.value) == NOT_ALLOWED
    assert rows_of(engine, ours.tenant_id, receipts)[0]["status"] == "parsed"


def test_the_parser_pairs_a_sale_with_a_cancellation_that_somebody_approved_before(
    store: PostgresReceiptStore, tenant: UUID
) -> None:
    """It changes an approved receipt's link, and nothing of the approval."""
    slip = a_reading().payment
    refund = read(
        store,
        a_receipt(tenant),
        transaction=Transaction.CANCELLATION,
        amounts=Amounts(total=Decimal(-2500), gross_total=Decimal(-2500)),
        payment=slip,
    )
    closed = approved(store, refund)
    sale = read(store, a_receipt(tenant), payment=slip)
    paired = store.get(tenant, refund.id)
    assert (paired.cancels, paired.status, paired.version) == (sale.id, Status.APPROVED, closed.version + 1)


def test_a_correction_is_the_apis_work(store: PostgresReceiptStore, ours: Receipt) -> None:
    act = Correction(NOON, "김경리", ours.version + 1, (Change("category", None, "meals"),))
    assert ours.reading
    assert store.record_correction(ours, ours.reading, act, announce=announcing).version == ours.version + 1
    assert store.corrections(ours.tenant_id, ours.id).corrections == (act,)
