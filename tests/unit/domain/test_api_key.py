"""The form of an API key, which stands in one place."""

import pytest

from receipts.domain.api_key import beginning_of, hash_of, is_beginning, is_hash, is_key, new_key


def test_no_two_keys_are_alike_and_each_has_the_form_of_one() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert all(is_key(key) and len(key) == 46 for key in keys)


def test_what_is_shown_of_a_key_is_a_beginning_and_no_key() -> None:
    shown = beginning_of("rk_Ab3dE6g" + "h" * 36)
    assert shown == "rk_Ab3dE6g"
    assert is_beginning(shown)
    assert not is_key(shown)


@pytest.mark.parametrize("text", ["", "rk_", "rk_abc", "rk_abcdefgh", "sk_abcdefg", "rk_%%%%", "rk_영수증이"])
def test_what_is_no_beginning_of_a_key(text: str) -> None:
    assert not is_beginning(text)


def test_a_key_is_looked_up_by_its_sha256() -> None:
    # printf rk_a | sha256sum
    assert hash_of("rk_a") == "50260c6d49291440b37afc637dfbc6b1ab00801bf73d1a2862a722ae4b7f1694"
    assert is_hash(hash_of("rk_a"))
