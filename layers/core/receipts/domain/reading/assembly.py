"""Putting the findings of all rules together into one reading."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from receipts.domain.business_number import BusinessNumber
from receipts.domain.checks import may_be_the_goods
from receipts.domain.reading.blocks.account import with_account_aside
from receipts.domain.reading.blocks.balance import with_what_was_owed
from receipts.domain.reading.blocks.card_digits import with_card_digits_aside
from receipts.domain.reading.blocks.charged import with_what_was_loaded
from receipts.domain.reading.blocks.cut_total import with_cut_total
from receipts.domain.reading.blocks.dollar_signs import with_dollar_signs
from receipts.domain.reading.blocks.goods_lines import is_price_of_one_line
from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.blocks.mending import mended
from receipts.domain.reading.blocks.run_together import put_apart
from receipts.domain.reading.blocks.tax_split import Split, splits
from receipts.domain.reading.blocks.tax_table import with_taxes_of_tables
from receipts.domain.reading.checks.contradictions import is_contradicted
from receipts.domain.reading.checks.edges import cut_off
from receipts.domain.reading.checks.is_receipt import require_receipt
from receipts.domain.reading.checks.lone_total import has_no_witness
from receipts.domain.reading.checks.parts import is_to_be_asked, may_be_kept, may_be_taken_back
from receipts.domain.reading.checks.unsaid import is_unsaid
from receipts.domain.reading.choice.confidence import weighed
from receipts.domain.reading.choice.evidence import evidence
from receipts.domain.reading.fields.address import find_address
from receipts.domain.reading.fields.amounts import find_amounts
from receipts.domain.reading.fields.beside_who_is_billed import sellers_alone
from receipts.domain.reading.fields.branch import called_after_its_town
from receipts.domain.reading.fields.goods_together import FoundItem
from receipts.domain.reading.fields.issued import find_issued
from receipts.domain.reading.fields.items import find_items
from receipts.domain.reading.fields.kind_of_paper import document_type_of, transaction_of
from receipts.domain.reading.fields.merchant import find_merchant, seller_section
from receipts.domain.reading.fields.payment import (
    find_approval,
    find_card_number,
    find_installments,
    find_issuer,
    find_method,
)
from receipts.domain.reading.fields.phone import find_phone
from receipts.domain.reading.fields.total import find_total
from receipts.domain.reading.fields.western_address import begins_an_address
from receipts.domain.reading.layout.covers import shown_texts
from receipts.domain.reading.layout.rows import Row, rows_of
from receipts.domain.reading.values.business_numbers import find_business_numbers, is_of_the_other
from receipts.domain.reading.values.currency import currency_of
from receipts.domain.reading.values.dates import times_in
from receipts.domain.reading.values.found import Found, T
from receipts.domain.reasons import AMBIGUOUS_DATE, review_reasons
from receipts.domain.receipt import (
    MOST_TEXTS,
    Amounts,
    DocumentType,
    FieldEvidence,
    Item,
    Merchant,
    Payment,
    PaymentMethod,
    PrintedText,
    Reading,
    SeenPage,
    Transaction,
    as_day,
)
from receipts.domain.text import Page, whole

_DIGITS_ALONE = frozenset({"merchant.phone", "payment.approval_number"})
"""Digits that no check digit, no sum and no calendar confirms."""
_OF_ITEM = 0.75
"""How sure a line of goods is before its sum is looked at."""
_HARDLY_NAMED = 0.0
"""No till sells what has no name, and one letter (배, 무) is rather what is left of a longer one."""

_WITH_AMOUNT = re.compile(r"\d,\d{3}")
"""An amount of the columns beside it was taken for a part of the name."""
_VALID_NUMBER = 0.8
"""A business number whose check digit fits and that stands in one piece is surer."""
_OTHER_ZONES, _OF_TOMORROW = timedelta(days=1), 0.5
"""Nothing was sold on a day that is still to come anywhere: a digit of it was misread."""
_LONGEST_LINE = 200
"""Letters of a line that people can point at: no print is wider."""
_OF_ASKED = 0.85
"""How sure an amount is at most that was read otherwise, or that something printed goes against."""

_AMOUNTS_ASKED = frozenset({"amounts.total", "amounts.gross_total"})
"""What is looked at where the parts of the sum make another."""


@dataclass
class _Draft:
    """The reading as far as it has come, and the evidence gathered on the way."""

    rows: tuple[Row, ...]
    ledger: Ledger
    splits: list[Split]
    today: date | None
    reading: Reading = field(default_factory=Reading)
    fields: dict[str, FieldEvidence] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)

    def note(self, path: str, row: Row, start: int, raw: str, certainty: float) -> None:
        self.fields[path] = evidence(row, start, raw, certainty)

    def with_doubts(self, fields: dict[str, FieldEvidence]) -> dict[str, FieldEvidence]:
        """An amount that was mended to make the sums come out has no other witness, and one that something
        printed goes against has one too many: a person looks at it.
        """
        capped = {path: min(fields[path].confidence, _OF_ASKED) for path in self.asked & fields.keys()}
        return fields | {path: replace(fields[path], confidence=sure) for path, sure in capped.items()}

    def keep(self, path: str, found: Found[T] | None) -> T | None:
        """The value found, its evidence noted under `path`."""
        if found is None:
            return None
        raw = str(found.value)
        self.fields[path] = evidence(
            found.row, found.start, raw, found.confidence, more=found.more, alone=path in _DIGITS_ALONE
        )
        return found.value


def assemble(pages: Sequence[Page], today: date | None = None) -> Reading:
    """The reading of `pages` without its checks; a day after `today` is asked.

    Raises UnreadableError if they hold no receipt.
    """
    printed = rows_of(pages)
    ledger = ledger_of(printed)
    require_receipt(ledger, pages)
    draft = _Draft(ledger.rows, ledger, splits(ledger), today)
    for step in (_issued, _amounts, _items, _payment, _merchant, _kind):
        draft.reading = step(draft)
    text = "\n".join(row.text for row in printed)
    against = is_contradicted(ledger, draft.reading)
    if any(rule(ledger, draft.reading) for rule in (is_to_be_asked, has_no_witness, is_unsaid)):
        draft.asked |= _AMOUNTS_ASKED
    if may_be_taken_back(ledger, draft.reading) or may_be_kept(ledger, draft.reading):
        draft.asked |= {path for path in draft.fields if path.startswith("amounts.")}
    fields = draft.with_doubts(weighed(draft.fields, draft.reading, contradicted=against))
    fields |= cut_off(fields, pages)
    reasons = (*review_reasons(draft.reading, fields), *draft.doubts)
    return replace(
        draft.reading, fields=fields, review_reasons=reasons, text=text, pages=_seen_on(pages, printed)
    )


def seen_on(pages: Sequence[Page]) -> tuple[SeenPage, ...]:
    """What people point at on all pages of a file, also on those of which nothing was read."""
    return _seen_on(pages, rows_of(pages))


def _seen_on(pages: Sequence[Page], printed: Sequence[Row]) -> tuple[SeenPage, ...]:
    shown = shown_texts(pages, printed)
    return tuple(_seen(page, shown) for page in pages)


def ledger_of(printed: Sequence[Row]) -> Ledger:
    """The amounts with their words, in the rows that the rules read: those that ran together are put apart,
    and what was misread is put right.
    """
    currency = currency_of(printed)
    rows = put_apart(printed, currency)
    read = with_cut_total(mended(with_dollar_signs(Ledger(rows, currency))))
    aside = with_card_digits_aside(with_account_aside(with_what_was_owed(with_what_was_loaded(read))))
    return with_taxes_of_tables(aside)


def _seen(page: Page, shown: Mapping[int, str]) -> SeenPage:
    """Of the page what people point at, in whole pixels; `shown` are the lines that are not shown as read."""
    texts = tuple(
        PrintedText(shown.get(id(line), line.text)[:_LONGEST_LINE], whole(line.box))
        for line in page.lines[:MOST_TEXTS]
        if line.text
    )
    return SeenPage(page.number, page.width, page.height, page.turn, texts)


def _issued(draft: _Draft) -> Reading:
    issued = find_issued(draft.rows, draft.ledger.currency)
    if issued is None:
        return draft.reading
    if issued.ambiguous:
        draft.doubts.append(AMBIGUOUS_DATE)
    row, start = issued.row, issued.start
    is_ahead = draft.today is not None and as_day(issued.value) > draft.today + _OTHER_ZONES
    sure = min(issued.confidence, _OF_TOMORROW) if is_ahead else issued.confidence
    printed = len("2022-03-04 10:11" if times_in(row.text[start:]) else "2022-03-04")
    draft.fields["issued_at"] = evidence(row, start, row.cell_at(start).text, sure, printed)
    return replace(draft.reading, issued_at=issued.value, issued_at_precision=issued.precision)


def _amounts(draft: _Draft) -> Reading:
    transaction = transaction_of(draft.rows, draft.ledger)
    reading = replace(draft.reading, currency=draft.ledger.currency, transaction=transaction)
    total = find_total(draft.ledger, draft.splits)
    if total is None or is_price_of_one_line(draft.ledger, total.entry.value):
        return reading
    found = find_amounts(draft.ledger, draft.splits, total.entry, total.confidence)
    for name, amount in found.items():
        money = amount.entry.money
        draft.note(f"amounts.{name}", money.row, money.start, money.text, amount.confidence)
        if money.mended or amount.is_asked:
            draft.asked.add(f"amounts.{name}")
    values = {name: _signed(amount.value, transaction) for name, amount in found.items()}
    return replace(reading, amounts=Amounts(**values))


def _signed(value: Decimal, transaction: Transaction) -> Decimal:
    """A cancellation is negative, whether or not its slip prints the minus; on a sale a dash is none."""
    return -abs(value) if value and transaction is Transaction.CANCELLATION else value


def _items(draft: _Draft) -> Reading:
    amounts = draft.reading.amounts
    sums = _either_sign(amounts.total, amounts.gross_total)
    parts, adds_up = _either_sign(amounts.supply, amounts.vat), partial(may_be_the_goods, draft.reading)
    lines = find_items(draft.ledger, sums, parts, adds_up)
    found = _goods_alone(lines, amounts, draft.ledger)
    for index, item in enumerate(found):
        place = max(item.name_row.text.find(item.name), 0)
        is_named = len(item.name) > 1 and not _WITH_AMOUNT.search(item.name)
        named = _OF_ITEM if is_named else _HARDLY_NAMED
        draft.note(f"items.{index}.name", item.name_row, place, item.name, named)
        if item.printed:
            draft.note(f"items.{index}.amount", item.row, item.printed.start, item.printed.text, _OF_ITEM)
    items = tuple(
        Item(line, item.name, item.quantity, item.unit_price, item.amount, item.exempt)
        for line, item in enumerate(found, start=1)
    )
    return replace(draft.reading, items=_taken_back(items, draft.reading.transaction))


def _goods_alone(found: Sequence[FoundItem], amounts: Amounts, ledger: Ledger) -> Sequence[FoundItem]:
    """What came off is no line of goods where it is printed once more as the discount that leads from the
    other lines' sum to the total.
    """
    off = [item for item in found if item.amount is not None and item.amount < 0]
    goods = [item for item in found if item not in off]
    made = (_sum_of(goods), -_sum_of(off)) == (amounts.gross_total, amounts.discount)
    rows = {item.row.index for item in off}
    again = (entry for entry in ledger.entries if entry.row.index not in rows)
    said = any(abs(entry.value) == amounts.discount for entry in again)
    return goods if off and made and said else found


def _sum_of(items: Sequence[FoundItem]) -> Decimal:
    return sum((item.amount for item in items if item.amount is not None), Decimal(0))


def _either_sign(*values: Decimal | None) -> frozenset[Decimal]:
    return frozenset(sign * value for value in values if value for sign in (1, -1))


def _taken_back(items: tuple[Item, ...], transaction: Transaction) -> tuple[Item, ...]:
    """The goods of a cancellation are negative together, as its sums are, and so is how many there were."""
    whole = sum((item.amount for item in items if item.amount is not None), Decimal(0))
    if transaction is Transaction.SALE:
        return items
    if whole <= 0:
        return tuple(map(_counted_back, items))
    return tuple(
        replace(item, quantity=_negative(item.quantity), amount=_negative(item.amount)) for item in items
    )


def _counted_back(item: Item) -> Item:
    """1 at 6,000 is -6,000: some tills print the minus beside the amount only."""
    if item.quantity and item.unit_price and item.amount == -item.quantity * item.unit_price:
        return replace(item, quantity=-item.quantity)
    return item


def _negative(value: Decimal | None) -> Decimal | None:
    return -value if value else value


def _payment(draft: _Draft) -> Reading:
    card, issuer = find_card_number(draft.rows), find_issuer(draft.rows)
    payment = Payment(
        method=find_method(draft.ledger, card=bool(card or issuer)),
        card_issuer=draft.keep("payment.card_issuer", issuer),
        card_number_masked=draft.keep("payment.card_number_masked", card),
        approval_number=draft.keep("payment.approval_number", find_approval(draft.rows)),
        installments=draft.keep("payment.installments", find_installments(draft.rows)),
    )
    return replace(draft.reading, payment=payment)


def _merchant(draft: _Draft) -> Reading:
    currency, section = draft.ledger.currency, seller_section(draft.rows)
    name = find_merchant(draft.rows, currency)
    number = _number_of(section, find_business_numbers(draft.rows)) if currency == "KRW" else None
    rows = sellers_alone(draft.rows)
    below = _below_name(name, rows, currency, section)
    address = find_address(rows, currency, below) or find_address(rows[:below], currency)
    if name is not None and currency == "KRW" and address is not None:
        name = replace(name, value=called_after_its_town(name.value, address.value))
    merchant = Merchant(
        name=draft.keep("merchant.name", name),
        business_number=draft.keep("merchant.business_number", number),
        address=draft.keep("merchant.address", address),
        phone=draft.keep("merchant.phone", find_phone(rows, currency, section)),
    )
    return replace(draft.reading, merchant=merchant)


def _below_name(name: Found[str] | None, rows: Sequence[Row], currency: str | None, section: range) -> int:
    """Where the address is looked for first: outside Korea it stands below the name, or is all there is."""
    if name is None or currency == "KRW":
        return section.start
    following = rows[name.row.index + 1].text if name.row.index + 1 < len(rows) else ""
    return name.row.index + (not begins_an_address(name.row.text, following))


def _number_of(section: range, numbers: Sequence[Found[BusinessNumber]]) -> Found[BusinessNumber] | None:
    """The seller's number: in its section, a valid one before a doubtful one."""
    sellers = [number for number in numbers if not is_of_the_other(number, numbers)]
    own = [number for number in sellers if number.row.index in section] or sellers
    return max(own, key=lambda number: number.confidence > _VALID_NUMBER, default=None)


def _kind(draft: _Draft) -> Reading:
    payment, items = draft.reading.payment, draft.reading.items
    card = payment.card_number_masked is not None
    kind = document_type_of(draft.rows, card=card, items=bool(items))
    if kind is DocumentType.CASH_RECEIPT and payment.method is None:
        # 조세특례제한법 제126조의3: 현금영수증 is what is given for cash.
        payment = replace(payment, method=PaymentMethod.CASH)
    return replace(draft.reading, document_type=kind, payment=payment)
