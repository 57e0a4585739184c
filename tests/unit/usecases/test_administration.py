"""Making tenants, giving and ending their API keys, without a database."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from receipts.domain.api_key import beginning_of, hash_of, is_key
from receipts.errors import AmbiguousKeyError, ApiKeyNotFoundError
from receipts.usecases.issue_key import issue_key
from receipts.usecases.register_tenant import register_tenant
from receipts.usecases.revoke_key import revoke_key
from tests.fakes.tenants import FakeTenants


@pytest.fixture
def tenants() -> FakeTenants:
    return FakeTenants()


def test_a_new_tenant_has_a_key_of_which_only_the_hash_is_kept(tenants: FakeTenants) -> None:
    tenant_id, key = register_tenant(tenants, "Kim Ltd")
    assert is_key(key)
    assert tenants.names == {tenant_id: "Kim Ltd"}
    assert list(tenants.keys) == [hash_of(key)]
    assert key not in str(tenants.keys)


def test_another_key_stands_beside_the_first(tenants: FakeTenants) -> None:
    tenant_id, first = register_tenant(tenants, "Kim Ltd")
    second = issue_key(tenants, tenant_id)
    assert [key.beginning for key in tenants.keys_of(tenant_id)] == [
        beginning_of(first),
        beginning_of(second),
    ]


@pytest.mark.parametrize("way", [str, hash_of, beginning_of, lambda key: key[:7]])
def test_a_key_is_ended_by_itself_by_its_hash_or_by_how_it_begins(
    tenants: FakeTenants, way: Callable[[str], str]
) -> None:
    tenant_id, key = register_tenant(tenants, "Kim Ltd")
    assert revoke_key(tenants, way(key)) == tenant_id
    with pytest.raises(ApiKeyNotFoundError):
        revoke_key(tenants, way(key))


def test_of_keys_that_begin_alike_none_is_ended(tenants: FakeTenants) -> None:
    for last in "yz":
        tenants.add_key(uuid4(), f"rk_sameAAA{last}")
    with pytest.raises(AmbiguousKeyError, match="rk_sameAAA of 2026-11-22 12:00, tenant") as refusal:
        revoke_key(tenants, "rk_sameAAA")
    assert len(refusal.value.candidates) == len(tenants.keys) == 2


def test_a_key_tells_whose_it_is() -> None:
    tenants = FakeTenants()
    tenant_id, _ = register_tenant(tenants, "Kim Ltd")
    issue_key(tenants, tenant_id, "박과장")
    nobodys, persons = tenants.keys_of(tenant_id)
    assert (nobodys.person, persons.person) == (None, "박과장")
    assert str(persons).endswith(", 박과장")
