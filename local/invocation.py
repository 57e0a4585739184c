"""The result of an invocation: SAM ends with noise, and with status 0 even if the function failed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from receipts.domain.record import Receipt


@dataclass(frozen=True, slots=True)
class Conclusion:
    """One sentence for the person at the terminal."""

    sentence: str
    worked: bool = True


def conclusion(answer: str, receipts: Iterable[Receipt]) -> Conclusion:
    """From the function's answer and the records of the receipts that its event announced."""
    response = _object_in(answer)
    if "errorMessage" in response:
        return Conclusion(f"the function failed: {response['errorMessage']}", worked=False)
    if response.get("batchItemFailures"):
        return Conclusion("the function returned messages, which SQS would send again", worked=False)
    facts = ", ".join(map(_fact, receipts)) or "the function ended without an error"
    return Conclusion(f"it worked: {facts}")


def _object_in(answer: str) -> Mapping[str, object]:
    try:
        found = json.loads(answer)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _fact(receipt: Receipt) -> str:
    """`receipt 0198… is parsed, 7,000 KRW`; a failure has its cause instead of money."""
    parts = [f"receipt {receipt.id} is {receipt.status.replace('_', ' ')}"]
    if receipt.failure:
        parts.append(f"because of {receipt.failure}")
    elif receipt.reading and receipt.reading.amounts.total is not None:
        parts.append(f"{receipt.reading.amounts.total:,f} {receipt.reading.currency or ''}".strip())
    return ", ".join(parts)
