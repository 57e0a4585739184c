"""Tenants and keys, made by tenant_registrar as the owner and used by the API as the application."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import reload
from io import StringIO
from typing import cast
from uuid import UUID, uuid4

import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext
from sqlalchemy import Engine, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from local.processes import wait_until
from receipts.adapters.postgres import PostgresReceiptStore, PostgresTenants
from receipts.adapters.postgres.tables import api_keys, tenants
from receipts.domain.api_key import fingerprint_of, hash_of
from receipts.errors import (
    AmbiguousKeyError,
    ApiKeyNotFoundError,
    ReceiptsError,
    SettingsError,
    TenantExistsError,
    TenantNotFoundError,
)
from receipts.usecases.register_tenant import register_tenant
from tenant_registrar import handler as module
from tests.fixtures.tenants import create_tenant
from tests.integration.postgres.test_schema_migrator import Context


@pytest.fixture(autouse=True)
def registrar(engine: Engine, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A function that is set up for an empty database; of the application it knows nothing."""
    monkeypatch.setenv("DATABASE_OWNER_URL", postgres_url)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """Of a function that was started where Powertools is told to log each event."""
    written = StringIO()
    with monkeypatch.context() as started:
        started.setenv("POWERTOOLS_LOGGER_LOG_EVENT", "true")
        reload(module)
        started.setattr(module.logger.registered_handler, "stream", written)
        yield written
    reload(module)


def ask(**event: str) -> dict[str, str]:
    return module.handler(event, cast(LambdaContext, Context()))


def tenant_of(engine: Engine, key: str) -> UUID | None:
    """Whom the API takes the holder of the key for."""
    holder = PostgresReceiptStore(engine).holder_of_key(hash_of(key))
    return holder.tenant_id if holder else None


def test_a_new_tenants_key_opens_the_api(application_engine: Engine) -> None:
    made = ask(name="Kim Ltd")
    assert made.keys() == {"tenant_id", "api_key"}
    assert tenant_of(application_engine, made["api_key"]) == UUID(made["tenant_id"])


def test_a_key_is_rotated_without_a_gap(application_engine: Engine) -> None:
    made = ask(name="Kim Ltd")
    tenant, old = made["tenant_id"], made["api_key"]

    new = ask(tenant_id=tenant)["api_key"]
    assert tenant_of(application_engine, old) == tenant_of(application_engine, new) == UUID(tenant)

    assert ask(revoke=old) == {"tenant_id": tenant}
    assert tenant_of(application_engine, old) is None
    assert tenant_of(application_engine, new) == UUID(tenant)


def test_a_key_that_nobody_has_any_more_is_revoked_by_its_hash(application_engine: Engine) -> None:
    key = ask(name="Kim Ltd")["api_key"]
    ask(revoke=hash_of(key))
    assert tenant_of(application_engine, key) is None


def test_a_key_is_revoked_by_how_it_begins(application_engine: Engine) -> None:
    """As the history of a receipt shows it: whoever finds there what a stolen key did has no more of it."""
    made = ask(name="Kim Ltd")
    other = ask(tenant_id=made["tenant_id"])["api_key"]
    assert ask(revoke=made["api_key"][:10]) == {"tenant_id": made["tenant_id"]}
    assert tenant_of(application_engine, made["api_key"]) is None
    assert tenant_of(application_engine, other) is not None
    with pytest.raises(ApiKeyNotFoundError):
        ask(revoke=made["api_key"][:10])


def add_keys(engine: Engine, tenant: UUID, *keys: str) -> None:
    with engine.begin() as connection:
        for key in keys:
            values = {"id": uuid4(), "tenant_id": tenant, "key_hash": hash_of(key), "prefix": key[:10]}
            connection.execute(insert(api_keys).values(**values))


def test_of_keys_that_begin_alike_none_is_revoked_and_all_are_told(
    engine: Engine, application_engine: Engine
) -> None:
    tenant, another = create_tenant(engine, "Kim Ltd"), create_tenant(engine, "Lee Ltd")
    add_keys(engine, tenant, "rk_sameAAAx", "rk_sameBBBy")
    add_keys(engine, another, "rk_sameAAAz", "rk_otherCCw")
    for prefix, candidates in (("rk_same", 3), ("rk_sameAAA", 2)):
        with pytest.raises(AmbiguousKeyError) as refusal:
            ask(revoke=prefix)
        assert len(refusal.value.candidates) == candidates
        assert str(tenant) in str(refusal.value)
        assert str(another) in str(refusal.value)
        assert "rk_otherCC" not in str(refusal.value)
        assert hash_of("rk_sameAAAx") not in str(refusal.value)
    assert ask(revoke="rk_sameB") == {"tenant_id": str(tenant)}
    assert ask(revoke=hash_of("rk_sameAAAz")) == {"tenant_id": str(another)}
    assert ask(revoke="rk_sameAAA") == {"tenant_id": str(tenant)}
    assert tenant_of(application_engine, "rk_otherCCw") == another


