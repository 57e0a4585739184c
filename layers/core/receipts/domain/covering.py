"""The last wall: a reading as it may be kept, whichever way its words came in."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from receipts.domain.mask import mask, mask_all
from receipts.domain.receipt import (
    Amounts,
    Category,
    Check,
    Escalation,
    FieldEvidence,
    Item,
    Merchant,
    Payment,
    Reading,
    SeenPage,
)

_LAST, _LONGEST_APPROVAL, _PLACES = 4, 10, re.compile(r"[\d*]")

Kept = TypeVar("Kept", str, str | None)


def covered(reading: Reading) -> Reading:
    """`reading` with card and resident numbers masked wherever text stands in it.

    What stands together is looked at together: a number may run over the goods, or from name to address.
    """
    return replace(
        reading,
        merchant=_merchant(reading.merchant),
        amounts=_amounts(reading.amounts),
        payment=_payment(reading.payment),
        items=_items(reading.items),
        category=_category(reading.category),
        fields=_fields(reading.fields),
        checks=tuple(Check(check.code, check.outcome, mask(check.detail)) for check in reading.checks),
        escalation=_escalation(reading.escalation),
        text=mask(reading.text),
        pages=covered_pages(reading.pages),
    )


def covered_leaves(value: object) -> object:
    """JSON with every string and whole number masked; strings of one list are looked at together."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if (masked := mask(str(value))) == str(value) else masked
    if isinstance(value, Mapping):
        return {key: covered_leaves(leaf) for key, leaf in value.items()}
    if isinstance(value, list | tuple):
        if value and all(isinstance(leaf, str) for leaf in value):
            return mask_all(value)
        return [covered_leaves(leaf) for leaf in value]
    return value


def covered_together(texts: Iterable[Kept]) -> list[Kept]:
    """Texts masked as if one stood below the other; None stays None."""
    texts = list(texts)
    masked = iter(mask_all([text for text in texts if text is not None]))
    return [text if text is None else next(masked) for text in texts]


def _merchant(merchant: Merchant) -> Merchant:
    name, address, phone = covered_together([merchant.name, merchant.address, merchant.phone])
    return replace(merchant, name=name, address=address, phone=phone)


def _payment(payment: Payment) -> Payment:
    texts = [payment.card_issuer, payment.card_number_masked, payment.approval_number]
    before = None
    while texts != before:
        before, texts = texts, [covered_together([text])[0] for text in texts]
        if _may_be_one(*texts):
            issuer, number, approval = covered_together(texts)
            issuer, approval = covered_together([issuer, approval])  # whatever stands between
            texts = [issuer, number, approval]
    issuer, number, approval = texts
    return replace(payment, card_issuer=issuer, card_number_masked=number, approval_number=approval)


def _may_be_one(issuer: str | None, number: str | None, approval: str | None) -> bool:
    """Whether one number may stand over several fields: they hold more digits, shown or covered, than an
    issuer with a card's last four and an approval number, which beside each other may look like a card's.
    """
    of_card, of_approval = (len(_PLACES.findall(text)) for text in (f"{issuer} {number}", approval or ""))
    return of_card > _LAST or of_approval > _LONGEST_APPROVAL


def _amounts(amounts: Amounts) -> Amounts:
    values = {name: getattr(amounts, name) for name in amounts.__dataclass_fields__}
    return Amounts(**{name: _amount(value) for name, value in values.items()})


def _amount(value: Decimal | None) -> Decimal | None:
    """None for an amount that is a card number: it cannot be masked and stay an amount."""
    return value if value is None or mask(printed := f"{value:f}") == printed else None


def _items(items: Sequence[Item]) -> tuple[Item, ...]:
    names = covered_together(item.name for item in items)
    return tuple(
        replace(
            item,
            name=name,
            quantity=_amount(item.quantity),
            unit_price=_amount(item.unit_price),
            amount=_amount(item.amount),
        )
        for item, name in zip(items, names, strict=True)
    )


def _category(category: Category | None) -> Category | None:
    return category and Category(*covered_together([category.code, category.account]))


def _fields(fields: Mapping[str, FieldEvidence]) -> dict[str, FieldEvidence]:
    names = [path for path in fields if path.endswith(".name")]
    together = dict(zip(names, covered_together(fields[path].raw for path in names), strict=True))
    raws = {path: together.get(path) or mask(found.raw) for path, found in fields.items()}
    return {path: replace(found, raw=raws[path]) for path, found in fields.items()}


def covered_pages(pages: Sequence[SeenPage]) -> tuple[SeenPage, ...]:
    """A number may run over lines, and on to the next page."""
    masked = iter(mask_all([it.text for page in pages for it in page.texts]))
    return tuple(
        replace(page, texts=tuple(replace(it, text=next(masked)) for it in page.texts)) for page in pages
    )


def _escalation(escalation: Escalation | None) -> Escalation | None:
    if escalation is None or escalation.failure is None:
        return escalation
    return replace(escalation, failure=mask(escalation.failure))
