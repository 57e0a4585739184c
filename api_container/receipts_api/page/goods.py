"""The lines of goods as a person sees and types them, and the list of items that they mean."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from receipts.domain.receipt import Item, Reading
from receipts.domain.sentence import Sentence
from receipts_api.page.formats import exact, plain_money

NUMBERS: Final = ("quantity", "unit_price", "amount")
_PARTS: Final = ("name", *NUMBERS, "exempt")
_FIELD: Final = re.compile(rf"items\.([0-9]{{1,4}})\.({'|'.join(_PARTS)})")
_SIGNS: Final = re.compile(r"[\s,₩원$€£¥]")
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})

MARK: Final = "goods"
"""The field that says that a form has the goods: one that lacks it changes none of them."""

WRONG: Final[Mapping[str, Sentence]] = MappingProxyType(
    {
        "name": Sentence("품목의 이름을 입력해 주세요.", "Enter what the item is called."),
        "number": Sentence("숫자로 입력해 주세요. 예: 2 또는 1,500", "Enter a number, such as 2 or 1,500."),
        "items": Sentence("품목은 300개까지 저장할 수 있습니다.", "300 items can be kept at most."),
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what stands in its fields, by their names. `index` is its place in the form, which keeps it
    while others are added and removed.
    """

    index: int
    texts: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    exempt: bool = False

    @property
    def path(self) -> str:
        return f"items.{self.index}"

    @property
    def is_blank(self) -> bool:
        """Whether nobody has typed anything: such a line is no item."""
        return not any(self.texts.values())

    def text(self, part: str) -> str:
        return self.texts.get(part, "")

    def entry(self) -> dict[str, Any]:
        """As the API takes an item."""
        numbers = {part: _SIGNS.sub("", self.text(part)) or None for part in NUMBERS}
        return {"name": self.text("name"), "exempt": self.exempt, **numbers}


def shown_lines(reading: Reading) -> Sequence[Line]:
    """The lines of what is recorded."""
    return [Line(at, _texts(item, reading.currency), item.exempt) for at, item in enumerate(reading.items)]


def typed_lines(form: Mapping[str, Any], reading: Reading) -> Sequence[Line]:
    """The lines of the form, in its order; those that are recorded, if it has none to tell of."""
    if MARK not in form:
        return shown_lines(reading)
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for name, text in form.items():
        if place := _FIELD.fullmatch(name):
            found[int(place[1])][place[2]] = str(text).strip()
    lines = (
        Line(index, {part: text for part, text in texts.items() if part != "exempt"}, "exempt" in texts)
        for index, texts in sorted(found.items())
    )
    return [line for line in lines if not line.is_blank]


def entries_if_changed(lines: Iterable[Line], reading: Reading) -> list[dict[str, Any]] | None:
    """The items that the lines mean; None if they are those that are recorded."""
    entries = [line.entry() for line in lines]
    return None if entries == [line.entry() for line in shown_lines(reading)] else entries


def errors_of(places: Iterable[Sequence[int | str]], lines: Sequence[Line]) -> Iterator[tuple[str, Sentence]]:
    """What to tell at which field, of the places where the API refuses the entries: `(1, "amount")`."""
    for place in places:
        match place:
            case [int(position), str(part), *_] if position < len(lines):
                yield f"{lines[position].path}.{part}", WRONG["name" if part == "name" else "number"]
            case _:
                yield "items", WRONG["items"]


def _texts(item: Item, currency: str | None) -> Mapping[str, str]:
    return {
        "name": item.name,
        "quantity": exact(item.quantity),
        "unit_price": plain_money(item.unit_price, currency),
        "amount": plain_money(item.amount, currency),
    }
