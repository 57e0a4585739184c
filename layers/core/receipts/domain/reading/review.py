"""Why a person must look at a reading."""

from collections.abc import Iterator, Mapping

from receipts.domain.receipt import FieldEvidence, Reading

ENOUGH = 0.9
"""The review threshold: of the fields at or above it, 98 in 100 are to be right (benchmarks/README.md)."""

_FIELDS = {"amounts.total": "total", "issued_at": "issued_at", "merchant.name": "merchant"}
"""What a bookkeeper cannot do without, by the names that reasons use."""
_NUMBER = "merchant.business_number"


def review_reasons(reading: Reading, fields: Mapping[str, FieldEvidence]) -> tuple[str, ...]:
    """`<field>_missing`, `<field>_low_confidence` and what else is doubtful, in a fixed order."""
    return (*_essentials(fields), *_number(reading, fields))


def _essentials(fields: Mapping[str, FieldEvidence]) -> Iterator[str]:
    for path, name in _FIELDS.items():
        if path not in fields:
            yield f"{name}_missing"
        elif fields[path].confidence < ENOUGH:
            yield f"{name}_low_confidence"


def _number(reading: Reading, fields: Mapping[str, FieldEvidence]) -> Iterator[str]:
    number = reading.merchant.business_number
    if number is None:
        return
    if not number.is_valid:
        yield "business_number_invalid"
    elif fields[_NUMBER].confidence < ENOUGH:
        yield "business_number_low_confidence"
