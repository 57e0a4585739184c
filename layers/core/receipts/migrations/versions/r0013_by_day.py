"""Receipts are found by the day that they print: for a month's export."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Only adds."""
    op.execute("CREATE INDEX receipts_by_day ON receipts (tenant_id, issued_on, id)")


def downgrade() -> None:
    """A month is found slowly again."""
    op.execute("DROP INDEX receipts_by_day")
