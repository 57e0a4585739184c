"""Why a person must look at a reading."""

from collections.abc import Iterable, Iterator, Mapping

from receipts.domain.receipt import FieldEvidence, Reading

ENOUGH = 0.9
"""The review threshold: of the fields at or above it, 98 in 100 are to be right (benchmarks/README.md)."""
REQUIRED = ("amounts.total", "issued_at", "merchant.name")
"""What a bookkeeper cannot do without. A business number counts too, but only where one is printed."""
MULTIPLE_RECEIPTS = "multiple_receipts"
"""The photo shows more than the receipt that was read."""
AMBIGUOUS_DATE = "issued_at_ambiguous"
"""03/04/2026: nothing on the receipt tells the day from the month."""
CORRECTED_AFTER_APPROVAL = "corrected_after_approval"
"""The receipt was approved with other values than it has now."""
POSSIBLE_DUPLICATE = "possible_duplicate"
"""Another receipt shows the same purchase. Only the records together tell this, so no reading keeps it."""

NUMBER_INVALID = "business_number_invalid"
"""The check digit of the business number is wrong."""

_NUMBER = "merchant.business_number"


def review_reasons(reading: Reading, fields: Mapping[str, FieldEvidence]) -> tuple[str, ...]:
    """`<field>_missing`, `<field>_low_confidence` and what else is doubtful, in a fixed order."""
    return (*_essentials(fields), *_number(reading, fields))


def without_reasons(reasons: Iterable[str], paths: Iterable[str]) -> tuple[str, ...]:
    """The reasons for review that are not about the field at any of `paths`."""
    names = tuple(f"{short_name(path)}_" for path in paths)
    return tuple(reason for reason in reasons if not reason.startswith(names))


def _essentials(fields: Mapping[str, FieldEvidence]) -> Iterator[str]:
    for path in REQUIRED:
        if path not in fields:
            yield f"{short_name(path)}_missing"
        elif fields[path].confidence < ENOUGH:
            yield f"{short_name(path)}_low_confidence"


def _number(reading: Reading, fields: Mapping[str, FieldEvidence]) -> Iterator[str]:
    number = reading.merchant.business_number
    if number is None:
        return
    if not number.is_valid:
        yield NUMBER_INVALID
    elif fields[_NUMBER].confidence < ENOUGH:
        yield "business_number_low_confidence"


def short_name(path: str) -> str:
    """A field's name in the reasons for review."""
    return "merchant" if path == "merchant.name" else path.rpartition(".")[2]
