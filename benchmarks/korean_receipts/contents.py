"""All kinds of receipts, and the set that is drawn of them."""

from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import Final

from benchmarks.korean_receipts import forms, screens, slips, travel
from benchmarks.korean_receipts.slip import Slip
from benchmarks.korean_receipts.till import KINDS as TILLS
from benchmarks.korean_receipts.till import till_receipt
from benchmarks.korean_receipts.truth import LEVELS, Receipt

SEED: Final = 20261129
EACH: Final = 5
"""Receipts of each kind and level."""

Maker = Callable[[Random], Slip]

KINDS: Final[dict[str, Maker]] = {
    **{name: partial(till_receipt, kind_name=name) for name in TILLS},
    "taxi": travel.taxi,
    "petrol": travel.petrol,
    "parking": travel.parking,
    "toll": travel.toll,
    "train_ticket": travel.train_ticket,
    "bus_ticket": travel.bus_ticket,
    "cinema": travel.cinema,
    "hotel": travel.hotel,
    "card_slip": slips.card_slip,
    "card_cancellation": slips.card_cancellation,
    "cash_receipt": slips.cash_receipt,
    "simple_receipt": forms.simple_receipt,
    "tax_invoice": forms.tax_invoice,
    "hospital_bill": forms.hospital_bill,
    "prescription_bill": forms.prescription_bill,
    "delivery_app": screens.delivery_app,
    "online_order": screens.online_order,
}


def drawn(seed: int = SEED) -> Iterator[tuple[Receipt, Slip]]:
    """The whole set: what each receipt says, and how it is laid out.

    The first 40 are one of each kind at mixed levels, the first 200 one of each kind at each level.
    """
    for number in range(1, EACH + 1):
        for turn in range(len(LEVELS)):
            for place, kind in enumerate(KINDS):
                yield _one(seed, kind, (place + turn) % len(LEVELS) + 1, number)


def _one(seed: int, kind: str, level: int, number: int) -> tuple[Receipt, Slip]:
    name = f"{kind}-{level}-{number}"
    slip = KINDS[kind](Random(f"{seed}/{name}"))
    common = {"document_type": "receipt", "transaction": "sale"}
    return Receipt(name, kind, level, common | slip.fields, tuple(slip.items), tuple(slip.merchant_alt)), slip


def truths(seed: int = SEED) -> list[Receipt]:
    """What all receipts of the set say."""
    return [receipt for receipt, _ in drawn(seed)]
