"""Why a person must look at a reading, beyond what the reading rules say of single fields."""

from collections.abc import Iterable

MULTIPLE_RECEIPTS = "multiple_receipts"
"""The photo shows more than the receipt that was read."""
CORRECTED_AFTER_APPROVAL = "corrected_after_approval"
"""The receipt was approved with other values than it has now."""


def without_reasons(reasons: Iterable[str], paths: Iterable[str]) -> tuple[str, ...]:
    """The reasons for review that are not about the field at any of `paths`."""
    names = tuple(f"{_short(path)}_" for path in paths)
    return tuple(reason for reason in reasons if not reason.startswith(names))


def _short(path: str) -> str:
    """A field's name in the reasons for review."""
    return "merchant" if path == "merchant.name" else path.rpartition(".")[2]
