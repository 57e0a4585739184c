"""An operator's work on one machine: who uses it, with which keys, and what failed is read again."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text

from receipts.adapters.postgres import PostgresReceiptStore
from receipts.cli.__main__ import main
from receipts.domain import archive
from receipts.domain.api_key import hash_of
from receipts.domain.claims import Claim
from receipts.domain.failure import FailureCause
from receipts.domain.record import Receipt
from tests.fixtures.makers import LEASE, NOON, a_reading, a_receipt, announcing

Told = Callable[..., str]


@pytest.fixture
def told(
    postgres_url: str, engine: Engine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Told:
    """What a command says that succeeds."""
    monkeypatch.setenv("DATABASE_OWNER_URL", postgres_url)
    monkeypatch.setenv("RECEIPT_BUCKET", "receipts")

    def run(*arguments: str) -> str:
        assert main(["admin", *arguments]) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    return run


def tenant_of(application_engine: Engine, key: str) -> UUID | None:
    holder = PostgresReceiptStore(application_engine).holder_of_key(hash_of(key))
    return holder.tenant_id if holder else None


def made(said: str) -> str:
    """The key in it."""
    return next(word for word in said.split() if word.startswith("rk_"))


def test_a_tenant_is_made_listed_and_gets_keys_that_end(told: Told, application_engine: Engine) -> None:
    first = told("tenants", "create", "Kim Ltd")
    tenant = first.split()[1]
    assert tenant_of(application_engine, made(first)) == UUID(tenant)
    assert told("tenants", "list").endswith("1 valid key: Kim Ltd\n")

    second = made(told("keys", "create", tenant, "--person", "김경리", "--expires", "2199-12-31"))
    listed = told("keys", "list", tenant).splitlines()
    assert [line[:10] for line in listed] == [made(first)[:10], second[:10]]
    assert listed[1].endswith(", 김경리, until 2199-12-31 15:00")
    assert told("keys", "list", second[:10]).endswith(f"tenant {tenant}\n")

    assert tenant in told("keys", "revoke", made(first)[:10])
    assert tenant_of(application_engine, made(first)) is None
    yesterday = datetime.now(UTC).date() - timedelta(days=2)
    told("keys", "expire", second, yesterday.isoformat())
    assert tenant_of(application_engine, second) is None
    assert told("keys", "list", tenant) == ""


@pytest.mark.parametrize(
    "wrong",
    [
        ("keys", "revoke", "rk_"),
        ("keys", "expire", "rk_abcd", "31.12.2026"),
        ("keys", "list", "kim"),
        ("keys", "create", "01989d6e-0000-7000-8000-000000000001", "--person", " "),
        ("tenants", "create", "Kim\nLtd"),
        ("redrive", "rain"),
        ("reread", "--status", "queued"),
        ("reread", "--sum"),
        ("reread", "--tenant", "kim"),
        ("redrive", "internal_error", "--since", "yesterday"),
    ],
)
def test_what_cannot_be_understood_is_said_before_any_database_is_asked(wrong: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit):
        main(["admin", *wrong])


def test_a_refusal_is_one_sentence(told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    told("tenants", "create", "Kim Ltd")
    assert main(["admin", "tenants", "create", "Kim Ltd"]) == 1
    assert capsys.readouterr().err.startswith("error: ")
    assert main(["admin", "keys", "revoke", "rk_nobodys"]) == 1
    assert capsys.readouterr().err.startswith("error: ")


def test_what_failed_is_counted_and_read_again_when_that_is_said(told: Told, engine: Engine) -> None:
    tenant = UUID(told("tenants", "create", "Kim Ltd").split()[1])
    store = PostgresReceiptStore(engine)
    for _ in range(3):
        receipt = store.add(a_receipt(tenant))
        claim = store.claim(receipt.photo.key, None, claimed_by=str(receipt.id), now=NOON, lease=LEASE)
        assert isinstance(claim, Claim)
        assert store.record_failure(claim, FailureCause.INTERNAL_ERROR, announcing)
    assert told("redrive", "internal_error").startswith("3 receipts have failed of internal_error.\nNone")
    assert "3 of 3 are queued again." in told("redrive", "internal_error", "--run")
    assert told("redrive", "internal_error").startswith("0 receipts")
    with engine.connect() as connection:
        query = text("SELECT count(*) FROM outbox WHERE destination = 'uploads' AND sent_at IS NULL")
        assert connection.execute(query).scalar_one() == 3


def test_the_archive_is_counted_read_anew_and_summed_up_and_none_is_queued_twice(
    told: Told, engine: Engine
) -> None:
    store, rereading = PostgresReceiptStore(engine), "01989d6e-0000-7000-8000-0000000000aa"
    tenants = [UUID(told("tenants", "create", name).split()[1]) for name in ("Kim Ltd", "Lee Ltd")]
    for tenant in (*tenants, tenants[0]):
        read(store, store.add(a_receipt(tenant)))
    assert told("reread").startswith("3 receipts can be read anew.\nNone")
    assert told("reread", "--tenant", str(tenants[0])).startswith("2 receipts")
    assert told("reread", "--status", "approved").startswith("0 receipts")
    first = told("reread", "--run", "--tenant", str(tenants[0]), "--rereading", rereading)
    assert "2 are queued so far: 2 waiting" in first
    assert "3 are queued so far: 3 waiting" in told("reread", "--run", "--rereading", rereading)
    assert "3 are queued so far: 3 waiting" in told("reread", "--run", "--rereading", rereading)
    assert "1 are queued so far" in told(
        "reread", "--sum", "--tenant", str(tenants[1]), "--rereading", rereading
    )
    assert told("reread").startswith("0 receipts")


def test_a_full_line_is_waited_for(told: Told, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    store, waited = PostgresReceiptStore(engine), list[float]()
    tenant = UUID(told("tenants", "create", "Kim Ltd").split()[1])
    first, second = (store.add(a_receipt(tenant)) for _ in range(2))
    read(store, second)

    def read_meanwhile(seconds: float) -> None:
        waited.append(seconds)
        read(store, first)
        read(store, second)

    monkeypatch.setattr(archive, "MOST_IN_LINE", 1)
    monkeypatch.setattr(time, "sleep", read_meanwhile)
    assert "2 are queued so far" in told("reread", "--run")
    assert len(waited) > 1


def read(store: PostgresReceiptStore, receipt: Receipt) -> None:
    """If it waits to be read."""
    claim = store.claim(receipt.photo.key, None, claimed_by=str(uuid4()), now=NOON, lease=LEASE)
    if isinstance(claim, Claim):
        reading = claim.receipt.reading or a_reading()
        if claim.receipt.is_read_anew:
            assert store.record_rereading(claim, reading, reading, announcing)
        else:
            assert store.record_reading(claim, reading, announcing)
