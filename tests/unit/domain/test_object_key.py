from uuid import UUID

import pytest

from receipts.domain.object_key import Folder, object_key, tenant_of

# The same in each process of `pytest -n`: they are part of the tests' names.
TENANT = UUID("01989d6e-0000-7000-8000-000000000001")
RECEIPT = UUID("01989d6e-1111-7000-8000-000000000002")


@pytest.mark.parametrize("folder", Folder)
def test_a_key_names_its_tenant(folder: Folder) -> None:
    assert tenant_of(object_key(folder, TENANT, RECEIPT)) == TENANT


@pytest.mark.parametrize(
    "key",
    [
        "",
        "uploads/stray",
        f"uploads/{TENANT}",
        f"elsewhere/{TENANT}/{RECEIPT}",
        f"/uploads/{TENANT}/{RECEIPT}",
        f"uploads/{TENANT}/{RECEIPT}/2",
        f"uploads/{TENANT}/{RECEIPT}\n",
        f"uploads/{TENANT}/../{RECEIPT}",
        f"uploads/{TENANT.hex}/{RECEIPT.hex}",
        f"uploads/{{{TENANT}}}/{RECEIPT}",
        f"uploads/{str(TENANT).translate({ord('0'): '٠', ord('1'): '１'})}x/{RECEIPT}",
        f"UPLOADS/{TENANT}/{RECEIPT}",
    ],
)
def test_what_is_not_exactly_such_a_key_is_nobodys(key: str) -> None:
    assert tenant_of(key) is None
