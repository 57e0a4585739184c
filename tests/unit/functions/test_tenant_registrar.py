"""What an administrator may ask of tenant_registrar, before any database is asked."""

import pytest

from receipts.errors import InvalidRequestError
from tenant_registrar.requests import read_request

TENANT = "01989d6e-0000-7000-8000-000000000001"
KEY = f"rk_{'k' * 43}"
ONE = "give one of name, tenant_id, tenants, keys_of, keys_like, revoke and expire"
NO_KEY = "revoke: must be an API key, its first 10 characters, or its SHA-256 in hex"


@pytest.mark.parametrize(
    ("event", "asked_for"),
    [
        ({"name": "Kim Ltd"}, "name"),
        ({"name": "  ㈜한빛상사 "}, "name"),
        ({"tenant_id": TENANT}, "tenant_id"),
        ({"tenant_id": TENANT, "person": "박과장"}, "tenant_id"),
        ({"revoke": KEY}, "revoke"),
        ({"revoke": "0f" * 32}, "revoke"),
        ({"revoke": KEY[:10]}, "revoke"),
        ({"revoke": "rk_-_a9"}, "revoke"),
        ({"keys_of": TENANT}, "keys_of"),
        ({"keys_like": "rk_abcd"}, "keys_like"),
        ({"tenants": "all"}, "tenants"),
        ({"tenant_id": TENANT, "person": "김경리", "expires_at": "2026-12-31T15:00:00Z"}, "tenant_id"),
        ({"expire": KEY, "expires_at": "2026-12-31T15:00:00Z"}, "expire"),
    ],
)
def test_one_thing_is_asked_for(event: object, asked_for: str) -> None:
    assert read_request(event).asked_for == asked_for


def test_blanks_around_a_name_are_no_part_of_it() -> None:
    assert read_request({"name": "  ㈜한빛상사 "}).name == "㈜한빛상사"


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        ({}, ONE),
        ({"name": "Kim Ltd", "tenant_id": TENANT}, ONE),
        ({"person": "김경리"}, ONE),
        ({"name": "Kim Ltd", "person": "김경리"}, "person goes with tenant_id"),
        ({"revoke": KEY, "expires_at": "2026-12-31T15:00:00Z"}, "expires_at goes with tenant_id or expire"),
        ({"expire": KEY}, "expire needs expires_at"),
        ({"expire": KEY, "expires_at": "2026-12-31T15:00:00"}, "expires_at: Input should have timezone info"),
        ({"keys_like": "rk_"}, "keys_like: must be how an API key begins: rk_ and 4 to 7 characters"),
        ({"revoke": KEY, "person": "박과장"}, "person goes with tenant_id"),
        ({"tenant_id": TENANT, "person": "p" * 101}, "person: String should have at most 100 characters"),
        ({"name": " "}, "name: String should have at least 1 character"),
        ({"name": "k" * 101}, "name: String should have at most 100 characters"),
        ({"name": "Kim\nLtd"}, "name: must be one line of printable characters"),
        ({"name": 7}, "name: Input should be a valid string"),
        ({"nmae": "Kim Ltd"}, "nmae: Extra inputs are not permitted"),
        ({"revoke": f"{KEY}k"}, NO_KEY),
        ({"revoke": KEY[:-1]}, NO_KEY),
        ({"revoke": KEY[:6]}, NO_KEY),
        ({"revoke": "rk_%%%%"}, NO_KEY),
        ({"revoke": "0f" * 5}, NO_KEY),
        (["Kim Ltd"], "Input should be a valid dictionary or instance of Request"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(event: object, sentence: str) -> None:
    with pytest.raises(InvalidRequestError) as refusal:
        read_request(event)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("event", [{"name": KEY * 9}, {"tenant_id": KEY}, {"revoke": f"{KEY} "}])
def test_a_key_in_the_wrong_place_is_not_repeated(event: object) -> None:
    with pytest.raises(InvalidRequestError) as refusal:
        read_request(event)
    assert KEY not in str(refusal.value)
