"""What receipts add up to, in the database: the same as `domain/sums.py` says."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Text, case, func, literal, select

from receipts.adapters.postgres.tables import readings, receipts
from receipts.domain.receipt import Transaction
from receipts.domain.sums import Grouping


def select_sums(by: Grouping) -> Select[Any]:
    """Key, name, currency, count, supply, vat and total of each group; conditions on receipts are still to be
    added.
    """
    key, name = _group(by)
    columns = receipts.c
    amounts = [_sum(columns[part]) for part in ("supply", "vat", "total")]
    sums = select(key.label("key"), func.max(name.collate("C")), columns.currency, func.count(), *amounts)
    joined = sums.select_from(receipts.outerjoin(readings, readings.c.id == columns.reading_id))
    return joined.group_by("key", columns.currency)  # by its name: values in it are parameters


def _group(by: Grouping) -> tuple[ColumnElement[str | None], ColumnElement[str | None]]:
    columns = receipts.c
    match by:
        case Grouping.MERCHANT:
            return func.coalesce(columns.business_number, columns.merchant_name), columns.merchant_name
        case Grouping.ACCOUNT:
            category = readings.c.reading["category"]
            return category["code"].astext, category["account"].astext
        case Grouping.DEPARTMENT | Grouping.PERSON:
            written = columns[by.value]  # what a company writes on a receipt has a column of its name
            return written, written


def _sum(amount: ColumnElement[object]) -> ColumnElement[object]:
    counted = case(
        (receipts.c.transaction == literal(Transaction.CANCELLATION.value, Text), -func.abs(amount)),
        else_=amount,
    )
    return func.coalesce(func.sum(counted), 0)