def test_an_underscore_is_a_character_like_any_other(engine: Engine) -> None:
    """In a pattern of LIKE it would stand for any."""
    tenant = create_tenant(engine, "Kim Ltd")
    add_keys(engine, tenant, "rk_abXdefg1", "rk-abXdefg2")
    with pytest.raises(ApiKeyNotFoundError):
        ask(revoke="rk_ab_defg")


def test_the_keys_of_a_tenant_are_listed_without_their_secrets() -> None:
    made = ask(name="Kim Ltd")
    second = ask(tenant_id=made["tenant_id"])["api_key"]
    ended = ask(tenant_id=made["tenant_id"])["api_key"]
    ask(revoke=ended)
    listed = ask(keys_of=made["tenant_id"])["keys"].splitlines()
    assert [line.split(" ")[0] for line in listed] == [made["api_key"][:10], second[:10]]
    with pytest.raises(TenantNotFoundError):
        ask(keys_of=str(uuid4()))


def test_a_key_ends_by_itself_at_the_hour_that_was_said(application_engine: Engine) -> None:
    tenant = ask(name="Kim Ltd")["tenant_id"]
    ended = ask(tenant_id=tenant, expires_at="2020-01-01T00:00:00Z")["api_key"]
    lasting = ask(tenant_id=tenant, person="김경리", expires_at="2199-01-01T00:00:00Z")["api_key"]
    assert tenant_of(application_engine, ended) is None
    assert tenant_of(application_engine, lasting) == UUID(tenant)
    known = PostgresReceiptStore(application_engine).key_fingerprints()
    assert fingerprint_of(hash_of(lasting)) in known
    assert fingerprint_of(hash_of(ended)) not in known
    with application_engine.connect() as connection:  # as the release before asks, which may serve beside it
        asked = {key: select(func.public.tenant_of_key(hash_of(key))) for key in (ended, lasting)}
        of_before = {key: connection.scalar(query) for key, query in asked.items()}
    assert of_before == {ended: None, lasting: UUID(tenant)}
    assert any("김경리, until 2199-01-01" in line for line in ask(keys_of=tenant)["keys"].splitlines())
    assert ended[:10] not in ask(keys_of=tenant)["keys"]

    assert ask(expire=lasting, expires_at="2020-01-01T00:00:00Z")["tenant_id"] == tenant
    assert tenant_of(application_engine, lasting) is None
    with pytest.raises(ApiKeyNotFoundError):
        ask(expire=lasting, expires_at="2199-01-01T00:00:00Z")


def test_tenants_are_listed_with_their_keys_and_keys_by_how_they_begin() -> None:
    made = {name: ask(name=name) for name in ("Lee Ltd", "Kim Ltd")}
    listed = ask(tenants="all")["tenants"].splitlines()
    assert [line.rpartition(": ")[2] for line in listed] == ["Kim Ltd", "Lee Ltd"]
    assert made["Kim Ltd"]["tenant_id"] in listed[0]
    assert "1 valid key" in listed[0]
    (found,) = ask(keys_like=made["Kim Ltd"]["api_key"][:10])["keys"].splitlines()
    assert found.endswith(f"tenant {made['Kim Ltd']['tenant_id']}")


def test_a_name_is_taken_once_and_the_refusal_says_by_whom() -> None:
    made = ask(name="Kim Ltd")
    with pytest.raises(TenantExistsError, match=f"'Kim Ltd': {made['tenant_id']}; ask for another key"):
        ask(name=" Kim Ltd ")


def test_of_two_who_register_a_name_at_once_the_second_waits_and_is_refused(engine: Engine) -> None:
    waiting = text("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted")
    with ThreadPoolExecutor(1) as pool:
        with engine.begin() as first:
            first.execute(insert(tenants).values(id=uuid4(), name="Kim Ltd"))
            second = pool.submit(register_tenant, PostgresTenants(engine), "Kim Ltd")
            assert wait_until(lambda: second.done() or bool(first.scalar(waiting)), 10)
        with pytest.raises(TenantExistsError):
            second.result()


def test_an_unknown_tenant_gets_no_key() -> None:
    tenant = uuid4()
    with pytest.raises(TenantNotFoundError, match=f"^no tenant {tenant}$"):
        ask(tenant_id=str(tenant))


def test_a_key_is_revoked_once() -> None:
    key = ask(name="Kim Ltd")["api_key"]
    ask(revoke=key)
    with pytest.raises(ApiKeyNotFoundError):
        ask(revoke=key)


def test_no_key_reaches_the_log(log: StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    made = ask(name="Kim Ltd")
    again = ask(tenant_id=made["tenant_id"])
    ask(revoke=again["api_key"])
    with pytest.raises(ReceiptsError) as refusal:
        ask(revoke=again["api_key"])

    said = log.getvalue() + str(refusal.value) + "".join(capsys.readouterr())
    assert made["tenant_id"] in said
    for key in (made["api_key"], again["api_key"]):
        assert key not in said
        assert hash_of(key) not in said


def test_the_application_could_not_have_done_it(engine: Engine, application_engine: Engine) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        create_tenant(application_engine, "Kim Ltd")


def test_a_setting_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_OWNER_URL")
    with pytest.raises(SettingsError, match="DATABASE_OWNER_SECRET_ARN"):
        ask(name="Kim Ltd")
