"""The database itself refuses values that no receipt can show, whatever the code lets through."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# What is searched may have been misread into anything; `readings` keeps the whole of it.
_CLEAN = (
    """UPDATE receipts SET issued_on = NULL, issued_at = NULL
       WHERE issued_on NOT BETWEEN '1900-01-01' AND '2199-12-31'
       OR issued_at < '1900-01-01T00:00Z' OR issued_at >= '2200-01-01T00:00Z'""",
    """UPDATE receipts SET total = nullif(total, 'NaN'), gross_total = nullif(gross_total, 'NaN'),
       supply = nullif(supply, 'NaN'), vat = nullif(vat, 'NaN')
       WHERE 'NaN' IN (total, gross_total, supply, vat)""",
    """UPDATE receipts SET filename = left(filename, 1000), merchant_name = left(merchant_name, 1000)
       WHERE char_length(filename) > 1000 OR char_length(merchant_name) > 1000""",
    """UPDATE receipts SET
       approval_number = CASE WHEN char_length(approval_number) <= 500 THEN approval_number END,
       card_number_masked = CASE WHEN char_length(card_number_masked) <= 500 THEN card_number_masked END
       WHERE char_length(approval_number) > 500 OR char_length(card_number_masked) > 500""",
    """UPDATE receipt_items SET
       name = left(name, 1000),
       quantity = CASE WHEN abs(quantity) < 1000000000000 THEN quantity END,
       unit_price = nullif(unit_price, 'NaN'), amount = nullif(amount, 'NaN')
       WHERE char_length(name) > 1000 OR NOT abs(quantity) < 1000000000000
       OR 'NaN' IN (unit_price, amount)""",
    """UPDATE merchants SET name = left(name, 1000), address = left(address, 1000), phone = left(phone, 1000)
       WHERE greatest(char_length(name), char_length(address), char_length(phone)) > 1000""",
)

# Wider than the code's own bounds: code of the version before goes on working. One statement a table, so that
# each table is looked through once.
_CHECKS = {
    "receipts": {
        "receipts_issued_in_range": """issued_on BETWEEN '1900-01-01' AND '2199-12-31'
            AND issued_at >= '1900-01-01T00:00Z' AND issued_at < '2200-01-01T00:00Z'""",
        "receipts_amounts_are_numbers": "'NaN' NOT IN (total, gross_total, supply, vat)",
        "receipts_texts_short": """char_length(filename) <= 1000 AND char_length(merchant_name) <= 1000
            AND char_length(approval_number) <= 500 AND char_length(card_number_masked) <= 500""",
    },
    "receipt_items": {
        "receipt_items_numbers_in_range": """abs(quantity) < 1000000000000
            AND 'NaN' NOT IN (unit_price, amount)""",
        "receipt_items_name_short": "char_length(name) <= 1000",
    },
    "merchants": {
        "merchants_texts_short": """char_length(name) <= 1000 AND char_length(address) <= 1000
            AND char_length(phone) <= 1000""",
    },
}


def upgrade() -> None:
    """Columns that repeat what was misread are emptied, or cut short, first."""
    for statement in _CLEAN:
        op.execute(statement)
    for table, checks in _CHECKS.items():
        added = ", ".join(f"ADD CONSTRAINT {name} CHECK ({check})" for name, check in checks.items())
        op.execute(f"ALTER TABLE {table} {added}")


def downgrade() -> None:
    """What was emptied stays empty."""
    for table, checks in _CHECKS.items():
        dropped = ", ".join(f"DROP CONSTRAINT {name}" for name in checks)
        op.execute(f"ALTER TABLE {table} {dropped}")
