"""Money as exact as its currency: dinars have three decimals, and what the tables kept of them was cut."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_OF_RECEIPTS = ("total", "gross_total", "supply", "vat", "discount", "exempt", "service_charge")
_OF_ITEMS = ("unit_price", "amount")

_CHECKS = {
    "receipts": {
        "receipts_amounts_are_numbers": (
            "greatest(abs(total), abs(gross_total), abs(supply), abs(vat)) < 1000000000000",
            "'NaN' NOT IN (total, gross_total, supply, vat)",
        ),
        "receipts_more_amounts_are_numbers": (
            "greatest(abs(discount), abs(exempt), abs(service_charge)) < 1000000000000",
            "'NaN' NOT IN (discount, exempt, service_charge)",
        ),
    },
    "receipt_items": {
        "receipt_items_numbers_in_range": (
            "greatest(abs(quantity), abs(unit_price), abs(amount)) < 1000000000000",
            "abs(quantity) < 1000000000000 AND 'NaN' NOT IN (unit_price, amount)",
        ),
    },
}
"""Now and before: how large they are was a matter of their type."""

_WITHOUT = ("DROP INDEX receipts_same_day_and_sum", "ALTER TABLE receipts DROP COLUMN day_and_sum")
_INDEX = """CREATE INDEX receipts_same_day_and_sum ON receipts (tenant_id, day_and_sum)
    WHERE day_and_sum IS NOT NULL"""


def upgrade() -> None:
    """Writes every row of `receipts` anew, for its generated column, and holds the table meanwhile. That
    column stays as the last release makes it, two decimals, so that old and new tasks find the same pairs.
    """
    _change("numeric", "trunc(abs(total), 2)", 0)


def downgrade() -> None:
    """Thousandths are rounded."""
    _change("numeric(14, 2)", "abs(total)", 1)


def _change(kind: str, total: str, which: int) -> None:
    for statement in _WITHOUT:
        op.execute(statement)
    for table, columns in (("receipts", _OF_RECEIPTS), ("receipt_items", _OF_ITEMS)):
        checks = _CHECKS[table]
        op.execute(f"ALTER TABLE {table} " + ", ".join(f"DROP CONSTRAINT {name}" for name in checks))
        op.execute(f"ALTER TABLE {table} " + ", ".join(f"ALTER {column} TYPE {kind}" for column in columns))
        added = ", ".join(f"ADD CONSTRAINT {name} CHECK ({it[which]})" for name, it in checks.items())
        op.execute(f"ALTER TABLE {table} {added}")
    op.execute(
        f"""ALTER TABLE receipts ADD COLUMN day_and_sum text
        GENERATED ALWAYS AS ((issued_on - '2000-01-01'::date)::text || ':' || {total}::text) STORED"""
    )
    op.execute(_INDEX)
