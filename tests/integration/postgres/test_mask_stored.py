"""Rows that an older mask wrote are masked in place, and a forgotten way in meets the last wall."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from uuid import UUID

import pytest
from sqlalchemy import Engine, Table, select, update

from receipts.adapters.postgres import PostgresReceiptStore
from receipts.adapters.postgres.connection import transaction
from receipts.adapters.postgres.directory import learn
from receipts.adapters.postgres.mask_stored import mask_stored
from receipts.adapters.postgres.tables import (
    merchants,
    readings,
    receipt_events,
    receipt_items,
    receipt_words,
    receipts,
)
from receipts.cli.__main__ import main
from receipts.domain.annotations import Annotations
from receipts.domain.business_number import BusinessNumber
from receipts.domain.directory import DirectoryEntry
from receipts.domain.history import Change, Correction
from receipts.domain.receipt import Item, Payment, PrintedText, Reading, SeenPage
from tests.fixtures.makers import NOON, a_reading, a_receipt, announcing
from tests.integration.postgres.test_rows import record
from tests.mask_fuzz.card_forms import is_leaking, scattered_forms

CARD, RESIDENT = "4579731234561234", "900101-1234567"
SHOWN = ("3456-1234", "31234561", "1234567", "7312\\n", "34561234")
_DRAWN = re.compile("[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Hashes and ids: what they look like, they look like by chance."""
TABLES = (readings, receipts, receipt_items, receipt_words, receipt_events, merchants)


def kept(engine: Engine, *tables: Table) -> str:
    with engine.connect() as connection:
        found = [dict(row) for one in tables for row in connection.execute(select(one)).mappings()]
    return json.dumps(found, default=str, ensure_ascii=False)


def leaky() -> Reading:
    reading = a_reading(
        text=f"카드 4579-7312-\n3456-1234\n{RESIDENT}", payment=Payment(approval_number="30012345")
    )
    items = (Item(1, "볼펜 45797312"), Item(2, "지우개 34561234"))
    merchant = replace(reading.merchant, name=f"도토리 {CARD}")
    return replace(reading, items=items, merchant=merchant)


def a_leaky_page() -> SeenPage:
    """A number in two boxes of a row, which were found the other way round: each line alone shows nothing."""
    halves = ("3456-1234", 600), ("4579-7312-", 300)
    texts = [
        PrintedText(text, ((left, 20), (left + 200, 20), (left + 200, 44), (left, 44)))
        for text, left in halves
    ]
    return SeenPage(1, 1000, 1000, None, tuple(texts))


def test_no_way_in_passes_the_store(store: PostgresReceiptStore, engine: Engine, tenant: UUID) -> None:
    receipt_id = record(store, tenant, leaky())
    seen = store.get(tenant, receipt_id)
    correction = Correction(
        NOON, f"김경리 {RESIDENT}", seen.version + 1, (Change("x", CARD, "４５７９-7312-3456-1234"),)
    )
    corrected = store.record_correction(seen, leaky(), correction, announce=announcing)
    written = Annotations(
        f"메모 {CARD}", RESIDENT, ("4579 7312", "3456 1234"), CARD, CARD, (f"#{CARD}",), f"{RESIDENT} 김대리"
    )
    store.annotate(corrected, written, replace(correction, version=corrected.version + 1))
    store.add(a_receipt(tenant, filename=f"{CARD}.jpg"))
    number = BusinessNumber("9024500731")
    with transaction(engine, tenant) as connection:
        learn(connection, tenant, DirectoryEntry(number, "4579 7312", "3456 1234"), NOON)
    assert [number for number in SHOWN if number in kept(engine, *TABLES)] == []
    (approval,) = {row.payment.approval_number for row in [store.get(tenant, receipt_id).reading] if row}
    assert approval == "30012345"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_form_of_a_number_reaches_a_table(
    store: PostgresReceiptStore, engine: Engine, tenant: UUID, seed: int
) -> None:
    for form in islice(scattered_forms(seed), 12):
        issuer, number, approval = (*form.parts, None, None, None)[:3]
        payment = Payment(card_issuer=issuer, card_number_masked=number, approval_number=approval)
        reading = a_reading(text=form.text, payment=payment, items=(Item(1, form.text),))
        record(store, tenant, reading)
        store.add(a_receipt(tenant, filename="가" * 490 + form.text))
        with engine.connect() as connection:
            ours = [select(table).where(table.c.tenant_id == tenant) for table in TABLES]
            rows = [list(row) for query in ours for row in connection.execute(query)]
        shown = [_DRAWN.sub("", leaf) for leaf in leaves(rows)]
        assert [leaf for leaf in shown if is_leaking(form, leaf)] == []


def leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from leaves(one)
    else:
        yield str(value)


def test_what_an_older_mask_stored_is_masked_in_place_and_once(
    store: PostgresReceiptStore, engine: Engine, tenant: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr("receipts.adapters.postgres.rows.covered", lambda reading: reading)
        older.setattr("receipts.adapters.postgres.journal.covered_leaves", lambda data: data)
        record(store, tenant, replace(leaky(), pages=(a_leaky_page(),)))
    with engine.begin() as connection:
        connection.execute(update(receipts).values(filename=f"{CARD}.jpg"))
        connection.execute(update(receipt_events).values(data={"by": RESIDENT}))
    before = kept(engine, *TABLES)
    assert CARD in before
    assert RESIDENT in before

    counted = list(mask_stored(engine, dry_run=True))
    assert kept(engine, *TABLES) == before
    assert sum(progress.masked for progress in counted) >= 3

    list(mask_stored(engine, dry_run=False))
    after = kept(engine, *TABLES)
    assert [number for number in SHOWN if number in after] == []
    assert "30012345" in after
    assert sum(progress.masked for progress in mask_stored(engine, dry_run=False)) == 0


def test_the_operator_is_told_what_was_masked(
    store: PostgresReceiptStore,
    tenant: UUID,
    postgres_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    record(store, tenant, a_reading())
    monkeypatch.setenv("DATABASE_OWNER_URL", postgres_url)
    assert main(["admin", "mask-stored", "--dry-run"]) == 0
    assert "readings: 1 seen, 0 masked" in capsys.readouterr().out
