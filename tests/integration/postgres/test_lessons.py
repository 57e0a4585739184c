"""What an approval teaches is kept in the approval's own transaction: neither is there without the other."""

from collections.abc import Mapping
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine

from receipts.adapters.postgres import PostgresMerchantDirectory, PostgresReceiptStore
from receipts.adapters.postgres.application_login import Part
from receipts.adapters.postgres.company import PostgresCompany
from receipts.adapters.postgres.connection import _BriefConnection
from receipts.domain.business_number import BusinessNumber
from receipts.domain.directory import DirectoryEntry
from receipts.domain.history import Correction
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import FieldEvidence, Merchant, Source
from receipts.errors import StorageUnavailableError
from receipts.usecases.correct_receipt import ApproveReceipt, Seen
from tests.fakes.clock import FakeClock
from tests.fixtures.makers import NOON, a_message, a_reading
from tests.integration.postgres.test_rows import record

NUMBER = BusinessNumber("9024500731")
LESSON = DirectoryEntry(NUMBER, "도토리다방 본점")


def test_where_the_lesson_cannot_be_kept_there_is_no_approval_and_it_can_be_sent_again(
    store: PostgresReceiptStore,
    part_engines: Mapping[Part, Engine],
    tenant: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    receipt = store.get(tenant, record(store, tenant, a_reading()))
    approval = Correction(NOON, "김경리", receipt.version + 1, (), approved=True)

    def no_answer(*_: object) -> None:
        raise StorageUnavailableError("the database went away")

    with monkeypatch.context() as down:
        down.setattr("receipts.adapters.postgres.directory.learn", no_answer)
        with pytest.raises(StorageUnavailableError):
            store.approve(receipt, approval, a_message, LESSON)
    assert store.get(tenant, receipt.id).status is Status.PARSED

    assert store.approve(receipt, approval, a_message, LESSON).status is Status.APPROVED
    assert PostgresMerchantDirectory(part_engines[Part.PARSER]).find(tenant, NUMBER) == LESSON


def test_an_approval_whose_commit_is_not_answered_is_told_as_it_was(
    store: PostgresReceiptStore,
    part_engines: Mapping[Part, Engine],
    tenant: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The server has committed; the connection breaks before it can say so."""
    receipt = store.get(tenant, record(store, tenant, a_reading()))
    approve = ApproveReceipt(store, FakeClock(), uuid4, PostgresCompany(part_engines[Part.API]))
    commit, breaks = _BriefConnection.commit, iter([False, False, True])

    def commit_and_break(connection: _BriefConnection) -> None:
        commit(connection)
        if next(breaks, False):
            raise OSError("the connection broke")

    monkeypatch.setattr(_BriefConnection, "commit", commit_and_break)
    seen = Seen(tenant, receipt.id, receipt.version, None, "rk_Zz9zZ9z")
    assert approve(seen).status is Status.APPROVED
    assert next(breaks, None) is None  # it did break
    assert len(store.corrections(tenant, receipt.id).corrections) == 1


def test_a_paragraph_that_was_read_as_a_name_teaches_nothing_and_stops_no_approval(
    store: PostgresReceiptStore, part_engines: Mapping[Part, Engine], tenant: UUID
) -> None:
    merchant = Merchant("가" * 1500, NUMBER, phone="055-123-4567")
    written = {"merchant.phone": FieldEvidence(1.0, None, None, "", Source.BOOKKEEPER)}
    reading = a_reading(merchant=merchant, fields=written, issued_at=NOON)
    receipt = store.get(tenant, record(store, tenant, reading))
    approve = ApproveReceipt(store, FakeClock(), uuid4, PostgresCompany(part_engines[Part.API]))
    assert approve(Seen(tenant, receipt.id, receipt.version, None)).status is Status.APPROVED
    assert PostgresMerchantDirectory(part_engines[Part.PARSER]).find(tenant, NUMBER) is None
