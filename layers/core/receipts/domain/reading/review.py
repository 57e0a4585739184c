"""Why a person must look at a reading."""

from collections.abc import Iterator, Mapping

from receipts.domain.receipt import FieldEvidence, Reading

_FIELDS = {
    "amounts.total": ("total", 0.65),
    "issued_at": ("issued_at", 0.6),
    "merchant.name": ("merchant", 0.6),
}
"""What a bookkeeper cannot do without: short names, and below what confidence a look is needed."""
_NUMBER = "merchant.business_number"
_SURE_NUMBER = 0.65


def review_reasons(reading: Reading, fields: Mapping[str, FieldEvidence]) -> tuple[str, ...]:
    """`<field>_missing`, `<field>_low_confidence` and what else is doubtful, in a fixed order."""
    return (*_essentials(fields), *_number(reading, fields))


def _essentials(fields: Mapping[str, FieldEvidence]) -> Iterator[str]:
    for path, (name, enough) in _FIELDS.items():
        if path not in fields:
            yield f"{name}_missing"
        elif fields[path].confidence < enough:
            yield f"{name}_low_confidence"


def _number(reading: Reading, fields: Mapping[str, FieldEvidence]) -> Iterator[str]:
    number = reading.merchant.business_number
    if number is None:
        return
    if not number.is_valid:
        yield "business_number_invalid"
    elif fields[_NUMBER].confidence < _SURE_NUMBER:
        yield "business_number_low_confidence"
