"""What was read compared with what is printed, field by field.

A field whose truth is "not on the image" is right when nothing was read, and an invented value is wrong.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from benchmarks.accuracy.truths import TrueItem, Truth, Value
from receipts.domain.receipt import Item, Precision, Reading

PATHS = {
    **{name: f"amounts.{name}" for name in ("total", "gross_total", "discount", "supply", "vat", "exempt")},
    "service_charge": "amounts.service_charge",
    "date": "issued_at",
    "time": "issued_at",
    "merchant": "merchant.name",
    "address": "merchant.address",
    "phone": "merchant.phone",
    "business_number": "merchant.business_number",
}
"""Where the reading keeps the evidence of a field."""
ITEM_FIELDS = ("item_name", "item_amount")
"""Of lines of goods, each of which is a field of its own."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One field of one receipt; `confidence` is None where the reading gives none."""

    field: str
    expected: object
    read: object
    right: bool
    confidence: float | None = None

    @property
    def is_invented(self) -> bool:
        return self.expected is None and self.read is not None


@dataclass(frozen=True, slots=True)
class ItemCount:
    """How many lines of goods are printed, were read, and agree in name, in amount and in both."""

    printed: int = 0
    read: int = 0
    both: int = 0
    name: int = 0
    amount: int = 0

    def __add__(self, other: "ItemCount") -> "ItemCount":
        return ItemCount(
            self.printed + other.printed,
            self.read + other.read,
            self.both + other.both,
            self.name + other.name,
            self.amount + other.amount,
        )


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that can be said of one receipt; `items` is None where the truth does not list them."""

    truth: Truth
    fields: tuple[Verdict, ...]
    items: ItemCount | None
    item_fields: tuple[Verdict, ...]
    cpu_seconds: float

    @property
    def is_whole(self) -> bool:
        """Whether every field that the truth knows is right, every line of goods included."""
        items = self.items or ItemCount()
        return all(verdict.right for verdict in self.fields) and items.both == items.read == items.printed

    @property
    def wrong(self) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in (*self.fields, *self.item_fields) if not verdict.right)


def judge(truth: Truth, reading: Reading, failure: str | None, cpu_seconds: float) -> Judgement:
    """Compare a reading; `failure` is why there is none, and then `reading` is empty."""
    read = read_values(reading, failure)
    fields = tuple(_verdict(name, truth, read, reading) for name in truth.values)
    if truth.items is None:
        return Judgement(truth, fields, None, (), cpu_seconds)
    count = count_items(truth.items, reading.items)
    return Judgement(truth, fields, count, tuple(_item_verdicts(truth.items, reading)), cpu_seconds)


def squash(text: object) -> str:
    """Letters and digits only, case folded: how names and numbers are compared."""
    return "".join(char for char in str(text or "").casefold() if char.isalnum())


def read_values(reading: Reading, failure: str | None) -> Mapping[str, Value | None]:
    """What was read, by the names that truths give to fields."""
    amounts, merchant = reading.amounts, reading.merchant
    return {
        **{name: getattr(amounts, name) for name, path in PATHS.items() if path.startswith("amounts.")},
        "date": _day(reading),
        "time": _clock(reading),
        "merchant": merchant.name,
        "address": merchant.address,
        "phone": merchant.phone,
        "business_number": str(merchant.business_number) if merchant.business_number else None,
        "currency": reading.currency,
        "document_type": reading.document_type,
        "transaction": reading.transaction,
        "failure": failure,
    }


def _verdict(name: str, truth: Truth, read: Mapping[str, Value | None], reading: Reading) -> Verdict:
    expected, found = truth.values[name], read[name]
    evidence = reading.fields.get(PATHS.get(name, ""))
    confidence = evidence.confidence if evidence and found is not None else None
    return Verdict(name, expected, found, is_same(name, truth, found), confidence)


def is_same(name: str, truth: Truth, found: Value | None) -> bool:
    """Whether the field `name` was read as it is printed."""
    expected = truth.values[name]
    if expected is None or found is None:
        return expected is found
    if name == "time":  # a truth without seconds leaves them open
        return str(found).startswith(str(expected))
    if isinstance(expected, str):
        names = truth.other_names if name == "merchant" else ()
        return squash(found) in {squash(one) for one in (expected, *names)}
    return found in (expected, *truth.other_days) if name == "date" else expected == found


def _day(reading: Reading) -> date | None:
    issued = reading.issued_at
    return issued.date() if isinstance(issued, datetime) else issued


def _clock(reading: Reading) -> str | None:
    if not isinstance(reading.issued_at, datetime):
        return None
    return reading.issued_at.strftime(
        "%H:%M:%S" if reading.issued_at_precision is Precision.SECOND else "%H:%M"
    )


Side = Callable[[TrueItem | Item], Hashable]


def _name(item: TrueItem | Item) -> str:
    return squash(item.name)


def _amount(item: TrueItem | Item) -> Decimal | None:
    return item.amount


def _both(item: TrueItem | Item) -> tuple[str, Decimal | None]:
    return _name(item), item.amount


def count_items(printed: Iterable[TrueItem], read: Iterable[TrueItem | Item]) -> ItemCount:
    """How many lines of goods agree."""
    true, found = tuple(printed), tuple(read)
    agreeing = [_agreeing(true, found, side) for side in (_both, _name, _amount)]
    return ItemCount(len(true), len(found), *agreeing)


def _agreeing(printed: Iterable[TrueItem], read: Iterable[TrueItem | Item], side: Side) -> int:
    """How many lines are on both sides; one that is printed twice has to be read twice."""
    return (Counter(map(side, printed)) & Counter(map(side, read))).total()


def _item_verdicts(printed: Iterable[TrueItem], reading: Reading) -> Iterator[Verdict]:
    """The name and the amount of each line read: right if such a one is printed that is not yet taken."""
    true = tuple(printed)
    for field, side, path in zip(ITEM_FIELDS, (_name, _amount), ("name", "amount"), strict=True):
        left = Counter(map(side, true))
        for index, item in enumerate(reading.items):
            right = left[side(item)] > 0
            left[side(item)] -= right
            evidence = reading.fields.get(f"items.{index}.{path}")
            confidence = evidence.confidence if evidence else None
            yield Verdict(field, "a printed one", getattr(item, path), right, confidence)
