"""What `receipts parse --json` prints of a reading."""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal

from receipts.domain.advice import advice
from receipts.domain.obstacles import left_open
from receipts.domain.receipt import Check, Merchant, Reading


def as_json(reading: Reading) -> dict[str, object]:
    """Everything that was read, ready for `json.dumps`: money is a decimal string, what is not on the image
    is null, and a check that warned says in Korean what to do.
    """
    reasons = left_open(reading)
    document = {
        "document_type": reading.document_type,
        "transaction": reading.transaction,
        "merchant": _merchant(reading.merchant),
        "issued_at": reading.issued_at.isoformat() if reading.issued_at else None,
        "issued_at_precision": reading.issued_at_precision,
        "currency": reading.currency,
        "amounts": asdict(reading.amounts),
        "payment": asdict(reading.payment),
        "items": [asdict(item) for item in reading.items],
        "proof": asdict(reading.proof),
        "category": asdict(reading.category) if reading.category else None,
        "fields": {path: asdict(found) for path, found in reading.fields.items()},
        "checks": [_check(check) for check in reading.checks],
        "review": {"required": bool(reasons), "reasons": reasons},
        "engine": asdict(reading.engine) if reading.engine else None,
        "escalation": asdict(reading.escalation) if reading.escalation else None,
        "text": reading.text,
    }
    return {name: _plain(part) for name, part in document.items()}


def _merchant(merchant: Merchant) -> dict[str, object]:
    number = merchant.business_number
    return {
        "name": merchant.name,
        "business_number": str(number) if number else None,
        "business_number_valid": number.is_valid if number else None,
        "address": merchant.address,
        "phone": merchant.phone,
    }


def _check(check: Check) -> dict[str, object]:
    sentence = advice(check)
    kept = {"code": check.code, "outcome": check.outcome, "detail": check.detail}
    return kept | {"message": sentence.korean if sentence else None}


def _plain(value: object) -> object:
    """Decimals as they are printed, never as 1E+3."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
