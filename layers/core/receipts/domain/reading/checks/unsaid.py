"""A total that no word announces: arithmetic alone found it, on a page whose words nobody could read.

In a language that no list knows, or where the engine misread the word, a sum of the goods before a tip, a tax
or a discount comes out as well as the sum that was paid does.
"""

from decimal import Decimal
from itertools import product

from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.blocks.tax_table import taxes_of
from receipts.domain.reading.checks.parts import sums_of
from receipts.domain.reading.fields.total import is_written_as_sum
from receipts.domain.reading.layout.bounds import are_few
from receipts.domain.reading.values.money import COIN
from receipts.domain.reading.vocabulary.labels import MEANS, REDUCES, Label
from receipts.domain.receipt import Reading

_SAYS_IT = MEANS | {
    Label.PAID,
    Label.TOTAL,
    Label.AMOUNT,
    Label.SUBTOTAL,
    Label.EXEMPT,
    Label.CANCELLATION,
}
"""Words beside which a total stands, as a sum or by what it was paid with; of exempt goods it may be all."""
_TAXES = (Label.VAT, Label.SUPPLY)


def is_unsaid(ledger: Ledger, reading: Reading) -> bool:
    """Whether neither a word stands beside the total of `reading`, nor words beside its parts make it."""
    total = abs(reading.amounts.total or Decimal(0))
    said = any(one.label in _SAYS_IT or is_written_as_sum(one) for one in ledger.places_of(total))
    if not total or said:
        return False
    return not (_of_its_tax(ledger, reading, total) or _of_its_payment(ledger, total))


def _of_its_tax(ledger: Ledger, reading: Reading, total: Decimal) -> bool:
    """Supply value and tax make it, and a word says of one of them what it is; or a table of rates does."""
    amounts = reading.amounts
    parts = {abs(part) for part in (amounts.supply, amounts.vat, amounts.exempt) if part}
    said = any(entry.value in parts for entry in ledger.labelled(*_TAXES))
    return (said and abs(sum(parts, Decimal(0)) - total) < COIN) or bool(taxes_of(ledger, total))


def _of_its_payment(ledger: Ledger, total: Decimal) -> bool:
    """A sum or what was handed over, less what came back or came off."""
    whole = {abs(entry.value) for entry in ledger.labelled(*_SAYS_IT)}
    less = {abs(entry.value) for entry in ledger.labelled(Label.CHANGE)} | sums_of(ledger, *REDUCES)
    return are_few(whole, less) and any(one - other == total for one, other in product(whole, less))
